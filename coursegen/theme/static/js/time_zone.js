// On request, adds the visitor's local time to all times whose UTC offset differs from the visitor's.

const zone = document.querySelector(".time-zone");
const clock = { hour: "numeric", minute: "2-digit", hourCycle: zone.dataset.hourCycle ?? "h23" };
const full = { weekday: "short", month: "short", day: "numeric", ...clock };
const button = zone.querySelector("button");
const times = [...document.querySelectorAll("main time[datetime*=T]")].filter(
  ({ dateTime }) => Date.parse(dateTime) !== Date.parse(dateTime.slice(0, 16)), // a local time, without the offset
);

function show(isOn) {
  for (const text of document.querySelectorAll(".own-time")) text.remove();
  for (const time of isOn ? times : []) {
    const text = document.createElement("small");
    text.className = "own-time";
    const own = new Date(time.dateTime);
    const isSameDay = own.toLocaleDateString("sv") === time.dateTime.slice(0, 10); // Swedish dates are ISO dates
    text.textContent = ` (${zone.dataset.local}: ${own.toLocaleString(document.documentElement.lang, isSameDay ? clock : full)})`;
    time.after(text);
  }
  button.setAttribute("aria-pressed", isOn);
}

// The choice stays in this browser. The key contains the course's path, because courses of the same
// site share their storage.

const key = `time-zone ${new URL(zone.dataset.root, location).pathname}`;

function load() {
  try {
    return localStorage.getItem(key) === "own";
  } catch {
    return false; // storage may be forbidden
  }
}

button.addEventListener("click", () => {
  const isOn = button.getAttribute("aria-pressed") !== "true";
  show(isOn);
  try {
    if (isOn) localStorage.setItem(key, "own");
    else localStorage.removeItem(key);
  } catch {
    // the choice applies only to this page
  }
});

if (times.length) {
  button.hidden = false;
  show(load());
}
