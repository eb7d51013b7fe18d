"""Convert an error in a template to a diagnostic with a location in the template."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateNotFound, TemplatesNotFound, TemplateSyntaxError
from jinja2.environment import TemplateModule

from coursegen.base.codes import Code
from coursegen.base.diagnostics import (
    Diagnostics,
    Problem,
    did_you_mean,
    did_you_mean_nearest,
    join_hints,
)
from coursegen.base.files import TEMPLATES, THEME, read_text, walk
from coursegen.base.text import Location, Source, location_of
from coursegen.templates.budget import LIMIT, MemoryLimitError, RefusedError, describe
from coursegen.templates.builtin_filters import NOT_AVAILABLE
from coursegen.templates.sandbox import Lazy
from coursegen.templates.undefined import MissingValueError

if TYPE_CHECKING:
    from jinja2 import Environment

    from coursegen.content.page import Page

_UNKNOWN_HELPER = re.compile(r"no (?P<what>filter|test) named '(?P<name>\w+)'")
_UNKNOWN_TAG = re.compile(r"unknown tag '(?P<name>\w+)'")
_UNCLOSED_BLOCK = re.compile(r"innermost block that needs to be closed is '(?P<name>\w+)'")
_UNEXPECTED_TOKEN = re.compile(r"(?:unexpected|got) '(?P<name>[^']+)'")
_OPENING = re.compile(r"\{[%{#]")
_TAG = re.compile(r"\{%[-+]?\s*(?P<name>\w+)")
_TAGS = ("block", "extends", "for", "if", "import", "include", "macro", "set")
_UNEXPECTED_ARGUMENT = re.compile(r"unexpected keyword argument '(?P<name>\w+)'")
RENAMED = {
    "allow": "allowed_origins",
    "below": "children",
    "blocks": "weeks",
    "data": "extra",
    "dated": "has_dates",
    "filters": "filter_kinds",
    "first": "eager",
    "folds": "is_collapsible",
    "headed": "has_headings",
    "is_labelled": "has_label",
    "led": "has_prefix",
    "letters": "body_length",
    "level": "heading_level",
    "licence": "license",
    "linked": "linked_parts",
    "origin": "source_url",
    "others": "extra_materials",
    "says_more": "has_details",
    "signposts": "suggested_links",
    "structured": "json_ld",
    "token": "css_class",
}
"""Names in templates that were renamed since an earlier version, from old to new."""
_TYPE_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "string"),
    (bool, "boolean"),
    ((int, float), "number"),
    (Mapping, "mapping"),
    ((list, tuple), "list"),
    (TemplateModule, "template"),
)
"""The names that messages use for general types."""
_VARIABLES = {"PageView": "page", "Head": "head", "Root": "root"}
"""The names of template variables by their types."""


class _Explanation(NamedTuple):
    """A problem, and its position: that of `word` in the line, or the start of `block`."""

    problem: Problem
    word: str = ""
    block: str = ""


class _Frame(NamedTuple):
    """A traceback entry in a template: the template's display name, its file, line and part."""

    name: str
    disk: Path
    line: int
    part: str


def report_template_error(
    error: Exception, page: Page, root: Path, environment: Environment, diagnostics: Diagnostics
) -> None:
    """Report an error at its location in the template, once for all pages."""
    found = Diagnostics()
    if isinstance(error, UnicodeDecodeError):  # the error does not contain the name of the template
        for file in walk(root / TEMPLATES, TEMPLATES, Diagnostics()):
            read_text(file.disk, f"{TEMPLATES}/{file.path}", found)
    if not found.total:
        explanation = _explain(error, environment)
        frames = _template_frames(error, root)
        context = f"found while rendering {page.location.source.name or page.name}"
        caller = (
            _calling_template(frames) if explanation.problem.code is not Code.TEMPLATE_CYCLE else ""
        )
        problem, location = explanation.problem, _location(frames, explanation, page)
        hint = join_hints(problem.hint, join_hints(caller, context))
        found.error(problem.code, problem.message, location, hint)
    known = {(d.message, d.location.order) for d in diagnostics}
    diagnostics.extend(d for d in found if (d.message, d.location.order) not in known)


