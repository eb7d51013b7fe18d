"""Diagnostics as text for people, annotations for GitHub, or JSON for tools."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from coursegen.diagnostics import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coursegen.diagnostics import Diagnostic

_WIDTH = 100
_NO_WIDTH = ("Mn", "Me")  # accents and the like, which stand on the letter before them
_COLOURS = {Level.ERROR: "31", Level.WARNING: "33"}


def as_text(found: Iterable[Diagnostic], *, colour: bool = False) -> str:
    """`file:line:column: error: sentence [code]`, with the line, a caret and the next step."""
    return "\n".join(_text(diagnostic, colour=colour) for diagnostic in found)


def as_github(found: Iterable[Diagnostic], *, colour: bool = False) -> str:  # noqa: ARG001 - one signature for all formats
    """Workflow commands, which GitHub shows as annotations beside the lines."""
    lines = []
    for diagnostic in found:
        place = diagnostic.place
        where = ""
        if place.source.name:
            name = _escape_github(place.source.name).replace(":", "%3A").replace(",", "%2C")
            where = f" file={name},line={place.line},col={place.column}"
        text = diagnostic.message + (f" ({diagnostic.hint})" if diagnostic.hint else "")
        lines.append(f"::{diagnostic.level.value}{where}::{_escape_github(text)}")
    return "\n".join(lines)


def as_json(found: Iterable[Diagnostic], *, colour: bool = False) -> str:  # noqa: ARG001 - one signature for all formats
    """A list of objects: code, level, message, hint, file, line, column."""
    return json.dumps(
        [
            {
                "code": diagnostic.code.value,
                "level": diagnostic.level.value,
                "message": diagnostic.message,
                "hint": diagnostic.hint,
                "file": diagnostic.place.source.name,
                "line": diagnostic.place.line,
                "column": diagnostic.place.column,
            }
            for diagnostic in found
        ],
        indent=2,
        ensure_ascii=False,
    )


FORMATS: dict[str, Callable[..., str]] = {"text": as_text, "github": as_github, "json": as_json}
"""The values of `--format`."""


def _text(diagnostic: Diagnostic, *, colour: bool) -> str:
    place, level = diagnostic.place, diagnostic.level
    word = f"\x1b[1;{_COLOURS[level]}m{level.value}\x1b[0m" if colour else level.value
    where = f"{_printable(str(place))}: " if place.source.name else ""
    lines = [f"{where}{word}: {_printable(diagnostic.message)} [{diagnostic.code.value}]"]
    margin = " " * max(len(str(place.line)), 3)
    line = place.source.line(place.line)
    if line.strip():
        start, shown = _crop(line, place.column - 1)
        before = line[start : place.column - 1]
        length = min(place.length, max(len(shown) - len(before), 1))
        marked = line[place.column - 1 : place.column - 1 + length]
        caret = " " * _width(before) + "^" * max(_width(marked), 1)
        lines.append(f"{place.line:>{len(margin)}} | {_printable(shown)}")
        lines.append(f"{margin} | {caret}")
    if diagnostic.hint:
        lines.append(f"{margin} = {_printable(diagnostic.hint)}")
    return "\n".join(lines)


def _crop(line: str, column: int) -> tuple[int, str]:
    """The part of a long line around `column`, and where it begins."""
    if len(line) <= _WIDTH:
        return 0, line
    start = max(0, min(column - _WIDTH // 3, len(line) - _WIDTH))
    return start, line[start : start + _WIDTH]


def _printable(text: str) -> str:
    """`text` as one line that cannot move the terminal's cursor."""
    return "".join(
        c if c.isprintable() else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def _width(text: str) -> int:
    """How many columns of a terminal `text` takes: East Asian letters take two."""
    return sum(
        0 if unicodedata.category(c) in _NO_WIDTH else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def _escape_github(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
