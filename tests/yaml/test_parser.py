"""Scalars stay strings and have a location; invalid YAML causes a diagnostic."""

import re
import time
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Source
from coursegen.yaml.nodes import Mapping, Node, Scalar, Sequence
from coursegen.yaml.parser import parse

AS_TYPED = [
    "3:00",
    "3:00-6:00",
    "12:30:45",
    "no",
    "No",
    "NO",
    "yes",
    "y",
    "n",
    "on",
    "off",
    "true",
    "False",
    "null",
    "Null",
    "~",
    "010",
    "1.10",
    "1.0",
    "1e3",
    "0x1F",
    "0o17",
    "1_000",
    "+12",
    "-0",
    ".5",
    ".inf",
    ".NaN",
    "2020-05",
    "2020-05-01",
    "2020-05-01T12:00:00Z",
    "=",
    "<<",
    "13-2",
    "©",
    "第一讲",
]


def read(text: str) -> tuple[Node | None, list[str]]:
    noted = Diagnostics()
    node = parse(Source("x.yaml", text), noted)
    return node, [f"{d.location}: {d.message}" for d in noted]


def value_of(node: Node | None, key: str) -> Node:
    assert isinstance(node, Mapping)
    return node.items[key]  # type: ignore[index] # a plain string equals a located key


def plain(node: Node | None) -> Any:
    if isinstance(node, Scalar):
        return str(node.text)
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items.items()}
    return None


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [scalar for item in node.items for scalar in scalars(item)]
    keys = [Scalar(key, empty=False) for key in node.items]
    return keys + [scalar for value in node.items.values() for scalar in scalars(value)]


@pytest.mark.parametrize("text", AS_TYPED)
def test_a_plain_scalar_is_unchanged(text: str) -> None:
    node, noted = read(f"title: {text}\n")

    assert plain(node) == {"title": text}
    assert noted == []


@pytest.mark.parametrize("text", AS_TYPED)
def test_a_key_is_unchanged(text: str) -> None:
    assert plain(read(f"{text}: x\n")[0]) == {text: "x"}


def test_a_missing_value_differs_from_an_empty_string() -> None:
    node, _ = read("a:\nb: ''\nc: ~\n")

    nothing, empty, tilde = (value_of(node, key) for key in "abc")
    assert isinstance(nothing, Scalar)
    assert nothing.empty
    assert isinstance(empty, Scalar)
    assert not empty.empty
    assert isinstance(tilde, Scalar)
    assert not tilde.empty


def test_a_tag_that_matches_the_type_of_a_value_is_allowed() -> None:
    node, noted = read("a: !!str 3\nb: !!seq [x]\nc: !!map {y: z}\n")

    assert plain(node) == {"a": "3", "b": ["x"], "c": {"y": "z"}}
    assert noted == []


def test_an_alias_has_the_value_of_its_anchor() -> None:
    assert plain(read("a: &x [one, two]\nb: *x\n")[0]) == {"a": ["one", "two"], "b": ["one", "two"]}


INVISIBLE_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000"
texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters=f"{INVISIBLE_SPACES}\u2028\u2029\ufeff"
    )
    | st.sampled_from("\n \t:#-'\"[]{}&*!|>%@`"),
    max_size=20,
)
documents = st.dictionaries(
    texts,
    st.recursive(
        texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=12,
    ),
    min_size=1,
    max_size=5,
)


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


@given(documents, st.sampled_from([True, False, None]), st.integers(20, 200))
def test_a_dumped_document_is_parsed_to_the_same_value(
    document: dict[str, Any], flow: bool | None, width: int
) -> None:
    text = yaml.dump(
        document, Dumper=Dumper, default_flow_style=flow, allow_unicode=True, width=width
    )
    if any(sign in text for sign in "\x85\ufffe\uffff"):
        return

    node, noted = read(text)
    assert noted == []
    assert plain(node) == document


@given(documents, st.sampled_from([True, False, None]))
def test_the_location_of_a_scalar_is_its_position_in_the_source(
    document: dict[str, Any], flow: bool | None
) -> None:
    text = yaml.dump(document, Dumper=Dumper, default_flow_style=flow, allow_unicode=True)
    node, _ = read(text)

    assert node is not None
    for scalar in scalars(node):
        location = scalar.location
        here = location.source.line(location.line)[location.column - 1 :]
        first_word = re.split("[ \n]", scalar.text)[0]
        assert here[:1] in {"'", '"', "|", ">"} or here.startswith(first_word)


