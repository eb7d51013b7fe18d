"""Emoji by their names on GitHub, such as `:smile:`; other words between colons stay text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    import re

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_NAMES = Path(__file__).with_name("emoji_names.txt")
"""A line for each emoji with its names, from gemoji 4.1 (MIT license)."""


class _Emoji(InlineProcessor):
    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's types and name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library's signature
    ) -> tuple[str | None, int, int]:
        """Return the emoji, if there is one with this name."""
        emoji = _emoji().get(m["name"])
        return emoji, m.start(), m.end() if emoji else m.end("name")


@cache
def _emoji() -> dict[str, str]:
    """Return the emoji by their names."""
    lines = _NAMES.read_text(encoding="utf-8").splitlines()
    return {name: emoji for emoji, *names in map(str.split, lines) for name in names}


class Emoji(Extension):
    """Adds the pattern to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        pattern = _Emoji(r"(?<![\w:]):(?P<name>[a-z0-9_+-]+):(?![\w:])")
        md.inlinePatterns.register(pattern, "emoji", 64)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Emoji(), {"emoji": (":",)})
