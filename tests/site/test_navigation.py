"""The links in the header, the breadcrumb, and the links of the 404 page."""

import re

import pytest
from conftest import BuildCourse, Tags

from coursegen.base.text import LocatedStr, Location, Source
from coursegen.content.page import Page
from coursegen.site.navigation import page_link

COURSE = {
    "content/schedule.yaml": """\
sections:
- title: Beginnings
  weeks:
  - {week: 3, lectures: [{title: One, notes: notes.md}, {title: Two, notes: labs/two.md}]}
""",
    "content/staff.yaml": "people: [Ada]\n",
    "content/notes.md": "# Notes\n",
    "content/syllabus.md": "# Syllabus\n",
    "content/forum.md": "---\ntitle: Forum\norder: 1\n---\n",
    "content/labs/index.md": "# All labs\n",
    "content/labs/two.md": "# Lab two\n",
    "content/my-papers/one.md": "# Paper one\n",
}


def part(html: str, name: str) -> str:
    """Return the `<nav>` with the class `name`, or an empty string."""
    found = re.search(rf'<nav class="{name}".*?</nav>', html, re.DOTALL)
    return found[0] if found else ""


def links(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', html)


def test_by_default_the_header_links_to_sections_and_pages(
    build_course: BuildCourse,
) -> None:
    html = build_course(COURSE).html("notes/index.html")

    assert links(part(html, "site-nav")) == [
        ("../#schedule", "Schedule"),
        ("../#staff", "Course Staff"),
        ("../forum/", "Forum"),
        ("../labs/", "All labs"),
        ("../syllabus/", "Syllabus"),
    ]


def test_a_broken_link_is_not_in_the_header(build_course: BuildCourse) -> None:
    site = "title: T\nnavigation: [{title: A, link: gone.md}, {title: B, link: forum.md}]\n"
    html = build_course({**COURSE, "site.yaml": site}).html("my-papers/one/index.html")

    assert links(part(html, "site-nav")) == [("../../forum/", "B")]


def test_the_only_section_of_the_home_page_has_no_link(build_course: BuildCourse) -> None:
    html = build_course({"content/schedule.yaml": "weeks: [{week: 1}]\n"}).html()

    assert part(html, "site-nav") == ""


def test_an_included_page_is_a_section_of_the_home_page(build_course: BuildCourse) -> None:
    html = build_course({**COURSE, "site.yaml": "title: T\nhome: [forum, staff]\n"}).html()

    assert links(part(html, "site-nav"))[:2] == [("#forum", "Forum"), ("#staff", "Course Staff")]


def test_if_there_are_many_pages_the_header_links_to_those_with_an_order(
    build_course: BuildCourse,
) -> None:
    pages = {f"content/page-{n}.md": f"# Page {n}\n" for n in range(9)}
    built = build_course({**pages, "content/last.md": "---\ntitle: Chosen\norder: 3\n---\n"})

    assert links(part(built.html(), "site-nav")) == [("last/", "Chosen")]
    assert len(links(built.html("404.html").partition("<main")[2])) > 9


@pytest.mark.parametrize("navigation", ["[]", "[{title: Syllabus, link: syllabus.md}]"])
def test_the_author_s_navigation_replaces_the_default(
    build_course: BuildCourse, navigation: str
) -> None:
    site = f"title: T\nnavigation: {navigation}\n"
    html = build_course({**COURSE, "site.yaml": site}).html()

    assert len(links(part(html, "site-nav"))) == navigation.count("title")


def test_the_current_page_and_folder_are_marked(build_course: BuildCourse) -> None:
    built = build_course(COURSE)

    def marked(path: str) -> list[tuple[str, str]]:
        tags = Tags(part(built.html(path), "site-nav")).tags
        return [(v["href"], v["aria-current"]) for _, v in tags if "aria-current" in v]

    assert marked("syllabus/index.html") == [("../syllabus/", "page")]
    assert marked("labs/index.html") == [("../labs/", "page")]
    assert marked("labs/two/index.html") == [("../../labs/", "true")]
    assert marked("index.html") == []


@pytest.mark.parametrize(
    ("titles", "is_collapsible"),
    [
        (["Schedule", "Staff", "Syllabus", "Forum"], False),
        (["Schedule", "Staff", "Syllabus", "Forum", "Labs"], True),
        (["A title that is rather long", "And another one of them"], True),
        (["课程安排", "教学团队", "作业", "论坛"], False),
        (["课程安排与阅读材料", "教学团队与联系方式", "作业提交"], True),
        ([], False),
    ],
)
def test_a_few_short_links_wrap_and_other_navigation_is_put_in_a_menu(
    build_course: BuildCourse, titles: list[str], is_collapsible: bool
) -> None:
    rows = "".join(f"  - {{title: {title}, link: a.md}}\n" for title in titles)
    site = f"title: T\nnavigation:\n{rows}" if rows else "title: T\nnavigation: []\n"
    html = build_course({"site.yaml": site, "content/a.md": "# A\n"}).html()

    assert ("popovertarget" in html) == is_collapsible


def steps(html: str) -> list[tuple[str, str]]:
    crumbs = re.findall(r"<li[^>]*>(.*?)</li>", part(html, "breadcrumb"))
    return [found[0] if (found := links(crumb)) else ("", crumb) for crumb in crumbs]


def test_the_breadcrumb_contains_the_index_page_of_the_folder(build_course: BuildCourse) -> None:
    assert steps(build_course(COURSE).html("labs/two/index.html")) == [
        ("../../", "Home"),
        ("../../labs/", "All labs"),
        ("", "Lab two"),
    ]


def test_the_breadcrumb_contains_the_week_that_links_to_the_page(build_course: BuildCourse) -> None:
    assert steps(build_course(COURSE).html("notes/index.html")) == [
        ("../", "Home"),
        ("../#week-3", "Week 3"),
        ("", "Notes"),
    ]


def test_the_page_of_all_assignments_does_not_belong_to_a_week_that_links_to_it(
    build_course: BuildCourse,
) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nhome: [schedule]\n",
            "content/schedule.yaml": """\
weeks:
- {week: 3, lectures: [{title: A, notes: /assignments/#one}, {title: B, notes: b.md}]}
""",
            "content/assignments.yaml": "- {id: one, title: One}\n",
            "content/b.md": "# B\n",
        }
    )
    html = built.html("assignments/index.html")

    assert part(html, "breadcrumb") == ""
    assert part(html, "sequence") == ""
    assert part(built.html("b/index.html"), "sequence") == ""


