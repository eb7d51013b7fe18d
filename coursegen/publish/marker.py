"""The marker file in an output folder, which lists the files that coursegen created."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

from coursegen import __version__
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.publish.folder import Folder

MARKER = ".coursegen.json"
_MAX_PATH = 4096
"""The maximum length of a path in characters. Longer paths are invalid and slow to process."""


class Marker(Struct):
    """The content of a marker file; empty if the file is missing or invalid.

    `files` are output paths.  `text` is the content of the whole file.
    """

    text: bytes = b""
    files: frozenset[str] = frozenset()


def read_marker(folder: Folder | None) -> Marker:
    """Read the marker in a folder; links and pipes are ignored."""
    if folder is None:
        return Marker()
    try:
        text = folder.read(MARKER)
        marker = json.loads(text)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENXIO):
            return Marker()
        raise
    except (ValueError, RecursionError):
        return Marker()
    files = marker.get("files") if isinstance(marker, dict) else None
    paths = map(str, files) if isinstance(files, list) else ()
    return Marker(text, frozenset(path for path in paths if len(path) <= _MAX_PATH))


def marker_text(files: Iterable[str], do_not_publish: str = "") -> bytes:
    """Return the content of a site's marker; it is the same in every build of the same site.

    `do_not_publish` is the reason why visitors must not see the site, or an empty string.
    """
    marker: dict[str, object] = {"made_by": f"coursegen {__version__}"}
    if do_not_publish:
        marker["do_not_publish"] = do_not_publish
    marker["files"] = sorted(files)
    return json.dumps(marker, indent=0, ensure_ascii=False).encode()
