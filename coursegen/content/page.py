"""Pages."""

import re
from datetime import date
from typing import Annotated, ClassVar

from coursegen.base.files import CONTENT
from coursegen.base.struct import field
from coursegen.base.text import FreeData, Text
from coursegen.content.content_type import ContentType
from coursegen.content.image import Image
from coursegen.content.when import Releasable
from coursegen.schema.fields import ONE_OR_MORE, Accepts, Count, Doc, Language

MAIN_ID = "content"
"""The HTML id of the main element, the target of the skip link."""
MENU_ID = "site-menu"
"""The HTML id of the navigation menu."""
DEFAULT_TEMPLATE = "page.html"


class Page(Releasable):
    """A page's front matter.

    And the page, which is a Markdown file of the course.  `name` is the path of the page below
    `content/`, and `path` is its output path.  The last `body_length` characters of the file are
    its Markdown, which begins on line `body_line`.  `order` is the position among the pages of the
    folder, or 0 if it is not set.  `language` is empty for a page in the site's language.  `toc` is
    None for the default.  `changed` is the day of the last change in
    the course's time zone, or None if it is unknown.  `text` is the Markdown with the values of
    its variables, or empty if there are none.  `location` is the start of the file.
    """

    noun: ClassVar[str] = "a page's front matter"
    skeleton: ClassVar[str] = "title: {title}"
    hidden_before_release: ClassVar[tuple[str, ...]] = (
        *("body_length", "description", "sections", "template"),
    )

    name: str
    path: str
    title: Annotated[Text, Doc("The title. Default: the first heading, or the file name.")] = ""
    body_length: int = 0
    body_line: int = 1
    description: Annotated[Text, Doc("One sentence for search engines and link previews.")] = ""
    permalink: Annotated[
        Text,
        Accepts("a path such as /about/"),
        Doc("The URL path of the page in the site, as in Jekyll."),
    ] = ""
    order: Annotated[
        Count,
        Doc(
            "The position among the pages of the folder. Pages without a position come last, "
            "sorted by name."
        ),
    ] = 0
    language: Annotated[
        Language, Doc("The language of the page, if it isn't that of the site.")
    ] = ""
    toc: Annotated[
        bool | None,
        Doc(
            "Whether the page has a table of contents. Default: only if it has at least three "
            "headings."
        ),
    ] = None
    sections: Annotated[
        tuple[Text, ...],
        ONE_OR_MORE,
        Doc("The sections below the text, as in `home:` in `site.yaml`."),
    ] = ()
    template: Annotated[Text, Doc("The template that renders the page. Default: `page.html`.")] = (
        DEFAULT_TEMPLATE
    )
    pictures: Annotated[tuple[Image, ...], Doc("Images below the text, side by side.")] = ()
    extra: Annotated[FreeData, Doc("Any keys and values, for your own templates.")] = field(
        default_factory=FreeData
    )
    changed: date | None = None
    text: str = ""

    def __post_init__(self) -> None:
        """Reject values that only a damaged cache can contain."""
        source = self.location.source
        if not 0 <= self.body_length <= len(source.text):
            raise ValueError(self.body_length)
        if source.name.startswith(f"{CONTENT}/") and source.name != f"{CONTENT}/{self.name}":
            raise ValueError(self.name)
        folders = self.path.split("/")
        is_outside = ".." in self.path.replace("\\", "/").split("/")
        if "" in folders or "." in folders or is_outside or "\0" in self.path:
            raise ValueError(self.path)

    @property
    def body(self) -> str:
        """The page's Markdown, which is sliced from the source to save memory."""
        if self.text:
            return self.text
        return self.location.source.text[-self.body_length :] if self.body_length else ""

    @property
    def anchor(self) -> str:
        """The HTML id of the page if it is included in the home page."""
        return anchor(self.name)


def anchor(name: str) -> str:
    """Return the HTML id of an included page, such as `my-feedback` for `my feedback.md`."""
    return re.sub(r"\s+", "-", name.removesuffix(".md"))


PAGE = ContentType("page", Page, "*.md")
