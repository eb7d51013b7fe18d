"""Loading a course: all content is loaded, and no input causes an exception."""

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize

import pytest
import yaml
from conftest import NOW, BuildCourse, MakeCourse, Tags
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.check import run_rules
from coursegen.check.registry import RULES
from coursegen.content.kinds import MATERIAL_KINDS
from coursegen.content.page import Page
from coursegen.content.schedule import Schedule
from coursegen.content.site import CourseInfo
from coursegen.content.staff import Staff
from coursegen.loader.course_folder import load
from coursegen.report.formats import FORMATS
from coursegen.report.report_options import DEFAULT_OPTIONS
from coursegen.schema.field_types import FieldType, fields_of
from coursegen.schema.fields import Content

AS_TYPED = ["3:00", "no", "010", "1.10", "2020-05", "~", "null", "yes", "1e3", "0x1F", "12:30:45"]


@pytest.mark.parametrize("text", AS_TYPED)
def test_a_title_is_shown_unchanged(build_course: BuildCourse, text: str) -> None:
    built = build_course(
        {
            "site.yaml": f"title: {text}\nterm: {text}\nhome: [schedule, staff, more]\n",
            "content/schedule.yaml": f"sections: [{{title: {text}, weeks: [{{week: {text}, topic:"
            f" {text}, lectures: [{{title: {text}, room: {text}}}, {text}]}}]}}]\n",
            "content/staff.yaml": f"people: [{{name: {text}, role: {text}}}]\n",
            "content/more.md": f"---\ntitle: {text}\n---\n",
        }
    )
    course = built.site.plan.course
    (section,), (group,) = course.schedule.sections, course.staff.groups
    (week,), (person,) = section.weeks, group.people

    assert built.lines == []
    assert {course.info.title, course.info.term, section.title, week.number, week.topic} == {text}
    assert {person.name, person.role, group.title} == {text}
    assert {heading.title for one in week.lectures for heading in one.headings} == {text}
    assert week.lectures[0].room == text
    assert built.html().count(text) >= 8


def test_a_draft_is_not_in_the_site(build_course: BuildCourse) -> None:
    built = build_course(
        {"content/secret.md": "---\ndraft: yes\n---\n# Xyzzy\n", "content/about.md": "# About\n"}
    )

    assert "about/index.html" in built.site.files
    assert not any("secret" in path for path in built.site.files)
    assert not any(b"Xyzzy" in built.site.files[path].read() for path in built.site.plan.pages)


def test_pages_and_images_are_found_in_folders(make_course: MakeCourse) -> None:
    noted = Diagnostics()
    course, files = load(
        make_course(
            {
                "content/labs/index.md": "# Labs\n",
                "content/labs/one.md": "# One\n",
                "content/labs/plot.PNG": "png",
                "content/.hidden.md": "# Hidden\n",
                "content/.git/x.md": "# Hidden\n",
            }
        ),
        noted,
    )

    assert [page.path for page in course.pages] == ["labs/index.html", "labs/one/index.html"]
    assert [file.path for file in files.content] == [
        "labs/index.md",
        "labs/one.md",
        "labs/plot.PNG",
    ]
    assert noted.total == 0


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("link", ["files/ü.pdf", "ü.md", "/ü.svg"])
def test_the_hint_explains_the_difference_between_names_that_look_the_same(
    build_course: BuildCourse, link: str, form: Literal["NFC", "NFD"]
) -> None:
    other: Literal["NFC", "NFD"] = "NFD" if form == "NFC" else "NFC"
    name = normalize(form, "ü")
    files = {f"files/{name}.pdf": "1", f"content/{name}.md": "# U\n", f"content/{name}.svg": ""}
    built = build_course({**files, "content/a.md": f"# A\n\n[U]({normalize(other, link)})\n"})

    hints = [d.hint for d in built.found if d.location.source.name == "content/a.md"]
    assert len(hints) == 1
    assert "differ only in Unicode normalization" in hints[0]


def test_a_page_included_in_the_home_page_has_no_url_of_its_own(
    build_course: BuildCourse,
) -> None:
    built = build_course(
        {"site.yaml": "title: T\nhome: [feedback]\n", "content/feedback.md": "# Tell us\n"}
    )

    assert "Tell us" in built.html()
    assert "feedback/index.html" not in built.site.files


def test_the_home_page_shows_the_schedule_and_staff_unless_the_author_chooses_other_sections(
    make_course: MakeCourse,
) -> None:
    files = {"content/schedule.yaml": "weeks: [{week: 1}]\n", "content/staff.yaml": "people: [A]\n"}

    def parts(site: str) -> tuple[Any, ...]:
        course, _ = load(make_course({**files, "site.yaml": f"title: T\n{site}"}), Diagnostics())
        return course.home_sections

    assert parts("") == ("schedule", "staff")
    assert parts("home: [staff, schedule]\n") == ("staff", "schedule")
    assert parts("home: [staff]\n") == ("staff",)
    assert parts("home: []\n") == ()


def test_people_without_groups_are_grouped_by_role_in_order(make_course: MakeCourse) -> None:
    people = "people: [{name: A, role: TA}, {name: B, role: Instructor}, {name: C, role: TA}, D]\n"
    course, _ = load(make_course({"content/staff.yaml": people}), Diagnostics())

    assert [(g.title, [p.name for p in g.people]) for g in course.staff.groups] == [
        ("TA", ["A", "C"]),
        ("Instructor", ["B"]),
        ("", ["D"]),
    ]


