"""What an author asks of a piece of code behind its fence: a language, classes, options.

Pygments has far more options than are let through here: some end in an error or name files, and
of others nobody would see anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem, did_you_mean, join_hints

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 999_999
"""A line's number."""
_MOST_TOLD = 20
"""Faults behind one fence; what follows them is not read."""
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^ =}]+)(?:=(?:"(?P<double>.*?)"|'(?P<single>.*?)'|(?P<bare>[^ =}]+)))?"""
)
"""As `attr_list` reads them."""
_YES = frozenset({"true", "yes", "y", "on", "1"})
_NO = frozenset({"false", "no", "n", "off", "0", "none"})
_OF_CLASSES = frozenset({"class", "lang", "language"})
_ELSEWHERE = {"linenos": "linenums"}
"""What Pygments itself calls it, and what is nearer to another name here."""
_SHOWN_WITHOUT = "the code is shown without it"


class InvalidOption(NamedTuple):
    """What is not done as asked: why, and which letters of the fence's line ask for it."""

    problem: Problem
    start: int
    length: int


class CodeOptions(NamedTuple):
    """A piece of code and what is asked of it; `options` are named as Pygments' formatter's."""

    code: str
    language: str
    identifier: str
    classes: list[str]
    options: dict[str, Any]
    wrong: list[InvalidOption]


class Attribute(NamedTuple):
    """One of the words in braces, from `start` to `end`: `.class`, `#id`, `name=value`, `name`.

    The name is `.` for a class and `id` for an identifier; the value is None where there is none.
    """

    name: str
    value: str | None
    start: int
    end: int


class _Option(NamedTuple):
    name: str
    """As Pygments calls it."""
    read: Callable[[str, int], Any]
    """What a text means beside code of so many lines; None if nothing."""
    hint: str


def code_options(found: re.Match[str]) -> CodeOptions | None:
    """What is asked of the code that `fenced_code`'s pattern found; None if it is no code."""
    # The library would lose the lines up to where a quote is closed that its line does not close.
    code = found.string[found.string.index("\n", found.start()) + 1 : found.end("code")]
    asked = CodeOptions(code, found["lang"] or "", "", [], {}, [])
    if found["attrs"]:
        return _in_braces(found, asked)
    if found["hl_lines"]:
        _take_alone(found, asked)
    return asked


def fence_attributes(text: str) -> tuple[list[Attribute], int]:
    """The words in braces, and where begins what is none of them; the text's end if all are."""
    found: list[Attribute] = []
    place = 0
    while place < len(text):
        one = _ATTRIBUTE.match(text, place)
        if one:
            name, *values = one.groups()
            value = next((v for v in values if v is not None), None)
            if value is None and name[0] in ".#":
                name, value = {".": ".", "#": "id"}[name[0]], name[1:]
            found.append(Attribute(name, value, place, one.end()))
        elif text[place] != " ":
            break
        place = one.end() if one else place + 1
    return found, place


def _in_braces(found: re.Match[str], asked: CodeOptions) -> CodeOptions | None:
    text = found["attrs"]
    attributes, end = fence_attributes(text)
    if "}" in text[end:]:
        return None
    before, lines = found.start("attrs") - found.start(), _lines_of(asked.code)
    classes: list[str] = []
    identifier = ""
    for one in attributes:
        if one.name == ".":
            classes.append(one.value or "")
        elif one.name == "id" and one.value is not None:
            identifier = one.value
        else:
            moved = one._replace(start=one.start + before, end=one.end + before)
            _take(moved, lines, asked)
    if end < len(text) and not asked.wrong:
        word = text[end:].split(" ")[0]
        hint = "write name=value, without spaces around the sign"
        asked.wrong.append(_unknown(word, before + end, hint))
    language = classes.pop(0) if classes else ""
    return asked._replace(language=language, identifier=identifier, classes=classes)


def _take_alone(found: re.Match[str], asked: CodeOptions) -> None:
    """Put `hl_lines="…"` without braces, behind which the line ends, among the options."""
    line = found[0].partition("\n")[0]
    start = line.index("hl_lines=")
    value, more, _ = found["hl_lines"].partition("\n")
    one = Attribute("hl_lines", value, start, len(line.rstrip(" ")))
    if more:
        asked.wrong.append(_wrong_value(one, "close the quote on its line"))
    elif "=" in value:
        hint = "write several options in braces: {.python hl_lines=1 linenums=true}"
        asked.wrong.append(_wrong_value(one, hint))
    else:
        _take(one, _lines_of(asked.code), asked)


def _take(one: Attribute, lines: int, asked: CodeOptions) -> None:
    """Put one option among those of a piece of code, or among what is wrong with it."""
    if len(asked.wrong) == _MOST_TOLD:
        return
    option = _OPTIONS.get(one.name)
    if option is None:
        asked.wrong.append(_unknown(one.name, one.start, _next_step(one)))
        return
    value = None if one.value is None else option.read(one.value, lines)
    if value is None:
        asked.wrong.append(_wrong_value(one, option.hint.format(lines=lines)))
    else:
        asked.options[option.name] = value


def _unknown(word: str, start: int, hint: str) -> InvalidOption:
    message = f"'{word}' is not an option of code"
    return InvalidOption(Problem(Code.CODE_OPTION, message, hint), start, len(word))


def _wrong_value(one: Attribute, hint: str) -> InvalidOption:
    message = (
        f"'{one.name}' needs a value"
        if one.value is None
        else f"'{one.name}' cannot be '{one.value}'"
    )
    return InvalidOption(Problem(Code.CODE_OPTION, message, hint), one.start, one.end - one.start)


def _next_step(one: Attribute) -> str:
    near = did_you_mean(_ELSEWHERE.get(one.name, one.name), _OPTIONS)
    if near.endswith("?"):
        return near
    if one.value is None or one.name in _OF_CLASSES:
        word = one.name if one.value is None else one.value
        return f"write a language or a class with a dot before it: .{word}"
    return join_hints(near, _SHOWN_WITHOUT)


def _lines_of(code: str) -> int:
    return code.strip("\n").count("\n") + 1


def _number(text: str, least: int, most: int) -> int | None:
    """A whole number in bounds; nothing else that Python reads as one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST))):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _numbers(text: str, lines: int) -> list[int] | None:
    read = [_number(word, 1, lines) for word in text.split()]
    numbers = [number for number in read if number is not None]
    return numbers if len(numbers) == len(read) else None


def _truth(text: str, _lines: int) -> bool | None:
    word = text.lower()
    return word in _YES if word in _YES | _NO else None


_OPTIONS = {
    "hl_lines": _Option(
        "hl_lines", _numbers, "write numbers from 1 to {lines}, with spaces between them"
    ),
    "linenums": _Option("linenos", _truth, "write linenums=true, or leave it out"),
    "linenostart": _Option(
        "linenostart", lambda text, _: _number(text, 0, _MOST), f"write a number from 0 to {_MOST}"
    ),
    "linenostep": _Option(
        "linenostep", lambda text, _: _number(text, 1, _MOST), f"write a number from 1 to {_MOST}"
    ),
}
"""All that an author may write; the theme shows numbers, and marked lines have the class `hll`."""
