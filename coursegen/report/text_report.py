"""Diagnostics as text for the terminal."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Severity
from coursegen.report.grouping import Group, group_similar, split_at_limit
from coursegen.report.report_options import DEFAULT_OPTIONS, ReportOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.base.text import Location

_WIDTH = 100
_MAX_SHOWN = 50
"""The maximum number of problems in one report."""
_MAX_PLACES = 12
"""The maximum number of locations on one line."""
_MAX_LENGTH = 2000
"""The maximum length of a message, in characters."""
_ZERO_WIDTH = ("Mn", "Me")  # combining characters, such as accents
_COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33"}
_BOLD, _DIM = "1", "2"


def as_text(found: Iterable[Diagnostic], options: ReportOptions = DEFAULT_OPTIONS) -> str:
    """Return `file:line:column: error: message [code]`, with the line, a caret and the hint.

    Repetitions of a problem are only listed by location, and a very long report is truncated.
    """
    groups = [Group(d) for d in found] if options.show_all else group_similar(found)
    shown, left_out = (groups, []) if options.show_all else split_at_limit(groups, _MAX_SHOWN)
    lines = [_format_group(one, options) for one in shown]
    if left_out:
        lines.append(f"… and {sum(one.problems for one in left_out):,} more (--all shows them)")
    return "\n".join(lines)


def _format_group(groups: Group, options: ReportOptions) -> str:
    diagnostic = groups.diagnostic
    location, severity, code = diagnostic.location, diagnostic.severity, diagnostic.code

    def styled(text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if options.color else text

    where = styled(f"{printable(str(location))}:", _BOLD) + " " if location.source.name else ""
    word = styled(f"{severity.value}:", _COLORS[severity])
    message = printable(_shortened(diagnostic.message))
    lines = [f"{where}{word} {message} {styled(f'[{code.value}]', _DIM)}"]
    margin = " " * max(len(str(location.line)), 3)
    line = location.source.line(location.line)
    if line.strip():
        start, shown = _cropped(line, location.column - 1)
        before = line[start : location.column - 1]
        length = min(location.length, max(len(shown) - len(before), 1))
        marked = line[location.column - 1 : location.column - 1 + length]
        caret = " " * _width(before) + styled("^" * max(_width(marked), 1), _COLORS[severity])
        lines.append(f"{location.line:>{len(margin)}} | {printable(shown)}")
        lines.append(f"{margin} | {caret}")
    if diagnostic.hint:
        lines.append(f"{margin} = {printable(_shortened(diagnostic.hint))}")
    if groups.more:
        lines.append(
            f"{margin} = and {len(groups.more):,} more like this: {_format_places(groups.more)}"
        )
    return "\n".join(lines)


def _format_places(places: Sequence[Location]) -> str:
    """List the locations of a problem by file: `a.md:3, 7; b.md:1`."""
    files = []
    for name, group in groupby(places[:_MAX_PLACES], key=lambda location: location.source.name):
        lines = [str(location.line) for location in group if location.source.text]
        files.append(printable(name) + (":" + ", ".join(lines) if lines else ""))
    return "; ".join(files) + ("; …" if len(places) > _MAX_PLACES else "")


def _cropped(line: str, column: int) -> tuple[int, str]:
    """Return the part of a long line around `column`, and its offset."""
    if len(line) <= _WIDTH:
        return 0, line
    start = max(0, min(column - _WIDTH // 3, len(line) - _WIDTH))
    return start, line[start : start + _WIDTH]


def _shortened(text: str) -> str:
    """Shorten a message, as it may quote a whole page."""
    half = _MAX_LENGTH // 2
    return text if len(text) <= _MAX_LENGTH else f"{text[:half]} … {text[-half:]}"


def printable(text: str) -> str:
    """Return `text` as one line without characters that control the terminal."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def _width(text: str) -> int:
    """Return the width of `text` in terminal columns; East Asian characters take two columns."""
    return sum(
        0
        if unicodedata.category(c) in _ZERO_WIDTH
        else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )
