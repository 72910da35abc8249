// Show what the answers come to as soon as one is given. Without this module the button "Show the result" does it.
import { parsed } from "./trusted.js";

const form = document.querySelector("form[data-levels]");
let latest = 0;

// What has the keyboard there, and what is unfolded, stays so.
function replace(result, shown) {
  const focus = [...result.querySelectorAll("summary, a")].indexOf(document.activeElement);
  const open = [...result.querySelectorAll("details")].map((one) => one.open);
  result.replaceChildren(...shown.childNodes);
  [...result.querySelectorAll("details")].forEach((one, place) => { one.open = open[place] ?? false; });
  result.querySelectorAll("summary, a")[focus]?.focus();
}

async function show() {
  const mine = ++latest;
  const answer = await fetch(form.dataset.levels, { method: "POST", body: new FormData(form) });
  const html = answer.ok ? await answer.text() : "";
  // An older answer that comes late says nothing about what is chosen now.
  if (!html || mine !== latest) return;
  replace(document.getElementById("result"), parsed(html).getElementById("result"));
}

form?.addEventListener("change", (event) => {
  if (event.target.closest(".judging__questions")) show().catch(() => {});
});
