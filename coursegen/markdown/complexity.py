"""Estimates of Python-Markdown's running time, measured in characters to scan.

Python-Markdown searches for the end of each opening bracket, quote or backtick. This is cheap if
all of them are closed, but takes quadratic time if most of them are unclosed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

_BRACKETS = re.compile(r"[\[()]|\]\(?")
_TICKS = re.compile("`+")
_FENCE = re.compile(r"(?P<fence>~{3,}|`{3,})(?P<rest>.*)")
_FENCE_STARTS = ("```", "~~~")
_INDENT = "    "
_BLOCK_COST, _CHARACTER_COST = 5_000, 100
"""The cost of each opening or closing fence, and of each character of code."""
_BRACKET_PATTERNS = 3
"""The number of patterns that try each bracket: link, reference and short reference."""


def inline_cost(text: str) -> int:
    """Count the characters scanned for links, images and code spans in a paragraph."""
    cost = _BRACKET_PATTERNS * _bracket_cost(text) if "[" in text else 0
    return cost + _backtick_cost(text) if "`" in text else cost


def max_inline_cost(text: str) -> int:
    """Return an upper bound of `inline_cost`, assuming that nothing is closed."""
    brackets = text.count("[") + text.count("](")
    return (_BRACKET_PATTERNS * brackets + text.count("`")) * len(text)


def _bracket_cost(text: str) -> int:
    cost = 0
    brackets: list[int] = []
    parentheses: list[tuple[int, bool]] = []
    for match in _BRACKETS.finditer(text):
        bracket, position = match[0], match.start()
        if bracket == "[":
            brackets.append(position)
        elif bracket == "(":
            parentheses.append((position, False))
        elif bracket == ")":
            if parentheses:
                start, is_link = parentheses.pop()
                if is_link:
                    cost += _destination_cost(text, start, position)
        else:
            if brackets:
                cost += position - brackets.pop()
            if bracket == "](":
                parentheses.append((position, True))
    cost += sum(len(text) - position for position in brackets)
    return cost + sum(len(text) - position for position, is_link in parentheses if is_link)


def _destination_cost(text: str, start: int, end: int) -> int:
    """Count the characters from a link to its `)`, or to the end if a quote is unclosed."""
    quotes = [position for quote in "\"'" if (position := text.find(quote, start, end)) >= 0]
    closed = not quotes or text[end - 1] == text[min(quotes)]
    return (end if closed else len(text)) - start


def _backtick_cost(text: str) -> int:
    runs = [(match.start(), len(match[0])) for match in _TICKS.finditer(text)]
    by_length: dict[int, list[int]] = defaultdict(list)
    for position, length in runs:
        by_length[length].append(position)
    cost, done = 0, 0
    for position, length in runs:
        if position < done:
            continue
        positions = by_length[length]
        next_index = bisect_right(positions, position)
        if next_index < len(positions):
            done = positions[next_index] + length
            cost += done - position
        else:
            cost += len(text) - position
    return cost


def highlighting_cost(text: str) -> int:
    """Estimate the cost of highlighting; some lexers take time quadratic in the line length."""
    cost, fence = 0, ""
    for line in text.split("\n"):
        match = _FENCE.match(line) if line.startswith(_FENCE_STARTS) else None
        if match and (not fence or line.rstrip() == fence):
            fence = "" if fence else match["fence"]
            cost += _BLOCK_COST
        elif fence or line.startswith(_INDENT):
            cost += len(line) * (len(line) + _CHARACTER_COST)
    return cost


def max_highlighting_cost(text: str) -> int:
    """Return an upper bound of `highlighting_cost`, assuming that all text is code."""
    longest = max(map(len, text.split("\n")))
    fences = sum(map(text.count, _FENCE_STARTS))
    return len(text) * (longest + _CHARACTER_COST) + fences * _BLOCK_COST


def table_cost(block: str) -> int:
    """Count the cells of a table block, and the pipe-backtick pairs that are compared."""
    head, _, rest = block.partition("\n")
    pipes = head.count("|")
    if not rest or not pipes:
        return 0
    lines = rest.split("\n")
    rule = lines[0]
    cells = (pipes + 1) * len(lines) if not set(rule) - set("|:- ") else 0
    return cells + sum(line.count("|") * line.count("`") for line in (head, *lines) if "`" in line)
