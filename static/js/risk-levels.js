// Show what the answers come to as soon as one is given. Without this module the button named "preview" does it.
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

// What stood there was said of other answers.
function untold() {
  const button = form.querySelector("button[name=preview]").textContent.trim();
  const shown = document.createElement("section");
  const said = document.createElement("p");
  said.className = "govuk-body";
  said.textContent = `What follows from these answers could not be looked up. Press “${button}” to see it; what you typed is kept.`;
  shown.append(said);
  return shown;
}

async function lookedUp() {
  const body = new FormData(form);
  body.append("preview", "1");
  // Somebody who is signed out is led to another page, which says nothing about the answers.
  const answer = await fetch(form.dataset.levels, { method: "POST", body, redirect: "manual" });
  return answer.ok ? parsed(await answer.text()).getElementById("result") : null;
}

async function show() {
  const mine = ++latest;
  const shown = await lookedUp().catch(() => null);
  // An older answer that comes late says nothing about what is chosen now.
  if (mine === latest) replace(document.getElementById("result"), shown ?? untold());
}

form?.addEventListener("change", show);
form?.addEventListener("submit", () => { latest += 1; }); // the page that comes says it
