"""Code between `{% highlight python linenos %}` and `{% endhighlight %}` (Jekyll)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_OPENING = re.compile(r"(?P<before>[ >]*)\{%-? *highlight +(?P<info>[^%{}\n]*?) *-?%\} *\Z")
_CLOSING = re.compile(r"[ >]*\{%-? *endhighlight *-?%\} *\Z")
_STYLE = re.compile(r"\blinenos=\S+")
_FENCE = re.compile(r"[ >]*(?P<fence>~{3,})")
_BEFORE_FENCES = 28
"""The priority of the preprocessor: before all that read fences."""


class LiquidHighlight(Extension):
    """Adds the preprocessor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the preprocessor with the Markdown converter."""
        md.preprocessors.register(_Highlight(md), "liquid_highlight", _BEFORE_FENCES)


class _Highlight(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        """Replace both lines around the code with fences, which are longer than all in the text."""
        result = [*lines]
        longest = max((len(m["fence"]) for line in lines if (m := _FENCE.match(line))), default=2)
        fence = "~" * (longest + 1)
        opened: tuple[int, re.Match[str]] | None = None
        for number, line in enumerate(lines):
            if opened and _CLOSING.match(line):
                start, opening = opened
                info = _STYLE.sub("linenos", opening["info"])
                result[start] = f"{opening['before']}{fence}{info}"
                result[number] = f"{opening['before']}{fence}"
                opened = None
            elif opened is None and (found := _OPENING.match(line)):
                opened = number, found
        return result


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(LiquidHighlight())
