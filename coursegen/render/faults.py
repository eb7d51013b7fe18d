"""A template that fails → one sentence that points into the template."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateNotFound, TemplatesNotFound, TemplateSyntaxError, UndefinedError

from coursegen.codes import Code
from coursegen.diagnostics import Diagnostics, Fault, did_you_mean, did_you_mean_one, steps
from coursegen.paths import TEMPLATES, THEME, read_text, walk
from coursegen.source import Place, Source, place_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from coursegen.model.page import Page

_UNDEFINED = re.compile(r"'(?P<name>\w+)' is undefined")
_ATTRIBUTE = re.compile(r"has no attribute '(?P<name>\w+)'")
_OWNER = re.compile(r"'(?:[\w.]+\.)?(?P<kind>\w+) object'")
_OPENING = re.compile(r"\{[%{#]")


def report_fault(
    error: Exception, page: Page, root: Path, environment: Environment, diagnostics: Diagnostics
) -> None:
    """Report what a template did wrong, in the place where it did, once for all pages."""
    found = Diagnostics()
    if isinstance(error, UnicodeDecodeError):  # Jinja does not say which template it was reading
        for file in walk(root / TEMPLATES, TEMPLATES, Diagnostics()):
            read_text(file.disk, f"{TEMPLATES}/{file.path}", found)
    if not found.total:
        fault = _explain(error, environment)
        seen = f"found while rendering {page.place.source.name or page.name}"
        place = _place(error, page, root)
        found.error(fault.code, fault.message, place, steps(fault.hint, seen))
    known = {(d.message, d.place.order) for d in diagnostics}
    diagnostics.extend(d for d in found if (d.message, d.place.order) not in known)


def _explain(error: Exception, environment: Environment) -> Fault:
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        names = environment.list_templates()
        hint = did_you_mean_one(str(error.name), names)
        return Fault(Code.TEMPLATE_MISSING, f"there is no template '{error.name}'", hint)
    if isinstance(error, RecursionError):
        return Fault(
            Code.TEMPLATE_CIRCLE,
            "this template extends or includes itself",
            "'theme/…' is the theme's own template",
        )
    text = str(error.message if isinstance(error, TemplateSyntaxError) else error)
    text = (text or type(error).__name__).rstrip(".")
    text = text[:1].lower() + text[1:]
    if isinstance(error, TemplateSyntaxError):
        return Fault(Code.TEMPLATE_SYNTAX, f"this is not a valid template: {text}")
    if isinstance(error, UndefinedError):
        name = _UNDEFINED.search(text)
        if name:
            known = [*environment.globals, "head", "page", "root", "sections"]
            hint = did_you_mean(name["name"], known)
            return Fault(Code.TEMPLATE_NAME, f"the name '{name['name']}' is not defined", hint)
        attribute = _ATTRIBUTE.search(text)
        if attribute:
            owner = _OWNER.search(text)
            of = f" in this {owner['kind']}" if owner else ""
            return Fault(Code.TEMPLATE_VALUE, f"nothing{of} is called '{attribute['name']}'")
        return Fault(Code.TEMPLATE_VALUE, f"a value is missing: {text}")
    return Fault(Code.TEMPLATE_FAILS, f"the template cannot be rendered: {text}")


def _place(error: Exception, page: Page, root: Path) -> Place:
    """The line of the template, and its first tag, or the page when no template is to blame."""
    if isinstance(error, TemplateSyntaxError) and (error.filename or error.name):
        # Jinja's lexer gives the file's path as the template's name.
        disk, line = Path(error.filename or error.name or ""), error.lineno
    else:
        frames = [
            (Path(frame.filename), frame.lineno or 1)
            for frame in traceback.extract_tb(error.__traceback__)
            if _name(Path(frame.filename), root)
        ]
        if not frames:
            written = place_of(page.template)
            return written if written.source.name else page.place
        disk, line = frames[-1]
    name = _name(disk, root) or disk.name
    source = Source(name, disk.read_text(encoding="utf-8", errors="replace"))
    tag = _OPENING.search(source.line(line))
    return Place(source, line, tag.start() + 1 if tag else 1)


def _name(disk: Path, root: Path) -> str:
    """What the author calls a template: `templates/page.html`, or `theme/page.html`."""
    for folder, name in ((root / TEMPLATES, TEMPLATES), (THEME / "templates", "theme")):
        if disk.is_relative_to(folder):
            return f"{name}/{disk.relative_to(folder).as_posix()}"
    return ""
