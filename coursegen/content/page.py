"""Pages and images."""

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
"""The HTML id of the main element, the target of the skip link."""
MENU_ID = "site-menu"
"""The HTML id of the navigation menu."""
HOME_IDS = (MAIN_ID, MENU_ID, "schedule", "staff")
"""The HTML ids on the home page, except those of included pages."""


class Image(Struct):
    """An image in the author's files.

    `image` is a path below `static/`.  `width` is in CSS pixels, or 0 if it is not set.
    `source_url` records the source of the image; coursegen never loads it.
    """

    image: str
    alt: str | None = None
    link: Target | None = None
    width: int = 0
    source_url: str = ""
    location: Location = NO_LOCATION


class Page(Struct):
    """A page, which is a Markdown file of the course.

    `name` is the path of the page below `content/`, and `path` is its output path.  The last
    `body_length` characters of the file are its Markdown, which begins on line `body_line`.
    `order` is the position among the pages of the folder, or 0 if it is not set.  `language` is
    empty for a page in the site's language.  `toc` is None for the default.  A `draft` is not
    published.  `changed` is the day of the last change in the course's time zone, or None if it is
    unknown.  `location` is the start of the file.
    """

    name: str
    path: str
    title: str
    body_length: int = 0
    body_line: int = 1
    description: str = ""
    order: int = 0
    language: str = ""
    toc: bool | None = None
    changed: date | None = None
    template: str = "page.html"
    draft: bool = False
    pictures: tuple[Image, ...] = ()
    extra: Mapping[Any, Any] = field(default_factory=dict)
    location: Location = NO_LOCATION

    @property
    def body(self) -> str:
        """The page's Markdown, which is sliced from the source to save memory."""
        return self.location.source.text[-self.body_length :] if self.body_length else ""

    @property
    def anchor(self) -> str:
        """The HTML id of the page if it is included in the home page."""
        return anchor(self.name)


def anchor(name: str) -> str:
    """Return the HTML id of an included page, such as `my-feedback` for `my feedback.md`."""
    return re.sub(r"\s+", "-", name.removesuffix(".md"))
