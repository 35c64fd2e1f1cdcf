// The same steps as desk/register/names.py, over the same table of letters; a test holds them together.
"use strict";

const terezi = globalThis.terezi || (globalThis.terezi = {});

terezi.names = (letters) => {
  const silent = new Set(letters.silent);
  const isMark = (each) => /\p{Mn}/u.test(each);
  const bare = (text) => [...text.normalize("NFD")].filter((each) => !isMark(each)).join("");
  const once = (text) => [...text].filter((each, place, all) => place === 0 || all[place - 1] !== each).join("");

  function roman(text) {
    const spelt = [...text.normalize("NFKC").toLowerCase()].map((each) => letters.latin[each] ?? each).join("");
    const kept = [...spelt.normalize("NFD")].map((each) => (/[a-z0-9]/.test(each) ? each : isMark(each) ? "" : " "));
    return kept.join("").split(" ").filter(Boolean).join(" ");
  }

  function skeleton(word) {
    let heard = word;
    for (const [written, sound] of letters.sounds) heard = heard.replaceAll(written, sound);
    return once([...once(heard)].filter((each) => !silent.has(each)).join(""));
  }

  const words = (text) => roman(text).split(" ").filter(Boolean);
  const heard = (text) => words(text).map((word) => [word, skeleton(word) || word]);
  const keys = (text) => heard(text).map(([, key]) => key);

  function closeness(word, key, written, sound) {
    if (word === written) return 4;
    if (written.startsWith(word)) return 3;
    if (key === sound) return 2;
    return sound.startsWith(key) ? 1 : 0;
  }

  function spells(asked, name) {
    const there = [...heard(name), ...heard(bare(name))];
    const scores = heard(asked).map(([word, key]) => Math.max(0, ...there.map((each) => closeness(word, key, ...each))));
    return scores.length && scores.every(Boolean) ? scores.reduce((sum, each) => sum + each, 0) : 0;
  }

  const numberKey = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return { roman, skeleton, keys, spells, numberKey };
};
