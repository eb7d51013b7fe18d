"""The cache in `.coursegen` is not trusted: it cannot run code or access other files."""

import os
import pickle
import shutil
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from datetime import UTC, date, time
from itertools import islice, product
from pathlib import Path
from string import ascii_letters
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
import pytest
from conftest import MakeCourse, RunTool
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.files import PAGES_CACHE
from coursegen.base.struct import declared_types
from coursegen.base.text import FreeData, LocatedStr, Location, Moment, Source
from coursegen.cli import main
from coursegen.content.page import Page
from coursegen.content.schedule import Schedule
from coursegen.content.staff import Staff
from coursegen.content.target import TargetKind
from coursegen.incremental.codec import Context, encode
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.store import Store
from coursegen.incremental.up_to_date import RECORD

COURSE = {
    "site.yaml": "title: T\nurl: https://example.org/\n",
    "content/a.md": "# A\n\n[B](b.md) and [nothing](c.md).\n",
    "content/b.md": "# B\n",
    "content/schedule.yaml": "weeks: [{week: 1, lectures: [{title: One}]}]\n",
    "content/staff.yaml": "groups: [{title: T, people: [Ada]}]\n",
}
COURSE_KEY = key_of("memo", "content", fingerprint())
HARM = b"cos\nsystem\n(S'touch RAN'\ntR."
"""A pickle that runs a command."""


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def notes(root: Path) -> list[Path]:
    return [path for path in (root / PAGES_CACHE).rglob("*") if path.is_file()]


def to_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parents[5] / "secret")


def to_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def to_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes()[:40]),
        lambda path: path.write_bytes(path.read_bytes()[::-1]),
        lambda path: path.write_bytes(HARM),
        lambda path: path.write_bytes(pickle.dumps(print)),
        lambda path: path.chmod(0),
        to_link,
        to_pipe,
        to_folder,
        to_loop,
    ],
)
def test_damaged_cache_entries_are_created_again(
    harm: Callable[[Path], object], make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(COURSE)
    (root.parent / "secret").write_bytes(b"precious")
    first = run_tool("build", "--source", root)
    right = files(root / "_site")
    for path in notes(root):
        harm(path)
    shutil.rmtree(root / "_site")

    ran = run_tool("build", "--source", root)
    assert (ran.code, ran.err) == (0, first.err)
    assert files(root / "_site") == right
    assert (root.parent / "secret").read_bytes() == b"precious"
    assert not Path("RAN").exists()


@pytest.mark.parametrize("part", [".coursegen", ".coursegen/cache", PAGES_CACHE])
@pytest.mark.parametrize("what", ["link", "pipe", "file", "lost link"])
def test_a_cache_path_that_is_not_a_folder_is_not_used(
    part: str, what: str, make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(COURSE)
    other = root.parent / "other"
    shutil.copytree(root, other)
    assert run_tool("build", "--source", other).code == 0
    before = files(other)
    (root / part).parent.mkdir(parents=True, exist_ok=True)
    if what == "link":
        (root / part).symlink_to(other / part)
    elif what == "pipe":
        os.mkfifo(root / part)
    elif what == "file":
        (root / part).write_text("mine")
    else:
        (root / part).symlink_to(root.parent / "nowhere")

    assert run_tool("build", "--source", root).code == 0
    assert run_tool("build", "--source", root).code == 0
    assert files(root / "_site") == files(other / "_site")
    assert files(other) == before
    assert not (root.parent / "nowhere").exists()


def forge(root: Path, kind: type[Any], name: str, data: object) -> None:
    """Write `data` to the cache for a file of the course."""
    entry = {stored_key(kind, name): msgspec.msgpack.encode([data, []])}
    Store(root / PAGES_CACHE).put(COURSE_KEY, msgspec.msgpack.encode(entry))


def stored_key(kind: type[Any], name: str) -> str:
    """Return the key of a file's value in the cache."""
    path = name.removeprefix("content/")
    if kind is Page:
        return key_of("page", path, "True", "")  # without front matter
    site, source = Source("site.yaml", COURSE["site.yaml"]), Source(name, COURSE[name])
    return key_of(kind.__name__, path, source.digest, site.digest)


@pytest.mark.parametrize("path", ["../../victim", "/tmp/victim.html", "..", "a\0b", "x/../../y"])
def test_no_file_is_written_outside_the_site_for_a_forged_page_path(
    path: str, make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(COURSE)
    assert run_tool("build", "--source", root).code == 0
    right, around = files(root / "_site"), set(root.parent.iterdir())
    source = Source("content/a.md", COURSE["content/a.md"])
    page = Page("a.md", "a.html", "A", len(source.text), location=Location(source))
    written = encode(page, Context(source, Source("site.yaml", ""), UTC))
    data = msgspec.msgpack.decode(written)
    assert data["path"] == "a.html"
    forge(root, Page, "content/a.md", {**data, "path": path})

    assert run_tool("build", "--source", root).code == 0
    assert files(root / "_site") == right
    assert set(root.parent.iterdir()) == around
    assert not Path("/tmp/victim.html").exists()


# --- forged values --------------------------------------------------------------------------------

TEXTS = ["x", "", "a.md", "#x", "<b>", "../../x", "/etc/passwd", "\0", "A" * 300, "{{ x }}"]
TEXTS += ["javascript:x", "table", "grid", "list", "cards", "page.html", "404.html", "week", "%"]
NUMBERS = [0, 1, -1, 2, 5, 2**31, 2**63, -(2**63)]
WORDS = st.sampled_from(TEXTS)
PLACES = st.lists(st.sampled_from([0, 1, -5, 3, 10**12]), min_size=3, max_size=4)
FORGED: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.sampled_from(NUMBERS),
    str: WORDS,
    LocatedStr: WORDS | st.builds(lambda text, location: [text, *location], WORDS, PLACES),
    Location: PLACES.map(lambda numbers: [0, *numbers[:3]]),
    TargetKind: st.sampled_from(["url", "file", "page", "site"]),
    date: st.sampled_from(["0001-01-01", "9999-12-31", "2020-02-20"]),
    Moment: st.sampled_from(["0001-01-01T00:00", "9999-12-31T23:59", "2020-02-20T12:00"]),
    time: st.sampled_from(["00:00", "23:59:59", "24:00", "x"]),
    FreeData: st.just({"x": ["x", {"y": ["z", 1, 1, 1]}]}),
}


def forged(declared: Any) -> st.SearchStrategy[Any]:
    """Return data of a declared type with forged values."""
    if get_origin(declared) is Annotated:
        return forged(get_args(declared)[0])
    if get_origin(declared) in (Union, types.UnionType):
        return st.none() | forged(get_args(declared)[0])
    if get_origin(declared) is tuple:
        return st.lists(forged(get_args(declared)[0]), max_size=3)
    if declared in FORGED:
        return FORGED[declared]
    return st.deferred(lambda: of_class(declared))


def of_class(kind: type[Any]) -> st.SearchStrategy[Any]:
    own = {
        "name": st.just("a.md"),
        "body_length": st.just(3),
        "path": st.sampled_from(["a/index.html", "index.html", "x.html"]),
    }
    return st.fixed_dictionaries(
        {
            name: own[name] if kind is Page and name in own else forged(declared)
            for name, declared in declared_types(kind).items()
        }
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("forged") / "course"
    for path, content in COURSE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    yield root
    assert [path.name for path in root.parent.iterdir()] == ["course"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Page, "content/a.md"),
        (Schedule, "content/schedule.yaml"),
        (Staff, "content/staff.yaml"),
    ],
)
@settings(max_examples=12, derandomize=True)
@given(data=st.data())
def test_forged_values_cause_no_crash(
    kind: type[Any], name: str, data: st.DataObject, course: Path
) -> None:
    forge(course, kind, name, data.draw(of_class(kind)))

    assert main(["build", "--source", str(course), "--quiet", "--now", "2020-02-20"]) in (0, 1)


# --- a check writes nothing -----------------------------------------------------------------------


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in (folder, *folder.rglob("*"))
    }


