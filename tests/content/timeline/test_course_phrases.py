"""The times of phrases in a whole course."""

import json
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

import pytest
from conftest import BuildCourse, MakeCourse, RunTool

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.struct import replace
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Moment, Source, Text
from coursegen.content.course import Course
from coursegen.content.dates import Dates
from coursegen.content.kinds import Kind
from coursegen.content.lecture import Heading, Lecture
from coursegen.content.material import Material
from coursegen.content.page import Page
from coursegen.content.registry import DATA_TYPES
from coursegen.content.schedule import Schedule, Section, Week
from coursegen.content.site import CourseInfo
from coursegen.content.term import Term
from coursegen.content.timeline.phrases import resolve_phrases
from coursegen.content.walk import find
from coursegen.content.when import When, WhenWritten
from coursegen.schema.fields import Content, Doc

NEW_YORK = ZoneInfo("America/New_York")


def at(text: str) -> Moment:
    found = datetime.fromisoformat(text)
    return Moment.combine(found.date(), found.time(), NEW_YORK)


class Work(Content):
    """A type with a deadline, and with a solution that has a release time."""

    noun: ClassVar[str] = "a work"

    id: Text
    due: Annotated[WhenWritten | None, Doc("The deadline.")] = None
    released: Annotated[WhenWritten | None, Doc("The release time.")] = None
    solution: Annotated[Material | None, Doc("The solution.")] = None
    location: Location = NO_LOCATION


class LateWork(Work):
    """A type with a last time after the deadline."""

    @property
    def last_accepted(self) -> datetime | None:
        moment = self.due.moment if self.due else None
        return moment + timedelta(days=3) if moment else None


def session(number: str, day: str, hours: str = "", kind: str = "lecture", **keys: Text) -> Lecture:
    found = datetime.fromisoformat(day).date()
    start, _, end = hours.partition("-")
    return Lecture(
        id=keys.get("id", ""),
        kind=Kind(kind),
        headings=(Heading(number, keys.get("title", "")),),
        dates=Dates(found, found),
        starts=at(f"{day} {start}") if hours else None,
        ends=at(f"{day} {end}") if hours else None,
    )


WEEKS = (
    Week("1", lectures=(session("1", "2027-02-16", "10:00-11:20"), session("2", "2027-02-18"))),
    Week(
        "2",
        dates=Dates(datetime(2027, 2, 24).date(), datetime(2027, 2, 26).date()),  # noqa: DTZ001 - only a day
        lectures=(
            session("1", "2027-02-25", kind="lab"),
            session("", "2027-02-27", kind="exam", title="Midterm", id="mid"),
            Lecture("", Kind("lecture"), (Heading("3–5", "Three"),)),
        ),
    ),
    Week("3", lectures=(session("7", "2027-03-04"), session("7", "2027-03-09", "09:00-10:00"))),
    Week("4", lectures=(Lecture("", Kind("quiz"), (Heading("1"),), is_tba=True),)),
    Week("5", lectures=(Lecture("", Kind("quiz"), (Heading("2"),)),)),
)


def course(*work: Work, weeks: tuple[Week, ...] = WEEKS, due_time: time | None = None) -> Course:
    contents = {each.name: each.empty for each in DATA_TYPES} | {
        "work": work,
        "schedule": Schedule(sections=(Section("", weeks=weeks),)),
    }
    term = Term("Spring", datetime(2027, 2, 15).date(), datetime(2027, 6, 4).date())  # noqa: DTZ001 - only days
    info = CourseInfo("T", term_dates=term, timezone=NEW_YORK, due_time=due_time)
    return Course(info, contents, Page("index.md", "index.html"))


def when(text: str, line: int = 1) -> When:
    return When(LocatedStr(text, Location(Source("content/work.yaml", text), line)))


def on(text: str) -> When:
    return When(text, at(text), has_clock=True)


