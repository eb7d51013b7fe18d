"""The pages look as they looked: pictures in `shots/`, compared as `comparison.py` says.

`pytest tests/browser/test_shots.py --update-golden` takes them anew: look at each before you keep
it.  They are taken with Debian's Chromium, DejaVu and Noto CJK, which `.ci/run` installs.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Page

from browser.comparison import LIMIT, difference, differing, kept
from browser.conftest import OpenPage
from browser.sites import HOME, NAMED, Spot
from browser.visits import ALL_IMAGES, DESKTOP, PHONE

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SHOTS = Path(__file__).parent / "shots"
TALLEST = 2400
"""CSS pixels from the top of a page that are looked at; pages differ further down as further up."""


@dataclass(frozen=True)
class Subject:
    """What a picture shows: a page, or the first element that a selector finds in it."""

    name: str
    spot: Spot
    part: str = ""


SUBJECTS = (
    Subject("home", Spot(NAMED["course"], HOME)),
    Subject("content", Spot(NAMED["robotics"], "syllabus/index.html")),
    Subject("staff", Spot(NAMED["robotics"], HOME), "section:has(> #staff)"),
    Subject("empty", Spot(NAMED["empty"], HOME)),
    Subject("everything", Spot(NAMED["everything"], HOME)),
)


def shot(page: Page, part: str = "") -> Image.Image:
    """A picture of the page, or of a part of it, as it is stored."""
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
    return kept(Image.open(io.BytesIO(data)))


@dataclass(frozen=True)
class View:
    """A subject in a window, in light or dark."""

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
def test_a_page_looks_as_it_looked(
    open_page: OpenPage, view: View, update_golden: bool, tmp_path: Path
) -> None:
    page = open_page(view.subject.spot, size=view.size, color_scheme=view.scheme)
    taken = shot(page, view.subject.part)
    stored = SHOTS / f"{view}.png"
    if update_golden:
        SHOTS.mkdir(exist_ok=True)
        taken.save(stored, optimize=True)
    assert stored.is_file(), (
        f"there is no {stored.name} in tests/browser/shots; take it with "
        "`pytest tests/browser/test_shots.py --update-golden` and look at it"
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


def test_all_pictures_together_are_small_and_none_is_left_over() -> None:
    names = {f"{view}.png" for view in VIEWS}
    stored = {path.name: path.stat().st_size for path in SHOTS.glob("*.png")}

    assert set(stored) <= names
    assert sum(stored.values()) < 1_500_000


CHANGES = {
    "text that moved by a pixel": ("main, header, footer { position: relative; top: 1px }", False),
    "text that is a little wider": ("main { letter-spacing: .002em }", False),
    "nothing": ("", False),
    "a column that is gone": ("tr > :last-child { display: none }", True),
    "a column that moved": ("tr > :last-child { position: relative; left: -60px }", True),
    "another colour of the links": ("a, a .text { color: rgb(200 0 0) !important }", True),
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
def test_a_small_change_passes_and_a_large_one_is_seen(
    open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(Spot(NAMED["course"], HOME), size=size)
    before = shot(page)
    seen = {}
    for change, (style, _) in CHANGES.items():
        page.evaluate(RESTYLE, style)
        seen[change] = difference(before, shot(page)) > LIMIT

    assert seen == {change: large for change, (_, large) in CHANGES.items()}


def test_what_is_missing_from_one_picture_is_seen() -> None:
    page, longer = Image.new("RGB", (375, 400), "white"), Image.new("RGB", (375, 440), "white")

    assert difference(kept(page), kept(page)) == 0
    assert difference(kept(page), kept(longer)) > LIMIT
