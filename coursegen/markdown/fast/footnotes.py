"""Markdown footnotes, numbered in linear time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions.footnotes import FootnoteExtension

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from coursegen.markdown.fast.source_text import SourceText


class Footnotes(FootnoteExtension):
    """Replaces the library's extension, which tries all earlier IDs for a repeated reference."""

    def __init__(self, source_text: SourceText) -> None:
        super().__init__()
        self._source_text = source_text

    def reset(self) -> None:
        """Reset the state before the next conversion."""
        super().reset()
        self._counts: dict[str, int] = {}

    def unique_ref(self, reference: str, found: bool = False) -> str:  # noqa: FBT001, FBT002 - the library's
        """Return `fnref:1`, then `fnref2:1`, `fnref3:1` … for the same footnote."""
        if not found:
            return reference
        self._counts[reference] = count = self._counts.get(reference, 0) + 1
        self.found_refs[reference] = count
        name, separator, rest = reference.partition(self.get_separator())
        return reference if count == 1 else f"{name}{count}{separator}{rest}"

    def findFootnotesPlaceholder(self, root: Element) -> Any:  # noqa: N802 - the library's name
        """Find the author's placeholder for footnotes; search only if the text contains one."""
        marker = str(self.getConfig("PLACE_MARKER"))
        has_marker = self._source_text.has_any((marker,))
        return super().findFootnotesPlaceholder(root) if has_marker else None
