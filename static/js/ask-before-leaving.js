// Whoever leaves a half-filled form is asked first. `data-unsaved`: the site has given it back, and nothing of it is saved.
const form = document.querySelector("form[data-ask-before-leaving]");
const words = () => new URLSearchParams(new FormData(form)).toString();
const begun = form && words();
let leaving = false;
export const unsaved = () => Boolean(form) && !leaving && ("unsaved" in form.dataset || words() !== begun);

form?.addEventListener("submit", () => { leaving = true; });
addEventListener("pageshow", () => { leaving = false; });
addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
