"""Find names of icons, such as `:octicon-mail-16:` of MkDocs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_NAME = re.compile(
    r"(?<![\w:/\\]):(?:octicon|fontawesome|material|simple)-[a-z0-9-]+:(?![\w:])(?:\{[^{}\n]*\})?"
)


def find(prose: Prose) -> Iterator[Construct]:
    """Find each name of an icon."""
    for found in _NAME.finditer(prose.words):
        problem = Problem(
            Code.ICON, f"'{found[0]}' is shown as text", "remove it, or write a character such as ✉"
        )
        yield Construct(problem, *found.span())
