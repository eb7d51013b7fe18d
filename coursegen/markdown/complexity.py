"""How long Markdown would look at a text: counted beforehand, in letters.

Python-Markdown looks for the end of whatever a text opens, from each beginning anew.  That is
nothing in a text that closes what it opens, and grows with the square of one that does not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

_BRACKETS = re.compile(r"[\[()]|\]\(?")
_TICKS = re.compile("`+")
_FENCE = re.compile(r"(?P<fence>~{3,}|`{3,})(?P<rest>.*)")
_FENCES = re.compile(rf"\n{_FENCE.pattern}")
"""Those of a text after a line end; that is found quickly, the beginning of a line is not."""
_FENCE_STARTS = ("```", "~~~")
_INDENT = "    "
_BLOCK_COST, _CHARACTER_COST = 5_000, 100
"""What the beginning or end of a piece of code costs, and a letter of it."""
_BRACKET_PATTERNS = 3
"""How many of Python-Markdown's patterns begin at one bracket: link, reference, short reference."""


def inline_cost(text: str) -> int:
    """How many letters are looked at for links, pictures and code in a paragraph."""
    cost = _BRACKET_PATTERNS * _bracket_cost(text) if "[" in text else 0
    return cost + _backtick_cost(text) if "`" in text else cost


def max_inline_cost(text: str) -> int:
    """What `inline_cost` cannot be more than: each sign, as if it were sought to the end."""
    brackets = text.count("[") + text.count("](")
    return (_BRACKET_PATTERNS * brackets + text.count("`")) * len(text)


def _bracket_cost(text: str) -> int:
    cost = 0
    square: list[int] = []
    round_: list[tuple[int, bool]] = []
    for found in _BRACKETS.finditer(text):
        sign, place = found[0], found.start()
        if sign == "[":
            square.append(place)
        elif sign == "(":
            round_.append((place, False))
        elif sign == ")":
            if round_:
                start, is_link = round_.pop()
                if is_link:
                    cost += _destination_cost(text, start, place)
        else:
            if square:
                cost += place - square.pop()
            if sign == "](":
                round_.append((place, True))
    cost += sum(len(text) - place for place in square)
    return cost + sum(len(text) - place for place, is_link in round_ if is_link)


def _destination_cost(text: str, start: int, end: int) -> int:
    """An address up to its bracket; with a quote that is not closed there, up to the text's end."""
    quotes = [place for sign in "\"'" if (place := text.find(sign, start, end)) >= 0]
    closed = not quotes or text[end - 1] == text[min(quotes)]
    return (end if closed else len(text)) - start


def _backtick_cost(text: str) -> int:
    runs = [(found.start(), len(found[0])) for found in _TICKS.finditer(text)]
    places: dict[int, list[int]] = defaultdict(list)
    for place, length in runs:
        places[length].append(place)
    cost, done = 0, 0
    for place, length in runs:
        if place < done:
            continue
        same = places[length]
        following = bisect_right(same, place)
        if following < len(same):
            done = same[following] + length
            cost += done - place
        else:
            cost += len(text) - place
    return cost


def fence_cost(text: str) -> int:
    """How many letters are looked at for the ends of fenced code."""
    fences = _FENCES.finditer(f"\n{text}")
    lines = [(found.start(), found["fence"], found["rest"]) for found in fences]
    closing = {fence: place for place, fence, rest in lines if not rest.strip()}
    cost, inside = 0, ""
    for place, fence, rest in lines:
        if inside:
            inside = "" if fence == inside and not rest.strip() else inside
        elif closing.get(fence, -1) > place and "hl_lines" not in rest:
            inside = fence
        else:
            # Each way to divide the spaces behind it is tried.
            cost += (1 + rest.count(" ")) * (len(text) - place)
    return cost


def highlighting_cost(text: str) -> int:
    """What it takes to colour the code in a text: some languages ask for the square of a line."""
    cost, fence = 0, ""
    for line in text.split("\n"):
        found = _FENCE.match(line) if line.startswith(_FENCE_STARTS) else None
        if found and (not fence or line.rstrip() == fence):
            fence = "" if fence else found["fence"]
            cost += _BLOCK_COST
        elif fence or line.startswith(_INDENT):
            cost += len(line) * (len(line) + _CHARACTER_COST)
    return cost


def table_cost(block: str) -> int:
    """How many cells a block would have as a table, or how often its pipes are compared."""
    head, _, rest = block.partition("\n")
    pipes = head.count("|")
    if not rest or not pipes:
        return 0
    lines = rest.split("\n")
    rule = lines[0]
    cells = (pipes + 1) * len(lines) if not set(rule) - set("|:- ") else 0
    return cells + sum(line.count("|") * line.count("`") for line in (head, *lines) if "`" in line)
