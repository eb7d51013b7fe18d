// Shows which office hours are open now and which are next, and hides past exceptions. The page
// contains the time of each of the hours, in minutes since 1970, so no time zone rules are needed.

const status = document.querySelector(".hours-now");
const { open, next, local, zone, hourCycle = "h23" } = status.dataset;

const entries = [...document.querySelectorAll("[data-starts]")].map((element) => ({
  element,
  title: element.querySelector(".hours-title").textContent,
  length: Number(element.dataset.minutes),
  starts: element.dataset.starts.split(" ").map(Number),
}));

const format = { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", hourCycle };
const text = (time, timeZone) => new Date(time * 60_000).toLocaleString(document.documentElement.lang, { ...format, timeZone });

function when(time) {
  const here = text(time);
  try {
    const there = text(time, zone);
    return there === here ? here : `${there} (${local}: ${here})`;
  } catch {
    return `${local}: ${here}`; // the browser does not know the course's time zone
  }
}

function show() {
  const now = Date.now() / 60_000;
  for (const each of entries) each.start = each.starts.find((start) => now < start + each.length);
  const soon = Math.min(...entries.map(({ start }) => start).filter((start) => start > now));
  const titles = (test) => entries.filter(({ start }) => test(start)).map(({ title }) => title).join(", ");
  const opened = titles((start) => start <= now);
  status.textContent = [
    ...(opened ? [`${open}: ${opened}`] : []),
    ...(soon < Infinity ? [`${next}: ${titles((start) => start === soon)}, ${when(soon)}`] : []),
  ].join("\n");
  for (const { element, start } of entries) element.ariaCurrent = start <= now ? "time" : null;
  for (const change of document.querySelectorAll("[data-over]")) change.hidden = change.dataset.over <= now;
}

show();
setInterval(show, 60_000);
document.addEventListener("visibilitychange", () => document.hidden || show()); // timers may be paused
