// Searching the published register without a server: small pieces of an index are read as they are asked for.
"use strict";

(() => {
  const told = JSON.parse(document.getElementById("register-index").textContent);
  const names = terezi.names(told.letters);
  const common = new Set(told.common);
  const form = document.getElementById("search");
  const results = document.getElementById("results");
  const MOST_PIECES = 8;
  const MOST_SHOWN = 50;
  const pieces = new Map();
  const waiting = new Map();

  terezi.piece = (name, piece) => waiting.get(name)?.(piece);

  // A script, not a request: a browser reads files beside a page from a disk in no other way.
  function load(name) {
    if (!pieces.has(name)) {
      pieces.set(name, new Promise((done, failed) => {
        waiting.set(name, done);
        const script = document.createElement("script");
        script.src = `index/${encodeURIComponent(told.pieces[name])}`;
        script.onerror = () => failed(new Error(name));
        document.head.append(script);
      }));
    }
    return pieces.get(name);
  }

  function piecesOf(key) {
    const whole = `${key}.`;
    return Object.keys(told.pieces).filter((name) => !name.startsWith("#") && (name.startsWith(key) || whole.startsWith(name)));
  }

  function piecesOfNumber(asked) {
    const digits = names.numberKey(asked).replace(/\D/g, "");
    const name = `#${digits.slice(-2).padStart(2, "0")}`;
    return digits && told.pieces[name] ? [name] : [];
  }

  const heard = (row) => `${row[1]} ${row[5]}`;
  const pluck = (found, piece, wanted) => piece.rows.forEach((row) => { if (wanted(row)) found.set(row.join("\n"), row); });

  async function byName(asked, found) {
    const rare = names.keys(asked).filter((key) => !common.has(key)).sort((a, b) => b.length - a.length)[0];
    const key = rare ?? names.keys(asked)[0];
    const wanted = key ? piecesOf(key) : [];
    if (wanted.length > MOST_PIECES) return true;
    for (const piece of await Promise.all(wanted.map(load))) pluck(found, piece, (row) => names.spells(asked, heard(row)) > 0);
    return common.has(key);
  }

  async function byNumber(asked, found) {
    const key = names.numberKey(asked);
    for (const piece of await Promise.all(piecesOfNumber(asked).map(load))) {
      pluck(found, piece, (row) => names.numberKey(row[0]).includes(key));
    }
  }

  function shown([number, name, code, place, isWarning]) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const isolated = document.createElement("bdi");
    const says = document.createElement("p");
    isolated.textContent = name || told.words.private;
    link.href = place;
    link.append(isolated);
    says.textContent = told.words[code] ?? code;
    says.className = isWarning ? "warned" : "";
    item.append(link);
    if (number) {
      const numbered = document.createElement("code");
      numbered.textContent = number;
      item.append(" ", numbered);
    }
    item.append(says);
    return item;
  }

  function say(sentence, rows) {
    const list = document.createElement("ul");
    const says = document.createElement("p");
    says.textContent = sentence;
    list.append(...rows.map(shown));
    results.replaceChildren(says, list);
  }

  async function search(asked) {
    if (/eyJ[\w-]+\.[\w-]+\.[\w-]+/.test(asked)) {
      window.location = `verify.html#${asked.replace(/\s/g, "").replace(/^.*#/, "")}`;
      return;
    }
    const found = new Map();
    let isPart = false;
    try {
      isPart = await byName(asked, found);
      if (/\d/.test(asked)) await byNumber(asked, found);
    } catch {
      say(told.words.unreadable, []);
      return;
    }
    const score = (row) => (row[4] ? 1000 : 0) + names.spells(asked, heard(row));
    const rows = [...found.values()].sort((a, b) => score(b) - score(a) || a[1].localeCompare(b[1]) || a[0].localeCompare(b[0]));
    const cut = isPart || rows.length > MOST_SHOWN;
    if (rows.length === 0 && !isPart) say(told.words.nothing, []);
    else say((cut ? told.words.part : told.words.found).replace("{count}", String(rows.length)), rows.slice(0, MOST_SHOWN));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = form.elements.q.value.trim();
    if (asked) search(asked);
  });
  const first = new URLSearchParams(window.location.search).get("q");
  if (first) {
    form.elements.q.value = first;
    search(first);
  }
})();
