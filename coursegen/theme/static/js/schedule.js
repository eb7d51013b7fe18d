// Marks this week and the weeks that are over, by the day in the course's time zone.

const schedule = document.querySelector(".schedule[data-timezone]");
const weeks = [...schedule.querySelectorAll("[data-from]")];
const button = schedule.querySelector(".this-week");

const clock = new Intl.DateTimeFormat("en", {
  timeZone: schedule.dataset.timezone,
  calendar: "gregory",
  numberingSystem: "latn",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The day there as it stands in data-from and data-to: 2020-02-20. */
function today() {
  const parts = Object.fromEntries(clock.formatToParts(new Date()).map((p) => [p.type, p.value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

function mark() {
  const day = today();
  const now = weeks.find((week) => week.dataset.from <= day && day <= week.dataset.to);
  for (const week of weeks) {
    const head = week.querySelector(".week-head") ?? week;
    week.classList.toggle("is-past", week.dataset.to < day);
    week.classList.toggle("is-now", week === now);
    head.toggleAttribute("aria-current", week === now);
    if (week === now) head.setAttribute("aria-current", "date");
  }
  button.hidden = !now;
  button.dataset.week = now?.id ?? "";
}

button.addEventListener("click", () => {
  location.hash = button.dataset.week;
});
mark();
// A page may stay open for days.
document.addEventListener("visibilitychange", () => document.hidden || mark());
