// Shows one tab of each set, chosen with the mouse or the arrow keys (the tabs pattern of ARIA).

for (const [number, set] of document.querySelectorAll(".tabs").entries()) {
  const panels = [...set.children].filter((child) => child.matches(".tab"));
  const list = document.createElement("div");
  list.className = "tab-list";
  list.setAttribute("role", "tablist");
  const tabs = panels.map((panel, index) => {
    const title = panel.querySelector(":scope > .tab-title");
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${number}-${index}`;
    tab.append(...title.cloneNode(true).childNodes);
    tab.setAttribute("role", "tab");
    panel.id ||= `panel-${number}-${index}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.tabIndex = 0;
    return tab;
  });

  const choose = (chosen) => {
    for (const [index, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", index === chosen);
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    }
  };

  list.addEventListener("click", (event) => {
    const index = tabs.indexOf(event.target.closest("button"));
    if (index >= 0) choose(index);
  });
  list.addEventListener("keydown", ({ key }) => {
    const now = tabs.indexOf(document.activeElement);
    const forward = getComputedStyle(list).direction === "rtl" ? -1 : 1;
    const next = { ArrowRight: now + forward, ArrowLeft: now - forward, Home: 0, End: -1 }[key];
    if (next === undefined) return;
    const index = (next + tabs.length) % tabs.length;
    choose(index);
    tabs[index].focus();
  });

  // A link to a place in a panel shows the panel.
  const showTarget = () => {
    const target = document.querySelector(":target");
    const index = panels.findIndex((panel) => panel.contains(target));
    if (index >= 0) choose(index);
  };

  list.append(...tabs);
  set.prepend(list);
  choose(0);
  showTarget();
  addEventListener("hashchange", showTarget);
}
