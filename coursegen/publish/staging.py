"""Prepare the new site next to the old one; unchanged files are hard links."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack
from typing import TYPE_CHECKING

from coursegen.outputs.output import OutputError, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from coursegen.base.timer import Progress
    from coursegen.outputs.output import Output
    from coursegen.outputs.output_manifest import OutputManifest
    from coursegen.publish.folder import Folder

_CHUNK = 1 << 20
"""The number of bytes to compare at a time."""


def unchanged(
    files: Mapping[str, Output], published: Collection[str], manifest: OutputManifest
) -> set[str]:
    """Return the output paths of files whose content is the same in the old and the new site.

    `published` are the paths in the old site.  Files are compared only if the `manifest` of the old
    site does not contain their version.  Slow files are never compared, because all files that must
    be generated are generated at the same time.
    """
    return {
        path
        for path, file in files.items()
        if path in published
        and (_known(file, manifest.version(path)) or _same(f"{manifest.output}/{path}", file))
    }


def _known(file: Output, version: str) -> bool:
    return bool(version) and version == file.version


def _same(published: str, file: Output) -> bool:
    """Return whether a published file has the same content as an output."""
    try:
        status = os.lstat(published)
        if not stat.S_ISREG(status.st_mode):
            return False
        if file.source:
            source = file.source.stat()
            same_time = (status.st_size, status.st_mtime_ns) == (source.st_size, source.st_mtime_ns)
            return same_time and _equal(published, file.source)
        if file.is_slow:
            return False
        content = file.read()
        if status.st_size != len(content):
            return False
        with open(published, "rb") as stream:  # noqa: PTH123 - faster
            return stream.read() == content
    except (OSError, OutputError):  # the file is read again, and the error is reported then
        return False


def _equal(one: str, two: Path) -> bool:
    with open(one, "rb") as left, two.open("rb") as right:  # noqa: PTH123 - as above
        while (piece := left.read(_CHUNK)) == right.read(_CHUNK):
            if not piece:
                return True
    return False


def fill(
    stage: Folder,
    files: Mapping[str, Output],
    old: Folder | None,
    reused: Collection[str],
    progress: Progress,
) -> None:
    """Write the site to the folder `stage`; link the `reused` files of the `old` site.

    `progress` reports the copied files, and then the slow ones, which are pictures.
    """
    slow: dict[str, Output] = {}
    by_folder: dict[str, list[tuple[str, str]]] = {}
    for path in files:
        folder, _, name = path.rpartition("/")
        by_folder.setdefault(folder, []).append((name, path))
    copied = sum(1 for path, file in files.items() if file.source and path not in reused)
    advance = progress(copied, "file")
    for folder, names in sorted(by_folder.items()):
        with stage.subfolder(folder, create=True) as target, ExitStack() as opened:
            source = None
            for name, path in sorted(names):
                file = files[path]
                if path in reused and old:
                    source = source or opened.enter_context(old.subfolder(folder))
                    target.link(name, source)
                elif file.source:
                    _copy(file.source, target, name)
                    advance()
                elif file.is_slow:
                    slow[path] = file
                else:
                    target.write(name, file.read())
    if not slow:
        return
    from coursegen.publish.parallel_reads import read_all  # noqa: PLC0415 - only for new images

    advance = progress(len(slow), "picture")
    for path, content in read_all(slow):
        folder, _, name = path.rpartition("/")
        with stage.subfolder(folder) as target:
            target.write(name, content)
        advance()


def _copy(source: Path, target: Folder, name: str) -> None:
    """Copy a file with its modification time, which the next build compares."""
    try:
        original = source.open("rb")
    except OSError as error:
        raise unreadable(source, error) from error
    with original:
        target.copy(original, name)
