// The keys for a PIN; a keyboard and a scanner type into the field itself.
"use strict";

const field = document.getElementById("pin");
// The keys are there: no second keyboard rises over them.
field?.setAttribute("inputmode", "none");
document.querySelector(".keys")?.addEventListener("click", (event) => {
  const key = event.target.closest("button");
  if (!key) return;
  field.value = "digit" in key.dataset ? field.value + key.dataset.digit : field.value.slice(0, -1);
});
// What is typed while a key has the focus goes to the field as well.
document.addEventListener("keydown", (event) => {
  if (field && /^\d$/.test(event.key) && document.activeElement !== field) field.focus();
});
