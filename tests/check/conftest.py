"""Fixtures for the tests of rules: run one rule on a temporary course."""

from collections.abc import Callable
from datetime import datetime

import pytest
from conftest import NOW, BuildCourse, Files

from coursegen.base.diagnostics import Diagnostic
from coursegen.check import run_rules
from coursegen.check.rule import Rule

Find = Callable[..., list[Diagnostic]]
FindMessages = Callable[..., list[str]]
ApplyEdit = Callable[..., str]


@pytest.fixture
def found(build_course: BuildCourse) -> Find:
    """Run one rule on a course and return its diagnostics."""

    def find(rule: Rule, files: Files, now: datetime = NOW) -> list[Diagnostic]:
        return list(run_rules([rule], build_course(files, now).site))

    return find


@pytest.fixture
def messages(found: Find) -> FindMessages:
    """Run one rule on a course and return each finding as `location: message`."""

    def find(rule: Rule, files: Files, now: datetime = NOW) -> list[str]:
        return [f"{d.location}: {d.message}" for d in found(rule, files, now)]

    return find


@pytest.fixture
def fixed(found: Find) -> ApplyEdit:
    """Apply the edit of the only finding of a rule, and return the changed line."""

    def apply(rule: Rule, files: Files) -> str:
        (diagnostic,) = found(rule, files)
        assert diagnostic.edit
        location, text = diagnostic.edit.location, diagnostic.edit.text
        line = location.source.line(location.line)
        return line[: location.column - 1] + text + line[location.column - 1 + location.length :]

    return apply


def weeks(*lectures: str) -> dict[str, str]:
    """Return a one-week schedule with these entries; the first one is on line 4."""
    lines = "".join(f"      - {lecture}\n" for lecture in lectures)
    return {"content/schedule.yaml": f"weeks:\n  - topic: T\n    lectures:\n{lines}"}
