"""Check that a site contains the whole course."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from benchmarks.course import Course

T = TypeVar("T", bound=Hashable)

_NOTE = re.compile(r"rev-(\d{5})-\d{4}")
_HREF = re.compile(r"""<a\b[^>]*?\shref=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_PARTS = {
    "tables": re.compile(r"<table\b"),
    "code blocks": re.compile(r"<pre\b"),
    "highlighted": re.compile(r"<pre\b(?:(?!</pre>).)*?<span class=", re.DOTALL),
    "headings": re.compile(r"<h[23]\b[^>]* id="),
    "footnotes": re.compile(r"<sup\b[^>]*>\s*<a\b"),
}
_WRITTEN = {
    "tables": re.compile(r"^\| --- ", re.MULTILINE),
    "code blocks": re.compile(r"^```\w*\n[^`]*^```$", re.MULTILINE),
    "highlighted": re.compile(r"^```\w+\n", re.MULTILINE),
    "headings": re.compile(r"^##", re.MULTILINE),
    "footnotes": re.compile(r"^\[\^\d+\]:", re.MULTILINE),
}
HOME = "index.html"


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a course or of a site.

    `pages` counts the pages of each note.  `schedule` counts the links on the home page.  `links`
    counts the links between notes.  `parts` counts the tables, code blocks, headings and footnotes
    of all notes.  Notes are identified by number.  `places` are the files of the notes.
    """

    pages: Counter[int]
    schedule: Counter[int | str]
    links: Counter[tuple[int, int]]
    parts: Counter[str]
    places: Mapping[int, Path] = field(default_factory=dict)


def expected(course: Course) -> Content:
    """Return the content that a site of the course must have."""
    numbers = {note.name: number for number, note in enumerate(course.notes)}
    materials = (material for one in course.lectures() for material in one.materials)
    return Content(
        pages=Counter(numbers.values()),
        schedule=Counter(numbers[m.note] if m.note else m.url for m in materials),
        links=Counter(
            (number, numbers[name])
            for number, note in enumerate(course.notes)
            for name in note.links()
        ),
        parts=_parts(_WRITTEN, (note.body for note in course.notes)),
    )


def found(output: Path) -> Content:
    """Return the content of a site; pages are identified by the marks in their text."""
    files = {
        path.relative_to(output).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(output.rglob("*.html"))
    }
    notes = {file: int(mark[1]) for file, text in files.items() if (mark := _NOTE.search(text))}
    return Content(
        pages=Counter(notes.values()),
        schedule=Counter(_targets(HOME, files.get(HOME, ""), notes)),
        links=Counter(
            (number, target)
            for file, number in notes.items()
            for target in _targets(file, files[file], notes)
            if isinstance(target, int)
        ),
        parts=_parts(_PARTS, (files[file] for file in notes)),
        places={number: output / file for file, number in notes.items()},
    )


def differences(expected_content: Content, got: Content) -> list[str]:
    """Describe missing and duplicate content in a site; additional links are allowed."""
    twice = [number for number, count in got.pages.items() if count > 1]
    problems = [
        *_missing("pages", expected_content.pages, got.pages),
        *([f"pages in several files: {len(twice)}, such as {twice[0]}"] if twice else []),
        *_missing("links of the schedule", expected_content.schedule, got.schedule),
        *_missing("links between pages", expected_content.links, got.links),
    ]
    for part, count in expected_content.parts.items():
        if got.parts[part] != count:
            problems.append(f"{got.parts[part]} {part} where the course has {count}")
    return problems


def _missing(what: str, expected_counts: Counter[T], got: Counter[T]) -> Iterator[str]:
    missing = expected_counts - got
    if missing:
        count = f"{missing.total()} of {expected_counts.total()}"
        yield f"{count} {what} missing, such as {next(iter(missing))}"


def _parts(patterns: Mapping[str, re.Pattern[str]], texts: Iterable[str]) -> Counter[str]:
    counts = Counter(dict.fromkeys(patterns, 0))
    for text in texts:
        for name, pattern in patterns.items():
            counts[name] += sum(1 for _ in pattern.finditer(text))
    return counts


def _targets(file: str, html: str, notes: Mapping[str, int]) -> Iterator[int | str]:
    """Yield the targets of the links in a file: the numbers of notes, and external URLs."""
    for groups in _HREF.findall(html):
        href = unescape("".join(groups))
        if href.startswith(("http://", "https://")):
            yield href
            continue
        path = unquote(urlsplit(href).path)
        joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(file), path)).lstrip("/")
        for candidate in (joined, f"{joined}/{HOME}", f"{joined}.html"):
            if candidate in notes:
                yield notes[candidate]
                break
