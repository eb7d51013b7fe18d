// Optional features. Every page also works without this script.

const page = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const toggle = document.querySelector(".theme-toggle");
const KEY = "theme";

// The visitor's choice, "dark" or "light", or an empty string for the system's setting.

const known = (theme) => (theme === "dark" || theme === "light" ? theme : "");

function remembered() {
  try {
    return known(localStorage.getItem(KEY));
  } catch {
    return ""; // storage may be forbidden
  }
}

function remember(theme) {
  try {
    if (theme) localStorage.setItem(KEY, theme);
    else localStorage.removeItem(KEY);
  } catch {
    // the choice applies only to this page
  }
}

const isDark = () => (page.dataset.theme || (system.matches ? "dark" : "light")) === "dark";

function show(theme) {
  if (theme) page.dataset.theme = theme;
  else delete page.dataset.theme;
  toggle?.setAttribute("aria-pressed", isDark());
  for (const meta of document.querySelectorAll("meta[name=theme-color][media]")) {
    const scheme = (meta.dataset.scheme ??= /dark/.test(meta.media) ? "dark" : "light");
    meta.media = theme
      ? theme === scheme ? "all" : "not all"
      : `(prefers-color-scheme: ${scheme})`;
  }
}

toggle?.addEventListener("click", () => {
  const wanted = isDark() ? "light" : "dark";
  // If the choice equals the system's setting, the page follows the system again.
  const theme = (wanted === "dark") === system.matches ? "" : wanted;
  remember(theme);
  show(theme);
});
system.addEventListener("change", () => show(known(page.dataset.theme)));
addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) show(known(event.newValue));
});
addEventListener("pageshow", (event) => event.persisted && show(remembered()));
show(remembered());
if (toggle) toggle.hidden = false;

// A link in the menu closes the menu, since its target may be on this page.

document.getElementById("site-menu")?.addEventListener("click", (event) => {
  if (event.target.closest("a")) event.currentTarget.hidePopover();
});

// Makes elements that are wider than their container scrollable with the keyboard in every browser.
// Their accessible name is the heading above them.

const headings = [...document.querySelectorAll(".prose :is(h1, h2, h3, h4)")];
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth;
    const above = headings.findLast((heading) => heading.compareDocumentPosition(target) & 4);
    const facts = { tabindex: "0", role: "group", "aria-label": above?.textContent };
    for (const [name, value] of Object.entries(facts)) {
      if (scrolls && value) target.setAttribute(name, value);
      else target.removeAttribute(name);
    }
  }
});
for (const box of document.querySelectorAll(".prose :is(pre, table, .table)")) resized.observe(box);

// Without a script, all tabs are visible.

if (document.querySelector(".tabs")) import("./tabs.js");
