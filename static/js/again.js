// The page that says "one moment": load or send again by itself after the seconds that the site asks for. Without this script
// its link or button does the same.
const act = document.querySelector("[data-again]");
const said = document.querySelector("[data-again-said]");
let left = Number(act?.dataset.again);

const tick = () => {
  if (left > 0) {
    said.textContent = `By itself in ${left} second${left === 1 ? "" : "s"}.`;
    left -= 1;
    setTimeout(tick, 1000);
  } else {
    said.textContent = "Now.";
    act.click();
  }
};

if (act) tick();
