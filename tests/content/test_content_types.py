"""A content type is declared in one file and read from files like the built-in types."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

import jsonschema
import pytest
from manual import CONTENT as MANUAL

import coursegen
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import CONTENT, THEME, walk
from coursegen.base.struct import replace
from coursegen.base.text import NO_LOCATION, Location, Source, Text, location_of
from coursegen.content.at_time import at_time
from coursegen.content.author import Author
from coursegen.content.content_type import ContentType
from coursegen.content.dates import DateReader, Day
from coursegen.content.image import Image
from coursegen.content.registry import DATA_TYPES, SHOWN_TYPES
from coursegen.content.site import CourseInfo
from coursegen.content.target import Link, Target
from coursegen.content.walk import find, markdown_in
from coursegen.content.when import Releasable
from coursegen.incremental.codec import Context, decode, encode
from coursegen.incremental.memo import Memo
from coursegen.incremental.store import NO_STORE
from coursegen.loader.content_files import ContentFiles
from coursegen.schema.field_types import fields_of
from coursegen.schema.fields import Content, Doc, Markdown
from coursegen.schema.json_schema import schema

PACKAGE = Path(coursegen.__file__).parent
ANYWHERE = ("content", "views", "check/rules", "scaffold", "status", "theme")
"""The folders whose files may name any content type."""
ELSEWHERE = {
    "announcements": {"outputs/feed.py", "outputs/registry.py"},
    "assignments": {
        "leaks/shared_text.py",  # a solution shares text with its assignment
        "render/queries.py",  # the columns of the schedule
    },
    "schedule": {
        "commands/add.py",  # lectures, which are part of the schedule
        "commands/add_material.py",
        "commands/schema.py",  # an example
        "commands/status.py",  # the schedule of a workflow
        "outputs/kind_styles.py",
        "render/queries.py",  # the time spans of weeks
        "render/pages.py",  # the ids in the schedule
        "site/generated_paths.py",  # the stylesheet's parts
        "site/navigation.py",  # links to the sections on the 404 page
        "site/page_navigation.py",
        "site/page_order.py",
        "site/site_reads.py",  # the styles of the kinds
        "serve/watch.py",  # a method of watchdog
        "templates/material_icons.py",  # a comment
    },
    "staff": {"render/queries.py"},  # the times of office hours
}
"""The other files that may name a content type; a new type needs none."""
OWN = {"course.py", "target.py", "site.py", "meetings.py", "registry.py", "content_type.py"}

RELATED = {
    "assignments": {"author.py", "grading.py", "schedule.py", "submission.py", "upcoming.py"},
    "schedule": {"assignments.py", "material.py", "names.py", "upcoming.py"},
}
"""The files of other content types that may name a content type."""


class Talk(Releasable):
    """A talk."""

    noun: ClassVar[str] = "a talk"

    name: Text
    title: Annotated[Text, Doc("The title.")]
    day: Annotated[Day | None, Doc("The day.", "date")] = None
    link: Annotated[Link | None, Doc("A link.")] = None
    pictures: Annotated[tuple[Image, ...], Doc("Images.")] = ()
    notes: Annotated[tuple[Markdown, ...], Doc("Notes.")] = ()
    body: Markdown = ""


class Club(Content):
    """A club."""

    noun: ClassVar[str] = "a club"

    title: Annotated[Text, Doc("The title.")]
    website: Annotated[Link | None, Doc("The website.")] = None
    location: Location = NO_LOCATION


class Clubs(Content):
    """The clubs."""

    noun: ClassVar[str] = "content/clubs.yaml"

    clubs: Annotated[tuple[Club, ...], Doc("The clubs.")] = ()
    location: Location = NO_LOCATION


TALKS = ContentType("talks", Talk, "talks/*.md", is_home_section=True)
RELEASE_KEYS = ["released", "until", "announced", "draft"]
CLUBS = ContentType("clubs", Clubs, "clubs.yaml", is_home_section=True)
TALK = """\
---
title: Graphs
date: Feb 20
link: about.md
pictures: [{image: a.png, link: /b/}]
released: 2020-03-01 12:00
notes: ["*One*"]
---
A **talk**.
"""


def read(root: Path, type_: ContentType, texts: dict[str, str]) -> tuple[Any, list[str]]:
    """Return the value of a content type in a course, and the diagnostics."""
    for name, text in texts.items():
        (root / CONTENT / name).parent.mkdir(parents=True, exist_ok=True)
        (root / CONTENT / name).write_text(text)
    noted = Diagnostics()
    info = CourseInfo("T", location=Location(Source("site.yaml", "")))
    memo = Memo(NO_STORE, "content", noted)

    def author(diagnostics: Diagnostics) -> Author:
        return Author(diagnostics, DateReader(diagnostics, UTC, date(2020, 2, 17)))

    found = {file.path: file for file in walk(root / CONTENT, CONTENT, noted)}
    value = ContentFiles(author, info, memo, noted).read(type_, found)
    return value, [f"{d.location}: {d.message}{d.hint and f'; {d.hint}'}" for d in noted]


def talks(root: Path) -> tuple[Talk, ...]:
    value, noted = read(root, TALKS, {"talks/b.md": TALK, "talks/a.md": "---\ntitle: A\n---\n"})
    assert noted == []
    found: tuple[Talk, ...] = value
    return found


# --- reading --------------------------------------------------------------------------------------


def test_each_markdown_file_in_a_folder_is_a_value(tmp_path: Path) -> None:
    first, second = talks(tmp_path)

    assert (first.name, first.title) == ("talks/a", "A")
    assert (second.name, second.title, second.day) == ("talks/b", "Graphs", date(2020, 2, 20))
    assert (second.body, location_of(second.body).line) == ("A **talk**.\n", 9)
    assert second.location.source.name == "content/talks/b.md"


def test_values_are_in_the_declared_order(tmp_path: Path) -> None:
    backwards = replace(TALKS, sort_key=lambda talk: (-len(talk.body), talk.name))
    texts = {f"talks/{name}.md": f"---\ntitle: T\n---\n{name}\n" for name in ("a", "bb", "cc")}
    value, _ = read(tmp_path, backwards, texts)

    assert [talk.name for talk in value] == ["talks/bb", "talks/cc", "talks/a"]


def test_index_pages_and_files_in_subfolders_are_not_values(tmp_path: Path) -> None:
    texts = {"talks/index.md": "# Talks\n", "talks/more/a.md": "# A\n", "talks/a.txt": ""}

    assert read(tmp_path, TALKS, texts) == ((), [])


def test_a_mistake_in_front_matter_is_reported_and_the_value_omitted(tmp_path: Path) -> None:
    value, noted = read(tmp_path, TALKS, {"talks/a.md": "---\ndate: Feb 30\n---\nText.\n"})

    assert value == ()
    assert noted == [
        "content/talks/a.md:2:1: missing key 'title' in a talk; write 'title: …' with text",
        "content/talks/a.md:2:7: the date 'Feb 30' does not exist; Feb has 28 or 29 days",
    ]


def test_a_value_without_a_valid_required_key_is_omitted(tmp_path: Path) -> None:
    class Event(Content):
        noun: ClassVar[str] = "an event"

        day: Annotated[Day, Doc("The day.")]
        location: Location = NO_LOCATION

    events = ContentType("events", Event, "events/*.md")
    value, noted = read(tmp_path, events, {"events/a.md": "---\nday: Feb 30\n---\n"})

    assert value == ()
    assert noted == [
        "content/events/a.md:2:6: the date 'Feb 30' does not exist; Feb has 28 or 29 days"
    ]


def test_one_yaml_file_is_one_value(tmp_path: Path) -> None:
    text = "clubs:\n- {title: Chess, website: https://example.org/}\n"
    value, noted = read(tmp_path, CLUBS, {"clubs.yaml": text})

    assert noted == []
    assert [club.title for club in value.clubs] == ["Chess"]
    assert CLUBS.shows(value)


def test_content_without_a_file_is_not_shown(tmp_path: Path) -> None:
    for type_ in (TALKS, CLUBS):
        value, noted = read(tmp_path, type_, {})
        assert (value, noted, type_.shows(value)) == (type_.empty, [], False)


@pytest.mark.parametrize("text", ["", "# Soon.\n", "clubs:\n", "clubs: []\n", "{}\n"])
def test_a_file_without_content_is_not_shown(text: str, tmp_path: Path) -> None:
    value, _ = read(tmp_path, CLUBS, {"clubs.yaml": text})

    assert value.location.source.name == "content/clubs.yaml"
    assert not CLUBS.has_content(value)
    assert not CLUBS.shows(value)


def test_a_file_whose_only_key_is_a_list_may_be_that_list(tmp_path: Path) -> None:
    listed, noted = read(tmp_path, CLUBS, {"clubs.yaml": "- title: Chess\n"})

    assert noted == []
    assert [club.title for club in listed.clubs] == ["Chess"]
    jsonschema.validate([{"title": "Chess"}], schema(Clubs, {}))


def test_the_values_of_a_folder_may_also_be_listed_in_a_file(tmp_path: Path) -> None:
    type_ = ContentType("clubs", Club, "clubs/*.md", Clubs, sort_key=lambda club: club.title)
    texts = {
        "clubs.yaml": "- {title: Go}\n- {title: Chess}\n",
        "clubs/dance.md": "---\ntitle: Dance\n---\n",
    }
    value, noted = read(tmp_path, type_, texts)

    assert noted == []
    assert [club.title for club in value] == ["Chess", "Dance", "Go"]


def test_a_file_with_a_list_needs_the_key_of_its_type() -> None:
    with pytest.raises(TypeError, match="Clubs needs a field 'groups'"):
        ContentType("groups", Club, "groups/*.md", Clubs)


def test_a_list_in_place_of_front_matter_is_an_error(tmp_path: Path) -> None:
    _, noted = read(tmp_path, replace(CLUBS, files="clubs/*.md"), {"clubs/a.md": "---\n- a\n---\n"})

    expected = "expected a mapping (lines of key: value), found a list"
    assert noted == [f"content/clubs/a.md:2:1: {expected}; begin with a key, such as 'clubs: …'"]


def test_text_in_place_of_a_mapping_gets_a_hint_with_the_required_key(tmp_path: Path) -> None:
    value, noted = read(tmp_path, CLUBS, {"clubs.yaml": "clubs: [Chess, {title: Go}]\n"})

    assert [club.title for club in value.clubs] == ["Go"]
    assert noted == ["content/clubs.yaml:1:9: expected a club, found text; write 'title: Chess'"]


def test_blank_text_for_a_required_key_is_an_empty_value(tmp_path: Path) -> None:
    text = "clubs:\n- title: ''\n- title: '  '\n- {title: Go, website: ''}\n"
    value, noted = read(tmp_path, CLUBS, {"clubs.yaml": text})

    assert [club.title for club in value.clubs] == ["Go"]
    assert noted == [
        f"content/clubs.yaml:{line}:10: expected text, found an empty value" for line in (2, 3)
    ]


# --- what the declaration is used for -------------------------------------------------------------


def test_links_images_markdown_and_release_times_are_found_by_type(tmp_path: Path) -> None:
    found = talks(tmp_path)

    assert [target.value for target in find(found, Target)] == ["about.md", "b/"]
    assert [image.image for image in find(found, Image)] == ["a.png"]
    assert list(markdown_in(found)) == ["*One*", "A **talk**.\n"]
    times = [time for talk in find(found, Releasable) for time in talk.times()]
    assert times == [datetime(2020, 3, 1, 12, tzinfo=UTC)]


@pytest.mark.parametrize(("day", "names"), [(1, ["a"]), (2, ["a", "b"])])
def test_unreleased_values_are_left_out(day: int, names: list[str], tmp_path: Path) -> None:
    public = at_time({"talks": talks(tmp_path)}, datetime(2020, 3, day, tzinfo=UTC))

    assert [talk.name for talk in public["talks"]] == [f"talks/{name}" for name in names]


def test_the_codec_needs_no_more_than_the_declaration(tmp_path: Path) -> None:
    for talk in talks(tmp_path):
        context = Context(talk.location.source, Source("site.yaml", ""), UTC)
        assert decode(encode(talk, context), Talk, context) == talk


def test_the_json_schema_describes_the_keys() -> None:
    described = schema(Talk, {})

    assert list(described["properties"]) == [
        "title",
        "date",
        "link",
        "pictures",
        "notes",
        *RELEASE_KEYS,
    ]
    assert described["required"] == ["title"]
    assert described["$defs"]["Image"]["required"] == ["image"]


def test_the_example_in_the_manual_is_a_content_type(tmp_path: Path) -> None:
    page = (MANUAL / "architecture.md").read_text(encoding="utf-8")
    code = page.partition("write `coursegen/content/reading_groups.py`:\n\n```\n")[2]
    names: dict[str, Any] = {"__name__": "reading_groups"}
    exec(code.partition("\n```\n")[0], names)
    text = "groups:\n- {name: Graphs, website: a.md, note: '*Weekly*'}\n- {nam: Sets}\n"

    value, noted = read(tmp_path, names["READING_GROUPS"], {"reading_groups.yaml": text})

    assert [group.name for group in value.groups] == ["Graphs"]
    assert [target.value for target in find(value, Target)] == ["a.md"]
    unknown = "unknown key 'nam' in a reading group; did you mean 'name'?"
    assert noted == [f"content/reading_groups.yaml:3:4: {unknown}"]


# --- mistakes in declarations ---------------------------------------------------------------------


def test_a_content_type_needs_a_location() -> None:
    class Event(Content):
        title: Annotated[Text, Doc("The title.")]

    with pytest.raises(TypeError, match=r"Event needs a field 'location: Location = NO_LOCATION'"):
        ContentType("events", Event, "events/*.md")


def test_a_type_with_one_file_needs_a_default_for_each_field() -> None:
    class Event(Content):
        day: Annotated[Day, Doc("The day.")]
        location: Location = NO_LOCATION

    assert ContentType("events", Event, "events/*.md").empty == ()
    with pytest.raises(TypeError, match=r"Event\.day needs a default.*no content/event\.yaml"):
        ContentType("event", Event, "event.yaml")


def test_postponed_annotations_are_rejected() -> None:
    code = """
