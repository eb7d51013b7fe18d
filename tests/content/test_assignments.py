"""Assignments on their page, on the home page, in the schedule and with phrases as times."""

import re
from datetime import UTC, datetime

import pytest
from conftest import BuildCourse, Built

PAGE, HOME = "assignments/index.html", "index.html"
SITE = "title: T\ntimezone: America/New_York\ndue_time: 23:59\n"
JANUARY = datetime(2027, 1, 30, tzinfo=UTC)


def course(assignments: str, more: str = "", **files: str) -> dict[str, str]:
    """Return a course with these assignments; `more` are lines of `site.yaml`."""
    return {"site.yaml": SITE + more, "content/assignments.yaml": assignments, **files}


def ids(built: Built) -> list[str]:
    return re.findall(r'<article class="assignment" id="([\w-]+)">', built.html(PAGE))


def times(html: str) -> list[str]:
    return re.findall(r'<time datetime="([^"]+)">', html)


def test_assignments_are_in_order_of_their_deadlines_on_both_pages(
    build_course: BuildCourse,
) -> None:
    files = course(
        "- {title: Later, due: 2027-03-01}\n- {title: Open}\n"
        "- {id: hw1, title: First, due: 2027-02-01}\n"
    )
    files["content/assignments/hw2.md"] = "---\ntitle: Second\ndue: 2027-02-02 08:00\n---\nText.\n"
    built = build_course(files, JANUARY)

    assert built.lines == []
    assert ids(built) == ["hw1", "hw2", "later", "open"]
    assert re.findall(r'href="assignments/#([\w-]+)"', built.html()) == ids(built)
    assert times(built.html()) == [
        "2027-02-01T23:59-05:00",
        "2027-02-02T08:00-05:00",
        "2027-03-01T23:59-05:00",
    ]


def test_the_last_accepted_time_is_shown_if_late_submissions_are_accepted(
    build_course: BuildCourse,
) -> None:
    late = "grading: {late: {per_day: 10 %, days: 2}}\n"
    files = course("- {title: A, due: 2027-02-01}\n- {title: B, due: 2027-02-01, late: no}\n", late)
    html = build_course(files, JANUARY).html(PAGE)

    assert times(html).count("2027-02-03T23:59-05:00") == 1


@pytest.mark.parametrize(
    ("submission", "link"),
    [
        ("{gradescope: 12345}", '<a href="https://www.gradescope.com/courses/12345"'),
        ("{gradescope: 1/2}", '<a href="https://www.gradescope.com/courses/1/assignments/2"'),
        ("{github_classroom: aBc-1}", '<a href="https://classroom.github.com/a/aBc-1"'),
        ("{canvas: 'https://c.example.org/1', title: Here}", ">Here</a>"),
        ("https://submit.example.org/hw", ">submit.example.org</a>"),
    ],
)
def test_a_submission_is_a_link_with_the_name_of_its_service(
    build_course: BuildCourse, submission: str, link: str
) -> None:
    built = build_course(course(f"- {{title: A, submission: {submission}}}\n"), JANUARY)

    assert built.lines == []
    assert link in built.html(PAGE)


def test_an_unreleased_assignment_is_absent_and_an_announced_one_shows_its_deadline(
    build_course: BuildCourse,
) -> None:
    secret = "released: 2027-02-08, due: 2027-02-15, note: Secret, files: 'https://example.org/x'"
    files = course(f"- {{title: Hidden, {secret}}}\n- {{title: Known, announced: yes, {secret}}}\n")
    html = build_course(files, JANUARY).html(PAGE)

    assert ids(build_course(files, JANUARY)) == ["known"]
    assert "2027-02-15T23:59-05:00" in times(html)
    assert "Secret" not in html
    assert "example.org/x" not in html


def test_phrases_count_from_deadlines_and_last_accepted_times(build_course: BuildCourse) -> None:
    solution = "{url: 'https://example.org/s', title: Answers, released: 1 day after last accepted}"
    files = course(
        "- {id: hw1, title: A, due: Friday of week 1, late: {days: 2}, "
        f"solution: {solution}}}\n- {{title: B, due: 1 week after hw1}}\n",
    )
    files["content/schedule.yaml"] = "weeks: [{week: 1, date: 2027-02-02}]\n"

    def shows_solution(now: datetime) -> bool:
        built = build_course(files, now)
        assert built.lines == []
        return "Answers" in built.html(PAGE)

    assert times(build_course(files, JANUARY).html())[-2:] == [
        "2027-02-05T23:59-05:00",
        "2027-02-12T23:59-05:00",
    ]
    assert not shows_solution(datetime(2027, 2, 9, 4, 58, tzinfo=UTC))
    assert shows_solution(datetime(2027, 2, 9, 4, 59, tzinfo=UTC))


