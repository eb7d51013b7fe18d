"""Find directives and roles of MyST, and code cells with options of Quarto."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import BLOCK_START, Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_DIRECTIVE = re.compile(
    BLOCK_START + r"(?P<mark>(?:`{3,}|~{3,}|:{3,})[ \t]*\{(?P<name>[a-z][\w:-]*)"
    r"(?P<options>[^}.=\n]*)\}[^\n]*)$",
    re.MULTILINE,
)
_ROLE = re.compile(r"(?<![\w\\])\{(?P<name>[A-Za-z][\w:.+-]*)\}(?=\x20)")
_CODE = frozenset(
    (
        *("code", "code-block", "code-cell", "sourcecode"),
        *("bash", "c", "cpp", "java", "javascript", "js"),
        *("julia", "ojs", "python", "r", "sh", "sql"),
    )
)
"""The directives of code, and languages in the form of a directive."""
_DIRECTIVE_HINTS = {
    "figure": "write ![what the picture shows](picture.png)",
    "image": "write ![what the picture shows](picture.png)",
    "include": "copy the text of that file into this page",
    "literalinclude": "copy the code of that file into this page",
    "toctree": "remove it; pages are listed in the navigation",
    "contents": "write [TOC]",
    "tableofcontents": "write [TOC]",
}
_ROLE_HINTS = {
    "doc": "write a link, such as [Lab 1](labs/lab1.md)",
    "ref": "write a link, such as [Setup](#setup)",
    "numref": "write a link, such as [Figure 1](#fig-1)",
    "download": "write a link, such as [data](files/data.csv)",
    "kbd": "write <kbd>Ctrl</kbd>",
    "sub": "write <sub>2</sub>",
    "sup": "write <sup>2</sup>",
    "abbr": "write the full text after the abbreviation",
    "math": "formulas are not supported yet; write the formula as text",
}


def find(prose: Prose) -> Iterator[Construct]:
    """Find each directive that is shown as code or text, and each role."""
    code_lines = {block.first for block in prose.code}
    for found in _DIRECTIVE.finditer(prose.text):
        name = found["name"]
        is_code = prose.line_of(found.start("mark")) in code_lines
        mark = f"{{{name}"
        if prose.outside_blocks[found.start("mark")] == " " and not is_code:
            continue  # inside other code
        if (is_code and name not in _CODE) or (
            not is_code and (prose.is_printed(mark) or prose.is_printed_as_code(mark))
        ):
            problem = Problem(
                Code.UNKNOWN_BLOCK,
                f"the directive '{name}' is not supported, and is shown as text",
                _DIRECTIVE_HINTS.get(name, "see 'Markdown dialects' in the manual"),
            )
            yield Construct(problem, *found.span("mark"))
    for found in _ROLE.finditer(prose.bare):
        if prose.text.startswith("`", found.end()) and prose.is_printed(found[0]):
            problem = Problem(
                Code.UNKNOWN_BLOCK,
                f"the role '{found['name']}' is not supported, and is shown as text",
                _ROLE_HINTS.get(found["name"], "remove the braces"),
            )
            yield Construct(problem, *found.span())
