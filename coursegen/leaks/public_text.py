"""Text that public content also shows, so it is not withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.content.page import Page
from coursegen.leaks.course_text import strings_in, text_of, versions_of, without_hidden_text
from coursegen.leaks.words import is_significant, windows
from coursegen.loader.translations import load_translations
from coursegen.site.output_paths import normalized_path

if TYPE_CHECKING:
    from collections.abc import Collection

    from coursegen.leaks.withheld import Address
    from coursegen.site.plan import Plan


class PublicText:
    """The text of the course's public values, of the pages at `paths`, and of the theme.

    A page that contains unreleased text because its author quotes it is one of `paths`.
    """

    def __init__(self, plan: Plan, paths: Collection[str]) -> None:
        course = plan.course
        pages = [page for path, page in plan.pages.items() if path in paths]
        pages += [part for part in course.home_sections if isinstance(part, Page)]
        values = [text for text, _, _ in strings_in((course.info, *course.contents.values()))]
        values += [page.title for page in plan.pages.values()]
        values += load_translations(course.info.language, Diagnostics()).values()
        values += [page.description for page in pages]
        bodies = [page.body for page in pages]
        shown = [without_hidden_text(text) for text in (*bodies, *values)]
        words = [each for text in shown for each in versions_of(text)]
        self._source = normalized_path("\n".join(shown))
        self._text = normalized_path("\n".join(text_of(text) for text in shown))
        self._titles = "\n".join(f" {' '.join(each)} " for each in words[2 * len(bodies) :])
        self._windows = {
            " ".join(each[start:end])
            for each in words
            for start, end in enumerate(windows(each)[1])
        }

    def first_hidden_window(self, words: str) -> str:
        """Return the first significant window that public content does not show, or ""."""
        some = words.split()
        for start, end in enumerate(windows(some)[1]):
            window = " ".join(some[start:end])
            if window not in self._windows and is_significant(some[start:end]):
                return window
        return ""

    def has_title(self, words: str) -> bool:
        """Return whether a public value is a title, or contains it."""
        return f" {words} " in self._titles

    def has_address(self, address: Address) -> bool:
        """Return whether public content shows a file name, or links to a URL of another site."""
        if address.page:
            return False
        return address.text in (self._text if address.is_file else self._source)
