"""Find the cause of a syntax error in YAML, which is often on an earlier line than the error.

The parser reports the first place that cannot be read.  For example, after an unclosed quote, this
is the text after the next quote.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.base.struct import Struct
from coursegen.yaml.nodes import Mark
from coursegen.yaml.quoting import quote_hint, quoted, start_of_value, value_at

_KEY = r"[^\s\"'#\[\]{}:,&*!|>%@`-][^\s\"'#\[\]{}:,]*"
_DASHES = re.compile(r"[ \t]*(?:-[ \t]+)*")
_COLON_WITHOUT_SPACE = re.compile(rf"(?P<key>(?=[^\W\d]){_KEY}):(?P<next>\S|[^\S \n])")
_DASH_WITHOUT_SPACE = re.compile(r"-(?P<next>[^\s\d-]|[^\S \n])")
_BULLET = re.compile(rf"\s*(?P<bullet>[*•‣–—−])[ \t]+(?P<item>{_KEY}:(?:\s.*)?)\Z")
_ASSIGNMENT = re.compile(rf"(?P<key>{_KEY})\s*=\s*(?P<value>\S.*)")
_BLOCK_TEXT = re.compile(rf"(?P<key>{_KEY}):\s+(?P<mark>[|>])[-+\d]*\Z")
_COMMENT_IN_FLOW = re.compile(r"[\s,\[{](?P<comment>#[^\s#][^\s,\]}]*)")
_FULLWIDTH_COLON = re.compile(r"[\w.-]+(?P<colon>\uff1a)(?P<space>\s|$)?")
_ENTRY = re.compile(rf"{_KEY}\s*:(?:\s|$)|-\s")
UNCLOSED_QUOTE = Problem(Code.YAML_QUOTE, "unclosed quote", "close it with the same quote")
_LINES_ABOVE = 100
"""The maximum number of lines above an error that are searched for an indentation."""

Cause = tuple[Problem, Mark]
_Tokens = list[yaml.Token]


class InvalidYaml(Struct):
    """The lines of invalid YAML, the number of the first one, and the loader that refused it."""

    lines: list[str]
    first_line: int
    loader: Any


def find_cause(code: Code, start: Any, mark: Any, text: InvalidYaml) -> Cause | None:
    """Return a more exact problem than the one that the parser found at `mark`, if there is one.

    `start` is the mark of the list, mapping or key that the parser was reading.
    """
    if code in (Code.YAML_BRACKET, Code.YAML_MISSING_VALUE):
        return _in_flow(mark, text)
    bullet = wrong_bullet(mark.line, text.lines) or wrong_bullet(mark.line - 1, text.lines)
    if bullet:
        return bullet
    if code is Code.YAML_NO_COLON:
        return _without_colon(start, text.lines)
    if code in (Code.YAML_COLON, Code.YAML_INDENTATION):
        return _in_block(code, mark, text)
    return None


def wrong_bullet(number: int, lines: list[str]) -> Cause | None:
    """Return the problem of a line that begins with another character than the dash of a list."""
    match = _BULLET.match(lines[number]) if number >= 0 else None
    if match is None:
        return None
    message = f"a list item begins with '- ', not with '{match['bullet']}'"
    hint = f"write '- {match['item']}'"
    problem = Problem(Code.YAML_INDENTATION, message, hint)
    return problem, Mark(number, match.start("bullet"))


def missing_space(line: int, lines: list[str]) -> Cause | None:
    """Return the problem of a line in which the space after a dash or a key is missing."""
    text = lines[line]
    column = _after_dashes(text)
    dash = _DASH_WITHOUT_SPACE.match(text, column)
    if dash:
        return _space(dash["next"], "-", f"- {text[column + 1 :].strip()}", Mark(line, column))
    colon = _COLON_WITHOUT_SPACE.match(text, column)
    if colon and not text.startswith("//", colon.end("key") + 1):
        key = f"{colon['key']}:"
        right = f"{key} {text[column + len(key) :].strip()}"
        return _space(colon["next"], key, right, Mark(line, colon.end("key")))
    return None


def _space(following: str, before: str, right: str, mark: Mark) -> Cause:
    """Return the problem of a missing or unusual space after `before`."""
    if not following.isspace():
        code = Code.YAML_INDENTATION if before == "-" else Code.YAML_NO_COLON
        return Problem(code, f"missing space after '{before}'", f"write '{right}'"), mark
    message = f"the space after '{before}' is the invisible character U+{ord(following):04X}"
    return Problem(Code.YAML_INVISIBLE_CHARACTER, message, f"retype it: '{right}'"), mark


def _tokens(mark: Any, text: InvalidYaml) -> _Tokens:
    """Return the tokens that end at or before a mark."""
    tokens: _Tokens = []
    try:
        for token in yaml.scan("\n".join(text.lines[: mark.line + 1]), text.loader):
            if (token.end_mark.line, token.end_mark.column) > (mark.line, mark.column):
                break
            if token.end_mark.index > token.start_mark.index:
                tokens.append(token)
    except yaml.YAMLError:
        pass
    return tokens


def _after_dashes(line: str) -> int:
    match = _DASHES.match(line)
    return match.end() if match else 0


# --- lists and mappings in lines -----------------------------------------------------------------


def _in_block(code: Code, mark: Any, text: InvalidYaml) -> Cause | None:
    lines, tokens = text.lines, _tokens(mark, text)
    last: Any = tokens[-1] if tokens else None
    line = lines[mark.line]
    is_near = last is not None and last.end_mark.line == mark.line
    if is_near and getattr(last, "style", None) in ("'", '"'):
        if last.start_mark.line < mark.line:
            return _unclosed_quote(last, lines)
        if code is Code.YAML_INDENTATION:
            return _text_after("quote", mark, line)
    if is_near and type(last) in _CLOSING:
        return _text_after(_CLOSING[type(last)], mark, line)
    if code is Code.YAML_INDENTATION:
        return missing_space(mark.line, lines) or _indentation(mark.line, text)
    first = last.start_mark if is_near else mark
    if first.line == mark.line and first.column > _after_dashes(line):
        hint = quote_hint(value_at(line, first.column))
        problem = Problem(Code.YAML_COLON, "unexpected ':' inside an unquoted value", hint)
        return problem, Mark(mark.line, mark.column)
    return missing_space(first.line, lines) or _indentation(mark.line, text)


_CLOSING = {yaml.FlowSequenceEndToken: "']'", yaml.FlowMappingEndToken: "'}'"}


def _unclosed_quote(token: Any, lines: list[str]) -> Cause | None:
    """Return the problem of a quoted value that contains the beginning of other lines."""
    start, end = token.start_mark, token.end_mark
    below = lines[start.line + 1 : end.line + 1]
    if not any(_ENTRY.match(line, len(line) - len(line.lstrip())) for line in below):
        return None
    value = lines[start.line][start.column :].rstrip()
    hint = f"close it at the end of the value: {value}{token.style}"
    return Problem(Code.YAML_QUOTE, "unclosed quote", hint), Mark(start.line, start.column)


def _text_after(closing: str, mark: Any, line: str) -> Cause | None:
    rest = line[mark.column :].strip()
    if not rest:
        return None
    value = value_at(line, start_of_value(line))
    if value.startswith(("'", '"')) and value[0] == value[-1]:
        value = value[1:-1]
    hint = "remove it" if rest in ("]", "}") else quote_hint(value)
    problem = Problem(Code.YAML_INDENTATION, f"unexpected text after the closing {closing}", hint)
    return problem, Mark(mark.line, mark.column)


def _indentation(number: int, text: InvalidYaml) -> Cause | None:
    """Return the problem of a line that is not indented like the lines above it."""
    lines = text.lines
    line = lines[number]
    indent = len(line) - len(line.lstrip(" "))
    is_item = line.startswith("- ", indent)
    places = [
        (column, above)
        for above in range(number - 1, max(-1, number - 1 - _LINES_ABOVE), -1)
        for column in _entries(lines[above], is_item=is_item)
    ]
    if not places or not _ENTRY.match(line, indent):
        return None
    column, above = min(places, key=lambda place: abs(place[0] - indent))
    if column == indent:
        return None
    if indent == 0:  # the lines above are indented by mistake
        number, above, indent, column = above, number, column, 0
    hint = f"indent it with {_spaces(column)}, like {_first_word(lines[above][column:])} on line "
    hint += str(text.first_line + above)
    if not is_item and any(indent in _entries(lines[n], is_item=True) for _, n in places):
        hint = f"begin it with '- ', or {hint}"
    message = f"wrong indentation: {_spaces(indent)}"
    return Problem(Code.YAML_INDENTATION, message, hint), Mark(number, indent)


def _first_word(text: str) -> str:
    """Return the dash or the key at the start of some text, in quotes."""
    return f"'{text.partition(':')[0].split(' ')[0]}'"


def _spaces(number: int) -> str:
    return "1 space" if number == 1 else f"{number or 'no'} spaces"


def _entries(line: str, *, is_item: bool) -> list[int]:
    """Return the columns of the dashes in a line, or else the column of its key."""
    column = _after_dashes(line)
    if is_item:
        return [place for place in range(column) if line[place] == "-"]
    return [column] if _ENTRY.match(line, column) else []


def _without_colon(start: Any, lines: list[str]) -> Cause:
    """Return the problem of a line without a colon that YAML reads as a key."""
    line = lines[start.line]
    text = line[start.column :].rstrip()
    mark = Mark(start.line, start.column)
    above = next((text for text in reversed(lines[: start.line]) if text.strip()), "")
    block = _BLOCK_TEXT.match(above, _after_dashes(above))
    if block:
        message = f"the text below '{block['key']}: {block['mark']}' is not indented"
        indent = _after_dashes(above) + 2
        hint = f"indent each of its lines with at least {indent} spaces"
        return Problem(Code.YAML_INDENTATION, message, hint), mark
    wide = _FULLWIDTH_COLON.match(text)
    if wide:
        right = ": " if wide["space"] is None else ":"
        message = "this is a fullwidth colon, which YAML does not accept"
        typo = (wide["colon"], right)
        problem = Problem(Code.YAML_NO_COLON, message, "write ':' and a space", typo)
        return problem, Mark(start.line, start.column + wide.start("colon"))
    assignment = _ASSIGNMENT.match(text)
    if assignment:
        hint = f"write '{assignment['key']}: {assignment['value']}'"
        return Problem(Code.YAML_NO_COLON, "expected ':' after this key, found '='", hint), mark
    slip = missing_space(start.line, lines)
    if slip:
        return slip
    key, _, value = text.partition(" ")
    hint = f"write '{key}: {value.strip() or '…'}'"
    if start.column in _entries(above, is_item=True):
        hint += f", or begin an item of the list: '- {text}'"
    return Problem(Code.YAML_NO_COLON, "missing colon after this key", hint), mark


# --- lists and mappings in brackets --------------------------------------------------------------


def _in_flow(mark: Any, text: InvalidYaml) -> Cause | None:
    """Return the problem of a list or mapping in brackets."""
    lines, tokens = text.lines, _tokens(mark, text)
    opening = _unclosed(tokens)
    if opening is None:
        return None
    start, last = opening.start_mark, tokens[-1]
    is_quoted = getattr(last, "style", None) in ("'", '"')
    if is_quoted and last.start_mark.line < last.end_mark.line:
        return UNCLOSED_QUOTE, Mark(last.start_mark.line, last.start_mark.column)
    for number in range(start.line, min(mark.line + 1, len(lines))):
        comment = _COMMENT_IN_FLOW.search(lines[number])
        if comment:
            word = comment["comment"]
            message = f"'{word}' starts a YAML comment, which also hides the rest of the line"
            problem = Problem(Code.YAML_COMMENT, message, f"put it in quotes: {quoted(word)}")
            return problem, Mark(number, comment.start("comment"))
    line, end = last.start_mark.line, last.end_mark
    if lines[mark.line : mark.line + 1] and line == end.line == mark.line == start.line:
        if not isinstance(last, yaml.ScalarToken):
            return None
        column = last.start_mark.column + max(str(last.value).rfind(" ") + 1, 0)
        name = lines[line][column : end.column]
        problem = Problem(Code.YAML_BRACKET, f"missing ',' before '{name}'", f"write ', {name}'")
        return problem, Mark(line, column)
    what, closing = _BRACKETS[type(opening)]
    hint = f"write '{closing}' at the end of line {text.first_line + line}"
    problem = Problem(Code.YAML_BRACKET, f"this {what} has no closing '{closing}'", hint)
    return problem, Mark(start.line, start.column)


_BRACKETS = {
    yaml.FlowSequenceStartToken: ("list", "]"),
    yaml.FlowMappingStartToken: ("mapping", "}"),
}


def _unclosed(tokens: _Tokens) -> Any:
    """Return the token of the innermost bracket that is not closed, or None."""
    opened: _Tokens = []
    for token in tokens:
        if type(token) in _BRACKETS:
            opened.append(token)
        elif type(token) in _CLOSING and opened:
            opened.pop()
    return opened[-1] if opened else None
