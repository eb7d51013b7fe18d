"""The sources of the course's and the theme's templates, and which templates include which."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from coursegen.base.files import THEME
from coursegen.incremental.digest import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coursegen.base.files import SourceFile
    from coursegen.incremental.memo import Memo

_FOLDER = THEME / "templates"
_THEME = "theme/"
_ALWAYS = ("partials/image.html", "icons/")
"""The templates that filters use, so that every page can include them."""


class TemplateSources:
    """The sources of templates; `own` maps names of the course's templates to their sources.

    The names in each source are stored in `memo`, because loading Jinja takes time.
    """

    def __init__(self, own: Mapping[str, str], memo: Memo) -> None:
        self._own = own
        self._memo = memo
        self._gathered: dict[str, Mapping[str, str]] = {}

    def get(self, name: str) -> str | None:
        """Return the source of a template, from the course or the theme."""
        own = self._own.get(name)
        return _theme_source(name.removeprefix(_THEME)) if own is None else own

    def digest(self, name: str) -> str:
        """Return a digest of a template; those of the theme change only with the program."""
        if name in self._own:
            return key_of(self._own[name])
        return key_of(str(name.removeprefix(_THEME) in _theme_names()))

    def included_by(self, template: str) -> Mapping[str, str]:
        """Return the sources of a template and of all templates that it may include, by name."""
        if template not in self._gathered:
            always = [name for name in self._all() if name.startswith(_ALWAYS)]
            self._gathered[template] = self._gather([*self._possible(template), *always])
        return self._gathered[template]

    def _gather(self, pending: list[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        while pending:
            name = pending.pop()
            if name in found:
                continue
            found[name] = source = self.get(name) or ""
            for included in self._includes(source):
                pending += self._possible(included) if included else self._all()
        return found

    def _includes(self, source: str) -> tuple[str | None, ...]:
        if "{%" not in source:
            return ()
        kind = tuple[str | None, ...]
        return self._memo.get(kind, key_of(source), lambda _diagnostics: _referenced(source))

    def save(self) -> None:
        """Store the names that were used."""
        self._memo.save()

    def _possible(self, name: str) -> list[str]:
        """Return the templates that a name may refer to.

        An unusual form of a name, such as `partials//head.html`, may refer to any template.
        """
        return self._all() if self.get(name) is None else [name]

    def _all(self) -> list[str]:
        return [*_theme_names(), *self._own]


def _referenced(source: str) -> tuple[str | None, ...]:
    """Return the names of the templates that a source includes; None if a name is computed."""
    from jinja2 import Environment, TemplateError, meta  # noqa: PLC0415 - slow to load

    try:
        parsed = Environment().parse(source)  # noqa: S701 - the template is not rendered
    except (TemplateError, RecursionError):  # reported when the template is used
        return (None,)
    return tuple(meta.find_referenced_templates(parsed))


def read_templates(files: Iterable[SourceFile], memo: Memo) -> TemplateSources:
    """Return the sources of a course's templates."""
    sources: dict[str, str] = {}
    for file in files:
        with suppress(OSError):  # reported when the template is used
            sources[file.path] = file.disk.read_text(encoding="utf-8", errors="surrogateescape")
    return TemplateSources(sources, memo)


@cache
def _theme_names() -> frozenset[str]:
    files = (path for path in _FOLDER.rglob("*") if path.suffix in (".html", ".svg"))
    return frozenset(path.relative_to(_FOLDER).as_posix() for path in files)


@cache
def _theme_source(name: str) -> str | None:
    return (_FOLDER / name).read_text(encoding="utf-8") if name in _theme_names() else None
