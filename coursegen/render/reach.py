"""Which words a template can use: its own, and those of every template that it may call in."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from coursegen.diagnostics import Diagnostics
from coursegen.paths import TEMPLATES, THEME, walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CALL = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.DOTALL)
_BY_NAME = re.compile(r"""\s*(["'])([^"'\\]+)\1\s*[-+]?(?:$|(?:as|import|ignore|with|without)\b)""")
_PUT_TOGETHER = re.compile(
    r"""\bmap\s*\((?!\s*(?:"[^"\\]*"|'[^'\\]*')\s*[,)])(?!\s*attribute\s*=)"""
)
"""A filter that is called by a name which may be put together from parts."""
_WORD = re.compile(r"\w+")
_THEME = "theme/"
_ALWAYS = ("partials/image.html", "icons/")
"""What filters call in: these templates, whether a page names them or not."""


class Reach:
    """Answers for the theme's templates and `own`, the course's: name → source.

    A value reaches a page only by its name, and a name stands in a template as it is; so the words
    of all that a template may call in are all that it can see, and some more.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        self.own = own
        self._known: dict[str, frozenset[str]] = {}

    def words(self, template: str) -> frozenset[str]:
        """The words in a template and in all that it may call in."""
        if template not in self._known:
            always = [name for name in self._all() if name.startswith(_ALWAYS)]
            self._known[template] = self._gather([*self._meant(template), *always])
        return self._known[template]

    def _gather(self, pending: list[str]) -> frozenset[str]:
        found: set[str] = set()
        seen: set[str] = set()
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            source = self._source(name)
            found.update(_WORD.findall(source))
            for called in _CALL.findall(source):
                by_name = _BY_NAME.match(called)
                pending += self._meant(by_name[2]) if by_name else self._all()
            if _PUT_TOGETHER.search(source):
                pending += self._all()
        return frozenset(found)

    def _meant(self, name: str) -> list[str]:
        """The templates that a name may mean.

        Where one is written otherwise, as `partials//staff.html` is, only the loader knows which.
        """
        return [name] if self._source(name) else self._all()

    def _source(self, name: str) -> str:
        """What stands under a name: the course's own, else the theme's; else nothing."""
        return self.own.get(name) or _theme().get(name.removeprefix(_THEME), "")

    def _all(self) -> list[str]:
        return [*_theme(), *self.own]


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