def test_a_check_does_not_write_or_touch_the_cache(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(COURSE)
    before = marks(root)
    run_tool("check", "--source", root)
    assert marks(root) == before

    assert run_tool("build", "--source", root).code == 0
    before = marks(root)
    run_tool("check", "--source", root)
    assert marks(root) == before


# --- memory ---------------------------------------------------------------------------------------

NOTHINGS = 12_000_000
EMPTY_LISTS = b"\xdd" + NOTHINGS.to_bytes(4, "big") + b"\x90" * NOTHINGS
"""A MessagePack list of empty lists; each takes 1 byte, or 64 bytes when decoded."""
PEAK = """
import re, sys
from pathlib import Path
from coursegen.cli import main
assert main(["build", "--source", sys.argv[1], "--quiet"]) == 0
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def peak(root: Path) -> int:
    """Return the peak memory of a build in another process, in megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(root)], capture_output=True, text=True, check=True
    )
    return int(done.stdout) // 1000


def mapping(count: int, value: bytes) -> bytes:
    """Return a MessagePack mapping of many short keys to a value."""
    keys = map("".join, product(ascii_letters, repeat=4))
    items = (b"\xa4" + key.encode() + value for key in islice(keys, count))
    return b"\xdf" + count.to_bytes(4, "big") + b"".join(items)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("kind", ["of many results", "of one query"])
def test_a_forged_cache_needs_little_memory(
    kind: str, make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(COURSE)
    assert run_tool("build", "--source", root).code == 0
    right = files(root / "_site")
    shutil.rmtree(root / "_site")
    cache = Store(root / PAGES_CACHE)
    key = stored_key(Schedule, "content/schedule.yaml")
    cache.put(COURSE_KEY, msgspec.msgpack.encode({key: EMPTY_LISTS}))
    output = str(root / "_site")
    cache.put(key_of("manifest", fingerprint(), output), mapping(500_000, b"\x92\xa0\x94\0\0\0\0"))
    words = b"\x93\x80\x91\x92\xdd" + (11_000_000).to_bytes(4, "big") + b"\xa0" * 11_000_000
    traces = {
        "of many results": b"\x93\x80\x90" + mapping(1_000_000, b"\x92\xc4\0\x90"),
        "of one query": words + b"\xd9\x28" + b"k" * 40 + b"\x80",
    }[kind]
    cache.put(key_of("traces", f"pages {output}", fingerprint()), traces)
    text = "é" * 7_000_000
    cache.put(key_of("markdown", fingerprint(), str(COURSE["content/a.md"])), text.encode())
    (root / RECORD).write_bytes(b"ab\0" * 6_000_000)

    assert peak(root) < 150
    assert files(root / "_site") == right
