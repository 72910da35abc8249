// Drag clauses in the outline, and keep the focus on the button that moved one. Without this module the buttons move them.
const list = document.querySelector("[data-outline]");
const status = document.querySelector("[data-outline-status]");
const STEP = 32; // pixels to the right for one level deeper
let dragged, start, line;

const items = () => [...list.querySelectorAll("[data-anchor]")];
const depth = (item) => Number(item.dataset.depth);

function family(item) { // the clause with all below it
  const all = items(), here = all.indexOf(item);
  const next = all.findIndex((other, index) => index > here && depth(other) <= depth(item));
  return all.slice(here, next < 0 ? all.length : next);
}

function placeAt(x, y) { // which clause it would come after, and how deep
  const own = new Set(family(dragged));
  const others = items().filter((item) => !own.has(item));
  const after = others.filter((item) => item.getBoundingClientRect().top + item.offsetHeight / 2 < y).at(-1);
  const wanted = depth(dragged) + Math.round((x - start.x) / STEP);
  const deepest = after ? depth(after) + 1 : 1;
  const next = others[others.indexOf(after) + 1];
  const shallowest = next ? depth(next) : 1; // what follows must keep its place
  return { others, after, level: Math.max(shallowest, Math.min(deepest, wanted)) };
}

function target({ others, after, level }) { // parent and position as the server wants them
  let parent = "", position = 0;
  for (const item of others.slice(0, others.indexOf(after) + 1)) {
    if (depth(item) < level) { position = 0; }
    if (depth(item) === level - 1) parent = item.dataset.anchor;
    if (depth(item) === level) position += 1;
  }
  return { parent, position };
}

function show(place) {
  line.style.setProperty("--level", place.level - 1);
  if (place.after) place.after.after(line); else list.prepend(line);
}

async function drop(place) {
  const body = new FormData(dragged.querySelector("form"));
  for (const [name, value] of Object.entries(target(place))) body.set(name, value);
  try {
    const answer = await fetch(dragged.dataset.move, { method: "POST", body });
    const told = await answer.json();
    if (answer.ok) {
      const there = new URL(told.outline, location.href);
      there.searchParams.set("moved", "dragged");
      history.replaceState(null, "", there);
      location.reload();
      return;
    }
    status.textContent = told.refused;
  } catch {
    status.textContent = "The clause is not moved: the site can't be reached.";
  }
  status.classList.remove("govuk-visually-hidden");
}

function grip(item) {
  const handle = document.createElement("span");
  handle.className = "drafting__grip";
  handle.setAttribute("aria-hidden", "true");
  handle.textContent = "⠿";
  item.prepend(handle);
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    dragged = item;
    start = { x: event.clientX, y: event.clientY };
    line = document.createElement("li");
    line.className = "drafting__line";
    family(item).forEach((one) => one.classList.add("drafting__item--dragged"));
  });
  handle.addEventListener("pointermove", (event) => { if (dragged === item) show(placeAt(event.clientX, event.clientY)); });
  const end = (event) => {
    if (dragged !== item) return;
    family(item).forEach((one) => one.classList.remove("drafting__item--dragged"));
    const moved = line.isConnected;
    line.remove();
    if (moved && event.type === "pointerup") drop(placeAt(event.clientX, event.clientY));
    dragged = undefined;
  };
  handle.addEventListener("pointerup", end);
  handle.addEventListener("pointercancel", end);
}

function focusMoved() {
  const moved = new URLSearchParams(location.search).get("moved");
  const item = location.hash && document.getElementById(location.hash.slice(1));
  if (!moved || !item) return;
  const button = item.querySelector(`button[value="${CSS.escape(moved)}"]`) ?? item.querySelector("a");
  button.focus({ preventScroll: true });
  item.scrollIntoView({ block: "center" });
}

if (list) {
  document.querySelector("[data-drag-hint]").hidden = false;
  items().forEach(grip);
  // The browser lets the focus go when it has scrolled to the fragment, so wait for that.
  if (document.readyState === "complete") focusMoved(); else addEventListener("load", () => setTimeout(focusMoved));
}
