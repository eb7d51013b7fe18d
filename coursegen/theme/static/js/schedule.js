// Marks the current and past weeks, and reveals the target of a link if the filter hides it.

const schedule = document.querySelector(".schedule");

// The page contains times with the course's UTC offset, so that this script needs no time zones.
// Loading time zone names would take longer than the rest of the script.

const link = schedule.querySelector(".this-week");
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
  link.hidden = !now;
  if (now) link.href = `#${encodeURIComponent(now.id)}`;
}

if (link) {
  mark();
  // A page may stay open for days.
  document.addEventListener("visibilitychange", () => document.hidden || mark());
}

// A jump to an element that the filter hides resets the filter.

const filter = schedule.querySelector(".schedule-filter");

function target() {
  const name = location.hash.slice(1);
  try {
    return document.getElementById(decodeURIComponent(name));
  } catch {
    return document.getElementById(name); // a lone "%"
  }
}

function isFiltered(element) {
  const kind = filter.elements.show.value;
  const unit = element?.closest("[data-kinds]");
  return kind && unit && !unit.dataset.kinds.split(" ").includes(kind);
}

function reveal() {
  const element = target();
  if (!isFiltered(element)) return;
  filter.reset();
  requestAnimationFrame(() => element.scrollIntoView()); // after the browser restores the scroll position
}

if (filter) {
  // Browsers fire `popstate` at each jump within the page, including jumps to the current fragment
  // (HTML, "navigate to a fragment"), and `pageshow` after they have restored the form's state.
  addEventListener("popstate", reveal);
  addEventListener("pageshow", reveal);
  // The fragment of an earlier jump must not reset a later selection when the page is reloaded.
  filter.addEventListener("change", () => {
    if (isFiltered(target())) history.replaceState(history.state, "", location.pathname + location.search);
  });
}
