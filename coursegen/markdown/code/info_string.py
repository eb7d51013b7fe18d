"""The text after the opening fence of a code block, in the spellings of several dialects.

- `python hl_lines="1 3"` and `{.python linenums=true}` (Python-Markdown, Pandoc, Quarto)
- `python title="a.py" linenums="1"` (Material for MkDocs)
- `python {1,3-5}` (many other tools)
- `{code-block} python` with lines such as `:linenos:` at the beginning of the code (MyST)
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ATTRIBUTE = re.compile(
    r"""(?P<name>[^ =}]+)(?:=(?:"(?P<double>.*?)"|'(?P<single>.*?)'|(?P<bare>[^ =}]+)))?"""
)
"""An attribute, with the syntax of the `attr_list` extension."""
_LANGUAGE = re.compile(r"""\.?(?:language-)?(?P<name>[^\s{}=,:"']+)(?=[\s{]|\Z)""")
_PART = re.compile(r"""\{(?P<inside>[^{}]*)\}|(?:"[^"]*"|'[^']*'|[^{"']|["'{])+?(?=\{|\Z)""")
_LINE_NUMBERS = re.compile(r"[\d\s,-]*\d[\d\s,-]*")
_DIRECTIVE = re.compile(r"\{(?:code|code-block|code-cell|sourcecode)\} *(?P<language>\S*)\Z")
_DIRECTIVE_OPTION = re.compile(r"(?P<before> *:)(?P<name>[\w-]+):(?: +(?P<value>\S.*))?\Z")


class Attribute(NamedTuple):
    """An attribute: `.class`, `#id`, `name=value` or `name`.

    The name is `.` for a class and `id` for an identifier. The value is None for a bare name. The
    attribute is between the columns `start` and `end` of a line, which is 0 for the fence.
    """

    name: str
    value: str | None
    start: int
    end: int
    line: int = 0


class InfoString(NamedTuple):
    """The language, the attributes, and parts of the text that are none of both.

    `option_lines` is the number of lines of the code that contain options.
    """

    language: str
    attributes: list[Attribute]
    rest: list[Attribute]
    option_lines: int = 0


def fence_attributes(text: str) -> tuple[list[Attribute], int]:
    """Parse attributes; also return the position of the first invalid part."""
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


def read_info_string(info: str, code: str) -> InfoString:
    """Parse the text after a fence; `code` is the text between the fences."""
    directive = _DIRECTIVE.match(info)
    if directive:
        return _read_directive(directive["language"], code)
    if info.startswith("{") and info.endswith("}"):
        return _read_part(InfoString("", [], []), info[1:-1], 1)
    language = _LANGUAGE.match(info)
    read = InfoString(language["name"] if language else "", [], [])
    for part in _PART.finditer(info, language.end() if language else 0):
        inside = part["inside"]
        if inside is None:
            read = _read_part(read, part[0], part.start())
        elif _LINE_NUMBERS.fullmatch(inside):
            read.attributes.append(Attribute("hl_lines", inside, part.start(), part.end()))
        else:
            read = _read_part(read, inside, part.start("inside"))
    return read


def _read_part(read: InfoString, text: str, column: int) -> InfoString:
    """Add the attributes in a part of the text; the first class may be the language."""
    attributes, end = fence_attributes(text)
    for attribute in attributes:
        moved = attribute._replace(start=attribute.start + column, end=attribute.end + column)
        if attribute.name == "." and not read.language:
            read = read._replace(language=(attribute.value or "").removeprefix("language-"))
        else:
            read.attributes.append(moved)
    if end < len(text):
        word = text[end:].split(" ", maxsplit=1)[0]
        read.rest.append(Attribute(word, None, column + end, column + end + len(word)))
    return read


def _read_directive(language: str, code: str) -> InfoString:
    attributes: list[Attribute] = []
    lines = code.split("\n")
    for number, line in enumerate(lines, start=1):
        option = _DIRECTIVE_OPTION.match(line.rstrip())
        if option is None:
            break
        name = "id" if option["name"] == "name" else option["name"]
        start, end = option.start("name"), option.end()
        attributes.append(Attribute(name, option["value"], start, end, number))
    count = len(attributes)
    if attributes and not lines[count].strip():
        count += 1
    return InfoString(language, attributes, [], count)
