// What is typed into a form of the comment is kept in this browser from the first letter on: it survives a reload, a crash and
// a lost line. It is forgotten once the site has it. Without this module, or without storage, nothing is kept and nothing said.
const OURS = "normsite.typed ";
const OLDEST = 30 * 24 * 60 * 60 * 1000;
const MOST = 40; // forms
const LONGEST = 120_000; // characters of one form, as they are kept
const NOT_KEPT = /^(csrfmiddlewaretoken|stamp|form_key|website|confidential.*)$/;
const page = Math.random().toString(36).slice(2); // this showing of the page, among all tabs

function storage() {
  try {
    localStorage.setItem(`${OURS}?`, "");
    localStorage.removeItem(`${OURS}?`);
    return localStorage;
  } catch {
    return null;
  }
}

const store = storage();

function entries() { // each with its name, the newest first; what is too old or no entry of ours goes
  const found = [];
  for (const name of Object.keys(store).filter((one) => one.startsWith(OURS))) {
    const entry = read(name);
    if (entry && Date.now() - entry.at < OLDEST) found.push({ name, ...entry });
    else store.removeItem(name);
  }
  found.sort((one, other) => other.at - one.at);
  for (const one of found.splice(MOST)) store.removeItem(one.name);
  return found;
}

function read(name) {
  try {
    const entry = JSON.parse(store.getItem(name));
    const isOurs = typeof entry?.at === "number" && typeof entry.here === "string" && entry.values instanceof Object;
    return isOurs ? entry : null;
  } catch {
    return null;
  }
}

// The name of this tab, so that two of them never write over each other; a reload keeps it.
function tab(anew = false) {
  try {
    if (anew || !sessionStorage.getItem(OURS)) sessionStorage.setItem(OURS, Math.random().toString(36).slice(2));
    return sessionStorage.getItem(OURS);
  } catch {
    return page;
  }
}

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NOT_KEPT.test(field.name)
  && !["hidden", "password", "file", "email", "submit", "button"].includes(field.type) && !field.closest("[data-not-kept]"));
const isTick = (field) => field.type === "checkbox" || field.type === "radio";

function valuesOf(form, given = false) { // what stands in the form, or what the site has given it with
  const values = {};
  for (const field of fieldsOf(form)) {
    if (isTick(field)) {
      if (given ? field.defaultChecked : field.checked) (values[field.name] ??= []).push(field.value);
    } else if (field.options) {
      const first = [...field.options].find((one) => one.defaultSelected) ?? field.options[0];
      values[field.name] = given ? first?.value ?? "" : field.value;
    } else {
      values[field.name] = given ? field.defaultValue : field.value;
    }
  }
  return values;
}

function fill(form, values) {
  for (const field of fieldsOf(form)) {
    const value = values[field.name];
    if (isTick(field)) field.checked = (value ?? []).includes(field.value);
    else if (typeof value === "string" && value !== field.value) put(field, value);
  }
  form.querySelector("input:checked")?.dispatchEvent(new Event("change", { bubbles: true })); // what it shows and hides
}

function put(field, value) {
  if (field.options && ![...field.options].some((one) => one.value === value)) return;
  field.value = value;
  if (field.options) field.dispatchEvent(new Event("change", { bubbles: true }));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// `here` is the address of the form, where it may be gone on with.
export function keep(form, here = location.pathname + location.search) {
  if (!store) return;
  const began = Date.now();
  const told = document.createElement("p");
  told.className = "meta";
  told.dataset.keptTyping = "";
  told.setAttribute("role", "status");
  form.append(told);
  let name = `${OURS}${tab()} ${here}`;
  let stopped = false;
  const before = entries().filter((one) => one.here === here);
  const entry = before.find((one) => one.name === name) ?? before[0];
  const isGivenBack = "givenBack" in form.dataset; // the site shows what was typed, and why it was not taken
  const given = isGivenBack ? entry?.given : valuesOf(form, true);

  function say(words, ...buttons) {
    if (told.firstChild?.data === words) return;
    told.replaceChildren(words, ...buttons.flatMap(([label, act]) => [" ", button(label, act)]));
  }

  function save() {
    if (stopped) return;
    const values = valuesOf(form);
    const there = read(name);
    if (there && there.page !== page && there.at > began) name = `${OURS}${tab(true)} ${here}`; // a tab that was doubled
    if (same(values, given)) return nothing();
    const entry = JSON.stringify({ at: Date.now(), page, here, given, values, key: form.elements.form_key?.value });
    try {
      if (entry.length > LONGEST) throw new RangeError("longer than is kept");
      store.setItem(name, entry);
      say("Kept in this browser only.", ["Forget it", forget]);
    } catch {
      nothing();
    }
  }

  function nothing() {
    store.removeItem(name);
    say("");
  }

  function forget() {
    stopped = true;
    store.removeItem(name);
    say("Forgotten. What stands here is not kept until you load this page again.");
  }

  function giveBack(entry) {
    fill(form, entry.values);
    store.removeItem(entry.name);
    save();
    say("What you had typed is here again. It is kept in this browser only.", ["Forget it", forget]);
  }

  function offer(entry) { // the form begins with other words than it did then
    name = `${OURS}${tab(true)} ${here}`;
    const drop = () => { store.removeItem(entry.name); say("Forgotten."); };
    const take = () => giveBack(entry);
    say("Words that you typed here before are kept in this browser.", ["Put them in", take], ["Forget them", drop]);
  }

  if (isGivenBack) save();
  else if (entry && same(entry.values, given)) store.removeItem(entry.name); // the site has it
  else if (entry && same(entry.given, given)) giveBack(entry);
  else if (entry) offer(entry);

  form.addEventListener("input", save);
  form.addEventListener("change", (event) => { if (event.isTrusted) save(); });
  form.addEventListener("submit", save); // with the key of this very form, by which the site says later that it has it
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link-button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function settle(taken) { // the site says which forms it has, and on whose page it has who sends
  for (const entry of entries()) {
    if (entry.key ? taken.keys.includes(entry.key) : entry.here === taken.sender) store.removeItem(entry.name);
  }
}

// On the page of the consultation: the way back to a comment that was begun, or its words once it is closed.
function remind(place) {
  const begun = entries().filter((one) => one.key && one.here.startsWith(place.dataset.begun));
  const lines = begun.map((one) => {
    const line = document.createElement("div");
    line.className = "govuk-inset-text";
    const forget = button("Forget it", () => { store.removeItem(one.name); line.remove(); });
    line.append(...("closed" in place.dataset ? wordsOf(one) : wayTo(one)), " ", forget);
    return line;
  });
  place.replaceChildren(...lines);
}

function wayTo(entry) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = entry.here;
  link.textContent = "Go on writing";
  return ["You have begun a comment here; it is kept in this browser only. ", link];
}

function wordsOf(entry) {
  const words = document.createElement("textarea");
  words.className = "govuk-textarea";
  words.dir = "auto";
  words.rows = 6;
  words.readOnly = true;
  words.setAttribute("aria-label", "What you had begun to write");
  const said = Object.entries(entry.values).filter(([name, value]) => typeof value === "string" && value && name !== "about");
  words.value = said.map(([, value]) => value).join("\n\n");
  return ["You had begun a comment here that was not sent. It is kept in this browser only.", words];
}

if (store) {
  for (const said of document.querySelectorAll("[data-taken]")) {
    settle({ keys: said.dataset.taken.split(" "), sender: said.dataset.takenSender });
  }
  for (const form of document.querySelectorAll("form[data-keep-typing]")) keep(form);
  for (const place of document.querySelectorAll("[data-begun]")) remind(place);
}
