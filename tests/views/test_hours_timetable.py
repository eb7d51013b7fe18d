"""The weekly timetable of office hours."""

import re

import pytest
from conftest import BuildCourse, Built
from hypothesis import given
from hypothesis import strategies as st

from coursegen.site.generated_paths import STYLESHEET
from coursegen.views.hours_grid import are_alone, columns_of

SITE = """\
title: T
timezone: America/New_York
term: {start: 2020-02-17, end: 2020-03-31}
"""
PAGE = "office-hours/index.html"
SCRIPT = "static/js/office_hours.js"


def hours(*items: str) -> str:
    return "office_hours:\n" + "".join(f"- {{{item}}}\n" for item in items)


def build(build_course: BuildCourse, *items: str, site: str = SITE, **more: str) -> Built:
    return build_course({"site.yaml": site, "content/staff.yaml": hours(*items), **more})


def classes(built: Built) -> dict[str, list[str]]:
    """Return the CSS classes of the hours in the timetable by title."""
    found: dict[str, list[str]] = {}
    for item in built.html(PAGE).split('<li class="hours ')[1:]:
        css_class = item.partition('"')[0]
        title = item.partition('<p class="hours-title">')[2].partition("<")[0]
        found.setdefault(title, []).append(css_class)
    return found


def test_hours_that_overlap_are_next_to_each_other_and_others_are_alone(
    build_course: BuildCourse,
) -> None:
    built = build(
        build_course,
        "title: A, days: Tue, time: 13:00-14:00",
        "title: B, days: Tue, time: 13:30-15:00",
        "title: C, days: Tue, time: 15:00-16:00",
        "title: D, days: Wed, time: 13:00-16:00",
    )

    assert classes(built) == {
        "A": ["from-1 to-3"],
        "B": ["from-2 to-4"],
        "C": ["from-4 to-5 hours-alone"],
        "D": ["from-1 to-5 hours-alone"],
    }
    assert '<li class="hours-day columns-2">\n    <h2>Tue</h2>' in built.html(PAGE)
    assert '<li class="hours-day columns-1">\n    <h2>Wed</h2>' in built.html(PAGE)
    assert '<ol class="hours-week hours-grid">' in built.html(PAGE)


def test_the_days_are_not_next_to_each_other_if_they_do_not_fit(
    build_course: BuildCourse,
) -> None:
    built = build(build_course, *(f"title: T{n}, days: Mon-Fri, time: 9-10" for n in range(2)))

    assert '<ol class="hours-week">' in built.html(PAGE)


def test_the_timetable_contains_the_meetings_of_the_course(build_course: BuildCourse) -> None:
    meetings = """\
meetings:
- {days: Tue, time: 9:00-10:00, room: Hall 2}
- {kind: lab, days: Fri, time: 14:00-15:00, every: 2 weeks, from: 2020-02-21}
"""
    built = build(build_course, "title: A, days: Mon, time: 9-10", site=SITE + meetings)

    assert classes(built) == {
        "A": ["from-1 to-2 hours-alone"],
        "Lecture": ["hours-meeting from-1 to-2 hours-alone"],
        "Lab": ["hours-meeting from-3 to-4 hours-alone"],
    }
    assert 'every 2 weeks, from <time datetime="2020-02-21">Feb 21</time>' in built.html(PAGE)


def test_the_starts_of_the_hours_are_in_the_page_for_the_script(build_course: BuildCourse) -> None:
    built = build(build_course, "title: A, days: Sun, time: 13-14, from: Mar 1, until: Mar 8")

    assert 'data-starts="26384760 26394780" data-minutes="60"' in built.html(PAGE)
    assert '<script type="module" src="../static/js/office_hours.js"></script>' in built.html(PAGE)


def test_a_timetable_without_known_times_has_no_script(build_course: BuildCourse) -> None:
    built = build(build_course, "title: A, days: Mon, time: 9-10", site="title: T\n")

    assert classes(built) == {"A": ["from-1 to-2 hours-alone"]}
    assert "hours-now" not in built.html(PAGE)
    assert "office_hours.js" not in built.html(PAGE)


