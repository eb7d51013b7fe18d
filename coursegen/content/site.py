"""The settings of the site in `site.yaml`."""

from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.diagnostics import (
    Severity,
    did_you_mean_nearest,
    join_hints,
)
from coursegen.base.struct import field, replace
from coursegen.base.text import NO_LOCATION, FreeData, LocatedStr, Location, Text, location_of
from coursegen.content.author import Author
from coursegen.content.clock import ClockWritten
from coursegen.content.content_type import ContentType
from coursegen.content.grading import Grading
from coursegen.content.image import Image, decorative_image, image_path
from coursegen.content.kinds import MATERIAL_KINDS, SESSION_KINDS, Kind, known_kind
from coursegen.content.lecture import LectureForm
from coursegen.content.meetings import Meeting, Meetings, meetings_of
from coursegen.content.site_parts import (
    Banners,
    Files,
    Fonts,
    License,
    NavigationItem,
    Repository,
    Tool,
    tools_of,
)
from coursegen.content.target import BaseUrl, Link, read_base_url
from coursegen.content.term import Holiday, Term
from coursegen.schema.field_types import fields_of
from coursegen.schema.fields import ONE_OR_MORE, Accepts, Content, Doc, Inline, Language, Markdown

_TitledPath = Annotated[Text, Accepts("a path below static/", convert=image_path)]


def _origin(text: LocatedStr, author: Author) -> str | None:
    """Return the origin (scheme and host) of a URL for the content security policy."""
    url = read_base_url(text, author.diagnostics)
    return "/".join(url.split("/")[:3]) if url else None


def _color(text: str) -> str:
    from coursegen.content.colors import suggest_color  # noqa: PLC0415 - only for this mistake

    return suggest_color(text)


def _timezone(name: LocatedStr, author: Author) -> tzinfo:
    from coursegen.content.time_zones import (  # noqa: PLC0415 - only for a course with a time zone
        read_timezone,
    )

    return read_timezone(name, author.diagnostics)


_SEVERITIES = {"ignore": None, "warning": Severity.WARNING, "error": Severity.ERROR}


