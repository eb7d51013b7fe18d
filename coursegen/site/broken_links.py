"""Every link that the author wrote in data: which of them lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import STATIC
from coursegen.base.struct import astuple
from coursegen.base.text import location_of
from coursegen.content.target import Target, TargetKind
from coursegen.site.addresses import fix_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Location
    from coursegen.content.course import Course
    from coursegen.content.page import Image
    from coursegen.site.addresses import Addresses


_CALLED = {".jpg": "JPEG"}


def validate_links(course: Course, addresses: Addresses, diagnostics: Diagnostics) -> None:
    """Report links, pictures and fonts that are missing, and materials with an empty link."""
    for target in course_targets(course):
        if addresses.url_of(target) is None:
            _report_missing(target, addresses, diagnostics)
    for target in addresses.unreleased.targets:
        if addresses.url_of(target) is None and not addresses.is_unreleased(target):
            _report_missing(target, addresses, diagnostics)
    for material in course.schedule.materials():
        if material.target is None:
            diagnostics.warning(
                Code.EMPTY_LINK,
                f"empty link: '{material.title or material.kind.key}' has no file and no address",
                material.location,
                "visitors see plain text; write the file's name when it is there",
            )
    for picture in course_images(course):
        _vet_static(picture.image, "picture", picture.location, addresses, diagnostics)
    for path, what, kinds in configured_files(course):
        if not path.lower().endswith(kinds):
            named = " or ".join(
                dict.fromkeys(_CALLED.get(kind, kind[1:].upper()) for kind in kinds)
            )
            diagnostics.error(
                Code.FILE_TYPE,
                f"the {what} '{path}' is of the wrong kind",
                location_of(path),
                f"convert it to {named}, and write the name of that file",
            )
        else:
            _vet_static(path, what, location_of(path), addresses, diagnostics)


def _vet_static(
    path: str, what: str, location: Location, addresses: Addresses, diagnostics: Diagnostics
) -> None:
    """Report a file below `static/` that data names and the site has not."""
    if addresses.url_of_static(path) is not None:
        return
    target = Target(TargetKind.SITE, f"{STATIC}/{path}", location)
    if addresses.is_unreleased(target):
        _report_missing(target, addresses, diagnostics)
    else:
        diagnostics.missing(
            Code.STATIC_MISSING,
            f"there is no {what} '{path}' in {STATIC}/",
            location,
            "put it there, or correct its name",
        )


def _report_missing(target: Target, addresses: Addresses, diagnostics: Diagnostics) -> None:
    """Report a target without an address: it is unreleased, or missing."""
    problem = addresses.explain_missing(target)
    if addresses.is_unreleased(target):
        diagnostics.warning(problem.code, problem.message, target.location, problem.hint)
    else:
        edit = fix_for(target.location, problem.typo)
        diagnostics.missing(problem.code, problem.message, target.location, problem.hint, edit)


def configured_files(course: Course) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The files below `static/` that the facts name: what each is, and what kinds it may be."""
    info = course.info
    if info.icon:
        yield info.icon, "icon", (".png", ".svg")
    if info.social_image:
        yield info.social_image, "picture for shared links", (".png", ".jpg", ".jpeg")
    for font in astuple(info.fonts):
        if font:
            yield font, "font", (".woff2",)


def course_images(course: Course) -> Iterator[Image]:
    """Every picture that the author placed in data."""
    yield from course.info.top_banners
    yield from course.info.bottom_banners
    for person in course.staff.people():
        if person.photo:
            yield person.photo
    for page in course.all_pages():
        yield from page.pictures


def course_targets(course: Course) -> Iterator[Target]:
    """Every target that the author named in data."""
    yield from (item.target for item in course.info.navigation or ())
    yield from (picture.link for picture in course_images(course) if picture.link)
    yield from (m.target for m in course.schedule.materials() if m.target)
    for lecture in course.schedule.lectures():
        yield from (speaker.link for speaker in lecture.speakers if speaker.link)
    for person in course.staff.people():
        if person.website:
            yield person.website
        yield from (link.target for link in person.links)
    if course.info.licence and course.info.licence.link:
        yield course.info.licence.link


def course_notes(course: Course) -> Iterator[str]:
    """Every Markdown text in data."""
    for section in course.schedule.sections:
        yield section.note
        yield from (week.note for week in section.weeks)
    yield from (lecture.note for lecture in course.schedule.lectures())
    yield from (material.note for material in course.schedule.materials())
    yield from (person.bio for person in course.staff.people())
