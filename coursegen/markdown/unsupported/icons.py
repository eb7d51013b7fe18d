"""Find names of icons and emoji, such as `:octicon-mail-16:` of MkDocs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_NAME = re.compile(
    r"(?<![\w:/\\])(?::(?P<icon>(?:octicon|fontawesome|material|simple)-[a-z0-9-]+)"
    r"|:(?P<emoji>\+1|-1|[a-z][a-z0-9_]*)):(?![\w:])(?:\{[^{}\n]*\})?"
)
_EMOJI = {
    "smile": "😄", "smiley": "😃", "grin": "😁", "laughing": "😆", "joy": "😂", "wink": "😉",
    "blush": "😊", "slightly_smiling_face": "🙂", "thinking": "🤔", "sob": "😭", "cry": "😢",
    "sunglasses": "😎", "tada": "🎉", "rocket": "🚀", "fire": "🔥", "star": "⭐", "sparkles": "✨",
    "heart": "❤️", "thumbsup": "👍", "+1": "👍", "thumbsdown": "👎", "-1": "👎", "clap": "👏",
    "wave": "👋", "pray": "🙏", "muscle": "💪", "eyes": "👀", "point_right": "👉",
    "warning": "⚠️", "information_source": "ℹ️", "bulb": "💡", "memo": "📝", "pencil": "📝",
    "books": "📚", "book": "📖", "calendar": "📆", "date": "📅", "clock1": "🕐", "bell": "🔔",
    "email": "✉️", "envelope": "✉️", "link": "🔗", "computer": "💻", "bug": "🐛", "gear": "⚙️",
    "wrench": "🔧", "hammer": "🔨", "key": "🔑", "lock": "🔒", "mag": "🔍", "pushpin": "📌",
    "heavy_check_mark": "✔️", "white_check_mark": "✅", "x": "❌", "question": "❓",
    "exclamation": "❗", "no_entry": "⛔", "construction": "🚧", "stopwatch": "⏱️",
    "snake": "🐍", "coffee": "☕", "pizza": "🍕", "trophy": "🏆", "100": "💯",
    "movie_camera": "🎥", "speech_balloon": "💬", "house": "🏠", "school": "🏫",
}  # fmt: skip
"""Common names of emoji; other words between colons may be text."""


def find(prose: Prose) -> Iterator[Construct]:
    """Find each name of an icon, and each known name of an emoji that is shown as text."""
    for found in _NAME.finditer(prose.words):
        emoji = _EMOJI.get(found["emoji"] or "")
        name = found["icon"] or found["emoji"]
        if not (emoji or found["icon"]) or not prose.is_printed(f":{name}:"):
            continue
        problem = Problem(
            Code.ICON,
            f"'{found[0]}' is shown as text",
            f"write {emoji}" if emoji else "remove it, or write a character such as ✉",
        )
        yield Construct(problem, *found.span(), 0, emoji)
