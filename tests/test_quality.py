"""Linter, formatter and type checker have nothing to say, and every exception has a reason."""

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
    """What a tool says when it is not content."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (done.stdout + done.stderr) * bool(done.returncode)


def test_the_linter_has_nothing_to_say() -> None:
    assert complaints("ruff", "check", ".") == ""


def test_the_formatter_has_nothing_to_change() -> None:
    assert complaints("ruff", "format", "--check", ".") == ""


def test_the_type_checker_has_nothing_to_say() -> None:
    assert complaints("mypy", "--strict") == ""


def comments() -> Iterator[tuple[str, str]]:
    """Every comment of our Python with its place."""
    for folder in ("benchmarks", "coursegen", "tests", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            lines = io.StringIO(path.read_text(encoding="utf-8")).readline
            for token in tokenize.generate_tokens(lines):
                if token.type == tokenize.COMMENT:
                    yield f"{path.relative_to(ROOT)}:{token.start[0]}", token.string


def test_every_exception_from_a_rule_names_the_rule_and_a_reason() -> None:
    exceptions = {location: text for location, text in comments() if NAMED.search(text)}
    assert exceptions
    assert {
        location: text for location, text in exceptions.items() if not REASONED.match(text)
    } == {}
