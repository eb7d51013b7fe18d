"""The linter, the formatter and the type checker report no problem; exceptions have a reason."""

import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"noqa|type: *ignore")
REASONED = re.compile(r"# (noqa: [A-Z0-9, ]+ - \S+|type: ignore\[[a-z-]+(, [a-z-]+)*\] # \S+)")


def complaints(*arguments: str) -> str:
    """Return the output of a tool if it fails, or an empty string."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (done.stdout + done.stderr) * bool(done.returncode)


def test_the_linter_reports_no_problem() -> None:
    assert complaints("ruff", "check", ".") == ""


def test_the_formatter_changes_no_file() -> None:
    assert complaints("ruff", "format", "--check", ".") == ""


def test_the_type_checker_reports_no_problem() -> None:
    assert complaints("mypy", "--strict") == ""


def comments() -> Iterator[tuple[str, str]]:
    """Yield every comment in the Python files of this repository, with its location."""
    for folder in ("benchmarks", "coursegen", "tests", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            lines = io.StringIO(path.read_text(encoding="utf-8")).readline
            for token in tokenize.generate_tokens(lines):
                if token.type == tokenize.COMMENT:
                    yield f"{path.relative_to(ROOT)}:{token.start[0]}", token.string


def test_every_exception_to_a_rule_contains_the_rule_and_a_reason() -> None:
    exceptions = {location: text for location, text in comments() if NAMED.search(text)}
    assert exceptions
    assert {
        location: text for location, text in exceptions.items() if not REASONED.match(text)
    } == {}
