"""Loading the schedule: shorthand forms, headings and ids."""

from datetime import UTC, date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Location, Source
from coursegen.content.author import Author
from coursegen.content.dates import DateReader
from coursegen.content.ids import slug
from coursegen.content.lecture import Lecture
from coursegen.content.registry import HOME_IDS
from coursegen.content.schedule import Schedule
from coursegen.content.site import CourseInfo
from coursegen.schema.reader import Reader
from coursegen.yaml.parser import parse

RESERVED = frozenset(HOME_IDS)


def read(text: str) -> tuple[Schedule, list[str]]:
    noted, site = Diagnostics(), CourseInfo("T")
    source = Source("content/schedule.yaml", text)
    dates = DateReader(noted, UTC, date(2020, 2, 17))
    author = Author(noted, dates, site.kinds_of_sessions, site.kinds_of_materials, RESERVED)
    reader = Reader(noted, author, {"material kinds": site.kinds_of_materials})
    schedule = reader.read(parse(source, noted), Schedule, Location(source))
    assert schedule is not None
    return schedule, [f"{d.location}: {d.message}" for d in noted]


def lecture(entry: str) -> Lecture:
    schedule, noted = read(f"weeks:\n  - lectures:\n      - {entry}\n")
    assert noted == []
    (only,) = schedule.lectures()
    return only


def headings(entry: str) -> list[tuple[str, str, str]]:
    return [(h.kind.key if h.kind else "", h.number, h.title) for h in lecture(entry).headings]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{lecture: 1, title: Introduction}", [("lecture", "1", "Introduction")]),
        ("{number: 13-2, title: Graphs}", [("", "13-2", "Graphs")]),
        ("{kind: lab, number: 3, title: Git}", [("lab", "3", "Git")]),
        ("{number: 15-8}", [("", "15-8", "")]),
        ("{lecture: 010}", [("lecture", "010", "")]),
        ("{title: no}", [("", "", "no")]),
        ("Introduction", [("", "", "Introduction")]),
        ("{kind: exam}", [("exam", "", "")]),
        ("{kind: exam, title: Midterm}", [("", "", "Midterm")]),
        (
            "{lecture: [7, 8], title: [One, Two]}",
            [("lecture", "7", "One"), ("lecture", "8", "Two")],
        ),
        ("{lecture: [7, 8, 9], title: One}", [("lecture", "7–9", "One")]),
        ("{lecture: [7, 8]}", [("lecture", "7", ""), ("lecture", "8", "")]),
    ],
)
def test_an_entry_has_the_author_s_headings(
    entry: str, expected: list[tuple[str, str, str]]
) -> None:
    assert headings(entry) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a.pdf", [("", "a.pdf")]),
        ("[a.pdf, b.pdf]", [("", "a.pdf"), ("", "b.pdf")]),
        ("{title: A, file: a.pdf}", [("A", "a.pdf")]),
        ("[{title: A, file: a.pdf}, b.pdf]", [("A", "a.pdf"), ("", "b.pdf")]),
        ("https://example.org/", [("", "https://example.org/")]),
        ("", [("", None)]),
        ("''", [("", None)]),
        ("[]", [("", None)]),
        ("{title: A}", [("A", None)]),
    ],
)
def test_a_material_has_zero_or_more_targets(
    value: str, expected: list[tuple[str, str | None]]
) -> None:
    materials = lecture(f"{{title: One, slides: {value} }}").materials

    assert [(m.title, m.target.value if m.target else None) for m in materials] == expected
    assert {m.kind.key for m in materials} == {"slides"}


@pytest.mark.parametrize(
    "entry",
    [
        "{lecture: 1, number: []}",
        "{lecture: [], number: []}",
        "{lecture: [], title: []}",
        "{kind: exam, title: [], lecture: []}",
        "{title: '', lecture: ''}",
        "''",
    ],
)
def test_empty_lists_and_strings_are_treated_like_missing_values(entry: str) -> None:
    schedule, _ = read(f"weeks: [{{lectures: [{entry}]}}]\n")

    (only,) = schedule.lectures()
    assert only.id
    assert len(only.headings) == 1


