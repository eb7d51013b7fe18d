"""The course staff."""

import unicodedata
from collections.abc import Iterator

from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, Location, Text
from coursegen.content.page import Image
from coursegen.content.target import Target


class PersonLink(Struct):
    """An additional link for a person, such as "GitHub"."""

    title: Text
    target: Target


class Person(Struct):
    """A member of the staff; `bio` is Markdown, and missing text is an empty string."""

    name: Text
    role: Text = ""
    email: Text = ""
    website: Target | None = None
    links: tuple[PersonLink, ...] = ()
    photo: Image | None = None
    pronouns: Text = ""
    office_hours: Text = ""
    room: Text = ""
    bio: Text = ""
    location: Location = NO_LOCATION

    @property
    def has_details(self) -> bool:
        """Whether the person has details to show in addition to a name with a link."""
        more = (self.role, self.photo, self.office_hours, self.room, self.bio, self.links)
        return any(more) or bool(self.website and self.email)

    @property
    def initials(self) -> str:
        """The person's initials, such as `HD` for `Hao Dong`, or `董` for `董豪 Hao Dong`."""
        letters = [word[0] for word in self.name.split() if word[0].isalpha()]
        if not letters:
            return self.name[:1]
        first, *others = letters
        # Use two letters of the same script, but only one for Chinese, Japanese and Korean names.
        same = [letter for letter in others if _is_wide(letter) == _is_wide(first)]
        return (first if _is_wide(first) or not same else first + same[-1]).upper()


def _is_wide(letter: str) -> bool:
    """Return whether a letter is wide, as in Chinese, Japanese and Korean."""
    return unicodedata.east_asian_width(letter) == "W"


class StaffGroup(Struct):
    """A group of people with a heading, such as "Teaching Assistants"."""

    title: Text
    people: tuple[Person, ...] = ()


class Staff(Struct):
    """The groups of the staff in the author's order; `location` is the start of the file."""

    groups: tuple[StaffGroup, ...] = ()
    location: Location = NO_LOCATION

    def people(self) -> Iterator[Person]:
        """Yield the people of all groups."""
        for group in self.groups:
            yield from group.people
