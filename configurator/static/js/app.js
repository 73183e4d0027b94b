// The little that CSS, HTML and htmx cannot do. Every page works without it.
"use strict";

document.documentElement.classList.add("js");

const byId = (id) => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// The sheet's notch points at the card that was tapped, and the card stays in sight above it.
function pointAtCard() {
  const sheet = document.querySelector(".sheet");
  const card = document.querySelector(".card-asked");
  if (!sheet || !card) return;
  const box = card.getBoundingClientRect();
  const ground = sheet.getBoundingClientRect();
  const middle = box.left + box.width / 2;
  const rightToLeft = getComputedStyle(sheet).direction === "rtl";
  sheet.style.setProperty("--notch", `${rightToLeft ? ground.right - middle : middle - ground.left}px`);
  // On a tablet the steps stick above the cards, on a phone the picture does.
  const steps = byId("steps");
  const cover = getComputedStyle(steps).position === "sticky" ? steps : document.querySelector(".garment");
  const head = cover.getBoundingClientRect().bottom;
  const over = box.bottom + 24 - ground.top;
  const room = box.top - head - 12;
  const move = room < 0 ? room : Math.max(0, Math.min(over, room));
  if (move) scrollBy({ top: move, behavior: calm.matches ? "auto" : "smooth" });
}

// On a narrow screen the steps scroll sideways: the current one is brought into sight.
function showCurrentStep() {
  const row = document.querySelector(".steps-row");
  const current = row?.querySelector("[aria-current]");
  if (!current) return;
  const [inner, outer] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inner.left < outer.left || inner.right > outer.right) row.scrollLeft += inner.left - outer.left - 24;
}

// Who used the keyboard goes on where he was: a vanished control hands the focus over.
let heir = "";
document.addEventListener("htmx:config:request", (event) => {
  heir = event.target.dataset?.focus ?? "";
  // The picture is most of a page: the server leaves it out when it is the one that is shown.
  const shown = byId("picture")?.dataset.mark;
  if (shown) event.detail.ctx.request.headers["X-Picture"] = shown;
  // So does what the page found out that cards say something else for.
  const needs = byId("making")?.dataset.needs;
  if (needs) event.detail.ctx.request.headers["X-Needs"] = needs;
});
document.addEventListener("htmx:after:swap", () => {
  const opened = document.querySelector(".sheet [autofocus]");
  if (!opened && document.activeElement === document.body) byId(heir)?.focus({ preventScroll: true });
  if (heir === "step-title" || document.activeElement?.classList.contains("step")) scrollTo({ top: 0 });
  pointAtCard();
  showCurrentStep();
  byId("failed").hidden = true;
});

// An answer that is no answer changes nothing on the page, but is never passed over in silence.
function failed() {
  const toast = byId("failed");
  toast.textContent = toast.dataset.text;
  toast.hidden = false;
}
document.addEventListener("htmx:error", failed);
document.addEventListener("htmx:response:error", (event) => {
  const { status } = event.detail.ctx.response;
  // Some forms say themselves, in what they get back, what is wrong with them.
  const says = status === 409 || (status === 422 && event.target.hasAttribute?.("data-tells"));
  if (!says) failed();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".head-menu[open]");
  if (!menu) return void byId("sheet-keep")?.click();
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", async (event) => {
  const menu = document.querySelector(".head-menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const address = new URL(copy.dataset.copy, location.href).href;
    // Without https browsers hide their clipboard: then the address is shown, to be copied by hand.
    if (!navigator.clipboard) return void prompt("", address);
    await navigator.clipboard.writeText(address);
    copy.querySelector("span").textContent = byId("said").textContent = copy.dataset.done;
  }
  if (event.target.closest("#theme")) {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  }
});

addEventListener("resize", pointAtCard);
pointAtCard();
showCurrentStep();
