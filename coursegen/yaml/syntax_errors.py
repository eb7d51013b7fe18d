"""The problems to report for the errors of the YAML parser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.yaml.causes import UNCLOSED_QUOTE, InvalidYaml, find_cause, wrong_bullet
from coursegen.yaml.nodes import MAX_DEPTH, TOO_DEEP, Mark
from coursegen.yaml.quoting import quote_hint, start_of_value, value_at

if TYPE_CHECKING:
    import yaml

_LIBYAML_MAX_DEPTH = 1000
_OPENING = re.compile(r"[\[{]")

# Parts of PyYAML's messages, and the problems to report.  The first match is used.
_ESCAPE = Problem(
    Code.YAML_ESCAPE, "unknown escape sequence", "use single quotes, or double the backslash"
)
_BLOCK = Problem(
    Code.YAML_INDICATOR,
    "text after '|' or '>' must begin on the next line",
    "put the value in quotes if it begins with '|' or '>'",
)
_DIRECTIVE = Problem(Code.YAML_INDICATOR, "a line cannot begin with '%'", "put the value in quotes")
_INDICATOR = Problem(Code.YAML_INDICATOR, "")
"""A problem whose message names the character."""
_MISPLACED = Problem(
    Code.YAML_INDENTATION,
    "this line does not fit the lines above it",
    "check its indentation, and the quotes and brackets of the lines above",
)
_PROBLEMS = (
    (
        "tab character",
        Problem(
            Code.YAML_TAB, "YAML does not allow tabs for indentation", "replace the tab with spaces"
        ),
    ),
    (
        "mapping values are not allowed",
        Problem(
            Code.YAML_COLON,
            "unexpected ':' inside an unquoted value",
            "text that contains ': ' needs quotes; otherwise, check the indentation and the colon "
            "on the line above",
        ),
    ),
    (
        "expected ',' or ']'",
        Problem(
            Code.YAML_BRACKET,
            "this list has no closing ']'",
            "put a ',' between its items and a ']' at its end",
        ),
    ),
    (
        "expected ',' or '}'",
        Problem(
            Code.YAML_BRACKET,
            "this mapping has no closing '}'",
            "put a ',' between its entries and a '}' at its end",
        ),
    ),
    ("expected '-' indicator", _MISPLACED),
    ("did not find expected key", _MISPLACED),
    (
        "expected ':'",
        Problem(Code.YAML_NO_COLON, "missing colon after this key", "write 'key: value'"),
    ),
    ("unknown escape", _ESCAPE),
    ("hexdecimal number", _ESCAPE),
    ("Unicode character escape", _ESCAPE),
    ("expected alphabetic or numeric", _INDICATOR),
    (
        "expected node content",
        Problem(
            Code.YAML_MISSING_VALUE,
            "missing value",
            "close every '[' and '{', and write a value between commas; text that begins with "
            "such a character needs quotes",
        ),
    ),
    (
        "block sequence entries are not allowed",
        Problem(
            Code.YAML_LIST,
            "a list cannot begin on the same line as its key",
            "put each '- ' on its own line, below the key",
        ),
    ),
    ("mapping keys", _INDICATOR),
    ("comment or line break", _BLOCK),
    ("indentation indicator", _BLOCK),
    ("directive", _DIRECTIVE),
    ("non-alphabetical character", _DIRECTIVE),
    ("version number", _DIRECTIVE),
    ("YAML document", _DIRECTIVE),
    ("whitespace or line break", _INDICATOR),
    ("tag", _INDICATOR),
    ("URI", _INDICATOR),
    ("octet", _INDICATOR),
    ("the expected '>'", _INDICATOR),
    ("expected <document start>", _MISPLACED),
)


def explain(error: yaml.MarkedYAMLError, text: InvalidYaml) -> tuple[Problem, Any]:
    """Return the problem for a parser error, and its mark."""
    cause, mark = error.problem or error.context or "", error.problem_mark
    if "found unexpected" in cause and "quoted" in (error.context or ""):
        return UNCLOSED_QUOTE, error.context_mark
    if "maximum nesting depth" in cause and mark:
        return TOO_DEEP, _first_too_deep(mark, text.lines)
    if mark is None:
        return Problem(Code.YAML_OTHER, f"invalid YAML: {cause}"), error.context_mark
    lines = text.lines
    if "cannot start any token" in cause:
        is_tab = lines[mark.line][mark.column : mark.column + 1] == "\t"
        cause = "tab character" if is_tab else "mapping keys"
    problem = next((problem for words, problem in _PROBLEMS if words in cause), None)
    if problem is None:
        return Problem(Code.YAML_OTHER, f"invalid YAML: {cause}"), mark
    if problem is _INDICATOR:
        return wrong_bullet(mark.line, lines) or _indicator(mark.line, lines)
    found = find_cause(problem.code, error.context_mark or mark, mark, text)
    if found:
        return found
    start = error.context_mark if problem.code is Code.YAML_BRACKET else None
    return problem, start or mark


def _indicator(number: int, lines: list[str]) -> tuple[Problem, Mark]:
    """Return the problem of a value that begins with a special character."""
    line = lines[number]
    column = start_of_value(line)
    message = f"a value cannot begin with '{line[column : column + 1]}'"
    hint = quote_hint(value_at(line, column))
    return Problem(Code.YAML_INDICATOR, message, hint), Mark(number, column)


def _first_too_deep(mark: Any, lines: list[str]) -> Any:
    """Return the mark where the nesting first exceeds `MAX_DEPTH`, given libyaml's error mark.

    libyaml scans a whole line in advance and fails only at its own limit, which is much higher.
    The brackets of the levels between the two limits are on the same line.
    """
    line = lines[mark.line]
    brackets = [match.start() for match in _OPENING.finditer(line, 0, mark.column + 1)]
    excess = _LIBYAML_MAX_DEPTH - MAX_DEPTH
    return Mark(mark.line, brackets[-excess - 1]) if len(brackets) > excess else mark
