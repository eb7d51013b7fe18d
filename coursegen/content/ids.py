"""Unique HTML ids; the author's ids have priority over generated ids."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable

from coursegen.base.codes import Code
from coursegen.base.text import location_of
from coursegen.content.author import Author


class Ids:
    """The ids on a page, with those that the author chose; reserved and duplicate ids are reported.

    `author.reserved_ids` are the ids of other parts of the page.
    """

    def __init__(self, chosen: Iterable[str], author: Author) -> None:
        self._taken: dict[str, str] = {}
        self._reserved = author.reserved_ids
        self._counts: dict[str, int] = {}  # the last number appended to each name
        for id_ in chosen:
            first = self._taken.setdefault(id_, id_)
            if id_ in self._reserved:
                author.diagnostics.error(
                    Code.ID_RESERVED,
                    f"the id '{id_}' is reserved for a section of the home page",
                    location_of(id_),
                    "choose another id",
                )
            elif first is not id_:
                author.diagnostics.error(
                    Code.DUPLICATE_ID,
                    f"duplicate id '{id_}'",
                    location_of(id_),
                    f"it first appears on line {location_of(first).line}; choose another id",
                )

    def free(self, name: str) -> str:
        """Return `name` if it is unused; otherwise `name-2`, `name-3` and so on."""
        candidate, count = name, self._counts.get(name, 1)
        while candidate in self._taken or candidate in self._reserved:
            count += 1
            candidate = f"{name}-{count}"
        self._counts[name] = count
        self._taken[candidate] = candidate
        return candidate


def file_id(name: str) -> str:
    """Return the id for a file's content, such as `new-room` for `content/…/New room.md`."""
    return slug(posixpath.splitext(posixpath.basename(name))[0]) or "text"


def slug(text: str) -> str:
    """Convert a name to an id: `Research & Application` → `research-application`."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-_")
