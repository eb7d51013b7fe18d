"""Every date on a page is a `<time>` element, with the UTC offset of the course if it has a time.

The pages are those of the golden courses, whose authors wrote no dates in their texts.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
COURSES = ("announcements", "dated", "everything", "office-hours", "releases", "upcoming")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
DATE = re.compile(rf"\b(?:{_MONTHS}) \d|\d (?:{_MONTHS})\b|\d月 ?\d|\d{{4}}-\d\d-\d\d")
DAY = r"\d{4}-\d\d-\d\d"
OFFSET = r"[+-]\d\d:\d\d"


class Times(HTMLParser):
    """The `<time>` elements of a page, each with its text, and the text around them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.rest = ""
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"time", "head", "script", "style"}:
            self._open.append(tag)
        if tag == "time":
            self.found.append((dict(attrs).get("datetime") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.rest += data
        elif self._open[-1] == "time":
            written, text = self.found[-1]
            self.found[-1] = written, text + data


def pages(course: str) -> dict[str, Times]:
    site = GOLDEN / course / "site"
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    return {path: Times(file.read_text(encoding="utf-8")) for path, file in found.items()}


@pytest.mark.parametrize("course", COURSES)
def test_every_date_is_in_a_time_element(course: str) -> None:
    found = pages(course)

    assert any(times.found for times in found.values())
    assert {path: DATE.findall(times.rest) for path, times in found.items()} == {
        path: [] for path in found
    }


@pytest.mark.parametrize("course", COURSES)
def test_every_time_of_day_on_a_date_has_its_utc_offset(course: str) -> None:
    for times in pages(course).values():
        for written, text in times.found:
            if not re.search(r"\d:\d\d", text):
                assert re.fullmatch(rf"{DAY}(T\d\d:\d\d{OFFSET})?", written), text
            elif not re.fullmatch(r"\d\d:\d\d", written):  # the hours of every week have no date
                assert re.fullmatch(rf"{DAY}T\d\d:\d\d(:00)?{OFFSET}", written), text
