// The number pad types into the field, and the field keeps the focus. Without it the field is plain.
"use strict";

const WIDE = matchMedia("(min-width: 45rem) and (pointer: coarse)");

function field() {
  return document.getElementById("reading");
}

// Where the pad is shown to fingers, the tablet's own keyboard would cover it.
function ready() {
  const reading = field();
  if (!reading) return;
  if (WIDE.matches) reading.inputMode = "none";
  reading.focus({ preventScroll: true });
  reading.select();
}

document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[data-pad]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-pad]")?.dataset.pad;
  const reading = field();
  if (!key || !reading) return;
  const [start, end] = [reading.selectionStart, reading.selectionEnd];
  if (key === "back") reading.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
  else reading.setRangeText(key, start, end, "end");
  reading.focus({ preventScroll: true });
});

// Whoever leaves by another way than the form's own buttons leaves nothing behind.
addEventListener("pagehide", () => {
  const reading = field();
  if (reading && reading.value !== reading.defaultValue) navigator.sendBeacon(reading.form.action, new FormData(reading.form));
});

document.addEventListener("htmx:after:swap", () => {
  ready();
  const doubt = document.querySelector(".doubted[role=alert], .message[role=alert]");
  if (doubt) doubt.scrollIntoView({ block: "nearest" });
  else scrollTo({ top: 0 });
});
ready();
