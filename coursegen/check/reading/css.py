"""Parse the declarations and colors of an author's CSS; no other module uses tinycss2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursegen.check.reading.element_places import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tinycss2.ast import Node
    from tinycss2.color5 import Color

_UNSUPPORTED = (ValueError, RecursionError)
"""Raised by tinycss2 for numbers with thousands of digits, `color()`, and very deep nesting."""
_NEWLINE = re.compile(r"\r\n?|[\n\f]")


class Colors(NamedTuple):
    """The two values of a color in light and dark mode, each as `#rrggbb`."""

    light: str
    dark: str


def parse_color(value: str) -> Colors | None:
    """Parse a CSS color; return None if it is not opaque, is not in sRGB, or has no fixed value."""
    from tinycss2 import color5  # noqa: PLC0415 - loaded only for courses with CSS

    try:
        light, dark = (_to_hex(color5.parse_color(value, [scheme])) for scheme in Colors._fields)
    except (*_UNSUPPORTED, NotImplementedError):  # the latter for a color space other than sRGB
        return None
    return Colors(light, dark) if light and dark else None


def _to_hex(color: Color | str | None) -> str:
    """Convert an opaque color to `#rrggbb`; return an empty string for anything else."""
    if not color or isinstance(color, str) or color.alpha < 1:
        return ""
    channels = color.to("srgb").coordinates
    return "#" + "".join(f"{round(255 * min(max(channel, 0), 1)):02x}" for channel in channels)


class Declaration(NamedTuple):
    """A declaration `name: value`; `enclosing` contains its at-rules and selectors.

    `span` is the position of the value.  It is empty if the source contains comments or escapes in
    the value, which `value` does not contain.
    """

    name: str
    value: str
    span: Span
    enclosing: tuple[str, ...] = ()
    is_important: bool = False

    def moved(self, offset: int) -> Declaration:
        """Return the declaration with the position that it has if the CSS begins at `offset`."""
        return self._replace(span=Span(self.span.start + offset, self.span.end + offset))


def declarations(css: str) -> list[Declaration]:
    """Return the declarations of a stylesheet or a `style` attribute, `!important` ones last.

    A declaration therefore overrides earlier ones with the same name in the same rule.
    """
    from tinycss2 import parse_blocks_contents  # noqa: PLC0415 - see `parse_color`

    lines = [0, *(found.end() for found in _NEWLINE.finditer(css))]
    try:
        found = list(_declarations(parse_blocks_contents(css, skip_comments=True), css, lines, ()))
    except _UNSUPPORTED:
        return []
    return sorted(found, key=lambda declaration: declaration.is_important)


def _declarations(
    nodes: Iterable[Node], css: str, lines: list[int], enclosing: tuple[str, ...]
) -> Iterator[Declaration]:
    from tinycss2 import parse_blocks_contents, serialize  # noqa: PLC0415 - see `parse_color`

    for node in nodes:
        if node.type == "declaration":
            tokens = [token for token in node.value if token.type != "whitespace"]
            value = serialize(node.value).strip()
            start = lines[tokens[0].source_line - 1] + tokens[0].source_column - 1 if tokens else 0
            span = Span(start, start + len(value) if css.startswith(value, start) else start)
            name = node.name if node.name.startswith("--") else node.lower_name
            yield Declaration(name, value, span, enclosing, node.important)
        elif node.type in {"qualified-rule", "at-rule"} and node.content:
            name = f"@{node.lower_at_keyword} " if node.type == "at-rule" else ""
            rule = " ".join(f"{name}{serialize(node.prelude)}".split())
            content = parse_blocks_contents(node.content)
            yield from _declarations(content, css, lines, (*enclosing, rule))
