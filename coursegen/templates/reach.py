"""Which names a template can use: its own, and those of every template that it may call in."""

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
"""A filter that is called by a name which may be put together from parts."""
_THEME = "theme/"
_ALWAYS = ("partials/image.html", "icons/")
"""What filters call in: these templates, whether a page names them or not."""


class Reach:
    """Answers for the theme's templates and `own`, the course's: name → source.

    A value reaches a page only by its name, and a name stands in a template as it is; so what
    stands in all that a template may call in is all that it can see, and some more.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        self._own = own
        self._sources: dict[str, Mapping[str, str]] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def sources(self, template: str) -> Mapping[str, str]:
        """What stands in a template and in all that it may call in, by name."""
        if template not in self._sources:
            always = [name for name in self._all() if name.startswith(_ALWAYS)]
            self._sources[template] = self._gather([*self._meant(template), *always])
        return self._sources[template]

    def sees(self, template: str, name: str) -> bool:
        """Whether a name stands in a template or in any that it may call in."""
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
        """The templates that a name may mean.

        Where one is written otherwise, as `partials//staff.html` is, only the loader knows which.
        """
        return [name] if self._source(name) else self._all()

    def _source(self, name: str) -> str:
        """What stands under a name: the course's own, else the theme's; else nothing."""
        return self._own.get(name) or _theme().get(name.removeprefix(_THEME), "")

    def _all(self) -> list[str]:
        return [*_theme(), *self._own]


def reach_in(root: Path) -> Reach:
    """The reach of templates in the course below `root`."""
    sources: dict[str, str] = {}
    # What is wrong with others, or cannot be read, is told where templates are used.
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
