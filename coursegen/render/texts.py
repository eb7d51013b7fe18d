"""The author's texts as HTML, each converted once: what is known from before is taken as it is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from coursegen.cache import key_of
from coursegen.program import program

if TYPE_CHECKING:
    from coursegen.cache import Cache
    from coursegen.diagnostics import Diagnostics
    from coursegen.render.markdown import MarkdownRenderer
    from coursegen.source import Place


class Texts:
    """Converts Markdown; a text of which there is something to tell is converted every time."""

    def __init__(self, cache: Cache, diagnostics: Diagnostics) -> None:
        self._cache = cache
        self._diagnostics = diagnostics

    @cached_property
    def _markdown(self) -> MarkdownRenderer:
        from coursegen.render.markdown import MarkdownRenderer  # noqa: PLC0415 - only for a new text

        return MarkdownRenderer(self._diagnostics)

    def prepare(self) -> None:
        """Load what converting needs."""
        self._markdown  # noqa: B018 - made when it is first asked for

    def page(self, text: str, start: Place) -> str:
        """The HTML of a page's whole text, which begins at `start`."""
        if not text.strip():
            return ""
        key = key_of("markdown", program(), text)
        kept = self._cache.get(key)
        if kept is not None:
            return kept.decode(errors="replace")
        told = self._diagnostics.total
        html = self._markdown.page(text, start).html
        if self._diagnostics.total == told:
            self._cache.put(key, html.encode("utf-8", "surrogatepass"))
        return html

    def note(self, text: str) -> str:
        """The HTML of a remark; see `MarkdownRenderer.note`."""
        return self._markdown.note(text)
