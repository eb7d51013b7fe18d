"""In a real browser, a page's Content-Security-Policy allows only the author's content."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from browser.hosting import hosted
from browser.visits import TWO_FRAMES
from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.publish.publisher import publish

ROOT = Path(__file__).parent.parent.parent
COURSES = (ROOT, ROOT / "docs", ROOT / "tests" / "golden" / "everything")
NOW = datetime(2020, 3, 4, 12, 0, tzinfo=UTC)
ALIKE = re.compile(r"codes/cg(?!012)\d+/")
"""Pages of the manual about messages; all but one are skipped because they are similar."""
WATCH = """\
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
});
"""


@contextmanager
def published(course: Path, output: Path) -> Iterator[tuple[str, list[str]]]:
    """Build and serve a course, and yield the URLs of the site and of its pages."""
    with hosted(output) as served:
        noted = Diagnostics()
        settings = Settings(course, NOW, served.address)
        site = build(settings, noted)
        assert not noted.failed
        publish(site.files, output, course, settings.store)
        urls = [url for _, url in site.plan.page_urls()]
        yield served.address, [url for url in urls if not ALIKE.search(url)]


@contextmanager
def opened(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Yield a page that records policy violations, and the list of its console messages."""
    with browser.new_context() as context:
        page = context.new_page()
        messages: list[str] = []
        page.add_init_script(WATCH)
        page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: messages.append(str(error)))
        yield page, messages


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.violations")
    return found


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.name)
def test_the_pages_of_a_course_never_violate_their_policy(
    browser: Browser, course: Path, tmp_path: Path
) -> None:
    with published(course, tmp_path / "site") as (root, urls), opened(browser) as (page, messages):
        for url in (*urls, "404.html"):
            page.emulate_media(color_scheme="light")
            page.goto(root + url)
            page.emulate_media(color_scheme="dark")
            page.evaluate(TWO_FRAMES)
            assert page.locator("meta[http-equiv='Content-Security-Policy']").count() == 1
            assert violations(page) == []
    assert [text for text in messages if text != "log: the author may"] == []


AUTHOR = """\
# Own

<script>document.documentElement.dataset.own = "ran"</script>
<script type="module">document.documentElement.dataset.module = "ran"</script>
<script src="https://scripts.example/a.js"></script>
<iframe id="frame" title="A frame" src="https://frames.example/"></iframe>
<img id="picture" alt="A picture" src="https://pictures.example/a.svg">
<p id="styled" style="letter-spacing: 7px">Styled</p>
<style>#sheet { letter-spacing: 8px }</style>
<p id="sheet">Styled, too</p>
<p id="button" onclick="document.documentElement.dataset.handler = 'ran'">Handler</p>

| a |
| --: |
| <span id="cell">1</span> |
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
ANSWERS = {
    "https://scripts.example/a.js": ("text/javascript", "document.documentElement.dataset.a = 1"),
    "https://frames.example/": ("text/html", "<title>Frame</title><p>Inside"),
    "https://pictures.example/a.svg": ("image/svg+xml", SVG),
    "https://elsewhere.example/a.js": ("text/javascript", "document.documentElement.dataset.b = 1"),
    "https://elsewhere.example/a.svg": ("image/svg+xml", SVG),
}


def answer(route: Route) -> None:
    kind, body = ANSWERS[route.request.url]
    route.fulfill(content_type=kind, body=body)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a page in which the author wrote various kinds of HTML."""
    root = tmp_path_factory.mktemp("policy")
    (root / "course" / "content").mkdir(parents=True)
    (root / "course" / "site.yaml").write_text("title: T\n")
    (root / "course" / "content" / "own.md").write_text(AUTHOR)
    with published(root / "course", root / "site") as (address, _):
        yield f"{address}own/"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with opened(browser) as (page, _):
        page.route(re.compile("^https:"), answer)
        page.goto(site)
        yield page


def test_the_author_s_content_works(page: Page) -> None:
    data = page.evaluate("({...document.documentElement.dataset})")

    assert {name: data.get(name) for name in ("own", "module", "a")} == {
        "own": "ran",
        "module": "ran",
        "a": "1",
    }
    assert page.frame_locator("#frame").locator("p").inner_text() == "Inside"
    assert page.evaluate("document.querySelector('#picture').naturalWidth") == 9
    assert spacing(page, "styled") == "7px"
    assert spacing(page, "sheet") == "8px"
    assert page.evaluate("getComputedStyle(cell.closest('td')).textAlign") == "right"
    assert violations(page) == ["script-src-attr inline"]


def spacing(page: Page, name: str) -> str:
    return str(page.evaluate(f"getComputedStyle({name}).letterSpacing"))


def test_an_inline_event_handler_does_not_run(page: Page) -> None:
    page.locator("#button").click()

    assert page.evaluate("document.documentElement.dataset.handler") is None


MAKE = "const made = Object.assign(document.createElement"
INJECTED = {
    "a script in the page": (
        f"{MAKE}('script'), {{textContent: 'document.documentElement.dataset.b = 1'}})",
        "script-src-elem inline",
    ),
    "a script from another site": (
        f"{MAKE}('script'), {{src: 'https://elsewhere.example/a.js'}})",
        "script-src-elem https://elsewhere.example/a.js",
    ),
    "a javascript URL": (
        f"{MAKE}('a'), {{href: 'javascript:document.documentElement.dataset.b = 1'}})",
        "script-src-elem inline",
    ),
    "an image from another site": (
        f"{MAKE}('img'), {{src: 'https://elsewhere.example/a.svg'}})",
        "img-src https://elsewhere.example/a.svg",
    ),
    "a frame from another site": (
        f"{MAKE}('iframe'), {{src: 'https://elsewhere.example/'}})",
        "frame-src https://elsewhere.example",
    ),
    "a style in an attribute": (
        f"{MAKE}('div'), {{innerHTML: '<p style=\"letter-spacing: 9px\">'}})",
        "style-src-attr inline",
    ),
    "another base URL for all links": (
        f"{MAKE}('base'), {{href: 'https://elsewhere.example/'}})",
        "base-uri https://elsewhere.example",
    ),
}


@pytest.mark.parametrize(("script", "blocked"), INJECTED.values(), ids=INJECTED)
def test_injected_content_is_blocked(page: Page, script: str, blocked: str) -> None:
    page.evaluate("window.violations.length = 0")
    page.evaluate(f"() => {{ {script}; document.body.append(made); made.click() }}")
    page.wait_for_function("window.violations.length > 0")

    assert {found.rstrip("/") for found in violations(page)} == {blocked}
    assert page.evaluate("document.documentElement.dataset.b") is None
