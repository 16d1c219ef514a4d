// Loads the next link ahead: its picture, and its page where the browser can. A page that
// was loaded ahead is a little old when it is opened, and knows nothing of what was decided
// since, so it is brought up to date then.

const next = document.querySelector("a[data-key=j]");
const leaving = new AbortController();

// Not before this page is whole. The rules in ahead.json mean the link marked here; a
// reader without scripts, who could not bring the page up to date, has none.
addEventListener("load", () => {
  if (!next) return;
  next.dataset.next = "";
  if (next.dataset.picture) new Image().src = next.dataset.picture;
});

addEventListener("beforeunload", () => leaving.abort());

function seen(page) {
  return page.querySelector("#judge [name=seen]")?.value;
}

async function bringUpToDate(ahead) {
  const answer = await fetch(location.href, { cache: "no-store", signal: leaving.signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || answer.redirected || seen(page) !== seen(document)) throw new Error("It is another now.");
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const now = page.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
    if (now) part.replaceChildren(...now.childNodes);
    else part.remove();
  }
  delete ahead.dataset.ahead;
  document.dispatchEvent(new Event("fresh"));
}

const ahead = document.querySelector("[data-ahead]");
if (ahead) bringUpToDate(ahead).catch(() => leaving.signal.aborted || location.reload());