def test_a_location_covers_the_scalar_but_not_a_comment_after_it() -> None:
    node, _ = read("title: Deep Learning  # a comment\n")

    location = value_of(node, "title").location
    assert (location.line, location.column, location.length) == (1, 8, len("Deep Learning"))


def test_locations_count_characters_and_not_bytes() -> None:
    node, _ = read("{标题: 深度学习 😀, term: 春}\n")

    assert str(value_of(node, "term").location) == "x.yaml:1:20"


def test_locations_in_a_part_of_a_file_refer_to_the_whole_file() -> None:
    noted = Diagnostics()
    source = Source("x.md", "---\ntitle: One\nterm: [\n---\n")
    parse(source, noted, "title: One\nterm: [", first_line=2)

    assert [str(d.location) for d in noted] == ["x.md:3:7"]


yaml_signs = st.text("ab: \n-[]{}'\"#&*!|>%@`?,~\t\\\r中😀<=./0\x00\x07\x85\u2028", max_size=60)


@given(st.text(max_size=60) | yaml_signs)
def test_the_parser_accepts_any_text(text: str) -> None:
    noted = Diagnostics()
    source = Source("x.yaml", text.replace("\r\n", "\n").replace("\r", "\n"))
    node = parse(source, noted)

    assert node is None or isinstance(node, Node)
    for diagnostic in noted:
        location = diagnostic.location
        assert 1 <= location.line <= len(source.lines)
        assert 1 <= location.column <= len(source.line(location.line)) + 1


@given(yaml_signs)
def test_every_parser_error_has_a_custom_message(text: str) -> None:
    noted = Diagnostics()
    parse(Source("x.yaml", text.replace("\r", "\n")), noted)

    assert not any(d.message.startswith("this is not YAML") for d in noted)


HOSTILE = {
    "brackets": "[" * 100_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 50_000,
    "question marks": "? " * 50_000,
    "indented keys": "\n".join(" " * depth + "a:" for depth in range(1_000)),
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{n}: &{n} [{','.join(['*' + m] * 10)}]\n" for m, n in pairwise("abcdefghi")),
    "one long list": "a: [" + "x, " * 100_000,
    "one long string": "a: '" + "x " * 1_000_000,
    "the same key": "a: 1\n" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_parsed_quickly(name: str) -> None:
    began = time.process_time()
    _, noted = read(HOSTILE[name])

    assert noted
    assert time.process_time() - began < 3


# --- causes of errors -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  - b: 'c\n  - d: 'e'\n", "x.yaml:2:8: unclosed quote"),
        ("a:\n  - b: 1\n  -c: 2\n", "x.yaml:3:3: missing space after '-'"),
        ("a: 1\nb:2\nc: 3\n", "x.yaml:2:2: missing space after 'b:'"),
        (
            "a: {b: c, d: #e}\n",
            "x.yaml:1:14: '#e' starts a YAML comment, which also hides the rest",
        ),
        ("a: [b, #c]\nd: 1\n", "x.yaml:1:8: '#c' starts a YAML comment, which also hides the rest"),
        ("a: {b: c d: e}\n", "x.yaml:1:10: missing ',' before 'd'"),
        ("a: [b,\n  c\nd: e\n", "x.yaml:1:4: this list has no closing ']'"),
        ("a:\n  b: 1\n   c: 2\n", "x.yaml:3:4: wrong indentation: 3 spaces"),
        ("a: |\nb c\nd: 1\n", "x.yaml:2:1: the text below 'a: |' is not indented"),
        ("a:\u00a0b\nc: 1\n", "x.yaml:1:2: the space after 'a:' is the invisible character U+00A0"),
        ("a:\n- b\n-\u00a0c\nd: e: f\n", "x.yaml:3:1: the space after '-' is the invisible"),
        ("a:\n<<<<<<< b\n=======\n>>>>>>> c\n", "x.yaml:2:1: unresolved merge conflict"),
    ],
)
def test_the_cause_of_an_error_is_reported_and_not_where_the_parser_fails(
    text: str, expected: str
) -> None:
    _, (message,) = read(text)

    assert message.startswith(expected)


def test_marks_of_a_conflict_that_are_not_complete_are_text() -> None:
    node, noted = read("a: |\n  <<<<<<< b\n<<<<<<<: c\n")

    assert noted == []
    assert node is not None
