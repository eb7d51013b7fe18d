"""The new site, prepared beside the old one: what did not change is linked, not written."""

from __future__ import annotations

import hashlib
import stat
from contextlib import ExitStack
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import SourceFile, file_stat
from coursegen.images.generated_file import GeneratedFile
from coursegen.publish.generated_images import make_all
from coursegen.publish.publish_error import PublishError, reason
from coursegen.render.standing import Kept

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from coursegen.publish.folder import Folder
    from coursegen.publish.marker import Made, Marker
    from coursegen.render.standing import Standing

    Content = bytes | Kept | SourceFile | GeneratedFile

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
            file_stat(f"{output}/{path}") == content.stamp
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
    before: Path, content: bytes | SourceFile | GeneratedFile, made: object, *, is_untouched: bool
) -> bool:
    """Whether the old site's file is what the new one would be.

    `made` is what the list says of it, if it was made.
    """
    try:
        status = before.lstat()
        if not stat.S_ISREG(status.st_mode):
            return False
        if isinstance(content, GeneratedFile):
            if is_untouched:
                return isinstance(made, list) and made[:1] == [content.key]
            return made == [content.key, _digest(before.read_bytes())]
        if isinstance(content, SourceFile):
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


def fill(
    stage: Folder, files: Mapping[str, Content], old: Folder | None, kept: Collection[str]
) -> Made:
    """Write the site into the folder `stage`; what is `kept` comes from the `old` site.

    Returns what was made.
    """
    to_make: dict[str, GeneratedFile] = {}
    by_folder: dict[str, list[tuple[str, str]]] = {}
    for path in files:
        folder, _, name = path.rpartition("/")
        by_folder.setdefault(folder, []).append((name, path))
    for folder, names in sorted(by_folder.items()):
        with stage.below(folder, make=True) as target, ExitStack() as opened:
            source = None
            for name, path in sorted(names):
                content = files[path]
                if path in kept and old:
                    source = source or opened.enter_context(old.below(folder))
                    target.link(name, source)
                elif isinstance(content, SourceFile):
                    _copy(content.disk, target, name)
                elif isinstance(content, GeneratedFile):
                    to_make[path] = content
                elif isinstance(content, Kept):
                    target.write(name, _made_again(path, content))
                else:
                    target.write(name, content)
    made: Made = {}
    for path, data in make_all(to_make):
        folder, _, name = path.rpartition("/")
        with stage.below(folder) as target:
            target.write(name, data)
        made[path] = [to_make[path].key, _digest(data)]
    return made


def _made_again(path: str, page: Kept) -> bytes:
    """A page that somebody touched after it was found to be as it will be."""
    content = page.make()
    if content is None:
        raise PublishError(
            Code.OUTPUT_FILE_ERROR, f"{path} cannot be rendered any more; build again to see why"
        )
    return content


def _copy(source: Path, target: Folder, name: str) -> None:
    """Copy with the time of the last change, by which `_same` knows the file again."""
    try:
        original = source.open("rb")
    except OSError as error:
        raise PublishError(
            Code.OUTPUT_FILE_ERROR,
            f"{source} cannot be read: {reason(error)}; mend that, or take it out of the course",
        ) from error
    with original:
        target.copy(original, name)
