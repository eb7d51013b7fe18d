"""The marker file in an output folder, which lists the files that coursegen created."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

from coursegen import __version__
from coursegen.base.struct import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.publish.folder import Folder

    GeneratedEntries = dict[str, object]
    """Maps the output path of each generated file to a list of its key and its content's hash."""

MARKER = ".coursegen.json"
UNFINISHED_MARKER = f"{MARKER}.new"
"""A new marker that will replace the old one."""
_MAX_PATH = 4096
"""The maximum length of a path in characters. Longer paths are invalid and slow to process."""


class Marker(Struct):
    """The content of a marker file; empty if the file is missing or invalid.

    `files` are output paths.  `made` contains a key and a hash for each generated file, so that
    unchanged files are not generated again.  `text` is the content of the whole file.
    """

    text: bytes = b""
    files: frozenset[str] = frozenset()
    made: GeneratedEntries = field(default_factory=dict)


def read_marker(folder: Folder | None) -> Marker:
    """Read the marker in a folder; links and pipes are ignored."""
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


def marker_text(files: Iterable[str], made: GeneratedEntries) -> bytes:
    """Return the content of a site's marker; it is the same in every build of the same site."""
    marker = {
        "made_by": f"coursegen {__version__}",
        "files": sorted(files),
        "made": dict(sorted(made.items())),
    }
    return json.dumps(marker, indent=0, ensure_ascii=False).encode()