def solved(
    text: str, due: When | None = None, released: When | None = None
) -> tuple[str, list[str]]:
    """Return the release time of a solution with a phrase, and the messages and hints."""
    noted = Diagnostics()
    work = Work("hw1", due=due, released=released, solution=Material(released=when(text)))
    resolved = resolve_phrases(course(work), noted).contents["work"][0]
    moment = resolved.solution.released.moment
    shown = moment.replace(tzinfo=None).isoformat(" ", "minutes") if moment else ""
    return shown, [f"{found.message} | {found.hint}" for found in noted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lecture 1", "2027-02-16 10:00"),
        ("after lecture 1", "2027-02-16 11:20"),
        ("after lecture 2", "2027-02-19 00:00"),
        ("1 day after lab 1", "2027-02-26 00:00"),
        ("exam", "2027-02-27 00:00"),
        ("exam Midterm", "2027-02-27 00:00"),
        ("after mid", "2027-02-28 00:00"),
        ("after Midterm", "2027-02-28 00:00"),
        ("lecture 4", "2027-02-24 00:00"),  # the week of an entry without a date
        ("after lecture Three", "2027-02-27 00:00"),
        ("lecture 7", "2027-03-04 00:00"),  # two sessions
        ("after lecture 7", "2027-03-10 00:00"),
        ("week 1", "2027-02-15 00:00"),
        ("Sunday of week 2", "2027-02-28 00:00"),
        ("term start", "2027-02-15 00:00"),
        ("after term end", "2027-06-05 00:00"),
    ],
)
def test_a_phrase_refers_to_sessions_weeks_and_the_term(text: str, expected: str) -> None:
    assert solved(text) == (expected, [])


def test_a_phrase_refers_to_the_times_of_the_item_around_it() -> None:
    due, released = on("2027-03-01 23:59"), on("2027-02-20 09:00")

    assert solved("1 day after due", due=due)[0] == "2027-03-02 23:59"
    assert solved("1 day after last accepted", due=due)[0] == "2027-03-02 23:59"
    assert solved("2 hours after released", released=released)[0] == "2027-02-20 11:00"


def test_the_last_accepted_time_is_that_of_the_late_policy() -> None:
    work = LateWork(
        "hw1", due=when("lecture 1"), solution=Material(released=when("after last accepted"))
    )
    resolved = resolve_phrases(course(work), Diagnostics()).contents["work"][0]

    assert resolved.solution.released.moment == at("2027-02-19 10:00")


def test_a_phrase_refers_to_other_items_in_any_order() -> None:
    noted = Diagnostics()
    works = (
        Work("hw3", due=when("1 week after hw2"), released=when("after hw2 due")),
        Work("hw2", due=when("1 week after hw1 due")),
        Work("hw1", due=on("2027-03-08 23:59")),
    )
    hw3, hw2, _ = resolve_phrases(course(*works), noted).contents["work"]

    assert hw2.due.moment == at("2027-03-15 23:59")  # clocks go forward on March 14
    assert hw3.due.moment == at("2027-03-22 23:59")
    assert hw3.released.moment == at("2027-03-15 23:59")
    assert not noted.total


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("1 week after lecture 1", "2027-02-23 17:00"),
        ("Friday of week 1", "2027-02-19 17:00"),
        ("after lecture 2", "2027-02-19 17:00"),
        ("Friday of week 1 at 23:59", "2027-02-19 23:59"),
        ("lecture 1", "2027-02-16 10:00"),
        ("3 hours after lecture 1", "2027-02-16 14:20"),
    ],
)
def test_a_deadline_without_a_time_of_day_is_at_the_due_time(text: str, due: str) -> None:
    work = Work("hw1", due=when(text), released=when("Friday of week 1"))
    resolved = resolve_phrases(course(work, due_time=time(17)), Diagnostics()).contents["work"][0]

    assert resolved.due.moment == at(due)
    assert resolved.released.moment == at("2027-02-19 00:00")


