// Single keys press the buttons that carry them as data-key. They do nothing while
// somebody types, while another key is held down, while a decision is on its way, or
// when the person has switched them off.

const off = document.body.classList.contains("keys-off");
const dialog = document.getElementById("keys");
const passage = document.querySelector("[data-passage]");
let leaving = false;

function isTyping(element) {
  return element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}

// Of several choices a key takes the next one, so that it reaches each of them.
function chooseAfter(radio) {
  const all = [...document.getElementsByName(radio.name)];
  const next = all[(all.findIndex((one) => one.checked) + 1) % all.length];
  next.closest("details")?.setAttribute("open", "");
  next.checked = true;
  next.focus();
}

function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target || target.closest("details:not([open])") && target.tagName !== "SUMMARY") return false;
  if (target.tagName === "SELECT") target.focus();
  else if (target.type === "radio") chooseAfter(target);
  else target.click();
  if (target.tagName === "SUMMARY") target.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (off || leaving || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (dialog?.open || isTyping(event.target)) return;
  if (event.key === "Escape") {
    document.querySelector("details.reject[open]")?.removeAttribute("open");
    return;
  }
  if (event.key.length !== 1) return;
  const key = event.key.toLowerCase();
  if (press(key)) event.preventDefault();
  // A page that was loaded ahead has no Undo in its first moment.
  else if (document.querySelector("[data-ahead]")) document.addEventListener("fresh", () => press(key), { once: true });
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (!opener || !dialog) return;
  event.preventDefault();
  dialog.showModal();
});

document.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  if (leaving) event.preventDefault();
  leaving = true;
});

// Coming back by the browser's own button shows the page as it was, ready again.
window.addEventListener("pageshow", () => {
  leaving = false;
});

// The key passage is brought into view inside its pane; the page itself stays where it is.
const mark = passage?.querySelector("mark.first");
if (mark) {
  const above = mark.getBoundingClientRect().top - passage.getBoundingClientRect().top;
  passage.scrollTop += above - passage.clientHeight / 3;
}
const current = document.querySelector(".queue [aria-current]");
if (current) {
  const list = current.closest(".queue");
  list.scrollTop += current.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
}