SPANS = st.tuples(st.integers(0, 100), st.integers(1, 30)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(SPANS, min_size=1, max_size=8).map(sorted))
def test_the_columns_and_the_hours_without_overlaps_are_correct(
    spans: list[tuple[int, int]],
) -> None:
    def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return one[0] < other[1] and other[0] < one[1]

    at_once = [sum(start <= minute < end for start, end in spans) for minute in range(131)]
    others = [spans[:place] + spans[place + 1 :] for place in range(len(spans))]

    assert columns_of(spans) == max(at_once)
    assert list(are_alone(spans)) == [
        not any(overlap(span, each) for each in rest)
        for span, rest in zip(spans, others, strict=True)
    ]


def changes_in(html: str) -> str:
    """Return the list of changes without the elements around weekdays."""
    changes = html.partition('<div class="hours-changes">')[2].partition("</ul>")[0]
    return re.sub(r'<span class="weekday">(\w+)</span>', r"\1", changes)


def test_changes_are_listed_by_date_with_their_offset(build_course: BuildCourse) -> None:
    built = build(
        build_course,
        "title: A, days: Tue, time: 9-10, cancelled: Mar 10, added: Mar 1 10:00",
        "title: B, days: Tue, time: 9-10, moved: {from: Mar 3, to: Mar 4 23:00-24:00, room: R}",
        site=f"{SITE}holidays: [{{date: 2020-03-17, title: St. Patrick}}]\n",
    )
    changes = changes_in(built.html(PAGE))

    assert [line.partition(">")[2] for line in changes.split("<li")[1:]] == [
        (
            '<strong>Added:</strong> <span class="hours-title">A</span>, '
            '<time datetime="2020-03-01T10:00-05:00">Sun Mar 1, 10:00–11:00</time></li>\n  '
        ),
        (
            '<strong>Moved:</strong> <span class="hours-title">B</span>, '
            '<del><time datetime="2020-03-03T09:00-05:00">Tue Mar 3, 09:00–10:00</time></del> to '
            '<time datetime="2020-03-04T23:00-05:00">Wed Mar 4, 23:00–24:00</time>, R</li>\n  '
        ),
        (
            '<strong>Canceled:</strong> <span class="hours-title">A</span>, '
            '<time datetime="2020-03-10T09:00-04:00">Tue Mar 10, 09:00–10:00</time></li>\n  '
        ),
        (
            '<strong>No office hours:</strong> <span class="hours-title">St. Patrick</span>, '
            '<time datetime="2020-03-17">Tue Mar 17</time></li>\n'
        ),
    ]


def test_changes_of_the_meetings_in_the_timetable_are_listed_too(
    build_course: BuildCourse,
) -> None:
    site = f"""{SITE}meetings:
- days: Tue Thu
  time: 9:00-10:00
  cancelled: 2020-03-10
  moved: {{from: 2020-03-03, to: 2020-03-04 23:00, room: R}}
- {{kind: lab, time: 14:00-15:00, added: 2020-03-01}}
- {{kind: seminar, days: Wed, cancelled: 2020-03-18}}
"""
    built = build(build_course, "title: A, days: Mon, time: 9-10", site=site)
    changes = changes_in(built.html(PAGE))

    assert [line.partition(">")[2].strip() for line in changes.split("<li")[1:]] == [
        (
            '<strong>Added:</strong> <span class="hours-title">Lab</span>, '
            '<time datetime="2020-03-01T14:00-05:00">Sun Mar 1, 14:00–15:00</time></li>'
        ),
        (
            '<strong>Moved:</strong> <span class="hours-title">Lecture</span>, '
            '<del><time datetime="2020-03-03T09:00-05:00">Tue Mar 3, 09:00–10:00</time></del> to '
            '<time datetime="2020-03-04T23:00-05:00">Wed Mar 4, 23:00–24:00</time>, R</li>'
        ),
        (
            '<strong>Canceled:</strong> <span class="hours-title">Lecture</span>, '
            '<time datetime="2020-03-10T09:00-04:00">Tue Mar 10, 09:00–10:00</time></li>'
        ),
    ]
    assert "data-over" in changes
    assert "data-starts" not in changes  # the script selects the next office hours


