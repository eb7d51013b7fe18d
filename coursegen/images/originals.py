"""Publish the author's image files without their metadata.

Each image is read once.  The result is stored with the file's size and times, so that later builds
do not read an unchanged image again.
"""

from __future__ import annotations

from datetime import UTC
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import CONTENT, STATIC
from coursegen.base.text import Location, Source
from coursegen.images.generated import GenerateError, generated
from coursegen.incremental.codec import Context
from coursegen.incremental.digest import key_of
from coursegen.incremental.memo import Memo
from coursegen.outputs.output import of_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.incremental.store import Store
    from coursegen.outputs.output import Output
    from coursegen.site.plan import Asset

_RECIPE = "originals 1"
"""Increase this number when a code change affects the bytes of existing images."""
SUFFIXES = (
    *(".jpg", ".jpeg", ".jfif", ".png", ".apng", ".webp", ".gif"),
    *(".avif", ".heic", ".heif"),
)
"""The suffixes of the files to clean; the first bytes of a file determine its format."""
MAX_BYTES = 50_000_000
"""The maximum size of an image to clean, because the whole file is read into memory."""
_HINT = "it is published unchanged and might contain the location where it was taken; save it again"


def published_files(
    assets: Mapping[str, Asset], store: Store, diagnostics: Diagnostics
) -> dict[str, Output]:
    """Return the published file for each asset, which is the asset or a copy without metadata.

    Whether an image contains metadata is stored in `store`.
    """
    files = {path: of_source(asset.file) for path, asset in assets.items()}
    memo = Memo(store, _RECIPE, diagnostics)
    for path, asset in assets.items():
        if _is_cleaned(asset):
            digest = _cached_digest(asset, memo)
            if digest:
                make = partial(_remove_metadata, asset.file.disk)
                files[path] = generated(key_of(_RECIPE, digest), make)
    memo.save()
    return files


def _cached_digest(asset: Asset, memo: Memo) -> str:
    source = Source(asset.origin, "")
    return memo.get(
        str,
        key_of(asset.origin, *map(str, asset.file.stat or ())),
        lambda diagnostics: _metadata_digest(asset, Location(source), diagnostics),
        Context(source, source, UTC),
    )


def _is_cleaned(asset: Asset) -> bool:
    """Return whether an asset is an image file of the author in `static/` or `content/`."""
    origin = asset.origin.lower()
    return origin.endswith(SUFFIXES) and origin.startswith((f"{STATIC}/", f"{CONTENT}/"))


def _metadata_digest(asset: Asset, location: Location, diagnostics: Diagnostics) -> str:
    """Return the digest of an image with metadata; empty if it has none or cannot be read.

    Warn if its metadata cannot be removed.
    """
    from coursegen.images.metadata import MetadataError, clean  # noqa: PLC0415 - only for new images

    if asset.file.size > MAX_BYTES:
        message = f"metadata is not removed from images larger than {MAX_BYTES // 10**6} MB"
        diagnostics.warning(Code.IMAGE_METADATA, message, location, _HINT)
        return ""
    try:
        data = asset.file.disk.read_bytes()
        return sha256(data).hexdigest() if clean(data).removed else ""
    except MetadataError as error:
        message = f"metadata cannot be removed from this image: {error}"
        diagnostics.warning(Code.IMAGE_METADATA, message, location, _HINT)
    except OSError:  # the error is reported when the file is published
        pass
    return ""


def _remove_metadata(disk: Path) -> bytes:
    from coursegen.images.memory import MEMORY  # noqa: PLC0415 - only when images are generated
    from coursegen.images.metadata import MetadataError, clean  # noqa: PLC0415 - as above

    try:
        with MEMORY.reserve(2 * disk.stat().st_size):
            return clean(disk.read_bytes()).content
    except (OSError, MetadataError) as error:
        raise GenerateError(f"the image changed during the build: {disk.name}") from error
