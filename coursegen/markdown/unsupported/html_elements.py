"""Find elements in HTML that are not closed or do not exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>(?:\s[^<>]*)?)(?P<empty>/?)>")
_CLOSED = frozenset(
    re.findall(
        r"\w+",
        "a abbr article aside b blockquote button center cite code del details dfn div dl em "
        "fieldset figure font footer form h1 h2 h3 h4 h5 h6 header i iframe ins kbd main mark nav "
        "object ol pre q s samp section select small span strong sub summary sup table textarea u "
        "ul var video audio script style svg",
    )
)
"""The elements that need an end tag."""
_OTHERS = frozenset(
    re.findall(
        r"\w+",
        "address area base bdi bdo big body br canvas caption col colgroup data datalist dd dt "
        "embed figcaption head hgroup hr html img input label legend li link map math menu meta "
        "meter noscript optgroup option output p param picture progress rp rt ruby search slot "
        "source strike tbody td template tfoot th thead time title tr track tt wbr g path circle "
        "rect line text use defs polygon polyline ellipse marker symbol dialog acronym nobr "
        "marquee frame frameset dir applet basefont noframes xmp plaintext noembed blink bgsound "
        "keygen isindex listing",
    )
)


def find(prose: Prose) -> Iterator[Construct]:
    """Find each start tag without an end tag, and each tag of no known element."""
    open_tags: dict[str, list[re.Match[str]]] = {}
    for found in _TAG.finditer(prose.bare):
        name = found["name"].lower()
        if prose.text.endswith(("\\", "]("), 0, found.start()):  # text, or the address of a link
            continue
        if name in _CLOSED:
            if found["close"]:
                if open_tags.get(name):
                    open_tags[name].pop()
            elif not found["empty"] and not found["rest"].endswith("/"):
                open_tags.setdefault(name, []).append(found)
        elif name not in _OTHERS and "-" not in name and not found["close"]:
            yield _unknown(found)
    for tags in open_tags.values():
        for found in tags:
            name = found["name"].lower()
            problem = Problem(
                Code.ELEMENT_UNCLOSED,
                f"the element <{name}> is not closed",
                f"write </{name}> where it ends",
            )
            yield Construct(problem, *found.span())


def _unknown(found: re.Match[str]) -> Construct:
    problem = Problem(
        Code.UNKNOWN_ELEMENT,
        f"'{found[0]}' is read as HTML, so it is not visible",
        f"write &lt;{found[0][1:]} or put it in backticks",
    )
    return Construct(problem, *found.span(), 0, f"&lt;{found[0][1:]}")
