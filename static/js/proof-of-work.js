// A proof of work before comments are sent (ALTCHA's scheme, version 2; docs/decisions/0007-limits.md): a flood would cost its
// sender something. It begins when the page opens, so that "Send" rarely waits for it, and the browser's own PBKDF2 computes it
// beside the page. Where there is none (an old browser, no https) the form is sent without; the server takes it all the same.
import { parsed } from "./trusted.js";

const AT_ONCE = 8;            // tries between two looks at what came out
const PATIENCE = 10_000;      // milliseconds for which "Send" waits at most
const SPARE = 5_000;          // before the deadline, kept for the way to the server
const STALE = 25 * 60_000;    // a challenge is good for half an hour

const form = document.querySelector("form[data-challenge]");
const [about, bar, status] = ["about", "bar", "status"].map((name) => form?.querySelector(`[data-work-${name}]`));
const opened = Date.now();
let begun, work;              // when the present challenge was taken up, and the promise that it is solved
let waiting = false, waited = false;

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

async function derive({ nonce, salt, cost, keyLength }, counter) {
  const start = bytes(nonce), password = new Uint8Array(start.length + 4);
  password.set(start);
  new DataView(password.buffer).setUint32(start.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const rounds = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return hex(await crypto.subtle.deriveBits(rounds, key, keyLength * 8));
}

async function solve(challenge) {
  for (let first = 0; first < bar.max; first += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, index) => derive(challenge.parameters, first + index));
    const keys = await Promise.all(tries);
    const found = keys.findIndex((key) => key.startsWith(challenge.parameters.keyPrefix));
    if (found >= 0) return btoa(JSON.stringify({ challenge, solution: { counter: first + found, derivedKey: keys[found] } }));
    bar.value = first;
  }
  return "";
}

function begin(challenge) {
  begun = Date.now();
  form.elements.altcha.value = "";
  work = solve(challenge).then((solution) => { form.elements.altcha.value = solution; }, () => {});
}

async function finish() {
  if (Date.now() - begun > STALE) {
    const page = parsed(await (await fetch(location.href)).text());
    begin(JSON.parse(page.querySelector("form[data-challenge]").dataset.challenge));
  }
  await work;
}

function show(wait) {
  waiting = wait;
  bar.hidden = !wait;
  status.textContent = wait ? "One moment: your browser finishes its calculation, then sends by itself." : "";
}

if (form && globalThis.crypto?.subtle) {
  about.hidden = false;
  begin(JSON.parse(form.dataset.challenge));
  form.addEventListener("submit", async (event) => {
    const left = form.dataset.secondsLeft * 1000 - (Date.now() - opened); // the server decides; this only spares a late wait
    const patience = Math.min(PATIENCE, left - SPARE);
    const done = form.elements.altcha.value && Date.now() - begun < STALE;
    if (waited || done || patience <= 0 || event.submitter?.matches("[data-unproven]")) return;
    event.preventDefault();
    if (waiting) return;
    show(true);
    await Promise.race([finish().catch(() => {}), pause(patience)]);
    waited = true;
    delete form.dataset.sent; // submit-once.js has counted the click that waited
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => { show(false); waited = false; });
}
