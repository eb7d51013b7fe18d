"""`coursegen holidays` adds the public holidays of a country to site.yaml."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from conftest import MakeCourse, RunTool
from hypothesis import example, given
from hypothesis import strategies as st

from coursegen.commands.add_holidays import group_days

TERM = "title: T\nterm: {start: 2026-09-01, end: 2027-01-15}\n"
ANNOUNCED = """\
  - {date: 2026-09-25, title: Mid-Autumn Festival}
  - {dates: 2026-10-01 to 2026-10-03, title: National Day}
  - {date: 2026-10-05, title: National Day (observed)}
  - {date: 2026-10-06, title: Day off (substituted from 09/20/2026)}
  - {date: 2026-10-07, title: Day off (substituted from 10/10/2026)}
"""


def site(root: Path) -> str:
    return (root / "site.yaml").read_bytes().decode()


def test_the_holidays_in_the_term_are_added_and_shown(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": TERM})

    ran = run_tool("holidays", "CN", "--source", root)

    assert (ran.code, ran.out) == (0, f"Added to 'holidays:' in site.yaml:\n{ANNOUNCED}")
    assert site(root) == f"{TERM}holidays:\n{ANNOUNCED}"
    assert run_tool("build", "--quiet", "--source", root).code == 0


def test_the_rest_of_the_file_is_unchanged_byte_for_byte(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    before = '\ufefftitle: "T"   # the title\r\nholidays:  # ours\r\n'
    own = "- dates: 2026-12-24 to 2027-01-02\r\n  title: 'Winter break'\r\n\r\n# end\r\n"
    root = make_course({"site.yaml": (before + own).encode()})

    run_tool("holidays", "US", "2026", "--from", "2026-11-20", "--source", root)

    added = "- {date: 2026-11-26, title: Thanksgiving Day}\r\n"
    assert site(root) == before + added + own


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1))
@example("Susan B. Anthony Day; Washington's Birthday")
@example("New Year: the first day, #1 - {a} [b] & *c")
@example("yes ")
def test_a_title_is_quoted_if_necessary(title: str) -> None:
    (holiday,) = group_days({date(2027, 1, 1): title, date(2027, 1, 2): title})

    read = yaml.load(f"[{holiday.as_yaml}]", yaml.BaseLoader)
    assert read == [{"dates": "2027-01-01 to 2027-01-02", "title": title}]


def test_a_day_that_the_file_already_contains_is_not_added_again(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": TERM + "holidays:\n  - 2026-10-01 to 2026-10-07\n"})
    run_tool("holidays", "CN", "--source", root)
    once = site(root)

    ran = run_tool("holidays", "CN", "--source", root)

    assert "2026-10-03" not in once
    assert once.count("  - ") == 2
    assert site(root) == once
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("No new holidays from 2026-09-01 to 2027-01-15.\n")


def test_print_shows_the_holidays_without_changing_the_file(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": TERM})

    ran = run_tool("holidays", "CN", "--print", "--source", root)

    assert (ran.code, ran.out, site(root)) == (0, ANNOUNCED, TERM)


def test_dates_that_are_not_announced_are_shown_but_not_added(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": "title: T\n"})

    ran = run_tool("holidays", "CN", "2090", "--to", "2090-01-10", "--source", root)

    assert (ran.code, ran.out, site(root)) == (0, "", "title: T\n")
    assert ran.err == (
        "No new holidays from 2090-01-01 to 2090-01-10.\n"
        "\n"
        "Not added, because these dates are estimates that have not been announced yet:\n"
        "  - {date: 2090-01-01, title: New Year's Day}\n"
        "  - {date: 2090-01-02, title: New Year's Day (observed)}\n"
        "After the announcement, update the data with 'pip install --upgrade holidays', and run "
        "this command again.\n"
    )


def test_estimated_dates_of_single_holidays_are_not_added(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": "title: T\nlanguage: ar\n"})

    run_tool("holidays", "EG", "2090", "--source", root)

    assert "2090-01-07" in site(root)
    assert "تقديري" not in site(root)


def test_swapped_workdays_are_suggested_until_the_meetings_contain_them(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    swapped = "meetings:\n  - {date: 2026-09-20, follows: Tue}\n"
    root = make_course({"site.yaml": TERM + swapped})

    ran = run_tool("holidays", "CN", "2026", "--source", root)

    assert ran.err == (
        "\n"
        "These days are workdays in exchange for days off. If the course meets on them, add them "
        "to 'meetings:' in site.yaml:\n"
        "  - {date: 2026-10-10, follows: Wed}\n"
    )


@pytest.mark.parametrize(
    ("language", "place", "title"),
    [
        ("en", "CN", "National Day"),
        ("zh", "CN", "国庆节"),
        ("zh-Hans", "CN", "国庆节"),
        ("zh-TW", "CN", "國慶節"),
        ("fr", "CN", "国庆节"),
        ("de-AT", "DE", "Tag der Deutschen Einheit"),
        ("de", "de-by", "Tag der Deutschen Einheit"),
    ],
)
def test_names_are_in_the_language_of_the_site_or_else_of_the_country(
    make_course: MakeCourse, run_tool: RunTool, language: str, place: str, title: str
) -> None:
    root = make_course({"site.yaml": f"title: T\nlanguage: {language}\n"})

    ran = run_tool(
        *("holidays", place, "--from", "2026-10-03", "--to", "2026-10-03", "--print"),
        *("--source", root),
    )

    assert ran.out == f"  - {{date: 2026-10-03, title: {title}}}\n"


def test_a_subdivision_has_its_own_holidays(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({})
    days = ("2027", "--to", "2027-02-12", "--from", "2027-02-12", "--source", root)

    assert run_tool("holidays", "US", *days).out == ""
    assert "Lincoln's Birthday" in run_tool("holidays", "US-NY", *days).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["XX", "2027"], "unknown country 'XX'; write its ISO 3166 code, such as CN or US"),
        (["EG-x", "2027"], "EG has no subdivision 'x'; write EG"),
        (["gb-x", "2027"], "GB has no subdivision 'x'; known subdivisions: ENG, NIR, SCT, WLS"),
        (["CN"], "specify a YEAR, or --from and --to, or the dates of the term in site.yaml"),
        (["CN", "1234"], "1234 is not a year from 1900 to 2999"),
        (["CN", "--from", "May"], "--from: 'May' is not a date such as 2027-02-20"),
        (["CN", "--to", "1234-01-01"], "--to: the year is not from 1900 to 2999"),
        (
            ["CN", "2027", "--from", "2028-01-01"],
            "the period contains no days; YEAR may be outside the term in site.yaml",
        ),
        (["CN", "2027", "--source", "nowhere"], "there is no folder 'nowhere'"),
    ],
)
def test_incorrect_usage_is_explained(
    make_course: MakeCourse,
    run_tool: RunTool,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(make_course({}))

    ran = run_tool("holidays", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"error: {message}\nTry 'coursegen holidays --help'.\n"


def test_a_file_with_errors_is_reported_and_unchanged(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": "title: T\nholidays: {\n"})

    ran = run_tool("holidays", "CN", "2026", "--source", root)

    assert (ran.code, site(root)) == (1, "title: T\nholidays: {\n")
    assert re.match(r"site\.yaml:\d+:\d+: error: ", ran.err)


def test_a_file_that_cannot_be_changed_safely_is_unchanged(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": "{title: T}\n"})

    ran = run_tool("holidays", "CN", "2026", "--source", root)

    assert (ran.code, ran.out, site(root)) == (1, "", "{title: T}\n")
    assert ran.err == (
        "error: site.yaml was not changed: its layout is unusual; add the items to 'holidays:' "
        "yourself\n"
    )


def test_without_the_library_the_message_explains_what_to_install(make_course: MakeCourse) -> None:
    code = (
        "import sys; sys.modules['holidays'] = None\n"
        "from coursegen.cli import main; sys.exit(main(['holidays', 'CN', '2026']))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=make_course({}),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(
        "error: this command needs the library holidays; install it with: "
        "pip install 'coursegen[holidays]'\n"
    )
