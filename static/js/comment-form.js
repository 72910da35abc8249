// The comment form: the quoted clause and its parts follow the choice, and only the fields that a sender needs are shown.
// Without this module everything is shown, and the server asks for what is missing.
import { parsed } from "./trusted.js";

const about = document.querySelector("select[name=about]");
const places = ["#quoted", "#units"];

about?.addEventListener("change", async () => {
  const chosen = about.value;
  for (const place of places) document.querySelector(place).replaceChildren(); // nothing rather than the words of another clause, while the right ones are on their way
  const page = await fetch(`?about=${encodeURIComponent(chosen)}`, { headers: { "HX-Request": "true" } });
  if (!page.ok || about.value !== chosen) return;
  const answer = parsed(await page.text());
  for (const place of places) document.querySelector(place).replaceChildren(...(answer.querySelector(place)?.childNodes ?? []));
});

const needed = {
  individual: ["name", "country", "email", "wants_notices"],
  organisation: ["name", "organisation", "organisation_kind", "country", "email", "wants_notices"],
  anonymous: ["country", "email", "wants_notices"],
};

const capacities = document.querySelectorAll("input[name=capacity]");

function show() {
  const chosen = document.querySelector("input[name=capacity]:checked");
  for (const name of needed.organisation) {
    const group = document.querySelector(`[name=${name}]`)?.closest(".govuk-form-group");
    if (group) group.hidden = !chosen || !needed[chosen.value].includes(name);
  }
}

if (capacities.length) {
  capacities.forEach((radio) => radio.addEventListener("change", show));
  show();
}
