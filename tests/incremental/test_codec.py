"""The codec returns every value unchanged or rejects it."""

import types
from collections.abc import Iterator, Mapping
from datetime import UTC, date, time, timedelta, tzinfo
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostic, Severity, TextEdit
from coursegen.base.struct import Struct, declared_types
from coursegen.base.text import (
    NO_LOCATION,
    FreeData,
    LocatedStr,
    Location,
    Moment,
    Source,
    location_of,
)
from coursegen.content.dates import Dates
from coursegen.content.image import Image
from coursegen.content.kinds import Kind
from coursegen.content.lecture import Lecture
from coursegen.content.material import Material
from coursegen.content.page import Page
from coursegen.content.schedule import Schedule, Week
from coursegen.content.site import CourseInfo
from coursegen.content.staff import Person, Staff
from coursegen.content.when import When
from coursegen.incremental.codec import Context, DecodeError, EncodeError, decode, encode

TEXT = "title: Äa\n" + "words and more words\n" * 9
SOURCE, SITE = Source("content/labs/a.md", TEXT), Source("site.yaml", "title: T\n" * 20)
OTHER = Source("content/b.md", TEXT)
ZONE = ZoneInfo("Asia/Shanghai")
CONTEXT = Context(SOURCE, SITE, ZONE)
KINDS = (Schedule, Staff, Page, Week, Lecture, Material, Person, Image, Dates)

# --- values of the model, generated from its declarations ----------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(1, 9)
PLACES = st.builds(Location, st.sampled_from([SOURCE, SITE]), NUMBERS, NUMBERS, NUMBERS)
TEXTS = WORDS | st.builds(LocatedStr, WORDS, PLACES)
FREE = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63),
    str: WORDS,
    LocatedStr: TEXTS,
    Location: PLACES | st.just(NO_LOCATION),
    date: st.dates(),
    time: st.times(),
    Moment: st.datetimes(timezones=st.just(ZONE)).map(
        lambda found: Moment.fromisoformat(found.replace(fold=0, tzinfo=None).isoformat()).replace(
            tzinfo=ZONE
        )
    ),
    FreeData: st.dictionaries(WORDS, FREE, max_size=3).map(FreeData),
}
OF_PAGES = {
    "name": st.just("labs/a.md"),
    "path": st.sampled_from(["labs/a/index.html", "index.html", "old/a.html", "a b/ä.htm"]),
    "body_length": st.integers(0, len(TEXT)),
    "location": st.just(Location(SOURCE)),
}


