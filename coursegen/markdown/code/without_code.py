"""Hide the code in the source of some Markdown, where markup is shown as text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from coursegen.base.html_comments import find_comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.markdown.fragment import CodeBlock

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_DIRECTIVE = re.compile(r"^[ \t>]*`{3,}(?:\{[\w-]+\}[^`\n]*)?$", re.MULTILINE)
"""A line before or after a directive, such as "```{note}", which contains Markdown."""
_NOT_LINE_END = re.compile(r"[^\n]")


def without_code(text: str, code: Iterable[CodeBlock]) -> str:
    """Replace code blocks, code spans and comments with spaces; no offset changes.

    `code` contains the code blocks of the fragment of this text.
    """
    comments = find_comments(text)
    lines = text.split("\n")
    for block in code:
        lines[block.first : block.end] = map(spaces_for, lines[block.first : block.end])
    text = _hide("\n".join(lines), comments)
    return _hide(text, _code_spans(text)) if "`" in text else text


def spaces_for(text: str) -> str:
    """Replace everything but line breaks with spaces."""
    return _NOT_LINE_END.sub(" ", text) if "\n" in text else " " * len(text)


def _hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += (text[done:start], spaces_for(text[start:end]))
        done = end
    return "".join((*parts, text[done:]))


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield each code span, which has equally many backticks at both ends, in one paragraph."""
    directives = _DIRECTIVE.finditer(text) if "```{" in text else ()
    fences = {position for found in directives for position in range(*found.span())}
    paragraph = 0
    for gap in (*_BLANK_LINES.finditer(text), None):
        end = gap.start() if gap else len(text)
        found = [each.span() for each in re.compile("`+").finditer(text, paragraph, end)]
        runs = [span for span in found if span[0] not in fences]
        by_length: dict[int, list[int]] = defaultdict(list)
        for start, stop in runs:
            by_length[stop - start].append(start)
        done = 0
        for start, stop in runs:
            starts = by_length[stop - start]
            following = bisect_right(starts, start)
            is_escaped = start > 0 and text[start - 1] == "\\"
            if start >= done and following < len(starts) and not is_escaped:
                done = starts[following] + stop - start
                yield start, done
        paragraph = end
