"""The names that a template and the templates that it may include can use."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import TEMPLATES, THEME, walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CALL = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.DOTALL)
_BY_NAME = re.compile(r"""\s*(["'])([^"'\\]+)\1\s*[-+]?(?:$|(?:as|import|ignore|with|without)\b)""")
_PUT_TOGETHER = re.compile(
    r"""\bmap\s*\((?!\s*(?:"[^"\\]*"|'[^'\\]*')\s*[,)])(?!\s*attribute\s*=)"""
)
"""A `map` filter whose argument, a filter's name, may be computed."""
_THEME = "theme/"
_ALWAYS = ("partials/image.html", "icons/")
"""The templates that filters use, so that every page can include them."""


class Reach:
    """The dependencies of templates; `own` maps names of the course's templates to their sources.

    A template can use a value only if its source, or that of an included template, contains the
    value's name.  The result may include names that the template does not use.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        self._own = own
        self._sources: dict[str, Mapping[str, str]] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def sources(self, template: str) -> Mapping[str, str]:
        """Return the sources of a template and of all templates that it may include, by name."""
        if template not in self._sources:
            always = [name for name in self._all() if name.startswith(_ALWAYS)]
            self._sources[template] = self._gather([*self._meant(template), *always])
        return self._sources[template]

    def sees(self, template: str, name: str) -> bool:
        """Return whether a template, or one that it may include, contains a name."""
        asked = (template, name)
        if asked not in self._known:
            sources = self.sources(template).values()
            self._known[asked] = any(name in source for source in sources)
        return self._known[asked]

    def _gather(self, pending: list[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        while pending:
            name = pending.pop()
            if name in found:
                continue
            found[name] = source = self._source(name)
            for called in _CALL.findall(source):
                by_name = _BY_NAME.match(called)
                pending += self._meant(by_name[2]) if by_name else self._all()
            if _PUT_TOGETHER.search(source):
                pending += self._all()
        return found

    def _meant(self, name: str) -> list[str]:
        """Return the templates that a name may refer to.

        An unusual form of a name, such as `partials//head.html`, may refer to any template.
        """
        return [name] if self._source(name) else self._all()

    def _source(self, name: str) -> str:
        """Return the source of a template by name, from the course or the theme, or ""."""
        return self._own.get(name) or _theme().get(name.removeprefix(_THEME), "")

    def _all(self) -> list[str]:
        return [*_theme(), *self._own]


def reach_in(root: Path) -> Reach:
    """Return the dependencies of the templates in the course at `root`."""
    sources: dict[str, str] = {}
    # Unreadable and invalid templates are reported when they are used.
    for file in walk(root / TEMPLATES, TEMPLATES, Diagnostics()):
        with suppress(OSError):
            sources[file.path] = file.disk.read_text(encoding="utf-8", errors="surrogateescape")
    return Reach(sources)


@cache
def _theme() -> Mapping[str, str]:
    folder = THEME / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".html", ".svg")
    }
