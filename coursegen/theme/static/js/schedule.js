// Marks this week and the weeks that are over. The page carries moments with the course's own offset
// from UTC, so that no time zones are needed here: to load their names costs more than all the rest.

const schedule = document.querySelector(".schedule");
const button = schedule.querySelector(".this-week");
const weeks = [...schedule.querySelectorAll("[data-from]")].map((week) => ({
  week,
  begins: Date.parse(week.dataset.from),
  ends: Date.parse(week.dataset.to),
}));

function mark() {
  const moment = Date.now();
  const now = weeks.find(({ begins, ends }) => begins <= moment && moment < ends)?.week;
  for (const { week, ends } of weeks) {
    const head = week.querySelector(".week-head") ?? week;
    week.classList.toggle("is-past", ends <= moment);
    week.classList.toggle("is-now", week === now);
    if (week === now) head.setAttribute("aria-current", "date");
    else head.removeAttribute("aria-current");
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
