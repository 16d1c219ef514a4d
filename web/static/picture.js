// Has the page drawn that nobody has drawn yet, and brings the passage on the picture
// into view inside its pane.

const pane = document.querySelector("[data-passage]");

function showFirst() {
  const first = pane.querySelector(".picture .first");
  if (!first) return;
  const place = first.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  pane.scrollTop += place.top - frame.top - pane.clientHeight / 3;
  pane.scrollLeft += place.left - frame.left - 20;
}

if (pane) {
  pane.addEventListener("load", showFirst, true);
  if (pane.querySelector(".picture img")?.complete) showFirst();
  const form = pane.querySelector("form[data-ask]");
  if (form) {
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).then(
      () => form.closest("[data-poll]").dispatchEvent(new Event("follow")),
    );
  }
}
