// Sends one large file in parts, by the tus protocol 1.0. A part that did not arrive is
// sent again, also after the page was closed: the file is known by its name, size and date.
// It ends with what is to be said of the file, if its contents were here already.

const PART = 4 * 1024 * 1024;
const PATIENCE = [1, 2, 5, 10, 20, 30, 60, 60, 60]; // seconds before each try

export async function sendInParts(file, address, token, show, confidential) {
  const key = `arriving ${address} ${file.name} ${file.size} ${file.lastModified}${confidential ? " confidential" : ""}`;
  const headers = { "Tus-Resumable": "1.0.0", "X-Form-Token": token };
  let place = localStorage.getItem(key);
  let tries = 0;
  while (true) {
    try {
      let at = place ? await reached(place, headers) : null;
      if (at === null) {
        place = await begin(file, address, headers, confidential);
        localStorage.setItem(key, place);
        at = 0;
      }
      let said = "";
      while (at < file.size) {
        show(at / file.size);
        ({ at, said } = await send(file.slice(at, at + PART), at, place, headers));
        tries = 0;
      }
      localStorage.removeItem(key);
      return said;
    } catch (problem) {
      if (problem.sentence || tries >= PATIENCE.length) {
        if (problem.sentence) localStorage.removeItem(key);
        throw problem;
      }
      await new Promise((resolve) => setTimeout(resolve, PATIENCE[tries] * 1000));
      tries += 1;
    }
  }
}

async function begin(file, address, headers, confidential) {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  const answer = await ask(address, "POST", {
    ...headers,
    "Upload-Length": String(file.size),
    "Upload-Metadata": `filename ${name}${confidential ? `,confidential ${btoa("yes")}` : ""}`,
  });
  return answer.headers.get("Location");
}

async function reached(place, headers) {
  const answer = await fetch(place, { method: "HEAD", headers });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error("Not answered.");
  return Number(answer.headers.get("Upload-Offset"));
}

async function send(part, at, place, headers) {
  const answer = await ask(
    place,
    "PATCH",
    { ...headers, "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(at) },
    part,
  );
  const said = decodeURIComponent(answer.headers.get("Upload-Said") || "");
  return { at: Number(answer.headers.get("Upload-Offset")), said };
}

// What is refused for good carries its sentence; what may work later does not.
async function ask(address, method, headers, body) {
  const answer = await fetch(address, { method, body, headers: { ...headers, Accept: "application/json" } });
  if (answer.ok) return answer;
  const problem = new Error(`Answered with ${answer.status}.`);
  if (answer.status < 500 && answer.status !== 409) {
    const told = await answer.json().catch(() => ({}));
    problem.sentence = told.sentence;
  }
  throw problem;
}
