"""The list of optional features, and the features that a text needs."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.markdown.feature import Feature
    from coursegen.markdown.limits import Limits


class OptionalFeature(NamedTuple):
    """A module of this package, which is imported only if a text may need it.

    The module has a function `feature(limits)` that returns the feature. `when` contains strings:
    at least one of them occurs in each text that the feature changes. If they are common in other
    texts, too, the regular expression `pattern` also matches in each text that the feature
    changes, after a line end. It begins with a line end, for which the regex engine is fast.
    """

    module: str
    when: tuple[str, ...]
    pattern: str = ""

    def may_change(self, text: str) -> bool:
        """Return whether the feature may change a text."""
        for trigger in self.when:
            # A search for one character is fifty times as fast.
            if trigger[:1] in text and trigger[-1:] in text and trigger in text:
                return not self.pattern or re.search(self.pattern, f"\n{text}") is not None
        return False

    def load(self, limits: Limits) -> Feature:
        """Import the module, and return its feature; `limits` takes its problems."""
        module = importlib.import_module(f"coursegen.markdown.features.{self.module}")
        feature: Feature = module.feature(limits)
        return feature


_MARK = r"(?:[-*+]|\d{1,9}[.)])[ \t]"
_FIRST_MARK = r"(?:[-*+]|1[.)])[ \t]"
_LISTS = (
    r"\n(?:"
    rf"[^\W\d][^\n]*+\n{_FIRST_MARK}"  # after a line of text
    rf"|(?=[^\w\n]|\d)(?:(?P<i>[ \t>]*+)(?!{_MARK}|[#\n]|[~`]{{3}})[^\n]++\n(?P=i){_FIRST_MARK}"
    rf"|>[^\n]*+\n{_FIRST_MARK}|(?::[ \t]|\[\^)[^\n]*+\n[ \t]+{_FIRST_MARK}"
    # Indented by one to three spaces more than a multiple of four.
    rf"|(?:[ ]{{4}}|\t|>[ ]?+)*+[ ]{{1,3}}{_MARK}"
    r"|[ \t>]*+\d{1,9}\)[ \t]|[ \t>]*[ \t](?:```|~~~|:::|!!!|===|\?\?\?|</?[a-zA-Z])|[ \t]+>"
    # A bullet after a number, a number after a bullet, or a rule after an item.
    r"|(?P<j>[ \t>]*+)(?:[-*+][ \t][^\n]*+\n(?:(?P=j)\d{1,9}[.)][ \t]|---)"
    r"|\d{1,9}[.)][ \t][^\n]*+\n(?:(?P=j)[-*+][ \t]|---)))"
    # A paragraph of an item, indented by less than four spaces, or followed by the next item.
    r"|\n(?=[ \t>])(?:(?:[ ]{4}|\t|>[ ]?+)*+[ ]{1,3}\S"
    rf"|[ \t]++(?!{_MARK})[^\n]*+(?:\n[ \t]++(?!{_MARK})[^\n]*+)*+\n[ \t]*+{_MARK}))"
)
"""A list that the library does not read as CommonMark does."""

_NESTED_FENCE = r"\n(?=[ \t>*+\d-])(?:[ \t>]|[*+-][ \t]|\d{1,9}[.)][ \t])+(?:```|~~~)"

_HTML_LINE = r"\n(?:[ \t]*</|[ \t]+<)[a-zA-Z]"

OPTIONAL_FEATURES = (
    OptionalFeature("hard_breaks", ("\\\n",)),
    OptionalFeature("nested_fences", ("```", "~~~"), _NESTED_FENCE),
    OptionalFeature("markdown_in_html", ("<",), _HTML_LINE),
    OptionalFeature("callout_quotes", ("[!",), r"\n[^\n]*>[ ]?\[!\w"),
    OptionalFeature("block_attributes", ("{:",), r"\n[ \t>]*\{:[^{}\n]*\}[ ]*(?:\n|\Z)"),
    OptionalFeature("collapsible", ("???",), r"\n[ \t>*+-]*\?\?\?"),
    OptionalFeature("divs", (":::", "```{", "~~~{")),
    OptionalFeature("tabs", ('=== "', '===! "', '===+ "'), r'\n[ \t>*+-]*===[!+]* +"'),
    OptionalFeature("lists", ("\n",), _LISTS),
    OptionalFeature("escapes", ("\\",), r"""\\[~=^"'$%&,/:;<?@]"""),
    OptionalFeature("strikethrough", ("~~",), r"(?<!~)~~[^~\s]"),
    OptionalFeature("highlighted_text", ("==",), r"==[^=\s]"),
    OptionalFeature("scripts", ("~", "^"), r"(?<!~)~[^~\s/\[]|(?<!\[)\^[^\^\s\[]"),
    OptionalFeature("keys", ("++",), r"\+\+[\w\"]"),
    OptionalFeature("special_names", ("__",), "__[a-z]"),
)
"""All optional features, in the order in which they are added to a converter.

To add one, write a module and add a line here. A feature changes no text without its triggers, so
a converter without the feature gives the same result for such a text.
"""

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})(?P<info>.*)$", re.MULTILINE)
_CODE_INFO = re.compile(r" *(?:[\w.+#-]+|\{ *\.[^{}]*\})? *\Z")
"""What follows the opening fence of a code block, except for unusual options."""


def needed_features(
    text: str, optional: Iterable[OptionalFeature] = OPTIONAL_FEATURES
) -> tuple[OptionalFeature, ...]:
    """Return the features that a text may need, without those that only its code seems to need."""
    needed = [feature for feature in optional if feature.may_change(text)]
    if needed:
        outside = _outside_code(text)
        if outside != text:
            needed = [feature for feature in needed if feature.may_change(outside)]
    return tuple(needed)


def _outside_code(text: str) -> str:
    """Return a text without the content of its fenced code.

    If it is not certain which lines are code, the text is returned unchanged.
    """
    parts: list[str] = []
    fence, done = "", 0
    for found in _FENCE.finditer(text) if "```" in text or "~~~" in text else ():
        if not fence:
            if not _CODE_INFO.match(found["info"]):
                return text
            fence = found["fence"]
            parts.append(text[done : found.end()])
            done = found.end()
        elif found["fence"] == fence and not found["info"].strip():
            fence, done = "", found.start() - 1
    return "".join((*parts, text[done:]))
