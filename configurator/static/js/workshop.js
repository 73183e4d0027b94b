// A scanner is a keyboard that never looks: what it types must arrive, wherever the focus was.
"use strict";

const form = document.getElementById("scan");
const field = document.getElementById("scan-number");

// An id per scan, made here. crypto.randomUUID is hidden from pages without https.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The field is free for the next scan as soon as one is sent; a scan that failed comes back to it.
// Not only when its request begins: that one waits for the scans before it, and the scanner does not.
const sent = new Map();
form.addEventListener("htmx:config:request", (event) => {
  if (event.target !== form) return;
  const id = form.elements.scan_id;
  sent.set(event.detail.ctx, { text: field.value, id: id.value });
  field.value = "";
  id.value = newId();
});
function giveBack(event) {
  const scan = sent.get(event.detail.ctx);
  if (!scan || field.value) return;
  field.value = scan.text;
  // The same id: if it did arrive, sending it again changes nothing.
  form.elements.scan_id.value = scan.id;
  field.select();
}
form.addEventListener("htmx:error", giveBack);
document.addEventListener("htmx:finally:request", (event) => {
  const status = event.detail.ctx.response?.status ?? 0;
  const scan = sent.get(event.detail.ctx);
  if (scan && status === 422) {
    form.elements.scan_id.value = newId();
    if (!field.value) field.value = scan.text;
    field.select();
  } else if (status >= 500) giveBack(event);
  if (scan) field.toggleAttribute("aria-invalid", status === 422);
  sent.delete(event.detail.ctx);
});

// Typing while no other field has the focus is a scan; In and Done are tapped, not typed into.
document.addEventListener("keydown", (event) => {
  const plain = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && !event.target.closest?.("input:not([type=radio]), select, textarea")) field.focus();
});

document.addEventListener("htmx:after:swap", () => {
  if (document.activeElement === document.body) field.focus({ preventScroll: true });
});
document.querySelector(".tab[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
