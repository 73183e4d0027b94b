// For how long a customer's page is looked at, for the report of effort by tier: not by whom, and no
// longer than a minute after the last touch. Each time it tells how long it was so far.
"use strict";

const EVERY_S = 15;
const IDLE_MS = 60_000;

const form = document.getElementById("attention");
let seconds = 0;
let touched = Date.now();

for (const touch of ["pointerdown", "keydown", "scroll"])
  document.addEventListener(touch, () => { touched = Date.now(); }, { passive: true });

function tell() {
  form.elements.seconds.value = String(seconds);
  fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});
}

setInterval(() => {
  if (document.hidden || Date.now() - touched > IDLE_MS) return;
  seconds += EVERY_S;
  tell();
}, EVERY_S * 1000);
