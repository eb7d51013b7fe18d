"""Functions that read content before the site is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class ContentReader(Struct):
    """Functions that read content without changing its links.

    `html` converts Markdown to HTML, given the name of its file.  `templates` returns the sources
    of a template and of all templates that it may include, by name.
    """

    html: Callable[[str, str], str]
    templates: Callable[[str], Mapping[str, str]]