class CourseInfo(Content):
    """The settings of the site and information about the course.

    A missing setting is an empty string.  `accent` is a color, `#rrggbb`.  `url` is the URL of the
    site's root.  `icon` and `social_image` are paths below `static/`.  `allowed_origins` are
    additional origins (`https://example.org`) from which pages may load resources.  `navigation` is
    None for the default links, and `home` for the default sections.  `session_kinds` and
    `material_kinds` are the labels of additional kinds.  `extra` is for the author's templates.
    """

    noun: ClassVar[str] = "site.yaml"

    title: Annotated[Text, Doc("The title of the course.")]
    code: Annotated[Text, Doc("The course code in the catalog, such as `CS 236`.")] = ""
    description: Annotated[Text, Doc("One or two sentences about the course.")] = ""
    institution: Annotated[Text, Doc("The institution that offers the course.")] = ""
    term_dates: Annotated[
        Term, Doc("The term, such as `Spring 2020`, or its name, start and end.", "term")
    ] = Term()
    meeting: Annotated[
        Inline,
        Doc(
            "The weekly meeting time as text, such as `Thu 3:00-6:00 PM`. Default: the text of "
            "`meetings`."
        ),
    ] = ""
    room: Annotated[Inline, Doc("The room of the weekly meeting.")] = ""
    meetings: Annotated[
        Meetings,
        Doc(
            "The weekly meetings, from which the dates of the schedule follow.",
            type=Annotated[tuple[Meeting, ...], ONE_OR_MORE],
            convert=meetings_of,
        ),
    ] = Meetings()
    holidays: Annotated[
        tuple[Holiday, ...], Doc("The days and breaks of the term without meetings.")
    ] = ()
    due_time: Annotated[
        ClockWritten | None, Doc("The time of deadlines that have only a date, such as `23:59`.")
    ] = None
    timezone: Annotated[
        tzinfo,
        Accepts("a time zone such as Asia/Shanghai", convert=_timezone),
        Doc("The time zone of all dates and times, as an IANA name. Default: UTC."),
    ] = UTC
    clock: Annotated[
        Text,
        Accepts("12 or 24", r"^(12|24)\Z"),
        Doc(
            "The form of times on the site, `12` (`2:00 PM`) or `24` (`14:00`). Default: `24`, but "
            "the times of sessions as you write them."
        ),
    ] = ""
    grading: Annotated[Grading, Doc("The parts of the grade, and rules for late submissions.")] = (
        Grading()
    )
    language: Annotated[Language, Doc("The language of the site. Default: `en`.")] = "en"
    typography: Annotated[
        bool,
        Doc(
            "Whether Markdown has typographic quotes, dashes and ellipses, in the form of the "
            "page's language."
        ),
    ] = False
    url: Annotated[BaseUrl, Doc("The URL of the site.")] = ""
    accent: Annotated[
        Text,
        Accepts("a color such as #0b6478", r"^#[0-9A-Fa-f]{6}\Z", suggest=_color),
        Doc("The accent color. All other colors, light and dark, are derived from it."),
    ] = ""
    fonts: Annotated[Fonts, Doc("Custom fonts. Default: the fonts of the visitor's system.")] = (
        Fonts()
    )
    icon: Annotated[
        _TitledPath,
        Doc(
            "The icon in the browser's tab, a square PNG or SVG file. Default: the initials of the "
            "course."
        ),
    ] = ""
    social_image: Annotated[
        _TitledPath,
        Doc(
            "The image for shared links, 1200 × 630 pixels. Default: a generated image for each "
            "page."
        ),
    ] = ""
    tools: Annotated[
        tuple[Tool, ...],
        Doc(
            "The tools outside of the site, at the top of every page: `forum`, `grader`, `chat`, "
            "`video`, `calendar`, `repository` or a name of your own, each with its URL.",
            type=Mapping[Text, Tool],
            convert=tools_of,
        ),
    ] = ()
    logo: Annotated[
        Image | None,
        Accepts("a path below static/ or an image", convert=decorative_image),
        Doc("The logo before the name of the course at the top of every page."),
    ] = None
    notice: Annotated[Markdown, Doc("A notice at the top of every page, in Markdown.")] = ""
    footer: Annotated[Markdown, Doc("Your own text at the bottom of every page, in Markdown.")] = ""
    problem_reports: Annotated[
        Link | None,
        Doc(
            'The target of the link "Report a problem" at the bottom of every page, such as '
            "`mailto:ta@example.org`."
        ),
    ] = None
    repository: Annotated[
        Repository | None,
        Accepts("the URL of a repository, or its url, branch and folder"),
        Doc(
            "The repository of the course. Pages link to their source and show when it last "
            "changed."
        ),
    ] = None
    license: Annotated[
        License | None,
        Accepts("a license such as CC-BY-4.0, or its name and url"),
        Doc("The license of the course's text."),
    ] = None
    allowed_origins: Annotated[
        tuple[Annotated[Text, Accepts("a URL such as https://example.org/", convert=_origin)], ...],
        ONE_OR_MORE,
        Doc("Additional sites that pages may load resources from, such as data for a script."),
    ] = ()
    files: Annotated[Files, Doc("The location of lecture files.")] = Files()
    banners: Annotated[Banners, Doc("The images at the top and the bottom of the home page.")] = (
        Banners()
    )
    navigation: Annotated[
        tuple[NavigationItem, ...] | None,
        Doc(
            "The links in the header, in order. Default: the sections of the home page and the "
            "pages directly in `content/`."
        ),
    ] = None
    home: Annotated[
        tuple[Text, ...] | None,
        Doc(
            "The sections of the home page, in order. Each is the name of a file or folder in "
            "`content/`, such as `schedule`, or `upcoming` for the next sessions and deadlines. A "
            "page is included in full."
        ),
    ] = None
    session_kinds: Annotated[
        Mapping[Text, Text],
        Doc("Additional session kinds, each with its label, such as `hackathon: Hackathon`."),
    ] = field(default_factory=dict)
    material_kinds: Annotated[
        Mapping[Text, Text],
        Doc("Additional kinds of material, each with its label, such as `poster: Poster`."),
    ] = field(default_factory=dict)
    severity: Annotated[
        Mapping[
            Text,
            Annotated[Text, Accepts("ignore, warning or error", r"^(ignore|warning|error)\Z")],
        ],
        Doc(
            "The severity of problems by code, such as `CG501: ignore`. Errors that stop a build "
            "always remain errors."
        ),
    ] = field(default_factory=dict)
    extra: Annotated[FreeData, Doc("Any keys and values, for your own templates.")] = field(
        default_factory=FreeData
    )
    location: Location = NO_LOCATION

    @classmethod
    def from_mapping(cls, read: Self, author: Author) -> Self:
        """Report unusable settings, and leave them out."""
        for pattern in read.meetings.patterns:
            known_kind(pattern.kind, read.kinds_of_sessions, author.diagnostics)
        return replace(
            read,
            material_kinds=_without_reserved(read.material_kinds, author),
            severity=dict(_known_codes(read.severity, author)),
        )

    @property
    def term(self) -> Text:
        """The name of the term."""
        return self.term_dates.name

    @property
    def severities(self) -> Mapping[Code, Severity | None]:
        """The author's severity for each code; None means that the code is ignored."""
        return {Code(code): _SEVERITIES[severity] for code, severity in self.severity.items()}

    @property
    def timezone_name(self) -> str:
        """The IANA name of the time zone."""
        return str(self.timezone)

    @property
    def top_banners(self) -> tuple[Image, ...]:
        """The images above the title."""
        return self.banners.top

    @property
    def bottom_banners(self) -> tuple[Image, ...]:
        """The images at the bottom of the home page."""
        return self.banners.bottom

    @property
    def files_base_url(self) -> str:
        """The URL of the lecture files that are not in the course's `files/`."""
        return self.files.base_url

    @property
    def kinds_of_sessions(self) -> Mapping[str, Kind]:
        """The built-in and additional session kinds by key."""
        return _kinds(SESSION_KINDS, self.session_kinds)

    @property
    def kinds_of_materials(self) -> Mapping[str, Kind]:
        """The built-in and additional kinds of material by key."""
        return _kinds(MATERIAL_KINDS, self.material_kinds)


