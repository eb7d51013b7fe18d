"""The new site, prepared beside the old one: what did not change is linked, not written."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from coursegen.codes import Code
from coursegen.images.derived import Derived
from coursegen.paths import Found, stamp_of
from coursegen.publish.fault import CannotPublish, reason
from coursegen.publish.pictures import make_all
from coursegen.render.standing import Kept

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from coursegen.publish.marker import Made, Marker
    from coursegen.render.standing import Standing

    Content = bytes | Kept | Found | Derived

_PIECE = 1 << 20
"""Bytes that are compared at a time."""


def unchanged(
    files: Mapping[str, Content], output: Path, old: Marker, standing: Standing | None
) -> set[str]:
    """The output paths at which the old site in `output` has what the new one will have.

    What is `standing` there untouched need not be read.
    """
    return {
        path
        for path, content in files.items()
        if path in old.files
        and (
            stamp_of(f"{output}/{path}") == content.stamp
            if isinstance(content, Kept)
            else _same(
                output / path,
                content,
                old.made.get(path),
                is_untouched=not isinstance(content, bytes)
                and standing is not None
                and standing.is_untouched(path),
            )
        )
    }


def _same(
    before: Path, content: bytes | Found | Derived, made: object, *, is_untouched: bool
) -> bool:
    """Whether the old site's file is what the new one would be.

    `made` is what the list says of it, if it was made.
    """
    try:
        status = before.lstat()
        if not stat.S_ISREG(status.st_mode):
            return False
        if isinstance(content, Derived):
            if is_untouched:
                return isinstance(made, list) and made[:1] == [content.key]
            return made == [content.key, _digest(before.read_bytes())]
        if isinstance(content, Found):
            source = content.disk.stat()
            if (status.st_size, status.st_mtime_ns) != (source.st_size, source.st_mtime_ns):
                return False
            # Whoever changes a file can set its time back, but not the time of that.
            is_newer = source.st_ctime_ns < status.st_ctime_ns
            return (is_untouched and is_newer) or _equal(before, content.disk)
        return status.st_size == len(content) and before.read_bytes() == content
    except OSError:
        return False


def _equal(one: Path, two: Path) -> bool:
    with one.open("rb") as left, two.open("rb") as right:
        while (piece := left.read(_PIECE)) == right.read(_PIECE):
            if not piece:
                return True
    return False


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def take_over(stage: Path, output: Path) -> None:
    """Give the new folder what the old one was given: owner, mode, attributes."""
    if sys.platform != "win32":
        with suppress(OSError):  # only root may give away
            status = output.stat()
            os.chown(stage, status.st_uid, status.st_gid)
    shutil.copystat(output, stage)


def fill(stage: Path, files: Mapping[str, Content], output: Path, kept: Collection[str]) -> Made:
    """Write the site below `stage`; what is `kept` comes from the site in `output`.

    Returns what was made.
    """
    folders = {stage}
    to_make: dict[str, Derived] = {}
    for path, content in sorted(files.items()):
        target = stage / path
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        if path in kept:
            _link(output / path, target)
        elif isinstance(content, Found):
            _copy(content.disk, target)
        elif isinstance(content, Derived):
            to_make[path] = content
        elif isinstance(content, Kept):
            target.write_bytes(_made_again(path, content))
        else:
            target.write_bytes(content)
    made: Made = {}
    for path, data in make_all(to_make):
        (stage / path).write_bytes(data)
        made[path] = [to_make[path].key, _digest(data)]
    return made


def _made_again(path: str, page: Kept) -> bytes:
    """A page that somebody touched after it was found to be as it will be."""
    content = page.make()
    if content is None:
        raise CannotPublish(
            Code.OUTPUT_SOURCE, f"{path} cannot be rendered any more; build again to see why"
        )
    return content


def _link(before: Path, target: Path) -> None:
    try:
        os.link(before, target)
    except OSError:  # a file system without hard links
        shutil.copy2(before, target)


def _copy(source: Path, target: Path) -> None:
    """Copy with the time of the last change, by which `_same` knows the file again."""
    try:
        status = source.stat()  # before copying: a change meanwhile shows in the next build
        with source.open("rb"):
            pass
    except OSError as error:
        raise CannotPublish(
            Code.OUTPUT_SOURCE,
            f"{source} cannot be read: {reason(error)}; mend that, or take it out of the course",
        ) from error
    shutil.copyfile(source, target)
    os.utime(target, ns=(status.st_mtime_ns, status.st_mtime_ns))
