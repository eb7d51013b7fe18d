"""The author's texts as HTML, each converted once: what is known from before is taken as it is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from coursegen.incremental.cache import key_of
from coursegen.incremental.packed import LongText, Unpackable, pack, unpack
from coursegen.incremental.program import program
from coursegen.incremental.spread import aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Location
    from coursegen.incremental.cache import Cache
    from coursegen.markdown.convert import MarkdownRenderer


class Texts:
    """Converts Markdown; a text of which there is something to tell is converted every time.

    Of a text that changed, the code that did not is not coloured again.
    """

    def __init__(self, cache: Cache, diagnostics: Diagnostics) -> None:
        self._cache = cache
        self._diagnostics = diagnostics
        self._code_before: dict[str, str] = {}
        self._code: dict[str, str] = {}
        self._wait: Callable[[], None] | None = None

    @cached_property
    def _markdown(self) -> MarkdownRenderer:
        from coursegen.markdown.convert import MarkdownRenderer  # noqa: PLC0415 - only for a new text

        return MarkdownRenderer(self._diagnostics, self._coloured)

    def begin(self, texts: Iterable[tuple[str, Location]]) -> None:
        """Let a copy of the process convert what is not known, while others load and render.

        Each text is given as to `page`, which waits for the copy when it comes to the first.
        """
        if not self._cache.keeps:
            return
        new = [each for each in texts if each[0].strip() and not self._cache.has(_key(each[0]))]
        if new:
            self._wait = aside(lambda: [self.page(*each) for each in new])

    def wait(self) -> None:
        """Wait for the copy, if there is one."""
        if self._wait:
            self._wait()
            self._wait = None

    def prepare(self) -> None:
        """Load what converting needs."""
        self._markdown  # noqa: B018 - made when it is first asked for

    def page(self, text: str, start: Location) -> str:
        """The HTML of a page's whole text, which begins at `start`."""
        if not text.strip():
            return ""
        key = _key(text)
        most = 100_000 + 30 * len(text)
        kept = self._cache.get(key, most)
        if kept is None and self._wait:
            self.wait()
            kept = self._cache.get(key, most)
        if kept is not None:
            return kept.decode(errors="replace")
        of_code = key_of("code", program(), start.source.name)
        self._code_before, self._code = self._read(of_code), {}
        told = self._diagnostics.total
        html = self._markdown.page(text, start)
        if self._diagnostics.total == told:
            self._cache.put(key, html.encode())
        if self._code != self._code_before:
            self._cache.put(of_code, pack(self._code))
        return html

    def note(self, text: str) -> str:
        """The HTML of a remark; see `MarkdownRenderer.note`."""
        return self._markdown.note(text)

    def _coloured(self, code: str, language: str) -> str:
        key = key_of(language, code)
        html = self._code_before.get(key)
        if html is None:
            from coursegen.markdown.code.highlight import highlighted  # noqa: PLC0415 - as above

            html = highlighted(code, language)
        self._code[key] = html
        return html

    def _read(self, key: str) -> dict[str, str]:
        try:
            kept = self._cache.get(key)
            return unpack(kept, dict[LongText, str]) if kept else {}
        except Unpackable:
            return {}


def _key(text: str) -> str:
    return key_of("markdown", program(), text)
