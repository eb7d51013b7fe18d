"""What a page asks for when it is opened, how much comes, and what the browser says to it."""

import gzip
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

from browser.conftest import ALL_PICTURES, PHONE, OpenPage
from browser.hosting import SLOW
from browser.sites import HOME, NAMED, Sites, Spot, for_every_home, for_every_page

KB = 1000
OWN_SCRIPT = {"everything/index.html"}
"""Pages whose author wrote a script that talks to the console."""


@dataclass
class Traffic:
    """What happened while a page was loaded; bytes as they went over the wire."""

    requests: list[Request] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(str(error)))
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
        self.said.append(f"{message.type}: {message.text}")

    def weight(self, *, images: bool) -> float:
        """The bytes of everything, with or without the pictures."""
        return sum(
            size for key, size in self.bytes.items() if images or self.kinds.get(key) != "Image"
        )


@for_every_page
def test_a_page_asks_only_its_own_site_all_is_there_and_the_console_stays_empty(
    open_page: OpenPage, sites: Sites, spot: Spot
) -> None:
    traffic = Traffic()
    page = open_page(spot, prepare=traffic.listen)
    page.evaluate(ALL_PICTURES)
    own = urlsplit(sites[spot.course].hosted.address).netloc

    assert traffic.requests
    assert {urlsplit(request.url).netloc for request in traffic.requests} - {own, ""} == set()
    assert traffic.failed == []
    assert str(spot) in OWN_SCRIPT or traffic.said == []


@for_every_home
def test_a_home_page_is_light(open_page: OpenPage, spot: Spot) -> None:
    traffic = Traffic()
    page = open_page(spot, size=PHONE, prepare=traffic.listen, device_scale_factor=2)
    page.evaluate(ALL_PICTURES)
    own = ("image", "font")  # what the course brings itself
    others = [request for request in traffic.requests if request.resource_type not in own]

    assert len(others) <= 6, [request.url for request in others]
    assert traffic.weight(images=False) <= 50 * KB
    assert traffic.weight(images=True) <= 150 * KB


def test_all_styles_are_under_12_kb_and_all_scripts_under_6(sites: Sites) -> None:
    folder = sites[NAMED["empty"]].hosted.folder
    packed = {
        kind: sum(len(gzip.compress(path.read_bytes(), 6)) for path in folder.rglob(f"*.{kind}"))
        for kind in ("css", "js")
    }

    assert 0 < packed["css"] < 12 * KB
    assert packed["js"] < 6 * KB


SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => ({
    value: entry.value,
    moved: entry.sources.map(source => source.node?.outerHTML?.slice(0, 80)),
})))).observe({type: 'layout-shift', buffered: true});
"""


def late(spot: Spot, open_page: OpenPage, script: str = SHIFTS) -> Page:
    """A page whose pictures come late, once it has settled."""
    page = open_page(
        spot,
        size=PHONE,
        prepare=lambda page: page.add_init_script(script),
        extra_http_headers={SLOW: "0.2"},
    )
    page.wait_for_timeout(100)
    return page


@for_every_page
def test_nothing_moves_while_a_page_loads_and_its_pictures_come_late(
    open_page: OpenPage, spot: Spot
) -> None:
    page = late(spot, open_page)

    assert page.evaluate("shifts") == []


def test_what_moves_would_be_seen(open_page: OpenPage) -> None:
    push = "addEventListener('load', () => document.body.style.paddingTop = '90px');"
    page = late(Spot(NAMED["course"], HOME), open_page, SHIFTS + push)

    assert page.evaluate("shifts.length") > 0
