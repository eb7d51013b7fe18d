"""Replace the variables in the texts of a course with facts.

This happens after unreleased content was removed, so that no variable can show any of it, and
before the site is planned, so that no later step depends on how a text was written.  A text keeps
its lines, since the value of a variable has only one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics, Problem, did_you_mean_nearest, join_hints
from coursegen.base.struct import Struct, replace
from coursegen.base.text import NO_LOCATION, FreeData, LocatedStr, Location
from coursegen.content.page import Page
from coursegen.content.target import Target, TargetKind, read_link, read_material
from coursegen.content.walk import marked_fields, with_fields, with_items
from coursegen.loader.translations import load_translations
from coursegen.markdown.code.without_code import spaces_for, without_code
from coursegen.schema.fields import MARKDOWN, Content
from coursegen.views.facts import facts_of

if TYPE_CHECKING:
    from coursegen.content.course import Course
    from coursegen.markdown.cache import MarkdownCache

_OPENING = "{{"
_VARIABLE = re.compile(r"(?P<escape>\\?)\{\{[ \t]*(?P<name>\w[\w-]*(?:\.[\w-]+)*)[ \t]*\}\}")
_HTML_CODE = re.compile(r"(?is)<(pre|code|script|style|textarea)\b.*?(?:</\1\s*>|\Z)")
_MAY_CONTAIN_CODE = re.compile(r"[`\t<]|~~~|    ")


def replace_variables(
    public: Course, whole: Course, markdown: MarkdownCache, diagnostics: Diagnostics
) -> Course:
    """Return the public part of a course with facts in place of variables; report unknown names.

    A fact that only the `whole` course contains is to be announced.
    """
    changer = _Changer(public, whole, markdown, diagnostics)
    return replace(
        public,
        info=changer.changed(public.info),
        contents=changer.changed(public.contents),
        home=changer.changed(public.home),
        home_sections=changer.changed(public.home_sections),
        pages=changer.changed(public.pages),
    )


class _Changer:
    """Replaces the variables in values of a course."""

    def __init__(
        self, public: Course, whole: Course, markdown: MarkdownCache, diagnostics: Diagnostics
    ) -> None:
        self._whole = whole
        self._markdown = markdown
        self._diagnostics = diagnostics
        self._words = load_translations(public.info.language, Diagnostics()) | {
            "clock": public.info.clock
        }
        self._facts = facts_of(public, self._words)

    @cached_property
    def _unreleased(self) -> set[str]:
        return facts_of(self._whole, self._words).keys() - self._facts.keys()

    def changed(self, value: Any, *, is_markdown: bool = False) -> Any:
        """Return a value with facts in place of the variables in its texts."""
        if isinstance(value, LocatedStr):
            return self._located(value, is_markdown=is_markdown) if _OPENING in value else value
        if isinstance(value, Location | FreeData):
            return value
        if isinstance(value, tuple):
            items = [self.changed(each, is_markdown=is_markdown) for each in value]
            return with_items(value, items)
        if isinstance(value, Mapping):
            return {key: self.changed(each) for key, each in value.items()}
        if isinstance(value, Target):
            return self._target(value)
        if isinstance(value, Struct):
            return self._struct(value)
        return value

    def _struct(self, value: Struct) -> Struct:
        if isinstance(value, Content) and not self._may_contain_variables(value):
            return value
        markdown = marked_fields(type(value), MARKDOWN)
        names = value.__struct_fields__
        done = with_fields(
            value,
            {
                name: self.changed(getattr(value, name), is_markdown=name in markdown)
                for name in names
            },
        )
        if isinstance(done, Page) and _OPENING in done.body:
            start = done.location._replace(line=done.body_line)
            return replace(done, text=self._text(done.body, start, is_markdown=True))
        return done

    @staticmethod
    def _may_contain_variables(value: Content) -> bool:
        """Return whether the file of a value contains variables; the file may be unknown."""
        location = getattr(value, "location", NO_LOCATION)
        source = location.source
        return not source.name or _OPENING in source.text

    def _target(self, target: Target) -> Target:
        if _OPENING not in target.value:
            return target
        text = LocatedStr(self._text(target.value, target.location), target.location)
        read = read_material if target.kind is TargetKind.FILE else read_link
        return read(text, self._diagnostics) or target

    def _located(self, text: LocatedStr, *, is_markdown: bool) -> LocatedStr:
        return LocatedStr(self._text(text, text.location, is_markdown=is_markdown), text.location)

    def _text(self, text: str, start: Location, *, is_markdown: bool = False) -> str:
        """Return a text that begins at `start` with facts in place of variables."""
        visible = self._without_code(text, start)
        parts: list[str] = []
        done = 0
        for found in _VARIABLE.finditer(visible):
            parts.append(text[done : found.start()])
            done = found.end()
            if found["escape"]:  # Markdown itself removes the backslash
                parts.append(found[0] if is_markdown else found[0][1:])
                continue
            value = self._facts.get(found["name"])
            if value is None:
                lines = text.count("\n", 0, found.start())
                value = self._missing(found, start.source.find(found[0], start.line + lines))
            parts.append(value)
        return "".join((*parts, text[done:]))

    def _without_code(self, text: str, start: Location) -> str:
        """Return a text with spaces in place of its code."""
        if not _MAY_CONTAIN_CODE.search(text):
            return text
        code = self._markdown.page(text, start.source.name).code
        return _HTML_CODE.sub(lambda found: spaces_for(found[0]), without_code(text, code))

    def _missing(self, variable: re.Match[str], location: Location) -> str:
        """Report a variable without a value, and return the text to show."""
        name = variable["name"]
        if name in self._unreleased:
            self._diagnostics.warning(
                Code.VARIABLE_UNRELEASED,
                f"'{name}' is not public yet",
                location,
                f"the site shows '{self._words['tba']}' until its release",
            )
            return self._words["tba"]
        hint = join_hints(
            did_you_mean_nearest(name, self._facts), "to show the braces, write '\\{{'"
        )
        problem = Problem(Code.VARIABLE_UNKNOWN, f"unknown variable '{name}'", hint)
        self._diagnostics.missing(problem, location)
        return variable[0]
