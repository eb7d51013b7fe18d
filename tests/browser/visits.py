"""Visit each page once in the browser, and record the facts that all tests of the page need."""

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
"""The widths, in CSS pixels, at which no page may scroll sideways."""
PAPER = 720
"""The width of A4 paper in CSS pixels, without margins."""
MANY = 60
"""The maximum number of tab stops that are checked on a page."""

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
"""Waits until the script of the page has reacted to a new window size."""

AXE_RULES: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # off by default; requires at least 24 px
}
AXE_COLOR_RULES: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""The rules whose results depend on colors."""

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
"""Moves the starting point of the Tab key to the start of the page."""


@dataclass
class Traffic:
    """The network traffic and console messages of a page; sizes are in transferred bytes."""

    requests: list[Request] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)
    loaded: list[Request] = field(default_factory=list)
    """The requests that were made on a phone until all images were loaded."""
    weight: float = 0
    """The number of transferred bytes of these requests, without images."""
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
        """All hosts and ports to which the page sent requests."""
        return {urlsplit(request.url).netloc for request in self.requests} - {""}

    def end_of_load(self) -> None:
        """Record the requests so far, because more images may be loaded at other window sizes."""
        self.loaded = list(self.requests)
        self.weight_with_images = sum(self.bytes.values())
        self.weight = sum(
            size for key, size in self.bytes.items() if self.kinds.get(key) != "Image"
        )


@dataclass
class Visit:
    """The recorded facts about a page."""

    traffic: Traffic = field(default_factory=Traffic)
    shifts: list[Any] = field(default_factory=list)
    """Layout shifts when the images are delayed."""
    axe: dict[str, list[str]] = field(default_factory=dict)
    """The problems that axe-core finds, keyed by view."""
    too_wide: dict[int, list[str]] = field(default_factory=dict)
    too_wide_with_large_text: dict[int, list[str]] = field(default_factory=dict)
    text_growth: float = 0
    """The factor by which the text grows when the reader doubles its size."""
    moving: list[str] = field(default_factory=list)
    """Elements that are animated although the reader prefers reduced motion."""
    paper: list[str] = field(default_factory=list)
    """The background colors in print, with dark mode enabled."""
    too_wide_on_paper: list[str] = field(default_factory=list)
    printed_pages: int = 0
    """The number of A4 pages in print; only set for home pages."""
    stops: list[dict[str, Any]] = field(default_factory=list)
    stops_on_phone: list[dict[str, Any]] = field(default_factory=list)
    """The tab stops on a phone; only set for home pages."""
    first_stop_is_in_main: bool = False
    words: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    words_without_script: list[str] = field(default_factory=list)
    links_without_script: set[str] = field(default_factory=set)


class Visits:
    """The visits; each page is visited when a test first needs it."""

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
            # A form that needs a script is hidden without it.
            for text in page.locator("form[hidden]").all_text_contents():
                visit.words_without_script += text.split()


def resize(page: Page, size: tuple[int, int]) -> None:
    """Change the size of the window."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def findings(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return the problems that axe-core finds now; its script must already be loaded."""
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
    """Return the elements that make a page scroll sideways in a window of this width."""
    resize(page, (width, PHONE[1]))
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


def stops(page: Page) -> list[dict[str, Any]]:
    """Return the tab stops in order, until one is repeated or the maximum number is reached."""
    found: list[dict[str, Any]] = []
    while len(found) < MANY:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["stop"] in {earlier["stop"] for earlier in found}:
            break
        found.append(stop)
    page.evaluate("document.querySelectorAll('[data-stop]').forEach(e => delete e.dataset.stop)")
    return found


WORDS = """
() => {
  const added = [...document.querySelectorAll('time + small')];
  for (const element of added) element.hidden = true;
  const text = document.body.innerText;
  for (const element of added) element.hidden = false;
  return text.split(/\\s+/).filter(word => word);
}
"""


def words(page: Page) -> list[str]:
    """Return the visible words of a page, without the times until dates, which a script adds."""
    found: list[str] = page.evaluate(WORDS)
    return found


def links(page: Page) -> set[str]:
    """Return the targets of the links in a page."""
    # Without scripts, there is no link to the current week.
    everywhere = page.locator("a[href]:not(.this-week)")
    found = everywhere.evaluate_all("all => all.map(a => a.href)")
    return {href for href in found if href.startswith("http")}
