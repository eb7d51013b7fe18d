"""Report files in `content/` that are not used, and say where they belong."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import closest_match
from coursegen.base.files import CONTENT, FILES, STATIC
from coursegen.base.text import Location, Source
from coursegen.content.registry import DATA_TYPES

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostics

_MARKDOWN = frozenset((".markdown", ".mdown", ".mdx", ".mkd", ".qmd", ".rmd", ".txt"))
_DATA = frozenset((".yaml", ".yml"))
_WEB = frozenset((".htm", ".html", ".css", ".js"))


def report_ignored(path: str, diagnostics: Diagnostics) -> None:
    """Report a file below `content/` that is neither a page, data nor an image."""
    location = Location(Source(f"{CONTENT}/{path}", ""))
    hint = _hint(path)
    diagnostics.warning(Code.FILE_IGNORED, "this file is not used", location, hint)


def report_misplaced(names: list[str], diagnostics: Diagnostics) -> None:
    """Report data files that are not in `content/`."""
    for name in names:
        location = Location(Source(name, ""))
        hint = f"move it to {CONTENT}/{name}"
        diagnostics.warning(Code.FILE_IGNORED, "this file is not used", location, hint)


def _hint(path: str) -> str:
    stem, suffix = posixpath.splitext(path)
    if suffix.lower() in _DATA:
        return _data_hint(stem)
    if suffix.lower() in _MARKDOWN:
        return f"if it is a page, rename it to {stem}.md"
    if suffix.lower() in _WEB:
        return f"move it to {STATIC}/, or write a page in Markdown: {stem}.md"
    return f"move it to {FILES}/, and link to it"


def _data_hint(stem: str) -> str:
    by_name = {name: each for each in DATA_TYPES for name in (*each.other_names, each.name)}
    type_ = by_name.get(closest_match(stem.replace("-", "_"), by_name))
    if type_ is None:
        return f"remove it, or rename it to a data file, such as {DATA_TYPES[-1].yaml_path}"
    if type_.yaml_path:
        return f"did you mean '{type_.yaml_path}'?"
    return f"write each item in its own page, such as {type_.files.replace('*', 'one')}"
