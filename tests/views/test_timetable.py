"""The schedule as HTML: in every layout, everything occurs once and is correct."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from conftest import BuildCourse, Tags

LAYOUTS = ("table", "cards", "list", "grid")
SITE = """\
title: T
term: {start: 2020-02-17}
timezone: Asia/Shanghai
session_kinds: {hackathon: Hackathon}
material_kinds: {poster: Poster}
"""
SCHEDULE = """\
sections:
  - title: First
    note: Sectionnote
    weeks:
      - week: 1
        topic: Topic1
        note: Weeknote
        lectures:
          - {lecture: 1, title: One, date: Feb 18, slides: big.pdf, notes: small.pdf}
          - {kind: lab, number: 1, title: Two, date: Feb 19, time: 14:00, room: R2, code: a.zip}
          - {kind: lab, number: 2, title: Three, date: Feb 19, video: https://v.example.org/}
          - {kind: holiday, dates: Feb 20 to Feb 21}
          - {lecture: [2, 3], title: [Four, Five], people: Ada, note: Sessionnote}
      - week: 2
        date: Feb 25
        lectures:
          - {kind: hackathon, title: Six, dates: 2020-12-30 to 2021-01-02, poster: big.pdf}
          - Seven
          - {title: Eight, date: 2021-01-04}
          - {title: Nine, date: 2021-01-05, slides: {title: Ninth, file: big.pdf, optional: yes}}
  - title: Second
    weeks: [{topic: Topic2}, {week: 4}]
  - title: Third
"""
FILES = {
    "files/big.pdf": bytes(1_234_567),
    "files/small.pdf": bytes(87_400),
    "files/a.zip": b"x",
}


LINKS_AND_TABS = re.compile(r'<(ul class="schedule-parts|fieldset).*?</(ul|fieldset)>', re.DOTALL)


def words_of(html: str) -> list[str]:
    """Return the words of the home page without the section links and the filter."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.findall(r"\w+", Tags(LINKS_AND_TABS.sub("", main).replace("<", " <")).text)


def course(layout: str, schedule: str = SCHEDULE) -> dict[str, str | bytes]:
    head = f"layout: {layout}\n"
    return {"site.yaml": SITE, "content/schedule.yaml": head + schedule, **FILES}


class Nesting(HTMLParser):
    """The open elements around each start tag, and whether all are closed."""

    VOID = frozenset({"meta", "link", "input", "img", "br", "use", "path"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.paths: list[tuple[str, ...]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.paths.append((*self.open, tag))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.paths.append((*self.open, tag))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_well_formed_html(build_course: BuildCourse, layout: str) -> None:
    built = build_course(course(layout))
    nesting = Nesting(built.html())
    ids = Counter(Tags(built.html()).values("id"))

    assert built.lines == []
    assert nesting.open == []
    assert {path[-2] for path in nesting.paths if path[-1] == "li"} <= {"ul", "ol"}
    assert {path[-2] for path in nesting.paths if path[-1] in {"td", "th"}} <= {"tr"}
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_shows_all_content_once(build_course: BuildCourse, layout: str) -> None:
    html = build_course(course(layout)).html()
    words = words_of(html)
    once = "Topic1 Topic2 Weeknote Sectionnote Sessionnote One Two Three Four Five Six Seven Eight"
    once += " Nine Ninth Ada Poster Video First Second Third R2"

    assert {word: words.count(word) for word in once.split()} == dict.fromkeys(once.split(), 1)
    ids = set(Tags(html).values("id"))
    assert {"week-1", "week-2", "week-4", "topic2", "lab-1", "lab-2", "holiday", "six"} <= ids


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_week_has_a_time_span(build_course: BuildCourse, layout: str) -> None:
    tags = Tags(build_course(course(layout)).html()).tags
    weeks = [values for _, values in tags if values.get("class", "").split()[:1] == ["week"]]
    spans = [(v["id"], v.get("data-from"), v.get("data-to")) for v in weeks]

    assert spans == [
        ("week-1", "2020-02-18T00:00:00+08:00", "2020-02-25T00:00:00+08:00"),
        ("week-2", "2020-02-25T00:00:00+08:00", "2020-03-03T00:00:00+08:00"),
        ("topic2", None, None),
        ("week-4", None, None),
    ]


def test_a_schedule_without_dates_has_no_script_and_no_link_to_this_week(
    build_course: BuildCourse,
) -> None:
    html = build_course({"content/schedule.yaml": "weeks: [{lectures: [A]}]\n"}).html()

    assert "schedule.js" not in html
    assert "this-week" not in html
    assert "data-from" not in html


def test_the_link_to_this_week_is_hidden_until_the_script_sets_its_target(
    build_course: BuildCourse,
) -> None:
    tags = Tags(build_course(course("table")).html()).tags

    assert [("hidden" in v) for _, v in tags if v.get("class") == "this-week"] == [True]


CELL = re.compile(r"<t[dh][ >].*?</t[dh]>", re.DOTALL)


def cells(html: str) -> list[str]:
    return [Tags(cell).text.strip() for cell in CELL.findall(html)]


def test_a_week_is_the_header_of_its_rows(build_course: BuildCourse) -> None:
    html = build_course(course("table", SCHEDULE)).html()
    tags = Tags(html).tags
    weeks = [v for tag, v in tags if tag == "th" and "week-head" in v.get("class", "")]

    assert [(v["scope"], v.get("rowspan")) for v in weeks] == [
        ("rowgroup", "5"),
        ("rowgroup", "4"),
        ("row", None),
    ]
    assert [v["scope"] for tag, v in tags if tag == "th" and "rowspan" not in v][:4] == ["col"] * 4


def test_dates_are_short_and_include_the_year_only_if_it_changes(build_course: BuildCourse) -> None:
    shown = cells(build_course(course("table")).html())

    assert "Tue Feb 18" in shown
    assert "Feb 20–21" in shown
    assert "Dec 30 – Jan 2, 2021" in shown
    assert "Mon Jan 4" in shown


def test_a_new_year_is_shown_once(build_course: BuildCourse) -> None:
    text = "weeks: [{date: 2020-12-14}, {date: 2021-01-04}, {date: 2021-01-11}]\n"
    shown = cells(build_course({"content/schedule.yaml": text}).html())

    assert shown == ["Date", "Mon Dec 14", "Mon Jan 4, 2021", "Mon Jan 11"]


@pytest.mark.parametrize(("language", "expected"), [("en", "Thu Feb 20"), ("zh", "2月20日 周四")])
def test_dates_are_formatted_in_the_site_s_language(
    build_course: BuildCourse, language: str, expected: str
) -> None:
    built = build_course(
        {
            "site.yaml": f"title: T\nlanguage: {language}\n",
            "content/schedule.yaml": "weeks: [{date: 2020-02-20}]\n",
        }
    )

    assert expected in cells(built.html())


def test_a_link_shows_the_type_and_size_of_the_course_s_own_files(
    build_course: BuildCourse,
) -> None:
    tags = Tags(build_course(course("table")).html())
    text = tags.text.replace("\N{NO-BREAK SPACE}", " ")

    assert "PDF · 1.2\N{NO-BREAK SPACE}MB" in tags.values("data-file")
    assert "Notes PDF · 87 KB" in text
    assert "Code ZIP · 1 KB" in text


def test_an_external_file_has_a_type_but_no_size(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "content/schedule.yaml": "weeks: [{lectures: [{title: A, code: https://x.example/a.zip}]}]"
        }
    )

    assert "ZIP" in Tags(built.html()).text
    assert "KB" not in Tags(built.html()).text


def test_materials_with_a_separate_column_are_not_in_the_session(
    build_course: BuildCourse,
) -> None:
    schedule = (
        "columns: {week: '', session: Session, room: Where, slides: Folien, materials: Rest}\n"
        "weeks: [{week: 1, lectures: [{lecture: 1, title: One, room: R1, slides: big.pdf, "
        "notes: small.pdf, code: a.zip}]}]\n"
    )
    shown = cells(build_course(course("table", schedule)).html().replace("&nbsp;", " "))

    assert shown[:5] == ["Week", "Session", "Where", "Folien", "Rest"]
    assert [" ".join(cell.split()) for cell in shown[5:]] == [
        "Week 1",
        "Lecture 1: One",
        "R1",
        "Slides PDF · 1.2 MB",
        "Notes PDF · 87 KB Code ZIP · 1 KB",
    ]


def test_the_filter_lists_the_kinds_in_the_schedule(build_course: BuildCourse) -> None:
    html = build_course(course("list")).html()
    tabs = re.findall(r"<label>.*?</label>", html, re.DOTALL)

    assert [Tags(tab).text.strip() for tab in tabs] == [
        "All",
        "Lecture",
        "Lab",
        "Holiday",
        "Hackathon",
    ]


def test_a_week_with_many_sessions_is_compact_by_default(build_course: BuildCourse) -> None:
    def classes(count: int) -> list[str]:
        entries = ", ".join(f"{{number: 1-{n}, title: A paper}}" for n in range(count))
        text = f"weeks: [{{week: 1, lectures: [{entries}]}}]\n"
        html = build_course({"content/schedule.yaml": text}).html()
        return [v for v in Tags(html).values("class") if v.startswith("sessions")]

    assert classes(7) == ["sessions"]
    assert classes(8) == ["sessions dense short"]


@pytest.mark.parametrize("layout", ["table", "grid"])
def test_a_week_without_fields_has_no_empty_header(build_course: BuildCourse, layout: str) -> None:
    weeks = "weeks: [{week: 1, lectures: [{title: A, date: 2020-02-18}]},"
    weeks += " {lectures: [{title: B, date: 2020-02-25}, {title: C, date: 2020-02-26}]}]\n"
    html = build_course({"content/schedule.yaml": f"layout: {layout}\n{weeks}"}).html()

    headers = re.findall(r"<th[ >].*?</th>", html, re.DOTALL)
    assert headers
    assert [header for header in headers if not Tags(header).text.strip()] == []
