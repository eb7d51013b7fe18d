"""Markdown extension: attribute lists, such as `{.wide #id width=300}`, only where they are one.

Python-Markdown takes any text in braces at the end of a block or after an element for an attribute
list, and then loses the braces of `*S* = *x*{i=1} and {x}` and changes the order of its words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown.extensions.attr_list import (
    AttrListExtension,
    AttrListTreeprocessor,
    get_attrs_and_remainder,
)

if TYPE_CHECKING:
    from markdown import Markdown

_LIST = r"""\{:?[ ]*([^\s{}](?:[^\n{}"']|"[^"\n]*"|'[^'\n]*')*)\}"""
_WITH_VALUE = re.compile(
    r"(?i)(?:accept|alt|cite|class|colspan|cols|controls|data-[\w-]+|aria-[\w-]+|dir|fig-alt|height"
    r"|hreflang|id|lang|loading|markdown|name|rel|reversed|role|rows|rowspan|scope|sizes|span|src|srcset"
    r"|start|style|tabindex|target|title|translate|type|value|width)\Z"
)
_WITHOUT_VALUE = re.compile(r"(?i)(?:controls|download|hidden|loop|muted|open|reversed)\Z")


class AttributeLists(AttrListExtension):
    """Adds attribute lists to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        processor: Any = AttrListTreeprocessor(md)
        processor.HEADER_RE = _Pattern(rf"(?<! )[ ]+{_LIST}[ ]*$")
        processor.BLOCK_RE = _Pattern(rf"\n[ ]*{_LIST}[ ]*$")
        processor.INLINE_RE = _Pattern(_LIST)
        md.treeprocessors.register(processor, "attr_list", 8)
        md.registerExtension(self)


class _Pattern:
    """A pattern for an attribute list, which rejects any other text in braces.

    A pattern for the end of a block searches only the last line.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)

    def search(self, text: str) -> re.Match[str] | None:
        """Search like a compiled pattern."""
        end = text.rstrip(" \n")
        if not end.endswith("}"):
            return None
        found = self._pattern.search(text, max(0, text.rfind("\n", 0, len(end))))
        return found if found and _is_list(found) else None

    def match(self, text: str) -> re.Match[str] | None:
        """Match like a compiled pattern."""
        found = self._pattern.match(text) if text.startswith("{") else None
        return found if found and _is_list(found) else None


def _is_list(found: re.Match[str]) -> bool:
    """Return whether a text in braces is an attribute list.

    With a colon, it is always one. Otherwise, each part is a class, an ID or an attribute of HTML.
    """
    if "{:" in found[0]:
        return True
    attributes, rest = get_attrs_and_remainder(found[1])
    return not rest and all(
        name == "." or (_WITH_VALUE if value is not None else _WITHOUT_VALUE).match(name)
        for name, value in attributes
    )
