"""Values of unchanged files come from the store; if an entry is invalid, the file is parsed."""

import shutil
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest
from conftest import MakeCourse
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import PAGES_CACHE
from coursegen.base.text import location_of
from coursegen.content.course import Course
from coursegen.incremental import memo
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.store import Store
from coursegen.loader.course_folder import load
from coursegen.yaml.parser import parse

COURSE = {
    "site.yaml": "title: T\nterm: {start: 2020-02-17}\nsession_kinds: {talk: Talk}\n",
    "content/a.md": "---\ntitle: A\nextra: {x: [1, b]}\n---\nWords.\n",
    "content/b.md": "# B\n",
    "content/draft.md": "---\ndraft: true\n---\n",
    "content/schedule.yaml": "weeks:\n"
    "- {week: 1, lectures: [{title: One, kind: talk, date: Feb 20}]}\n",
    "content/staff.yaml": "groups: [{title: T, people: [{name: Ada, website: a.md}]}]\n",
}
KEY = key_of("memo", "content", fingerprint())


def read(root: Path) -> tuple[Course, list[str], list[str]]:
    """Return the course, the diagnostics, and the names of the parsed files."""
    noted, taken = Diagnostics(), []

    def parsed(source: object, *given: object, **named: object) -> object:
        taken.append(source.name)  # type: ignore[attr-defined] # a Source
        return parse(source, *given, **named)  # type: ignore[arg-type] # passed on

    with patch("coursegen.yaml.parser.parse", parsed):
        course, _ = load(root, noted, Store(root / PAGES_CACHE))
    return course, [f"{d.location}: {d.message}" for d in noted], taken


def test_an_unchanged_file_is_not_parsed_again(make_course: MakeCourse) -> None:
    root = make_course(COURSE)
    first, _, taken = read(root)
    assert set(taken) == {path for path in COURSE if path != "content/b.md"}

    second, messages, taken = read(root)
    assert taken == []
    assert messages == []
    assert repr(second) == repr(first)


def test_only_a_changed_file_is_parsed_again(make_course: MakeCourse) -> None:
    root = make_course(COURSE)
    read(root)
    (root / "content/a.md").write_text("---\ntitle: Other\n---\n")

    course, _, taken = read(root)
    assert taken == ["content/a.md"]
    assert {page.title for page in course.pages} == {"Other", "B"}


def test_the_schedule_and_staff_are_parsed_again_if_site_yaml_changes(
    make_course: MakeCourse,
) -> None:
    root = make_course(COURSE)
    read(root)
    (root / "site.yaml").write_text(COURSE["site.yaml"].replace("2020-02", "2021-02"))

    course, _, taken = read(root)
    assert {"content/schedule.yaml", "content/staff.yaml"} <= set(taken)
    [lecture] = course.schedule.lectures()
    assert lecture.dates
    assert lecture.dates.first.year == 2021


def test_a_date_phrase_on_a_page_is_read_again_if_the_label_of_a_kind_changes(
    make_course: MakeCourse,
) -> None:
    page = "---\nreleased: 1 day after Vortrag 1\n---\n"
    root = make_course({**COURSE, "content/a.md": page})
    assert len(read(root)[1]) == 1
    (root / "site.yaml").write_text(COURSE["site.yaml"].replace(": Talk", ": Vortrag"))

    assert read(root)[1] == []


def test_changed_text_below_the_front_matter_does_not_parse_it_again(
    make_course: MakeCourse,
) -> None:
    root = make_course(COURSE)
    read(root)
    (root / "content/a.md").write_text(f"{COURSE['content/a.md']}\n# More words\n")

    course, _, taken = read(root)
    assert taken == []
    [page] = [page for page in course.pages if page.name == "a.md"]
    assert page.body.endswith("# More words\n")
    assert location_of(page.title).source.text.endswith("# More words\n")


def test_a_renamed_file_is_loaded_as_another_page(make_course: MakeCourse) -> None:
    root = make_course(COURSE)
    read(root)
    (root / "content/a.md").rename(root / "content/c.md")

    course, _, _ = read(root)
    assert {(page.name, page.path) for page in course.pages} == {
        ("b.md", "b/index.html"),
        ("c.md", "c/index.html"),
    }


