"""Course data is deserialized unchanged or rejected."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.struct import Struct, struct_fields
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Source, location_of
from coursegen.content.kinds import Kind
from coursegen.content.page import Page
from coursegen.content.schedule import Dates, Material, Schedule
from coursegen.content.staff import Staff
from coursegen.content.target import TargetKind
from coursegen.loader import record
from coursegen.loader.record import Setting, Unfit, dump, load

TEXT = "title: Äa\n" + "words and more words\n" * 9
SOURCE, SITE = Source("content/labs/a.md", TEXT), Source("site.yaml", "title: T\n" * 20)
ZONE = ZoneInfo("Asia/Shanghai")
SETTING = Setting(SOURCE, SITE, ZONE)
KINDS = sorted(record._MODEL.values(), key=lambda kind: kind.__name__)

# --- values of the model, generated from its declarations ----------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(1, 9)
PLACES = st.builds(Location, st.sampled_from([SOURCE, SITE]), NUMBERS, NUMBERS, NUMBERS)
TEXTS = WORDS | st.builds(LocatedStr, WORDS, PLACES)
FREE = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "int": st.integers(-(2**63), 2**63),
    "str": TEXTS,
    "Location": PLACES | st.just(NO_LOCATION),
    "TargetKind": st.sampled_from(TargetKind),
    "date": st.dates(),
    "datetime": st.datetimes(timezones=st.just(ZONE)).map(lambda time: time.replace(fold=0)),
    "Mapping[Any, Any]": st.dictionaries(TEXTS, FREE, max_size=3),
}
OF_PAGES = {
    "name": st.just("labs/a.md"),
    "path": st.sampled_from(["labs/a/index.html", "index.html", "old/a.html", "a b/ä.htm"]),
    "body_length": st.integers(0, len(TEXT)),
}


def values(declared: str) -> st.SearchStrategy[Any]:
    """Return a strategy for the values of a field with this declared type."""
    if declared.endswith(" | None"):
        return st.none() | values(declared.removesuffix(" | None"))
    several = record._TUPLE.fullmatch(declared)
    if several:
        return st.lists(values(several[1]), max_size=2).map(tuple)
    if declared in SIMPLE:
        return SIMPLE[declared]
    kind = record._MODEL[declared]
    return st.deferred(
        lambda: st.fixed_dictionaries(fields_of(kind)).map(lambda given: kind(**given))
    )


def fields_of(kind: type[Any]) -> dict[str, st.SearchStrategy[Any]]:
    own = OF_PAGES if kind is Page else {}
    return {
        f.name: own[f.name] if f.name in own else values(f.declared) for f in struct_fields(kind)
    }


def shape_of(value: Any) -> Any:
    """Return a value with its types and the locations of its strings, for comparison."""
    if isinstance(value, Struct):
        return type(value), [
            (f.name, shape_of(getattr(value, f.name))) for f in struct_fields(type(value))
        ]
    if isinstance(value, list | tuple) and not isinstance(value, Location):
        return type(value), [shape_of(each) for each in value]
    if isinstance(value, Mapping):
        return dict, [(shape_of(key), shape_of(each)) for key, each in value.items()]
    if isinstance(value, str):
        return str(value), location_of(value)
    return type(value), value


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=15, derandomize=True)
@given(data=st.data())
def test_every_value_is_deserialized_unchanged(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(values(kind.__name__))
    try:
        written = msgspec.msgpack.encode(dump(value, SETTING))
    except OverflowError:  # numbers of more than 64 bits are not supported
        return

    back = load(kind, msgspec.msgpack.decode(written), SETTING)
    assert shape_of(back) == shape_of(value)


# --- values that cannot be serialized ------------------------------------------------------------


def page(**given: Any) -> Page:
    return Page(**{"name": "labs/a.md", "path": "a.html", "title": "A", **given})


@pytest.mark.parametrize(
    "value",
    [
        page(title=LocatedStr("A", Location(Source("content/labs/a.md", TEXT)))),
        page(name="b.md"),
        page(extra={"x": date(2020, 2, 20)}),
        page(extra={"x": {1, 2}}),
        Material(Kind("slides"), released=datetime(2020, 2, 20, tzinfo=UTC)),
        Material(Kind("slides"), released=datetime(2020, 2, 20, fold=1, tzinfo=ZONE)),
    ],
)
def test_a_value_that_would_be_deserialized_differently_is_rejected(value: object) -> None:
    with pytest.raises(Unfit):
        dump(value, SETTING)


def test_default_values_are_not_serialized() -> None:
    assert dump(Schedule(), SETTING) == [0]


# --- hostile data --------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.sampled_from([0, 1, 3, 7, 63, 1023])
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["url", "2020-02-20", "2020-02-20T10:00:00+08:00", "text", "list", "dict"])
    | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=25,
)


def wrong_types(value: Any, declared: str) -> Iterator[str]:
    """Yield the declared types that the parts of a value do not match."""
    if declared.endswith(" | None"):
        if value is not None:
            yield from wrong_types(value, declared.removesuffix(" | None"))
        return
    several = record._TUPLE.fullmatch(declared)
    if several:
        assert type(value) is tuple
        for each in value:
            yield from wrong_types(each, several[1])
    elif declared in record._MODEL:
        assert type(value) is record._MODEL[declared]
        for field in struct_fields(type(value)):
            yield from wrong_types(getattr(value, field.name), field.declared)
    elif declared == "Mapping[Any, Any]":
        yield from () if type(value) is dict else (declared,)
    elif declared == "str":
        yield from () if type(value) in (str, LocatedStr) else (declared,)
    else:
        known = {"bool": bool, "int": int, "Location": Location, "TargetKind": TargetKind}
        types = {**known, "date": date, "datetime": datetime}
        yield from () if type(value) is types[declared] else (declared,)


@pytest.mark.parametrize("kind", [Page, Schedule, Staff, Material, Dates])
@settings(max_examples=40, derandomize=True)
@given(data=ANYTHING)
def test_any_data_is_rejected_or_has_the_declared_types(kind: type[Any], data: Any) -> None:
    try:
        value = load(kind, data, SETTING)
    except (Unfit, RecursionError):
        return
    assert list(wrong_types(value, kind.__name__)) == []


@pytest.mark.parametrize("kind", [Page, Schedule, Staff])
@settings(max_examples=25, derandomize=True)
@given(data=st.data())
def test_damaged_data_is_rejected_or_has_the_declared_types(
    kind: type[Any], data: st.DataObject
) -> None:
    written = dump(data.draw(values(kind.__name__)), SETTING)
    harmed = data.draw(with_one_other(written))
    try:
        value = load(kind, harmed, SETTING)
    except (Unfit, RecursionError):
        return
    assert list(wrong_types(value, kind.__name__)) == []


def with_one_other(written: object) -> st.SearchStrategy[object]:
    """Return a strategy for the data with one part replaced."""
    if not isinstance(written, list) or not written:
        return ANYTHING
    inside = st.integers(0, len(written) - 1).flatmap(
        lambda location: with_one_other(written[location]).map(
            lambda other: [*written[:location], other, *written[location + 1 :]]
        )
    )
    return inside | ANYTHING


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
    data = dump(page(), SETTING)
    assert isinstance(data, list)
    assert data[2] == "a.html"

    with pytest.raises(Unfit):
        load(Page, [*data[:2], path, *data[3:]], SETTING)


def test_a_location_outside_the_file_is_rejected() -> None:
    for numbers in ([10**9, 1, 1], [1, 10**9, 1], [1, 1, 10**9]):
        with pytest.raises(Unfit):
            load(Staff, [2, numbers], SETTING)


def test_a_body_longer_than_its_file_is_rejected() -> None:
    length = len(TEXT)
    assert load(Page, dump(page(body_length=length), SETTING), SETTING).body_length == length

    with pytest.raises(Unfit):
        load(Page, dump(page(body_length=length + 1), SETTING), SETTING)
