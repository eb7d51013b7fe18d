"""The list in a published folder: that it is ours, and what in it is."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

from coursegen import __version__
from coursegen.base.struct import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.publish.folder import Folder

    Made = dict[str, object]
    """For the output path of each made file: a list of its key and the digest of its bytes."""

MARKER = ".coursegen.json"
UNFINISHED_MARKER = f"{MARKER}.new"
"""A list that is being written, to take the place of another."""
_MAX_PATH = 4096
"""Letters; longer ones in a list are no paths of ours, but take long to take apart."""


class Marker(Struct):
    """What the list in a folder says; nothing where there is none, or one that makes no sense.

    `files` are output paths; `made` says of each made file what it was made from, so that it is
    known again without being made.  `text` is the whole list, byte for byte.
    """

    text: bytes = b""
    files: frozenset[str] = frozenset()
    made: Made = field(default_factory=dict)


def read_marker(folder: Folder | None) -> Marker:
    """The list in a folder; a link or a pipe with its name is none."""
    if folder is None:
        return Marker()
    try:
        text = folder.read(MARKER)
        listed = json.loads(text)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENXIO):
            return Marker()
        raise
    except (ValueError, RecursionError):
        return Marker()
    facts = listed if isinstance(listed, dict) else {}
    files, made = facts.get("files"), facts.get("made")
    return Marker(
        text,
        frozenset(path for path in map(str, files) if len(path) <= _MAX_PATH)
        if isinstance(files, list)
        else frozenset(),
        made if isinstance(made, dict) else {},
    )


def marker_text(files: Iterable[str], made: Made) -> bytes:
    """The list for a site: the same for the same site, whenever and wherever it is written."""
    marker = {
        "made_by": f"coursegen {__version__}",
        "files": sorted(files),
        "made": dict(sorted(made.items())),
    }
    return json.dumps(marker, indent=0, ensure_ascii=False).encode()
