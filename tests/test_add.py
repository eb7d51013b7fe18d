"""`coursegen add TYPE TITLE` adds a lecture, an assignment, a page and so on to a course."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import MakeCourse, RunTool

from coursegen.commands.skeletons import additions
from coursegen.content.registry import CONTENT_TYPES

SITE = "title: T\nurl: https://course.example.edu/\n"


def contents(root: Path) -> dict[str, str]:
    """Return the text of every file of a course that can be changed."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode()
        for path in [root / "site.yaml", *root.glob("content/**/*.*")]
        if path.suffix in {".yaml", ".md"}
    }


def test_every_content_type_has_something_to_add() -> None:
    types = {each.type_.name for each in additions().values()}

    assert types == {each.name for each in CONTENT_TYPES} - {"site"}


@pytest.mark.parametrize("type_", additions())
def test_a_new_item_in_a_new_course_causes_no_diagnostic(
    tmp_path: Path, run_tool: RunTool, type_: str
) -> None:
    root = tmp_path / "course"
    run_tool("new", root)
    with (root / "site.yaml").open("a") as site:
        site.write("severity: {CG218: ignore}  # a feed needs the URL of the site\n")
    before = contents(root)

    ran = [run_tool("add", type_, f"{word}: a title", "--source", root) for word in ("One", "Two")]

    assert [each.code for each in ran] == [0, 0]
    assert all(re.match(r"(Created|Changed) content/", each.out) for each in ran)
    checked = run_tool("check", root)
    assert "no errors, no warnings" in checked.out
    after = contents(root)
    added = {path: text for path, text in after.items() if before.get(path) != text}
    assert "One: a title" in "".join(added.values())
    for path in before.keys() & added.keys():
        assert [*removed_lines(before[path], after[path])] == []


def removed_lines(before: str, after: str) -> Iterator[str]:
    lines = iter(after.splitlines(keepends=True))
    yield from (line for line in before.splitlines(keepends=True) if line not in lines)


@pytest.mark.parametrize(
    ("type_", "path", "before", "after"),
    [
        (
            "lecture",
            "content/schedule.yaml",
            "weeks:\n- week: 1  # the first\n  lectures:\n  - {lecture: 3, title: A}\n\n# end\n",
            (
                "weeks:\n- week: 1  # the first\n  lectures:\n  - {lecture: 3, title: A}\n"
                "  - lecture: 4\n    title: New\n\n# end\n"
            ),
        ),
        (
            "lecture",
            "content/schedule.yaml",
            "weeks:\n  - week: 1\n    lectures: [A]  # plain\n  - week: 2\n    topic: T\n",
            (
                "weeks:\n  - week: 1\n    lectures: [A, {title: New}]  # plain\n  - week: 2\n"
                "    topic: T\n"
            ),
        ),
        (
            "week",
            "content/schedule.yaml",
            "layout: list\n",
            "layout: list\nweeks:\n  - week: 1\n    topic: New\n",
        ),
        (
            "week",
            "content/schedule.yaml",
            "weeks:\n  - topic: A\n",
            "weeks:\n  - topic: A\n  - topic: New\n",
        ),
        (
            "assignment",
            "content/assignments.yaml",
            "- {title: A}\n",
            "- {title: A}\n- title: New\n  due: 2030-03-08 23:59\n",
        ),
        (
            "person",
            "content/staff.yaml",
            "people:\r\n  - name: A\r\n",
            "people:\r\n  - name: A\r\n  - name: New\r\n    email: new@example.org\r\n",
        ),
    ],
)
def test_a_new_item_follows_the_last_one_and_other_lines_stay_the_same(  # noqa: PLR0917 - parametrized
    make_course: MakeCourse, run_tool: RunTool, type_: str, path: str, before: str, after: str
) -> None:
    term = "term: {start: 2030-03-08, end: 2030-07-01}\n"
    root = make_course({"site.yaml": SITE + term, path: before})

    assert run_tool("add", type_, "New", "--source", root).code == 0

    assert (root / path).read_bytes().decode() == after


