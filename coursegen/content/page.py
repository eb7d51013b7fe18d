"""Pages and images."""

import re
from datetime import date

from coursegen.base.files import CONTENT
from coursegen.base.struct import Struct, field
from coursegen.base.text import NO_LOCATION, Location, Text
from coursegen.base.urls import page_path
from coursegen.base.values import FreeData
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

    image: Text
    alt: Text | None = None
    link: Target | None = None
    width: int = 0
    source_url: Text = ""
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

    name: Text
    path: Text
    title: Text
    body_length: int = 0
    body_line: int = 1
    description: Text = ""
    order: int = 0
    language: Text = ""
    toc: bool | None = None
    changed: date | None = None
    template: Text = "page.html"
    draft: bool = False
    pictures: tuple[Image, ...] = ()
    extra: FreeData = field(default_factory=FreeData)
    location: Location = NO_LOCATION

    def __post_init__(self) -> None:
        """Reject values that only a damaged cache can contain."""
        source = self.location.source
        if not 0 <= self.body_length <= len(source.text):
            raise ValueError(self.body_length)
        if source.name.startswith(f"{CONTENT}/") and source.name != f"{CONTENT}/{self.name}":
            raise ValueError(self.name)
        if page_path("", f"/{self.path}") != self.path:
            raise ValueError(self.path)

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
