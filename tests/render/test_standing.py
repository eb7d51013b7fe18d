"""A page is reused only if its file is the one that a build published."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MakeCourse, RunTool

from coursegen.base.files import PAGES_CACHE, FileStat, file_stat
from coursegen.incremental.cache import Cache, key_of
from coursegen.incremental.packed import pack
from coursegen.incremental.program import program
from coursegen.publish import publisher
from coursegen.publish.staging import unchanged
from coursegen.render.standing import Asked, Fresh, Standing

KEY, DIGEST = key_of("page"), key_of("picture")


def published(folder: Path) -> tuple[Cache, Path, Standing]:
    """Publish and record a page; return the cache, the page and its record."""
    cache, output = Cache(folder / "cache"), folder / "site"
    output.mkdir()
    page = output / "a.html"
    page.write_text("A page")
    stamp = file_stat(str(page))
    assert stamp
    standing = Standing(cache, output)
    fresh = Fresh(KEY, (Asked("static/a.png", "content", 0, DIGEST),))
    standing.note({"a.html": fresh, "gone.html": fresh}, {"a.html": stamp})
    return cache, page, Standing(cache, output)


def test_an_unchanged_page_is_found_with_its_record(tmp_path: Path) -> None:
    _, _, standing = published(tmp_path)

    found = standing.find("a.html", KEY)
    assert found
    assert found[0] == Fresh(KEY, (Asked("static/a.png", "content", 0, DIGEST),))


def test_a_page_with_another_key_is_not_found(tmp_path: Path) -> None:
    assert published(tmp_path)[2].find("a.html", "other") is None


def test_a_page_that_was_not_published_is_not_found(tmp_path: Path) -> None:
    assert published(tmp_path)[2].find("gone.html", KEY) is None


def times_of(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_atime_ns, status.st_mtime_ns


def put_another_there(page: Path) -> None:
    other = page.with_name("other")
    other.write_text("A pagf")
    os.utime(other, ns=times_of(page))
    other.replace(page)


def write_in_it(page: Path) -> None:
    times = times_of(page)
    with page.open("r+") as stream:
        stream.write("B")
    os.utime(page, ns=times)


def put_a_link_there(page: Path) -> None:
    page.rename(page.with_name("other"))
    page.symlink_to("other")


@pytest.mark.parametrize(
    "touch",
    [
        lambda page: page.write_text("A pagf"),
        lambda page: os.utime(page, ns=(0, 0)),
        lambda page: os.utime(page, ns=times_of(page)),
        lambda page: page.chmod(0o600),
        lambda page: page.unlink(),
        lambda page: page.with_name("link").hardlink_to(page),
        put_another_there,
        write_in_it,
        put_a_link_there,
    ],
)
def test_a_changed_page_is_not_found(touch: Callable[[Path], object], tmp_path: Path) -> None:
    _, page, standing = published(tmp_path)
    before = file_stat(str(page))
    touch(page)
    while (now := file_stat(str(page))) == before and now:  # timestamps are imprecise
        touch(page)

    assert standing.find("a.html", KEY) is None


def test_a_page_in_a_copied_or_moved_site_is_not_found(tmp_path: Path) -> None:
    cache, page, _ = published(tmp_path)
    copied = tmp_path / "copied"
    shutil.copytree(page.parent, copied)
    page.parent.rename(tmp_path / "moved")

    assert Standing(cache, copied).find("a.html", KEY) is None
    assert Standing(cache, tmp_path / "moved").find("a.html", KEY) is None


def test_without_a_record_no_page_is_found(tmp_path: Path) -> None:
    _, page, _ = published(tmp_path)

    assert Standing(Cache(tmp_path / "none"), page.parent).find("a.html", KEY) is None


SAID: list[object] = [
    *(None, 1, "ab", [], [KEY, None], [KEY, [1]], [1, []], [{}, []]),
    *([KEY, [["a", "content"]]], [KEY, [["a", "content", "0", ""]]], {KEY: KEY}),
]
PAGES: list[object] = [
    *(None, 1, "ab", [], [["a.html", [KEY, []]]], {1: [KEY, []]}),
    *({"a.html": said} for said in SAID),
]
"""Invalid records of a page with the key `KEY`."""
NOTES = [b"", b"{", b"\xff", b"null", b"1", b"[]", b"\x90", b"\x92\x80", b"\x91" * 100_000]


@pytest.mark.parametrize("note", NOTES)
def test_a_record_that_cannot_be_parsed_is_ignored(note: bytes, tmp_path: Path) -> None:
    cache, page, _ = published(tmp_path)
    cache.put(key_of("standing", program(), str(page.parent)), note)

    assert Standing(cache, page.parent).find("a.html", KEY) is None


@pytest.mark.parametrize("pages", PAGES)
def test_a_record_without_valid_pages_is_ignored(pages: object, tmp_path: Path) -> None:
    cache, page, _ = published(tmp_path)
    note = pack([pages, {"a.html": file_stat(str(page))}])
    cache.put(key_of("standing", program(), str(page.parent)), note)

    assert Standing(cache, page.parent).find("a.html", KEY) is None


@pytest.mark.parametrize("change", [lambda s: s[:3], lambda s: (*s, 1), lambda s: [*map(str, s)]])
def test_a_record_without_valid_file_information_is_ignored(
    change: Callable[[FileStat], object], tmp_path: Path
) -> None:
    cache, page, _ = published(tmp_path)
    stamp = file_stat(str(page))
    assert stamp
    key = key_of("standing", program(), str(page.parent))
    cache.put(key, pack([{"a.html": [KEY, []]}, {"a.html": change(stamp)}]))
    assert Standing(cache, page.parent).find("a.html", KEY) is None

    cache.put(key, pack([{"a.html": [KEY, []]}, {"a.html": stamp}]))
    assert Standing(cache, page.parent).find("a.html", KEY)


def test_a_record_that_was_copied_with_a_course_is_ignored(
    make_course: MakeCourse, run_tool: RunTool, tmp_path: Path
) -> None:
    root = make_course({"content/a.md": "# A\n\nTrue.\n"})
    assert run_tool("build", "--source", root).code == 0
    page = root / "_site/a/index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("True", "Fake"), encoding="utf-8")
    root.rename(tmp_path / "away")
    shutil.copytree(tmp_path / "away", root)
    assert list((root / PAGES_CACHE).glob("*/*"))

    assert run_tool("build", "--source", root).code == 0
    assert "True" in page.read_text(encoding="utf-8")


def test_a_page_that_changes_while_others_are_rendered_is_rendered_again(
    make_course: MakeCourse, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_course({"content/a.md": "# A\n\nTrue.\n", "content/b.md": "# B\n"})
    assert run_tool("build", "--source", root).code == 0
    page = root / "_site/a/index.html"
    right = page.read_bytes()
    (root / "content/b.md").write_text("# B\n\nMore.\n", encoding="utf-8")

    def look_and_let_somebody_write(*given: object, **named: object) -> object:
        page.write_text("Fake")
        return look(*given, **named)  # type: ignore[arg-type] # passed on

    look = unchanged
    monkeypatch.setattr(publisher, "unchanged", look_and_let_somebody_write)
    assert run_tool("build", "--source", root).code == 0

    assert page.read_bytes() == right
    assert "More." in (root / "_site/b/index.html").read_text(encoding="utf-8")
