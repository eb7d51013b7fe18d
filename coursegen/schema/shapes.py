r"""The shapes of the author's files: the keys of each mapping and the types of their values.

Validation (`reader.py`), the JSON Schemas for editors (`json_schema.py`) and the reference in the
manual use these declarations.  Paths and dates are still text, which the loader converts.

The type `X | list[X]` accepts one value or several.  The title of a type is a noun phrase that
messages use after "expected".  The description of a field is a sentence for the manual.  A pattern
matches the whole value.  It ends in `\Z`, because `$` would accept a line break after the value.
"""

from typing import Annotated, Any, ClassVar

from msgspec import Meta, Struct

from coursegen.base.text import NO_LOCATION, LocatedStr, Location

Markdown = Annotated[LocatedStr, Meta(title="Markdown text")]
Url = Annotated[LocatedStr, Meta(title="a URL such as https://example.org/")]
Link = Annotated[
    LocatedStr, Meta(title="a URL, a page such as about.md, or a path such as /about/")
]
Email = Annotated[
    LocatedStr, Meta(title="an email address", pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+\Z")
]
Id = Annotated[
    LocatedStr,
    Meta(
        title="an id of letters, digits, '-' and '_' that begins with a letter",
        pattern=r"^[A-Za-z][A-Za-z0-9_-]*\Z",
    ),
]
Day = Annotated[LocatedStr, Meta(title="a date such as 2020-02-20 or Feb 20")]
Days = Annotated[LocatedStr, Meta(title="two dates such as 2020-02-17 to 2020-02-21")]
Moment = Annotated[
    LocatedStr, Meta(title="a date, with or without a time, such as 2020-02-20 18:00")
]
Count = Annotated[int, Meta(title="a whole number of at least 1", ge=1)]
Label = Annotated[LocatedStr, Meta(title="a number or a short label, such as 3 or 13-2")]
Language = Annotated[
    LocatedStr,
    Meta(
        title="a language tag such as en or zh-CN", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z"
    ),
]
Color = Annotated[LocatedStr, Meta(title="a color such as #0b6478", pattern=r"^#[0-9A-Fa-f]{6}\Z")]
Layout = Annotated[
    LocatedStr, Meta(title="table, cards, list or grid", pattern=r"^(table|cards|list|grid)\Z")
]

SeverityName = Annotated[
    LocatedStr, Meta(title="ignore, warning or error", pattern=r"^(ignore|warning|error)\Z")
]


RENAMED_KEYS = {
    "allow": "allowed_origins",
    "check": "severity",
    "data": "extra",
    "origin": "source_url",
}
"""The new names of keys that were renamed, by their old names."""


class Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping in an author's file; `location` is its start, and `noun` its name in messages."""

    noun: ClassVar[str] = "a mapping"

    location: Location = NO_LOCATION


class ImageShape(Shape, frozen=True):
    """An image."""

    noun: ClassVar[str] = "an image"

    image: Annotated[LocatedStr, Meta(description="The path of the image below `static/`.")]
    alt: Annotated[
        LocatedStr | None,
        Meta(description="The alt text, which describes the image for people who can't see it."),
    ] = None
    link: Annotated[Link | None, Meta(description="The target of the link around the image.")] = (
        None
    )
    width: Annotated[Count | None, Meta(description="The width in CSS pixels.")] = None
    source_url: Annotated[
        LocatedStr | None,
        Meta(description="The source of the image, for your records. coursegen never loads it."),
    ] = None


class BannersShape(Shape, frozen=True):
    """The banners."""

    noun: ClassVar[str] = "the banners"

    top: Annotated[
        ImageShape | list[ImageShape] | None, Meta(description="Images above the title.")
    ] = None
    bottom: Annotated[
        ImageShape | list[ImageShape] | None,
        Meta(description="Images at the bottom of the home page."),
    ] = None


class FilesShape(Shape, frozen=True):
    """The settings of the lecture files."""

    noun: ClassVar[str] = "the settings of the lecture files"

    base_url: Annotated[
        Url | None,
        Meta(
            description="The URL of the folder that contains the lecture files that aren't "
            "in `files/`."
        ),
    ] = None


class NavigationShape(Shape, frozen=True):
    """A navigation link."""

    noun: ClassVar[str] = "a navigation link"

    title: Annotated[LocatedStr, Meta(description="The text of the link.")]
    link: Annotated[Link, Meta(description="The target of the link.")]


class FontsShape(Shape, frozen=True):
    """The fonts."""

    noun: ClassVar[str] = "the fonts"

    text: Annotated[
        LocatedStr | None, Meta(description="The font for text: a WOFF2 file below `static/`.")
    ] = None
    heading: Annotated[
        LocatedStr | None, Meta(description="The font for headings: a WOFF2 file below `static/`.")
    ] = None
    code: Annotated[
        LocatedStr | None, Meta(description="The font for code: a WOFF2 file below `static/`.")
    ] = None


class LicenseShape(Shape, frozen=True):
    """A license."""

    noun: ClassVar[str] = "a license"

    name: Annotated[LocatedStr, Meta(description="The name of the license, such as `CC BY 4.0`.")]
    url: Annotated[Link | None, Meta(description="The URL of the license text.")] = None


class RepositoryShape(Shape, frozen=True):
    """The repository of the course."""

    noun: ClassVar[str] = "a repository"

    url: Annotated[
        Url,
        Meta(description="The URL of the repository, such as `https://github.com/someone/course`."),
    ]
    branch: Annotated[
        LocatedStr | None,
        Meta(description="The branch that the site is built from. Default: `main`."),
    ] = None
    folder: Annotated[
        LocatedStr | None,
        Meta(description="The folder of the course, if it isn't the root of the repository."),
    ] = None


class SiteShape(Shape, frozen=True):
    """The settings of the site and information about the course."""

    noun: ClassVar[str] = "site.yaml"

    title: Annotated[LocatedStr, Meta(description="The title of the course.")]
    code: Annotated[
        LocatedStr | None, Meta(description="The course code in the catalog, such as `CS 236`.")
    ] = None
    description: Annotated[
        LocatedStr | None, Meta(description="One or two sentences about the course.")
    ] = None
    institution: Annotated[
        LocatedStr | None, Meta(description="The institution that offers the course.")
    ] = None
    term: Annotated[LocatedStr | None, Meta(description="The term, such as `Spring 2020`.")] = None
    meeting: Annotated[
        LocatedStr | None, Meta(description="The weekly meeting time, such as `Thu 3:00-6:00 PM`.")
    ] = None
    room: Annotated[LocatedStr | None, Meta(description="The room of the weekly meeting.")] = None
    start: Annotated[
        Day | None,
        Meta(description="The first day of the term, which sets the year of dates without a year."),
    ] = None
    timezone: Annotated[
        LocatedStr | None,
        Meta(
            title="a time zone such as Asia/Shanghai",
            description="The time zone of all dates and times, as an IANA name. Default: UTC.",
        ),
    ] = None
    language: Annotated[
        Language | None, Meta(description="The language of the site. Default: `en`.")
    ] = None
    url: Annotated[Url | None, Meta(description="The URL of the site.")] = None
    accent: Annotated[
        Color | None,
        Meta(
            description="The accent color. All other colors, light and dark, are derived from it."
        ),
    ] = None
    fonts: Annotated[
        FontsShape | None,
        Meta(description="Custom fonts. Default: the fonts of the visitor's system."),
    ] = None
    icon: Annotated[
        LocatedStr | None,
        Meta(
            title="a path below static/",
            description="The icon in the browser's tab, a square PNG or SVG file. Default: the "
            "initials of the course.",
        ),
    ] = None
    social_image: Annotated[
        LocatedStr | None,
        Meta(
            title="a path below static/",
            description="The image for shared links, 1200 × 630 pixels. Default: a generated image "
            "for each page.",
        ),
    ] = None
    repository: Annotated[
        Url | RepositoryShape | None,
        Meta(
            title="the URL of a repository, or its url, branch and folder",
            description="The repository of the course. Pages link to their source and show when it "
            "last changed.",
        ),
    ] = None
    license: Annotated[
        LocatedStr | LicenseShape | None,
        Meta(
            title="a license such as CC-BY-4.0, or its name and url",
            description="The license of the course's text.",
        ),
    ] = None
    allowed_origins: Annotated[
        Url | list[Url] | None,
        Meta(
            description="Additional sites that pages may load resources from, such as "
            "data for a script."
        ),
    ] = None
    files: Annotated[FilesShape | None, Meta(description="The location of lecture files.")] = None
    banners: Annotated[
        BannersShape | None,
        Meta(description="The images at the top and the bottom of the home page."),
    ] = None
    navigation: Annotated[
        list[NavigationShape] | None,
        Meta(
            description="The links in the header, in order. Default: the sections of the home page "
            "and the pages directly in `content/`."
        ),
    ] = None
    home: Annotated[
        list[LocatedStr] | None,
        Meta(
            description="The sections of the home page, in order. Each is `schedule`, `staff`, "
            "or the name of a page in `content/`, which is included in full."
        ),
    ] = None
    session_kinds: Annotated[
        dict[LocatedStr, LocatedStr] | None,
        Meta(
            description="Additional session kinds, each with its label, such as `hackathon: "
            "Hackathon`."
        ),
    ] = None
    material_kinds: Annotated[
        dict[LocatedStr, LocatedStr] | None,
        Meta(
            description="Additional kinds of material, each with its label, such as "
            "`poster: Poster`."
        ),
    ] = None
    severity: Annotated[
        dict[LocatedStr, SeverityName] | None,
        Meta(
            description="The severity of problems by code, such as `CG501: ignore`. Errors that "
            "stop a build always remain errors.",
        ),
    ] = None
    extra: Annotated[
        dict[LocatedStr, Any] | None,
        Meta(description="Any keys and values, for your own templates."),
    ] = None


class MaterialShape(Shape, frozen=True):
    """A material."""

    noun: ClassVar[str] = "a material"

    title: Annotated[
        LocatedStr | None, Meta(description="The text of the link. Default: the label of the kind.")
    ] = None
    file: Annotated[
        LocatedStr | None,
        Meta(description="The path of a file below `files/`, spelled as on disk."),
    ] = None
    url: Annotated[Link | None, Meta(description="A URL, a page or a path.")] = None
    released: Annotated[
        Moment | None,
        Meta(description="The release time. Until then, the site doesn't contain the material."),
    ] = None
    optional: Annotated[
        bool, Meta(description="Whether the material is optional for students.")
    ] = False
    length: Annotated[
        LocatedStr | None, Meta(description="The length, such as `12 min` or `8 pages`.")
    ] = None
    authors: Annotated[LocatedStr | None, Meta(description="The authors.")] = None
    note: Annotated[Markdown | None, Meta(description="A note in Markdown.")] = None


class SpeakerShape(Shape, frozen=True):
    """A speaker."""

    noun: ClassVar[str] = "a speaker"

    name: Annotated[LocatedStr, Meta(description="The person's name.")]
    website: Annotated[Link | None, Meta(description="The website of the person.")] = None


class LectureShape(Shape, frozen=True):
    """A lecture."""

    noun: ClassVar[str] = "a lecture"

    lecture: Annotated[
        Label | list[Label] | None,
        Meta(description="The lecture's number, or a list of the numbers that share one entry."),
    ] = None
    number: Annotated[
        Label | list[Label] | None,
        Meta(description="A number in your own format, such as `13-2`, which is shown unchanged."),
    ] = None
    title: Annotated[
        LocatedStr | list[LocatedStr] | None,
        Meta(description="The title, or a list with one title for each number."),
    ] = None
    kind: Annotated[
        LocatedStr | None,
        Meta(
            description="The kind of session, such as `lab`, `exam` or `holiday`. Default: "
            "`lecture`."
        ),
    ] = None
    id: Annotated[
        Id | None,
        Meta(description="A permanent anchor for links to this entry, such as `#lecture-7`."),
    ] = None
    venue: Annotated[
        LocatedStr | None, Meta(description="The conference or journal of a paper.")
    ] = None
    date: Annotated[Day | None, Meta(description="The date.")] = None
    dates: Annotated[Days | None, Meta(description="The first and the last date.")] = None
    time: Annotated[LocatedStr | None, Meta(description="The time, such as `3:00-6:00 PM`.")] = None
    room: Annotated[LocatedStr | None, Meta(description="The room.")] = None
    people: Annotated[
        LocatedStr | SpeakerShape | list[LocatedStr | SpeakerShape] | None,
        Meta(description="The speakers."),
    ] = None
    note: Annotated[Markdown | None, Meta(description="A note in Markdown.")] = None
    materials: Annotated[
        dict[LocatedStr, LocatedStr | MaterialShape | list[LocatedStr | MaterialShape] | None],
        Meta(
            description="Each kind of material is a key. Its value is a file, a URL, a mapping, or "
            "a list of these.",
            extra={"extra_keys": "material kinds"},
        ),
    ] = {}


class WeekShape(Shape, frozen=True):
    """A week."""

    noun: ClassVar[str] = "a week"

    week: Annotated[Label | None, Meta(description="The number of the week.")] = None
    topic: Annotated[LocatedStr | None, Meta(description="The topic of the week.")] = None
    id: Annotated[Id | None, Meta(description="A permanent anchor for links to this week.")] = None
    date: Annotated[Day | None, Meta(description="The date of the week's meeting.")] = None
    dates: Annotated[Days | None, Meta(description="The first and the last date of the week.")] = (
        None
    )
    note: Annotated[Markdown | None, Meta(description="A note in Markdown.")] = None
    compact: Annotated[
        bool,
        Meta(
            description="Whether the week is shown as a compact list, which suits weeks "
            "with many entries."
        ),
    ] = False
    lectures: Annotated[
        list[LocatedStr | LectureShape] | None,
        Meta(
            description="The lectures, labs and exams of the week. A plain string is the title of "
            "a lecture."
        ),
    ] = None


class SectionShape(Shape, frozen=True):
    """A section."""

    noun: ClassVar[str] = "a section"

    title: Annotated[LocatedStr, Meta(description="The title of the section.")]
    id: Annotated[Id | None, Meta(description="A permanent anchor for links to this section.")] = (
        None
    )
    note: Annotated[Markdown | None, Meta(description="A note in Markdown.")] = None
    weeks: Annotated[list[WeekShape] | None, Meta(description="The weeks of the section.")] = None


class ScheduleShape(Shape, frozen=True):
    """The schedule."""

    noun: ClassVar[str] = "content/schedule.yaml"

    layout: Annotated[
        Layout | None,
        Meta(
            description="The layout: `table` (the default), `cards`, `list` (by date), or "
            "`grid` (with a column for each weekday)."
        ),
    ] = None
    columns: Annotated[
        list[LocatedStr] | dict[LocatedStr, LocatedStr] | None,
        Meta(
            title="a list of columns, or columns with their headings",
            description="The columns of the table, in order: `week`, `date`, `topic`, "
            "`session`, `time`, `room`, `people`, `materials`, or a kind of "
            "material. To set a heading, write `topic: Theme`.",
        ),
    ] = None
    sections: Annotated[
        list[SectionShape] | None,
        Meta(description="The sections of the schedule, each with its weeks."),
    ] = None
    weeks: Annotated[
        list[WeekShape] | None, Meta(description="The weeks of a schedule without sections.")
    ] = None


class PersonShape(Shape, frozen=True):
    """A person."""

    noun: ClassVar[str] = "a person"

    name: Annotated[LocatedStr, Meta(description="The person's name.")]
    role: Annotated[
        LocatedStr | None, Meta(description="The role of the person in the course.")
    ] = None
    email: Annotated[Email | None, Meta(description="The email address.")] = None
    website: Annotated[Link | None, Meta(description="The website of the person.")] = None
    links: Annotated[
        dict[LocatedStr, Link] | None,
        Meta(
            description="Additional links, each with its name, such as `GitHub: "
            "https://github.com/ada`."
        ),
    ] = None
    photo: Annotated[
        LocatedStr | ImageShape | None,
        Meta(title="a path below static/ or an image", description="A photo of the person."),
    ] = None
    pronouns: Annotated[LocatedStr | None, Meta(description="The person's pronouns.")] = None
    office_hours: Annotated[
        LocatedStr | None, Meta(description="The office hours, such as `Tue 14:00-15:00`.")
    ] = None
    room: Annotated[LocatedStr | None, Meta(description="The room for the office hours.")] = None
    bio: Annotated[Markdown | None, Meta(description="A few sentences in Markdown.")] = None


class StaffGroupShape(Shape, frozen=True):
    """A group of people."""

    noun: ClassVar[str] = "a group of people"

    title: Annotated[LocatedStr, Meta(description="The heading of the group.")]
    people: Annotated[
        list[LocatedStr | PersonShape], Meta(description="The people in the group, in order.")
    ]


class StaffShape(Shape, frozen=True):
    """The course staff."""

    noun: ClassVar[str] = "content/staff.yaml"

    groups: Annotated[
        list[StaffGroupShape] | None,
        Meta(description="Groups of people, in order, each with a heading."),
    ] = None
    people: Annotated[
        list[LocatedStr | PersonShape] | None,
        Meta(description="The people, grouped by their `role`."),
    ] = None


class PageShape(Shape, frozen=True):
    """A page's front matter."""

    noun: ClassVar[str] = "a page's front matter"

    title: Annotated[
        LocatedStr | None,
        Meta(description="The title. Default: the first heading, or the file name."),
    ] = None
    description: Annotated[
        LocatedStr | None, Meta(description="One sentence for search engines and link previews.")
    ] = None
    permalink: Annotated[
        LocatedStr | None,
        Meta(
            title="a path such as /about/",
            description="The URL path of the page in the site, as in Jekyll.",
        ),
    ] = None
    order: Annotated[
        Count | None,
        Meta(
            description="The position among the pages of the folder. Pages without a position "
            "come last, sorted by name."
        ),
    ] = None
    language: Annotated[
        Language | None, Meta(description="The language of the page, if it isn't that of the site.")
    ] = None
    toc: Annotated[
        bool | None,
        Meta(
            description="Whether the page has a table of contents. Default: only if it has at "
            "least three headings."
        ),
    ] = None
    template: Annotated[
        LocatedStr | None,
        Meta(description="The template that renders the page. Default: `page.html`."),
    ] = None
    pictures: Annotated[
        list[ImageShape] | None, Meta(description="Images below the text, side by side.")
    ] = None
    draft: Annotated[
        bool, Meta(description="Whether the page is a draft. Drafts aren't published.")
    ] = False
    extra: Annotated[
        dict[LocatedStr, Any] | None,
        Meta(description="Any keys and values, for your own templates."),
    ] = None
