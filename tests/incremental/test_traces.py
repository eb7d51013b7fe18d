"""Stored results are reused as long as everything that they depend on is the same."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostic, Severity, TextEdit
from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Source
from coursegen.incremental import traces as module
from coursegen.incremental.codec import EncodeError
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.reads import Answers, Query
from coursegen.incremental.store import Store
from coursegen.incremental.traces import (
    SOURCE,
    Result,
    Traces,
    pack_result,
    unpack_result,
)

KEY, A = key_of("traces", "values", fingerprint()), key_of("a")
TITLE, SIZE = ("title", "a.md"), ("size", "file", "a.pdf")


class Value(Struct):
    """The value of a task."""

    version: str
    places: tuple[Location, ...] = ()


def answers(
    sources: Mapping[str, Source] | None = None, title: str = "A", size: int = 1
) -> Answers:
    """Return the answers in a build with these values."""
    known = {"": NO_LOCATION.source, **(sources or {})}
    return Answers(
        {
            "title": lambda path: {"a.md": title}[path],
            "size": lambda kind, path: {("file", "a.pdf"): size}[kind, path],
            "has": lambda path: path.startswith("a"),
            SOURCE: known.get,
        },
        {SOURCE: lambda name: known[name].digest if name in known else key_of("")},
    )


def traces(folder: Path, answers: Answers) -> Traces[Value]:
    """Return the stored results, as in a new process."""
    return Traces(Store(folder), "values", Value, answers)


def saved(folder: Path, **results: Result[Value]) -> None:
    traces(folder, answers()).save(results)


def test_a_result_is_reused_if_all_answers_are_the_same(tmp_path: Path) -> None:
    result = Result(Value("1"), (), (TITLE, SIZE))
    saved(tmp_path, a=result)

    assert traces(tmp_path, answers()).find("a") == result


@pytest.mark.parametrize("changed", [answers(title="B"), answers(size=2)])
def test_a_result_is_not_reused_if_an_answer_has_changed(changed: Answers, tmp_path: Path) -> None:
    saved(tmp_path, a=Result(Value("1"), (), (TITLE, SIZE)))

    assert traces(tmp_path, changed).find("a") is None


def test_a_change_affects_only_the_results_that_read_it(tmp_path: Path) -> None:
    saved(tmp_path, a=Result(Value("1"), (), (TITLE,)), b=Result(Value("2"), (), (SIZE,)))
    after = traces(tmp_path, answers(title="B"))

    assert after.find("a") is None
    assert after.find("b") == Result(Value("2"), (), (SIZE,))


def test_each_answer_is_compared_once_for_all_results(tmp_path: Path) -> None:
    names = [f"{number}" for number in range(5)]
    saved(tmp_path, **{name: Result(Value(name), (), (TITLE,)) for name in names})
    computed: list[str] = []
    again = Answers({"title": lambda path: computed.append(path) or "A"}, {})  # type: ignore[func-returns-value] # None
    after = traces(tmp_path, again)

    assert all(after.find(name) for name in names)
    assert computed == ["a.md"]


def test_an_unknown_task_has_no_result(tmp_path: Path) -> None:
    saved(tmp_path, a=Result(Value("1")))

    assert traces(tmp_path, answers()).find("b") is None
    assert traces(tmp_path / "none", answers()).find("a") is None


def test_only_the_results_of_the_last_build_are_stored(tmp_path: Path) -> None:
    saved(tmp_path, a=Result(Value("1")))
    saved(tmp_path, b=Result(Value("2")))

    assert traces(tmp_path, answers()).find("a") is None
    assert traces(tmp_path, answers()).find("b")


def test_unchanged_results_are_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(tmp_path, a=Result(Value("1"), (), (TITLE,)))
    written: list[str] = []
    monkeypatch.setattr(Store, "put", lambda _self, key, _content: written.append(key))
    saved(tmp_path, a=Result(Value("1"), (), (TITLE,)))
    assert written == []
    saved(tmp_path, a=Result(Value("2"), (), (TITLE,)))
    assert written == [KEY]


def test_results_that_are_still_valid_are_stored_again_with_new_ones(tmp_path: Path) -> None:
    saved(tmp_path, a=Result(Value("1"), (), (TITLE,)), b=Result(Value("2"), (), (SIZE,)))
    after = traces(tmp_path, answers(title="B"))
    old, new = after.find("b"), Result(Value("3"), (), (("has", "b.md"), SIZE, TITLE))
    assert old
    after.save({"a": new, "b": old})
    again = traces(tmp_path, answers(title="B"))

    assert again.find("a") == new
    assert again.find("b") == old


@pytest.mark.parametrize("reads", [[TITLE, SIZE], [TITLE, TITLE, SIZE], [SIZE, TITLE, SIZE]])
def test_queries_that_no_result_makes_are_not_stored_again(
    reads: list[Query], tmp_path: Path
) -> None:
    forge(
        tmp_path,
        [[[each, digest_of(each)] for each in reads], {A: result(positions=[len(reads) - 1])}],
    )
    after = traces(tmp_path, answers())
    found = after.find("a")
    assert found == Result(Value("1"), (), (SIZE,))
    after.save({"a": found})
    content = Store(tmp_path).get(KEY)

    assert content
    assert msgspec.msgpack.decode(content)[1] == [[list(SIZE), digest_of(SIZE)]]
    assert traces(tmp_path, answers()).find("a") == found


def test_results_of_another_program_version_are_not_reused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(tmp_path, a=Result(Value("1")))
    monkeypatch.setattr(module, "fingerprint", lambda: "another")

    assert traces(tmp_path, answers()).find("a") is None


# --- diagnostics ----------------------------------------------------------------------------------


def diagnostic(source: Source) -> Diagnostic:
    """Return a diagnostic with a location, a hint and an edit in a source."""
    location = Location(source, 2, 3, 4)
    edit = TextEdit(location._replace(column=4), "new")
    return Diagnostic(Code.EMPTY_LINK, Severity.WARNING, "Message ä", location, "hint", True, edit)


def test_diagnostics_are_returned_with_locations_in_the_current_sources(tmp_path: Path) -> None:
    old, new = (Source("a.md", "a\nbcdefghi\n") for _ in range(2))
    found = (diagnostic(old), Diagnostic(Code.FILE_TYPE, Severity.ERROR, "no location"))
    result = Result(Value("1", (found[0].location,)), found, ((SOURCE, "a.md"),))
    traces(tmp_path, answers({"a.md": old})).save({"a": result})
    again = traces(tmp_path, answers({"a.md": new})).find("a")

    assert again
    assert again.diagnostics == (diagnostic(new), found[1])
    assert again.diagnostics[0].location.source is new
    assert again.value.places[0].source is new


def test_a_result_with_a_diagnostic_in_a_changed_file_is_not_reused(tmp_path: Path) -> None:
    source = Source("a.md", "a\nbcdefghi\n")
    result = Result(Value("1"), (diagnostic(source),), ((SOURCE, "a.md"),))
    traces(tmp_path, answers({"a.md": source})).save({"a": result})

    assert traces(tmp_path, answers({"a.md": Source("a.md", "\na\nbcdefghi\n")})).find("a") is None
    assert traces(tmp_path, answers()).find("a") is None


def test_a_result_with_a_diagnostic_outside_the_course_is_not_stored(tmp_path: Path) -> None:
    found = (diagnostic(Source("theme/page.html", "a\nb")),)
    saved(tmp_path, a=Result(Value("1"), found), b=Result(Value("2")))

    assert traces(tmp_path, answers()).find("a") is None
    assert traces(tmp_path, answers()).find("b")


def test_a_result_can_be_passed_to_another_process() -> None:
    source = Source("a.md", "a\nbcdefghi\n")
    known = answers({"a.md": source})
    result = Result(Value("1", (Location(source, 2),)), (diagnostic(source),), (TITLE, SIZE))

    assert unpack_result(pack_result(result, known), Value, known) == result
    with pytest.raises(EncodeError):
        pack_result(result, answers())


def test_reads_and_values_contain_plain_strings_after_loading(tmp_path: Path) -> None:
    title = LocatedStr("a.md", Location(Source("b.md", "a.md")))
    saved(tmp_path, a=Result(Value("1"), (), (("title", str(title)),)))
    found = traces(tmp_path, answers()).find("a")

    assert found
    assert [type(word) for query in found.reads for word in query] == [str, str]


def test_a_lone_surrogate_prevents_storing_and_causes_no_crash(tmp_path: Path) -> None:
    saved(tmp_path, a=Result(Value("1"), (), (("has", "\ud800"),)))

    assert traces(tmp_path, answers()).find("a") is None


# --- untrusted data -------------------------------------------------------------------------------


def digest_of(query: Query) -> str:
    return answers().digest(query)


def forge(folder: Path, data: Any) -> None:
    """Store data instead of results, with no inputs if it has the form of a table."""
    is_table = isinstance(data, list) and len(data) == 2
    Store(folder).put(KEY, msgspec.msgpack.encode([{}, *data] if is_table else data))


def result(version: object = "1", diagnostics: object = (), positions: object = ()) -> bytes:
    """Return an encoded result."""
    return msgspec.msgpack.encode([{"version": version, "places": []}, diagnostics, positions])


def test_forged_data_of_the_correct_form_is_a_result(tmp_path: Path) -> None:
    forge(tmp_path, [[[TITLE, digest_of(TITLE)]], {A: result(positions=[0])}])

    assert traces(tmp_path, answers()).find("a") == Result(Value("1"), (), (TITLE,))


@pytest.mark.parametrize(
    "query",
    [
        *(
            (),
            ("",),
            ("none",),
            ("none", "a.md"),
            ("title",),
            ("title", "a.md", "x"),
            ("size", "x"),
        ),
        *(("title", "b.md"), ("size", "file", "b.pdf"), ("__class__",), ("get", "a"), ("source",)),
    ],
)
def test_an_invalid_query_is_never_valid(query: tuple[str, ...], tmp_path: Path) -> None:
    forge(tmp_path, [[[query, digest_of(TITLE)]], {A: result(positions=[0])}])

    assert traces(tmp_path, answers()).find("a") is None


def test_answers_whose_inputs_are_unchanged_are_not_computed(tmp_path: Path) -> None:
    computed: list[str] = []

    def url(path: str) -> str:
        computed.append(path)
        return f"/{path}"

    def of(inputs: str) -> Answers:
        return Answers({"url": url}, {}, {"url": key_of(inputs)})

    traces(tmp_path, of("one")).save({"a": Result(Value("1"), (), (("url", "a"),))})
    computed.clear()

    assert traces(tmp_path, of("one")).find("a")
    assert computed == []
    assert traces(tmp_path, of("two")).find("a")
    assert computed == ["a"]


@pytest.mark.parametrize("positions", [[1], [-1], [2**62], [0, 1], [0, -1]])
def test_a_position_of_no_read_is_never_valid(positions: list[int], tmp_path: Path) -> None:
    forge(tmp_path, [[[TITLE, digest_of(TITLE)]], {A: result(positions=positions)}])

    assert traces(tmp_path, answers()).find("a") is None


FIELDS = {"code": "CG211", "severity": "warning", "message": "m", "location": ["", 1, 1, 1]}
"""The fields of a stored diagnostic."""
LOCATIONS: list[Any] = [
    *(1, [], ["none.md", 1, 1, 1], [[], 1, 1, 1], [7, 1, 1, 1], [None, 1, 1, 1]),
    *(["", -1, 1, 1], ["", 10**9, 1, 1], ["", "1", 1, 1], ["", 1, 1, 1, 1]),
]
DIAGNOSTICS: list[Any] = [
    *(1, [1], [{}], ["m"], [{**FIELDS, "code": "CG999999"}], [{**FIELDS, "code": 1}]),
    *([{**FIELDS, "severity": "none"}], [{**FIELDS, "message": 1}], [{**FIELDS, "edit": {}}]),
    *([{**FIELDS, "location": location}] for location in LOCATIONS),
    *([{**FIELDS, "edit": {"location": location, "text": "x"}}] for location in LOCATIONS),
]
"""Invalid diagnostics of a result."""
POSITIONS: list[Any] = [1, "", ["0"], [0.5], [None], [[]]]
SHAPES: list[Any] = [
    *(None, 1, "ab", b"", [], {}, [1], [[]], [{}, {}], [[], []], [[], {}, 1], [[], {1: []}]),
    *([[[TITLE]], {}], [[[TITLE, 1]], {}], [[[TITLE, "short"]], {}], [[["a", "x" * 40]], {}]),
    *([[], {"a": result()}], [[], {A: [result()]}], [[], {A: ""}], [[], {A: b""}], [[], {A: 1}]),
    *([[], {A: b"\xff"}], [[], {A: b"\x91" * 100_000}], [[], {A: result(1)}]),
    *([[], {A: result(positions=each)}] for each in POSITIONS),
    [[[["a"] * 9, "x" * 40]], {A: result()}],
    *([[], {A: result(diagnostics=each)}] for each in DIAGNOSTICS),
]
"""Data that is not a table of results with the key `a`."""


def test_forged_diagnostics_of_the_correct_form_are_part_of_the_result(tmp_path: Path) -> None:
    forge(tmp_path, [[], {A: result(diagnostics=[FIELDS])}])
    found = traces(tmp_path, answers()).find("a")

    assert found
    assert found.diagnostics == (Diagnostic(Code.EMPTY_LINK, Severity.WARNING, "m"),)


@pytest.mark.parametrize("data", SHAPES)
def test_data_of_another_shape_is_ignored(data: object, tmp_path: Path) -> None:
    forge(tmp_path, data)

    assert traces(tmp_path, answers()).find("a") is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"\x92\x80", b"\x91" * 100_000])
def test_bytes_that_cannot_be_decoded_are_ignored(content: bytes, tmp_path: Path) -> None:
    Store(tmp_path).put(KEY, content)

    assert traces(tmp_path, answers()).find("a") is None


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(max_size=4)
    | st.binary(max_size=4)
    | st.floats()
    | st.sampled_from(["title", "source", "a.md", "x" * 40]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=2) | st.just("a"), inner, max_size=3)
    ),
    max_leaves=12,
)
QUERIES = st.lists(st.sampled_from(["title", "size", "has", "source", "a.md", "file", "", "x"]))
DIGESTS = st.sampled_from([digest_of(TITLE), digest_of(("has", "a")), "x" * 40, ""])
TABLES = st.tuples(
    st.lists(st.tuples(QUERIES, DIGESTS) | PLAIN, max_size=3),
    st.fixed_dictionaries(
        {
            A: PLAIN.map(msgspec.msgpack.encode)
            | st.builds(result, positions=st.lists(st.integers(-1, 3)))
        }
    )
    | PLAIN,
)


@settings(max_examples=400, derandomize=True)
@given(data=PLAIN | TABLES)
def test_no_stored_data_causes_a_crash(
    data: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "forged"
    forge(folder, data)
    found = traces(folder, answers()).find("a")

    assert found is None or isinstance(found.value, Value)


@settings(max_examples=400, derandomize=True)
@given(data=st.data())
def test_no_damaged_data_causes_a_crash(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"
    source = Source("a.md", "a\nbcdefghi\n")
    known = answers({"a.md": source})
    result = Result(Value("1"), (diagnostic(source),), (TITLE, (SOURCE, "a.md")))
    traces(folder, known).save({"a": result})
    content = Store(folder).get(KEY)
    assert content
    at = data.draw(st.integers(0, len(content) - 1))
    new = data.draw(st.binary(max_size=2))
    Store(folder).put(KEY, content[:at] + new + content[at + 1 :])
    found = traces(folder, known).find("a")

    assert found is None or isinstance(found.value, Value)
    traces(folder, known).save({"a": result})
