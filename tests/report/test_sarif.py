"""The SARIF format, validated with the model of the package `pydantic-sarif`."""

import json
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostic, Severity, TextEdit
from coursegen.base.text import Location, Source
from coursegen.report.code_pages import Explanation
from coursegen.report.report_options import DEFAULT_OPTIONS, ReportOptions
from coursegen.report.sarif_report import as_sarif

SOURCE = Source("content/讲义 1.md", "# Title\n\n  标题: [nothing]()\n")


def problem(line: int = 3, column: int = 7, length: int = 11, **more: Any) -> Diagnostic:
    location = Location(SOURCE, line, column, length)
    return Diagnostic(Code.EMPTY_LINK, Severity.WARNING, "this link is empty", location, **more)


def run_of(*found: Diagnostic, options: ReportOptions = DEFAULT_OPTIONS) -> dict[str, Any]:
    """Validate a log and return its only run."""
    log = json.loads(as_sarif(found, options))
    Log.model_validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


@pytest.fixture(autouse=True)
def manual(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the manual with a single page."""
    page = Explanation("a link leads to nothing", "A link has no address.", "## What it means\n\nX")
    monkeypatch.setattr(
        "coursegen.report.code_pages.explanation",
        {Code.EMPTY_LINK: page}.get,
    )


def test_a_log_without_problems_is_valid_and_empty() -> None:
    assert run_of()["results"] == []


def test_a_result_has_a_code_a_level_a_message_and_a_region() -> None:
    (result,) = run_of(problem(hint="write it"), options=ReportOptions(folder="docs/"))["results"]
    assert (result["ruleId"], result["level"]) == ("CG211", "warning")
    assert result["message"]["text"] == "this link is empty (write it)"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {
            "uri": "docs/content/%E8%AE%B2%E4%B9%89%201.md",
            "uriBaseId": "SRCROOT",
        },
        "region": {"startLine": 3, "startColumn": 7, "endColumn": 18},
    }


def test_the_log_declares_that_columns_are_counted_in_characters() -> None:
    assert run_of(problem())["columnKind"] == "unicodeCodePoints"


def test_rules_contain_their_manual_pages_and_results_refer_to_rules() -> None:
    other = Diagnostic(Code.YAML_TAB, Severity.ERROR, "a tab", Location(Source("site.yaml", "\t")))
    run = run_of(other, problem(), problem(line=1))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["CG012", "CG211"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 1, 1]
    assert rules[1] == {
        "id": "CG211",
        "name": "EmptyLink",
        "shortDescription": {"text": "a link leads to nothing"},
        "fullDescription": {"text": "A link has no address."},
        "help": {"text": "## What it means\n\nX", "markdown": "## What it means\n\nX"},
    }


def test_an_edit_becomes_a_fix() -> None:
    edit = TextEdit(Location(SOURCE, 3, 17), "(page.md")
    (result,) = run_of(problem(hint="write it", edit=edit))["results"]
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "write it"
    (change,) = fix["artifactChanges"]
    assert (
        change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
    )
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 17, "endColumn": 18},
            "insertedContent": {"text": "(page.md"},
        }
    ]


@pytest.mark.parametrize(
    "location", [Location(Source("", "")), Location(Source("theme/page.html", "<p>"), 1, 2)]
)
def test_problems_outside_the_course_are_reported_in_site_yaml(location: Location) -> None:
    found = Diagnostic(Code.INVALID_VALUE, Severity.ERROR, "this is odd", location)
    (result,) = run_of(found, options=ReportOptions(folder="docs/"))["results"]
    (at,) = result["locations"]
    artifact = {"uri": "docs/site.yaml", "uriBaseId": "SRCROOT"}
    assert at["physicalLocation"] == {"artifactLocation": artifact}


def test_a_problem_with_a_whole_file_has_no_region() -> None:
    found = Diagnostic(
        Code.FILE_UNUSED, Severity.WARNING, "unused", Location(Source("files/a.pdf", ""))
    )
    (result,) = run_of(found)["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_a_name_that_is_not_utf_8_is_percent_encoded() -> None:
    location = Location(Source(os.fsdecode(b"files/caf\xe9.pdf"), ""))
    found = Diagnostic(Code.NAME_NOT_UTF_8, Severity.WARNING, "this name is not UTF-8", location)
    (result,) = run_of(found)["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "files/caf%E9.pdf"


def prints(*found: Diagnostic) -> list[str]:
    return [r["partialFingerprints"]["coursegenProblem/v1"] for r in run_of(*found)["results"]]


def test_a_fingerprint_is_unchanged_if_lines_are_inserted_above() -> None:
    moved = Source(SOURCE.name, "\n\n" + SOURCE.text)
    later = Diagnostic(
        Code.EMPTY_LINK, Severity.WARNING, "this link is empty", Location(moved, 5, 7)
    )
    assert prints(problem()) == prints(later)


def test_no_two_problems_have_the_same_fingerprint() -> None:
    found = [problem(), problem(column=1), problem(line=1)]
    assert len(set(prints(*found))) == 3


@given(
    name=st.text(st.characters(exclude_categories=["Cs"])),
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    message=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    column=st.integers(1, 1000),
    length=st.integers(1, 1000),
)
def test_a_log_with_any_problem_is_valid(
    name: str, text: str, message: str, column: int, length: int
) -> None:
    location = Location(Source(f"content/{name}", text), 1, column, length)
    found = Diagnostic(
        Code.INVALID_VALUE, Severity.ERROR, message, location, edit=TextEdit(location, text)
    )
    (result,) = run_of(found)["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert not set(' "<>\\^`{|}#?') & set(uri)
