// Show the rendered texts beside the editor while somebody types. Without this module the button "Preview" does it.
const form = document.querySelector("form[data-preview]");
const pane = document.querySelector("[data-preview-pane]");
const into = document.querySelector("[data-preview-into]");
const WAIT = 600;
let timer, running;

async function show() {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: running.signal });
    if (answer.ok || answer.status === 422) into.innerHTML = await answer.text();
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
