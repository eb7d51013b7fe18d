"""Does a picture among the lecture files say where it was taken, or by whom?"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import FILES
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule
from coursegen.images.metadata import SUFFIXES, MetadataError, clean
from coursegen.images.metadata.personal import has_author, has_position
from coursegen.images.originals import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.files import SourceFile
    from coursegen.check.context import CheckContext


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each picture in `files/` with a position or a name; those are not changed."""
    for path, asset in subject.assets.items():
        if path.startswith(f"{FILES}/") and path.lower().endswith(SUFFIXES):
            known = _personal(asset.file)
            if known:
                yield Finding(
                    f"this picture contains {known}",
                    file_location(asset.origin),
                    f"remove the metadata and save the picture again; {FILES}/ is published "
                    "unchanged",
                )


def _personal(file: SourceFile) -> str:
    """What a picture says of a person, in words."""
    if file.size > MAX_BYTES:
        return ""
    with suppress(OSError, MetadataError):
        removed = clean(file.disk.read_bytes()).removed
        found = {
            "the place where it was taken": has_position(removed),
            "the name of its author": has_author(removed),
        }
        return " and ".join(words for words, is_there in found.items() if is_there)
    return ""


RULE = Rule(Code.FILE_PERSONAL, Severity.WARNING, ask)
