"""The inline Markdown of titles and other short texts: links, code, `*`, `**` and `~~`.

There is no emphasis with `_`, and marks count only at the edges of words, so that `x_1`, `A*` and
`2 * 3` stay text.
"""

from __future__ import annotations

import re
from html import escape, unescape

_MAX_DEPTH = 4
"""The maximum number of marks inside each other."""
# Compiled on first use, because few courses have such titles.
_MARK = r"""(?x)
    \\(?P<escaped>[\\`*\[\]()~{}])
    | (?P<ticks>`+)(?P<code>(?:(?!`).)+(?:`+(?:(?!`).)+)*?)(?P=ticks)(?!`)
    | \[(?P<label>(?:[^\[\]\\]|\\.)+)\]
      \((?:<(?P<angled>[^<>]+)>|(?P<url>(?:[^\s()<>]|\([^\s()<>]*\))+))\)
    | (?<![A-Za-z0-9*])(?P<stars>\*{1,3})(?=[^\s*])(?P<strong>.*?[^\s*])(?P=stars)(?![A-Za-z0-9*])
    | ~~(?=[^\s~])(?P<struck>.*?[^\s~])~~(?!~)
    """
_STARS = {1: ("em",), 2: ("strong",), 3: ("strong", "em")}


def inline_html(text: str, *, links: bool = True, depth: int = 0) -> str:
    """Return the HTML of a text; without `links`, only the texts of its links."""
    if depth > _MAX_DEPTH:
        return escape(text)
    parts: list[str] = []
    done = 0
    for found in re.finditer(_MARK, text):
        parts += (escape(text[done : found.start()]), _element(found, links=links, depth=depth + 1))
        done = found.end()
    return "".join((*parts, escape(text[done:])))


def without_marks(text: str) -> str:
    """Return a text without its marks, for places that cannot show them."""
    return unescape(re.sub(r"<[^<>]*>", "", inline_html(text, links=False)))


def _element(found: re.Match[str], *, links: bool, depth: int) -> str:
    if found["escaped"]:
        return escape(found["escaped"])
    if found["code"]:
        return f"<code>{escape(found['code'].strip() or found['code'])}</code>"
    if found["label"]:
        label = inline_html(found["label"], links=False, depth=depth)
        address = found["angled"] or found["url"]
        return f'<a href="{escape(address)}">{label}</a>' if links else label
    if found["struck"]:
        return f"<del>{inline_html(found['struck'], links=links, depth=depth)}</del>"
    html = inline_html(found["strong"], links=links, depth=depth)
    for name in reversed(_STARS[len(found["stars"])]):
        html = f"<{name}>{html}</{name}>"
    return html