def values(declared: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for the values of a field with this declared type."""
    if get_origin(declared) is Annotated:
        return values(get_args(declared)[0])
    if get_origin(declared) in (Union, types.UnionType):
        return st.one_of([values(part) for part in get_args(declared)])
    if get_origin(declared) is tuple:
        return st.lists(values(get_args(declared)[0]), max_size=2).map(tuple)
    if declared is type(None):
        return st.none()
    if declared in SIMPLE:
        return SIMPLE[declared]
    if issubclass(declared, Enum):
        return st.sampled_from(declared)
    return st.deferred(
        lambda: st.fixed_dictionaries(fields_of(declared)).map(lambda given: declared(**given))
    )


def fields_of(kind: type[Any]) -> dict[str, st.SearchStrategy[Any]]:
    own = OF_PAGES if kind is Page else {}
    return {
        name: own[name] if name in own else values(declared)
        for name, declared in declared_types(kind).items()
    }


def shape_of(value: Any) -> Any:
    """Return a value with its types and the locations of its strings, for comparison."""
    if isinstance(value, Struct):
        return type(value), [
            (name, shape_of(getattr(value, name))) for name in value.__struct_fields__
        ]
    if isinstance(value, list | tuple) and not isinstance(value, Location):
        return type(value), [shape_of(each) for each in value]
    if isinstance(value, Mapping):
        return type(value), [(str(key), shape_of(each)) for key, each in value.items()]
    if isinstance(value, str):
        return str(value), location_of(value)
    return type(value), value


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=15, derandomize=True)
@given(data=st.data())
def test_every_value_is_decoded_unchanged(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(values(kind))
    try:
        written = encode(value, CONTEXT)
    except EncodeError:  # numbers of more than 64 bits are not supported
        return

    assert shape_of(decode(written, kind, CONTEXT)) == shape_of(value)


def test_diagnostics_keep_their_locations_in_other_files() -> None:
    edit = TextEdit(Location(OTHER, 2, 3, 4), "x")
    found = (
        Diagnostic(Code.FILE_EMPTY, Severity.WARNING, "m", Location(OTHER, 1, 2, 3), edit=edit),
        Diagnostic(Code.VALUE_TYPE, Severity.ERROR, "n", Location(SITE), "hint", missing=True),
        Diagnostic(Code.VALUE_TYPE, Severity.ERROR, "o"),
    )
    context = Context(SOURCE, SITE, ZONE, {OTHER.name: OTHER}.get)

    assert decode(encode(found, context), tuple[Diagnostic, ...], context) == found


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("UTC")])
def test_the_time_zone_of_a_course_is_decoded(zone: tzinfo) -> None:
    info = CourseInfo("T", timezone=zone)
    context = Context(SITE, SITE, UTC)

    assert str(decode(encode(info, context), CourseInfo, context).timezone) == str(zone)


@pytest.mark.parametrize("key", ["Nowhere/Else", "../../etc/passwd", "/etc/passwd", 7, "a\0b"])
def test_a_forged_time_zone_is_rejected(key: object) -> None:
    forged = msgspec.msgpack.encode({"title": "T", "timezone": key})

    with pytest.raises(DecodeError):
        decode(forged, CourseInfo, Context(SITE, SITE, UTC))


# --- values that cannot be encoded ---------------------------------------------------------------


def page(**given: Any) -> Page:
    return Page(**{"name": "labs/a.md", "path": "a.html", "title": "A", **given})


@pytest.mark.parametrize(
    "value",
    [
        page(title=LocatedStr("A", Location(Source("content/labs/a.md", TEXT)))),
        page(name="b.md", location=Location(OTHER)),
        page(extra={"x": Source("a", "")}),
        Material(Kind("slides"), released=When(moment=Moment(2020, 2, 20, tzinfo=UTC))),
        Material(Kind("slides"), released=When(moment=Moment(2020, 2, 20, fold=1, tzinfo=ZONE))),
        Diagnostic(Code.FILE_EMPTY, Severity.ERROR, "m", Location(OTHER)),
    ],
)
def test_a_value_that_would_be_decoded_differently_is_rejected(value: object) -> None:
    with pytest.raises(EncodeError):
        encode(value, CONTEXT)


def test_default_values_are_not_encoded() -> None:
    assert encode(Schedule(), CONTEXT) == msgspec.msgpack.encode({})


# --- hostile data --------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.sampled_from([0, 1, 3, 7, 63, 1023])
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["url", "2020-02-20", "2020-02-20T10:00:00+08:00", "a.html"])
    | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(
            st.text(max_size=3) | st.sampled_from(["title", "people", "groups", "location"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=25,
)


def wrong_types(value: Any, declared: Any) -> Iterator[Any]:
    """Yield the declared types that the parts of a value do not match."""
    if get_origin(declared) is Annotated:
        yield from wrong_types(value, get_args(declared)[0])
    elif get_origin(declared) in (Union, types.UnionType):
        if value is not None:
            yield from wrong_types(value, get_args(declared)[0])
    elif get_origin(declared) is tuple:
        assert type(value) is tuple
        for each in value:
            yield from wrong_types(each, get_args(declared)[0])
    elif declared is LocatedStr:
        yield from () if type(value) in (str, LocatedStr) else (declared,)
    elif type(value) is not declared:
        yield declared
    elif issubclass(declared, Struct):
        for name, inner in declared_types(declared).items():
            yield from wrong_types(getattr(value, name), inner)


@pytest.mark.parametrize("kind", [Page, Schedule, Staff, Material, Dates])
@settings(max_examples=40, derandomize=True)
@given(data=ANYTHING)
def test_any_data_is_rejected_or_has_the_declared_types(kind: type[Any], data: Any) -> None:
    try:
        value: object = decode(msgspec.msgpack.encode(data), kind, CONTEXT)
    except DecodeError:
        return
    assert list(wrong_types(value, kind)) == []


@pytest.mark.parametrize("kind", [Page, Schedule, Staff])
@settings(max_examples=25, derandomize=True)
@given(data=st.data())
def test_damaged_data_is_rejected_or_has_the_declared_types(
    kind: type[Any], data: st.DataObject
) -> None:
    try:
        written = msgspec.msgpack.decode(encode(data.draw(values(kind)), CONTEXT))
    except EncodeError:
        return
    harmed = msgspec.msgpack.encode(data.draw(with_one_other(written)))
    try:
        value: object = decode(harmed, kind, CONTEXT)
    except DecodeError:
        return
    assert list(wrong_types(value, kind)) == []


def with_one_other(written: object) -> st.SearchStrategy[object]:
    """Return a strategy for the data with one part replaced."""
    parts: dict[Any, Any] = (
        dict(enumerate(written))
        if isinstance(written, list)
        else {}
        if not isinstance(written, dict)
        else written
    )
    if not parts:
        return ANYTHING
    inside = st.sampled_from(list(parts)).flatmap(
        lambda key: with_one_other(parts[key]).map(
            lambda other: (
                list({**parts, key: other}.values())
                if isinstance(written, list)
                else {**parts, key: other}
            )
        )
    )
    return inside | ANYTHING


def data_of(**fields: object) -> bytes:
    known = {"name": "labs/a.md", "path": "a.html", "title": "A", "location": [0, 1, 1, 1]}
    return msgspec.msgpack.encode(known | fields)


@pytest.mark.parametrize(
    "path",
    [
        "../a.html",
        "/etc/passwd",
        "a/../../b.html",
        "..",
        "",
        "a/",
        "a//b.html",
        "./a.html",
        "a\0b.html",
        "a\\..\\..\\b.html",
    ],
)
def test_a_page_path_outside_the_site_is_rejected(path: str) -> None:
    assert decode(data_of(), Page, CONTEXT).path == "a.html"

    with pytest.raises(DecodeError):
        decode(data_of(path=path), Page, CONTEXT)


@pytest.mark.parametrize("numbers", [[10**9, 1, 1], [1, 10**9, 1], [1, 1, 10**9], [-1, 1, 1]])
def test_a_location_outside_the_file_is_rejected(numbers: list[int]) -> None:
    for wrong in ({"location": [0, *numbers]}, {"title": ["A", *numbers]}):
        with pytest.raises(DecodeError):
            decode(data_of(**wrong), Page, CONTEXT)


def test_a_location_in_an_unknown_file_is_rejected() -> None:
    for wrong in ({"location": ["content/b.md", 1, 1, 1]}, {"title": ["A", 1, 1, 1, "b.md"]}):
        with pytest.raises(DecodeError):
            decode(data_of(**wrong), Page, CONTEXT)


@pytest.mark.parametrize("wrong", [{"body_length": len(TEXT) + 1}, {"body_length": -1}])
def test_a_body_longer_than_its_file_is_rejected(wrong: dict[str, int]) -> None:
    length = len(TEXT)
    assert decode(data_of(body_length=length), Page, CONTEXT).body_length == length

    with pytest.raises(DecodeError):
        decode(data_of(**wrong), Page, CONTEXT)


def test_a_page_with_the_name_of_another_file_is_rejected() -> None:
    with pytest.raises(DecodeError):
        decode(data_of(name="labs/b.md"), Page, CONTEXT)


def test_a_time_with_a_time_zone_is_rejected() -> None:
    data = {"kind": {"key": "slides"}, "released": "2020-02-20T10:00:00+08:00"}
    with pytest.raises(DecodeError):
        decode(msgspec.msgpack.encode(data), Material, CONTEXT)


def test_deeply_nested_data_is_rejected() -> None:
    deep = b"\x91" * 100_000 + b"\xa1x"
    with pytest.raises(DecodeError):
        decode(b"\x81\xa5extra" + deep, Page, CONTEXT)


def test_a_change_of_the_clock_is_no_obstacle() -> None:
    released = Moment(2020, 2, 20, 12, tzinfo=ZONE) + timedelta(days=1)
    value = Material(Kind("slides"), released=When(moment=released))

    assert decode(encode(value, CONTEXT), Material, CONTEXT) == value
