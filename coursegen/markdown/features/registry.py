"""The list of optional features, and the features that a text needs."""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coursegen.markdown.features.patterns import (
    BARE_URL_START,
    HTML_LINE,
    LISTS,
    NESTED_BACKTICKS,
    NESTED_TILDES,
    SETEXT_HEADING,
    TABLE_TEXT,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coursegen.markdown.feature import Feature
    from coursegen.markdown.limits import Limits


class OptionalFeature(NamedTuple):
    """A module of this package, which is imported only if a text may need it.

    The module has a function `feature(limits)` that returns the feature. `when` contains strings:
    at least one of them occurs in each text that the feature changes. If they are common in other
    texts, too, the regular expression `pattern` or `other_pattern` also matches in each text that
    the feature changes, after a line end. Each begins with a certain character, since the regex
    engine is slower for alternatives.
    """

    module: str
    when: tuple[str, ...]
    pattern: str = ""
    other_pattern: str = ""

    def may_change(self, text: str) -> bool:
        """Return whether the feature may change a text, which begins with a line end."""
        for trigger in self.when:
            if trigger in text:
                patterns = [each for each in (self.pattern, self.other_pattern) if each]
                return not patterns or any(re.search(each, text) for each in patterns)
        return False

    def load(self, limits: Limits) -> Feature:
        """Import the module, and return its feature; `limits` takes its problems."""
        module = importlib.import_module(f"coursegen.markdown.features.{self.module}")
        feature: Feature = module.feature(limits)
        return feature


OPTIONAL_FEATURES = (
    OptionalFeature("hard_breaks", ("\\\n",)),
    OptionalFeature("nested_fences", ("`", "~"), NESTED_BACKTICKS, NESTED_TILDES),
    OptionalFeature("markdown_in_html", ("<",), HTML_LINE),
    OptionalFeature("callout_quotes", ("[!",), r"\n[^\n]*>[ ]?\[!\w"),
    OptionalFeature("block_attributes", ("{:",), r"\n[ \t>]*\{:[^{}\n]*\}[ ]*(?:\n|\Z)"),
    OptionalFeature("collapsible", ("???",), r"\n[ \t>*+-]*\?\?\?"),
    OptionalFeature("divs", (":::", "```{", "~~~{")),
    OptionalFeature("tabs", ('=== "', '===! "', '===+ "'), r'\n[ \t>*+-]*===[!+]* +"'),
    OptionalFeature("figures", ("#fig-", "{figure}", "@fig-", "-alt=")),
    OptionalFeature("grid_tables", ("+",), r"\n[ \t>]*+\+[:=-]++\+"),
    OptionalFeature("table_captions", ("\n: ", "\nTable: "), r"\n[^\n]*[|+][ \t]*\n+(?:Table)?: "),
    OptionalFeature("table_text", ("|",), TABLE_TEXT),
    OptionalFeature(
        "setext_headings", ("\n=", "\n  =", "\n   =", "\n> =", "\n---"), SETEXT_HEADING
    ),
    OptionalFeature("lists", ("\n",), LISTS),
    OptionalFeature("liquid_highlight", ("{%",), r"\n[ >]*\{%-? *highlight "),
    OptionalFeature(
        "inline_code", ("`#!", "` #!", "`{.", "`{:", "`{ "), r"`(?:[ ]?#!\w|(?<!```)\{:? *\.)"
    ),
    OptionalFeature("escapes", ("\\",), r"""\\[~=^"'$%&,/:;<?@]"""),
    OptionalFeature("strikethrough", ("~~",), r"~~(?<!~~~)[^~\s]"),
    OptionalFeature("highlighted_text", ("==",), r"==[^=\s]"),
    OptionalFeature("scripts", ("~", "^"), r"~(?<!~~)[^~\s/\[]", r"\^(?<!\[\^)[^\^\s\[]"),
    OptionalFeature("keys", ("++",), r"\+\+[\w\"]"),
    OptionalFeature(
        "bare_links", ("://", "www.", "@"), rf"{BARE_URL_START}|@(?<=[\w.+-]@)[A-Za-z0-9]"
    ),
    OptionalFeature("emoji", (":",), r":(?<![\w:]:)[a-z0-9_+-]+:"),
    OptionalFeature("special_names", ("__",), "__[a-z]"),
)
"""All optional features, in the order in which they are added to a converter.

To add one, write a module and add a line here. A feature changes no text without its triggers, so
a converter without the feature gives the same result for such a text.
"""

_FENCE = re.compile(r"\n(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_BACKTICKS = re.compile(r"\n(?P<fence>```+)(?P<info>.*)")
"""A fence of backticks, which the regex engine finds three times as fast."""
_CODE_INFO = re.compile(r"[^`{]*(?:\{ *[.#\d][^`{}]*\}[^`{]*)?\Z")
"""What follows the opening fence of a code block, except for unusual options."""


def needed_features(
    text: str, optional: Sequence[OptionalFeature] = OPTIONAL_FEATURES
) -> tuple[OptionalFeature, ...]:
    """Return the features that a text may need, without those that only its code seems to need."""
    text = _outside_code(f"\n{text}")
    rare, others = _by_rarity(optional)
    candidates = optional if rare.search(text) else others
    return tuple(feature for feature in candidates if feature.may_change(text))


@cache
def _by_rarity(
    optional: Sequence[OptionalFeature],
) -> tuple[re.Pattern[str], tuple[OptionalFeature, ...]]:
    """Return a pattern of the triggers of features without common triggers, and the other features.

    One search for many triggers takes as long as a search for one of them.
    """
    others = tuple(each for each in optional if any(len(trigger) < 2 for trigger in each.when))
    rare = {trigger for each in optional if each not in others for trigger in each.when}
    return re.compile("|".join(map(re.escape, sorted(rare))) or r"(?!)"), others


def _outside_code(text: str) -> str:
    """Return a text, which begins with a line end, without the content of its fenced code.

    If it is not certain which lines are code, the text is returned unchanged.
    """
    parts: list[str] = []
    fence, done = "", 0
    for found in (_FENCE if "~~~" in text else _BACKTICKS).finditer(text):
        if not fence:
            if not _CODE_INFO.match(found["info"]):
                return text
            fence = found["fence"]
            parts.append(text[done : found.end()])
            done = found.end()
        elif found["fence"] == fence and not found["info"].strip():
            fence, done = "", found.start()
    return "".join((*parts, text[done:]))
