// A picture comes alive when somebody points at it: then, and only then, is Vega fetched (from this server).
"use strict";

function script(address) {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = address;
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  });
}

let vega = null;

async function enliven(figure) {
  vega ??= script(figure.dataset.vega);
  const [specification] = await Promise.all([fetch(figure.dataset.specification).then((answer) => answer.json()), vega]);
  const live = document.createElement("div");
  live.className = "live";
  // The expressions are interpreted, not compiled, so that the page needs no 'unsafe-eval'
  await window.vegaEmbed(live, specification, {
    ast: true, actions: false, defaultStyle: false, renderer: "canvas", tooltip: (handler, event, item, value) => show(figure, value),
  });
  figure.querySelector("picture").replaceWith(live);
}

// Values are written below the picture: a floating box would need inline styles, which the policy forbids
function show(figure, value) {
  const words = value && typeof value === "object" ? Object.entries(value).map(([key, each]) => `${key} ${each}`) : [];
  figure.querySelector("output").textContent = words.join(" · ");
}

document.querySelectorAll("figure[data-specification]").forEach((figure) => {
  const begin = () => enliven(figure).catch(() => { vega = null; });
  for (const happens of ["pointerenter", "focusin", "touchstart"]) figure.addEventListener(happens, begin, { once: true, passive: true });
});
