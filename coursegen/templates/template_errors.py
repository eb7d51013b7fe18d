"""A template that fails → one sentence that points into the template."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateNotFound, TemplatesNotFound, TemplateSyntaxError
from jinja2.environment import TemplateModule

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics, Problem, did_you_mean, did_you_mean_one, steps
from coursegen.base.files import TEMPLATES, THEME, read_text, walk
from coursegen.base.text import Location, Source, location_of
from coursegen.templates.budget import LIMIT, MemoryLimitError, RefusedError, describe
from coursegen.templates.builtin_filters import NOT_AVAILABLE
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
_TYPE_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "text"),
    (bool, "truth"),
    ((int, float), "number"),
    (Mapping, "mapping"),
    ((list, tuple), "list"),
    (TemplateModule, "template"),
)
"""What authors call values that are not the model's own."""


class _Explanation(NamedTuple):
    """What went wrong; where in its line: at `word`, or where `block` was opened."""

    problem: Problem
    word: str = ""
    block: str = ""


class _Frame(NamedTuple):
    """Where a template was: what the author calls it, its file, the line, the part of it."""

    name: str
    disk: Path
    line: int
    part: str


def report_template_error(
    error: Exception, page: Page, root: Path, environment: Environment, diagnostics: Diagnostics
) -> None:
    """Report what a template did wrong, in the place where it did, once for all pages."""
    found = Diagnostics()
    if isinstance(error, UnicodeDecodeError):  # Jinja does not say which template it was reading
        for file in walk(root / TEMPLATES, TEMPLATES, Diagnostics()):
            read_text(file.disk, f"{TEMPLATES}/{file.path}", found)
    if not found.total:
        explained = _explain(error, environment)
        way = _template_frames(error, root)
        seen = f"found while rendering {page.location.source.name or page.name}"
        user = _calling_template(way) if explained.problem.code is not Code.TEMPLATE_CIRCLE else ""
        problem, location = explained.problem, _location(way, explained, page)
        hint = steps(problem.hint, steps(user, seen))
        found.error(problem.code, problem.message, location, hint)
    known = {(d.message, d.location.order) for d in diagnostics}
    diagnostics.extend(d for d in found if (d.message, d.location.order) not in known)


def _explain(error: Exception, environment: Environment) -> _Explanation:
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        name = str(error.name)
        hint = did_you_mean_one(name, environment.list_templates())
        problem = Problem(Code.TEMPLATE_MISSING, f"there is no template '{name}'", hint)
        return _Explanation(problem, name)
    if isinstance(error, RecursionError):
        problem = Problem(
            Code.TEMPLATE_CIRCLE,
            "this template extends or includes itself",
            "'theme/…' is the theme's own template",
        )
        return _Explanation(problem)
    text = str(error.message if isinstance(error, TemplateSyntaxError) else error)
    if isinstance(error, SyntaxError):  # without the place in the code made of the template
        text = error.msg
    text = (text or type(error).__name__).rstrip(".")
    text = text[:1].lower() + text[1:]
    if isinstance(error, MemoryLimitError):
        problem = Problem(
            Code.TEMPLATE_MEMORY,
            f"this page takes more than {LIMIT // 1_000_000} MB of memory",
            "look for a loop or an operation that repeats text",
        )
        return _Explanation(problem)
    if isinstance(error, RefusedError):
        message = f"the template cannot be rendered: {text}"
        return _Explanation(Problem(Code.TEMPLATE_FAILS, message, error.hint))
    if isinstance(error, UnicodeEncodeError):
        text = "it writes half of a surrogate pair, which has no UTF-8"
    if isinstance(error, MissingValueError):
        return _explain_missing_value(error, text, environment)
    if isinstance(error, TemplateSyntaxError) or _UNKNOWN_HELPER.search(text):
        return _explain_syntax(text, environment)
    return _Explanation(Problem(Code.TEMPLATE_FAILS, f"the template cannot be rendered: {text}"))


def _explain_missing_value(
    error: MissingValueError, text: str, environment: Environment
) -> _Explanation:
    """Something was asked for that is not there: a name, or a part of a value."""
    owner, name = error.owner, error.name
    if text == f"'{name}' is undefined":
        known = [*environment.globals, "head", "page", "root", "sections"]
        hint = NOT_AVAILABLE.get(name) or did_you_mean(name, known)
        problem = Problem(Code.TEMPLATE_NAME, f"the name '{name}' is not defined", hint)
        return _Explanation(problem, name)
    if owner is MissingValueError.NO_OWNER:
        return _Explanation(Problem(Code.TEMPLATE_VALUE, f"a value is missing: {text}"), name or "")
    if owner is None:
        problem = Problem(
            Code.TEMPLATE_VALUE,
            f"'{name}' is asked of nothing: what stands before it has no value",
            "ask for it inside {% if … %}",
        )
        return _Explanation(problem, str(name))
    problem = Problem(
        Code.TEMPLATE_VALUE,
        f"nothing in {_owner_name(owner, environment)} is called '{name}'",
        did_you_mean(str(name), _attribute_names(owner)),
    )
    return _Explanation(problem, str(name))


