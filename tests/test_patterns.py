"""Regular expressions work in the same way on every supported Python version.

Before 3.11.5, a possessive repetition of a group (`(?:…)*+`) can match incorrectly if the group
has a lookahead or backtracks. In later versions, too, it can raise SystemError if it contains a
capturing group (CPython issues 100061, 106052 and 101955). Atomic groups (`(?>…)`) use the same
code. A possessive repetition of one character or class (`a++`, `[^x]*+`) works everywhere, and is
the only such form that is allowed.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import coursegen
from coursegen.markdown.code.without_code import without_code
from coursegen.markdown.headings import with_anchors

PACKAGE = Path(coursegen.__file__).parent
TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?>|[*+?]|\{\d*,?\d*\}|.",
    re.DOTALL,
)
INTERPOLATED = ")"
"""Replaces each `{…}` of an f-string; the value may contain a group."""
NOT_PATTERNS = {"/!$&'()*+,;=@~"}
"""Strings that look like patterns but are lists of characters."""


def is_unreliable(pattern: str) -> bool:
    """Return whether a pattern has an atomic group, or a possessive repetition of a group."""
    before, repeated = "", ""
    for token in TOKEN.findall(pattern):
        if token == "(?>" or (token == "+" and repeated == ")"):
            return True
        is_quantifier = re.fullmatch(r"[*+?]|\{\d+,?\d*\}|\{,\d+\}", token)
        repeated = before if is_quantifier and not repeated else ""
        before = token
    return False


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every string in a source file with its line; adjacent strings are joined."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {
        part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            texts = (
                str(part.value) if isinstance(part, ast.Constant) else INTERPOLATED
                for part in node.values
            )
            yield node.lineno, "".join(texts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in parts:
            yield node.lineno, node.value


def compiled_patterns(value: object) -> Iterator[str]:
    """Yield the compiled patterns in a value: the value itself, or items of a collection."""
    if isinstance(value, re.Pattern):
        pattern = value.pattern
        yield pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from compiled_patterns(item)
    elif isinstance(value, dict):
        yield from compiled_patterns(list(value.values()))


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?>a|b)",
        r"(?:a)++",
        r"(?:a(?!b))*+",
        r"(a)?+",
        r"(a){2}+",
        r"(?P<t>`+)(?:[^`\n]|(?!(?P=t))x)*+(?P=t)",
        r"[\]](\()*+",
    ],
)
def test_an_unreliable_pattern_is_recognized(pattern: str) -> None:
    assert is_unreliable(pattern)


@pytest.mark.parametrize(
    "pattern",
    [r"a++", r"[^()]*+", r"\)++", r"\w{2,3}+", r"(a)+?", r"(?:a)+\+", r"[(?>]", r"(a)*b+", "(++)"],
)
def test_a_possessive_repetition_of_one_character_is_allowed(pattern: str) -> None:
    assert not is_unreliable(pattern)


def test_no_string_of_the_package_contains_an_unreliable_pattern() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, text in strings(path)
        if is_unreliable(text) and text not in NOT_PATTERNS
    ]
    assert found == []


def test_no_compiled_pattern_of_the_package_is_unreliable() -> None:
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(coursegen.__path__, "coursegen.")
        if not module.name.endswith("__main__")
    ]
    patterns = {
        (module.__name__, pattern)
        for module in modules
        for value in vars(module).values()
        for pattern in compiled_patterns(value)
    }
    assert len(patterns) > 100
    assert [(name, pattern) for name, pattern in sorted(patterns) if is_unreliable(pattern)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `<font>` b", "a          b"),
        ("a ``<b> ` [x](y)`` b", "a" + " " * 18 + "b"),
        ("a `x\ny` b", "a   \n   b"),
        ("`a``b", "`a``b"),
        ("`a``b` c", "       c"),
        (r"`\` \`a", r"    \`a"),
        ("``a`b", "``a`b"),
        ("`a\n\nb`", "`a\n\nb`"),
    ],
)
def test_a_code_span_has_the_same_number_of_backticks_at_both_ends(
    text: str, expected: str
) -> None:
    assert without_code(text, ()) == expected


def test_a_heading_with_an_id_gets_an_anchor() -> None:
    html = '<h2 class="x" id="a" title="b">A</h2><h3>B</h3>'
    assert [entry.href for entry in with_anchors(html)[1]] == ["#a"]
