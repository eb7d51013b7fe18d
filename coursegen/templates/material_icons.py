"""Icons of material kinds, as an SVG sprite per page and references to its symbols.

Each icon is a file `templates/icons/KIND.svg` of 16 by 16 pixels that is drawn in the text color.
A course can add icons, and override icons with files at the same path.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import TemplateNotFound
from markupsafe import Markup, escape

from coursegen.content.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.templates.sandbox import Sandbox

_DEFAULT_ICON = "material"
"""The icon for kinds without their own icon."""
_DEFAULT_TOOL = "website"
"""The icon for tools without their own icon."""
_OPENING = re.compile(r"<svg\b(?P<attributes>[^>]*)>")
_UNUSED_ATTRIBUTES = re.compile(
    r"(?<!\s)\s+(?:xmlns(?::\w+)?|width|height|id|class|style|version)=(\"[^\"]*\"|'[^']*')"
)
_USE = Markup('<svg class="icon" width="16" height="16" aria-hidden="true"><use href="#{}"/></svg>')


class Icons:
    """The icons in the template folders, each of which is read only once."""

    def __init__(self, environment: Sandbox) -> None:
        self._environment = environment
        self._drawings: dict[str, str | None] = {}
        self._icons: dict[str, Markup] = {}

    def icon(self, kind: Kind) -> Markup:
        """Return the icon of a kind, which refers to the page's `sprite`."""
        name = self._name(kind)
        if name not in self._icons:
            self._icons[name] = _USE.format(_symbol_id(name))
        return self._icons[name]

    def sprite(self, kinds: Iterable[Kind]) -> Markup:
        """Return a hidden SVG with the icon of each kind once, or "" if there are no kinds."""
        names = dict.fromkeys(map(self._name, kinds))
        symbols = Markup("").join(self._symbol(name) for name in names)
        if not symbols:
            return symbols
        return Markup(
            '<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">{}</svg>'
        ).format(symbols)

    def drawing(self, kind: Kind) -> Markup:
        """Return the icon of the kind of a tool, complete in its place."""
        if not isinstance(kind, Kind):
            raise TypeError(f"expected Kind, found {type(kind).__name__}")
        svg = self._drawing(kind.css_class) or self._drawing(_DEFAULT_TOOL) or ""
        hidden = '<svg class="icon" width="16" height="16" aria-hidden="true"'
        opening = svg[: svg.find(">")].removeprefix("<svg")
        attributes = _UNUSED_ATTRIBUTES.sub("", f"  {opening}").strip()
        return Markup(f"{hidden} {attributes}{svg[svg.find('>') :].strip()}")  # noqa: S704 - as below

    def _name(self, kind: Kind) -> str:
        if not isinstance(kind, Kind):  # templates can pass any value
            raise TypeError(f"expected Kind, found {type(kind).__name__}")
        return kind.css_class if self._drawing(kind.css_class) else _DEFAULT_ICON

    def _symbol(self, name: str) -> Markup:
        svg = self._drawing(name) or ""
        opening, end = _OPENING.search(svg), svg.rfind("</svg>")
        if not opening or end < opening.end():
            return Markup("")
        attributes = _UNUSED_ATTRIBUTES.sub("", opening["attributes"]).strip()
        drawing = svg[opening.end() : end].strip()
        return Markup(  # noqa: S704 - a file of the course or the theme
            f'<symbol id="{escape(_symbol_id(name))}" {attributes}>{drawing}</symbol>'
        )

    def _drawing(self, name: str) -> str | None:
        self._environment.reads("template", f"icons/{name}.svg")
        if name not in self._drawings:
            loader = self._environment.loader
            try:
                self._drawings[name] = (
                    loader.get_source(self._environment, f"icons/{name}.svg")[0] if loader else None
                )
            except TemplateNotFound:
                self._drawings[name] = None
        return self._drawings[name]


def _symbol_id(name: str) -> str:
    """Return the ID of a symbol; the dot avoids conflicts with IDs in the schedule."""
    return f"i.{name}"
