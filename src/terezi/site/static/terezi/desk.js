// Courtesies only: everything here also works by links and forms without scripts.
"use strict";

const sheet = document.getElementById("sheet");
let opener = null;

function closeSheet() {
  sheet.replaceChildren();
  if (opener) opener.focus();
  opener = null;
}

document.addEventListener("click", (event) => {
  const door = event.target.closest("a.number");
  if (door && !sheet.contains(door)) opener = door;
  const copy = event.target.closest("[data-copy]");
  if (copy && navigator.clipboard) {
    event.preventDefault();
    fetch(copy.href).then((answer) => answer.text()).then((text) => navigator.clipboard.writeText(text))
      .then(() => { copy.textContent = copy.dataset.copied; }, () => { window.location = copy.href; });
  }
  if (event.target.closest("#sheet .close")) {
    event.preventDefault();
    closeSheet();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === sheet) sheet.querySelector("h1")?.focus();
});

document.querySelectorAll("[data-unscripted]").forEach((button) => { button.hidden = true; });
document.querySelectorAll("select[data-submits]").forEach((select) => {
  select.addEventListener("change", () => select.form.submit());
});

// Keys: J and K walk the rows, Enter opens, / searches, Escape closes the sheet.
const rows = [...document.querySelectorAll(".row")];
let here = -1;

function walk(step) {
  if (!rows.length) return;
  rows[here]?.classList.remove("here");
  here = Math.min(rows.length - 1, Math.max(0, here + step));
  rows[here].classList.add("here");
  (rows[here].querySelector("a") || rows[here]).focus();
  rows[here].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && sheet.childElementCount) return closeSheet();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "j") walk(1);
  if (event.key === "k") walk(-1);
  const search = document.querySelector("input[type=search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  }
});
