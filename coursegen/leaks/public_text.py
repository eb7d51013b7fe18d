"""The public text of a course that may contain what was found in outputs."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import THEME
from coursegen.content.page import Page
from coursegen.leaks.course_text import (
    strings_in,
    text_of,
    versions_of,
    without_hidden_text,
)
from coursegen.leaks.words import visible, words_of
from coursegen.loader.translations import load_translations
from coursegen.site.output_paths import normalized_path

if TYPE_CHECKING:
    from collections.abc import Collection

    from coursegen.leaks.course_text import CourseText
    from coursegen.leaks.withheld import Address
    from coursegen.site.plan import Plan

_TEXT = (".css", ".html", ".js")
"""The suffixes of the theme's files with text."""


class PublicText:
    """The data of a course, its pages at `paths`, and the theme's strings.

    A page that contains unreleased text because its author wrote it there is one of `paths`.
    """

    def __init__(self, plan: Plan, paths: Collection[str]) -> None:
        self._plan = plan
        self._paths = paths

    @cached_property
    def texts(self) -> tuple[CourseText, ...]:
        """The strings and the Markdown, without comments and alt text."""
        course = self._plan.course
        pages = [page for path, page in self._plan.pages.items() if path in self._paths]
        pages += [part for part in course.home_sections if isinstance(part, Page)]
        found = (*self._data, *strings_in(pages))
        return tuple(each._replace(text=without_hidden_text(each.text)) for each in found)

    @cached_property
    def known(self) -> list[list[str]]:
        """The words of the titles of public content, and of the theme's files and strings."""
        titles = [each.text for each in self.texts if each.is_title]
        titles += [page.title for page in self._plan.pages.values()]
        theme = load_translations(self._plan.course.info.language, Diagnostics()).values()
        files = (path.read_text("utf-8") for path in THEME.rglob("*") if path.suffix in _TEXT)
        return [words_of(text) for text in (*titles, *theme, *map(visible, files))]

    @cached_property
    def uses(self) -> Counter[str]:
        """The number of public files with each word."""
        texts = [(page.name, page.body) for page in self._plan.course.all_pages()]
        texts += [(each.location.source.name, each.text) for each in self._data]
        files: dict[str, set[str]] = {}
        for name, text in texts:
            files.setdefault(name, set()).update(words_of(text))
        return Counter(word for words in files.values() for word in words)

    def has_title(self, words: str) -> bool:
        """Return whether a public value is a title, or contains it."""
        return f" {words} " in self._values

    def has_address(self, address: Address) -> bool:
        """Return whether public content shows a file name, or links to a URL of another site."""
        if address.page:
            return False
        return address.text in (self._shown if address.is_file else self._written)

    @cached_property
    def _values(self) -> str:
        """The words of the data, and of the titles of pages."""
        texts = [without_hidden_text(each.text) for each in self._data]
        texts += [page.title for page in self._plan.pages.values()]
        return "\n".join([f" {' '.join(versions_of(text)[0])} " for text in texts])

    @cached_property
    def _data(self) -> tuple[CourseText, ...]:
        course = self._plan.course
        return tuple(strings_in((course.info, *course.contents.values())))

    @cached_property
    def _shown(self) -> str:
        return normalized_path("\n".join(text_of(each.text) for each in self.texts))

    @cached_property
    def _written(self) -> str:
        return normalized_path("\n".join(each.text for each in self.texts))
