// The comment form beside the words: a link to it opens it next to its clause, and what the site answers is shown there. Without
// this module, or where the site can't be reached, the link leads to the form's own page.
import { keep } from "./kept-typing.js";
import { parsed } from "./trusted.js";
import "./unit.js";

const UNREACHED = "We were not reached, so nothing is kept yet. What you wrote still stands here: try again.";
const FROM_LINK = { passage: "words", passage_before: "before", passage_after: "after" };
let panel; // there is one at a time: two forms would have fields of the same names
let opening = false;

function made(clause, address) {
  const panel = document.createElement("section");
  panel.className = "beside";
  panel.setAttribute("aria-label", "Your comment");
  const head = document.createElement("p");
  head.className = "beside__head";
  head.textContent = "Your comment";
  const close = document.createElement("button");
  close.className = "link-button";
  close.type = "button";
  close.textContent = "Close";
  const inside = document.createElement("div");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  head.append(close);
  panel.append(head, inside, status);
  clause.querySelector(".clause__acts").after(panel);
  close.addEventListener("click", () => {
    panel.hidden = true; // what is written in it stays
    clause.querySelector("[data-comment]").focus();
  });
  return Object.assign(panel, { address: address.pathname, here: address.pathname + address.search, inside, status });
}

function fill(panel, page) {
  const form = page.querySelector("main form:has([name=form_key])");
  if (!form) return false;
  const faults = page.querySelector("main .govuk-error-summary");
  const about = form.querySelector("[name=about]").closest(".govuk-form-group");
  about.hidden = !about.matches(".govuk-form-group--error"); // it is said by the place
  form.querySelector("#quoted")?.remove(); // the clause itself stands beside
  form.action = panel.address;
  form.addEventListener("submit", (event) => send(event, panel, form));
  panel.inside.replaceChildren(...[faults, form].filter(Boolean));
  keep(form, panel.here);
  (faults ?? form.querySelector("[name=text]")).focus();
  return true;
}

async function send(event, panel, form) {
  event.preventDefault();
  if (panel.busy) return;
  const said = new FormData(form);
  if (event.submitter?.name) said.append(event.submitter.name, event.submitter.value);
  panel.busy = true;
  panel.status.textContent = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: said });
    if (answer.redirected) location.assign(answer.url);
    else if (!fill(panel, parsed(await answer.text()))) form.submit(); // another page, which speaks for itself
  } catch {
    panel.status.textContent = UNREACHED;
  }
  panel.busy = false;
}

function takeWords(panel, address) {
  const asked = new URL(address).searchParams;
  if (!asked.get("words")) return;
  for (const [name, from] of Object.entries(FROM_LINK)) panel.querySelector(`[name=${name}]`).value = asked.get(from) ?? "";
  const unit = panel.querySelector("[name=unit]");
  if (!unit) return;
  unit.value = ""; // the later choice holds
  unit.dispatchEvent(new Event("change", { bubbles: true }));
}

async function open(link) {
  const clause = link.closest(".clause");
  if (panel && !clause.contains(panel)) {
    if (panel.querySelector("[name=text]").value) {
      panel.hidden = false;
      panel.status.textContent = "Keep this comment first: another clause has a form of its own.";
      panel.querySelector("[name=text]").focus();
      return;
    }
    panel.remove();
    panel = undefined;
  }
  if (panel) {
    takeWords(panel, link.href);
    panel.hidden = false;
    panel.querySelector("[name=text]").focus();
    return;
  }
  const answer = await fetch(link.href);
  panel = made(clause, new URL(link.href));
  if (!answer.ok || answer.redirected || !fill(panel, parsed(await answer.text()))) location.assign(link.href);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".clause [data-comment], .clause .passage-offer");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (opening) return;
  opening = true;
  open(link).catch(() => location.assign(link.href)).finally(() => { opening = false; });
});
