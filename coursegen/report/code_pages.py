"""The manual's pages about diagnostic codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import read_text
from coursegen.base.struct import Struct
from coursegen.content.author import Author
from coursegen.loader.page_file import read_page
from coursegen.schema.reader import Reader

if TYPE_CHECKING:
    from coursegen.base.codes import Code

PAGES_FOLDER = Path(__file__).parent.parent / "explain"
"""The folder of these pages: a symbolic link in the repository, a copy in the package."""

_CODE = re.compile(r"(^```.*?^```$|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()]+\)")


class Explanation(Struct):
    """A page of the manual about a diagnostic code.

    `title` is one sentence. `text` is Markdown without links, as their targets are not available in
    a terminal.
    """

    title: str
    description: str
    text: str


def explanation(code: Code) -> Explanation | None:
    """Return the manual's page about a code, or None if there is no such page."""
    name = f"{code.value.lower()}.md"
    if not (PAGES_FOLDER / name).is_file():
        return None
    diagnostics = Diagnostics()
    source = read_text(PAGES_FOLDER / name, name, diagnostics)
    reader = Reader(diagnostics, Author.without_site(diagnostics))
    page = read_page(source, name, reader) if source else None
    if page is None:
        return None
    title = page.title.removeprefix(f"{code.value}: ")
    return Explanation(title, page.description, _unlinked(page.body).strip())


def _unlinked(text: str) -> str:
    parts = _CODE.split(text)  # code is at odd indices
    parts[::2] = [_LINK.sub(r"\1", part) for part in parts[::2]]
    return "".join(parts)
