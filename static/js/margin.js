// Comments in the margin: the number of a clause's comments unfolds the first of them in place, and marks in the clause the words
// that they are on. Without this module the number leads to a page with both.
import { parsed } from "./trusted.js";

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = parsed(await answer.text());
  const nodes = (name) => [...(page.querySelector(`[${name}]`)?.childNodes ?? [])];
  return { notes: nodes("data-notes"), marked: nodes("data-marked") };
}

function unfolding(link) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const notes = document.createElement("div");
  details.className = "margin__notes";
  summary.className = "margin__count";
  summary.append(...link.childNodes);
  details.append(summary, notes);
  link.replaceWith(details);

  const body = details.closest(".clause").querySelector(".clause__body");
  const plain = [...(body?.childNodes ?? [])];
  let found;
  details.addEventListener("toggle", async () => {
    try {
      if (details.open && !found) {
        found = await read(link.href);
        notes.replaceChildren(...found.notes);
      }
      if (found) body?.replaceChildren(...(details.open ? found.marked : plain));
    } catch {
      location.assign(link.href);
    }
  });
}

document.querySelectorAll("[data-margin]").forEach(unfolding);
