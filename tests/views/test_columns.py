"""The schedule table has the columns that the author chose, or all columns with content."""

import pytest
from conftest import BuildCourse, Built

from coursegen.views.timetable.columns import columns, has_row_per_session, need_headings


def names(built: Built) -> str:
    schedule = built.site.plan.course.schedule
    return " ".join(column.name for column in columns(schedule, schedule.sections[0]))


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        ("[{week: 1, topic: A, date: 2020-02-20, lectures: [One]}]", "week date topic session"),
        ("[{week: 1}, {topic: A}]", "week topic"),
        ("[{note: A}]", "topic"),
        ("[{lectures: [One]}]", "session"),
        ("[{}]", "topic"),
        ("[{lectures: [{title: A, date: 2020-02-20}]}]", "date session"),
        ("[{lectures: [{title: A, date: 2020-02-20, video: a.mp4}]}]", "date session materials"),
        (
            "[{topic: T, lectures: [{title: A, date: 2020-02-20, code: a.py}]}]",
            "date topic session",
        ),
    ],
)
def test_a_column_is_shown_if_it_is_not_empty(
    build_course: BuildCourse, weeks: str, expected: str
) -> None:
    files = {"files/a.mp4": "", "files/a.py": ""}
    built = build_course({"content/schedule.yaml": f"weeks: {weeks}\n", **files})

    assert built.lines == []
    assert names(built) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("[session, week]", "session week"),
        ("{date: When, room: '', people: Who}", "date room people"),
        ("[session, slides, poster]", "session slides poster"),
        ("[session, notes]", "session"),  # still empty
        ("[notes]", "topic"),
    ],
)
def test_the_author_s_columns_are_in_the_author_s_order(
    build_course: BuildCourse, wanted: str, expected: str
) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nmaterial_kinds: {poster: Poster}\n",
            "content/schedule.yaml": f"columns: {wanted}\nweeks: [{{week: 1, lectures: "
            "[{title: A, slides: a.pdf, poster: a.pdf}]}]\n",
            "files/a.pdf": "",
        }
    )

    assert names(built) == expected


@pytest.mark.parametrize(
    ("head", "lectures", "expected"),
    [
        ("", "[A, {title: B, date: 2020-02-20}]", False),
        ("", "[{title: A, date: 2020-02-21}, {title: B, date: 2020-02-20}, C]", True),
        ("columns: [session, room]\n", "[A, B]", True),
        ("columns: [week, session]\n", "[{title: A, date: 2020-02-21}]", False),
        ("columns: [date, session]\n", "[{title: A, date: 2020-02-21}]", True),
    ],
)
def test_sessions_have_separate_rows_if_most_have_dates_or_a_column_requires_it(
    build_course: BuildCourse, head: str, lectures: str, expected: bool
) -> None:
    built = build_course({"content/schedule.yaml": f"{head}weeks: [{{lectures: {lectures}}}]\n"})

    assert has_row_per_session(built.site.plan.course.schedule) == expected


@pytest.mark.parametrize(
    ("head", "week", "expected"),
    [
        ("", "topic: A", False),
        ("", "date: 2020-02-20", True),
        ("columns: [week, session]\n", "week: 1", False),
        ("columns: {week: No.}\n", "week: 1", True),
        ("columns: [session, room]\n", "week: 1", True),
    ],
)
def test_headings_are_shown_if_they_add_information(
    build_course: BuildCourse, head: str, week: str, expected: bool
) -> None:
    built = build_course({"content/schedule.yaml": f"{head}weeks: [{{{week}, lectures: [A]}}]\n"})
    schedule = built.site.plan.course.schedule

    assert need_headings(columns(schedule, schedule.sections[0])) == expected


def test_one_column_contains_the_row_headers(build_course: BuildCourse) -> None:
    for wanted, naming in [("date, week", "week"), ("room, session", "session"), ("room", "room")]:
        text = f"columns: [{wanted}]\nweeks: [{{lectures: [A]}}]\n"
        schedule = build_course({"content/schedule.yaml": text}).site.plan.course.schedule
        shown = columns(schedule, schedule.sections[0])

        assert [column.name for column in shown if column.is_row_header] == [naming]


def table(build_course: BuildCourse, head: str = "", weeks: int = 5) -> str:
    """Return the table of a schedule in which only one week has a topic and a note."""
    rows = [
        f"- {{week: {n}, lectures: [{{title: A, date: 2020-02-0{n}}}]}}" for n in range(2, weeks)
    ]
    first = (
        "- {week: 1, topic: Storage, note: 'Read *this*.', lectures: "
        "[{title: First, date: Feb 1}, {title: Second, date: Feb 2}]}"
    )
    schedule = "\n".join((f"{head}weeks:", first, *rows, ""))
    site = "title: T\nterm: {start: 2020-01-20}\n"
    html = build_course({"site.yaml": site, "content/schedule.yaml": schedule}).html()
    return html[html.index("<table") : html.index("</table>")]


@pytest.mark.parametrize("head", ["", "columns: [week, topic, date, session]\n"])
def test_a_topic_of_few_weeks_has_no_column_and_is_above_the_first_session(
    build_course: BuildCourse, head: str
) -> None:
    html = table(build_course, head, weeks=6)

    assert "column-topic" not in html
    assert html.count("Storage") == 1
    assert html.index("Storage") < html.index("Read <em>this</em>.") < html.index("First")


def test_topics_of_a_quarter_of_the_weeks_have_a_column(build_course: BuildCourse) -> None:
    assert "column-topic" in table(build_course, weeks=5)


def test_topics_and_notes_are_shown_without_a_column(build_course: BuildCourse) -> None:
    html = table(build_course, "columns: [week, session]\n")

    assert html.index("Storage") < html.index("Read <em>this</em>.") < html.index("First")


def test_the_width_of_a_column_is_that_of_the_author(build_course: BuildCourse) -> None:
    html = table(build_course, "columns: {week: '', session: {heading: Class, width: 40%}}\n")

    assert '<th scope="col" class="column-session" style="width: 40%">Class</th>' in html
    assert '<th scope="col" class="column-week">' in html
