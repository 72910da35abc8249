// Show the rendered texts beside the editor while somebody types. Without this module the button "Preview" does it.
import { fromSite } from "./trusted.js";

const form = document.querySelector("form[data-preview]");
const pane = document.querySelector("[data-preview-pane]");
const into = document.querySelector("[data-preview-into]");
const WAIT = 600;
let timer, running;

function untold({ type, status }) {
  if (type === "opaqueredirect") return "No preview: you are signed out. Sign in in another tab, then write on here; your text is kept.";
  if (status === 413) return "No preview: the text is longer than the site takes. Shorten it, or split the clause.";
  return `No preview: the site did not make one (${status}). Your text is still in the editor.`;
}

async function show() {
  running?.abort();
  running = new AbortController();
  const sent = { method: "POST", body: new FormData(form), signal: running.signal, redirect: "manual" };
  try {
    const answer = await fetch(form.dataset.preview, sent);
    if (answer.ok || answer.status === 422) into.innerHTML = fromSite(await answer.text());
    else into.textContent = untold(answer);
  } catch (trouble) {
    if (trouble.name !== "AbortError") into.textContent = "The preview can't be reached now. Your text is still in the editor.";
  }
}

if (form) {
  pane.hidden = false;
  form.querySelector("[data-preview-button]").hidden = true;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, WAIT); });
  show();
}
