"""What the browser reports about a page, recorded in one visit for all tests of that page."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from browser.hosting import SLOW
from browser.sites import HOME, Sites, Spot

DESKTOP, PHONE = (1280, 900), (375, 812)
WIDTHS = (320, 375, 640, 768, 1024, 1280)
"""CSS pixels: the widths at which no page may scroll sideways."""
PAPER = 720
"""The width of A4 paper in CSS pixels, without margins."""
MANY = 60
"""Tab stops after which the rest of a long page is assumed to be alike."""

Scheme = Literal["light", "dark"]
VIEWS: tuple[tuple[str, tuple[int, int], Scheme], ...] = (
    ("phone, light", PHONE, "light"),
    ("phone, dark", PHONE, "dark"),
    ("desktop, dark", DESKTOP, "dark"),
    ("desktop, light", DESKTOP, "light"),
)

ALL_IMAGES = """
() => Promise.all([...document.images].map(image => {
  image.loading = 'eager';
  return image.decode().catch(() => 0);
}))
"""
"""Waits for the images, including those that load lazily."""
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Time for the page's script to react to a new window size."""

AXE_RULES: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # off by default; touch targets of 24 px
}
AXE_COLOR_RULES: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""The rules whose results depend on colors; all others depend on the window's size only."""

SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => ({
    value: entry.value,
    moved: entry.sources.map(source => source.node?.outerHTML?.slice(0, 80)),
})))).observe({type: 'layout-shift', buffered: true});
"""

TOO_WIDE = """
() => {
  const wide = document.scrollingElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const out = [...document.querySelectorAll('body *')].filter(
    e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5);
  return [`${wide} px too wide`, ...out.slice(0, 5).map(e => e.outerHTML.slice(0, 100))];
}
"""

MOVING = """
() => {
  const moves = s => [s.animationName === 'none' ? '0s' : s.animationDuration,
    s.transitionDuration].some(list => list.split(', ').some(one => parseFloat(one) > 0.01));
  return [...document.querySelectorAll('*')].flatMap(e => ['', '::before', '::after']
    .filter(part => moves(getComputedStyle(e, part || null)))
    .map(part => `${e.tagName.toLowerCase()}.${e.className}${part}`))
    .concat(getComputedStyle(document.documentElement).scrollBehavior === 'auto' ? [] : ['scroll']);
}
"""

BACKGROUNDS = """
() => [document.documentElement, document.body].map(e => getComputedStyle(e).backgroundColor)
"""

STOP = """
() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const look = e => {
    const s = getComputedStyle(e);
    return [s.outlineStyle === 'none' ? '' : s.outlineStyle + s.outlineWidth + s.outlineColor,
            s.boxShadow, s.borderColor, s.backgroundColor, s.color, s.textDecorationLine].join();
  };
  const box = it.getClientRects()[0] ?? it.getBoundingClientRect();
  const style = getComputedStyle(it);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const covered = above && !it.contains(above) && !above.contains(it);
  const focused = look(it) + look(it.parentElement);
  it.blur();
  const changed = focused !== look(it) + look(it.parentElement);
  it.focus({preventScroll: true});
  const key = it.outerHTML.slice(0, 120);
  it.dataset.stop ??= document.querySelectorAll('[data-stop]').length;
  return {
    key, stop: it.dataset.stop, marked: outlined || changed, covered,
    shown: box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0
           && box.top < innerHeight && box.left < innerWidth,
    target: it.hash && it.pathname === location.pathname ? it.hash : '',
  };
}
"""


START_OF_PAGE = """
() => {
  document.body.tabIndex = -1;
  document.body.focus({preventScroll: true});
  document.body.removeAttribute('tabindex');
}
"""
"""Moves the point from which the Tab key continues."""


@dataclass
class Traffic:
    """What happened while a page loaded; bytes as transferred."""

    requests: list[Request] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)
    loaded: list[Request] = field(default_factory=list)
    """The requests until all images of a phone were loaded."""
    weight: float = 0
    """Their bytes, without the images."""
    weight_with_images: float = 0

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", self._request)
        page.on("requestfailed", lambda request: self.failed.append(request.url))
        page.on(
            "response",
            lambda response: self.failed.append(response.url) if response.status >= 400 else None,
        )
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on(
            "Network.requestWillBeSent",
            lambda event: self.kinds.update({event["requestId"]: event["type"]}),
        )
        session.on(
            "Network.loadingFinished",
            lambda event: self.bytes.update({event["requestId"]: event["encodedDataLength"]}),
        )

    def _request(self, request: Request) -> None:
        self.requests.append(request)

    def _console(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")

    @property
    def hosts(self) -> set[str]:
        """Every host and port that was requested."""
        return {urlsplit(request.url).netloc for request in self.requests} - {""}

    def end_of_load(self) -> None:
        """Note what was loaded until now; other window sizes may load further images."""
        self.loaded = list(self.requests)
        self.weight_with_images = sum(self.bytes.values())
        self.weight = sum(
            size for key, size in self.bytes.items() if self.kinds.get(key) != "Image"
        )


@dataclass
class Visit:
    """The facts about one page."""

    traffic: Traffic = field(default_factory=Traffic)
    shifts: list[Any] = field(default_factory=list)
    """Layout shifts while the images arrive late."""
    axe: dict[str, list[str]] = field(default_factory=dict)
    """What axe-core finds, by view."""
    too_wide: dict[int, list[str]] = field(default_factory=dict)
    too_wide_with_large_text: dict[int, list[str]] = field(default_factory=dict)
    text_growth: float = 0
    """How much larger the text gets when the reader doubles its size."""
    moving: list[str] = field(default_factory=list)
    """What is animated although the reader prefers reduced motion."""
    paper: list[str] = field(default_factory=list)
    """The backgrounds on paper, in dark mode."""
    too_wide_on_paper: list[str] = field(default_factory=list)
    printed_pages: int = 0
    """Sheets of A4; of home pages only."""
    stops: list[dict[str, Any]] = field(default_factory=list)
    stops_on_phone: list[dict[str, Any]] = field(default_factory=list)
    """Of home pages only."""
    first_stop_is_in_main: bool = False
    words: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    words_without_script: list[str] = field(default_factory=list)
    links_without_script: set[str] = field(default_factory=set)


class Visits:
    """Visits each page once, when the first test needs it."""

    def __init__(self, browser: Browser, sites: Sites, axe: str) -> None:
        self._browser = browser
        self._sites = sites
        self._axe = axe
        self._visits: dict[Spot, Visit] = {}

    def __getitem__(self, spot: Spot) -> Visit:
        if spot not in self._visits:
            self._visits[spot] = visit = Visit()
            self._visit(spot, visit)
            self._visit_without_script(spot, visit)
        return self._visits[spot]

    def _url(self, spot: Spot) -> str:
        return self._sites[spot.course].hosted.url(spot.page)

    def _visit(self, spot: Spot, visit: Visit) -> None:
        url = self._url(spot)
        with self._browser.new_context(
            reduced_motion="reduce",
            viewport={"width": PHONE[0], "height": PHONE[1]},
            device_scale_factor=2,
            extra_http_headers={SLOW: "0.2"},
        ) as context:
            page = context.new_page()
            page.clock.set_fixed_time(datetime.fromisoformat(spot.course.now))
            page.add_init_script(SHIFTS)
            visit.traffic.listen(page)
            page.goto(url, wait_until="load")
            page.wait_for_timeout(100)
            visit.shifts = page.evaluate("shifts")
            page.evaluate(ALL_IMAGES)
            visit.traffic.end_of_load()
            is_home = spot.page == HOME
            if is_home:
                visit.stops_on_phone = stops(page)
            page.evaluate(self._axe)
            for name, size, scheme in VIEWS:
                resize(page, size)
                page.emulate_media(color_scheme=scheme)
                rules = AXE_RULES if scheme == "light" else AXE_COLOR_RULES
                visit.axe[name] = findings(page, rules)
            page.emulate_media(color_scheme="light")
            resize(page, DESKTOP)
            if is_home:
                page.emulate_media(forced_colors="active")
                visit.axe["forced colors"] = findings(page, AXE_COLOR_RULES)
                page.emulate_media(forced_colors="none")
                visit.moving = page.evaluate(MOVING)
            visit.too_wide = {width: too_wide(page, width) for width in WIDTHS}
            self._enlarge_text(page, visit)
            self._print(page, visit, is_home=is_home)
            resize(page, DESKTOP)
            page.evaluate("scrollTo(0, 0)")
            page.evaluate(START_OF_PAGE)
            visit.words, visit.links = words(page), links(page)
            visit.stops = stops(page)
            target = visit.stops[0]["target"] if visit.stops else ""
            visit.first_stop_is_in_main = bool(target) and page.locator(target).evaluate(
                "e => e.matches('main') || e.closest('main') !== null"
            )

    def _enlarge_text(self, page: Page, visit: Visit) -> None:
        size = "parseFloat(getComputedStyle(document.body).fontSize)"
        resize(page, DESKTOP)
        before = page.evaluate(size)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        visit.text_growth = page.evaluate(size) / before
        for width in (DESKTOP[0], PHONE[0]):
            visit.too_wide_with_large_text[width] = too_wide(page, width)
        page.evaluate("document.documentElement.style.fontSize = ''")

    def _print(self, page: Page, visit: Visit, *, is_home: bool) -> None:
        page.emulate_media(media="print", color_scheme="dark")
        visit.paper = page.evaluate(BACKGROUNDS)
        visit.too_wide_on_paper = too_wide(page, PAPER)
        page.emulate_media(media="screen", color_scheme="light")
        if is_home:
            paper = page.pdf(format="A4")
            visit.printed_pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))

    def _visit_without_script(self, spot: Spot, visit: Visit) -> None:
        with self._browser.new_context(
            java_script_enabled=False, viewport={"width": DESKTOP[0], "height": DESKTOP[1]}
        ) as context:
            page = context.new_page()
            page.goto(self._url(spot), wait_until="load")
            visit.words_without_script, visit.links_without_script = words(page), links(page)


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the window another size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def findings(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe-core finds now: the rule and the element; axe must be loaded."""
    page.evaluate(TWO_FRAMES)
    found: list[Any] = page.evaluate(
        "options => axe.run(document, options).then(results => results.violations)", rules
    )
    return [
        f"{violation['id']}: {node['target'][0]}: {node.get('failureSummary', '')}"
        for violation in found
        for node in violation["nodes"]
    ]


def too_wide(page: Page, width: int) -> list[str]:
    """What makes a page scroll sideways in a window of this width."""
    resize(page, (width, PHONE[1]))
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


def stops(page: Page) -> list[dict[str, Any]]:
    """The tab stops in order, until the first comes again or there are many."""
    found: list[dict[str, Any]] = []
    while len(found) < MANY:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["stop"] in {earlier["stop"] for earlier in found}:
            break
        found.append(stop)
    page.evaluate("document.querySelectorAll('[data-stop]').forEach(e => delete e.dataset.stop)")
    return found


def words(page: Page) -> list[str]:
    """The words that the page shows."""
    return page.locator("body").inner_text().split()


def links(page: Page) -> set[str]:
    """Where the page's links lead."""
    # Which week is the current one depends on the day, which a script reads.
    everywhere = page.locator("a[href]:not(.this-week)")
    found = everywhere.evaluate_all("all => all.map(a => a.href)")
    return {href for href in found if href.startswith("http")}
