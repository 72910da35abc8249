// Buttons that put Markdown marks around the selected words. Without this module people type the marks.
const put = (area, start, end, words, select) => {
  area.focus();
  area.setSelectionRange(start, end);
  // execCommand keeps the browser's undo; setRangeText does not, but works everywhere.
  if (!document.execCommand("insertText", false, words)) area.setRangeText(words, start, end, "end");
  area.setSelectionRange(start + select[0], start + select[1]);
  area.dispatchEvent(new Event("input", { bubbles: true }));
};

const wrap = (area, mark) => {
  const { selectionStart: start, selectionEnd: end } = area;
  const words = area.value.slice(start, end) || "words";
  put(area, start, end, mark + words + mark, [mark.length, mark.length + words.length]);
};

const prefix = (area, mark) => {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.selectionEnd;
  const lines = area.value.slice(start, end).split("\n").map((line, index) => (mark === "1. " ? `${index + 1}. ` : mark) + line);
  const words = lines.join("\n");
  put(area, start, end, words, [words.length, words.length]);
};

const link = (area) => {
  const { selectionStart: start, selectionEnd: end } = area;
  const words = area.value.slice(start, end) || "words";
  put(area, start, end, `[${words}](https://)`, [words.length + 3, words.length + 11]);
};

const table = (area) => {
  const words = "\n| Name | Value |\n| --- | --- |\n| one | two |\n";
  put(area, area.selectionEnd, area.selectionEnd, words, [3, 7]);
};

const insert = (area, word) => { // with a blank on each side where there is none
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = (/\S$/.test(value.slice(0, start)) ? " " : "") + word + (/^\s/.test(value.slice(end)) ? "" : " ");
  put(area, start, end, words, [words.length, words.length]);
};

for (const bar of document.querySelectorAll("[data-toolbar]")) {
  const area = document.getElementById(bar.dataset.toolbar);
  const buttons = [...bar.querySelectorAll("button")];
  area.before(bar);
  bar.hidden = false;
  buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
  bar.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.dataset.wrap) wrap(area, button.dataset.wrap);
    else if (button.dataset.line) prefix(area, button.dataset.line);
    else if (button.dataset.insert) insert(area, button.dataset.insert);
    else if ("link" in button.dataset) link(area);
    else table(area);
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const here = buttons.indexOf(document.activeElement);
    const there = (here + step + buttons.length) % buttons.length;
    buttons.forEach((button, index) => { button.tabIndex = index === there ? 0 : -1; });
    buttons[there].focus();
  });
}
