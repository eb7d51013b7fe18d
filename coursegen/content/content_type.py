"""A kind of content that a course can contain, such as the staff."""

from collections.abc import Callable
from typing import Any

from coursegen.base.struct import Struct
from coursegen.schema.fields import Content


class ContentType(Struct):
    """A content type, which `registry.py` lists.

    `name` is its name in templates, in the lists of home page sections and in file names of the
    theme.  `content` declares its values.  `files` is the path of its file below `content/`, or a
    pattern of Markdown files such as `announcements/*.md`; the value in the course is then a tuple.
    If `is_home_section` is true, the home page has a section with the template
    `partials/<name>.html` and the title `<name>` in `theme/locale/`, unless the course has no such
    file or `is_shown` returns false.
    """

    name: str
    content: type[Content]
    files: str
    is_home_section: bool = False
    is_shown: Callable[[Any], object] = bool

    @property
    def is_folder(self) -> bool:
        """Whether there is a value for each file of a folder."""
        return "*" in self.files

    @property
    def empty(self) -> Any:
        """The value for a course without such files."""
        return () if self.is_folder else self.content()
