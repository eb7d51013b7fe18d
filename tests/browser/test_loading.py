"""The requests of a page, its transfer size, and its console messages."""

import gzip
from urllib.parse import urlsplit

from browser.conftest import OpenPage
from browser.hosting import SLOW
from browser.sites import HOME, NAMED, Sites, Spot, for_every_home, for_every_page
from browser.visits import PHONE, SHIFTS, Visit

KB = 1000
OWN_SCRIPT = {"everything/index.html"}
"""Pages with an author's script that logs to the console."""


@for_every_page
def test_a_page_requests_only_files_of_its_own_site(sites: Sites, visit: Visit, spot: Spot) -> None:
    assert visit.traffic.hosts == {urlsplit(sites[spot.course].hosted.address).netloc}


@for_every_page
def test_every_request_succeeds_and_the_console_stays_empty(visit: Visit, spot: Spot) -> None:
    assert visit.traffic.failed == []
    assert str(spot) in OWN_SCRIPT or visit.traffic.console == []


@for_every_home
def test_a_home_page_needs_few_requests_and_little_data(visit: Visit) -> None:
    own = ("image", "font")  # images and fonts come from the course
    others = [r for r in visit.traffic.loaded if r.resource_type not in own]

    assert len(others) <= 6, [request.url for request in others]
    assert visit.traffic.weight <= 50 * KB
    assert visit.traffic.weight_with_images <= 150 * KB


def test_all_styles_are_under_12_kb_and_all_scripts_under_6_kb(sites: Sites) -> None:
    folder = sites[NAMED["empty"]].hosted.folder
    packed = {
        kind: sum(len(gzip.compress(path.read_bytes(), 6)) for path in folder.rglob(f"*.{kind}"))
        for kind in ("css", "js")
    }

    assert 0 < packed["css"] < 12 * KB
    assert packed["js"] < 6 * KB


@for_every_page
def test_no_layout_shifts_occur_while_a_page_loads_with_slow_images(visit: Visit) -> None:
    assert visit.shifts == []


def test_a_layout_shift_is_detected(open_page: OpenPage) -> None:
    push = "addEventListener('load', () => document.body.style.paddingTop = '90px');"
    page = open_page(
        Spot(NAMED["course"], HOME),
        size=PHONE,
        prepare=lambda page: page.add_init_script(SHIFTS + push),
        extra_http_headers={SLOW: "0.2"},
    )
    page.wait_for_timeout(100)

    assert page.evaluate("shifts.length") > 0
