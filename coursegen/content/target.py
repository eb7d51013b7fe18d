"""Link targets that are not yet resolved to URLs."""

from __future__ import annotations

from enum import Enum

from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, Location


class TargetKind(Enum):
    """The kind of a target, which determines its resolution."""

    URL = "url"
    """A valid, encoded absolute URL."""
    FILE = "file"
    """A path below `files/`, without encoding."""
    PAGE = "page"
    """A Markdown file below `content/`."""
    SITE = "site"
    """A path relative to the site's root, possibly with a fragment, such as `about/#team`."""


class Target(Struct):
    """The target of a link as the author wrote it, with its location."""

    kind: TargetKind
    value: str
    location: Location = NO_LOCATION
