"use strict";

// Passkeys are the browser's: a form that needs one asks the server what is wanted, lets the browser
// make or show it, and sends the answer as an ordinary form. Where the browser knows no passkeys, or
// the page comes by a bare number, which no passkey answers to, the form stays hidden.
(() => {
  const bare = /^[0-9.]+$|^\[/.test(location.hostname);
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON || bare) {
    return;
  }
  const read = {
    create: (asked) => PublicKeyCredential.parseCreationOptionsFromJSON(asked),
    get: (asked) => PublicKeyCredential.parseRequestOptionsFromJSON(asked),
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const way = form.dataset.passkey;
      try {
        const answer = await fetch(form.dataset.ask, { method: "POST" });
        if (!answer.ok) {
          location.reload();
          return;
        }
        const publicKey = read[way](await answer.json());
        const credential = await navigator.credentials[way]({ publicKey });
        form.elements.credential.value = JSON.stringify(credential.toJSON());
        // the box that says others use this device too stands in the form beside this one
        form.elements.shared.value = document.querySelector("input[name=shared]:checked")?.value ?? "";
        form.submit();
      } catch {
        form.querySelector("[role=status]").textContent =
          "Nothing was done. Try again, or use your password and your app.";
      }
    });
  }
})();
