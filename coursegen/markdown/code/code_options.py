"""What an author asks of a piece of code behind its fence: a language, classes, options.

Pygments has far more options than are let through here: some end in an error or name files, and
of others nobody would see anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem, did_you_mean, steps

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_NUMBER = 999_999
"""A line's number."""
_MAX_PROBLEMS = 20
"""Faults behind one fence; what follows them is not read."""
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^ =}]+)(?:=(?:"(?P<double>.*?)"|'(?P<single>.*?)'|(?P<bare>[^ =}]+)))?"""
)
"""As `attr_list` reads them."""
_TRUE = frozenset({"true", "yes", "y", "on", "1"})
_FALSE = frozenset({"false", "no", "n", "off", "0", "none"})
_CLASS_NAMES = frozenset({"class", "lang", "language"})
_SYNONYMS = {"linenos": "linenums"}
"""What Pygments itself calls it, and what is nearer to another name here."""
_IGNORED = "the code is shown without it"


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
    invalid: list[InvalidOption]


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
    block = CodeOptions(code, found["lang"] or "", "", [], {}, [])
    if found["attrs"]:
        return _read_braces(found, block)
    if found["hl_lines"]:
        _read_bare_hl_lines(found, block)
    return block


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


def _read_braces(found: re.Match[str], block: CodeOptions) -> CodeOptions | None:
    text = found["attrs"]
    attributes, end = fence_attributes(text)
    if "}" in text[end:]:
        return None
    before, lines = found.start("attrs") - found.start(), _count_lines(block.code)
    classes: list[str] = []
    identifier = ""
    for one in attributes:
        if one.name == ".":
            classes.append(one.value or "")
        elif one.name == "id" and one.value is not None:
            identifier = one.value
        else:
            moved = one._replace(start=one.start + before, end=one.end + before)
            _add_option(moved, lines, block)
    if end < len(text) and not block.invalid:
        word = text[end:].split(" ")[0]
        hint = "write name=value, without spaces around the sign"
        block.invalid.append(_unknown_option(word, before + end, hint))
    language = classes.pop(0) if classes else ""
    return block._replace(language=language, identifier=identifier, classes=classes)


def _read_bare_hl_lines(found: re.Match[str], block: CodeOptions) -> None:
    """Put `hl_lines="…"` without braces, behind which the line ends, among the options."""
    line = found[0].partition("\n")[0]
    start = line.index("hl_lines=")
    value, more, _ = found["hl_lines"].partition("\n")
    one = Attribute("hl_lines", value, start, len(line.rstrip(" ")))
    if more:
        block.invalid.append(_invalid_value(one, "close the quote on its line"))
    elif "=" in value:
        hint = "write several options in braces: {.python hl_lines=1 linenums=true}"
        block.invalid.append(_invalid_value(one, hint))
    else:
        _add_option(one, _count_lines(block.code), block)


def _add_option(one: Attribute, lines: int, block: CodeOptions) -> None:
    """Put one option among those of a piece of code, or among what is wrong with it."""
    if len(block.invalid) == _MAX_PROBLEMS:
        return
    option = _OPTIONS.get(one.name)
    if option is None:
        block.invalid.append(_unknown_option(one.name, one.start, _unknown_option_hint(one)))
        return
    value = None if one.value is None else option.read(one.value, lines)
    if value is None:
        block.invalid.append(_invalid_value(one, option.hint.format(lines=lines)))
    else:
        block.options[option.name] = value


def _unknown_option(word: str, start: int, hint: str) -> InvalidOption:
    message = f"'{word}' is not an option of code"
    return InvalidOption(Problem(Code.CODE_OPTION, message, hint), start, len(word))


def _invalid_value(one: Attribute, hint: str) -> InvalidOption:
    message = (
        f"'{one.name}' needs a value"
        if one.value is None
        else f"'{one.name}' cannot be '{one.value}'"
    )
    return InvalidOption(Problem(Code.CODE_OPTION, message, hint), one.start, one.end - one.start)


def _unknown_option_hint(one: Attribute) -> str:
    near = did_you_mean(_SYNONYMS.get(one.name, one.name), _OPTIONS)
    if near.endswith("?"):
        return near
    if one.value is None or one.name in _CLASS_NAMES:
        word = one.name if one.value is None else one.value
        return f"write a language or a class with a dot before it: .{word}"
    return steps(near, _IGNORED)


def _count_lines(code: str) -> int:
    return code.strip("\n").count("\n") + 1


def _number(text: str, least: int, most: int) -> int | None:
    """A whole number in bounds; nothing else that Python reads as one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_MAX_NUMBER))):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _numbers(text: str, lines: int) -> list[int] | None:
    read = [_number(word, 1, lines) for word in text.split()]
    numbers = [number for number in read if number is not None]
    return numbers if len(numbers) == len(read) else None


def _boolean(text: str, _lines: int) -> bool | None:
    word = text.lower()
    return word in _TRUE if word in _TRUE | _FALSE else None


_OPTIONS = {
    "hl_lines": _Option(
        "hl_lines", _numbers, "write numbers from 1 to {lines}, with spaces between them"
    ),
    "linenums": _Option("linenos", _boolean, "write linenums=true, or leave it out"),
    "linenostart": _Option(
        "linenostart",
        lambda text, _: _number(text, 0, _MAX_NUMBER),
        f"write a number from 0 to {_MAX_NUMBER}",
    ),
    "linenostep": _Option(
        "linenostep",
        lambda text, _: _number(text, 1, _MAX_NUMBER),
        f"write a number from 1 to {_MAX_NUMBER}",
    ),
}
"""All that an author may write; the theme shows numbers, and marked lines have the class `hll`."""
