// Save a clause a few seconds after the last key. It stops when somebody else has saved; then "Save" shows both texts.
import { fromSite, parsed } from "./trusted.js";

const form = document.querySelector("form[data-autosave]");
const status = document.querySelector("[data-save-status]");
const provisions = document.querySelector("[data-provisions]");
const WAIT = 3000;
let timer, running, stopped = false, leaving = false; // running: the save that is on its way

const words = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "version" && name !== "csrfmiddlewaretoken"));
let saved = form && !("unsaved" in form.dataset) ? words() : undefined; // the server knows whether what stands in the form is saved
const dirty = () => words() !== saved;

async function save() {
  if (stopped || !dirty()) return;
  const sent = words();
  const body = new FormData(form);
  body.set("autosave", "1");
  status.textContent = "Saving …";
  let told;
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403) return turnedAway();
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return notTaken(answer.status);
    told = await answer.json();
  } catch {
    status.textContent = "Not saved: the site can't be reached. We try again; your text is still here.";
    return later();
  }
  if (told.version) {
    saved = sent;
    form.elements.version.value = told.version;
    provisions.innerHTML = fromSite(told.provisions);
    status.textContent = `Saved at ${new Date(told.saved_at).toLocaleTimeString(document.documentElement.lang)}.`;
    if (dirty()) later();
  } else {
    stopped = Boolean(told.conflict);
    status.textContent = told.conflict
      ? `${told.refused} Nothing is saved by itself any more. Press Save to decide what stands.`
      : `Not saved. ${told.refused}`;
  }
}

function notTaken(code) { // a page instead of an answer: sending the same again helps only when the site itself is in trouble
  status.textContent = code === 413
    ? "Not saved: the text is longer than the site takes. Shorten it, or split the clause; your text is still here."
    : code >= 500
      ? "Not saved: something is wrong with the site. We try again; your text is still here."
      : `Not saved: the site did not take it (${code}). Copy your text, then load the page again.`;
  if (code >= 500) later();
}

async function turnedAway() { // signed out; or signed in again in another tab, so that the form needs the new token
  const page = await fetch(form.action, { redirect: "manual" }).catch(() => undefined);
  const seen = page?.ok ? parsed(await page.text()) : undefined;
  const editor = seen?.querySelector("#editor");
  const mine = editor && editor.dataset.writer === form.dataset.writer;
  if (mine) form.elements.csrfmiddlewaretoken.value = editor.querySelector("[name=csrfmiddlewaretoken]").value;
  status.textContent = !seen
    ? "Not saved: you are signed out. Sign in in another tab, then write on here; your text is kept."
    : mine ? "Not saved yet."
      : editor ? "Not saved: somebody else has signed in in this browser. Sign in yourself in another tab; your text is kept."
        : "Not saved: you may not write here any more. Your text is kept; copy it before you leave.";
  stopped = Boolean(seen && !editor);
  if (!stopped) later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(now, WAIT);
}

async function now() {
  running ??= save().finally(() => { running = undefined; });
  await running;
}

if (form) {
  form.addEventListener("input", () => {
    if (!stopped) { status.textContent = "Not saved yet."; later(); }
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (running) { // a save is on its way: wait for its version, or we would be in conflict with ourselves
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      await running;
      delete form.dataset.sent;
      form.requestSubmit(button);
      return;
    }
    leaving = true;
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if (!leaving && dirty()) event.preventDefault(); });
}
