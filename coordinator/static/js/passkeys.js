// Passkeys: ask the browser for one and send what it answers as a plain form. Pages say what else works without it.
"use strict";
{
  const kind = window.PublicKeyCredential;
  const able = kind?.parseCreationOptionsFromJSON && kind.parseRequestOptionsFromJSON;
  let asking = new AbortController(); // the browser asks for one thing at a time

  const ask = async (form, more) => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const given = await fetch(form.dataset.options, { method: "POST", body: new FormData(form), signal });
    if (given.redirected) return location.assign(given.url); // to show once more that it is them
    const options = await given.json();
    if (!given.ok) throw options;
    const create = form.dataset.passkey === "create";
    const publicKey = create ? kind.parseCreationOptionsFromJSON(options) : kind.parseRequestOptionsFromJSON(options);
    const answer = await navigator.credentials[form.dataset.passkey]({ publicKey, signal, ...more });
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  };

  // The browser lists passkeys where an address can be typed; it says nothing until one is picked.
  const offer = async (form) => {
    if ("offered" in form.dataset && (await kind.isConditionalMediationAvailable?.())) {
      ask(form, { mediation: "conditional" }).catch(() => {});
    }
  };

  for (const form of able ? document.querySelectorAll("[data-passkey]") : []) {
    const line = form.querySelector("[role=alert]");
    form.hidden = false;
    form.nextElementSibling.hidden = true;
    form.addEventListener("submit", (pressed) => {
      pressed.preventDefault();
      line.textContent = "";
      ask(form).catch(({ name = "", said }) => {
        if (name === "AbortError") return; // pressed twice
        line.textContent = said ?? form.dataset[name.charAt(0).toLowerCase() + name.slice(1)] ?? form.dataset.failed;
        offer(form);
      });
    });
    offer(form);
  }
}
