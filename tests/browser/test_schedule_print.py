"""The printed schedule: no text is covered or missing, with any filter option."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from browser.layouts import LAYOUTS, Layouts
from browser.sites import NAMED

PAPER = (794, 1123)
"""A4 paper (210 by 297 mm) in CSS pixels; Chromium evaluates print media queries at this size."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": PAPER[0], "height": PAPER[1]}) as context:
        yield context.new_page()


COVERED = """
() => {
  const faults = [];
  const words = element => {
    const range = document.createRange(), boxes = [];
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const {data, parentElement} = texts.currentNode;
      if (!data.trim() || getComputedStyle(parentElement).clipPath !== 'none') continue;
      range.selectNodeContents(texts.currentNode);
      boxes.push(...range.getClientRects());
    }
    return boxes.filter(box => box.width > 1);
  };
  for (const material of document.querySelectorAll('.material')) {
    const icon = material.querySelector('.icon').getBoundingClientRect();
    const text = words(material)[0];
    const middle = (icon.top + icon.bottom) / 2;
    if (icon.right > text.left + .5) faults.push(`covered: ${material.innerText}`);
    if (middle < text.top || middle > text.bottom) faults.push(`not beside: ${material.innerText}`);
  }
  for (const cell of document.querySelectorAll('.timetable tbody :is(td, th)')) {
    const box = cell.getBoundingClientRect();
    if (words(cell).some(word => word.left < box.left - .5 || word.right > box.right + .5))
      faults.push(`beyond its cell: ${cell.innerText}`);
  }
  return [document.querySelectorAll('.material').length, faults];
}
"""


@pytest.mark.parametrize("name", ["robotics", "everything", "course"])
def test_no_icon_covers_a_word_and_every_word_is_inside_its_cell(
    page: Page, layouts: Layouts, name: str
) -> None:
    page.emulate_media(media="print")
    for layout in LAYOUTS:
        page.goto(layouts(NAMED[name], layout).address)
        count, problems = page.evaluate(COVERED)

        assert count > 5
        assert (layout, problems) == (layout, [])


Matrix = list[float]
Point = tuple[float, float]


def moved(x: float, y: float, matrix: Matrix) -> Point:
    """Convert a point to another coordinate system (ISO 32000-2, 8.3.4)."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@dataclass
class Paper:
    """The content of a PDF page: the start of each run of text, and the points of its drawings."""

    runs: list[tuple[str, Point, float]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)

    def text(self, text: str, cm: Matrix, tm: Matrix, _font: object, size: float) -> None:
        if text.strip():
            self.runs.append((text.strip(), moved(tm[4], tm[5], cm), size * abs(cm[3])))

    def operand(self, operator: bytes, operands: list[Any], cm: Matrix, _tm: Matrix) -> None:
        if operator in (b"m", b"l", b"c"):  # ignore rectangles: underlines and borders
            x, y = operands[-2:]
            self.points.append(moved(float(x), float(y), cm))

    def covered(self) -> list[str]:
        """Return the runs of text whose first character is covered by a drawing."""
        return [
            text
            for text, (x, y), size in self.runs
            if any(x < px < x + size / 2 and y < py < y + size / 2 for px, py in self.points)
        ]


def plain(text: str) -> str:
    """Return text without spaces, with compatibility characters replaced."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def test_no_word_in_the_pdf_is_covered_or_missing_while_the_filter_is_active(
    page: Page, layouts: Layouts
) -> None:
    page.goto(layouts(NAMED["robotics"], "table").address)
    wanted = page.locator(".session .text").all_inner_texts()
    page.get_by_label("Quiz", exact=True).check()
    text, covered, points = "", [], 0
    for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages:
        paper = Paper()
        text += sheet.extract_text(visitor_text=paper.text, visitor_operand_before=paper.operand)
        covered += paper.covered()
        points += len(paper.points)

    assert len(wanted) > 80
    assert points > 1000
    assert [words for words in wanted if plain(words) not in plain(text)] == []
    assert covered == []
