"""Pages and pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coursegen.base.struct import Struct, field
from coursegen.base.text import NO_LOCATION, Location

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from coursegen.content.target import Target

MAIN_ID = "content"
"""What every page calls its main part, which the skip link leads to."""
MENU_ID = "site-menu"
"""What every page calls its navigation, which the menu's button opens."""
HOME_IDS = (MAIN_ID, MENU_ID, "schedule", "staff")
"""What the home page calls its own parts, beside the pages that stand on it."""


class Image(Struct):
    """An image that the author placed.

    `image` is a path below `static/`; `width` is in CSS pixels, 0 where none is given;
    `origin` says where the image came from and is never loaded.
    """

    image: str
    alt: str | None = None
    link: Target | None = None
    width: int = 0
    origin: str = ""
    location: Location = NO_LOCATION


class Page(Struct):
    """A Markdown file of the course.

    `name` is its path below `content/`; `path` is where its HTML goes in the site.  The last
    `letters` of the file are its Markdown, beginning on line `body_line`.  `order` is its place
    among the pages of its folder, 0 where none is given; `language` is empty where it is the
    site's; `toc` is None where the author left it open; a `draft` is in no site.  `changed` is the
    day of its last change in the course's time zone, None where nobody knows.  `location` is the
    file's start.
    """

    name: str
    path: str
    title: str
    letters: int = 0
    body_line: int = 1
    description: str = ""
    order: int = 0
    language: str = ""
    toc: bool | None = None
    changed: date | None = None
    template: str = "page.html"
    draft: bool = False
    pictures: tuple[Image, ...] = ()
    data: Mapping[Any, Any] = field(default_factory=dict)
    location: Location = NO_LOCATION

    @property
    def body(self) -> str:
        """The page's Markdown: the end of its file, which is kept once."""
        return self.location.source.text[-self.letters :] if self.letters else ""

    @property
    def anchor(self) -> str:
        """What links call it where it stands on the home page."""
        return anchor(self.name)


def anchor(name: str) -> str:
    """What a part of the home page is called in links: `my feedback.md` → `my-feedback`."""
    return re.sub(r"\s+", "-", name.removesuffix(".md"))
