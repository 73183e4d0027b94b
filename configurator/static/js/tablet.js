// A tablet several people share: covered when nobody touches it, and what was typed handed to the server.
"use strict";

const lockForm = document.getElementById("lock-now");
const idleMs = Number(lockForm.dataset.seconds) * 1000;
const PING_MS = 20000;
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("tablet") : null;
let touched = Date.now();
let told = touched;
let isLeaving = false;

// A clock that was set back proves nothing: then the page is covered too.
const isIdle = () => Date.now() - touched >= idleMs || Date.now() < touched;

function cover() {
  document.documentElement.classList.add("covered");
  if (document.querySelector(".cover")) return;
  const paper = document.createElement("p");
  paper.className = "cover";
  paper.setAttribute("role", "status");
  paper.textContent = lockForm.dataset.locked;
  document.body.append(paper);
}

function uncover() {
  document.documentElement.classList.remove("covered");
  document.querySelector(".cover")?.remove();
}

// Each control by its form, its name and its place among those of that name.
function controls() {
  const seen = new Map();
  return Array.from(document.querySelectorAll("input, select, textarea"))
    .filter((one) => one.form && one.form !== lockForm && one.name && one.name !== "csrf_token")
    .map((one) => {
      const key = `${one.form.getAttribute("action") ?? ""} ${one.name}`;
      const nth = seen.get(key) ?? 0;
      seen.set(key, nth + 1);
      return { one, key, nth };
    });
}

function isChanged(one) {
  if (one.type === "checkbox" || one.type === "radio") return one.checked !== one.defaultChecked;
  if (one.tagName === "SELECT") return Array.from(one.options).some((option) => option.selected !== option.defaultSelected);
  return one.type !== "hidden" && one.value !== one.defaultValue;
}

// Passwords and files are typed and chosen anew. Hidden fields of a form that was begun come along:
// its revision says what its owner had seen.
function gathered() {
  const all = controls().filter(({ one }) => one.type !== "password" && one.type !== "file");
  const begun = new Set(all.filter(({ one }) => isChanged(one)).map(({ one }) => one.form));
  return all
    .filter(({ one }) => begun.has(one.form))
    .map(({ one, key, nth }) => [key, nth, one.type === "checkbox" || one.type === "radio" ? one.checked : one.value]);
}

function fill() {
  lockForm.elements.typed.value = JSON.stringify(gathered());
  lockForm.elements.place.value = location.pathname + location.search;
}

const RETRY_MS = 5000;
let tried = -RETRY_MS;

async function lock() {
  if (isLeaving) return;
  isLeaving = true;
  tried = Date.now();
  cover();
  fill();
  try {
    let answer = await send();
    if (answer.status === 413) {
      lockForm.elements.typed.value = ""; // More was typed than any form takes: the lock comes first.
      answer = await send();
    }
    if (answer.status >= 500) throw new Error(answer.status);
    tabs?.postMessage("locked");
    // In place of this page, so that no way leads back to it.
    location.replace(answer.ok ? answer.url : lockForm.action.replace(/\/lock$/, ""));
  } catch {
    isLeaving = false; // Without the net the page stays covered and is tried again.
  }
}

function send() {
  return fetch(lockForm.action, { method: "POST", body: new URLSearchParams(new FormData(lockForm)) });
}

function touch() {
  if (isIdle() || isLeaving) return;
  touched = Date.now();
  if (touched - told < PING_MS) return;
  told = touched;
  tabs?.postMessage("touched");
  fetch(lockForm.dataset.alive).catch(() => {});
}

function look() {
  const isCovered = document.documentElement.classList.contains("covered") && !document.hidden;
  if ((isIdle() || isCovered) && Math.abs(Date.now() - tried) >= RETRY_MS) void lock();
}

for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
  document.addEventListener(kind, touch, { capture: true, passive: true });
}
tabs?.addEventListener("message", (event) => {
  if (event.data === "touched") touched = told = Date.now();
  else location.replace(lockForm.action.replace(/\/lock$/, ""));
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return cover();
  if (isIdle()) return void lock();
  uncover();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
lockForm.addEventListener("submit", (event) => {
  event.preventDefault();
  void lock();
});
setInterval(look, 1000);

// Who is back finds every field as he left it.
async function giveBack() {
  const { place, typed } = await (await fetch(lockForm.dataset.form)).json();
  if (place !== location.pathname + location.search) return;
  const there = new Map(controls().map(({ one, key, nth }) => [`${key} ${nth}`, one]));
  for (const [key, nth, value] of typed) {
    const one = there.get(`${key} ${nth}`);
    if (!one) continue;
    if (typeof value === "boolean") one.checked = value;
    else one.value = value;
    const fold = one.type === "hidden" ? null : one.closest("details");
    if (fold) fold.open = true;
  }
  const body = new URLSearchParams({ csrf_token: lockForm.elements.csrf_token.value });
  await fetch(lockForm.dataset.form, { method: "POST", body });
}
if (lockForm.dataset.form) void giveBack();
