"""The people who teach."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.page import Image
    from coursegen.content.target import Target


class PersonLink(Struct):
    """One more page of a person, such as "GitHub"."""

    title: str
    target: Target


class Person(Struct):
    """One person; `bio` is Markdown, an empty string is a fact not given."""

    name: str
    role: str = ""
    email: str = ""
    website: Target | None = None
    links: tuple[PersonLink, ...] = ()
    photo: Image | None = None
    pronouns: str = ""
    office_hours: str = ""
    room: str = ""
    bio: str = ""
    location: Location = NO_LOCATION

    @property
    def says_more(self) -> bool:
        """Whether there is more to show than a name with a link."""
        more = (self.role, self.photo, self.office_hours, self.room, self.bio, self.links)
        return any(more) or bool(self.website and self.email)

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the name: `Hao Dong` → `HD`, `董豪 Hao Dong` → `董`."""
        letters = [word[0] for word in self.name.split() if word[0].isalpha()]
        if not letters:
            return self.name[:1]
        first, *others = letters
        # Two letters of one script; a Chinese, Japanese or Korean name says enough with one.
        same = [letter for letter in others if _is_square(letter) == _is_square(first)]
        return (first if _is_square(first) or not same else first + same[-1]).upper()


def _is_square(letter: str) -> bool:
    """Whether a letter is as wide as high, as those of Chinese, Japanese and Korean are."""
    return unicodedata.east_asian_width(letter) == "W"


class StaffGroup(Struct):
    """People under one heading, such as "Teaching Assistants"."""

    title: str
    people: tuple[Person, ...] = ()


class Staff(Struct):
    """Everybody, in the author's order; `location` is the start of the file."""

    groups: tuple[StaffGroup, ...] = ()
    location: Location = NO_LOCATION

    def people(self) -> Iterator[Person]:
        """Every person of every group."""
        for group in self.groups:
            yield from group.people
