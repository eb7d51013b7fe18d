"""A schedule table has the columns that the data gives a meaning."""

import pytest
from conftest import BuildCourse

from coursegen.site.columns import columns


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        ("[{week: 1, topic: A, date: 2020-02-20, lectures: [One]}]", "week dates topic lectures"),
        ("[{week: 1}, {topic: A}]", "week topic"),
        ("[{note: A}]", "topic"),
        ("[{lectures: [One]}]", "lectures"),
        ("[{}]", "topic"),
    ],
)
def test_a_column_is_there_when_some_week_fills_it(
    build_course: BuildCourse, weeks: str, expected: str
) -> None:
    built = build_course({"content/schedule.yaml": f"weeks: {weeks}\n"})
    (section,) = built.site.plan.course.schedule.sections

    assert built.lines == []
    assert columns(section) == tuple(expected.split())
