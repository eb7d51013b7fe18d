"""The front matter key `sections`, which shows the schedule, the staff and so on on any page."""

import re

from conftest import BuildCourse, Tags

SCHEDULE = """\
weeks:
- {week: 1, lectures: [{lecture: 1, title: Vectors, notes: labs/one.md}]}
- {week: 2, lectures: [{lecture: 2, title: Length}]}
"""
PLAN = "---\ntitle: Plan\nsections: [schedule]\n---\n\nAll is *tentative*.\n"
COURSE = {
    "site.yaml": "title: Algebra\n",
    "content/schedule.yaml": SCHEDULE,
    "content/staff.yaml": "people: [{name: Ada}]\n",
    "content/labs/one.md": "# Lab\n\n[a](/#week-2) [b](../index.md#lecture-1)\n",
    "content/plan.md": PLAN,
}


def headings(html: str) -> list[str]:
    """Return the headings of a page, such as `1 Plan` or `2 hidden Schedule`."""
    found = re.findall(r"<h([1-6])([^>]*)>(.*?)</h\1>", html)
    return [f"{level}{' hidden' * ('hidden' in rest)} {text}" for level, rest, text in found]


def test_a_page_shows_its_sections_below_its_text(build_course: BuildCourse) -> None:
    built = build_course(COURSE)
    html = built.html("plan/index.html")

    assert built.lines == []
    assert headings(html) == ["1 Plan", "2 hidden Schedule"]
    assert html.index("tentative") < html.index("Vectors")


def test_a_page_with_several_sections_shows_their_titles(build_course: BuildCourse) -> None:
    built = build_course({**COURSE, "content/plan.md": "---\nsections: [staff, schedule]\n---\n"})

    assert headings(built.html("plan/index.html")) == [
        *("1 Plan", "2 Course Staff", "2 Schedule"),
    ]


def test_by_default_the_home_page_omits_the_sections_that_other_pages_show(
    build_course: BuildCourse,
) -> None:
    built = build_course(COURSE)

    assert headings(built.html()) == ["1 Algebra", "2 Course Staff"]


def test_the_home_page_can_show_the_same_section_as_a_page(build_course: BuildCourse) -> None:
    built = build_course({**COURSE, "site.yaml": "title: Algebra\nhome: [schedule]\n"})
    links = Tags(built.html("labs/one/index.html")).values("href")

    assert headings(built.html()) == ["1 Algebra", "2 Schedule"]
    assert "Vectors" in built.html("plan/index.html")
    assert {"../../#week-2", "../../#lecture-1"} <= set(links)


def test_links_to_a_week_or_a_lecture_lead_to_the_page_with_the_schedule(
    build_course: BuildCourse,
) -> None:
    site = "title: Algebra\nnavigation: [{title: Next, link: '#week-2'}]\n"
    index = "[first](#week-1) [all](#schedule)\n"
    built = build_course({**COURSE, "site.yaml": site, "content/index.md": index})
    lab = built.html("labs/one/index.html")

    assert built.lines == []
    for html, links in (
        (built.html(), ("plan/#week-2", "plan/#week-1", "plan/#schedule")),
        (lab, ("../../plan/#week-2", "../../plan/#lecture-1")),
    ):
        assert set(links) <= set(Tags(html).values("href"))
    assert '<a href="../../plan/#week-1">Week 1</a>' in lab.partition("breadcrumb")[2]


def test_a_page_with_sections_can_be_a_section_of_the_home_page(build_course: BuildCourse) -> None:
    built = build_course({**COURSE, "site.yaml": "title: Algebra\nhome: [staff, plan]\n"})
    html = built.html()

    assert headings(html) == ["1 Algebra", "2 Course Staff", "2 Plan", "2 hidden Schedule"]
    assert html.index(">Plan</h2>") < html.index("tentative") < html.index("Vectors")


def test_the_ids_of_a_page_with_the_name_of_its_section_are_unique(
    build_course: BuildCourse,
) -> None:
    built = build_course(
        {
            **{path: text for path, text in COURSE.items() if text != PLAN},
            "site.yaml": "title: Algebra\nhome: [staff, schedule.md]\n",
            "content/schedule.md": PLAN,
        }
    )
    ids = Tags(built.html()).values("id")

    assert len(ids) == len(set(ids))
    assert "schedule" in ids


def test_wrong_sections_are_reported(build_course: BuildCourse) -> None:
    built = build_course(
        {
            **COURSE,
            "content/index.md": "---\nsections: [staff]\n---\n",
            "content/plan.md": "---\nsections: [shedule, staff, staff]\n---\n",
        }
    )

    assert built.lines == [
        "content/index.md:2:12: error: 'sections:' has no effect on the home page",
        "content/plan.md:2:12: error: unknown section 'shedule'",
        "content/plan.md:2:28: error: duplicate section 'staff'",
    ]


def test_an_announced_page_does_not_show_its_sections(build_course: BuildCourse) -> None:
    page = "---\ntitle: Plan\nreleased: 2999-01-01\nannounced: yes\nsections: [staff]\n---\n"
    built = build_course({**COURSE, "content/plan.md": page})

    assert "Ada" not in built.html("plan/index.html")
