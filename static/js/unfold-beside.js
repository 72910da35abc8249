// A link to a card opens what is folded in it. Without it one opens the fold by hand.
function unfold() {
  const target = document.getElementById(location.hash.slice(1));
  const fold = target?.closest("[data-unfolds]")?.querySelector("details:not([open])");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", unfold);
unfold();