def test_an_assignment_is_a_file_where_assignments_are_files(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/assignments/first.md": "---\ntitle: A\n---\nA\n"})

    run_tool("add", "assignment", "Éigenvalues & more", "--source", root)

    assert (root / "content/assignments/éigenvalues-more.md").is_file()
    assert not (root / "content/assignments.yaml").exists()


def test_an_existing_file_is_never_overwritten(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({"content/about-us.md": "mine"})

    ran = run_tool("add", "page", "About us", "--source", root)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: content/about-us.md already exists; choose another TITLE\n")
    assert (root / "content/about-us.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["page", "Index"], "the home page has this name; choose another TITLE"),
        (["page", " "], "the TITLE is empty"),
        (["lectur", "A"], "unknown type 'lectur'; did you mean 'lecture'?"),
        (["page", "A", "--source", "nowhere"], "there is no folder 'nowhere'"),
    ],
)
def test_incorrect_usage_is_explained(
    make_course: MakeCourse,
    run_tool: RunTool,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(make_course({}))

    ran = run_tool("add", *words)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"error: {message}\nTry 'coursegen add --help'.\n"


def test_a_lecture_needs_a_week(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({})

    ran = run_tool("add", "lecture", "A", "--source", root)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "error: content/schedule.yaml was not changed: it has no place for a lecture; first, run: "
        "coursegen add week TITLE\n"
    )
    assert not (root / "content/schedule.yaml").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("people: [\n", "content/staff.yaml:"),
        ("groups:\n  - title: A\n    people: []\n  - &x {title: B, people: [*x]}\n", "error"),
        ("{people: {a: b}}\n", "content/staff.yaml"),
    ],
)
def test_a_file_with_errors_is_unchanged(
    make_course: MakeCourse, run_tool: RunTool, text: str, message: str
) -> None:
    root = make_course({"content/staff.yaml": text})

    ran = run_tool("add", "person", "A", "--source", root)

    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err
    assert (root / "content/staff.yaml").read_text() == text


def test_a_section_is_not_added_to_weeks_without_sections(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    text = "weeks:\n  - week: 1\n    topic: A\n"
    root = make_course({"content/schedule.yaml": text})

    ran = run_tool("add", "section", "A", "--source", root)

    assert ran.code == 1
    assert "move the weeks into a section" in ran.err
    assert (root / "content/schedule.yaml").read_text() == text


def test_with_its_own_menu_a_course_gets_the_line_for_a_new_page(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": f"{SITE}navigation:\n  - {{title: Home, link: index.md}}\n"})

    ran = run_tool("add", "page", "Labs: rules", "--source", root)

    assert ran.out.endswith(
        "To show it in the menu, add it to 'navigation:' in site.yaml:\n"
        '  - {title: "Labs: rules", link: labs-rules.md}\n'
    )


@pytest.mark.parametrize(("type_", "file"), [("page", "*.md"), ("person", "staff.yaml")])
def test_nothing_is_written_through_a_symbolic_link(
    make_course: MakeCourse, run_tool: RunTool, type_: str, file: str
) -> None:
    root = make_course({})
    elsewhere = root.parent / "elsewhere"
    (root / "content").rename(elsewhere)
    (root / "content").symlink_to(elsewhere)

    ran = run_tool("add", type_, "A", "--source", root)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"error: content/{file} was not changed: its path contains a symbolic link\n"
    )
    assert [*elsewhere.iterdir()] == []


SCHEDULE = """\
weeks:
  - lectures:
      - lecture: 1  # the first
        title: A
        reading:
          - https://course.example.edu/one  # long
      # between
      - {lecture: 2, title: B}
      - Review
"""


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        (
            ["slides", "slides/a b.pdf", "--lecture", "1"],
            "  # long\n",
            "  # long\n        slides: slides/a b.pdf\n",
        ),
        (["video", "soon", "--lecture", "2"], "title: B}", "title: B, video: soon}"),
    ],
)
def test_a_material_is_added_to_a_lecture(
    make_course: MakeCourse, run_tool: RunTool, words: list[str], old: str, new: str
) -> None:
    root = make_course({"content/schedule.yaml": SCHEDULE})

    ran = run_tool("add", *words, "--source", root)

    assert (ran.code, ran.err) == (0, "")
    changed = (root / "content/schedule.yaml").read_text()
    assert changed == SCHEDULE.replace(old, new)


def test_a_material_is_added_to_the_last_entry_by_default(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    site = f"{SITE}material_kinds: {{poster: Poster}}\n"
    root = make_course({"site.yaml": site, "content/schedule.yaml": SCHEDULE})
    run_tool("add", "lecture", "C", "--source", root)

    run_tool("add", "poster", "c.pdf", "--source", root)

    assert (root / "content/schedule.yaml").read_text() == (
        f"{SCHEDULE}      - lecture: 3\n        title: C\n        poster: c.pdf\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["slides", "a.pdf"], 1, "an entry without keys; write 'slides:' yourself"),
        (["reading", "a.pdf", "--lecture", "1"], 1, "it already contains 'reading: "),
        (["slides", "a.pdf", "--lecture", "7"], 1, "it has no lecture 7; first, run: coursegen"),
        (["slids", "a.pdf"], 2, "unknown type 'slids'; did you mean 'slides'?"),
        (["week", "A", "--lecture", "1"], 2, "--lecture is only for materials"),
    ],
)
def test_a_material_that_cannot_be_added_is_explained(
    make_course: MakeCourse, run_tool: RunTool, words: list[str], code: int, message: str
) -> None:
    root = make_course({"content/schedule.yaml": SCHEDULE})

    ran = run_tool("add", *words, "--source", root)

    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert (root / "content/schedule.yaml").read_text() == SCHEDULE
