// Checks a certificate in the reader's own browser: nothing is sent anywhere, and no network is needed.
// The same steps as base/credential.py, base/short_proof.py and desk/register/rules.py; tests hold them together.
"use strict";

globalThis.terezi = globalThis.terezi || {};

(() => {
  const told = JSON.parse(document.getElementById("trust").textContent);
  const WORD = /eyJ[\w-]+\.[\w-]+\.[\w-]+(?:~[\w-]+)?/;
  const PLACES = 131072;
  const [SIZE, SIGNATURE, HASH, DEEPEST] = [8, 64, 32, 64];
  const ANSWERS = new Map([
    [0, "may_operate"], [3, "with_conditions"], [2, "suspended"], [1, "ended"], [14, "ended"], [12, "expired"], [13, "replaced"],
  ]);
  const GOOD = new Set(["may_operate", "with_conditions"]);
  const encoder = new TextEncoder();

  class NotIssued extends Error {}
  class CannotCheck extends Error {}

  function toBytes(text) {
    if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) throw new NotIssued("letters");
    const raw = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
    if (toText(raw) !== text) throw new NotIssued("letters");
    return raw;
  }

  function toBase64(raw) {
    let letters = "";
    for (const each of raw) letters += String.fromCharCode(each);
    return btoa(letters);
  }

  const toText = (raw) => toBase64(raw).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

  function toObject(raw) {
    let read = null;
    try { read = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw)); } catch { /* told below */ }
    if (read === null || typeof read !== "object" || Array.isArray(read)) throw new NotIssued("letters");
    return read;
  }

  async function imported(x) {
    if (!globalThis.crypto?.subtle) throw new CannotCheck("subtle");
    try {
      return await crypto.subtle.importKey("raw", toBytes(x), { name: "Ed25519" }, false, ["verify"]);
    } catch (reason) {
      if (reason instanceof NotIssued) throw reason;
      throw new CannotCheck("Ed25519");
    }
  }

  const holds = async (x, signature, message) =>
    crypto.subtle.verify({ name: "Ed25519" }, await imported(x), signature, encoder.encode(message));

  async function opened(text, kind) {
    const parts = text.split(".");
    if (parts.length !== 3) throw new NotIssued("letters");
    const [header, claims, signature] = [toObject(toBytes(parts[0])), toObject(toBytes(parts[1])), toBytes(parts[2])];
    const key = told.keys.find((each) => each.kid === header.kid);
    const isWritten = header.alg === "Ed25519" && header.typ === kind && Object.keys(header).length === 3;
    if (!key || !isWritten) throw new NotIssued("key");
    if (!(await holds(key.x, signature, `${parts[0]}.${parts[1]}`))) throw new NotIssued("signature");
    const issued = claims.iat;
    if (!Number.isInteger(issued) || issued < key.nbf || (key.exp !== undefined && issued >= key.exp)) throw new NotIssued("key");
    return claims;
  }

  const sha256 = async (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
    parts.reduce((at, each) => { whole.set(each, at); return at + each.length; }, 0);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
  };
  const joined = (left, right) => sha256(Uint8Array.of(1), left, right);

  // RFC 9162, 2.1.3.2; places are BigInt, for a log may be longer than 32 bits
  async function rootOf(index, leaf, size, hashes) {
    if (index < 0n || index >= size) return null;
    let [node, place, last] = [await sha256(Uint8Array.of(0), leaf), index, size - 1n];
    for (const sibling of hashes) {
      if (last === 0n) return null;
      if (place & 1n || place === last) {
        node = await joined(sibling, node);
        while (!(place & 1n) && place) [place, last] = [place >> 1n, last >> 1n];
      } else {
        node = await joined(node, sibling);
      }
      [place, last] = [place >> 1n, last >> 1n];
    }
    return last === 0n ? node : null;
  }

  async function checkProof(text, claims) {
    const raw = toBytes(text);
    const path = raw.slice(SIZE + SIGNATURE);
    if (!claims.log || raw.length < SIZE + SIGNATURE || path.length % HASH || path.length > DEEPEST * HASH) throw new NotIssued("log");
    const size = new DataView(raw.buffer).getBigUint64(0);
    const hashes = Array.from({ length: path.length / HASH }, (_, at) => path.slice(at * HASH, (at + 1) * HASH));
    const root = await rootOf(BigInt(claims.log[0]), toBytes(claims.log[1]), size, hashes);
    if (root === null) throw new NotIssued("log");
    const seen = told.checkpoint;
    if (seen && BigInt(seen.size) === size && seen.root !== toBase64(root)) throw new NotIssued("log");
    const signature = raw.slice(SIZE, SIZE + SIGNATURE);
    for (const log of told.logs) {
      if (await holds(log.x, signature, `${log.origin}\n${size}\n${toBase64(root)}\n`)) return;
    }
    throw new NotIssued("log");
  }

  async function unpacked(text) {
    if (!globalThis.DecompressionStream) throw new CannotCheck("deflate");
    const stream = new Blob([toBytes(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // Lists whose signature does not hold say nothing, so the answer is then that the status is not known
  async function standing(claims, now) {
    for (const text of told.lists) {
      let list = null;
      try { list = await opened(text, "statuslist+jwt"); } catch (reason) { if (reason instanceof CannotCheck) throw reason; }
      if (!list || list.sub !== claims.list[0] || now >= list.exp || list.iat < claims.iat) continue;
      const [packed, place] = [await unpacked(list.status_list.lst), claims.list[1]];
      if (place < 0 || place >= PLACES || packed.length * 2 !== PLACES) continue;
      return { said: place % 2 ? packed[place >> 1] >> 4 : packed[place >> 1] & 15, asOf: list.iat };
    }
    return { said: null, asOf: null };
  }

  function answerOf(claims, said, day) {
    const answer = ANSWERS.get(said) ?? "status_unknown";
    if (!GOOD.has(answer) && answer !== "status_unknown") return answer;
    if (claims.until && claims.until <= day) return "expired";
    return day < claims.from ? "not_yet" : answer;
  }

  // Returns one answer and what the certificate says; never a yes where anything could not be checked.
  async function judged(text, now = Date.now() / 1000) {
    const whole = scanned(text);
    const tilde = whole.indexOf("~");
    const [certificate, proof] = tilde < 0 ? [whole, null] : [whole.slice(0, tilde), whole.slice(tilde + 1)];
    try {
      await imported(told.keys[0].x);
      const claims = await opened(certificate, "tz-cert");
      if (proof !== null) await checkProof(proof, claims);
      const { said, asOf } = await standing(claims, now);
      const answer = answerOf(claims, said, new Date(now * 1000).toISOString().slice(0, 10));
      return { answer, claims, asOf, isInLog: proof !== null };
    } catch (reason) {
      if (reason instanceof CannotCheck) return { answer: "cannot_check" };
      return { answer: "not_issued" };
    }
  }

  const scanned = (text) => text.slice(text.lastIndexOf("#") + 1).replace(/\s/g, "");

  // From here on: the page
  const words = () => told.words[language.value] ?? told.words.en;
  const moment = (seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const [form, answerBox, language] = ["check", "answer", "in"].map((id) => document.getElementById(id));
  const box = form.elements.certificate;
  let last = null;

  function line(name, value) {
    const [term, says, isolated] = ["dt", "dd", "bdi"].map((tag) => document.createElement(tag));
    term.textContent = name;
    isolated.textContent = value;
    says.append(isolated);
    return [term, says];
  }

  function paragraph(text, kind = "") {
    const said = document.createElement("p");
    said.textContent = text;
    said.className = kind;
    return said;
  }

  function sentenceOf({ answer, claims, asOf }) {
    const values = { holder: claims?.name, from: claims?.from, as_of: asOf === null || asOf === undefined ? "" : moment(asOf) };
    return words().answers[answer].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  function lines(claims, isInLog) {
    const say = words().lines;
    const list = document.createElement("dl");
    list.append(
      ...line(say.holder, claims.name), ...line(say.number, claims.sub), ...line(say.region, claims.region),
      ...(claims.w ? line(say.limit, `${(claims.w / 1e6).toLocaleString("en", { maximumFractionDigits: 6 })} MW`) : []),
      ...line(say.from, claims.from), ...(claims.until ? line(say.until, claims.until) : []),
      ...line(say.issued, moment(claims.iat)), ...line(say.log, isInLog ? say.in_log : say.no_proof),
    );
    return list;
  }

  function show(found) {
    last = found;
    document.documentElement.lang = language.value;
    document.documentElement.dir = words().dir;
    document.querySelectorAll("[data-word]").forEach((each) => { each.textContent = words().page[each.dataset.word]; });
    if (!found) return;
    const parts = [paragraph(sentenceOf(found), `sentence ${GOOD.has(found.answer) ? "good" : "bad"}`)];
    if (found.claims) {
      const warned = told.warned.filter((each) => each.number === found.claims.sub);
      parts.push(...warned.map((each) => paragraph(words().warned.replace("{name}", each.name).replace("{where}", each.where), "warned")));
      parts.push(paragraph(words().compare), lines(found.claims, found.isInLog));
    }
    answerBox.dataset.answer = found.answer;
    answerBox.replaceChildren(...parts);
  }

  async function check() {
    if (box.value.trim()) show(await judged(box.value));
  }

  async function read(file) {
    if (file.type.startsWith("image/")) {
      if (!globalThis.BarcodeDetector) return answerBox.replaceChildren(paragraph(words().page.no_pictures));
      const codes = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file));
      box.value = codes[0]?.rawValue ?? "";
      return codes.length ? check() : answerBox.replaceChildren(paragraph(words().page.no_code));
    }
    const text = await file.text();
    box.value = inFile(text);
    return check();
  }

  function inFile(text) {
    if (text.startsWith("{")) {
      try {
        const { certificate, proof } = JSON.parse(text);
        return [certificate, proof].filter(Boolean).join("~");
      } catch { return text; }
    }
    return text.startsWith("%PDF-") ? WORD.exec(text)?.[0] ?? text.slice(0, 100) : text;
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); check(); });
  form.elements.file.addEventListener("change", (event) => { if (event.target.files[0]) read(event.target.files[0]); });
  language.addEventListener("change", () => show(last));
  const asked = () => { box.value = decodeURIComponent(window.location.hash.slice(1)); check(); };
  window.addEventListener("hashchange", asked);
  const follows = told.words[language.dataset.follows] && language.dataset.follows; // the language of the site around the page
  const wish = follows || (navigator.languages ?? []).map((each) => each.slice(0, 2)).find((each) => told.words[each]);
  language.value = wish ?? told.language;
  show(null);
  if (window.location.hash.length > 1) asked();
  terezi.judged = judged;
})();
