// Show what the answers come to as soon as one is given. Without this module the button "Show the result" does it.
import { parsed } from "./trusted.js";

const form = document.querySelector("form[data-levels]");
let latest = 0;

async function show() {
  const mine = ++latest;
  const answer = await fetch(form.dataset.levels, { method: "POST", body: new FormData(form) });
  const html = answer.ok ? await answer.text() : "";
  // An older answer that comes late says nothing about what is chosen now.
  if (!html || mine !== latest) return;
  const shown = parsed(html).getElementById("result");
  document.getElementById("result").replaceChildren(...shown.childNodes);
}

form?.addEventListener("change", (event) => {
  if (event.target.closest(".judging__questions")) show().catch(() => {});
});
