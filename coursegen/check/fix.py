"""Apply edits to the author's files without changing any other bytes.

A source's text has normalized line endings and no byte-order mark, but its file may differ.
Therefore, each edit is mapped to the bytes on disk.  It is applied only if the file has not changed
since it was read.
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
    """The exception for a file that cannot be changed; its message is the reason."""


class Change(Struct):
    """The new content of one file; `name` is its path relative to the course."""

    name: str
    disk: Path
    before: bytes
    after: bytes
    fixed: tuple[Diagnostic, ...]

    def diff(self) -> str:
        """Return the change as a unified diff for `patch -p1` and `git apply`."""
        # `patch` and `git apply` treat only '\n' as a line ending.
        old, new = (_LINE.findall(data.decode()) for data in (self.before, self.after))
        lines = difflib.unified_diff(old, new, f"a/{self.name}", f"b/{self.name}")
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )

    def write(self) -> None:
        """Replace the file atomically.  Raises `FixError`."""
        if not os.access(self.disk, os.W_OK):
            raise FixError("it is read-only")
        temporary = self.disk.with_name(f".{self.disk.name}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as stream:
                stream.write(self.after)
                stream.flush()
                os.fsync(stream.fileno())
            shutil.copymode(self.disk, temporary)
            if self.disk.read_bytes() != self.before:
                raise FixError(_CHANGED)
            temporary.replace(self.disk)
        except OSError as error:
            raise FixError(f"it cannot be written: {_os_error_reason(error)}") from error
        finally:
            with suppress(OSError):
                temporary.unlink()


class Fixes(Struct):
    """The planned changes, one for each file, and the skipped problems with the reasons."""

    changes: tuple[Change, ...]
    skipped: tuple[tuple[Diagnostic, str], ...]


_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CHANGED = "the file has changed since it was read"


def plan_fixes(found: Iterable[Diagnostic], root: Path) -> Fixes:
    """Plan the changes that fix all problems that have an edit, for the course in `root`."""
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
                (problem, "it overlaps another fix; run this command again")
                for problem in overlapping
            ]
    return Fixes(tuple(changes), tuple(skipped))


def _course_file(root: Path, name: str) -> Path:
    """Return a course file's path.  Raises `FixError` for other files and for symbolic links."""
    if name.split("/", 1)[0] not in INPUTS:
        raise FixError("it is not part of the course")
    disk = root.resolve() / name
    if disk.resolve() != disk:
        raise FixError("its path contains a symbolic link")
    return disk


def _plan_change(
    name: str, disk: Path, pairs: Iterable[tuple[TextEdit, Diagnostic]]
) -> tuple[Change, list[Diagnostic]]:
    """Return the changed file, and the problems whose edits overlap another edit."""
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
    return Change(name, disk, before, after, tuple(fixed)), overlapping


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
            raise FixError(_CHANGED)
        start = self._lines[location.line - 1] + location.column - 1
        end = min(start + location.length, len(self._source))
        new_text = edit.text.replace("\n", self._line_end)
        return self._on_disk(start), self._on_disk(end), new_text

    def _on_disk(self, offset: int) -> int:
        return offset + bisect_left(self._crlf, offset)


def _os_error_reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
