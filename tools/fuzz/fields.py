"""Build a course for every combination of a key in an author's file and a hostile value.

`python tools/fuzz/run.py fields` tries all of them, each in a separate process with limits.  It
reports tracebacks, and cases that take more than two seconds of CPU time or more than 300 MB.
`coursegen/content/` declares the keys, and `values.py` contains the values.

The script needs fork and resource limits, so it does not run on Windows.
"""

from __future__ import annotations

import argparse
import json
import os
import posixpath
import re
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections import ChainMap, defaultdict
from datetime import UTC, datetime
from itertools import cycle, islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.content.lecture import Lecture
from coursegen.content.material import Material
from coursegen.content.registry import CONTENT_TYPES
from coursegen.content.schedule import Week
from coursegen.content.site import CourseInfo
from coursegen.report.text_report import as_text
from coursegen.schema.field_types import FieldType, fields_of
from fuzz.values import SIZE, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coursegen.schema.fields import Content

    Wrap = Callable[[Any], Any]

SECONDS = 2.0
"""The maximum CPU time of a case."""
MEGABYTES = 300
_MOST_SECONDS, _MOST_BYTES = 5, 3 << 30
"""The resource limits beyond which the operating system kills a case."""
_NOW = datetime(2020, 3, 1, tzinfo=UTC)
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6360000000020001e527d4a20000000049454e44ae426082"
)
_FILES: dict[str, str | bytes] = {
    "site.yaml": '{"title": "Course", "url": "https://example.org/", "start": "2020-02-17"}',
    "content/schedule.yaml": '{"weeks": [{"week": 1, "lectures": [{"title": "A"}]}]}',
    "content/staff.yaml": '{"people": [{"name": "Ada"}]}',
    "content/about.md": "---\n{}\n---\n# About\n\nWords.\n",
    "content/index.md": "Welcome.\n",
    "static/a.png": _PNG,
    "files/a.pdf": "x",
}
_COMPANIONS: dict[type[Content], dict[str, Any]] = {
    CourseInfo: {"url": "https://example.org/", "start": "2020-02-17"},
    Week: {"week": 1, "date": "2020-02-20"},
    Lecture: {"title": "Lecture"},
    Material: {"url": "https://example.org/a"},
}
"""Optional keys with valid values, which let the build continue past the hostile value."""
_VALUE = "@value@"


class Field(NamedTuple):
    """A file whose text contains a placeholder for a hostile value."""

    name: str
    file: str
    text: str


class Case(NamedTuple):
    """A course with hostile values, and a name such as `Week.topic = long word`."""

    name: str
    files: dict[str, str]


class Outcome(NamedTuple):
    """The result of a case: the CPU time, the memory and the problem, if any."""

    name: str
    seconds: float
    megabytes: float
    problem: str

    @property
    def is_bad(self) -> bool:
        """Whether there is a traceback, or a limit is exceeded."""
        return bool(self.problem) or self.seconds > SECONDS or self.megabytes > MEGABYTES


def fields() -> Iterator[Field]:
    """Yield every position where an author's file may contain a value, once per content type."""
    seen: set[type[Content]] = set()
    for root in CONTENT_TYPES:
        file = posixpath.normpath(f"content/{root.files.replace('*', 'about')}")
        text = "---\n{}\n---\n# About\n\nWords.\n" if file.endswith(".md") else "{}"
        for name, data in _places(root.content, _itself, seen):
            written = json.dumps(data).replace(f'"{_VALUE}"', _VALUE)
            yield Field(name, file, text.replace("{}", written, 1))
    yield Field("page text", "content/about.md", f"# About\n\n{_VALUE}\n")


def _places(
    content: type[Content], wrap: Wrap, seen: set[type[Content]]
) -> Iterator[tuple[str, Any]]:
    """Yield the name of each position in `content`, and the data with a placeholder there."""
    seen.add(content)
    companions = required(content) | _COMPANIONS.get(content, {})
    for name, field in fields_of(content).items():

        def put(inner: Any, name: str = name, *, gathers: bool = bool(field.extra_keys)) -> Any:
            return wrap(companions | (inner if gathers else {name: inner}))

        label = f"{content.__name__}.{name}"
        if field.extra_keys and field.type.values:
            yield f"{label}: slides", put({"slides": _VALUE})
        else:
            for kind, inner in _forms(field.type):
                yield f"{label}{kind}", put(inner)
        for within, around in _contents(field.type):
            if within not in seen:
                yield from _places(within, _chain(put, around), seen)


def required(content: type[Content]) -> dict[str, Any]:
    """Return the required keys of a mapping with valid values."""
    return {name: _valid(f.type) for name, f in fields_of(content).items() if f.required}


def _valid(form: FieldType) -> Any:
    """Return a value that a key accepts."""
    if form.content:
        return required(form.content)
    if form.items:
        return [_valid(form.items)]
    if form.values:
        return {"slides": _valid(form.values)}
    if form.scalar in {bool, int}:
        return form.scalar(1)
    examples = re.findall(r"such as ([^,]+?)(?= or |,|$)", form.accepts.title)
    texts = ("a.png", "ada@example.org", *re.findall(r"\w+", form.accepts.title))
    return next(text for text in (*examples, *texts) if re.search(form.accepts.pattern, text))


def _itself(inner: Any) -> Any:
    return inner


def _in_list(inner: Any) -> Any:
    return [inner]


def _in_mapping(inner: Any) -> Any:
    return {"slides": inner}


