"""Sections of the home page have unique IDs and adapted heading levels."""

import pytest
from conftest import BuildCourse, Tags

from coursegen.views.home_sections import nest_headings, with_unique_ids


def test_a_duplicate_id_is_renamed_and_its_links_are_updated() -> None:
    taken = {"staff", "staff-2"}
    html = '<h2 id="staff">Staff</h2><p><a href="#staff">up</a> <a href="#other">x</a></p>'

    assert with_unique_ids(html, taken) == html.replace("staff", "staff-3")
    assert taken == {"staff", "staff-2", "staff-3"}


@pytest.mark.parametrize(
    "html",
    [
        '<h2 id="free">Free</h2>',
        '<p>id="staff" and href="#staff" in text</p>',
        '<a href="about/#staff">elsewhere</a>',
        '<h2 data-id="staff">x</h2>',
    ],
)
def test_unique_ids_and_other_text_are_not_changed(html: str) -> None:
    assert with_unique_ids(html, {"staff"}) == html


def test_a_section_s_headings_are_below_its_title() -> None:
    html = '<h1 id="a">Feedback</h1>\n<h2 class="x">One</h2><p>h2</p><h3>Two</h3><hr>'

    assert nest_headings(html, "Feedback") == '<h3 class="x">One</h3><p>h2</p><h4>Two</h4><hr>'


def test_a_heading_that_differs_from_the_title_is_retained() -> None:
    assert nest_headings("<h1>Tell us</h1>", "Feedback") == "<h2>Tell us</h2>"


def test_a_heading_with_emphasis_is_recognized_as_the_title() -> None:
    assert nest_headings("<h1>Q &amp; <em>A</em></h1>", "Q & A") == ""


def test_a_page_on_the_home_page_has_one_heading_with_its_title(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nhome: [feedback]\n",
            "content/feedback.md": "# Feedback\n\n## By *mail*\n\nWords.\n",
        }
    )
    tags = Tags(built.html())

    assert tags.text.count("Feedback") == 1
    assert [tag for tag, _ in tags.tags if tag in {"h1", "h2", "h3"}] == ["h1", "h2", "h3"]


def test_a_heading_on_the_home_page_keeps_its_id(build_course: BuildCourse) -> None:
    built = build_course({"content/about.md": "# About\n\n## Staff\n\n[x](#staff)\n"})

    assert "staff" in Tags(built.html("about/index.html")).values("id")
    assert "#staff" in Tags(built.html("about/index.html")).values("href")
