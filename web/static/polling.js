// Keeps a part of the page up to date: an element with data-poll is filled again from
// that address until the answer says that it is done. The slower the answers and the
// longer nothing changes, the longer it waits; a hidden page does not ask at all.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;

export function follow(element) {
  let wait = FIRST_WAIT;
  let tag = "";
  let timer = 0;

  async function look() {
    if (document.hidden) return later();
    const began = performance.now();
    try {
      const headers = { "X-Polling": "yes" };
      if (tag) headers["If-None-Match"] = tag;
      const answer = await fetch(element.dataset.poll, { headers, cache: "no-store" });
      if (answer.status === 200 && !answer.redirected) {
        tag = answer.headers.get("ETag") || "";
        put(element, await answer.text());
        wait = FIRST_WAIT;
        if (answer.headers.get("X-Done") === "yes") return end();
      } else if (answer.status === 304) {
        wait = Math.min(wait * 1.3, LONGEST_WAIT);
      } else {
        return stop();
      }
    } catch {
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
    wait = Math.max(wait, Math.min(5 * (performance.now() - began), LONGEST_WAIT));
    later();
  }

  function later() {
    timer = setTimeout(look, wait);
  }

  // What could be done about it meanwhile goes, and who stands there goes on to the end.
  function end() {
    stop();
    for (const steps of document.querySelectorAll("[data-until-done]")) {
      if (steps.contains(document.activeElement)) element.querySelector("a")?.focus();
      steps.remove();
    }
  }

  function stop() {
    element.dataset.done = "";
    timer = 0;
  }

  element.addEventListener("follow", () => {
    delete element.dataset.done;
    clearTimeout(timer);
    wait = FIRST_WAIT;
    look();
  });
  if (!("done" in element.dataset)) later();
}

// Whoever stands on a link in the list stays on it when the list is filled again.
function put(element, text) {
  const address = element.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const parsed = new DOMParser().parseFromString(text, "text/html");
  element.replaceChildren(...parsed.body.childNodes);
  if (address) element.querySelector(`a[href="${CSS.escape(address)}"]`)?.focus();
}

for (const element of document.querySelectorAll("[data-poll]")) follow(element);
