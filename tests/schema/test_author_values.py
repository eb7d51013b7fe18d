"""Extreme values are valid, or cause a diagnostic at their location."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeCourse

import coursegen
from coursegen.base.diagnostics import Diagnostic, Diagnostics
from coursegen.build import Settings, build
from coursegen.content.registry import CONTENT_TYPES
from coursegen.schema.field_types import contents_in, fields_of
from coursegen.schema.json_schema import schema

PACKAGE = Path(coursegen.__file__).parent
NOW = datetime(2020, 3, 1, tzinfo=UTC)
FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)  # the first and the last time zone in which a day begins


def diagnostics_of(root: Path, now: datetime = NOW) -> list[Diagnostic]:
    noted = Diagnostics()
    build(Settings(root, now), noted)
    return list(noted)


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["table", "cards", "list", "grid"])
@pytest.mark.parametrize("key", ["date", "dates"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_out_of_range(
    make_course: MakeCourse, layout: str, key: str, day: str
) -> None:
    written = day if key == "date" else f"{day} to {day}"
    schedule = f"layout: {layout}\nweeks:\n- {{week: 1, {key}: {written}}}\n"
    root = make_course({"site.yaml": "title: T\n", "content/schedule.yaml": schedule})

    [one] = diagnostics_of(root)

    assert (one.code.value, one.message) == ("CG125", f"the year {day[:4]} is out of range")
    assert (one.location.line, one.location.marked) == (3, written)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("days", ["1900-01-01 to 1900-01-02", "2999-12-30 to 2999-12-31"])
def test_the_first_and_last_days_in_range_are_shown_in_every_layout(
    make_course: MakeCourse, zone: str, days: str
) -> None:
    start = days[:10]
    weeks = f"weeks:\n- week: 1\n  dates: {days}\n  lectures: [{{title: A, dates: {days}}}]\n"
    site = f"title: T\nurl: https://x.example/\ntimezone: {zone}\nterm: {{start: {start}}}\n"
    for layout in ("table", "cards", "list", "grid"):
        root = make_course(
            {"site.yaml": site, "content/schedule.yaml": f"layout: {layout}\n{weeks}"}
        )
        assert diagnostics_of(root) == []


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("now", [FIRST, LAST])
@pytest.mark.parametrize("now_zone", [None, *(timezone(timedelta(hours=h)) for h in (-12, 14))])
def test_a_release_and_the_time_of_the_build_may_be_at_the_ends_of_the_calendar(
    make_course: MakeCourse, zone: str, now: datetime, now_zone: timezone | None
) -> None:
    schedule = (
        "weeks:\n- week: 1\n  date: 2020-02-17\n  lectures:\n  - title: A\n"
        "    slides: {url: 'https://first.example/', released: 1900-01-01}\n"
        "    homework: {url: 'https://last.example/', released: 9999-12-31 23:59}\n"
    )
    site = f"title: T\nurl: https://x.example/\ntimezone: {zone}\n"
    root = make_course({"site.yaml": site, "content/schedule.yaml": schedule})
    noted = Diagnostics()

    site_made = build(Settings(root, now.replace(tzinfo=now_zone)), noted)

    assert list(noted) == []
    if now is LAST and now_zone is None:  # the last time in that time zone
        assert b"https://last.example/" in site_made.files["index.html"].read()
    if now is FIRST and now_zone is None:
        assert b"https://last.example/" not in site_made.files["index.html"].read()


# --- nesting -------------------------------------------------------------------------------------

SITE = "title: T\n"
DEEP_FILES = {
    "site.yaml": "title: {}\n",
    "content/schedule.yaml": "weeks: {}\n",
    "content/staff.yaml": "people: {}\n",
    "content/a.md": "---\ntitle: {}\n---\nText.\n",
}


@pytest.mark.parametrize("name", DEEP_FILES)
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ("{a: ", "}"), ("[", "")])
def test_the_location_of_excessive_nesting_is_independent_of_the_depth(
    make_course: MakeCourse, name: str, opens: str, closes: str
) -> None:
    found = set()
    for depth in (100, 3000):
        text = DEEP_FILES[name].format(opens * depth + "x" + closes * depth)
        [one] = diagnostics_of(make_course({"site.yaml": SITE} | {name: text}))
        assert one.message == "this is nested more than 60 levels deep"
        before = text.split("\n")[one.location.line - 1][: one.location.column]
        found.add((one.code.value, one.location.line, one.location.column, before.count(opens[0])))

    # The mapping around the value is a level, too.
    assert [(code, level) for code, _, _, level in found] == [("CG024", 60)]


# --- patterns ------------------------------------------------------------------------------------


def patterns() -> dict[str, str]:
    """Return the patterns of the keys."""
    found = {}
    for content in {inner for each in CONTENT_TYPES for inner in contents_in(each.content)}:
        for name, field in fields_of(content).items():
            for type_ in (field.type, field.type.values, field.type.items):
                if type_ and type_.accepts.pattern:
                    found[f"{content.__name__}.{name}"] = type_.accepts.pattern
    return found


@pytest.mark.parametrize("name", sorted(patterns()))
def test_a_pattern_matches_the_whole_value(name: str) -> None:
    assert patterns()[name].endswith(r"\Z")


def sought(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each pattern that a module passes to `re`, and whether it is multiline."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        by_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        if by_re and node.func.attr in {"compile", "match", "search", "fullmatch"}:
            texts = [n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)]
            flags = ast.unparse(node)
            yield "".join(map(str, texts)), "MULTILINE" in flags or "(?m)" in flags


# These modules search text or format the manual; they do not validate values.
NO_VALIDATION = ("check", "link_checker", "report", "explain.py")


def test_no_validating_pattern_ends_in_a_dollar_sign() -> None:
    """`$` also matches before a line break at the end."""
    ending = {
        f"{path.relative_to(PACKAGE)}: {pattern}"
        for path in PACKAGE.rglob("*.py")
        if not set(NO_VALIDATION) & set(path.relative_to(PACKAGE).parts)
        for pattern, every_line in sought(path)
        if re.search(r"(?<!\\)\$\)*$", pattern) and not every_line
    }
    assert ending == set()


def test_the_patterns_in_schemas_are_valid_in_javascript() -> None:
    def inside(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("pattern"), str):
                yield value["pattern"]
            for part in value.values():
                yield from inside(part)
        elif isinstance(value, list):
            for part in value:
                yield from inside(part)

    found = {one for each in CONTENT_TYPES for one in inside(schema(each.content, {}))}
    found.remove(r"\S")
    assert found
    assert {one for one in found if not one.endswith("$") or r"\Z" in one} == set()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("site.yaml", 'title: T\nlanguage: "en\\n"\n'),
        ("site.yaml", 'title: T\naccent: "#0b6478\\n"\n'),
        ("site.yaml", 'title: T\nseverity: {CG501: "ignore\\n"}\n'),
        ("content/schedule.yaml", 'layout: "table\\n"\n'),
        ("content/schedule.yaml", 'weeks: [{week: 1, id: "a\\n"}]\n'),
        ("content/staff.yaml", 'people: [{name: A, email: "a@example.org\\n"}]\n'),
    ],
)
def test_a_value_that_ends_with_a_line_break_is_invalid(
    make_course: MakeCourse, name: str, text: str
) -> None:
    found = diagnostics_of(make_course({"site.yaml": SITE} | {name: text}))

    assert [one.code.value for one in found if one.message.startswith("expected")] == ["CG104"]
