"""Find footnotes and links whose definition is missing, and footnotes inside the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem, closest_match, join_hints
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_FOOTNOTE = re.compile(r"(?<!\\)\[\^(?P<name>[^\[\]\s]{1,200})\](?!:)")
_LINK = re.compile(
    r"(?<![\w\\\])])!?\[(?P<text>[^\[\]\n]{1,500})\][ ]?\[(?P<name>[^\[\]\n^]{0,200})\](?![(\[:])"
)
_INLINE = re.compile(
    r"(?<![\w\\])\^\[[^\[\]\n]{1,500}\](?![(\[:])"
    r"|(?<=\w)\^\[[^\[\]\n ]{1,200} [^\[\]\n]{1,500}\](?![(\[:])"
)
_DEFINITION = re.compile(r"^[ \t>]*\[(?P<name>[^\]\n]+)\]:", re.MULTILINE)
_SPACE = re.compile(r"\s+")


def find(prose: Prose) -> Iterator[Construct]:
    """Find each use of a name that nothing defines."""
    defined = {_folded(name) for name in _DEFINITION.findall(prose.bare)}
    for found in _FOOTNOTE.finditer(prose.words):
        name = f"^{found['name']}"
        if _folded(name) not in defined:
            names = [each for each in defined if each.startswith("^")]
            close = closest_match(name, names)
            problem = Problem(
                Code.DEFINITION_MISSING,
                f"the footnote '[{name}]' has no text",
                join_hints(
                    f"did you mean '[{close}]'?" if close else "",
                    f"write a line '[{name}]: …' below the paragraph",
                ),
            )
            yield Construct(problem, *found.span())
    for found in _LINK.finditer(prose.words):
        name = found["name"] or found["text"]
        if _folded(name) not in defined and prose.is_printed(found[0]):
            problem = Problem(
                Code.DEFINITION_MISSING,
                f"the link '[{name}]' has no address",
                f"write a line '[{name}]: https://…', or [{found['text']}](https://…)",
            )
            yield Construct(problem, *found.span())
    for found in _INLINE.finditer(prose.words):
        if prose.is_printed(found[0]):
            problem = Problem(
                Code.DEFINITION_MISSING,
                "footnotes inside the text are shown as text",
                "write '[^1]' here, and a line '[^1]: …' below the paragraph",
            )
            yield Construct(problem, *found.span())


def _folded(name: str) -> str:
    return _SPACE.sub(" ", name.strip()).casefold()
