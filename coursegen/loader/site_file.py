"""Convert `site.yaml` to the settings of the course."""

from __future__ import annotations

from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import (
    Severity,
    closest_match,
    did_you_mean,
    did_you_mean_nearest,
    join_hints,
)
from coursegen.base.struct import Struct
from coursegen.base.text import LocatedStr, Location, Source, location_of
from coursegen.base.values import FreeData
from coursegen.content.course import CourseInfo, Fonts, License, NavigationItem, Repository
from coursegen.content.kinds import MATERIAL_KINDS, SESSION_KINDS, Kind
from coursegen.content.target import Target, TargetKind
from coursegen.loader.dates import DateReader
from coursegen.loader.image_values import image_path, read_images
from coursegen.loader.link_values import read_base_url, read_link
from coursegen.schema.reader import fields_of
from coursegen.schema.shapes import LectureShape, LicenseShape, RepositoryShape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.schema.shapes import FontsShape, NavigationShape, SiteShape


class SiteFile(Struct):
    """The settings in `site.yaml`, including settings that only the loader needs.

    `home` contains the sections of the home page in order, or is None for the default.
    """

    info: CourseInfo
    home: tuple[LocatedStr, ...] | None
    start: date | None
    session_kinds: dict[str, Kind]
    material_kinds: dict[str, Kind]


def read_site(shape: SiteShape, diagnostics: Diagnostics) -> SiteFile:
    """Convert the values of `site.yaml` to settings."""
    timezone = _timezone(shape.timezone, diagnostics)
    if not shape.title.strip():
        diagnostics.error(
            Code.TITLE_EMPTY,
            "the title is empty",
            shape.title.location,
            "write 'title: …' with the title of the course",
        )
    banners = shape.banners
    info = CourseInfo(
        title=shape.title,
        timezone=timezone,
        code=shape.code or "",
        description=shape.description or "",
        institution=shape.institution or "",
        term=shape.term or "",
        meeting=shape.meeting or "",
        room=shape.room or "",
        url=read_base_url(shape.url, diagnostics),
        language=shape.language or "en",
        accent=shape.accent or "",
        fonts=_fonts(shape.fonts),
        icon=image_path(shape.icon or LocatedStr("")),
        social_image=image_path(shape.social_image or LocatedStr("")),
        repository=_repository(shape.repository, diagnostics),
        license=_license(shape.license, diagnostics),
        allowed_origins=tuple(_origins(shape.allowed_origins, diagnostics)),
        files_base_url=read_base_url(shape.files.base_url if shape.files else None, diagnostics),
        top_banners=read_images(banners.top if banners else None, diagnostics),
        bottom_banners=read_images(banners.bottom if banners else None, diagnostics),
        navigation=None
        if shape.navigation is None
        else tuple(_navigation(shape.navigation, diagnostics)),
        severities=dict(_severities(shape.severity or {}, diagnostics)),
        extra=FreeData(shape.extra or {}),
        location=shape.location,
    )
    return SiteFile(
        info,
        home=tuple(shape.home) if shape.home is not None else None,
        start=DateReader(diagnostics, timezone, None).day(shape.start),
        session_kinds=_kinds(SESSION_KINDS, shape.session_kinds),
        material_kinds=_kinds(MATERIAL_KINDS, _without_reserved(shape.material_kinds, diagnostics)),
    )


_SEVERITY_NAMES = {"ignore": None, "warning": Severity.WARNING, "error": Severity.ERROR}


def _severities(
    chosen: dict[LocatedStr, LocatedStr], diagnostics: Diagnostics
) -> Iterator[tuple[Code, Severity | None]]:
    codes = {code.value: code for code in Code}
    for code, severity in chosen.items():
        if code in codes:
            yield codes[code], _SEVERITY_NAMES[severity]
        else:
            diagnostics.error(
                Code.UNKNOWN_KEY,
                f"unknown code '{code}'",
                code.location,
                join_hints(
                    did_you_mean_nearest(code, codes), "'coursegen explain' lists all codes"
                ),
            )


