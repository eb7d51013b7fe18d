"""The output formats of diagnostics, except SARIF, which has a separate test file."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostic, Severity, TextEdit
from coursegen.base.text import NO_LOCATION, Location, Source
from coursegen.report.formats import FORMATS
from coursegen.report.github_report import as_github
from coursegen.report.json_report import as_json
from coursegen.report.report_options import ReportOptions, folder_in_repository
from coursegen.report.text_report import as_text


def at(line: str, column: int, length: int = 1, *, number: int = 1) -> Diagnostic:
    """Return a problem on line `number` of a file."""
    source = Source("content/a.md", "\n" * (number - 1) + line)
    return Diagnostic(
        Code.INVALID_VALUE,
        Severity.ERROR,
        "this is wrong",
        Location(source, number, column, length),
    )


def shown(diagnostic: Diagnostic) -> list[str]:
    return as_text([diagnostic]).split("\n")


def test_the_text_format_contains_location_message_line_caret_and_hint() -> None:
    source = Source("content/schedule.yaml", "weeks:\n  - weak: 1\n")
    problem = Diagnostic(
        Code.INVALID_VALUE,
        Severity.ERROR,
        "there is no key 'weak'",
        Location(source, 2, 5, 4),
        "did you mean 'week'?",
    )
    assert as_text([problem]) == (
        "content/schedule.yaml:2:5: error: there is no key 'weak' [CG104]\n"
        "  2 |   - weak: 1\n"
        "    |     ^^^^\n"
        "    = did you mean 'week'?"
    )


def test_a_problem_without_a_hint_has_no_hint_line() -> None:
    assert shown(at("abc", 2)) == [
        "content/a.md:1:2: error: this is wrong [CG104]",
        "  1 | abc",
        "    |  ^",
    ]


def test_no_line_is_shown_for_a_problem_with_a_whole_file() -> None:
    location = Location(Source("files/a.pdf", ""))
    problem = Diagnostic(
        Code.INVALID_VALUE, Severity.WARNING, "no page links to this file", location, "link to it"
    )
    assert shown(problem) == [
        "files/a.pdf:1:1: warning: no page links to this file [CG104]",
        "    = link to it",
    ]


def test_a_problem_without_a_file_has_no_location() -> None:
    assert shown(
        Diagnostic(Code.INVALID_VALUE, Severity.ERROR, "the address is wrong", NO_LOCATION)
    ) == ["error: the address is wrong [CG104]"]


def test_there_are_no_empty_lines_between_problems() -> None:
    assert as_text([at("a", 1), at("b", 1)]).count("\n") == 5
    assert as_text([]) == ""


def test_the_margin_is_wider_for_longer_line_numbers() -> None:
    assert shown(at("abc", 3, number=12345))[1:] == ["12345 | abc", "      |   ^"]


def test_a_caret_is_below_its_character_after_tabs() -> None:
    assert shown(at("\t\tkey: x", 3, 3))[1:] == ["  1 |   key: x", "    |   ^^^"]


def test_a_caret_is_below_its_character_after_wide_characters() -> None:
    assert shown(at("标题: 讲义 a", 5, 2))[1:] == ["  1 | 标题: 讲义 a", "    |       ^^^^"]


def test_combining_accents_have_no_width() -> None:
    line = "e\N{COMBINING ACUTE ACCENT}❤\N{VARIATION SELECTOR-16}x"
    assert shown(at(line, 5))[2] == "    |   ^"


def test_a_caret_past_the_end_of_the_line_is_one_column_wide() -> None:
    assert shown(at("ab", 3, 5))[2] == "    |   ^"


def test_carets_do_not_extend_past_the_end_of_the_line() -> None:
    assert shown(at("abc", 2, 50))[2] == "    |  ^^"


@pytest.mark.parametrize("column", [1, 30, 150, 370, 400])
def test_a_long_line_is_cropped_around_the_caret(column: int) -> None:
    line = "".join(
        f"{number:_>4}" for number in range(4, 404, 4)
    )  # "___4___8__12…": each number marks the column in which it ends
    _, text, caret = shown(at(line, column))
    text, caret = text.removeprefix("  1 | "), caret.removeprefix("    | ")
    assert len(text) == 100
    assert text in line
    assert line.index(text) + caret.index("^") == column - 1


@settings(deadline=None)
@given(
    before=st.text("a \t中é", max_size=150),
    marked=st.text("x文", min_size=1, max_size=5),
    after=st.text("b\t中", max_size=150),
)
def test_the_caret_marks_exactly_the_location(before: str, marked: str, after: str) -> None:
    _, text, caret = shown(at(before + marked + after, len(before) + 1, len(marked)))

    def cells(text: str) -> str:
        """Return a string with one character for each column of the terminal."""
        return "".join(c * 2 if c in "中文" else c for c in text)

    start = caret.index("^")
    under = cells(text)[start : start + caret.count("^")]
    whole = cells(marked)
    # The end of the marked text may be cropped with the rest of a long line.
    assert whole.startswith(under)
    assert under == whole or text.endswith(marked[: len(under)][-1:])
    assert caret[start:] == "^" * len(under)


def test_names_and_messages_cannot_contain_control_characters() -> None:
    source = Source("content/a\n\x1b[2J.md", "x\x1b[31my\x07\N{RIGHT-TO-LEFT OVERRIDE}")
    problem = Diagnostic(
        Code.INVALID_VALUE, Severity.ERROR, "no '\x1b[1m\r'", Location(source, 1, 1), "try\n\x1b[0m"
    )
    text = as_text([problem])
    assert text.count("\n") == 3
    assert not re.search(r"[^\n\x20-\x7e\N{REPLACEMENT CHARACTER}]", text)


def test_location_severity_code_and_caret_are_colored() -> None:
    error, warning = at("a", 1), Diagnostic(Code.INVALID_VALUE, Severity.WARNING, "this is odd")
    assert "\x1b" not in as_text([error, warning])
    colored = as_text([error, warning], ReportOptions(color=True))
    assert re.findall(r"\x1b\[([\d;]+)m(.*?)\x1b\[0m", colored) == [
        ("1", "content/a.md:1:1:"),
        ("1;31", "error:"),
        ("2", "[CG104]"),
        ("1;31", "^"),
        ("1;33", "warning:"),
        ("2", "[CG104]"),
    ]
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == as_text([error, warning])


# Many problems


def many(
    count: int, message: str = "this is wrong", level: Severity = Severity.WARNING, /
) -> list[Diagnostic]:
    """Return the same problem on each line of a file."""
    source = Source("content/b.md", "x\n" * count)
    return [
        Diagnostic(Code.EMPTY_LINK, level, message, Location(source, number + 1))
        for number in range(count)
    ]


def test_a_repeated_problem_is_shown_three_times_and_then_listed() -> None:
    text = as_text([at("a", 1), *many(6)])
    assert re.findall(r"^(\S+): (?:error|warning)", text, re.MULTILINE) == [
        "content/a.md:1:1",
        "content/b.md:1:1",
        "content/b.md:2:1",
        "content/b.md:3:1",
    ]
    assert text.endswith("\n    = and 3 more like this: content/b.md:4, 5, 6")


def test_files_are_listed_once_and_problems_with_whole_files_have_no_line_number() -> None:
    whole = [
        Diagnostic(Code.EMPTY_LINK, Severity.WARNING, "this is wrong", Location(Source(name, "")))
        for name in ("files/a.pdf", "files/b.pdf")
    ]
    assert as_text([*many(5), *whole]).endswith(
        " = and 4 more like this: content/b.md:4, 5; files/a.pdf; files/b.pdf"
    )


def test_at_most_twelve_locations_are_listed() -> None:
    last = as_text(many(30)).split("\n")[-1]
    assert last == (
        "    = and 27 more like this: content/b.md:4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15; …"
    )


def test_problems_with_different_severities_or_messages_are_not_grouped() -> None:
    found = [*many(3), *many(3, "this is odd"), *many(3, "this is wrong", Severity.ERROR)]
    assert as_text(found).count("content/b.md") == 9


def test_fifty_problems_are_shown_and_the_rest_are_counted() -> None:
    found = [problem for number in range(1300) for problem in many(1, f"problem {number}")]
    text = as_text(found)
    assert text.count(": warning: ") == 50
    assert text.endswith("\n… and 1,250 more (--all shows them)")


def test_grouped_problems_are_counted() -> None:
    found = [problem for number in range(60) for problem in many(9, f"problem {number}")]
    shown = as_text(found)
    counted = shown.count(": warning: ") + sum(map(int, re.findall(r"and (\d+) more like", shown)))
    assert shown.endswith(f"… and {540 - counted} more (--all shows them)")


def test_no_error_is_omitted_in_favor_of_a_warning() -> None:
    warnings = [problem for number in range(60) for problem in many(1, f"odd {number}")]
    errors = many(3, "this is wrong", Severity.ERROR)
    text = as_text([*warnings, *errors])
    assert text.count(": error: ") == 3
    assert text.count(": warning: ") == 47


def test_the_all_option_shows_all_problems() -> None:
    text = as_text(many(500), ReportOptions(show_all=True))
    assert text.count(": warning: ") == 500
    assert "more" not in text


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"text"}))
def test_machine_readable_formats_contain_all_problems(name: str) -> None:
    assert FORMATS[name](many(500), ReportOptions()).count("this is wrong") == 500


# GitHub


def test_annotations_contain_severity_location_message_and_hint() -> None:
    source = Source("content/a.md", "\n\nabc")
    found = [
        Diagnostic(
            Code.INVALID_VALUE, Severity.ERROR, "this is wrong", Location(source, 3, 2), "fix it"
        ),
        Diagnostic(Code.INVALID_VALUE, Severity.WARNING, "this is odd"),
    ]
    assert as_github(found).split("\n") == [
        "::error file=content/a.md,line=3,col=2,title=CG104::this is wrong (fix it)",
        "::warning title=CG104::this is odd",
    ]


def test_annotations_escape_special_characters() -> None:
    source = Source("content/100%: a,b\r\n.md", "")
    problem = Diagnostic(
        Code.INVALID_VALUE, Severity.ERROR, "100%: a,b\r\nend", Location(source), "50%"
    )
    assert as_github([problem]) == (
        "::error file=content/100%25%3A a%2Cb%0D%0A.md,line=1,col=1,title=CG104::"
        "100%25: a,b%0D%0Aend (50%25)"
    )


def test_annotations_have_paths_relative_to_the_repository() -> None:
    inside = Diagnostic(
        Code.INVALID_VALUE, Severity.ERROR, "odd", Location(Source("content/a.md", "x"))
    )
    theme = Diagnostic(
        Code.INVALID_VALUE, Severity.ERROR, "odd", Location(Source("theme/page.html", "x"), 1, 1)
    )
    assert as_github([inside, theme], ReportOptions(folder="docs/")).split("\n") == [
        "::error file=docs/content/a.md,line=1,col=1,title=CG104::odd",
        "::error title=CG104::theme/page.html:1:1: odd",
    ]


def test_annotations_begin_with_errors_and_end_with_repetitions() -> None:
    found = [*many(5), *many(1, "that"), *many(4, "this is wrong", Severity.ERROR)]
    lines = re.findall(r"::(\w+) .*line=(\d+).*::(.*)", as_github(found))
    assert lines == [
        *(("error", number, "this is wrong") for number in "1234"),
        *(("warning", number, "this is wrong") for number in "123"),
        ("warning", "1", "that"),
        *(("warning", number, "this is wrong") for number in "45"),
    ]


@settings(deadline=None)
@given(name=st.text(), message=st.text(), hint=st.text())
def test_an_annotation_is_one_line_that_can_be_parsed(name: str, message: str, hint: str) -> None:
    name = f"content/{name}"
    problem = Diagnostic(
        Code.INVALID_VALUE, Severity.ERROR, message, Location(Source(name, "")), hint
    )
    found = re.fullmatch(
        r"::error file=([^,:\r\n]*),line=1,col=1,title=CG104::([^\r\n]*)", as_github([problem])
    )
    assert found
    for quoted, meant in ((found[1], name), (found[2], message + f" ({hint})" * bool(hint))):
        plain = re.sub("%(25|0D|0A|3A|2C)", lambda code: chr(int(code[1], 16)), quoted)
        assert plain == meant


def test_the_repository_root_is_the_git_folder_the_workspace_or_the_course(
    tmp_path: Path,
) -> None:
    course = tmp_path / "top" / "docs" / "algebra"
    course.mkdir(parents=True)
    workspace = {"GITHUB_WORKSPACE": str(tmp_path / "top")}
    assert folder_in_repository(course, {}) == ""
    assert folder_in_repository(course, workspace) == "docs/algebra/"
    (tmp_path / "top" / "docs" / ".git").touch()  # `.git` is a file here
    assert folder_in_repository(course, workspace) == "algebra/"
    assert folder_in_repository(tmp_path / "top" / "docs", workspace) == ""


# JSON


def test_json_contains_all_fields() -> None:
    source = Source("content/讲义.md", "\n\nabc")
    location = Location(source, 3, 2, 2)
    found = [
        Diagnostic(
            Code.INVALID_VALUE,
            Severity.ERROR,
            "this is wrong",
            location,
            "fix it",
            edit=TextEdit(location, "x"),
        ),
        Diagnostic(Code.YAML_TAB, Severity.WARNING, 'an "odd" thing\n'),
    ]
    where = {"file": "content/讲义.md", "line": 3, "column": 2, "end_column": 4}
    assert json.loads(as_json(found)) == [
        {
            "code": "CG104",
            "level": "error",
            "message": "this is wrong",
            "hint": "fix it",
            **where,
            "edit": {**where, "text": "x"},
        },
        {
            "code": "CG012",
            "level": "warning",
            "message": 'an "odd" thing\n',
            "hint": "",
            "file": "",
            "line": 1,
            "column": 1,
            "end_column": 2,
            "edit": None,
        },
    ]


def test_json_without_problems_is_an_empty_list() -> None:
    assert json.loads(as_json([])) == []


def test_only_the_text_format_is_colored() -> None:
    options = ReportOptions(color=True)
    colored = {name for name, show in FORMATS.items() if "\x1b" in show([at("a", 1)], options)}
    assert colored == {"text"}
