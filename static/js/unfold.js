// A link to what is folded away opens it. Newer browsers do this by themselves; without it one opens the fold by hand.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target?.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", unfold);
unfold();