def test_a_kind_alone_is_the_entry_around_the_phrase() -> None:
    slides = Material(released=when("after lecture"))
    weeks = (
        Week("1", lectures=(session("1", "2027-02-16", "10:00-11:20"),)),
        Week(
            "2", lectures=(replace(session("2", "2027-02-18", "09:00-10:00"), materials=(slides,)),)
        ),
    )
    noted = Diagnostics()
    resolved = resolve_phrases(course(weeks=weeks), noted).schedule

    assert [each.moment for each in find(resolved, When)] == [at("2027-02-18 10:00")]
    assert not noted.total


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("lecture 77", "the schedule has no lecture 77 | did you mean 'lecture 7'?"),
        ("after lab 2", "the schedule has no lab 2 | did you mean 'lab 1'?"),
        ("exam Midtrem", "the schedule has no exam Midtrem | did you mean 'exam Midterm'?"),
        ("lecture", "the schedule has more than one lecture | add a number, as in 'lecture 1'"),
        ("seminar 1", "the schedule has no seminar 1 | write the number or title of a session"),
        ("quiz 2", "quiz 2 has no date | add its date"),
        ("Friday of week 9", "the schedule has no week 9 | did you mean 'week 5'?"),
        ("week 5", "week 5 has no date | add the date of the week or of a session"),
        ("1 day after due", "this item has no 'due:' | add 'due:'"),
        ("1 day after hw1 due", "hw1 has no 'due:' | add 'due:'"),
        (
            "after hw11",
            (
                "'hw11' is not a date, and no assignment or session has this name | did you mean "
                "'hw1'? write a date such as 2020-02-20, an id, or a number, as in 'lecture 5'"
            ),
        ),
    ],
)
def test_a_phrase_without_a_time_is_reported_and_stays_unresolved(text: str, problem: str) -> None:
    assert solved(text) == ("", [problem])


def test_a_phrase_that_depends_on_a_time_to_be_announced_stays_unresolved() -> None:
    assert solved("1 day after due", due=When("TBA")) == ("", [])
    assert solved("after quiz 1") == ("", [])


def test_a_phrase_that_depends_on_an_invalid_one_is_not_reported() -> None:
    shown, problems = solved("1 day after due", due=when("lecture 77"))

    assert shown == ""
    assert problems == ["the schedule has no lecture 77 | did you mean 'lecture 7'?"]


def test_the_members_of_a_cycle_are_named_once() -> None:
    noted = Diagnostics()
    works = (
        Work("hw1", due=when("1 day after hw2", 2)),
        Work("hw2", due=when("2 days after released", 5), released=when("after hw1", 6)),
        Work("hw3", due=when("1 week after hw1", 9)),
    )
    resolved = resolve_phrases(course(*works), noted).contents["work"]

    assert [each.due.moment for each in resolved] == [None, None, None]
    assert [(found.message, found.location.line) for found in noted] == [
        (
            (
                "this time depends on itself: 'due: 1 day after hw2' (content/work.yaml:2) → "
                "'due: 2 days after released' (content/work.yaml:5) → "
                "'released: after hw1' (content/work.yaml:6)"
            ),
            2,
        )
    ]


def test_a_time_that_depends_on_itself_is_a_cycle() -> None:
    noted = Diagnostics()
    resolve_phrases(course(Work("hw1", due=when("1 day after due"))), noted)

    assert [found.message for found in noted] == [
        "this time depends on itself: 'due: 1 day after due' (content/work.yaml:1)"
    ]


def test_a_phrase_means_no_time_that_clocks_skip() -> None:
    shown, problems = solved("1 day after due", due=on("2027-03-13 02:30"))

    assert shown == ""
    assert problems == [
        (
            "the time 2027-03-14 02:30 does not exist in America/New_York, because clocks go "
            "forward | write 01:30 or 03:30"
        )
    ]
    assert solved("1 day after due at 05:00", due=on("2027-03-13 02:30"))[0] == "2027-03-14 05:00"


FILES = {
    "site.yaml": "title: T\ntimezone: Asia/Shanghai\n",
    "content/schedule.yaml": (
        "weeks:\n  - week: 3\n    lectures:\n"
        "      - lecture: 5\n        title: Five\n        date: 2027-03-10\n"
        "        time: 2:00-3:30 PM\n"
        "        slides: {file: 5.pdf, released: 3 hours after lecture 5}\n"
        "        notes: {file: n.pdf, released: 第3周周五23:59}\n"
        "        code: {file: c.py, released: to be announced}\n"
    ),
    **{f"files/{name}": name for name in ("5.pdf", "n.pdf", "c.py")},
}


