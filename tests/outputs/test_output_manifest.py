"""A published file is reused only if it is the one that a build published."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeCourse, RunTool
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.files import PAGES_CACHE, FileStat, SourceFile, file_stat
from coursegen.incremental.codec import pack
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.store import Store
from coursegen.outputs import output_manifest
from coursegen.outputs.output import Output, of_bytes, of_source
from coursegen.outputs.output_manifest import Entry, OutputManifest, read_manifest, write_manifest
from coursegen.publish import publisher
from coursegen.publish.staging import unchanged

PAGE = of_bytes(b"A page")


def stat_of(path: Path) -> FileStat:
    stat = file_stat(str(path))
    assert stat
    return stat


def published(folder: Path) -> tuple[Store, Path]:
    """Publish a page and store the manifest; return the store and the page."""
    store, output = Store(folder / "cache"), folder / "site"
    output.mkdir()
    page = output / "a.html"
    page.write_bytes(PAGE.read())
    files = {"a.html": PAGE, "gone.html": PAGE}
    write_manifest(store, OutputManifest(str(output)), files, untouched=())
    return store, page


def version(store: Store, page: Path) -> str:
    """Return the version of a published file according to the stored manifest."""
    return read_manifest(store, page.parent).version(page.name)


def test_the_version_of_an_unchanged_file_is_known(tmp_path: Path) -> None:
    assert version(*published(tmp_path)) == PAGE.version


@pytest.mark.parametrize("path", ["b.html", "gone.html", "", ".", "../site/a.html", "/a.html"])
def test_a_file_that_was_not_published_is_unknown(path: str, tmp_path: Path) -> None:
    store, page = published(tmp_path)

    assert read_manifest(store, page.parent).version(path) == ""


def times_of(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_atime_ns, status.st_mtime_ns


def replace_file(page: Path) -> None:
    other = page.with_name("other")
    other.write_text("A pagf")
    os.utime(other, ns=times_of(page))
    other.replace(page)


def write_in_place(page: Path) -> None:
    times = times_of(page)
    with page.open("r+") as stream:
        stream.write("B")
    os.utime(page, ns=times)


def replace_by_link(page: Path) -> None:
    page.rename(page.with_name("other"))
    page.symlink_to("other")


def replace_by_folder(page: Path) -> None:
    page.unlink()
    page.mkdir()


@pytest.mark.parametrize(
    "touch",
    [
        lambda page: page.write_text("A pagf"),
        lambda page: os.utime(page, ns=(0, 0)),
        lambda page: os.utime(page, ns=times_of(page)),
        lambda page: page.chmod(0o600),
        lambda page: page.unlink(),
        lambda page: page.with_name("link").hardlink_to(page),
        replace_file,
        write_in_place,
        replace_by_link,
        replace_by_folder,
    ],
)
def test_the_version_of_a_changed_file_is_unknown(
    touch: Callable[[Path], object], tmp_path: Path
) -> None:
    store, page = published(tmp_path)
    before = file_stat(str(page))
    touch(page)
    while (now := file_stat(str(page))) == before and now:  # timestamps are imprecise
        touch(page)

    assert version(store, page) == ""


def test_files_in_a_copied_or_moved_site_are_unknown(tmp_path: Path) -> None:
    store, page = published(tmp_path)
    copied, moved = tmp_path / "copied", tmp_path / "moved"
    shutil.copytree(page.parent, copied)
    page.parent.rename(moved)

    assert version(store, copied / page.name) == ""
    assert version(store, moved / page.name) == ""
    copied.rename(page.parent)
    assert version(store, page) == ""


def test_without_a_manifest_no_file_is_known(tmp_path: Path) -> None:
    _, page = published(tmp_path)

    assert version(Store(tmp_path / "none"), page) == ""


def test_the_manifest_of_another_program_version_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, page = published(tmp_path)
    monkeypatch.setattr(output_manifest, "fingerprint", lambda: "another")

    assert version(store, page) == ""


# --- writing --------------------------------------------------------------------------------------


def test_an_untouched_file_that_was_changed_by_somebody_else_stays_unknown(tmp_path: Path) -> None:
    store, page = published(tmp_path)
    old = read_manifest(store, page.parent)
    replace_file(page)
    write_manifest(store, old, {"a.html": PAGE, "b.html": PAGE}, untouched={"a.html"})

    assert version(store, page) == ""


def test_an_unchanged_manifest_is_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, page = published(tmp_path)
    monkeypatch.setattr(Store, "put", None)

    write_manifest(store, read_manifest(store, page.parent), {"a.html": PAGE}, untouched=())


def copied(folder: Path, changed: int) -> tuple[Store, Path]:
    """Publish a copy of a file whose change time differs from that of the copy by `changed`."""
    store, source, copy = Store(folder / "cache"), folder / "a.pdf", folder / "site/a.pdf"
    copy.parent.mkdir()
    source.write_bytes(b"1")
    shutil.copy2(source, copy)
    stat = stat_of(source)._replace(changed=stat_of(copy).changed + changed)
    real = file_stat
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            output_manifest,
            "file_stat",
            lambda path: stat if path == str(source) else real(path),
        )
        file = of_source(SourceFile("a.pdf", str(source), 1, stat_of(source)))
        write_manifest(store, OutputManifest(str(copy.parent)), {"a.pdf": file}, untouched=())
    return store, copy


@pytest.mark.parametrize(("changed", "is_known"), [(-1, True), (0, False), (1, False)])
def test_a_copy_is_known_only_if_its_source_was_not_changed_at_the_same_time_or_later(
    changed: int, is_known: bool, tmp_path: Path
) -> None:
    assert bool(version(*copied(tmp_path, changed))) == is_known


def test_a_copy_of_a_file_that_was_removed_is_unknown(tmp_path: Path) -> None:
    store, page = published(tmp_path)
    file = of_source(SourceFile("a.pdf", str(tmp_path / "none.pdf"), 1, stat_of(page)))
    write_manifest(store, read_manifest(store, page.parent), {"a.html": file}, untouched=())

    assert version(store, page) == ""


def test_a_file_without_a_version_is_unknown(tmp_path: Path) -> None:
    store, page = published(tmp_path)
    files = {"a.html": Output("", PAGE.read)}
    write_manifest(store, read_manifest(store, page.parent), files, untouched=())

    assert read_manifest(store, page.parent).entries == {}


# --- untrusted data -------------------------------------------------------------------------------


def forge(store: Store, page: Path, content: bytes) -> None:
    store.put(key_of("manifest", fingerprint(), str(page.parent)), content)


def test_a_forged_manifest_of_the_correct_form_is_read(tmp_path: Path) -> None:
    store, page = published(tmp_path)
    forge(store, page, pack({"a.html": ["x" * 40, stat_of(page)]}))

    assert read_manifest(store, page.parent).entries == {"a.html": Entry("x" * 40, stat_of(page))}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"null", b"1", b"[]", b"\x90", b"\x92\x80", b"\x91" * 100_000],
)
def test_a_manifest_that_cannot_be_decoded_is_ignored(content: bytes, tmp_path: Path) -> None:
    store, page = published(tmp_path)
    forge(store, page, content)

    assert version(store, page) == ""


@pytest.mark.parametrize(
    "change",
    [
        *(lambda stat: stat[:3], lambda stat: (*stat, 1), lambda stat: [*map(str, stat)]),
        *(lambda stat: None, lambda stat: [], lambda stat: {}, lambda stat: [None] * len(stat)),
    ],
)
def test_a_manifest_with_an_invalid_status_is_ignored(
    change: Callable[[FileStat], Any], tmp_path: Path
) -> None:
    store, page = published(tmp_path)
    forge(store, page, pack({"a.html": [PAGE.version, change(stat_of(page))]}))

    assert version(store, page) == ""


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=8)
        | st.dictionaries(st.text(max_size=2) | st.just("a.html"), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=200, derandomize=True)
@given(data=PLAIN | st.fixed_dictionaries({"a.html": st.tuples(st.just("x" * 40), PLAIN)}))
def test_no_stored_data_causes_a_crash_or_makes_a_file_known(
    data: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page = tmp_path_factory.getbasetemp() / "forged/a.html"
    page.parent.mkdir(exist_ok=True)
    page.write_text("A page")
    store = Store(tmp_path_factory.getbasetemp() / "cache")
    forge(store, page, pack(data))

    assert version(store, page) == ""


# --- whole builds ---------------------------------------------------------------------------------


def test_a_manifest_that_was_copied_with_a_course_is_ignored(
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


def test_a_page_that_changes_while_others_are_rendered_is_reported_and_then_rendered_again(
    make_course: MakeCourse, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_course({"content/a.md": "# A\n\nTrue.\n", "content/b.md": "# B\n"})
    assert run_tool("build", "--source", root).code == 0
    page = root / "_site/a/index.html"
    right = page.read_bytes()
    (root / "content/b.md").write_text("# B\n\nMore.\n", encoding="utf-8")

    def write_and_compare(*given: Any, **named: Any) -> object:
        page.write_text("Fake")
        return unchanged(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(publisher, "unchanged", write_and_compare)
        ran = run_tool("build", "--source", root)
    assert ran.code == 1
    assert "a/index.html changed during the build; build again" in ran.err

    assert run_tool("build", "--source", root).code == 0
    assert page.read_bytes() == right
    assert "More." in (root / "_site/b/index.html").read_text(encoding="utf-8")
