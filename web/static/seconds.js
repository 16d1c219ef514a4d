// Counts the seconds in which this page is in view and in use, and sends them with the
// decision. A minute without a key, a movement or a scroll is a pause.

const PAUSE = 60;
const field = document.querySelector("[data-seconds]");
let seconds = 0;
let used = performance.now();

for (const kind of ["pointermove", "pointerdown", "keydown", "scroll", "wheel"]) {
  document.addEventListener(kind, () => { used = performance.now(); }, { passive: true, capture: true });
}

if (field) {
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    if (performance.now() - used > PAUSE * 1000) return;
    seconds += 1;
    field.value = String(seconds);
  }, 1000);
  field.value = "0";
}
