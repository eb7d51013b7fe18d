"""Conversion of the author's Markdown to HTML, with a cache of earlier results."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from coursegen.base.text import location_of
from coursegen.incremental.cache import LARGEST, key_of
from coursegen.incremental.packed import LongText, Unpackable, pack, unpack
from coursegen.incremental.program import program
from coursegen.incremental.spread import aside
from coursegen.markdown.fragment import Fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Location
    from coursegen.incremental.cache import Cache
    from coursegen.markdown.convert import MarkdownRenderer

T = TypeVar("T")


class Texts:
    """Converts Markdown to HTML, and caches the HTML of Markdown that has no problems.

    If the Markdown changed, its unchanged code blocks are not highlighted again.
    """

    def __init__(self, cache: Cache, diagnostics: Diagnostics) -> None:
        self._cache = cache
        self._diagnostics = diagnostics
        self._code_before: dict[str, str] = {}
        self._code: dict[str, str] = {}
        self._wait: Callable[[], None] | None = None

    @cached_property
    def _markdown(self) -> MarkdownRenderer:
        from coursegen.markdown.convert import MarkdownRenderer  # noqa: PLC0415 - only for new Markdown

        return MarkdownRenderer(self._coloured)

    def begin(self, texts: Iterable[tuple[str, Location]]) -> None:
        """Start converting uncached Markdown in a child process.

        Each item contains the arguments of `page`. This process continues to load and render
        until `page` needs the first result, and then waits for the child process.
        """
        if not self._cache.keeps:
            return
        new = [each for each in texts if each[0].strip() and not self._cache.has(_key(each[0]))]
        if new:
            self._wait = aside(lambda: [self.page(*each) for each in new])

    def wait(self) -> None:
        """Wait for the child process, if there is one."""
        if self._wait:
            self._wait()
            self._wait = None

    def prepare(self) -> None:
        """Load the Markdown converter."""
        self._markdown  # noqa: B018 - created on first access

    def page(self, text: str, start: Location) -> Fragment:
        """Convert a page's Markdown, which begins at `start`."""
        if not text.strip():
            return Fragment("")
        key = _key(text)
        most = 100_000 + 30 * len(text)
        kept = self._read(key, Fragment, most)
        if kept is None and self._wait:
            self.wait()
            kept = self._read(key, Fragment, most)
        if kept is not None:
            return kept
        of_code = key_of("code", program(), start.source.name)
        self._code_before, self._code = self._read(of_code, dict[LongText, str]) or {}, {}
        fragment = self._markdown.page(text)
        fragment.report(start, self._diagnostics)
        if not fragment.skipped:
            self._cache.put(key, pack(fragment))
        if self._code != self._code_before:
            self._cache.put(of_code, pack(self._code))
        return fragment

    def note(self, text: str) -> Fragment:
        """Convert a field's Markdown; see `MarkdownRenderer.note`."""
        fragment = self._markdown.note(text)
        fragment.report(location_of(text), self._diagnostics)
        return fragment

    def _coloured(self, code: str, language: str) -> str:
        key = key_of(language, code)
        html = self._code_before.get(key)
        if html is None:
            from coursegen.markdown.code.highlight import highlighted  # noqa: PLC0415 - as above

            html = highlighted(code, language)
        self._code[key] = html
        return html

    def _read(self, key: str, kind: type[T], most: int = LARGEST) -> T | None:
        try:
            kept = self._cache.get(key, most)
            return unpack(kept, kind) if kept else None
        except Unpackable:
            return None


def _key(text: str) -> str:
    return key_of("markdown", program(), text)
