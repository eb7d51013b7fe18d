"""A feature of Markdown: an extension of Python-Markdown, and the characters that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown.extensions import Extension

    Triggers = Mapping[str, tuple[str, ...]]

INDENT = "    "
"""The indentation of code, and of the content of most other blocks."""


class Feature(NamedTuple):
    """An extension, and the triggers of the processors that it registers.

    `triggers` contains, for the name of an inline pattern, block processor or tree processor, the
    strings without which it has no effect: at least one of them occurs in each text that an inline
    pattern matches, in each block that a block processor accepts, and in each source text whose
    tree a tree processor changes. A processor without triggers is always tried.
    """

    extension: Extension
    triggers: Triggers = {}  # noqa: RUF012 - never changed
