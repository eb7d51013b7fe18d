"""Every key of the author's files accepts hostile values without a crash."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import pytest
from fuzz.fields import all_cases, fields, required, sample
from fuzz.values import values

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Location, Source, Text
from coursegen.content.author import Author
from coursegen.content.dates import DAYS_OF_RANGE, Dates, Day
from coursegen.content.image import Image
from coursegen.content.registry import CONTENT_TYPES
from coursegen.content.staff import StaffGroup
from coursegen.content.target import BaseUrl, Link
from coursegen.content.when import WhenWritten
from coursegen.report.text_report import as_text
from coursegen.schema.field_types import contents_in, fields_of
from coursegen.schema.fields import Content, Count, Doc, Email, Id, Label, Language, Markdown
from coursegen.schema.reader import Reader
from coursegen.yaml.parser import parse

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


class AllTypes(Content):
    """A mapping whose required keys have all types of values."""

    text: Annotated[Text, Doc("Text.")]
    note: Annotated[Markdown, Doc("Markdown.")]
    is_open: Annotated[bool, Doc("Yes or no.")]
    count: Annotated[Count, Doc("A number.")]
    label: Annotated[Label, Doc("A label.")]
    id: Annotated[Id, Doc("An id.")]
    email: Annotated[Email, Doc("An address.")]
    language: Annotated[Language, Doc("A language.")]
    day: Annotated[Day, Doc("A day.")]
    week: Annotated[Dates, Doc("Days.", type=DAYS_OF_RANGE)]
    time: Annotated[WhenWritten, Doc("A time.")]
    link: Annotated[Link, Doc("A link.")]
    url: Annotated[BaseUrl, Doc("A URL.")]
    photo: Annotated[Image, Doc("An image.")]
    photos: Annotated[tuple[Image, ...], Doc("Images.")]
    labels: Annotated[Mapping[Text, Text], Doc("Any keys.")]
    groups: Annotated[tuple[StaffGroup, ...], Doc("Mappings.")]


def test_the_generated_values_of_required_keys_are_valid() -> None:
    noted = Diagnostics()
    source = Source("a.yaml", json.dumps(required(AllTypes)))
    reader = Reader(noted, Author.without_site(noted))

    assert reader.read(parse(source, noted), AllTypes, Location(source)) is not None
    assert as_text(noted) == ""


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
