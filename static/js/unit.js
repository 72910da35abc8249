// A part of the clause and words copied from it are two answers to one question: the later one holds. Without this module the
// server says so.
const other = { unit: "passage", passage: "unit" };

document.addEventListener("input", ({ target }) => {
  const field = other[target.name] && target.value && target.form?.elements[other[target.name]];
  if (field) field.value = "";
});
