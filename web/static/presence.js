// Tells that this link is open, so that somebody else who opens it hears of it.

const place = document.querySelector("[data-presence]");
const token = document.querySelector("input[name=form_token]");
if (place && token) {
  const body = new FormData();
  body.append("form_token", token.value);
  fetch(place.dataset.presence, { method: "POST", body, keepalive: true });
}
