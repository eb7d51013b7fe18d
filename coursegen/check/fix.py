"""Edits → the author's files, with everything around them byte for byte as it was.

The text of a source has one kind of line end and no byte-order mark; its file may have others.  So
each edit is carried over to what is on disk, and only while that still is what was read.
"""

from __future__ import annotations

import codecs
import difflib
import os
import re
import secrets
import shutil
from bisect import bisect_left
from contextlib import suppress
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from coursegen.base.files import INPUTS, newlines
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostic, TextEdit


class FixError(Exception):
    """A file cannot be changed; the message is a phrase that says why."""


class Change(Struct):
    """What mending its faults makes of one file; `name` is its path below the course."""

    name: str
    disk: Path
    before: bytes
    after: bytes
    fixed: tuple[Diagnostic, ...]

    def diff(self) -> str:
        """The change as a unified diff, which `patch -p1` and `git apply` take."""
        # Only '\n' ends a line for those two.
        old, new = (_LINE.findall(data.decode()) for data in (self.before, self.after))
        lines = difflib.unified_diff(old, new, f"a/{self.name}", f"b/{self.name}")
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )

    def write(self) -> None:
        """Put the new text in the place of the old one, in one step.  Raises `FixError`."""
        if not os.access(self.disk, os.W_OK):
            raise FixError("it is read-only")
        passing = self.disk.with_name(f".{self.disk.name}.{secrets.token_hex(4)}")
        try:
            with passing.open("xb") as stream:
                stream.write(self.after)
                stream.flush()
                os.fsync(stream.fileno())
            shutil.copymode(self.disk, passing)
            if self.disk.read_bytes() != self.before:
                raise FixError(_CHANGED)
            passing.replace(self.disk)
        except OSError as error:
            raise FixError(f"it cannot be written: {_os_error_reason(error)}") from error
        finally:
            with suppress(OSError):
                passing.unlink()


class Fixes(Struct):
    """What can be mended now, file by file; and each fault that must wait, with the reason."""

    changes: tuple[Change, ...]
    skipped: tuple[tuple[Diagnostic, str], ...]


_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CHANGED = "the file has changed since it was read"


def plan_fixes(found: Iterable[Diagnostic], root: Path) -> Fixes:
    """How the files of the course in `root` change when each fault with an edit is mended."""
    edits = sorted(
        ((d.edit, d) for d in found if d.edit), key=lambda pair: pair[0].location.source.name
    )
    changes: list[Change] = []
    skipped: list[tuple[Diagnostic, str]] = []
    for name, group in groupby(edits, key=lambda pair: pair[0].location.source.name):
        pairs = list(group)
        try:
            disk = _course_file(root, name)
            change, overlapping = _plan_change(name, disk, pairs)
        except FixError as reason:
            skipped += [(problem, str(reason)) for _, problem in pairs]
        else:
            changes.append(change)
            skipped += [
                (problem, "it touches another correction; run this again")
                for problem in overlapping
            ]
    return Fixes(tuple(changes), tuple(skipped))


def _course_file(root: Path, name: str) -> Path:
    """Where a file of the course is.  Raises `FixError` for any other, and where a link leads."""
    if name.split("/", 1)[0] not in INPUTS:
        raise FixError("it is not a file of the course")
    disk = root.resolve() / name
    if disk.resolve() != disk:
        raise FixError("a symbolic link leads to it")
    return disk


def _plan_change(
    name: str, disk: Path, pairs: Iterable[tuple[TextEdit, Diagnostic]]
) -> tuple[Change, list[Diagnostic]]:
    """The file with its faults mended, and the faults whose edits touch those of another."""
    try:
        before = disk.read_bytes()
    except OSError as error:
        raise FixError(f"it cannot be read: {_os_error_reason(error)}") from error
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    try:
        text = before.removeprefix(mark).decode()
    except UnicodeDecodeError:
        raise FixError(_CHANGED) from None
    spans = _FileOffsets(text)
    pieces: list[str] = []
    fixed: list[Diagnostic] = []
    overlapping: list[Diagnostic] = []
    last = (-1, 0, "")  # where the last edit began and ended, and its text
    for start, end, right, problem in sorted(
        ((*spans.of(edit), problem) for edit, problem in pairs), key=lambda span: span[:3]
    ):
        if (start, end, right) == last:  # two faults, and one right answer to both
            fixed.append(problem)
        elif start < last[1] or start == last[0]:
            overlapping.append(problem)
        else:
            pieces += [text[last[1] : start], right]
            last = (start, end, right)
            fixed.append(problem)
    after = mark + "".join([*pieces, text[last[1] :]]).encode()
    return Change(name, disk, before, after, tuple(fixed)), overlapping


class _FileOffsets:
    """Places in a source → spans of its file's text, in which a line end may be two letters."""

    def __init__(self, text: str) -> None:
        self._source = newlines(text)
        self._lines = [0, *accumulate(len(line) + 1 for line in self._source.split("\n"))]
        # Where the two-letter line ends are in the source's text, in which each is one letter.
        self._double = [m.start() - n for n, m in enumerate(re.finditer("\r\n", text))]
        end = re.search("\r\n?|\n", text)
        self._line_end = end[0] if end else "\n"

    def of(self, edit: TextEdit) -> tuple[int, int, str]:
        """Where an edit begins and ends, and its text with the file's own line ends."""
        location = edit.location
        if self._source != location.source.text:
            raise FixError(_CHANGED)
        start = self._lines[location.line - 1] + location.column - 1
        end = min(start + location.length, len(self._source))
        right = edit.text.replace("\n", self._line_end)
        return self._on_disk(start), self._on_disk(end), right

    def _on_disk(self, offset: int) -> int:
        return offset + bisect_left(self._double, offset)


def _os_error_reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
