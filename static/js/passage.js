// Words marked in a clause lead to a comment on just these words. Without this module one copies them into the form.
const AROUND = 40; // characters on each side, by which the words are known where the clause has them more than once
const LONGEST = 1000;
const offers = new Map(); // from the text of a clause to the link that is offered below it

function part(selection) {
  if (selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const within = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".clause__body");
  const body = within(range.startContainer);
  return body && body === within(range.endContainer) ? { body, range } : null;
}

function beside(body, range, isBefore) {
  const around = document.createRange();
  around.selectNodeContents(body);
  if (isBefore) around.setEnd(range.startContainer, range.startOffset);
  else around.setStart(range.endContainer, range.endOffset);
  const words = around.toString();
  return isBefore ? words.slice(-AROUND) : words.slice(0, AROUND);
}

function offered(body) {
  if (!offers.has(body)) {
    const comment = body.closest(".clause").querySelector("[data-comment]");
    const link = document.createElement("a");
    link.className = "govuk-button govuk-button--small passage-offer";
    link.hidden = true;
    link.textContent = "Comment on these words";
    comment?.after(link);
    offers.set(body, comment ? { link, address: comment.href } : null);
  }
  return offers.get(body);
}

function offer() {
  const found = part(document.getSelection());
  const words = found?.range.toString().trim() ?? "";
  for (const [body, one] of offers) if (one && (body !== found?.body || !words)) one.link.hidden = true;
  if (!words || words.length > LONGEST) return;
  const one = offered(found.body);
  if (!one) return;
  const address = new URL(one.address);
  address.searchParams.set("words", words);
  address.searchParams.set("before", beside(found.body, found.range, true));
  address.searchParams.set("after", beside(found.body, found.range, false));
  one.link.href = address.href;
  one.link.hidden = false;
}

let waiting = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(offer, 150); // not at each step of a finger that drags
});