def test_the_alt_text_of_a_photo_is_the_person_s_name(make_course: MakeCourse) -> None:
    people = "people: [{name: Ada, photo: ada.jpg}, {name: Eve, photo: {image: e.jpg, alt: X}}]\n"
    course, _ = load(make_course({"content/staff.yaml": people}), Diagnostics())

    assert [p.photo.alt for p in course.staff.people() if p.photo] == ["Ada", "X"]


def test_a_course_may_define_custom_kinds(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nsession_kinds: {guest talk: Guest talk}\n"
            "material_kinds: {poster: Poster, slides: Folien}\n",
            "content/schedule.yaml": "weeks: [{lectures: [{kind: guest talk, number: 1, title: X,"
            " poster: https://example.org/p, slides: https://example.org/s}]}]\n",
        }
    )
    (entry,) = built.site.plan.course.schedule.lectures()

    assert built.lines == []
    assert (entry.kind.label, entry.id) == ("Guest talk", "guest-talk-1")
    assert [m.kind.label for m in entry.materials] == ["Poster", "Folien"]
    assert "Poster" in built.html()


def test_an_invalid_value_does_not_affect_other_values(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nlanguage: [en]\nterm: Spring\n",
            "content/schedule.yaml": "weeks: [{week: [1], topic: One, lectures: [{title: A, "
            "room: {b: c}}, [x], B]}]\n",
            "content/staff.yaml": "people: [{role: TA}, {name: Ada, email: x}]\n",
        }
    )
    course = built.site.plan.course

    assert course.info.term == "Spring"
    assert [e.headings[0].title for e in course.schedule.lectures()] == ["A", "B"]
    assert [p.name for p in course.staff.people()] == ["Ada"]
    assert len(built.lines) == 6


# --- any content ---------------------------------------------------------------------------------

WORDS = [
    *("", "x", "1", "yes", "schedule", "staff", "about", "about.md", "/about/", "#x", "index.md"),
    *("a.pdf", "../a", "https://example.org/", "https://[", "javascript:x", "//", "mailto:a@b.c"),
    *("2020-02-20", "Feb 20", "Feb 20 to Feb 21", "Asia/Shanghai", "en", "zh-CN", "xx", "exam"),
    *("<b>", "{{ 1 }}", "[x](y)", "![](z)", "*a*", "[](", "%", "a#b", "\u2028", "\0", "#00ff00"),
]
URL = re.compile(r"([A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
"""Matches one or more of the URL characters in RFC 3986."""
KINDS = [kind.key for kind in MATERIAL_KINDS]
words = st.sampled_from(WORDS)
anything = st.recursive(
    words, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2)
)


def of_form(form: FieldType) -> st.SearchStrategy[Any]:
    """Return values that match a type, and some that do not."""
    choices: list[st.SearchStrategy[Any]] = [anything]
    if form.scalar is not None:
        choices += [words] * 4
    if form.items is not None:
        choices += [st.lists(of_form(form.items), max_size=3)] * 2
    if form.content is not None:
        choices += [of_content(form.content)] * 4
    if form.values is not None:
        choices += [st.dictionaries(words, of_form(form.values), max_size=2)] * 2
    return st.one_of(choices)


@cache
def of_content(content: type[Content]) -> st.SearchStrategy[dict[str, Any]]:
    keys: dict[str, st.SearchStrategy[Any]] = {"x": anything}
    for name, field in fields_of(content).items():
        if field.extra_keys and field.type.values:
            keys |= dict.fromkeys(KINDS, of_form(field.type.values))
        else:
            keys[name] = of_form(field.type)
    required = {name for name, field in fields_of(content).items() if field.required}
    always = {name: keys.pop(name) for name in required}
    return st.fixed_dictionaries(always, optional=keys)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("any")
    (root / "content").mkdir()
    return root


@settings(max_examples=25)
@given(st.tuples(*map(of_content, (CourseInfo, Schedule, Staff, Page))), words)
def test_any_content_results_in_diagnostics_and_valid_links(
    root: Path, contents: tuple[dict[str, Any], ...], body: str
) -> None:
    site, schedule, staff, front = contents
    (root / "site.yaml").write_text(yaml.safe_dump(site))
    (root / "content" / "schedule.yaml").write_text(yaml.safe_dump(schedule))
    (root / "content" / "staff.yaml").write_text(yaml.safe_dump(staff))
    (root / "content" / "about.md").write_text(f"---\n{yaml.safe_dump(front)}---\n{body}\n")
    noted = Diagnostics()
    made = build(Settings(root, NOW), noted)
    noted.extend(run_rules(RULES, made))

    for content in made.files.values():
        if not content.is_slow and not content.source:
            addresses = Tags(content.read().decode()).values("href", "src")
            assert [address for address in addresses if not URL.fullmatch(address)] == []
    for write in FORMATS.values():
        assert isinstance(write(noted, DEFAULT_OPTIONS), str)
    for diagnostic in noted:
        location = diagnostic.location
        assert location.source.name or diagnostic.message
        assert 1 <= location.line <= len(location.source.lines)
        assert 1 <= location.column <= len(location.source.line(location.line)) + 1
