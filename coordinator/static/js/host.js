// What is nicer with script at the host's door. Every page works without it.
"use strict";

// The low-pressure check speaks while the form is filled in.
const list = document.querySelector("[data-check]");
if (list) {
  const form = list.closest("form");
  form.querySelector("[data-look]").remove();
  let waiting, said = "";
  const look = async () => {
    const typed = new FormData(form);
    typed.delete("file");
    const answer = await fetch(list.dataset.check, { method: "POST", body: typed });
    const text = answer.ok ? await answer.text() : said;
    if (text === said) return;
    said = text;
    list.replaceChildren(...JSON.parse(text).map(line));
  };
  const line = ({ is, word, why }) => {
    const item = document.createElement("li"), state = document.createElement("span"), reason = document.createElement("small");
    state.className = "state";
    state.dataset.is = is;
    state.textContent = word;
    reason.textContent = why;
    item.append(state, reason);
    return item;
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look().catch(() => {}), 400);
  });
}

// Words to take along: copied or shared with one tap.
for (const button of document.querySelectorAll("[data-copy], [data-share]")) {
  const words = () => document.getElementById(button.dataset.copy || button.dataset.share).textContent;
  const share = "share" in button.dataset;
  if (share ? !navigator.share : !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (share) await navigator.share({ text: words() });
      else await navigator.clipboard.writeText(words());
      if (!share) button.textContent = button.dataset.done;
    } catch { /* the words stay on the page, to be copied by hand */ }
  });
}
