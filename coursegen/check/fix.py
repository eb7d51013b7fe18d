"""Fix problems in the author's files without changing any other bytes.

A source's text has normalized line endings and no byte-order mark, but its file may differ.
Therefore, each edit is mapped to the bytes on disk.  It is applied only if the file has not changed
since it was read.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from coursegen.base.file_change import CHANGED, FileChange, FileChangeError, course_file, read_bytes
from coursegen.base.files import newlines
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostic, TextEdit


class FixedFile(Struct):
    """A changed file, and the problems that the change fixes."""

    change: FileChange
    fixed: tuple[Diagnostic, ...]


class Fixes(Struct):
    """The planned changes, one for each file, and the skipped problems with the reasons."""

    files: tuple[FixedFile, ...]
    skipped: tuple[tuple[Diagnostic, str], ...]


def plan_fixes(found: Iterable[Diagnostic], root: Path) -> Fixes:
    """Plan the changes that fix all problems that have an edit, for the course in `root`."""
    edits = sorted(
        ((d.edit, d) for d in found if d.edit), key=lambda pair: pair[0].location.source.name
    )
    files: list[FixedFile] = []
    skipped: list[tuple[Diagnostic, str]] = []
    for name, group in groupby(edits, key=lambda pair: pair[0].location.source.name):
        pairs = list(group)
        try:
            disk = course_file(root, name)
            file, overlapping = _fix_file(name, disk, pairs)
        except FileChangeError as reason:
            skipped += [(problem, str(reason)) for _, problem in pairs]
        else:
            files.append(file)
            skipped += [
                (problem, "it overlaps another fix; run this command again")
                for problem in overlapping
            ]
    return Fixes(tuple(files), tuple(skipped))


def _fix_file(
    name: str, disk: Path, pairs: Iterable[tuple[TextEdit, Diagnostic]]
) -> tuple[FixedFile, list[Diagnostic]]:
    """Return the changed file, and the problems whose edits overlap another edit."""
    before = read_bytes(disk)
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    try:
        text = before.removeprefix(mark).decode()
    except UnicodeDecodeError:
        raise FileChangeError(CHANGED) from None
    spans = _FileOffsets(text)
    pieces: list[str] = []
    fixed: list[Diagnostic] = []
    overlapping: list[Diagnostic] = []
    last = (-1, 0, "")  # the start, end and text of the previous edit
    for start, end, new_text, problem in sorted(
        ((*spans.of(edit), problem) for edit, problem in pairs), key=lambda span: span[:3]
    ):
        if (start, end, new_text) == last:  # the same edit fixes two problems
            fixed.append(problem)
        elif start < last[1] or start == last[0]:
            overlapping.append(problem)
        else:
            pieces += [text[last[1] : start], new_text]
            last = (start, end, new_text)
            fixed.append(problem)
    after = mark + "".join([*pieces, text[last[1] :]]).encode()
    return FixedFile(FileChange(name, disk, before, after), tuple(fixed)), overlapping


class _FileOffsets:
    """A map from locations in a source to offsets in its file, where a line ending may be CRLF."""

    def __init__(self, text: str) -> None:
        self._source = newlines(text)
        self._lines = [0, *accumulate(len(line) + 1 for line in self._source.split("\n"))]
        # The offsets of CRLF line endings in the source's text, where each CRLF is one character.
        self._crlf = [m.start() - n for n, m in enumerate(re.finditer("\r\n", text))]
        end = re.search("\r\n?|\n", text)
        self._line_end = end[0] if end else "\n"

    def of(self, edit: TextEdit) -> tuple[int, int, str]:
        """Return the start and end of an edit, and its text with the file's line endings."""
        location = edit.location
        if self._source != location.source.text:
            raise FileChangeError(CHANGED)
        start = self._lines[location.line - 1] + location.column - 1
        end = min(start + location.length, len(self._source))
        new_text = edit.text.replace("\n", self._line_end)
        return self._on_disk(start), self._on_disk(end), new_text

    def _on_disk(self, offset: int) -> int:
        return offset + bisect_left(self._crlf, offset)