def _kinds(builtin: tuple[Kind, ...], custom: Mapping[str, str]) -> Mapping[str, Kind]:
    kinds = {kind.key: kind for kind in builtin}
    return kinds | {key: Kind(key, label) for key, label in custom.items()}


def _without_reserved(kinds: Mapping[str, str], author: Author) -> Mapping[str, str]:
    """Return the material kinds that are not keys of a lecture, and report the others."""
    reserved = [key for key in kinds if key in fields_of(LectureForm)]
    for key in reserved:
        author.diagnostics.error(
            Code.KIND_RESERVED,
            f"'{key}' cannot be a kind of material because it is a key of lectures",
            location_of(key),
            "choose another name for the kind",
        )
    return {key: label for key, label in kinds.items() if key not in reserved}


def _known_codes(chosen: Mapping[str, str], author: Author) -> Iterator[tuple[str, str]]:
    codes = [code.value for code in Code]
    for code, severity in chosen.items():
        if code in codes:
            yield code, severity
        else:
            author.diagnostics.error(
                Code.UNKNOWN_KEY,
                f"unknown code '{code}'",
                location_of(code),
                join_hints(
                    did_you_mean_nearest(code, codes), "'coursegen explain' lists all codes"
                ),
            )


SITE = ContentType("site", CourseInfo, "../site.yaml")
