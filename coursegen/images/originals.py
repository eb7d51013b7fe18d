"""The author's own pictures as they are published: without what cameras write into them.

A picture is read once.  A note for the next build has what was found, with what the system says of
the file, so that a picture that did not change is not read again.
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import CONTENT, STATIC, FileStat, SourceFile
from coursegen.base.text import Location, Source
from coursegen.images.generated_file import NOT_CACHED, GeneratedFile, GenerateError
from coursegen.images.metadata import SUFFIXES, MetadataError, clean
from coursegen.incremental.cache import key_of
from coursegen.incremental.packed import Unpackable, pack, unpack
from coursegen.incremental.program import program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.incremental.cache import Cache
    from coursegen.site.plan import Asset

_RECIPE = "originals 1"
"""To be counted up when the same picture is to become other bytes."""
MAX_BYTES = 50_000_000
"""Of a picture that is looked into: it is read as a whole."""
_MAX_INDEX_BYTES = 4_000_000
"""Bytes of the note: more than twenty thousand pictures."""
_HINT = "it is published as it is, perhaps with the place where it was taken; save it again"

_MetadataIndex = dict[str, tuple[FileStat, str]]
"""For each picture, by its origin: its file's stamp, and its digest if it carries metadata."""


def published_files(
    assets: Mapping[str, Asset], cache: Cache, diagnostics: Diagnostics
) -> dict[str, SourceFile | GeneratedFile]:
    """What to publish for each asset: the file itself, or one made of it without its metadata.

    `cache` keeps the note.
    """
    files: dict[str, SourceFile | GeneratedFile] = {
        path: asset.file for path, asset in assets.items()
    }
    pictures = {path: asset for path, asset in assets.items() if _is_cleaned(asset)}
    if not pictures:
        return files
    key = key_of(_RECIPE, program())
    before = _read_index(cache.get(key, _MAX_INDEX_BYTES))
    now: _MetadataIndex = {}
    for path, asset in pictures.items():
        stamp = asset.file.stamp
        known = before.get(asset.origin)
        digest = known[1] if known and known[0] == stamp else _metadata_digest(asset, diagnostics)
        if digest is None:
            continue
        if stamp:
            now[asset.origin] = (stamp, digest)
        if digest:
            make = partial(_remove_metadata, asset.file.disk)
            files[path] = GeneratedFile(key_of(_RECIPE, digest), make, NOT_CACHED)
    if now != before:
        cache.put(key, pack(now))
    return files


def _is_cleaned(asset: Asset) -> bool:
    """Whether it is a picture of the author's in `static/` or `content/`."""
    origin = asset.origin.lower()
    return origin.endswith(SUFFIXES) and origin.startswith((f"{STATIC}/", f"{CONTENT}/"))


def _read_index(kept: bytes | None) -> _MetadataIndex:
    try:
        noted: _MetadataIndex = unpack(kept, _MetadataIndex) if kept else {}
    except Unpackable:
        return {}
    return noted


def _metadata_digest(asset: Asset, diagnostics: Diagnostics) -> str | None:
    """The digest of a picture that carries metadata, else an empty string.

    None for one that cannot be looked into.
    """
    location = Location(Source(asset.origin, ""))
    if asset.file.size > MAX_BYTES:
        message = f"metadata is not removed from a picture of more than {MAX_BYTES // 10**6} MB"
        diagnostics.warning(Code.PICTURE_METADATA, message, location, _HINT)
        return None
    try:
        data = asset.file.disk.read_bytes()
        return sha256(data).hexdigest() if clean(data).removed else ""
    except MetadataError as error:
        message = f"metadata cannot be removed from this picture: {error}"
        diagnostics.warning(Code.PICTURE_METADATA, message, location, _HINT)
    except OSError:  # which publishing reports, as for any other file
        pass
    return None


def _remove_metadata(disk: Path) -> bytes:
    from coursegen.images.memory import MEMORY  # noqa: PLC0415 - only while pictures are made

    try:
        with MEMORY.reserve(2 * disk.stat().st_size):
            return clean(disk.read_bytes()).content
    except (OSError, MetadataError) as error:
        raise GenerateError(f"the picture changed while the site was made: {disk.name}") from error