@pytest.mark.parametrize(
    ("now", "public"),
    [
        (datetime(2027, 3, 10, 10, 29, tzinfo=UTC), set()),
        (datetime(2027, 3, 10, 10, 30, tzinfo=UTC), {"5.pdf"}),
        (datetime(2027, 3, 12, 15, 59, tzinfo=UTC), {"5.pdf", "n.pdf"}),
        (datetime(2999, 1, 1, tzinfo=UTC), {"5.pdf", "n.pdf"}),
    ],
)
def test_material_is_released_at_the_time_of_its_phrase(
    build_course: BuildCourse, now: datetime, public: set[str]
) -> None:
    built = build_course(FILES, now=now)

    assert not built.lines
    assert {path for path in built.site.files if path.startswith("files/")} == {
        f"files/{name}" for name in public
    }


def test_the_deadlines_and_solutions_of_assignments_can_be_phrases(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(
        {
            "site.yaml": "title: T\ntimezone: America/New_York\ndue_time: 23:59\n",
            "content/schedule.yaml": (
                "weeks:\n- week: 1\n  lectures:\n  - {lecture: 1, title: A, date: 2027-02-16,"
                " time: 10:00-11:20}\n"
            ),
            "content/assignments.yaml": (
                "- id: hw1\n  title: One\n  released: 第1讲后\n  due: 1 week after lecture 1\n"
                "  late: {days: 2, per_day: 10 %}\n"
                "  solution: {url: https://example.org/, released: 1 hour after last accepted}\n"
                "- {id: hw2, title: Two, due: Friday after hw1}\n"
                "- {id: hw3, title: Three, due: TBA}\n"
            ),
        }
    )
    ran = run_tool("dates", "--json", "--source", root)
    found = {each["reason"]: each["starts"] for each in json.loads(ran.out)[1:]}

    assert (ran.code, ran.err) == (0, "")
    assert found == {
        "第1讲后": "2027-02-16T11:20:00-05:00",
        "1 week after lecture 1": "2027-02-23T23:59:00-05:00",
        "1 hour after last accepted": "2027-02-26T00:59:00-05:00",
        "Friday after hw1": "2027-02-26T23:59:00-05:00",
    }


def test_the_id_of_an_assignment_for_an_exam_means_the_exam(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(
        {
            "site.yaml": "title: T\ndue_time: 23:59\n",
            "content/schedule.yaml": (
                "weeks:\n- lectures:\n  - {kind: exam, id: mid, title: Midterm 1,"
                " date: 2027-03-03, time: 19:00-20:30}\n"
            ),
            "content/assignments.yaml": (
                "- id: mid\n  title: Midterm 1\n  exam: mid\n"
                "  solution: {url: https://example.org/, released: after mid}\n"
                "- {id: hw1, title: One, due: 1 day after mid at 18:00}\n"
            ),
        }
    )
    ran = run_tool("dates", "--json", "--source", root)

    assert (ran.code, ran.err) == (0, "")
    assert [each["starts"] for each in json.loads(ran.out)[1:]] == [
        "2027-03-03T20:30:00+00:00",
        "2027-03-04T18:00:00+00:00",
    ]


IMPORTED = """
import sys
from coursegen.cli import main
assert main(sys.argv[1:]) == 0
print(*(name for name in sys.modules if name.startswith("coursegen.content.")))
"""


@pytest.mark.parametrize(
    ("released", "imports_phrases"), [("2020-03-01 18:00", False), ("after lecture 5", True)]
)
def test_only_a_course_with_phrases_imports_the_modules_for_them(
    make_course: MakeCourse, released: str, *, imports_phrases: bool
) -> None:
    schedule = (
        "weeks:\n- lectures:\n  - lecture: 5\n    date: 2020-02-10\n"
        f"    slides: {{url: https://example.org/, released: {released}}}\n"
    )
    root = make_course({"content/schedule.yaml": schedule})
    command = [sys.executable, "-c", IMPORTED, "build", "--quiet", "--source", str(root)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)

    loaded = {name for name in ran.stdout.split() if ".phrases." in name or ".timeline." in name}
    assert bool(loaded) is imports_phrases
