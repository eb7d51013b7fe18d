"""The filter `section`, which prints the text of a file below a heading."""

import pytest
from conftest import BuildCourse

PAGE = '{% extends "theme/page.html" %}{% block content %}[[{{ NAMED }}]]{% endblock %}'
TEXT = "# A\n\n## B\n\n[b](#b) [c](c.md) [nowhere](#d)\n"
FILES = {
    "site.yaml": "title: T\nurl: https://example.org/\n",
    "content/about.md": "# About\n",
    "content/announcements/One two.md": f"---\ntitle: T\ndate: 2020-02-01\n---\n{TEXT}",
}


def printed(build_course: BuildCourse, expression: str) -> str:
    template = PAGE.replace("NAMED", expression)
    html = build_course({**FILES, "templates/page.html": template}).html("about/index.html")
    return html.partition("[[")[2].partition("]]")[0]


@pytest.mark.parametrize(("level", "first", "second"), [(0, 1, 2), (1, 1, 2), (3, 3, 4), (9, 6, 6)])
def test_headings_are_below_the_given_level(
    build_course: BuildCourse, level: int, first: int, second: int
) -> None:
    html = printed(build_course, f"announcements[0].body | section({level})")

    assert f'<h{first} id="one-two--a">A</h{first}>' in html
    assert f'<h{second} id="one-two--b">B</h{second}>' in html


def test_links_to_ids_of_the_text_are_renamed_with_the_ids(build_course: BuildCourse) -> None:
    html = printed(build_course, "announcements[0].body | section(2)")

    assert '<a href="#one-two--b">b</a> c <a href="#d">nowhere</a>' in html


def test_text_that_is_not_from_a_file_has_a_fixed_prefix(build_course: BuildCourse) -> None:
    assert printed(build_course, "'# A' | section(2)") == '<h2 id="text--a">A</h2>'


@pytest.mark.parametrize("wrong", ["section('2')", "section"])
def test_a_wrong_argument_is_an_error_in_the_template(
    build_course: BuildCourse, wrong: str
) -> None:
    template = PAGE.replace("NAMED", f"announcements[0].body | {wrong}")
    built = build_course({**FILES, "templates/page.html": template})

    assert built.noted.failed
    assert [d.location.source.name for d in built.found if d.severity.value == "error"] == [
        "templates/page.html"
    ]
