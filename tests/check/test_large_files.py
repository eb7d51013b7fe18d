"""Rule for files that are too large for GitHub."""

import os
from datetime import UTC, datetime

import pytest
from conftest import MakeCourse

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.check import run_rules
from coursegen.check.rules.files.large_files import RULE

MB = 1024 * 1024


@pytest.mark.parametrize(("size", "expected"), [(50 * MB, 0), (50 * MB + 1, 1), (100 * MB + 1, 1)])
def test_a_file_above_the_limits_of_github_is_reported(
    make_course: MakeCourse, size: int, expected: int
) -> None:
    root = make_course({"files/a.mp4": ""})
    os.truncate(root / "files/a.mp4", size)
    site = build(Settings(root, datetime(2020, 2, 20, tzinfo=UTC)), Diagnostics())

    assert len(list(run_rules([RULE], site))) == expected
