"""Link targets that are not yet resolved to URLs."""

from enum import Enum

from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, Location, Text


class TargetKind(Enum):
    """The kind of a link target, which determines how it is resolved."""

    URL = "url"
    """A valid, encoded absolute URL."""
    FILE = "file"
    """A path below `files/`, without encoding."""
    PAGE = "page"
    """A Markdown file below `content/`."""
    SITE = "site"
    """A path relative to the site's root, with an optional fragment, such as `about/#team`."""


class Target(Struct):
    """The unresolved target of a link, with its location in the author's file."""

    kind: TargetKind
    value: Text
    location: Location = NO_LOCATION
