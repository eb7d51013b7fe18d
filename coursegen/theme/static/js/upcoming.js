// Shows the time until sessions and deadlines, and moves past and later items to their lists.

const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const DAY = 86_400_000;
const [next, later, earlier] = document.querySelectorAll(".upcoming-list");
const items = [...(next?.children ?? [])];
const times = [...document.querySelectorAll(".until > time")].map((time) => {
  const text = document.createElement("small");
  text.className = "countdown";
  time.after(text);
  return [time.dateTime, text];
});

function until(written) {
  const isDay = !written.includes("T");
  const now = Date.now();
  const minutes = (Date.parse(written) - now) / 60_000;
  // Days are counted between dates in the course's zone.
  const offset = isDay ? -60_000 * new Date().getTimezoneOffset() : Date.parse(`${written.slice(0, 16)}Z`) - Date.parse(written);
  const days = Date.parse(written.slice(0, 10)) / DAY - Math.floor((now + offset) / DAY);
  if ((isDay ? days : minutes) < 0) return "";
  if (isDay || minutes >= 24 * 60) return format.format(days, "day");
  return minutes < 60 ? format.format(Math.ceil(minutes), "minute") : format.format(Math.floor(minutes / 60), "hour");
}

function show() {
  for (const [written, text] of times) {
    const left = until(written);
    text.textContent = left && ` (${left})`;
  }
  const isOver = ({ dataset }) => Date.parse(dataset.over) <= Date.now();
  for (const item of document.querySelectorAll(".deadlines > [data-over]")) item.hidden = isOver(item);
  let room = next?.dataset.shown;
  for (const item of items) {
    const list = isOver(item) ? earlier : room-- > 0 ? next : later;
    if (item.parentElement !== list) list.append(item); // which loses the focus
  }
  for (const list of next ? [later, earlier] : []) list.parentElement.hidden = !list.firstElementChild;
  next?.classList.add("is-sorted");
}

show();
setInterval(show, 60_000);
document.addEventListener("visibilitychange", () => document.hidden || show()); // timers may be paused
