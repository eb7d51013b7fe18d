"""Prepare the new site next to the old one; unchanged files are hard links."""

from __future__ import annotations

import hashlib
import stat
from contextlib import ExitStack
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import SourceFile, file_stat
from coursegen.images.generated_file import GeneratedFile
from coursegen.publish.generated_images import generate_all
from coursegen.publish.publish_error import PublishError, os_error_reason
from coursegen.render.standing import Kept

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from coursegen.publish.folder import Folder
    from coursegen.publish.marker import GeneratedEntries, Marker
    from coursegen.render.standing import Standing

    Content = bytes | Kept | SourceFile | GeneratedFile

_CHUNK = 1 << 20
"""The number of bytes to compare at a time."""


def unchanged(
    files: Mapping[str, Content], output: Path, old: Marker, manifest: Standing | None
) -> set[str]:
    """Return the output paths of files whose content is the same in the old and the new site.

    Files that `manifest` lists as untouched are not read.
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
                and manifest is not None
                and manifest.is_untouched(path),
            )
        )
    }


def _same(
    before: Path, content: bytes | SourceFile | GeneratedFile, made: object, *, is_untouched: bool
) -> bool:
    """Return whether a file is the same in the old and the new site.

    `made` is its entry in the marker, if it was generated.
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
            # Programs can reset a file's modification time, but not its change time (ctime).
            is_newer = source.st_ctime_ns < status.st_ctime_ns
            return (is_untouched and is_newer) or _equal(before, content.disk)
        return status.st_size == len(content) and before.read_bytes() == content
    except OSError:
        return False


def _equal(one: Path, two: Path) -> bool:
    with one.open("rb") as left, two.open("rb") as right:
        while (piece := left.read(_CHUNK)) == right.read(_CHUNK):
            if not piece:
                return True
    return False


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def fill(
    stage: Folder, files: Mapping[str, Content], old: Folder | None, reused: Collection[str]
) -> GeneratedEntries:
    """Write the site to the folder `stage`; link the `reused` files of the `old` site.

    Returns the marker entries of the generated files.
    """
    to_make: dict[str, GeneratedFile] = {}
    by_folder: dict[str, list[tuple[str, str]]] = {}
    for path in files:
        folder, _, name = path.rpartition("/")
        by_folder.setdefault(folder, []).append((name, path))
    for folder, names in sorted(by_folder.items()):
        with stage.subfolder(folder, create=True) as target, ExitStack() as opened:
            source = None
            for name, path in sorted(names):
                content = files[path]
                if path in reused and old:
                    source = source or opened.enter_context(old.subfolder(folder))
                    target.link(name, source)
                elif isinstance(content, SourceFile):
                    _copy(content.disk, target, name)
                elif isinstance(content, GeneratedFile):
                    to_make[path] = content
                elif isinstance(content, Kept):
                    target.write(name, _rerender(path, content))
                else:
                    target.write(name, content)
    made: GeneratedEntries = {}
    for path, data in generate_all(to_make):
        folder, _, name = path.rpartition("/")
        with stage.subfolder(folder) as target:
            target.write(name, data)
        made[path] = [to_make[path].key, _digest(data)]
    return made


def _rerender(path: str, page: Kept) -> bytes:
    """Render a page again because its output file has changed since it was checked."""
    content = page.make()
    if content is None:
        raise PublishError(
            Code.PUBLISH_SOURCE, f"{path} can no longer be rendered; build again to see why"
        )
    return content


def _copy(source: Path, target: Folder, name: str) -> None:
    """Copy a file with its modification time, which the next build compares."""
    try:
        original = source.open("rb")
    except OSError as error:
        raise PublishError(
            Code.PUBLISH_SOURCE,
            f"{source} cannot be read: {os_error_reason(error)}; fix that, or remove it from the "
            "course",
        ) from error
    with original:
        target.copy(original, name)
