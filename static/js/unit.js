// While a part of the clause is chosen, words copied from it don't count: the field says so, and keeps them. Without this module
// the server says that one of the two is too much.
function apply(form, chosen) {
  const words = form?.elements.passage;
  if (words) words.disabled = Boolean(chosen);
}

document.addEventListener("change", ({ target }) => {
  if (target.name === "unit") apply(target.form, target.value);
  if (target.name === "about") apply(target.form, ""); // the parts of another clause are on their way
});
for (const unit of document.querySelectorAll("select[name=unit]")) apply(unit.form, unit.value);
