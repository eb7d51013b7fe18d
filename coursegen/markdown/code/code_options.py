"""Options of fenced code: a language, classes and a few of Pygments' formatter options.

All other Pygments options are rejected, because some raise errors or access files, and the rest
have no visible effect.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem, did_you_mean, join_hints

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_NUMBER = 999_999
"""The largest line number."""
_MAX_PROBLEMS = 20
"""The maximum number of problems reported for one fence. Further options are ignored."""
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^ =}]+)(?:=(?:"(?P<double>.*?)"|'(?P<single>.*?)'|(?P<bare>[^ =}]+)))?"""
)
"""An attribute, with the syntax of the `attr_list` extension."""
_TRUE = frozenset({"true", "yes", "y", "on", "1"})
_FALSE = frozenset({"false", "no", "n", "off", "0", "none"})
_CLASS_NAMES = frozenset({"class", "lang", "language"})
_SYNONYMS = {"linenos": "linenums"}
"""Pygments' own option names, for which a spelling suggestion would be wrong."""
_IGNORED = "the option is ignored"


class InvalidOption(NamedTuple):
    """A problem with an option, and its position in the line of the fence."""

    problem: Problem
    start: int
    length: int


class CodeOptions(NamedTuple):
    """A code block and its options; `options` are arguments of Pygments' HTML formatter."""

    code: str
    language: str
    identifier: str
    classes: list[str]
    options: dict[str, Any]
    invalid: list[InvalidOption]


class Attribute(NamedTuple):
    """An attribute in braces, from `start` to `end`: `.class`, `#id`, `name=value` or `name`.

    The name is `.` for a class and `id` for an identifier. The value is None for a bare name.
    """

    name: str
    value: str | None
    start: int
    end: int


class _Option(NamedTuple):
    name: str
    """The name of the option in Pygments."""
    parse: Callable[[str, int], Any]
    """Parses a value for code with a given number of lines; returns None if it is invalid."""
    hint: str


def code_options(match: re.Match[str]) -> CodeOptions | None:
    """Parse a match of `fenced_code`'s pattern; return None if it is not a code block."""
    # If the fence's line contains an unclosed quote, the group `code` starts too late.
    code = match.string[match.string.index("\n", match.start()) + 1 : match.end("code")]
    block = CodeOptions(code, match["lang"] or "", "", [], {}, [])
    if match["attrs"]:
        return _read_braces(match, block)
    if match["hl_lines"]:
        _read_bare_hl_lines(match, block)
    return block


def fence_attributes(text: str) -> tuple[list[Attribute], int]:
    """Parse the attributes in braces; also return the position of the first invalid part."""
    attributes: list[Attribute] = []
    position = 0
    while position < len(text):
        attribute = _ATTRIBUTE.match(text, position)
        if attribute:
            name, *values = attribute.groups()
            value = next((v for v in values if v is not None), None)
            if value is None and name[0] in ".#":
                name, value = {".": ".", "#": "id"}[name[0]], name[1:]
            attributes.append(Attribute(name, value, position, attribute.end()))
        elif text[position] != " ":
            break
        position = attribute.end() if attribute else position + 1
    return attributes, position


def _read_braces(match: re.Match[str], block: CodeOptions) -> CodeOptions | None:
    text = match["attrs"]
    attributes, end = fence_attributes(text)
    if "}" in text[end:]:
        return None
    before, lines = match.start("attrs") - match.start(), _count_lines(block.code)
    classes: list[str] = []
    identifier = ""
    for attribute in attributes:
        if attribute.name == ".":
            classes.append(attribute.value or "")
        elif attribute.name == "id" and attribute.value is not None:
            identifier = attribute.value
        else:
            shifted = attribute._replace(start=attribute.start + before, end=attribute.end + before)
            _add_option(shifted, lines, block)
    if end < len(text) and not block.invalid:
        word = text[end:].split(" ")[0]
        hint = "write name=value, without spaces around '='"
        block.invalid.append(_unknown_option(word, before + end, hint))
    language = classes.pop(0) if classes else ""
    return block._replace(language=language, identifier=identifier, classes=classes)


def _read_bare_hl_lines(match: re.Match[str], block: CodeOptions) -> None:
    """Parse `hl_lines="…"` without braces; it is always the last option on its line."""
    line = match[0].partition("\n")[0]
    start = line.index("hl_lines=")
    value, more, _ = match["hl_lines"].partition("\n")
    attribute = Attribute("hl_lines", value, start, len(line.rstrip(" ")))
    if more:
        block.invalid.append(_invalid_value(attribute, "close the quote on the same line"))
    elif "=" in value:
        hint = "write several options in braces: {.python hl_lines=1 linenums=true}"
        block.invalid.append(_invalid_value(attribute, hint))
    else:
        _add_option(attribute, _count_lines(block.code), block)


def _add_option(attribute: Attribute, lines: int, block: CodeOptions) -> None:
    """Add an attribute to a code block's options, or add a problem to `invalid`."""
    if len(block.invalid) == _MAX_PROBLEMS:
        return
    option = _OPTIONS.get(attribute.name)
    if option is None:
        block.invalid.append(
            _unknown_option(attribute.name, attribute.start, _unknown_option_hint(attribute))
        )
        return
    value = None if attribute.value is None else option.parse(attribute.value, lines)
    if value is None:
        block.invalid.append(_invalid_value(attribute, option.hint.format(lines=lines)))
    else:
        block.options[option.name] = value


def _unknown_option(word: str, start: int, hint: str) -> InvalidOption:
    message = f"'{word}' is not an option for code blocks"
    return InvalidOption(Problem(Code.CODE_OPTION, message, hint), start, len(word))


def _invalid_value(attribute: Attribute, hint: str) -> InvalidOption:
    message = (
        f"'{attribute.name}' needs a value"
        if attribute.value is None
        else f"'{attribute.name}' cannot be '{attribute.value}'"
    )
    return InvalidOption(
        Problem(Code.CODE_OPTION, message, hint), attribute.start, attribute.end - attribute.start
    )


def _unknown_option_hint(attribute: Attribute) -> str:
    suggestion = did_you_mean(_SYNONYMS.get(attribute.name, attribute.name), _OPTIONS)
    if suggestion.endswith("?"):
        return suggestion
    if attribute.value is None or attribute.name in _CLASS_NAMES:
        word = attribute.name if attribute.value is None else attribute.value
        return f"write a language or a class with a dot before it: .{word}"
    return join_hints(suggestion, _IGNORED)


def _count_lines(code: str) -> int:
    return code.strip("\n").count("\n") + 1


def _number(text: str, minimum: int, maximum: int) -> int | None:
    """Parse a whole number in ASCII digits; return None if it is invalid or out of range."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_MAX_NUMBER))):
        return None
    number = int(text)
    return number if minimum <= number <= maximum else None


def _numbers(text: str, lines: int) -> list[int] | None:
    parsed = [_number(word, 1, lines) for word in text.split()]
    numbers = [number for number in parsed if number is not None]
    return numbers if len(numbers) == len(parsed) else None


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
"""All options of code blocks. Highlighted lines get the class `hll`."""
