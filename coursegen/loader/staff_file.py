"""Convert `content/staff.yaml` to the course staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.text import LocatedStr, Location
from coursegen.content.page import Image
from coursegen.content.staff import Person, PersonLink, Staff, StaffGroup
from coursegen.loader.image_values import image_path, read_image
from coursegen.loader.link_values import read_link
from coursegen.schema.shapes import ImageShape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.schema.shapes import PersonShape, StaffShape


def read_staff(shape: StaffShape, diagnostics: Diagnostics) -> Staff:
    """Convert the values of the file to the author's groups, or to one group for each role."""
    if shape.groups is not None and shape.people is not None:
        diagnostics.error(
            Code.CONFLICTING_KEYS,
            "'groups' and 'people' cannot be used together",
            shape.location,
            "move the people into a group, or remove 'groups'",
        )
    groups = [
        StaffGroup(group.title, tuple(_people(group.people, diagnostics)))
        for group in shape.groups or ()
    ]
    by_role: dict[str, list[Person]] = {}
    for person in _people(shape.people or (), diagnostics):
        by_role.setdefault(person.role, []).append(person)
    groups += [StaffGroup(role, tuple(people)) for role, people in by_role.items()]
    return Staff(tuple(groups), Location(shape.location.source))


def _people(shapes: Iterable[LocatedStr | PersonShape], diagnostics: Diagnostics) -> list[Person]:
    return [_person(shape, diagnostics) for shape in shapes]


def _person(shape: LocatedStr | PersonShape, diagnostics: Diagnostics) -> Person:
    if isinstance(shape, LocatedStr):
        return Person(shape, location=shape.location)
    return Person(
        name=shape.name,
        role=shape.role or "",
        email=shape.email or "",
        website=read_link(shape.website, diagnostics),
        links=tuple(_links(shape, diagnostics)),
        photo=_photo(shape, diagnostics),
        pronouns=shape.pronouns or "",
        office_hours=shape.office_hours or "",
        room=shape.room or "",
        bio=shape.bio or "",
        location=shape.location,
    )


def _links(shape: PersonShape, diagnostics: Diagnostics) -> Iterator[PersonLink]:
    for title, link in (shape.links or {}).items():
        target = read_link(link, diagnostics)
        if target:
            yield PersonLink(title, target)
        else:
            diagnostics.warning(
                Code.EMPTY_LINK,
                f"empty link: '{title}' has no target",
                title.location,
                "it is not shown; write its target, or remove it",
            )


def _photo(shape: PersonShape, diagnostics: Diagnostics) -> Image | None:
    """Return the photo; its default alt text is the person's name."""
    if shape.photo is None:
        return None
    if isinstance(shape.photo, ImageShape):
        return read_image(shape.photo, diagnostics)
    return Image(image_path(shape.photo), alt=shape.name, location=shape.photo.location)
