"""A task's reads are recorded with digests of the answers."""

from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.struct import Struct
from coursegen.base.text import LocatedStr, Location, Source
from coursegen.incremental.reads import Answers, Reads, content_of


class Color(Enum):
    """An enumeration with equal values in different classes."""

    RED = 1


class Point(Struct):
    """A value with a location."""

    x: object
    location: Location = Location(Source("a.md", "a"))


class Other(Struct):
    """A value with the same fields as `Point`."""

    x: object


def answers_of(**values: object) -> tuple[Answers, list[tuple[str, ...]]]:
    """Return answers to queries with these names, and a list of the computed queries."""
    computed: list[tuple[str, ...]] = []

    def answer(name: str, *arguments: str) -> object:
        computed.append((name, *arguments))
        return values[name]

    functions = {name: lambda *rest, name=name: answer(name, *rest) for name in values}
    return Answers(functions, {}), computed


def test_an_answer_is_returned_and_its_query_is_recorded() -> None:
    answers, _ = answers_of(size=3)
    reads = Reads(answers)

    assert reads("size", "a.pdf") == 3
    assert list(reads.made) == [("size", "a.pdf")]


def test_an_answer_is_computed_once_per_query() -> None:
    answers, computed = answers_of(size=3)
    for _ in range(2):
        Reads(answers)("size", "a.pdf")
        Reads(answers)("size", "b.pdf")
        answers.digest(("size", "a.pdf"))

    assert computed == [("size", "a.pdf"), ("size", "b.pdf")]


def test_a_query_that_fails_is_not_recorded() -> None:
    reads = Reads(Answers({"page": {}.__getitem__}, {}))

    with pytest.raises(KeyError):
        reads("page", "none.html")
    assert list(reads.made) == []


def test_a_recorded_query_contains_no_locations() -> None:
    answers, _ = answers_of(size=3)
    reads = Reads(answers)
    reads("size", LocatedStr("a.pdf", Location(Source("a.md", ""))))

    assert [type(word) for query in reads.made for word in query] == [str, str]


def test_reads_in_a_block_are_recorded_separately_and_together() -> None:
    answers, _ = answers_of(size=3)
    reads = Reads(answers)
    reads("size", "a")
    with reads.recorded() as made:
        reads("size", "a")
        reads("size", "b")
    reads("size", "c")

    assert list(made) == [("size", "a"), ("size", "b")]
    assert list(reads.made) == [("size", "a"), ("size", "b"), ("size", "c")]


def test_reads_in_a_block_that_fails_are_recorded() -> None:
    answers, _ = answers_of(size=3)
    reads = Reads(answers)

    def fail() -> None:
        with reads.recorded():
            reads("size", "a")
            raise EOFError

    with pytest.raises(EOFError):
        fail()
    assert list(reads.made) == [("size", "a")]


def test_queries_can_be_recorded_without_computing_the_answer() -> None:
    answers, computed = answers_of(size=3)
    reads = Reads(answers)
    reads.add({("size", "a"): None})

    assert (list(reads.made), computed) == ([("size", "a")], [])


def test_a_query_may_have_its_own_digest() -> None:
    answers = Answers({"page": lambda path: path}, {"page": lambda path: f"digest of {path}"})

    assert answers.digest(("page", "a.html")) == "digest of a.html"


@pytest.mark.parametrize("query", [(), ("none",), ("none", "a")])
def test_an_unknown_query_is_detected(query: tuple[str, ...]) -> None:
    answers, _ = answers_of(size=3)

    assert answers.has(("size", "a"))
    assert not answers.has(query)


VALUES: list[object] = [
    *(None, True, False, 0, 1, -1, 1.5, "", "1", "None", "True", b"", b"1", (), {}),
    *(("",), ("", ""), (("",),), ((), ()), ("a", ("b",)), (("a",), "b"), ("ab",), ("a", "b")),
    *({"a": "b"}, {"b": "a"}, {"a": "b", "c": "d"}, {"a": {"b": "c"}}, ("a", "b", "c")),
    *(Point("a"), Point("b"), Point(1), Point("1"), Other("a"), (Point("a"), "b"), Color.RED),
]


def test_different_answers_have_different_digests() -> None:
    answers = Answers({"value": lambda at: VALUES[int(at)]}, {})
    digests = [answers.digest(("value", str(at))) for at in range(len(VALUES))]

    assert len(set(digests)) == len(VALUES)


def test_answers_that_differ_only_in_their_locations_have_the_same_digest() -> None:
    here, elsewhere = Location(Source("a.md", "a"), 1), Location(Source("b.md", "b"), 9)
    values = [
        {"a": (Point(LocatedStr("b", location), location), location)}
        for location in (here, elsewhere)
    ]

    assert list(content_of(values[0])) == list(content_of(values[1]))


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.tuples()
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
        | st.builds(Point, inner)
        | st.builds(Other, inner)
    ),
    max_leaves=6,
)


@settings(max_examples=300, derandomize=True)
@given(one=NESTED, two=NESTED)
def test_only_equal_answers_have_the_same_digest(one: object, two: object) -> None:
    answers = Answers({"one": lambda: one, "two": lambda: two}, {})

    assert (answers.digest(("one",)) == answers.digest(("two",))) == (repr(one) == repr(two))
