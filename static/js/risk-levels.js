// Show the result of the chosen levels as soon as they are chosen. Without this module the button "Show the result" does it.
const form = document.querySelector("form[data-levels]");

async function show() {
  const answer = await fetch(form.dataset.levels, { method: "POST", body: new FormData(form) });
  if (answer.ok) document.getElementById("result").outerHTML = await answer.text();
}

form?.addEventListener("change", (event) => { if (event.target.type === "radio") show(); });
