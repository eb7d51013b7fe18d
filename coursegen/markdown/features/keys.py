"""Keys of a keyboard, written as `++ctrl+c++` (Material for MkDocs)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    import re

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_KEY = r"""(?:[^\W_][\w-]*|"[^"+\n]+")"""
_LABELS = {
    "arrow-down": "↓",
    "arrow-left": "←",
    "arrow-right": "→",
    "arrow-up": "↑",
    "caps-lock": "Caps Lock",
    "cmd": "Cmd",
    "command": "Cmd",
    "control": "Ctrl",
    "ctrl": "Ctrl",
    "down": "↓",
    "escape": "Esc",
    "left": "←",
    "pagedown": "Page Down",
    "pageup": "Page Up",
    "pgdn": "Page Down",
    "pgup": "Page Up",
    "right": "→",
    "up": "↑",
    "win": "Windows",
}
"""The labels of keys whose names are not their labels in lowercase."""


class _KeysProcessor(InlineProcessor):
    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's types and name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library's signature
    ) -> tuple[Element, int, int]:
        """Return the keys, with a plus sign between them."""
        keys = Element("span", {"class": "keys"})
        for name in m["keys"].split("+"):
            key = SubElement(keys, "kbd")
            key.text = AtomicString(_label(name))
            key.tail = AtomicString("+")
        key.tail = None
        return keys, m.start(), m.end()


def _label(name: str) -> str:
    """Return the label of a key; a name in quotes or with a capital letter is its own label."""
    if name.startswith('"'):
        return name[1:-1]
    if not name.islower():
        return name
    return _LABELS.get(name) or name.replace("-", " ").title()


class Keys(Extension):
    """Adds the pattern to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        pattern = rf"(?<![\w+])\+\+(?P<keys>{_KEY}(?:\+{_KEY})*)\+\+(?![\w+])"
        md.inlinePatterns.register(_KeysProcessor(pattern), "keys", 70)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Keys(), {"keys": ("++",)})
