// Keys of the disposition desk, and "tick all" on its lists. Every act is a plain link or form without this. Single keys don't
// lead away from a half-written answer.
import { unsaved } from "./ask-before-leaving.js";

const typing = (element) => element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

// Single keys can be turned off (WCAG 2.1.4); the choice is kept in this browser.
const STORE = "normsite.single-keys";
const singleKeys = () => localStorage.getItem(STORE) !== "off";

document.querySelectorAll("[data-keys-switch]").forEach((button) => {
  const show = () => {
    button.setAttribute("aria-pressed", String(singleKeys()));
    button.textContent = singleKeys() ? "Single keys are on" : "Single keys are off";
  };
  button.addEventListener("click", () => { localStorage.setItem(STORE, singleKeys() ? "off" : "on"); show(); });
  show();
});

document.querySelectorAll("[data-keys-help]").forEach((help) => { help.hidden = false; });

document.addEventListener("keydown", (event) => {
  const form = document.querySelector("#decision");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-key='s']"));
    return;
  }
  if (!singleKeys() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "r" && form) {
    event.preventDefault();
    form.querySelector("[name=reason]").focus();
    return;
  }
  if ((event.key === "j" || event.key === "k") && !unsaved()) document.querySelector(`a[data-key='${event.key}']`)?.click();
});

document.querySelectorAll("[data-tick-all]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    (button.closest("[data-ticks]") ?? document).querySelectorAll(`input[type=checkbox][name='${button.dataset.tickAll}']`).forEach((box) => { box.checked = true; });
  });
});

// A form beside the list takes along what is ticked in it, so that the page which comes after still has the ticks.
document.querySelectorAll("form[data-keeps-ticks]").forEach((form) => {
  form.addEventListener("formdata", (event) => {
    const name = form.dataset.keepsTicks;
    document.querySelectorAll(`input[type=checkbox][name='${name}']:checked`).forEach((box) => { event.formData.append(name, box.value); });
  });
});