def _explain(error: Exception, environment: Environment) -> _Explanation:
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        name = str(error.name)
        hint = did_you_mean_nearest(name, environment.list_templates())
        problem = Problem(Code.TEMPLATE_MISSING, f"template '{name}' not found", hint)
        return _Explanation(problem, name)
    if isinstance(error, RecursionError):
        problem = Problem(
            Code.TEMPLATE_CYCLE,
            "this template extends or includes itself",
            "to extend the theme's template of the same name, write 'theme/…'",
        )
        return _Explanation(problem)
    text = str(error.message if isinstance(error, TemplateSyntaxError) else error)
    if isinstance(error, SyntaxError):  # the message without the position in generated code
        text = error.msg
    text = (text or type(error).__name__).rstrip(".")
    text = text[:1].lower() + text[1:]
    if isinstance(error, MemoryLimitError):
        problem = Problem(
            Code.TEMPLATE_MEMORY,
            f"this page needs more than {LIMIT // 1_000_000} MB of memory",
            "look for a loop or operation that repeats text",
        )
        return _Explanation(problem)
    if isinstance(error, RefusedError):
        message = f"the template cannot be rendered: {text}"
        return _Explanation(Problem(Code.TEMPLATE_ERROR, message, error.hint))
    if isinstance(error, UnicodeEncodeError):
        text = "it outputs a lone surrogate, which cannot be encoded as UTF-8"
    if isinstance(error, MissingValueError):
        return _explain_missing_value(error, text, environment)
    if isinstance(error, TemplateSyntaxError) or _UNKNOWN_HELPER.search(text):
        return _explain_syntax(text, environment)
    argument = _UNEXPECTED_ARGUMENT.search(text)
    if argument and argument["name"] in RENAMED:
        return _renamed(argument["name"], Code.TEMPLATE_ERROR)
    return _Explanation(Problem(Code.TEMPLATE_ERROR, f"the template cannot be rendered: {text}"))


def _explain_missing_value(
    error: MissingValueError, text: str, environment: Environment
) -> _Explanation:
    """Explain an undefined name, or a missing attribute of a value."""
    owner, name = error.owner, error.name
    if text == f"'{name}' is undefined":
        known = [*environment.globals, "head", "page", "root", "sections", "suggested_links"]
        if RENAMED.get(name) in known:
            return _renamed(name, Code.TEMPLATE_UNDEFINED)
        hint = NOT_AVAILABLE.get(name) or did_you_mean(name, known)
        problem = Problem(Code.TEMPLATE_UNDEFINED, f"the name '{name}' is not defined", hint)
        return _Explanation(problem, name)
    if owner is MissingValueError.NO_OWNER:
        return _Explanation(Problem(Code.TEMPLATE_VALUE, f"a value is missing: {text}"), name or "")
    if owner is None:
        problem = Problem(
            Code.TEMPLATE_VALUE,
            f"cannot get '{name}': the expression before it has no value",
            "check the value first with {% if … %}",
        )
        return _Explanation(problem, str(name))
    known = _attribute_names(owner)
    if isinstance(name, str) and RENAMED.get(name) in known:
        return _renamed(name, Code.TEMPLATE_VALUE)
    problem = Problem(
        Code.TEMPLATE_VALUE,
        f"{_owner_name(owner, environment)} has no attribute '{name}'",
        did_you_mean(str(name), known),
    )
    return _Explanation(problem, str(name))


def _renamed(name: str, code: Code) -> _Explanation:
    """Explain a name that an earlier version used."""
    new = RENAMED[name]
    return _Explanation(Problem(code, f"'{name}' is now called '{new}'", f"write '{new}'"), name)


def _owner_name(owner: object, environment: Environment) -> str:
    """Return the name of a value for messages, such as `'site'`, `'page'` or `this string`."""
    variables = environment.globals.items()
    names = [
        name
        for name, value in variables
        if (value.read() if isinstance(value, Lazy) else value) is owner
    ]
    variable = names[0] if names else _VARIABLES.get(type(owner).__name__)
    if variable:
        return f"'{variable}'"
    kind = next((kind for types, kind in _TYPE_NAMES if isinstance(owner, types)), "")
    return f"this {kind}" if kind else describe(owner)


def _attribute_names(owner: object) -> list[str]:
    """Return the attributes of a value for suggestions."""
    if isinstance(owner, Mapping):
        return [key for key in owner if isinstance(key, str)]
    if isinstance(owner, str | int | float | list | tuple):
        return []
    return [name for name in dir(owner) if not name.startswith("_")]