def test_materials_are_in_the_author_s_order() -> None:
    one = lecture("{title: One, code: c.zip, slides: s.pdf, notes: n.pdf}")

    assert [m.kind.key for m in one.materials] == ["code", "slides", "notes"]
    assert one.main is one.materials[1]
    assert one.extra_materials == (one.materials[0], one.materials[2])


def test_a_title_has_no_link_if_there_are_no_slides() -> None:
    assert lecture("{title: One, slides: , code: c.zip}").main is None


def test_a_person_may_have_a_name_with_or_without_a_website() -> None:
    one = lecture("{title: One, people: [Ada, {name: Grace, website: https://example.org/}]}")

    assert [(p.name, p.link.value if p.link else "") for p in one.speakers] == [
        ("Ada", ""),
        ("Grace", "https://example.org/"),
    ]
    assert [p.name for p in lecture("{title: One, people: Ada}").speakers] == ["Ada"]


def test_weeks_without_sections_form_one_section_without_a_title() -> None:
    schedule, _ = read("weeks: [{week: 1}, {week: 2}]\n")

    assert [(s.title, [w.number for w in s.weeks]) for s in schedule.sections] == [("", ["1", "2"])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Research & Application", "research-application"),
        ("  3D  Vision! ", "3d-vision"),
        ("第一讲：导论", "第一讲-导论"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full-width"),
        ("Straße", "strasse"),
        ("C++", "c"),
        ("???", ""),
        ("", ""),
        ("a_b", "a_b"),
        ("_private_", "private"),
    ],
)
def test_a_slug_may_contain_letters_of_any_writing_system(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(max_size=40))
def test_a_slug_is_a_valid_id_and_slugifying_it_again_does_not_change_it(text: str) -> None:
    assert slug(slug(text)) == slug(text)
    assert slug(text) == "".join(slug(text).split())
    assert not set(slug(text)) & set("#?&\"'<>/%")


TITLES = ["Staff", "Schedule", "Content", "Week 1", "Lecture 1", "???", "", "一", "One", "One"]
numbers = st.sampled_from(["1", "2", "1-2", "x", "?"])
entries = st.fixed_dictionaries(
    {"title": st.sampled_from(TITLES)}, optional={"lecture": numbers, "kind": st.just("lab")}
)
weeks = st.fixed_dictionaries(
    {"lectures": st.lists(entries, max_size=4)},
    optional={"week": numbers, "topic": st.sampled_from(TITLES)},
)
schedules = st.fixed_dictionaries(
    {},
    optional={
        "sections": st.lists(
            st.fixed_dictionaries(
                {"title": st.sampled_from(TITLES), "weeks": st.lists(weeks, max_size=3)}
            ),
            max_size=3,
        ),
        "weeks": st.lists(weeks, max_size=3),
    },
)


def ids(schedule: Schedule) -> list[str]:
    found = []
    for section in schedule.sections:
        found.append(section.id)
        for week in section.weeks:
            found.append(week.id)
            found += [entry.id for entry in week.lectures]
    return found


@given(schedules)
def test_no_two_parts_of_a_schedule_have_the_same_id(content: dict[str, Any]) -> None:
    schedule, _ = read(yaml.safe_dump(content))
    found = ids(schedule)

    assert len(found) == len(set(found))
    assert all(found)
    assert not {"content", "schedule", "staff"} & set(found)
    assert not any(char.isspace() for one in found for char in one)


def test_the_ids_that_authors_choose_have_priority() -> None:
    schedule, noted = read(
        "weeks:\n  - lectures:\n      - One\n      - {title: Another, id: one}\n"
    )

    assert [entry.id for entry in schedule.lectures()] == ["one-2", "one"]
    assert noted == []


def test_a_week_inserted_before_others_does_not_change_their_ids() -> None:
    rest = "  - {week: 2, lectures: [{lecture: 3, title: Three, date: Feb 20}]}\n"
    before, _ = read(f"weeks:\n{rest}")
    after, _ = read(f"weeks:\n  - {{week: 1, lectures: [{{lecture: 1}}, Discussion]}}\n{rest}")

    (old,), (*_, new) = list(before.lectures()), list(after.lectures())
    assert (new.id, new.headings, new.dates) == (old.id, old.headings, old.dates)
    assert after.sections[0].weeks[1].id == before.sections[0].weeks[0].id
