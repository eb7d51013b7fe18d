"""The workflows of GitHub Actions that publish a course at set times, and edits of their times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.files import read_text
from coursegen.base.struct import Struct
from coursegen.base.text import LocatedStr, Location, Source
from coursegen.status.cron import WITHOUT_RELEASES, lines_for, parse_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.status.cron import CronLine

FOLDER = ".github/workflows"
_CRON = re.compile(
    r"^ *- +cron: *(?P<quote>[\"']?)(?P<line>[^\"'#\n]*?)(?P=quote) *(?:#.*)?$", re.MULTILINE
)
_BUILD = re.compile(r"\bcoursegen build\b")
_CALL = re.compile(r"\buses: *[\"']?\./\.github/workflows/(?P<name>[\w.-]+)")


class Workflow(Struct):
    """A workflow that builds the site, and the lines of its schedule, if it has one."""

    source: Source
    lines: tuple[LocatedStr, ...]

    def schedule(self) -> tuple[CronLine, ...]:
        """Return the valid lines of the schedule; GitHub ignores a file with an invalid line."""
        return tuple(line for text in self.lines if (line := parse_line(text)))

    def with_times(self, times: Iterable[datetime]) -> str:
        """Return the text of the file, which has a schedule, with one that follows `times`.

        Each line has a comment with its time in the time zone of `times`.  Everything else in the
        file stays as it is.
        """
        matches = list(_CRON.finditer(self.source.text))
        start = matches[0].start()
        indent = " " * self.source.text[start:].index("-")
        lines = [
            f'{indent}- cron: "{line}" # {time:%Y-%m-%d %H:%M} {time.tzname()}\n'
            for line, time in lines_for(times).items()
        ] or [f'{indent}- cron: "{WITHOUT_RELEASES}" # no release is planned\n']
        text = self.source.text
        parts = [text[:start], "".join(lines)]
        for match, following in zip(matches, [*matches[1:], None], strict=True):
            parts.append(text[match.end() + 1 : following.start() if following else None])
        return "".join(parts)


def find_workflows(root: Path, diagnostics: Diagnostics) -> tuple[Workflow, ...]:
    """Return the workflows in a course's folder that build the site."""
    sources = dict(_read(root, diagnostics))
    building = {name for name, source in sources.items() if _BUILD.search(source.text)}
    return tuple(
        Workflow(source, tuple(_lines(source)))
        for name, source in sources.items()
        if name in building or any(call["name"] in building for call in _CALL.finditer(source.text))
    )


def _read(root: Path, diagnostics: Diagnostics) -> Iterator[tuple[str, Source]]:
    for path in sorted((root / FOLDER).glob("*.y*ml")):
        source = read_text(path, f"{FOLDER}/{path.name}", diagnostics)
        if source:
            yield path.name, source


def _lines(source: Source) -> Iterator[LocatedStr]:
    for match in _CRON.finditer(source.text):
        line = source.text.count("\n", 0, match.start()) + 1
        column = match.start("line") - match.start() + 1
        yield LocatedStr(match["line"], Location(source, line, column, len(match["line"])))