def test_a_draft_is_published_once_it_is_no_longer_a_draft(make_course: MakeCourse) -> None:
    root = make_course(COURSE)
    assert "draft.md" not in {page.name for page in read(root)[0].pages}
    assert "draft.md" not in {page.name for page in read(root)[0].pages}
    (root / "content/draft.md").write_text("---\ndraft: false\n---\n")

    assert "draft.md" in {page.name for page in read(root)[0].pages}


@pytest.mark.parametrize(
    "wrong",
    [
        {"content/a.md": "---\ntitel: A\n---\n"},
        {"content/empty.md": ""},
        {"content/schedule.yaml": "weeks: [{wek: 1}]\n"},
        {"content/staff.yaml": "- what\n"},
        {"content/a.md": "---\ntitle: [\n---\n"},
        {"content/a.md": "---\npermalink: /../a\n---\n"},
    ],
)
def test_a_problem_in_an_unchanged_file_is_reported_each_time_without_parsing_it(
    wrong: dict[str, str], make_course: MakeCourse
) -> None:
    root = make_course({**COURSE, **wrong})
    _, messages, _ = read(root)

    assert len(messages) >= 1
    assert read(root)[1:] == (messages, [])


def test_the_entry_of_a_deleted_file_is_removed(make_course: MakeCourse) -> None:
    root = make_course(COURSE)
    read(root)
    before = entries(root)
    (root / "content/a.md").unlink()
    read(root)

    assert len(entries(root)) == len(before) - 1
    assert set(entries(root)) < set(before)


def entries(root: Path) -> dict[str, bytes]:
    data = Store(root / PAGES_CACHE).get(KEY)
    assert data
    return msgspec.msgpack.decode(data, type=dict[str, bytes])


def test_entries_of_another_program_version_are_ignored(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_course(COURSE)
    read(root)
    monkeypatch.setattr(memo, "fingerprint", lambda: "another")

    assert "content/a.md" in read(root)[2]


def test_without_a_cache_every_file_is_parsed(make_course: MakeCourse) -> None:
    root = make_course(COURSE)
    course, _ = load(root, Diagnostics())

    assert {page.title for page in course.pages} == {"A", "B"}
    assert not (root / PAGES_CACHE).exists()


# --- invalid entries -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course that was loaded once."""
    root = tmp_path_factory.mktemp("known") / "course"
    for path, content in COURSE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    read(root)
    return root


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"\x80",
        b"\xc1",
        b"\x90",
        b"\xff" * 100,
        b"\x91" * 100_000,
        msgspec.msgpack.encode({"a": "text"}),
        msgspec.msgpack.encode({1: b""}),
        msgspec.msgpack.encode([{}]),
    ],
)
def test_an_entry_with_another_structure_is_ignored(entry: bytes, known: Path) -> None:
    right = read(known)
    Store(known / PAGES_CACHE).put(KEY, entry)

    assert repr(read(known)[:2]) == repr(right[:2])


@settings(max_examples=60, derandomize=True)
@given(data=st.data())
def test_a_damaged_entry_is_ignored_or_results_in_a_valid_course(
    data: st.DataObject, known: Path
) -> None:
    shutil.rmtree(known / PAGES_CACHE)
    read(known)
    entry = entries(known)
    key = data.draw(st.sampled_from(sorted(entry)))
    whole = entry[key]
    location = data.draw(st.integers(0, len(whole) - 1))
    entry[key] = data.draw(
        st.sampled_from(
            [whole[:location], whole + b"\0", b"\x91" * 10_000, b"\xc0", b"", whole[location:]]
        )
        | st.integers(0, 255).map(
            lambda byte: whole[:location] + bytes([byte]) + whole[location + 1 :]
        )
    )
    Store(known / PAGES_CACHE).put(KEY, msgspec.msgpack.encode(entry))

    course, messages, _ = read(known)
    assert isinstance(course, Course)
    assert messages == []
