// A card is read however it is held out: by a scanner, which types, and by the camera where the browser reads codes.
"use strict";

const field = document.getElementById("q");
const opener = document.getElementById("scan-card");
const dialog = document.getElementById("camera");
const sight = document.getElementById("camera-sees");

// Old words must not stand before what is scanned next.
if (document.activeElement === field) field.select();

// Digits typed into nothing are a scan; so are the signs of a French keyboard where its digits are.
document.addEventListener("keydown", (event) => {
  const plain = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || !/[\d&é"'(\-è_çà]/.test(event.key) || dialog.open) return;
  if (event.target.closest?.("input, select, textarea")) return;
  field.focus();
  field.select();
});

function open(number) {
  dialog.close();
  field.value = number;
  field.form.requestSubmit();
}

async function look(detector) {
  while (dialog.open) {
    const [code] = sight.readyState >= 2 ? await detector.detect(sight) : [];
    if (code && dialog.open) return open(code.rawValue);
    await new Promise((again) => setTimeout(again, 100));
  }
}

async function scan(detector) {
  const failed = document.getElementById("camera-failed");
  failed.hidden = true;
  sight.hidden = false;
  dialog.showModal();
  try {
    sight.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    // Closed while the browser was still asking whether it may.
    if (!dialog.open) return stop();
    await sight.play();
    await look(detector);
  } catch {
    sight.hidden = true;
    failed.hidden = !dialog.open;
  }
}

function stop() {
  for (const track of sight.srcObject?.getTracks() ?? []) track.stop();
  sight.srcObject = null;
}

async function offer() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const formats = await BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  opener.addEventListener("click", () => scan(detector));
  dialog.addEventListener("close", stop);
  opener.hidden = false;
}
offer();
