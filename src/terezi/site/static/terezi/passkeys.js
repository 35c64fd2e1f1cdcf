// What allauth's scripts leave unsaid: that a passkey did not answer, or that this browser cannot use one.
"use strict";

const say = (what) => document.querySelectorAll(`[data-passkey-${what}]`).forEach((line) => { line.hidden = false; });
const isNumber = /^(\d+\.){3}\d+$|:/.test(location.hostname.replace(/[[\]]/g, ""));

if (!window.PublicKeyCredential || isNumber) {
  document.querySelectorAll("[data-passkey]").forEach((button) => { button.disabled = true; });
  say("unable");
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say("wrong");
});
