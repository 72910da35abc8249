// A file that is larger than can be read is told at once, before it is sent; the server says the same of what comes.
for (const field of document.querySelectorAll("input[type=file][data-most]")) {
  const told = document.createElement("p");
  told.className = "govuk-error-message";
  told.setAttribute("role", "alert");
  field.before(told);
  field.addEventListener("change", () => {
    const most = Number(field.dataset.most);
    const large = [...field.files].find((file) => file.size > most);
    told.textContent = large
      ? `“${large.name}” has ${(large.size / 1e6).toFixed(1)} MB; at most ${most / 1e6} MB are read. Take out pictures, or upload it in several files.`
      : "";
    if (large) field.value = "";
  });
}
