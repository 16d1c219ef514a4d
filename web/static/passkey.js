// Makes or uses a passkey: asks the server what to answer, the browser for the answer.
for (const part of document.querySelectorAll("[data-passkey]")) {
  const { passkey: how, options, answer, token, next, failed, numeric } = part.dataset;
  const button = part.querySelector("button");
  const problem = part.querySelector("[role=alert]");
  const read = how === "create"
    ? window.PublicKeyCredential?.parseCreationOptionsFromJSON
    : window.PublicKeyCredential?.parseRequestOptionsFromJSON;

  const send = async (address, body) => {
    const reply = await fetch(address, {
      method: "POST",
      headers: {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "X-Form-Token": token,
      },
      body: JSON.stringify(body),
    });
    const told = await reply.json();
    if (!reply.ok) {
      throw new Error(told.sentence);
    }
    return told;
  };

  const ask = async () => {
    const publicKey = read.call(PublicKeyCredential, await send(options, {}));
    let credential;
    try {
      credential = await navigator.credentials[how]({ publicKey });
    } catch (refused) {
      throw new Error(refused.name === "SecurityError" ? numeric : failed);
    }
    const name = part.querySelector("input")?.value ?? "";
    return send(answer, { credential: credential.toJSON(), name, next });
  };

  if (read) {
    part.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      problem.textContent = "";
      try {
        location.assign((await ask()).next);
      } catch (refused) {
        problem.textContent = refused.message || failed;
        button.disabled = false;
      }
    });
  }
}
