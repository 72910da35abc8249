// Show instants in the reader's own zone, with the offset. Without this module they stand in UTC.
const format = new Intl.DateTimeFormat(document.documentElement.lang, {
  day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "shortOffset",
});

for (const time of document.querySelectorAll("time[data-local], time[data-countdown]")) {
  const instant = new Date(time.dateTime);
  if (!Number.isNaN(instant.valueOf())) {
    time.title = time.textContent.trim();
    time.textContent = format.format(instant).replace(/GMT(\+0)?$/, "UTC").replace("GMT", "UTC");
  }
}