def _chain(outer: Wrap, inner: Wrap) -> Wrap:
    return lambda value: outer(inner(value))


def _forms(form: FieldType) -> Iterator[tuple[str, Any]]:
    """Yield the placeholder alone, in a list and in a mapping, where the type allows these."""
    yield "", _VALUE
    if form.items:
        yield " as an item", _in_list(_VALUE)
    if form.values:
        yield " as a value", _in_mapping(_VALUE)
        yield " as a key", {_VALUE: "Words"}


def _contents(form: FieldType | None) -> Iterator[tuple[type[Content], Wrap]]:
    """Yield the mappings that are allowed at a position, with functions that wrap their data."""
    if form is None:
        return
    if form.content:
        yield form.content, _itself
    for content, around in _contents(form.items):
        yield content, _chain(_in_list, around)
    for content, around in _contents(form.values):
        yield content, _chain(_in_mapping, around)


def all_cases(size: int = SIZE) -> Iterator[Case]:
    """Yield a case for each combination of a field and a value."""
    known = values(size)
    return (_case(field, *value) for field in fields() for value in known.items())


def sample() -> list[Case]:
    """Return cases that contain each field and each value once or twice.

    The long strings have 20,000 characters.  Each course has one hostile field in each file.
    """
    places = [field for field in fields() if " as " not in field.name]
    known = list(values(20_000).items())
    count = max(len(places), len(known))
    pairs = zip(islice(cycle(places), count), islice(cycle(known), count), strict=True)
    by_file: dict[str, list[Case]] = defaultdict(list)
    for field, value in pairs:
        by_file[field.file].append(_case(field, *value))
    rows = zip_longest(*by_file.values())
    together = ([case for case in row if case] for row in rows)
    return [
        Case(
            "; ".join(case.name for case in cases), dict(ChainMap(*(case.files for case in cases)))
        )
        for cases in together
    ]


def _case(field: Field, name: str, value: str) -> Case:
    return Case(f"{field.name} = {name}", {field.file: field.text.replace(_VALUE, value)})


class Runner:
    """Runs each case in a fork of this process, which has already loaded all modules."""

    def __init__(self, *, cards: bool = True) -> None:
        self._cards = cards
        self._top = Path(tempfile.mkdtemp(prefix="fuzz-fields-"))
        self._base = self._top / "base"
        for path, content in _FILES.items():
            disk = self._base / path
            disk.parent.mkdir(parents=True, exist_ok=True)
            disk.write_bytes(content.encode() if isinstance(content, str) else content)
        _build(self._base, cards=cards)  # fill the image cache

    def close(self) -> None:
        """Delete the courses."""
        shutil.rmtree(self._top)

    def run(self, case: Case) -> Outcome:
        """Build the case's course in a separate process."""
        root = self._top / "case"
        shutil.copytree(self._base, root, copy_function=os.link)
        for path, text in case.files.items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).unlink(missing_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        report = self._top / "report"
        report.write_bytes(b"")
        child = os.fork()
        if not child:
            _end_with_build(root, report, cards=self._cards)
        _, status, usage = os.wait4(child, 0)
        shutil.rmtree(root)
        problem = report.read_text(encoding="utf-8", errors="replace").strip()
        if os.WIFSIGNALED(status):
            problem = f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
        seconds = usage.ru_utime + usage.ru_stime
        return Outcome(case.name, seconds, usage.ru_maxrss / 1024, problem)


def _end_with_build(root: Path, report: Path, *, cards: bool) -> None:
    """Build a course, write the traceback of any exception, and end this process."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
        _build(root, cards=cards)
        status = 0
    except BaseException:  # noqa: BLE001 - any exception is a finding
        report.write_text(traceback.format_exc(limit=-3), encoding="utf-8", errors="replace")
    finally:
        os._exit(status)


def _build(root: Path, *, cards: bool) -> None:
    diagnostics = Diagnostics()
    site = build(Settings(root, _NOW, cards=cards), diagnostics)
    if not diagnostics.failed:
        for file in site.files.values():
            if file.is_slow:
                file.read()
    as_text(diagnostics)


def main(arguments: Sequence[str]) -> int:
    """Run the requested cases; return 1 if any case fails."""
    parser = argparse.ArgumentParser(prog="run.py fields")
    parser.add_argument("--sample", action="store_true", help="use each key and each value once")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="run only cases with TEXT in their names"
    )
    parser.add_argument("--no-cards", action="store_true", help="generate no social cards")
    options = parser.parse_args(arguments)
    cases = sample() if options.sample else all_cases()
    runner = Runner(cards=not options.no_cards)
    outcomes: list[Outcome] = []
    began = time.monotonic()
    try:
        for case in cases:
            if options.only not in case.name:
                continue
            outcome = runner.run(case)
            outcomes.append(outcome)
            if outcome.is_bad:
                print(f"{outcome.name}: {outcome.seconds:.1f} s, {outcome.megabytes:.0f} MB")
                print(outcome.problem, flush=True)
    finally:
        runner.close()
    print(
        f"{len(outcomes)} cases in {time.monotonic() - began:.0f} s: "
        f"{sum(bool(outcome.problem) for outcome in outcomes)} tracebacks, "
        f"at most {max(outcome.seconds for outcome in outcomes):.2f} s and "
        f"{max(outcome.megabytes for outcome in outcomes):.0f} MB"
    )
    return int(any(outcome.is_bad for outcome in outcomes))
