"""Finds broken links in the author's data files and front matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import STATIC
from coursegen.base.struct import Struct, astuple, replace
from coursegen.base.text import Location, location_of
from coursegen.content.image import Image
from coursegen.content.material import Material
from coursegen.content.target import Target, TargetKind
from coursegen.content.walk import markdown_in
from coursegen.site.addresses import fix_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.course import Course
    from coursegen.site.addresses import Addresses


_TYPE_NAMES = {".jpg": "JPEG"}


class BrokenLink(Struct):
    """A link whose target has no URL.

    `is_unambiguous` is true if its location is certain; a link in Markdown must occur only once.
    """

    target: Target
    location: Location
    is_unambiguous: bool


def report_broken_link(link: BrokenLink, addresses: Addresses, diagnostics: Diagnostics) -> None:
    """Report a link whose target is unreleased or missing."""
    location = link.location
    problem = addresses.explain_missing(replace(link.target, location=location))
    if addresses.is_unreleased(link.target):
        diagnostics.warning(problem.code, problem.message, location, problem.hint)
    else:
        edit = fix_for(location, problem.typo) if link.is_unambiguous else None
        diagnostics.missing(problem, location, edit)


def validate_links(course: Course, addresses: Addresses, diagnostics: Diagnostics) -> None:
    """Report missing link targets, images and fonts, and materials without a target."""
    for target in course.find(Target):
        if addresses.url_of(target) is None:
            link = BrokenLink(target, target.location, is_unambiguous=True)
            report_broken_link(link, addresses, diagnostics)
    for target in addresses.unreleased.targets:
        _report_misspelled(target, addresses, diagnostics)
    for material in course.find(Material):
        if material.target is None and not material.visibility and not material.status:
            diagnostics.warning(
                Code.EMPTY_LINK,
                f"empty link: '{material.title or material.kind.key}' has neither a file nor a URL",
                material.location,
                "visitors see plain text; add the link when the material is ready",
            )
    for image in course.find(Image):
        _validate_static(image.image, "image", image.location, addresses, diagnostics)
    for path, purpose, suffixes in configured_files(course):
        if not path.lower().endswith(suffixes):
            supported = " or ".join(
                dict.fromkeys(_TYPE_NAMES.get(suffix, suffix[1:].upper()) for suffix in suffixes)
            )
            diagnostics.error(
                Code.FILE_TYPE,
                f"the {purpose} '{path}' has an unsupported file type",
                location_of(path),
                f"convert it to {supported}, and write the name of the new file",
            )
        else:
            _validate_static(path, purpose, location_of(path), addresses, diagnostics)


def _validate_static(
    path: str, purpose: str, location: Location, addresses: Addresses, diagnostics: Diagnostics
) -> None:
    """Report a missing file below `static/`."""
    if addresses.url_of_static(path) is not None:
        return
    target = Target(TargetKind.SITE, f"{STATIC}/{path}", location)
    if addresses.is_unreleased(target):
        problem = addresses.explain_missing(target)
        hint = "the site does not use it until its release"
        diagnostics.warning(problem.code, problem.message, location, hint)
    else:
        problem = addresses.explain_static(path, purpose)
        edit = fix_for(location, problem.typo)
        diagnostics.missing(problem, location, edit)


def _report_misspelled(target: Target, addresses: Addresses, diagnostics: Diagnostics) -> None:
    """Report an unreleased material's link if its target is missing or probably misspelled."""
    in_site = addresses.in_site(target)
    nothing_withheld = target in addresses.unreleased.unmatched
    if addresses.url_of(in_site) is not None:
        problem, is_missing = addresses.near_file(in_site), False
    elif not addresses.is_unreleased(in_site):
        problem, is_missing = addresses.explain_missing(in_site), True
    else:
        return
    if problem:
        if nothing_withheld:
            message = f"{problem.message}, so its release date has no effect"
            problem = replace(problem, message=message)
        edit = fix_for(target.location, problem.typo)
        if is_missing:
            diagnostics.missing(problem, target.location, edit)
        else:
            diagnostics.warning(problem.code, problem.message, target.location, problem.hint, edit)


def configured_files(course: Course) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the path, purpose and suffixes of each icon, preview image and font in `site.yaml`."""
    info = course.info
    if info.icon:
        yield info.icon, "icon", (".png", ".svg")
    if info.social_image:
        yield info.social_image, "preview image", (".png", ".jpg", ".jpeg")
    for font in astuple(info.fonts):
        if font:
            yield font, "font", (".woff2",)


def course_notes(course: Course) -> Iterator[str]:
    """Return the Markdown in the author's data files."""
    return markdown_in(course.contents)
