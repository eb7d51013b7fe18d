"""What a link leads to, before anybody knows its address in the site."""

from __future__ import annotations

from enum import Enum

from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, Location


class TargetKind(Enum):
    """Where to look for what a link names."""

    URL = "url"
    """An address elsewhere, already valid and encoded."""
    FILE = "file"
    """A path below `files/`, as on disk."""
    PAGE = "page"
    """A Markdown file below `content/`."""
    SITE = "site"
    """A path from the site's root, with or without a fragment: `about/#team`."""


class Target(Struct):
    """What a link leads to: plain text as the author wrote it, and where."""

    kind: TargetKind
    value: str
    location: Location = NO_LOCATION