def test_the_title_of_an_assignment_means_the_session_with_this_title_in_its_own_deadline(
    build_course: BuildCourse,
) -> None:
    files = course(
        "- {title: Midterm, due: Midterm}\n- {title: Notes, due: 1 day after midterm due}\n",
        **{"content/schedule.yaml": EXAM},
    )
    built = build_course(files, JANUARY)

    assert built.lines == []
    assert times(built.html())[-2:] == ["2027-02-04T19:00-05:00", "2027-02-05T23:59-05:00"]


def test_the_form_for_slip_days_exists_only_if_students_have_some(
    build_course: BuildCourse,
) -> None:
    assignment = "- {title: A, due: 2027-02-01, late: {slip_days: 2}}\n"
    without = build_course(course(assignment), JANUARY).html(PAGE)
    html = build_course(course(assignment, "grading: {slip_days: 5}\n"), JANUARY).html(PAGE)

    assert 'class="slip-days"' not in without
    assert '<form class="slip-days" method="dialog" data-root="../" data-total="5"' in html
    assert 'name="a" min="0" max="2"' in html
    assert 'aria-labelledby="slip-days" hidden>' in html


def test_a_page_with_the_syllabus_template_shows_the_weights(build_course: BuildCourse) -> None:
    grading = "grading: {groups: [{title: Homework, weight: 40 %, drop_lowest: 1}]}\n"
    page = "---\ntitle: Syllabus\ntemplate: syllabus.html\n---\nRules.\n"
    html = build_course({"site.yaml": SITE + grading, "content/s.md": page}).html("s/index.html")

    assert "Lowest scores that do not count: 1" in html
    assert "<td>40&nbsp;%</td>" in html


def test_a_page_named_assignments_stays_a_section_of_the_home_page(
    build_course: BuildCourse,
) -> None:
    files = {"site.yaml": "title: T\nhome: [assignments]\n", "content/assignments.md": "# Work\n"}
    built = build_course(files)

    assert built.lines == []
    assert '<h2 id="assignments">Work</h2>' in built.html()


def test_a_course_without_assignments_contains_none_of_their_files(
    build_course: BuildCourse,
) -> None:
    built = build_course({})

    assert [path for path in built.site.files if "assignments" in path] == []
    assert b"slip-days" not in built.site.files["static/css/site.css"].read()


# --- the schedule ---------------------------------------------------------------------------------

SCHEDULE = """\
columns: [week, date, session, out, due]
weeks:
  - week: 1
    lectures:
      - {lecture: 1, title: One, date: 2027-01-12}
      - {lecture: 2, title: Two, date: 2027-01-14}
  - week: 2
    lectures: [{lecture: 3, title: Three, date: 2027-01-26}]
"""


def rows(built: Built) -> list[str]:
    """Return the rows of the schedule: the id, and the assignments in the columns."""
    found = re.findall(r'<tr class="[^"]*" id="([\w-]+)">(.*?)</tr>', built.html(), re.DOTALL)
    cell = re.compile(r'column-(out|due)[^>]*>\s*<ul.*?#([\w-]+)"', re.DOTALL)
    return [" ".join((id_, *(" ".join(each) for each in cell.findall(row)))) for id_, row in found]


def test_an_assignment_is_in_the_row_of_its_day_or_in_a_row_of_its_own(
    build_course: BuildCourse,
) -> None:
    files = course(
        "- {id: a, title: A, released: 2027-01-12, due: 2027-01-13}\n"
        "- {id: b, title: B, due: 2027-01-26}\n"
        "- {id: c, title: C, due: 2027-01-20}\n"
    )
    built = build_course(files | {"content/schedule.yaml": SCHEDULE}, JANUARY)

    assert built.lines == []
    assert rows(built) == [
        "lecture-1 out a",
        "due--a due a",
        "lecture-2",
        "due--c due c",
        "lecture-3 due b",
    ]


def test_the_schedule_contains_no_assignments_without_their_columns(
    build_course: BuildCourse,
) -> None:
    schedule = SCHEDULE.partition("\n")[2]
    files = course("- {id: a, title: A, due: 2027-01-13}\n", **{"content/schedule.yaml": schedule})

    assert "due--a" not in build_course(files, JANUARY).html()