def fallback_site() -> SiteFile:
    """Return default settings to continue loading without a valid `site.yaml`."""
    location = Location(Source("site.yaml", ""))
    return SiteFile(
        CourseInfo("Untitled course", UTC, location=location),
        None,
        None,
        _kinds(SESSION_KINDS, None),
        _kinds(MATERIAL_KINDS, None),
    )


def _navigation(
    shapes: Iterable[NavigationShape], diagnostics: Diagnostics
) -> Iterator[NavigationItem]:
    for shape in shapes:
        target = read_link(shape.link, diagnostics)
        if target:
            yield NavigationItem(shape.title, target)
        else:
            diagnostics.warning(
                Code.EMPTY_LINK,
                f"empty link: '{shape.title}' has no target",
                location_of(shape.link),
                "it is not shown in the navigation; write its target, or remove it",
            )


_LICENSES = {
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-NC-4.0": ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "CC-BY-NC-SA-4.0": ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    "CC-BY-ND-4.0": ("CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    "CC-BY-NC-ND-4.0": ("CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "MIT": ("MIT", "https://opensource.org/license/mit"),
}
"""The licenses that authors can select by their SPDX identifiers (spdx.org/licenses)."""


def _license(shape: LocatedStr | LicenseShape | None, diagnostics: Diagnostics) -> License | None:
    if isinstance(shape, LicenseShape):
        return License(shape.name, read_link(shape.url, diagnostics))
    if not shape:
        return None
    known = _LICENSES.get(shape.strip().upper().replace(" ", "-"))
    if known:
        return License(known[0], Target(TargetKind.URL, known[1], shape.location))
    return License(shape)


def _repository(
    shape: LocatedStr | RepositoryShape | None, diagnostics: Diagnostics
) -> Repository | None:
    if isinstance(shape, RepositoryShape):
        folder = (shape.folder or "").strip("/")
        url = read_base_url(shape.url, diagnostics)
        return (
            Repository(url, shape.branch or "main", f"{folder}/" if folder else "") if url else None
        )
    url = read_base_url(shape, diagnostics)
    return Repository(url) if url else None


def _origins(
    shape: LocatedStr | list[LocatedStr] | None, diagnostics: Diagnostics
) -> Iterator[str]:
    """Yield the origin (scheme and host) of each URL for the content security policy."""
    for text in shape if isinstance(shape, list) else (shape,):
        url = read_base_url(text, diagnostics)
        if url:
            yield "/".join(url.split("/")[:3])


def _fonts(shape: FontsShape | None) -> Fonts:
    if shape is None:
        return Fonts()
    return Fonts(
        text=image_path(shape.text or LocatedStr("")),
        heading=image_path(shape.heading or LocatedStr("")),
        code=image_path(shape.code or LocatedStr("")),
    )


def _kinds(
    builtin: tuple[Kind, ...], custom: dict[LocatedStr, LocatedStr] | None
) -> dict[str, Kind]:
    kinds = {kind.key: kind for kind in builtin}
    kinds.update({key: Kind(key, label) for key, label in (custom or {}).items()})
    return kinds


def _without_reserved(
    kinds: dict[LocatedStr, LocatedStr] | None, diagnostics: Diagnostics
) -> dict[LocatedStr, LocatedStr] | None:
    """Remove and report material kinds that are already keys of a lecture."""
    reserved = [key for key in kinds or () if key in fields_of(LectureShape)]
    for key in reserved:
        diagnostics.error(
            Code.KIND_RESERVED,
            f"'{key}' cannot be a kind of material because it is a key of lectures",
            key.location,
            "choose another name for the kind",
        )
    return {key: label for key, label in (kinds or {}).items() if key not in reserved}


def _timezone(name: LocatedStr | None, diagnostics: Diagnostics) -> tzinfo:
    if name is None:
        return UTC
    from zoneinfo import (  # noqa: PLC0415 - only needed for a course with a time zone
        ZoneInfo,
        ZoneInfoNotFoundError,
        available_timezones,
    )

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zones = available_timezones()
        close = closest_match(name, zones)
        diagnostics.error(
            Code.UNKNOWN_TIME_ZONE,
            f"unknown time zone '{name}'",
            location_of(name),
            did_you_mean(name, zones) if close else "write an IANA name such as Asia/Shanghai",
        )
        return UTC
