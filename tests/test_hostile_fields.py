"""Every key of the author's files accepts hostile values without a crash."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz.fields import all_cases, fields, sample
from fuzz.values import values

from coursegen.content.registry import CONTENT_TYPES
from coursegen.schema.field_types import contents_in, fields_of

ROOT = Path(__file__).parents[1]


def declared() -> set[str]:
    """Return the keys of all mappings, with the names that the fuzzer uses."""
    contents = {inner for each in CONTENT_TYPES for inner in contents_in(each.content)}
    return {f"{content.__name__}.{name}" for content in contents for name in fields_of(content)}


def plain(name: str) -> str:
    """Remove the form of the value from the name of a key."""
    return re.split(" as |:", name)[0]


def test_every_declared_key_is_tried_with_every_value() -> None:
    tried = {plain(field.name) for field in fields()} - {"page text"}
    assert tried == declared()
    assert len(values()) >= 60
    assert sum(1 for _ in all_cases(100)) == len(list(fields())) * len(values())


def test_a_sample_contains_every_key_and_every_value() -> None:
    pairs = [pair.split(" = ") for case in sample() for pair in case.name.split("; ")]

    assert {plain(name) for name, _ in pairs} >= declared()
    assert {value for _, value in pairs} == set(values())


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_no_key_or_value_causes_a_traceback_or_takes_a_long_time() -> None:
    command = [sys.executable, str(ROOT / "tools/fuzz/run.py"), "fields", "--sample", "--no-cards"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")
    assert f"{len(sample())} cases in " in run.stdout
    assert ": 0 tracebacks, " in run.stdout