def test_an_exam_has_rooms_by_group_and_alternative_sittings(build_course: BuildCourse) -> None:
    schedule = (
        "weeks: [{week: 1, lectures: [{kind: exam, title: Midterm, id: mid, date: 2027-02-04, "
        "rooms: {A–K: Hall 1, L–Z: Hall 2}, sittings: {date: 2027-02-05, room: B 12}}]}]\n"
    )
    files = course("- {title: M, exam: mid}\n", **{"content/schedule.yaml": schedule})
    built = build_course(files, JANUARY)

    assert "<span>A–K: Hall 1</span>" in built.html()
    assert '<time datetime="2027-02-05">Feb 5</time>' in built.html()
    exam = built.html(PAGE).partition("<dt>Exam</dt>")[2].partition("</dd>")[0]
    assert '<a class="until" href="../#mid"><time datetime="2027-02-04">' in exam
    assert "<span>A–K: Hall 1</span>" in exam
    assert '<time datetime="2027-02-05">Feb 5</time>' in exam


EXAM = (
    "weeks: [{week: 1, lectures: [{kind: exam, title: Midterm, id: mid, date: 2027-02-04, "
    "time: '19:00-21:00', room: Hall 1}, {kind: exam, title: Final, id: final, date: TBA}]}]\n"
)


def test_an_exam_is_listed_at_the_time_of_its_entry_in_the_schedule(
    build_course: BuildCourse,
) -> None:
    files = course(
        "- {title: Final, exam: final}\n- {title: Late, due: 2027-02-05}\n"
        "- {title: Midterm, exam: mid}\n- {title: Early, due: 2027-02-03}\n",
        **{"content/schedule.yaml": EXAM},
    )
    built = build_course(files, JANUARY)
    page = built.html(PAGE)

    assert built.lines == []
    assert ids(built) == ["early", "midterm", "late", "final"]
    assert times(page)[1] == times(built.html())[-2] == "2027-02-04T19:00-05:00"
    assert '<span class="weekday">Thu</span> Feb 4, 19:00–21:00</time></a>' in page
    assert "<span>Hall 1</span>" in page
    assert '<a href="../#final">to be announced</a>' in page
    assert '<li data-over="2027-02-04T21:00-05:00">' in built.html()


def test_the_time_of_an_exam_is_withheld_until_its_entry_is_released(
    build_course: BuildCourse,
) -> None:
    schedule = EXAM.replace("id: mid", "id: mid, released: 2027-02-01")
    files = course("- {title: Midterm, exam: mid}\n", **{"content/schedule.yaml": schedule})

    assert "2027-02-04" not in build_course(files, JANUARY).html(PAGE)


def test_an_exam_has_no_late_policy_by_default(build_course: BuildCourse) -> None:
    late = "grading: {late: {per_day: 10 %, days: 2}}\n"
    files = course(
        "- {title: M, exam: mid, due: 2027-02-04}\n", late, **{"content/schedule.yaml": EXAM}
    )

    assert "Late submissions" not in build_course(files, JANUARY).html(PAGE)


# --- slip days ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "maximum"),
    [("{per_day: 15 %}", 4), ("{per_day: 15 %, days: 2}", 2), ("{per_day: 15 %, slip_days: 1}", 1)],
)
def test_the_slip_days_of_the_term_can_be_used_with_any_late_policy(
    build_course: BuildCourse, late: str, maximum: int
) -> None:
    assignments = f"- {{title: Own, due: 2027-02-01, late: {late}}}\n"
    assignments += "- {title: Default, due: 2027-02-01}\n- {title: No, due: 2027-02-01, late: no}\n"
    grading = f"grading: {{slip_days: 4, late: {late}}}\n"
    html = build_course(course(assignments, grading), JANUARY).html(PAGE)

    assert html.count(f"slip days: at most {maximum}") == 2
    assert f'name="own" min="0" max="{maximum}"' in html
    assert f'name="default" min="0" max="{maximum}"' in html
    assert 'name="no"' not in html


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            (
                "Late submissions",
                "slip days in the whole term: 4",
                "late days: at most 2",
                "15 % of the points for each late day",
                "slip days: at most 2",
                "grace period: 10 min",
            ),
        ),
        (
            "zh",
            (
                "迟交",
                "整个学期的宽限日：4 天",
                "可迟交天数：最多 2 天",
                "每迟交一天扣 15 % 的分数",
                "宽限日：最多 2 天",
                "宽限时间：10 分钟",
            ),
        ),
    ],
)
def test_a_page_with_the_syllabus_template_shows_the_late_policy(
    build_course: BuildCourse, language: str, texts: tuple[str, ...]
) -> None:
    more = f"language: {language}\ngrading: "
    more += "{slip_days: 4, late: {grace: 10 min, per_day: 15 %, days: 2}}\n"
    page = "---\ntitle: Syllabus\ntemplate: syllabus.html\n---\nRules.\n"
    html = build_course({"site.yaml": SITE + more, "content/s.md": page}).html("s/index.html")

    assert re.findall(r'<(?:h3 id="late"|span)>([^<]+)</(?:h3|span)>', html) == [*texts]
