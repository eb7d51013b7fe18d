"""Report lecture files that are images with personal metadata."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import FILES
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule
from coursegen.images.metadata import MetadataError, metadata_of
from coursegen.images.metadata.personal import has_author, has_position
from coursegen.images.originals import MAX_BYTES, SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.files import SourceFile
    from coursegen.check.context import CheckContext

_SUFFIXES = (*SUFFIXES, ".tif", ".tiff", "")
"""Suffixes of files that may be images; a file without a suffix is identified by its content."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each image in `files/` with a location or an author in its metadata."""
    for path, asset in context.assets.items():
        suffix = posixpath.splitext(path)[1].lower()
        if path.startswith(f"{FILES}/") and suffix in _SUFFIXES:
            metadata = _personal_metadata(asset.file)
            if metadata:
                yield Finding(
                    f"this image contains {metadata}",
                    file_location(asset.origin),
                    f"remove the metadata from the image; {FILES}/ is published unchanged",
                )


def _personal_metadata(file: SourceFile) -> str:
    """Return a description of an image's personal metadata; empty if it has none."""
    if file.size > MAX_BYTES:
        return ""
    with suppress(OSError, MetadataError):
        metadata = metadata_of(file.disk.read_bytes())
        found = {
            "the location where it was taken": has_position(metadata),
            "the name of its author": has_author(metadata),
        }
        return " and ".join(words for words, is_there in found.items() if is_there)
    return ""


RULE = Rule(Code.PERSONAL_METADATA, Severity.WARNING, run)
