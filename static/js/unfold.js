// A link to what is folded away opens it, and a link to a card (data-unfolds) what is folded in that. Newer browsers do the
// first by themselves; without it one opens the fold by hand.
function named() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // "%" that stands for no letter
  }
}

function unfold() {
  const target = document.getElementById(named());
  const closed = "details:not([open])";
  const fold = target?.closest(closed) ?? target?.closest("[data-unfolds]")?.querySelector(closed);
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", unfold);
unfold();
