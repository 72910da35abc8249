// A link to what is folded away opens it. Newer browsers do this by themselves; without it one opens the fold by hand.
function named() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // "%" that stands for no letter
  }
}

function unfold() {
  const target = document.getElementById(named());
  const fold = target?.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", unfold);
unfold();
