"""The course staff."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.struct import Struct, replace
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Text, location_of
from coursegen.content.author import Author
from coursegen.content.content_type import ContentType
from coursegen.content.image import Image, decorative_image
from coursegen.content.office_hours import (
    OfficeHours,
    WeeklyHours,
    report_hours_without_time,
    weekly_only,
)
from coursegen.content.target import Link, Target
from coursegen.content.when import Releasable
from coursegen.schema.fields import ONE_OR_MORE, Accepts, Content, Doc, Email, Inline, Markdown


class PersonLink(Struct):
    """An additional link for a person, such as "GitHub"."""

    title: Text
    target: Target


def _links(links: Mapping[LocatedStr, Target | None], author: Author) -> tuple[PersonLink, ...]:
    """Convert the links by title, and report those without a target."""
    for title, target in links.items():
        if target is None:
            author.diagnostics.warning(
                Code.EMPTY_LINK,
                f"empty link: '{title}' has no target",
                title.location,
                "it is not shown; write its target, or remove it",
            )
    return tuple(PersonLink(title, target) for title, target in links.items() if target)


class Person(Releasable):
    """A person.

    `bio` is Markdown, and missing text is an empty string.
    """

    noun: ClassVar[str] = "a person"
    skeleton: ClassVar[str] = "name: {title}\nemail: {slug}@example.org"

    name: Annotated[Text, Doc("The person's name.")]
    role: Annotated[Text, Doc("The role of the person in the course.")] = ""
    email: Annotated[Email, Doc("The email address.")] = ""
    website: Annotated[Link | None, Doc("The website of the person.")] = None
    links: Annotated[
        tuple[PersonLink, ...],
        Doc(
            "Additional links, each with its name, such as `GitHub: https://github.com/ada`.",
            type=Mapping[Text, Link],
            convert=_links,
        ),
    ] = ()
    photo: Annotated[
        Image | None,
        Accepts("a path below static/ or an image", convert=decorative_image),
        Doc("A photo of the person."),
    ] = None
    pronouns: Annotated[Text, Doc("The person's pronouns.")] = ""
    office_hours: Annotated[
        tuple[OfficeHours, ...],
        ONE_OR_MORE,
        Doc(
            "The office hours, as text such as `Tue 14:00-15:00`, or as mappings, which the "
            "timetable of office hours shows."
        ),
    ] = ()
    room: Annotated[Inline, Doc("The room for the office hours.")] = ""
    bio: Annotated[Markdown, Doc("A few sentences in Markdown.")] = ""

    @classmethod
    def from_text(cls, name: LocatedStr, _author: Author) -> Self:
        """Return a person of whom only the name is known."""
        return cls(name, location=name.location)

    @classmethod
    def from_mapping(cls, read: Self, author: Author) -> Self:
        """Add the person's name as the alt text of a photo that is only a path."""
        report_hours_without_time(read.office_hours, author)
        photo = read.photo
        if photo and photo.alt is not None and location_of(photo.alt) is NO_LOCATION:
            return replace(read, photo=replace(photo, alt=read.name))
        return read

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


class StaffGroup(Content):
    """A group of people.

    `title` is a heading such as "Teaching Assistants".
    """

    noun: ClassVar[str] = "a group of people"

    title: Annotated[Text, Doc("The heading of the group.")]
    people: Annotated[tuple[Person, ...], Doc("The people in the group, in order.")]


def _by_role(people: tuple[Person, ...], _author: Author) -> tuple[StaffGroup, ...]:
    groups: dict[str, list[Person]] = {}
    for person in people:
        groups.setdefault(person.role, []).append(person)
    return tuple(StaffGroup(role, tuple(people)) for role, people in groups.items())


class Staff(Content):
    """The course staff.

    The groups are in the author's order; `location` is the start of the file.
    """

    noun: ClassVar[str] = "content/staff.yaml"

    groups: Annotated[
        tuple[StaffGroup, ...],
        Doc("Groups of people, in order, each with a heading."),
        Doc(
            "The people, grouped by their `role`.",
            key="people",
            type=tuple[Person, ...],
            convert=_by_role,
            conflict="move the people into a group, or remove 'groups'",
        ),
    ] = ()
    office_hours: Annotated[
        tuple[WeeklyHours, ...],
        Doc(
            "Office hours of several people, or of a place such as a drop-in lab.",
            type=Annotated[tuple[OfficeHours, ...], ONE_OR_MORE],
            convert=weekly_only,
        ),
    ] = ()
    location: Location = NO_LOCATION

    def people(self) -> Iterator[Person]:
        """Yield the people of all groups."""
        for group in self.groups:
            yield from group.people

    def weekly_hours(self) -> Iterator[tuple[Text, WeeklyHours]]:
        """Yield all weekly office hours, each with the name of the person, or an empty string."""
        for person in self.people():
            for each in person.office_hours:
                if each.weekly:
                    yield person.name, each.weekly
        for hours in self.office_hours:
            yield "", hours


STAFF = ContentType(
    "staff",
    Staff,
    "staff.yaml",
    is_home_section=True,
    other_names=("instructors", "people", "tas", "team", "teachers"),
)
OFFICE_HOURS = ContentType(
    "office_hours",
    Staff,
    STAFF.files,
    view_of=(STAFF.name,),
    is_home_section=True,
    is_shown=lambda staff: any(staff.weekly_hours()),
    page="office_hours.html",
    has_styles=True,
)
