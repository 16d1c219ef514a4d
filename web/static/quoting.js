// What is selected in a document's text goes along as the quote of a link made by hand.

document.querySelector("form[data-quoting]")?.addEventListener("submit", (event) => {
  const quote = chosen.trim();
  if (!quote) return;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "quote";
  field.value = quote.slice(0, 2000);
  event.target.append(field);
});

// The selection is gone once the button is pressed, so it is kept as it is made.
let chosen = "";
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const inside = selection.anchorNode?.parentElement?.closest(".sheet");
  if (inside && !selection.isCollapsed) chosen = selection.toString();
});
