"""The problems of a page are reported again in each build, even if the page is not rendered."""

from pathlib import Path

import pytest
from conftest import MakeCourse, RunTool
from test_unchanged_pages import rendered

from coursegen.base.diagnostics import Diagnostics

COURSE = {
    "content/a.md": "# A\n\nWords.\n",
    "content/b.md": "# B\n\nWords.\n",
    "content/staff.yaml": "people: [Ada]\n",
}
A, B, HOME, LOST = "a/index.html", "b/index.html", "index.html", "404.html"


class Changes:
    """Makes changes to a course and builds it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.build()

    def write(self, path: str, content: str) -> tuple[set[str], list[str]]:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(content, encoding="utf-8")
        return self.build()

    def build(self) -> tuple[set[str], list[str]]:
        """Build the course; return the pages that were rendered, and the diagnostics."""
        noted = Diagnostics()
        pages = rendered(self.root, noted=noted)
        return pages, [f"{d.location}: {d.severity.value}: {d.message}; {d.hint}" for d in noted]


@pytest.fixture
def changes(make_course: MakeCourse) -> Changes:
    return Changes(make_course(COURSE))


PROBLEMS = {
    "a broken link": ("# A\n\n[x](none.md)\n", "3:5"),
    "an empty link": ("# A\n\n[x]()\n", "3:5"),
    "an unclosed comment": ("# A\n\nText <!-- x\n", "3:6"),
    "complex Markdown": ("# A\n\n" + "> " * 400 + "deep\n", "3:1"),
    "an unknown option": ("# A\n\n```{.python x=y}\na\n```\n", "3:13"),
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_an_unchanged_page_with_a_problem_is_not_rendered_and_is_reported_again(
    problem: str, changes: Changes
) -> None:
    text, position = PROBLEMS[problem]
    pages, first = changes.write("content/a.md", text)

    assert pages == {A}
    assert len(first) == 1
    assert first[0].startswith(f"content/a.md:{position}: warning:")
    assert [changes.build() for _ in range(2)] == [(set(), first)] * 2


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_is_reported_at_its_new_location_after_lines_are_added(
    problem: str, changes: Changes
) -> None:
    text, position = PROBLEMS[problem]
    line = int(position.partition(":")[0])
    _, [first] = changes.write("content/a.md", text)
    moved = first.replace(f".md:{line}:", f".md:{line + 3}:")

    assert changes.write("content/a.md", f"---\ntitle: A\n---\n{text}")[1] == [moved]
    assert changes.build() == (set(), [moved])


def test_the_problems_in_a_field_are_reported_again_without_rendering(changes: Changes) -> None:
    staff = "people: [{name: Ada, bio: '[x](none.md) [y]()'}]\n"
    pages, first = changes.write("content/staff.yaml", staff)

    assert pages == {HOME}
    assert [message.split(": ")[0] for message in first] == [
        "content/staff.yaml:1:32",
        "content/staff.yaml:1:45",
    ]
    assert changes.build() == (set(), first)


def test_a_broken_link_is_no_longer_reported_when_its_target_exists(changes: Changes) -> None:
    changes.write("content/a.md", "# A\n\n[x](files/new.pdf)\n")

    assert changes.write("files/new.pdf", "x") == ({A}, [])


def test_the_hint_for_a_broken_link_is_up_to_date_although_the_page_is_unchanged(
    changes: Changes,
) -> None:
    _, [before] = changes.write("content/a.md", "# A\n\n[x](../files/neu.pdf)\n")
    pages, [after] = changes.write("files/new.pdf", "x")

    assert pages == set()
    assert ("new.pdf" in before, "new.pdf" in after) == (False, True)


def test_the_same_problem_on_several_pages_is_reported_for_each(changes: Changes) -> None:
    changes.write("content/a.md", "# A\n\n[x](none.md)\n")
    pages, found = changes.write("content/b.md", "# B\n\n[x](none.md)\n")

    assert pages == {B}
    assert [message.partition(":")[0] for message in found] == ["content/a.md", "content/b.md"]
    assert changes.build() == (set(), found)


def test_a_changed_severity_applies_to_the_problems_of_unchanged_pages(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({**COURSE, "content/a.md": "# A\n\n[x](none.md)\n"})
    first = run_tool("build", "--source", root)
    site = "title: Test course\nseverity: {CG206: error}\n"
    (root / "site.yaml").write_text(site, encoding="utf-8")
    second = run_tool("build", "--source", root)

    assert ": warning: " in first.err
    assert ": error: " in second.err
    assert (first.code, second.code) == (0, 1)


def test_a_page_whose_template_fails_is_rendered_again(changes: Changes) -> None:
    changes.write("content/a.md", "---\ntemplate: own.html\n---\n# A\n")
    first = changes.write("templates/own.html", "{{ page.nothing }}")

    assert first[0] == {A}
    assert [message.partition(": ")[0] for message in first[1]] == ["templates/own.html:1:9"]
    assert changes.build() == first


def test_a_template_may_look_up_any_text(changes: Changes) -> None:
    lookup = "{% if '/\\ud800' | href %}{% endif %}x"

    assert changes.write("templates/partials/footer.html", lookup) == ({A, B, HOME, LOST}, [])
