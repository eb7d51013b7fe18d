"""The shapes of the author's files, declared once.

Validation (`reader.py`), the JSON Schemas for editors (`schema.py`) and the reference in the
manual all read these declarations.  Values are still as written: paths and dates are text; the
other modules of the loader turn them into the model.

`X | list[X]` is one or several.  A type's description is a noun phrase that messages put after
"expected", a field's description is a sentence for the manual.  A pattern matches
a whole value: it does not end in `$`, which accepts a line break after the value.
"""

from typing import Annotated, Any, ClassVar

from msgspec import Meta, Struct

from coursegen.base.text import NO_LOCATION, LocatedStr, Location

Markdown = Annotated[LocatedStr, Meta(title="Markdown text")]
Url = Annotated[LocatedStr, Meta(title="an address such as https://example.org/")]
Link = Annotated[
    LocatedStr, Meta(title="an address, a page such as about.md, or a path such as /about/")
]
Email = Annotated[
    LocatedStr, Meta(title="an e-mail address", pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+\Z")
]
Id = Annotated[
    LocatedStr,
    Meta(
        title="a name of letters, digits, '-' and '_' that begins with a letter",
        pattern=r"^[A-Za-z][A-Za-z0-9_-]*\Z",
    ),
]
Day = Annotated[LocatedStr, Meta(title="a date such as 2020-02-20 or Feb 20")]
Days = Annotated[LocatedStr, Meta(title="two dates such as 2020-02-17 to 2020-02-21")]
Moment = Annotated[
    LocatedStr, Meta(title="a date, with or without a time, such as 2020-02-20 18:00")
]
Count = Annotated[int, Meta(title="a whole number from 1 on", ge=1)]
Label = Annotated[LocatedStr, Meta(title="a number or a short label, such as 3 or 13-2")]
Language = Annotated[
    LocatedStr,
    Meta(
        title="a language tag such as en or zh-CN", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z"
    ),
]
Color = Annotated[LocatedStr, Meta(title="a colour such as #0b6478", pattern=r"^#[0-9A-Fa-f]{6}\Z")]
Layout = Annotated[
    LocatedStr, Meta(title="table, cards, list or grid", pattern=r"^(table|cards|list|grid)\Z")
]

SeverityName = Annotated[
    LocatedStr, Meta(title="ignore, warning or error", pattern=r"^(ignore|warning|error)\Z")
]


class Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping in an author's file; `location` is where it begins.

    `noun` is what messages call it.
    """

    noun: ClassVar[str] = "a mapping"

    location: Location = NO_LOCATION


class ImageShape(Shape, frozen=True):
    """A picture."""

    noun: ClassVar[str] = "a picture"

    image: Annotated[LocatedStr, Meta(description="The picture's path below `static/`.")]
    alt: Annotated[
        LocatedStr | None, Meta(description="What it shows, for those who cannot see it.")
    ] = None
    link: Annotated[Link | None, Meta(description="Where a click leads.")] = None
    width: Annotated[Count | None, Meta(description="Its width in CSS pixels.")] = None
    origin: Annotated[
        LocatedStr | None, Meta(description="Where the picture came from; never loaded.")
    ] = None


class BannersShape(Shape, frozen=True):
    """The banners."""

    noun: ClassVar[str] = "the banners"

    top: Annotated[ImageShape | list[ImageShape] | None, Meta(description="Above the title.")] = (
        None
    )
    bottom: Annotated[
        ImageShape | list[ImageShape] | None, Meta(description="At the foot of the home page.")
    ] = None


class FilesShape(Shape, frozen=True):
    """The settings of the lecture files."""

    noun: ClassVar[str] = "the settings of the lecture files"

    base_url: Annotated[
        Url | None, Meta(description="Where the files are that are not in `files/`.")
    ] = None


class NavigationShape(Shape, frozen=True):
    """A link of the navigation."""

    noun: ClassVar[str] = "a link of the navigation"

    title: Annotated[LocatedStr, Meta(description="What the visitor reads.")]
    link: Annotated[Link, Meta(description="Where it leads.")]


class FontsShape(Shape, frozen=True):
    """The fonts."""

    noun: ClassVar[str] = "the fonts"

    text: Annotated[
        LocatedStr | None, Meta(description="For text: a WOFF2 file below `static/`.")
    ] = None
    heading: Annotated[
        LocatedStr | None, Meta(description="For headings: a WOFF2 file below `static/`.")
    ] = None
    code: Annotated[
        LocatedStr | None, Meta(description="For code: a WOFF2 file below `static/`.")
    ] = None


class LicenseShape(Shape, frozen=True):
    """A licence."""

    noun: ClassVar[str] = "a licence"

    name: Annotated[LocatedStr, Meta(description="What it is called: `CC BY 4.0`.")]
    url: Annotated[Link | None, Meta(description="Where its text is.")] = None


class RepositoryShape(Shape, frozen=True):
    """The repository of the course's files."""

    noun: ClassVar[str] = "a repository"

    url: Annotated[Url, Meta(description="Its address: `https://github.com/someone/course`.")]
    branch: Annotated[
        LocatedStr | None,
        Meta(description="The branch that the site is built from; `main` without it."),
    ] = None
    folder: Annotated[
        LocatedStr | None, Meta(description="The course's folder in it, where that is not the top.")
    ] = None


class SiteShape(Shape, frozen=True):
    """The site and the facts of the course."""

    noun: ClassVar[str] = "site.yaml"

    title: Annotated[LocatedStr, Meta(description="The course's title.")]
    code: Annotated[
        LocatedStr | None, Meta(description="The course's code in the catalogue: `CS 236`.")
    ] = None
    description: Annotated[
        LocatedStr | None, Meta(description="One or two sentences about the course.")
    ] = None
    institution: Annotated[LocatedStr | None, Meta(description="Where it is taught.")] = None
    term: Annotated[LocatedStr | None, Meta(description="When it is taught: `Spring 2020`.")] = None
    meeting: Annotated[
        LocatedStr | None, Meta(description="When it meets each week: `Thu 3:00-6:00 PM`.")
    ] = None
    room: Annotated[LocatedStr | None, Meta(description="Where it meets.")] = None
    start: Annotated[
        Day | None,
        Meta(description="The first day of the term; dates without a year are counted from it."),
    ] = None
    timezone: Annotated[
        LocatedStr | None,
        Meta(
            title="a time zone such as Asia/Shanghai",
            description="The time zone of all dates and times (IANA name); UTC without it.",
        ),
    ] = None
    language: Annotated[
        Language | None, Meta(description="The site's language; `en` without it.")
    ] = None
    url: Annotated[Url | None, Meta(description="The site's own address.")] = None
    accent: Annotated[
        Color | None,
        Meta(description="The site's one colour; all others, light and dark, follow from it."),
    ] = None
    fonts: Annotated[
        FontsShape | None,
        Meta(description="The course's own fonts; those of the visitor's system without it."),
    ] = None
    icon: Annotated[
        LocatedStr | None,
        Meta(
            title="a path below static/",
            description="The picture that browsers show beside the title, square, PNG or SVG; "
            "the course's initials without it.",
        ),
    ] = None
    social_image: Annotated[
        LocatedStr | None,
        Meta(
            title="a path below static/",
            description="The picture of every shared link, 1200 × 630; one is drawn for each page "
            "without it.",
        ),
    ] = None
    repository: Annotated[
        Url | RepositoryShape | None,
        Meta(
            title="the address of a repository, or its url, branch and folder",
            description="Where the course's files are kept: pages link to their source and say "
            "when it last changed.",
        ),
    ] = None
    license: Annotated[
        LocatedStr | LicenseShape | None,
        Meta(
            title="a licence such as CC-BY-4.0, or its name and url",
            description="The licence of the course's texts.",
        ),
    ] = None
    allow: Annotated[
        Url | list[Url] | None,
        Meta(
            description="Other sites that the pages may load from, beside those that they name: "
            "where a script loads more."
        ),
    ] = None
    files: Annotated[FilesShape | None, Meta(description="The lecture files.")] = None
    banners: Annotated[BannersShape | None, Meta(description="The pictures at top and foot.")] = (
        None
    )
    navigation: Annotated[
        list[NavigationShape] | None,
        Meta(
            description="The links in the header, in order; without it, the parts of the home page "
            "and the pages at the top of `content/`."
        ),
    ] = None
    home: Annotated[
        list[LocatedStr] | None,
        Meta(
            description="The parts of the home page, in order: `schedule`, `staff`, or the name "
            "of a page in `content/`, which then stands there in full."
        ),
    ] = None
    session_kinds: Annotated[
        dict[LocatedStr, LocatedStr] | None,
        Meta(description="More kinds for `kind:`, each with its label: `hackathon: Hackathon`."),
    ] = None
    material_kinds: Annotated[
        dict[LocatedStr, LocatedStr] | None,
        Meta(description="More kinds of material, each with its label: `poster: Poster`."),
    ] = None
    check: Annotated[
        dict[LocatedStr, SeverityName] | None,
        Meta(
            description="How bad a fault is, by its code: `CG501: ignore`, `warning` or `error`; "
            "errors that stop a build stay errors.",
        ),
    ] = None
    data: Annotated[
        dict[LocatedStr, Any] | None, Meta(description="Anything, for the course's own templates.")
    ] = None


class MaterialShape(Shape, frozen=True):
    """A material."""

    noun: ClassVar[str] = "a material"

    title: Annotated[
        LocatedStr | None, Meta(description="What the visitor reads; the kind's label without it.")
    ] = None
    file: Annotated[LocatedStr | None, Meta(description="A path below `files/`, as on disk.")] = (
        None
    )
    url: Annotated[Link | None, Meta(description="An address, page or path.")] = None
    released: Annotated[
        Moment | None,
        Meta(description="From when on it is in the site; before, nothing of it is."),
    ] = None
    optional: Annotated[bool, Meta(description="Whether students may skip it.")] = False
    length: Annotated[
        LocatedStr | None, Meta(description="How long it is: `12 min`, `8 pages`.")
    ] = None
    authors: Annotated[LocatedStr | None, Meta(description="Who wrote it.")] = None
    note: Annotated[Markdown | None, Meta(description="A remark in Markdown.")] = None


class SpeakerShape(Shape, frozen=True):
    """A speaker."""

    noun: ClassVar[str] = "a speaker"

    name: Annotated[LocatedStr, Meta(description="The person's name.")]
    website: Annotated[Link | None, Meta(description="The person's page.")] = None


class LectureShape(Shape, frozen=True):
    """A lecture."""

    noun: ClassVar[str] = "a lecture"

    lecture: Annotated[
        Label | list[Label] | None,
        Meta(description="The lecture's number, or several that share one entry."),
    ] = None
    number: Annotated[
        Label | list[Label] | None,
        Meta(description="A number of another sort, shown as it is: `13-2`."),
    ] = None
    title: Annotated[
        LocatedStr | list[LocatedStr] | None, Meta(description="The title, or one for each number.")
    ] = None
    kind: Annotated[
        LocatedStr | None, Meta(description="`lecture` without it; `lab`, `exam`, `holiday` …")
    ] = None
    id: Annotated[
        Id | None, Meta(description="A lasting name for links to this entry: `#lecture-7`.")
    ] = None
    venue: Annotated[LocatedStr | None, Meta(description="Where a paper appeared.")] = None
    date: Annotated[Day | None, Meta(description="The day.")] = None
    dates: Annotated[Days | None, Meta(description="The first and the last day.")] = None
    time: Annotated[LocatedStr | None, Meta(description="The hours: `3:00-6:00 PM`.")] = None
    room: Annotated[LocatedStr | None, Meta(description="The room.")] = None
    people: Annotated[
        LocatedStr | SpeakerShape | list[LocatedStr | SpeakerShape] | None,
        Meta(description="Who holds it."),
    ] = None
    note: Annotated[Markdown | None, Meta(description="A remark in Markdown.")] = None
    materials: Annotated[
        dict[LocatedStr, LocatedStr | MaterialShape | list[LocatedStr | MaterialShape] | None],
        Meta(
            description="Every kind of material is a key; its value is a file, an address, a "
            "mapping, or a list of those.",
            extra={"gathers": "material kinds"},
        ),
    ] = {}


class WeekShape(Shape, frozen=True):
    """A week."""

    noun: ClassVar[str] = "a week"

    week: Annotated[Label | None, Meta(description="The week's number.")] = None
    topic: Annotated[LocatedStr | None, Meta(description="What the week is about.")] = None
    id: Annotated[Id | None, Meta(description="A lasting name for links to this week.")] = None
    date: Annotated[Day | None, Meta(description="The day of the week's meeting.")] = None
    dates: Annotated[Days | None, Meta(description="The week's first and last day.")] = None
    note: Annotated[Markdown | None, Meta(description="A remark in Markdown.")] = None
    compact: Annotated[bool, Meta(description="A dense list, for weeks with many entries.")] = False
    lectures: Annotated[
        list[LocatedStr | LectureShape] | None,
        Meta(description="The week's lectures, labs, exams …; a plain text is a title."),
    ] = None


class SectionShape(Shape, frozen=True):
    """A section."""

    noun: ClassVar[str] = "a section"

    title: Annotated[LocatedStr, Meta(description="The section's title.")]
    id: Annotated[Id | None, Meta(description="A lasting name for links to this section.")] = None
    note: Annotated[Markdown | None, Meta(description="A remark in Markdown.")] = None
    weeks: Annotated[list[WeekShape] | None, Meta(description="The section's weeks.")] = None


class ScheduleShape(Shape, frozen=True):
    """The schedule."""

    noun: ClassVar[str] = "content/schedule.yaml"

    layout: Annotated[
        Layout | None,
        Meta(
            description="How it is laid out: `table` (without it), `cards`, `list` by date, or "
            "`grid` with a column for each weekday."
        ),
    ] = None
    columns: Annotated[
        list[LocatedStr] | dict[LocatedStr, LocatedStr] | None,
        Meta(
            title="a list of columns, or columns with their headings",
            description="The table's columns, in order: `week`, `date`, `topic`, `session`, "
            "`time`, `room`, `people`, `materials`, or a kind of material; `topic: Theme` gives "
            "one a heading.",
        ),
    ] = None
    sections: Annotated[
        list[SectionShape] | None, Meta(description="The parts of the term, each with weeks.")
    ] = None
    weeks: Annotated[
        list[WeekShape] | None, Meta(description="The weeks of a schedule without sections.")
    ] = None


class PersonShape(Shape, frozen=True):
    """A person."""

    noun: ClassVar[str] = "a person"

    name: Annotated[LocatedStr, Meta(description="The person's name.")]
    role: Annotated[LocatedStr | None, Meta(description="What the person does in the course.")] = (
        None
    )
    email: Annotated[Email | None, Meta(description="The e-mail address.")] = None
    website: Annotated[Link | None, Meta(description="The person's page.")] = None
    links: Annotated[
        dict[LocatedStr, Link] | None,
        Meta(description="More pages, each with its name: `GitHub: https://github.com/ada`."),
    ] = None
    photo: Annotated[
        LocatedStr | ImageShape | None,
        Meta(title="a path below static/ or a picture", description="A photograph."),
    ] = None
    pronouns: Annotated[LocatedStr | None, Meta(description="The person's pronouns.")] = None
    office_hours: Annotated[LocatedStr | None, Meta(description="When to come.")] = None
    room: Annotated[LocatedStr | None, Meta(description="Where to come.")] = None
    bio: Annotated[Markdown | None, Meta(description="A few sentences in Markdown.")] = None


class StaffGroupShape(Shape, frozen=True):
    """A group of people."""

    noun: ClassVar[str] = "a group of people"

    title: Annotated[LocatedStr, Meta(description="The group's heading.")]
    people: Annotated[list[LocatedStr | PersonShape], Meta(description="Its people, in order.")]


class StaffShape(Shape, frozen=True):
    """The people who teach."""

    noun: ClassVar[str] = "content/staff.yaml"

    groups: Annotated[
        list[StaffGroupShape] | None, Meta(description="People under headings, in order.")
    ] = None
    people: Annotated[
        list[LocatedStr | PersonShape] | None,
        Meta(description="People without headings of your own: grouped by their `role`."),
    ] = None


class PageShape(Shape, frozen=True):
    """A page's front matter."""

    noun: ClassVar[str] = "a page's front matter"

    title: Annotated[
        LocatedStr | None,
        Meta(description="The title; the first heading or the file's name without it."),
    ] = None
    description: Annotated[
        LocatedStr | None, Meta(description="One sentence for search engines and previews.")
    ] = None
    permalink: Annotated[
        LocatedStr | None,
        Meta(
            title="a path such as /about/",
            description="The page's address in the site, as in Jekyll.",
        ),
    ] = None
    order: Annotated[
        Count | None,
        Meta(description="Its place among the pages of its folder; those without follow, by name."),
    ] = None
    language: Annotated[
        Language | None, Meta(description="Its language, where that is not the site's.")
    ] = None
    toc: Annotated[
        bool | None,
        Meta(description="Whether it has a table of contents; from three headings on without it."),
    ] = None
    template: Annotated[
        LocatedStr | None, Meta(description="The template that renders it; `page.html` without it.")
    ] = None
    pictures: Annotated[
        list[ImageShape] | None, Meta(description="Pictures below the text, side by side.")
    ] = None
    draft: Annotated[bool, Meta(description="Whether the page stays out of the site.")] = False
    data: Annotated[
        dict[LocatedStr, Any] | None, Meta(description="Anything, for the course's own templates.")
    ] = None
