"""The kinds of constructs that are reported, and the strings that occur in all of them."""

from __future__ import annotations

import importlib
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from coursegen.markdown.fragment import CodeBlock, Skipped
    from coursegen.markdown.unsupported.construct import Construct, Prose


class Kind(NamedTuple):
    """A module of this package, which is imported only for texts that contain a trigger.

    Its function `find` yields constructs. At least one of `triggers` occurs in each of them, and
    the regular expression `pattern` matches in each, after a line end.
    """

    module: str
    triggers: tuple[str, ...]
    pattern: str = ""
    is_in_code: bool = False
    """Whether the constructs may be converted to code."""

    def may_occur(self, text: str) -> bool:
        """Return whether a text contains a trigger."""
        for trigger in self.triggers:
            if trigger in text:
                return not self.pattern or re.search(self.pattern, f"\n{text}") is not None
        return False

    def find(self, prose: Prose) -> Iterator[Construct]:
        """Find the constructs."""
        module = importlib.import_module(f"coursegen.markdown.unsupported.{self.module}")
        find: Callable[[Prose], Iterator[Construct]] = module.find
        return find(prose)


_BLOCK = (
    r"\n(?:[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*(?::{3}|!!!|\?\?\?|===[+!]? |\[!)| {0,3}\| [^|\n]*\n)"
)
_CITATION = (
    r"\[(?:[a-zA-Z.,]+ [^\[\]\n@]{0,60})?-?@[A-Za-z_]|@[a-z]{2,3}-\w|\\(?:cite|ref|eqref|label)"
)
FENCES = Kind("fences", ("```", "~~~"), is_in_code=True)
KINDS = (
    Kind("liquid_tags", ("{%",)),
    Kind("shortcodes", ("{{<", "{{%", "8<")),
    Kind("foreign_comments", ("%%", "{::comment", "% "), r"%%|\{::comment|\n\n% |\A\n% "),
    Kind("wiki_links", ("[[",)),
    Kind("blocks", (":::", "!!!", "???", "===", "> [!", "| "), _BLOCK),
    Kind("directives", ("```{", "~~~{", "}`", ":::{"), is_in_code=True),
    Kind("attribute_lists", ("{:", "]{", "{.", "{#", ")=", "{++", "{--", "{>>", "{~~", "{==")),
    Kind("formulas", ("$", "\\(", "\\[", "\\begin{")),
    Kind("citations", ("@", "\\cite", "\\ref", "\\eqref", "\\label"), _CITATION),
    Kind("icons", (":octicon-", ":fontawesome-", ":material-", ":simple-")),
    Kind("definitions", ("[^", "][", "^[")),
    Kind("headings", ("#",), r"\n(?:#{1,6}[^\s#]| {1,3}#)"),
    FENCES,
    Kind("html_elements", ("<",), r"<[a-zA-Z][\w-]*[\s/>]"),
)
"""All kinds; of constructs that overlap, the one of the first kind is reported.

To add a kind, write a module with a function `find`, and add a line here.
"""


def find_unsupported(text: str, code: Sequence[CodeBlock], html: str) -> list[Skipped]:
    """Return the constructs that are not rendered, in order; `html` is the converted text."""
    kinds = [kind for kind in KINDS if kind.may_occur(text)]
    if any(kind is FENCES for kind in kinds) and _are_all_fences_code(text, code):
        kinds.remove(FENCES)
    if not kinds:
        return []
    from coursegen.markdown.unsupported.construct import Prose  # noqa: PLC0415 - only with a trigger

    prose = Prose(text, code, html)
    found = [
        each
        for kind in kinds
        if kind.is_in_code or kind.may_occur(prose.bare)
        for each in kind.find(prose)
    ]
    return [_skipped(each, prose) for each in _without_overlaps(found)] if found else []


def _are_all_fences_code(text: str, code: Iterable[CodeBlock]) -> bool:
    """Return whether a text contains only the fences of its code blocks."""
    lines = text.split("\n")
    fenced = sum("```" in lines[each.first] or "~~~" in lines[each.first] for each in code)
    return text.count("```") + text.count("~~~") == 2 * fenced


def _without_overlaps(found: Iterable[Construct]) -> list[Construct]:
    """Return the constructs in order of their places, without those inside an earlier one."""
    starts: list[int] = []
    chosen: list[Construct] = []
    for each in found:
        position = bisect_right(starts, each.start)
        before = chosen[position - 1] if position else None
        if before and before.end > each.start:
            continue
        starts.insert(position, each.start)
        chosen.insert(position, each)
    return chosen


def _skipped(construct: Construct, prose: Prose) -> Skipped:
    from coursegen.markdown.fragment import Rewrite, Skipped  # noqa: PLC0415 - only for a problem

    text = prose.text
    line = text.rfind("\n", 0, construct.start) + 1
    end = construct.mark_end or construct.end
    return Skipped(
        construct.problem,
        text[line : prose.line_end(line)],
        prose.line_of(line),
        construct.start - line,
        max(min(end, prose.line_end(construct.start)) - construct.start, 1),
        None
        if construct.replacement is None
        else Rewrite(
            text[construct.start : construct.end], construct.replacement, construct.target
        ),
    )