@pytest.mark.parametrize(
    ("keys", "title", "others"),
    [
        ("title: A, people: [B, C], place: P", "A", ["B, C", "P"]),
        ("people: [B, C], place: P", "B", ["C", "P"]),
        ("place: P", "P", []),
    ],
)
def test_hours_without_a_title_have_the_name_of_a_person_or_a_place(
    build_course: BuildCourse, keys: str, title: str, others: list[str]
) -> None:
    built = build(build_course, f"days: Mon, time: 9-10, {keys}")
    item = built.html(PAGE).partition('<p class="hours-title">')[2].partition("</li>")[0]

    texts = [part.partition("</p>")[0] for part in f"<p>{item}".split("<p>")[1:]]
    assert texts == [title, *others]


def test_the_hours_of_a_person_are_in_the_details_of_the_person(build_course: BuildCourse) -> None:
    staff = """\
people:
- name: Ada
  office_hours:
  - {days: Mon-Wed Fri, time: 13-14, place: "*Room* 2", title: Q & A}
  - by appointment
"""
    built = build_course({"site.yaml": SITE, "content/staff.yaml": staff})

    assert (
        '<dt>Office hours</dt><dd>Mon–Wed, Fri <time datetime="13:00">13:00</time>–'
        '<time datetime="14:00">14:00</time>, Q &amp; A, <em>Room</em> 2</dd>'
        "<dd>by appointment</dd></div>"
    ) in built.html()


def test_the_home_page_has_a_section_unless_home_omits_it(build_course: BuildCourse) -> None:
    item = "title: A, days: Mon, time: 9-10"
    built = build(build_course, item)
    without = build(build_course, item, site=f"{SITE}home: [staff]\n")

    assert '<h2 id="office_hours">Office Hours</h2>' in built.html()
    assert "<h3>Mon</h3>" in built.html()
    assert "office_hours" not in without.html()
    assert '<a href="office-hours/">Office Hours</a>' in without.html()


def test_an_author_can_write_the_introduction_of_the_page(build_course: BuildCourse) -> None:
    introduction = "# When to ask\n\nAny time.\n"
    built = build(
        build_course,
        "title: A, days: Mon, time: 9-10",
        **{"content/office-hours/index.md": introduction},
    )

    assert "<h1" in built.html(PAGE)
    assert "When to ask" in built.html(PAGE)
    assert "<p>Any time.</p>" in built.html(PAGE)
    assert classes(built) == {"A": ["from-1 to-2 hours-alone"]}


def test_a_course_without_weekly_hours_has_no_styles_script_and_page_for_them(
    build_course: BuildCourse,
) -> None:
    staff = "people: [{name: Ada, office_hours: Tue 14:00-15:00}]\n"
    built = build_course({"content/staff.yaml": staff})
    weekly = build(build_course, "title: A, days: Mon, time: 9-10")

    assert b".hours-week" not in built.site.files[STYLESHEET].read()
    assert {PAGE, SCRIPT}.isdisjoint(built.site.files)
    assert b".hours-week" in weekly.site.files[STYLESHEET].read()
    assert {PAGE, SCRIPT} <= set(weekly.site.files)


def test_office_hours_without_a_place_or_a_link_are_in_the_room_of_the_person(
    build_course: BuildCourse,
) -> None:
    staff = """\
people:
- name: Ada
  room: Room *212*
  office_hours:
  - {days: Mon, time: 9-10}
  - {days: Tue, time: 9-10, place: Hall 1}
  - {days: Wed, time: 9-10, link: https://meet.example.org/}
"""
    page = build_course({"site.yaml": SITE, "content/staff.yaml": staff}).html(PAGE)

    monday, tuesday, wednesday = page.split('<p class="hours-title">Ada</p>')[1:]
    assert "<p>Room <em>212</em></p>" in monday
    assert "<p>Hall 1</p>" in tuesday
    assert "Room" not in tuesday + wednesday.partition("</ol>")[0]