from __future__ import annotations
class Event(Content):
    location: Location = NO_LOCATION
"""
    names = {"__name__": "events", **{each.__name__: each for each in (Content, Location)}}
    exec(code, names | {"NO_LOCATION": NO_LOCATION}, names)
    event: Any = names["Event"]

    with pytest.raises(TypeError, match=r"remove 'from __future__ import annotations' from events"):
        ContentType("events", event, "events.yaml")


@pytest.mark.parametrize(
    "type_",
    [list[Club], tuple[Club], tuple[Club, Text], dict[Text, Text], float, str, date, Text | date],
    ids=str,
)
def test_an_unsupported_type_of_a_field_is_rejected(type_: Any) -> None:
    class Event(Content):
        what: Annotated[type_, Doc("What.")] = None

    with pytest.raises(TypeError, match=r"^Event\.what: the type .* is not supported; write .*"):
        fields_of(Event)


# --- the list of content types --------------------------------------------------------------------


@pytest.mark.parametrize("type_", SHOWN_TYPES, ids=lambda type_: type_.name)
def test_the_theme_contains_the_files_of_a_content_type(type_: ContentType) -> None:
    needed = {
        f"templates/partials/{type_.name}.html": type_.is_home_section,
        f"templates/{type_.page}": bool(type_.page),
        f"static/{type_.styles}": type_.has_styles,
    }

    assert [path for path, used in needed.items() if used and not (THEME / path).is_file()] == []


@pytest.mark.parametrize("type_", DATA_TYPES, ids=lambda type_: type_.name)
def test_the_name_of_a_content_type_occurs_only_in_known_files(type_: ContentType) -> None:
    named = re.compile(rf"\b{type_.name}\b")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if path.suffix in {".py", ".html", ".yaml", ".css", ".js"}
        and named.search(path.read_text(encoding="utf-8"))
    }
    elsewhere = {name for name in found if not name.startswith(tuple(f"{a}/" for a in ANYWHERE))}
    content = {
        name.removeprefix("content/")
        for name in found
        if name.startswith("content/") and not name.startswith("content/timeline/")
    }

    assert elsewhere == ELSEWHERE.get(type_.name, set())
    assert content <= OWN | {f"{type_.name}.py"} | RELATED.get(type_.name, set())
