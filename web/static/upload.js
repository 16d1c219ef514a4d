// Sends chosen or dropped files one by one, three at a time, each with its progress.
// Large ones go in parts, which are taken up again where the connection was lost.
// Without this script the same form sends them all in one request.

const AT_ONCE = 3;
const LARGE = 8 * 1024 * 1024;
const FEW = 5;
const form = document.getElementById("upload");
const list = document.getElementById("sending");
const documents = document.getElementById("documents");

if (form) {
  const input = form.querySelector("input[type=file]");
  const waiting = [];
  let running = 0;
  let folded = 0;

  form.querySelector("button").hidden = true;
  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(input.files);
    input.value = "";
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("drop--over", name === "dragover");
      if (name === "drop") add(event.dataTransfer.files);
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (running || waiting.length) event.preventDefault();
  });

  function add(files) {
    for (const file of files) {
      const row = rowFor(file);
      list.hidden = false;
      list.append(row.element);
      if (file.size > form.dataset.most * 1e6) row.say(form.dataset.tooLarge, true);
      else waiting.push({ file, row });
    }
    next();
  }

  function next() {
    while (running < AT_ONCE && waiting.length) {
      const { file, row } = waiting.shift();
      running += 1;
      (file.size > LARGE && form.dataset.arriving ? sendLarge : send)(file, row).finally(() => {
        running -= 1;
        documents.dispatchEvent(new Event("follow"));
        next();
        if (!running) fold();
      });
    }
  }

  // The documents stand below: of many that are kept, only the number is told here.
  function fold() {
    const kept = list.querySelectorAll("[data-kept]");
    if (kept.length <= FEW) return;
    folded += kept.length;
    for (const row of kept) row.remove();
    const all = list.querySelector("[data-all]") || document.createElement("li");
    all.dataset.all = "";
    all.textContent = form.dataset.all.replace("%n", folded);
    list.prepend(all);
  }

  async function sendLarge(file, row) {
    row.say(form.dataset.sending);
    try {
      const { sendInParts } = await import(form.dataset.resuming);
      const secret = form.elements.confidential.checked;
      const token = form.elements.form_token.value;
      row.keep(await sendInParts(file, form.dataset.arriving, token, row.show, secret));
    } catch (problem) {
      row.say(problem.sentence || form.dataset.failed, true);
    }
  }

  function send(file, row) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append("form_token", form.elements.form_token.value);
      body.append("file", file, file.name);
      if (form.elements.confidential.checked) body.append("confidential", "yes");
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      row.say(form.dataset.sending);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) row.show(event.loaded / event.total);
      });
      request.addEventListener("load", () => {
        const kept = request.status >= 200 && request.status < 300;
        const said = request.response?.[kept ? "said" : "sentence"];
        if (kept) row.keep(said);
        else row.say(said || form.dataset.failed, true);
        resolve();
      });
      request.addEventListener("error", () => {
        row.say(form.dataset.failed, true);
        resolve();
      });
      request.send(body);
    });
  }

  function rowFor(file) {
    const element = document.createElement("li");
    const name = document.createElement("span");
    const progress = document.createElement("progress");
    const words = document.createElement("span");
    name.className = "name";
    name.textContent = file.name;
    progress.className = "progress";
    progress.max = 1;
    progress.value = 0;
    progress.setAttribute("aria-label", file.name);
    words.textContent = form.dataset.waits;
    element.append(name, progress, words);
    return {
      element,
      show: (share) => {
        progress.value = share;
      },
      say: (sentence, failed = false) => {
        words.textContent = sentence;
        words.className = failed ? "failed" : "";
        if (failed) progress.value = 0;
      },
      keep: (otherwise) => {
        words.textContent = otherwise || form.dataset.kept;
        progress.value = 1;
        if (!otherwise) element.dataset.kept = "";
      },
    };
  }
}
