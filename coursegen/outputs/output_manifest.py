"""The manifest of a published site, which finds out which of its files are still unchanged.

It contains the version of each output and the status of its file.  It may come from an untrusted
source.  It is used only for files whose status matches, and attackers cannot guess a status, which
contains the file's inode and change time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.files import FileStat, file_stat
from coursegen.base.struct import Struct, field
from coursegen.incremental.codec import DecodeError, LongText, pack, unpack
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from coursegen.incremental.store import Store
    from coursegen.outputs.output import Output

_MAX_BYTES = 6_000_000
"""The maximum size of a manifest in bytes, which allows more than 20,000 files.

A status of 8 bytes takes 230 bytes of memory when it is decoded.
"""


class Entry(NamedTuple):
    """The version of a published output, and the status of its file."""

    version: LongText
    stat: FileStat


class OutputManifest(Struct):
    """The entries of the files that the last build published to the folder `output`."""

    output: str
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def version(self, path: str) -> str:
        """Return the version of the file at an output path; empty if it is unknown or changed."""
        entry = self.entries.get(path)
        if entry is None or file_stat(f"{self.output}/{path}") != entry.stat:
            return ""
        return entry.version


def read_manifest(store: Store, output: Path) -> OutputManifest:
    """Return the manifest of the site in the folder `output`; empty without a valid one."""
    folder = os.path.abspath(output)  # noqa: PTH100 - symbolic links are part of the name
    content = store.get(_key(folder), _MAX_BYTES)
    try:
        return OutputManifest(folder, unpack(content, dict[str, Entry]) if content else {})
    except DecodeError:
        return OutputManifest(folder)


def write_manifest(
    store: Store, old: OutputManifest, files: Mapping[str, Output], untouched: Collection[str]
) -> None:
    """Store the manifest of a site that was just published, in place of its `old` manifest.

    The status of `untouched` files is the same as in the old manifest, if they are in it.
    """
    entries: dict[str, Entry] = {}
    for path, file in files.items():
        known = old.entries.get(path) if path in untouched else None
        if known and known.version == file.version:
            entries[path] = known
            continue
        stat = file_stat(f"{old.output}/{path}")
        if stat and file.version and not _is_racy(file, stat):
            entries[path] = Entry(file.version, stat)
    if entries != old.entries:
        store.put(_key(old.output), pack(entries))


def _is_racy(file: Output, stat: FileStat) -> bool:
    """Return whether a copied file may have changed since it was copied.

    A later change could leave the status of the source unchanged if both are in the same instant.
    """
    source = file_stat(str(file.source)) if file.source else None
    return bool(file.source) and (source is None or source.changed >= stat.changed)


def _key(output: str) -> str:
    return key_of("manifest", fingerprint(), output)
