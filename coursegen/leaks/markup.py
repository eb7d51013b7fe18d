"""Separate the visible text of outputs from their tags, and process each distinct tag once."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from coursegen.leaks.words import visible

_TAG = re.compile(rb"[/!?]?[A-Za-z][^>]*")
"""Matches a tag after `<`; `<!--` is not one, so comments are searched as visible text."""
_MIN_TAG = len("a href=a.b")
"""The minimum length of a tag that is searched."""
_MAX_LENGTH = 2000
"""The maximum length of a part of an output that is retained."""


class Markup(dict[bytes, bytes]):
    """The visible text after the tag, of each part of an output that starts with a tag.

    `tags` are the tags that are new since they were last cleared, without tags that are known to
    contain nothing unreleased.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[bytes, list[bytes]] = {}
        self._clean: set[bytes] = set()

    def visible(self, text: bytes) -> bytes:
        """Return the visible text of an output, and add its new tags to `tags`."""
        first, *parts = text.split(b"<")
        return b" ".join((_unescaped(first), *map(self.__getitem__, parts)))

    def forget(self, unclean: set[bytes]) -> None:
        """Clear `tags`; report those in `unclean` again when they are in another output."""
        for tag, parts in self.tags.items():
            if tag in unclean:
                for part in parts:
                    self.pop(part, None)
            else:
                self._clean.add(tag)
        self.tags.clear()

    def __missing__(self, part: bytes) -> bytes:
        tag = _TAG.match(part)
        end = tag.end() if tag else 0
        if end >= _MIN_TAG and part[:end] not in self._clean:
            self.tags.setdefault(part[:end], []).append(part)
        text = _unescaped(part[end:])
        if len(part) <= _MAX_LENGTH:
            self[part] = text
        return text


def _unescaped(text: bytes) -> bytes:
    """Return text without escapes, and without escaped tags."""
    if b"&" in text or b"\\" in text or b"%" in text:
        return visible(text.decode("utf-8", "replace")).encode("utf-8", "replace")
    return text


def text_of_tag(tag: bytes) -> bytes:
    """Return the text of a tag, or of several, without escapes."""
    if b"&" in tag or b"%" in tag:
        return unquote(unescape(tag.decode("utf-8", "replace"))).encode("utf-8", "replace")
    return tag
