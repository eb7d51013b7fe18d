"""Explain links to files that do not exist, and find the files that the author probably means."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem, case_variant, closest_match
from coursegen.base.files import CONTENT, FILES, STATIC

if TYPE_CHECKING:
    from collections.abc import Collection

    from coursegen.content.target import Target
    from coursegen.site.plan import Plan

_HOST = re.compile(
    r"(?:^|/)(?P<host>www\.[^/]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?P<path>/.*|\Z)"
)
_EXTERNAL_HINT = "add the file; if it is on another server, set 'files: base_url:' in site.yaml"


def missing_file(path: str, plan: Plan) -> Problem:
    """Return the problem for a link to a file that is not in `files/`."""
    on_disk = plan.on_disk
    actual = {name.casefold(): name for name in on_disk}.get(path.casefold())
    if actual:
        return Problem(
            Code.FILE_CASE,
            f"the file '{path}' is named '{actual}' on disk",
            f"write '{actual}', because web servers distinguish uppercase and lowercase letters",
            typo(path, case_variant(path, on_disk)),
            f"{FILES}/{actual}",
        )
    inside = sorted(name for name in on_disk if name.startswith(f"{path}/"))
    if inside:
        hint = f"write the path of a file in it, such as {inside[0]}"
        message, folder = f"'{path}' in {FILES}/ is a folder", f"{FILES}/{path}/"
        return Problem(Code.FILE_MISSING, message, hint, related=folder)
    message = f"there is no file '{path}' in {FILES}/"
    elsewhere = _elsewhere(path, plan, FILES)
    if elsewhere:
        hint = f"move {elsewhere} to {FILES}/"
        return Problem(Code.FILE_MISSING, message, hint, related=elsewhere)
    close = _same_name(path, on_disk) or closest_match(path, on_disk)
    if close:
        hint = suggestion(path, close)
        return Problem(Code.FILE_MISSING, message, hint, related=f"{FILES}/{close}")
    return Problem(Code.FILE_MISSING, message, without_scheme(path) or _EXTERNAL_HINT)


def missing_page(target: Target, known: Collection[str]) -> Problem:
    """Return the problem for a link to a page that does not exist; `known` are all pages."""
    name = target.value.partition("#")[0]
    stems = [each.removesuffix(".md") for each in known]
    close = _same_name(name, known)
    if not close and (stem := closest_match(name.removesuffix(".md"), stems)):
        close = f"{stem}.md"
    hint = suggestion(name, _as_written(close, target)) if close else "add the page, or correct "
    hint += "" if close else "its name"
    variant = typo(name, case_variant(name, known))
    message, related = f"there is no page '{name}' in {CONTENT}/", f"{CONTENT}/{close}"
    return Problem(Code.PAGE_MISSING, message, hint, variant, related if close else "")


def _as_written(page: str, target: Target) -> str:
    """Return the name of a page as the author writes it in the link's file."""
    source, written = target.location.source.name, target.location.marked.partition("#")[0]
    folder = posixpath.dirname(source.removeprefix(f"{CONTENT}/"))
    is_relative = posixpath.normpath(posixpath.join(folder, written)) == posixpath.normpath(
        target.value.partition("#")[0]
    )
    return posixpath.relpath(page, folder or ".") if is_relative else page


def missing_static(path: str, purpose: str, plan: Plan) -> Problem:
    """Return the problem for an image or a font that is not in `static/`."""
    message = f"there is no {purpose} '{path}' in {STATIC}/"
    elsewhere = _elsewhere(path, plan, STATIC)
    if elsewhere:
        hint = f"move {elsewhere} to {STATIC}/"
        return Problem(Code.STATIC_MISSING, message, hint, related=elsewhere)
    known = [
        asset.origin.removeprefix(f"{STATIC}/")
        for asset in plan.assets.values()
        if asset.origin.startswith(f"{STATIC}/")
    ]
    close = _same_name(path, known) or closest_match(path, known)
    hint = suggestion(path, close) if close else "add the file, or correct its name"
    return Problem(Code.STATIC_MISSING, message, hint, typo(path, case_variant(path, known)))


def _elsewhere(path: str, plan: Plan, folder: str) -> str:
    """Return the file with this name that is in another folder of the course, or ""."""
    name = posixpath.basename(path)
    origins = [asset.origin for asset in plan.assets.values()]
    inside = tuple(f"{other}/" for other in (FILES, STATIC, CONTENT) if other != folder)
    found = (each for each in (*plan.ignored, *origins) if each.startswith(inside))
    return next((each for each in found if posixpath.basename(each) == name), "")


def _same_name(path: str, known: Collection[str]) -> str:
    """Return the only known path whose last part is that of `path`, or ""."""
    name = posixpath.basename(path).casefold()
    same = [each for each in known if posixpath.basename(each).casefold() == name]
    return same[0] if len(same) == 1 else ""


def suggestion(written: str, close: str) -> str:
    """Return the hint for a misspelled name; explain the difference if both look the same."""
    hint = f"did you mean '{close}'?"
    if normalize("NFC", written) != normalize("NFC", close):
        return hint
    return f"{hint} The names differ only in Unicode normalization (NFC, NFD): rename the file"


def typo(wrong: str, right: str) -> tuple[str, str] | None:
    """Return two paths without their common parent folders, which relative links may omit."""
    while right and "/" in right and wrong.partition("/")[0] == right.partition("/")[0]:
        wrong, right = wrong.partition("/")[2], right.partition("/")[2]
    return (wrong, right) if right else None


def without_scheme(link: str) -> str:
    """Return a hint for a link to another site without `https://`, or an empty string."""
    host = _HOST.search(link)
    if not host or (not host["path"] and not host["host"].startswith("www.")):
        return ""
    return f"did you mean 'https://{host['host']}{host['path'] or '/'}'?"
