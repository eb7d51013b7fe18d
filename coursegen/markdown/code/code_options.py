"""Options of code blocks: those that work, and a problem for each other one.

coursegen supports only the options in `_OPTIONS`. All options of Python-Markdown's `fenced_code`
are passed to Pygments, where some cause errors or access files, and the rest have no visible
effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem, did_you_mean, join_hints
from coursegen.markdown.code.info_string import Attribute, read_info_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursegen.markdown.code.fences import Fence

_MAX_NUMBER = 999_999
"""The largest line number."""
_MAX_PROBLEMS = 20
"""The maximum number of problems reported for one fence. Further options are ignored."""
_TRUE = frozenset({"true", "yes", "y", "on", "1"})
_FALSE = frozenset({"false", "no", "n", "off", "0", "none"})
_CLASS_NAMES = frozenset({"class", "lang", "language"})
_ALIASES = {
    "caption": "title",
    "emphasize-lines": "hl_lines",
    "file": "title",
    "filename": "title",
    "firstnumber": "linenostart",
    "line-numbers": "linenums",
    "lineno-start": "linenostart",
    "linenos": "linenums",
    "lst-cap": "title",
    "mark_lines": "hl_lines",
    "number-lines": "linenums",
    "numberlines": "linenums",
    "showlinenumbers": "linenums",
    "start-line": "linenostart",
    "startfrom": "linenostart",
}
"""The names of options in other dialects, in lowercase."""
_BOTH = "code-line-numbers"
"""Quarto's option for line numbers or highlighted lines."""
_IGNORED = "the option is ignored"


class InvalidOption(NamedTuple):
    """A problem with an option, and its position in a line, which is 0 for the fence."""

    problem: Problem
    start: int
    length: int
    line: int = 0


class CodeOptions(NamedTuple):
    """A code block and its options; `options` are arguments of Pygments' HTML formatter."""

    code: str
    language: str
    identifier: str
    title: str
    classes: list[str]
    options: dict[str, Any]
    invalid: list[InvalidOption]


class _Option(NamedTuple):
    parse: Callable[[str, int], dict[str, Any] | None]
    """Parses a value for code with a given number of lines; returns None if it is invalid."""
    hint: str


def code_options(fence: Fence) -> CodeOptions:
    """Return the options of a code block."""
    info = read_info_string(fence.info, fence.code)
    code = "\n".join(fence.code.split("\n")[info.option_lines :])
    block = CodeOptions(code, info.language, "", "", [], {}, [])
    lines = code.strip("\n").count("\n") + 1
    for attribute in info.attributes:
        if attribute.name == "." and attribute.value not in {"numberLines", "line-numbers"}:
            block.classes.append(attribute.value or "")
        elif attribute.name == "id" and attribute.value is not None:
            block = block._replace(identifier=attribute.value)
        elif len(block.invalid) < _MAX_PROBLEMS:
            _add_option(attribute, lines, block, is_in_braces="{" in fence.info)
    if not block.invalid:
        hint = "write name=value, without spaces around '='"
        block.invalid.extend(_unknown_option(word, hint) for word in info.rest[:1])
    invalid = [
        each if each.line else each._replace(start=each.start + fence.info_column)
        for each in block.invalid
    ]
    return block._replace(title=block.options.pop("title", ""), invalid=invalid)


def _add_option(
    attribute: Attribute, lines: int, block: CodeOptions, *, is_in_braces: bool
) -> None:
    """Add an attribute to a code block's options, or add a problem to `invalid`."""
    name, value = attribute.name.lower(), attribute.value
    if name == ".":  # Pandoc's class for line numbers
        name, value = "linenums", None
    name = _ALIASES.get(name, name)
    if name == _BOTH:
        is_switch = value is None or value.lower() in _TRUE | _FALSE - {"0", "1"}
        name = "linenums" if is_switch else "hl_lines"
    option = _OPTIONS.get(name)
    if option is None:
        hint = _unknown_option_hint(attribute, is_in_braces=is_in_braces)
        block.invalid.append(_unknown_option(attribute, hint))
        return
    if value is None and name == "linenums":
        value = "true"
    parsed = None if value is None else option.parse(value, lines)
    if parsed is None:
        block.invalid.append(_invalid_value(attribute, option.hint.format(lines=lines)))
    else:
        block.options.update(parsed)


def _unknown_option(attribute: Attribute, hint: str) -> InvalidOption:
    message = f"'{attribute.name}' is not an option for code blocks"
    problem = Problem(Code.CODE_OPTION, message, hint)
    return InvalidOption(problem, attribute.start, len(attribute.name), attribute.line)


def _invalid_value(attribute: Attribute, hint: str) -> InvalidOption:
    if (attribute.value or "").startswith(('"', "'")):
        hint = "close the quote on the same line"
    message = (
        f"'{attribute.name}' needs a value"
        if attribute.value is None
        else f"'{attribute.name}' cannot be '{attribute.value}'"
    )
    length = attribute.end - attribute.start
    problem = Problem(Code.CODE_OPTION, message, hint)
    return InvalidOption(problem, attribute.start, length, attribute.line)


def _unknown_option_hint(attribute: Attribute, *, is_in_braces: bool) -> str:
    similar = [name for name in _OPTIONS if name[0] == attribute.name[0].lower()]
    suggestion = did_you_mean(attribute.name, similar)
    if suggestion.endswith("?"):
        return suggestion
    if is_in_braces and (attribute.value is None or attribute.name in _CLASS_NAMES):
        word = attribute.name if attribute.value is None else attribute.value
        return f"write a language or a class with a dot before it: .{word}"
    return join_hints(f"known names: {', '.join(_OPTIONS)}", _IGNORED)


def _number(text: str, minimum: int, maximum: int) -> int | None:
    """Parse a whole number in ASCII digits; return None if it is invalid or out of range."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_MAX_NUMBER))):
        return None
    number = int(text)
    return number if minimum <= number <= maximum else None


def _lines(text: str, lines: int) -> dict[str, Any] | None:
    """Parse numbers of lines and ranges, such as `2 4-6` or `2,4-6`."""
    numbers: list[int] = []
    for word in text.replace(",", " ").split():
        first, dash, last = word.partition("-")
        start = _number(first, 1, lines)
        end = _number(last, start or 1, lines) if dash else start
        if start is None or end is None:
            return None
        numbers += range(start, end + 1)
    return {"hl_lines": numbers}


def _line_numbers(text: str, _lines: int) -> dict[str, Any] | None:
    """Parse whether lines have numbers, or the number of the first line."""
    word = text.lower()
    if word in _TRUE | _FALSE:
        return {"linenos": word in _TRUE}
    start = _number(text, 1, _MAX_NUMBER)
    return None if start is None else {"linenos": True, "linenostart": start}


def _numbered(name: str, minimum: int) -> _Option:
    def parse(text: str, _lines: int) -> dict[str, Any] | None:
        number = _number(text, minimum, _MAX_NUMBER)
        return None if number is None else {name: number}

    return _Option(parse, f"write a number from {minimum} to {_MAX_NUMBER}")


_OPTIONS = {
    "hl_lines": _Option(_lines, "write numbers or ranges from 1 to {lines}, such as 1,3-5"),
    "linenums": _Option(_line_numbers, "write linenums=true, or leave it out"),
    "linenostart": _numbered("linenostart", 0),
    "linenostep": _numbered("linenostep", 1),
    "title": _Option(lambda text, _: {"title": text}, 'write title="program.py"'),
}
"""All options of code blocks. Highlighted lines get the class `hll`."""
