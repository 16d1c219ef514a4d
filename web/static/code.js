// A link in a mail ends in # and a code, which browsers keep to themselves. Puts the code
// into its field, and off the address. What only opens something is opened at once.
const field = document.querySelector("[data-code]");

function take() {
  const code = location.hash.slice(1);
  if (!code || document.getElementById(code)) return;
  history.replaceState(null, "", location.pathname);
  field.value = code;
  if ("opens" in field.form.dataset) field.form.requestSubmit();
  else field.form.querySelector(".action--main").focus();
}

if (field) {
  take();
  window.addEventListener("hashchange", take);
}