def test_a_folder_without_an_index_page_is_plain_text_in_the_breadcrumb(
    build_course: BuildCourse,
) -> None:
    assert steps(build_course(COURSE).html("my-papers/one/index.html")) == [
        ("../../", "Home"),
        ("", "My papers"),
        ("", "Paper one"),
    ]


@pytest.mark.parametrize("path", ["index.html", "syllabus/index.html", "404.html"])
def test_a_top_level_page_has_no_breadcrumb(build_course: BuildCourse, path: str) -> None:
    assert part(build_course(COURSE).html(path), "breadcrumb") == ""


def test_the_404_page_links_to_the_home_page_the_schedule_and_pages(
    build_course: BuildCourse,
) -> None:
    built = build_course(COURSE, base_url="https://example.org/course/")

    assert links(built.html("404.html").partition("<main")[2])[:5] == [
        ("/course/", "Go to the home page"),
        ("/course/#beginnings", "Schedule: Beginnings"),
        ("/course/forum/", "Forum"),
        ("/course/labs/", "All labs"),
        ("/course/syllabus/", "Syllabus"),
    ]


def test_a_link_to_a_page_does_not_depend_on_the_text_of_the_page() -> None:
    title = LocatedStr(
        "About", Location(Source("content/about.md", "# About\n\nAll of its words.\n"))
    )
    page = Page("about.md", "about/index.html", title)

    # A `LocatedStr` would give templates access to its source.
    assert type(page_link(page).title) is str
