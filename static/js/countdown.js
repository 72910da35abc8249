// Add the time that is left to a deadline. The server decides whether it has passed; this only informs.
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

function left(milliseconds, over) {
  if (milliseconds <= 0) return over;
  const days = Math.floor(milliseconds / DAY), hours = Math.floor((milliseconds % DAY) / HOUR);
  if (days >= 2) return `${days} days left`;
  if (days === 1) return `1 day ${hours} h left`;
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  return hours ? `${hours} h ${minutes} min left` : `${minutes} min left`;
}

for (const time of document.querySelectorAll("time[data-countdown]")) {
  const closes = new Date(time.dateTime).valueOf();
  const words = document.createElement("span");
  words.className = "deadline__left";
  time.after(" · ", words);
  const show = () => { words.textContent = left(closes - Date.now(), time.dataset.over); };
  show();
  setInterval(show, 30_000);
}