def _explain_syntax(text: str, environment: Environment) -> _Explanation:
    """Turn Jinja's syntax error, up to three sentences long, into one message with a hint."""
    text, _, rest = text.partition(". ")
    hint = word = block = ""
    helper, tag, sign = (
        _UNKNOWN_HELPER.search(text),
        _UNKNOWN_TAG.search(text),
        _UNEXPECTED_TOKEN.search(text),
    )
    unclosed = _UNCLOSED_BLOCK.search(rest)
    if helper:
        kind, word = helper.groups()
        text = f"unknown {kind} '{word}'"
        hint = NOT_AVAILABLE.get(word, "") if kind == "filter" else ""
        hint = hint or did_you_mean_nearest(
            word, environment.filters if kind == "filter" else environment.tests
        )
    elif tag:
        word = tag["name"]
        hint = did_you_mean_nearest(word, _TAGS)
        if unclosed and word.startswith("end"):
            inner = unclosed["name"]
            hint = f"'{inner}' is still open: close it with {{% end{inner} %}}"
    elif unclosed:
        block = unclosed["name"]
        text, hint = f"unclosed block '{block}'", f"close it with {{% end{block} %}}"
    elif sign:
        word = sign["name"]
    problem = Problem(Code.TEMPLATE_SYNTAX, f"invalid template: {text}", hint)
    return _Explanation(problem, word, block)


def _template_frames(error: Exception, root: Path) -> list[_Frame]:
    """Return the traceback entries in templates; the error occurred in the last one."""
    entries = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        template = frame.f_globals.get(
            "__jinja_template__"
        )  # missing if Jinja has replaced the frame
        number = template.get_corresponding_lineno(line) if template else line
        entries.append((Path(frame.f_code.co_filename), number, frame.f_code.co_name))
    if isinstance(error, TemplateSyntaxError) and error.name and not error.filename:
        # Jinja's lexer passes the file's path as the name.
        entries.append((Path(error.name), error.lineno, ""))
    if isinstance(error, SyntaxError) and error.filename:  # in the generated code
        entries.append((Path(error.filename), 1, ""))
    return [_Frame(name, *entry) for entry in entries if (name := _template_name(entry[0], root))]


def _calling_template(frames: list[_Frame]) -> str:
    """Return the course's template that includes, extends or calls the failing template.

    For a block, the result is empty, since the caller would be the template that it overrides.
    """
    if len(frames) < 2 or frames[-1].part.startswith("block "):
        return ""
    caller = frames[-2]
    return f"used in {caller.name}:{caller.line}" if caller.name.startswith(TEMPLATES) else ""


def _location(frames: list[_Frame], explanation: _Explanation, page: Page) -> Location:
    """Return the location of the word in the template's line, the line's first tag, or the page."""
    if not frames:
        written = location_of(page.template)
        return written if written.source.name else page.location
    entry = frames[-1]
    source = Source(entry.name, entry.disk.read_text(encoding="utf-8", errors="replace"))
    if explanation.block:
        return _unclosed_tag(source, explanation.block, entry.line)
    line = source.line(entry.line)
    tag = _OPENING.search(line)
    start = tag.start() if tag else 0
    word = re.compile(rf"(?<!\w){re.escape(explanation.word)}(?!\w)").search(line, start)
    if explanation.word and word:
        return Location(source, entry.line, word.start() + 1, len(word[0]))
    return Location(source, entry.line, start + 1)


def _unclosed_tag(source: Source, block: str, end: int) -> Location:
    """Return the location of the last unclosed start tag of `block` up to line `end`."""
    open_tags: list[Location] = []
    for number, line in enumerate(source.lines[:end], start=1):
        for tag in _TAG.finditer(line):
            if tag["name"] == block:
                open_tags.append(Location(source, number, tag.start() + 1, len(tag[0])))
            elif tag["name"] == f"end{block}" and open_tags:
                open_tags.pop()
    return open_tags[-1] if open_tags else Location(source, end)


def _template_name(disk: Path, root: Path) -> str:
    """Return the name that messages use for a template, such as `theme/page.html`."""
    for folder, name in ((root / TEMPLATES, TEMPLATES), (THEME / "templates", "theme")):
        if disk.is_relative_to(folder):
            return f"{name}/{disk.relative_to(folder).as_posix()}"
    return ""
