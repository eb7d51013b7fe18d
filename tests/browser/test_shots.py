"""Compare screenshots of pages with the stored screenshots in `shots/`.

`comparison.py` describes the comparison.  Take new screenshots with
`pytest tests/browser/test_shots.py --update-golden`, and check each of them before you commit it.
The screenshots need Debian's Chromium and the fonts DejaVu and Noto CJK, which `.ci/run` installs.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Page

from browser.comparison import LIMIT, difference, differing, halved
from browser.conftest import OpenPage
from browser.sites import HOME, NAMED, Spot
from browser.visits import ALL_IMAGES, DESKTOP, PHONE

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SHOTS = Path(__file__).parent / "shots"
TALLEST = 2400
"""The maximum height of a screenshot in CSS pixels, from the top of the page."""


@dataclass(frozen=True)
class Subject:
    """A page, or the first element in it that matches the selector `part`."""

    name: str
    spot: Spot
    part: str = ""


SUBJECTS = (
    Subject("home", Spot(NAMED["course"], HOME)),
    Subject("content", Spot(NAMED["robotics"], "syllabus/index.html")),
    Subject("staff", Spot(NAMED["robotics"], HOME), "section:has(> #staff)"),
    Subject("empty", Spot(NAMED["empty"], HOME)),
    Subject("everything", Spot(NAMED["everything"], HOME)),
    Subject("office-hours", Spot(NAMED["office-hours"], "office-hours/index.html")),
)


def shot(page: Page, part: str = "") -> Image.Image:
    """Take a screenshot of a page or of a part of it, in the form in which it is stored."""
    page.evaluate(ALL_IMAGES)
    if part:
        data = page.locator(part).first.screenshot(animations="disabled")
    else:
        size = page.viewport_size
        assert size
        height = page.evaluate("document.documentElement.scrollHeight")
        data = page.screenshot(
            animations="disabled",
            full_page=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": min(height, TALLEST)},
        )
    return halved(Image.open(io.BytesIO(data)))


@dataclass(frozen=True)
class View:
    """A subject with a window size and a color scheme."""

    subject: Subject
    size: tuple[int, int]
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.subject.name}-{self.size[0]}-{self.scheme}"


VIEWS = [
    View(subject, size, scheme)
    for subject in SUBJECTS
    for size in (PHONE, DESKTOP)
    for scheme in SCHEMES
]


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_page_looks_the_same_as_before(
    open_page: OpenPage, view: View, update_golden: bool, tmp_path: Path
) -> None:
    page = open_page(view.subject.spot, size=view.size, color_scheme=view.scheme)
    taken = shot(page, view.subject.part)
    stored = SHOTS / f"{view}.png"
    if update_golden:
        SHOTS.mkdir(exist_ok=True)
        taken.save(stored, optimize=True)
    assert stored.is_file(), (
        f"tests/browser/shots/{stored.name} does not exist; create it with "
        "`pytest tests/browser/test_shots.py --update-golden` and check it"
    )

    expected = Image.open(stored)
    share = difference(taken, expected)
    if share > LIMIT:
        taken.save(tmp_path / "now.png")
        differing(taken, expected).save(tmp_path / "difference.png")
    assert share <= LIMIT, (
        f"{stored.name} differs in {share:.2%} of its pixels; "
        f"see now.png and difference.png in {tmp_path}"
    )


def test_all_screenshots_together_are_small_and_none_is_unused() -> None:
    names = {f"{view}.png" for view in VIEWS}
    stored = {path.name: path.stat().st_size for path in SHOTS.glob("*.png")}

    assert set(stored) <= names
    assert sum(stored.values()) < 1_500_000


CHANGES = {
    "text that moves by a pixel": ("main, header, footer { position: relative; top: 1px }", False),
    "text that is slightly wider": ("main { letter-spacing: .002em }", False),
    "no change": ("", False),
    "a missing column": ("tr > :last-child { display: none }", True),
    "a column that moves": ("tr > :last-child { position: relative; left: -60px }", True),
    "another link color": ("a, a .text { color: rgb(200 0 0) !important }", True),
    "a narrower page": ("body { max-inline-size: 80% }", True),
    "larger text": ("main { font-size: 1.2em }", True),
}


RESTYLE = """
style => {
  window.sheet ??= document.adoptedStyleSheets[document.adoptedStyleSheets.push(
    new CSSStyleSheet()) - 1];
  sheet.replaceSync(style);
}
"""


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["375", "1280"])
def test_a_small_change_is_ignored_and_a_large_one_is_detected(
    open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(Spot(NAMED["course"], HOME), size=size)
    before = shot(page)
    seen = {}
    for change, (style, _) in CHANGES.items():
        page.evaluate(RESTYLE, style)
        seen[change] = difference(before, shot(page)) > LIMIT

    assert seen == {change: large for change, (_, large) in CHANGES.items()}


def test_a_screenshot_of_another_size_is_detected() -> None:
    page, longer = Image.new("RGB", (375, 400), "white"), Image.new("RGB", (375, 440), "white")

    assert difference(halved(page), halved(page)) == 0
    assert difference(halved(page), halved(longer)) > LIMIT