def _owner_name(owner: object, environment: Environment) -> str:
    """What authors may call a value: `'site'`, `this text`, `this page view`."""
    named = [name for name, value in environment.globals.items() if value is owner]
    if named:
        return f"'{named[0]}'"
    sort = next((sort for types, sort in _TYPE_NAMES if isinstance(owner, types)), "")
    return f"this {sort}" if sort else describe(owner)


def _attribute_names(owner: object) -> list[str]:
    """What a template may ask a value for, where that helps."""
    if isinstance(owner, Mapping):
        return [key for key in owner if isinstance(key, str)]
    if isinstance(owner, str | int | float | list | tuple):
        return []
    return [name for name in dir(owner) if not name.startswith("_")]


def _explain_syntax(text: str, environment: Environment) -> _Explanation:
    """What Jinja says in up to three sentences, as one with the next step."""
    text, _, more = text.partition(". ")
    hint = word = block = ""
    helper, tag, sign = (
        _UNKNOWN_HELPER.search(text),
        _UNKNOWN_TAG.search(text),
        _UNEXPECTED_TOKEN.search(text),
    )
    still_open = _UNCLOSED_BLOCK.search(more)
    if helper:
        what, word = helper.groups()
        text = f"no {what} is called '{word}'"
        hint = NOT_AVAILABLE.get(word, "") if what == "filter" else ""
        hint = hint or did_you_mean_one(
            word, environment.filters if what == "filter" else environment.tests
        )
    elif tag:
        word = tag["name"]
        hint = did_you_mean_one(word, _TAGS)
        if still_open and word.startswith("end"):
            inner = still_open["name"]
            hint = f"'{inner}' is still open: close it with {{% end{inner} %}}"
    elif still_open:
        block = still_open["name"]
        text, hint = f"'{block}' is never closed", f"close it with {{% end{block} %}}"
    elif sign:
        word = sign["name"]
    problem = Problem(Code.TEMPLATE_SYNTAX, f"this is not a valid template: {text}", hint)
    return _Explanation(problem, word, block)


def _template_frames(error: Exception, root: Path) -> list[_Frame]:
    """Through which templates Jinja went, the one that failed last."""
    steps_ = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        template = frame.f_globals.get("__jinja_template__")  # unless Jinja has found the line
        number = template.get_corresponding_lineno(line) if template else line
        steps_.append((Path(frame.f_code.co_filename), number, frame.f_code.co_name))
    if isinstance(error, TemplateSyntaxError) and error.name and not error.filename:
        # Jinja's lexer gives the file's path as the template's name.
        steps_.append((Path(error.name), error.lineno, ""))
    if isinstance(error, SyntaxError) and error.filename:  # of the code made of a template
        steps_.append((Path(error.filename), 1, ""))
    return [_Frame(name, *step) for step in steps_ if (name := _template_name(step[0], root))]


def _calling_template(way: list[_Frame]) -> str:
    """Which template of the course includes, extends or calls the one that failed.

    A block is called by the template that it is to fill, which is of no help.
    """
    if len(way) < 2 or way[-1].part.startswith("block "):
        return ""
    user = way[-2]
    return f"used in {user.name}:{user.line}" if user.name.startswith(TEMPLATES) else ""


def _location(way: list[_Frame], explained: _Explanation, page: Page) -> Location:
    """The word in the template's line, else the line's first tag; the page if none is to blame."""
    if not way:
        written = location_of(page.template)
        return written if written.source.name else page.location
    step = way[-1]
    source = Source(step.name, step.disk.read_text(encoding="utf-8", errors="replace"))
    if explained.block:
        return _unclosed_tag(source, explained.block, step.line)
    line = source.line(step.line)
    tag = _OPENING.search(line)
    start = tag.start() if tag else 0
    word = re.compile(rf"(?<!\w){re.escape(explained.word)}(?!\w)").search(line, start)
    if explained.word and word:
        return Location(source, step.line, word.start() + 1, len(word[0]))
    return Location(source, step.line, start + 1)


def _unclosed_tag(source: Source, block: str, end: int) -> Location:
    """The last tag that opens a `block` and has no counterpart before line `end` is over."""
    open_tags: list[Location] = []
    for number, line in enumerate(source.lines[:end], start=1):
        for tag in _TAG.finditer(line):
            if tag["name"] == block:
                open_tags.append(Location(source, number, tag.start() + 1, len(tag[0])))
            elif tag["name"] == f"end{block}" and open_tags:
                open_tags.pop()
    return open_tags[-1] if open_tags else Location(source, end)


def _template_name(disk: Path, root: Path) -> str:
    """What the author calls a template: `templates/page.html`, or `theme/page.html`."""
    for folder, name in ((root / TEMPLATES, TEMPLATES), (THEME / "templates", "theme")):
        if disk.is_relative_to(folder):
            return f"{name}/{disk.relative_to(folder).as_posix()}"
    return ""
