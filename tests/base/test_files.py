"""Only files inside the folder are listed; files that are not UTF-8 are rejected."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import read_text, walk
from coursegen.base.text import Source


def lay(folder: Path, *paths: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)
    return folder


def walked(folder: Path) -> tuple[list[str], list[str]]:
    """Return the listed paths, and the diagnostics."""
    noted = Diagnostics()
    paths = [found.path for found in walk(folder, "files", noted)]
    return paths, [f"{d.location.source.name}: {d.severity.value}: {d.message}" for d in noted]


def test_files_are_listed_in_the_same_order_on_all_systems(tmp_path: Path) -> None:
    lay(tmp_path, "b", "a/z", "a/b/c", "B", "a-b", "10", "2", "ä")
    assert walked(tmp_path) == (["10", "2", "B", "a-b", "b", "ä", "a/z", "a/b/c"], [])


def test_the_path_and_size_of_a_file_are_listed(tmp_path: Path) -> None:
    (found,) = walk(lay(tmp_path, "deep/a b.txt"), "files", Diagnostics())
    assert (found.path, found.disk, found.size) == (
        "deep/a b.txt",
        tmp_path / "deep" / "a b.txt",
        len("deep/a b.txt"),
    )


def test_hidden_files_and_folders_are_skipped_without_a_warning(tmp_path: Path) -> None:
    lay(tmp_path, "a", ".hidden", ".git/config", "b/.DS_Store", "b/c")
    assert walked(tmp_path) == (["a", "b/c"], [])


def test_a_missing_folder_has_no_files(tmp_path: Path) -> None:
    assert walked(tmp_path / "missing") == ([], [])
    assert walked(lay(tmp_path, "file") / "file") == ([], [])


ODD_NAMES = [
    "two words.pdf",
    " spaces at the ends ",
    "line\nbreak.pdf",
    "tab\tand\x1b[31mescape",
    "刘辉_林哲_CVAE_caption.pptx",
    "Q&A.md",
    "C#.md",
    "100%.md",
    "%2e%2e%2f",
    "why?.md",
    "a+b;c,d=e'f\"g.md",
    "[brackets] (parens) {braces}",
    "back\\slash",
    "-leading-dash",
    "~",
    "e\u0301 in two code points",
    "👩‍🎓",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_listed_name_is_the_same_as_on_disk(tmp_path: Path, name: str) -> None:
    lay(tmp_path, name, f"{name} folder/{name}")
    assert walked(tmp_path) == ([name, f"{name} folder/{name}"], [])


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no names that are not UTF-8")
def test_a_name_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.pdf")).write_text("x")
    paths, noted = walked(lay(tmp_path, "good"))
    assert paths == ["good"]
    assert noted == ["files/caf\udce9.pdf: warning: this file name is not UTF-8"]


def test_links_that_stay_inside_the_folder_are_followed(tmp_path: Path) -> None:
    lay(tmp_path, "a/b")
    (tmp_path / "c").symlink_to("a/b")
    (tmp_path / "d").symlink_to("a")
    assert walked(tmp_path) == (["c", "a/b", "d/b"], [])


def test_a_folder_that_is_a_symbolic_link_is_listed(tmp_path: Path) -> None:
    lay(tmp_path / "elsewhere", "a/b")
    (tmp_path / "elsewhere/c").symlink_to("a/b")
    (tmp_path / "files").symlink_to("elsewhere")
    assert walked(tmp_path / "files") == (["c", "a/b"], [])


@pytest.mark.parametrize(
    "target", ["../secret", "../outside", "..", "/etc/hostname", "../inside-too/secret"]
)
def test_a_link_that_points_outside_the_folder_is_reported(tmp_path: Path, target: str) -> None:
    lay(tmp_path, "secret", "outside/secret", "inside/good", "inside-too/secret")
    (tmp_path / "inside/link").symlink_to(target)
    paths, noted = walked(tmp_path / "inside")
    assert paths == ["good"]
    assert noted == ["files/link: warning: this symbolic link points outside its folder"]


@pytest.mark.parametrize(
    ("link", "target"),
    [("loop", "loop"), ("loop", "."), ("a/loop", "../a"), ("a/b/loop", ".."), ("a/loop", "..")],
)
def test_a_link_that_forms_a_loop_is_reported(tmp_path: Path, link: str, target: str) -> None:
    lay(tmp_path, "good", "a/b/c")
    (tmp_path / link).symlink_to(target)
    expected = f"files/{link}: warning: this symbolic link forms a loop"
    assert walked(tmp_path) == (["good", "a/b/c"], [expected])


def test_two_links_to_each_other_s_folders_do_not_cause_an_infinite_loop(tmp_path: Path) -> None:
    lay(tmp_path, "a/x", "b/y")
    (tmp_path / "a/to-b").symlink_to("../b")
    (tmp_path / "b/to-a").symlink_to("../a")
    paths, noted = walked(tmp_path)
    assert paths == ["a/x", "a/to-b/y", "b/y", "b/to-a/x"]
    assert [line.partition(":")[0] for line in noted] == [
        "files/a/to-b/to-a",
        "files/b/to-a/to-b",
    ]


def test_a_broken_link_is_reported(tmp_path: Path) -> None:
    lay(tmp_path, "good")
    (tmp_path / "dangling").symlink_to("missing")
    expected = "files/dangling: warning: this symbolic link is broken because its target is missing"
    assert walked(tmp_path) == (["good"], [expected])


def test_special_files_are_reported_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, "good")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as endpoint:
        endpoint.bind("socket")
        paths, noted = walked(tmp_path)
    assert paths == ["good"]
    assert noted == [
        "files/pipe: warning: this is not a regular file",
        "files/socket: warning: this is not a regular file",
    ]


def test_a_file_that_is_deleted_during_the_walk_is_skipped(tmp_path: Path) -> None:
    lay(tmp_path, "a", "b", "c")
    noted = Diagnostics()
    paths = []
    for found in walk(tmp_path, "files", noted):
        paths.append(found.path)
        (tmp_path / "b").unlink(missing_ok=True)
    assert (paths, list(noted)) == (["a", "c"], [])


def test_a_folder_that_cannot_be_read_is_reported_as_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, "a", "locked/b")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    expected = "files/locked/: error: this folder cannot be read: permission denied"
    assert walked(tmp_path) == (["a"], [expected])


def read(disk: Path) -> tuple[Source | None, list[str]]:
    """Return the text, and the diagnostics with their locations."""
    noted = Diagnostics()
    source = read_text(disk, "content/a.md", noted)
    return source, [f"{d.location}: {d.severity.value}: {d.message}" for d in noted]


def text_of(disk: Path, data: bytes) -> str:
    disk.write_bytes(data)
    source, noted = read(disk)
    assert noted == []
    assert source is not None
    return source.text


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    assert text_of(tmp_path / "a", b"\xef\xbb\xbf---\ntitle: T") == "---\ntitle: T"


def test_only_the_first_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    assert text_of(tmp_path / "a", b"\xef\xbb\xbf\xef\xbb\xbfx\xef\xbb\xbf") == "\ufeffx\ufeff"


def test_every_line_ending_becomes_a_newline(tmp_path: Path) -> None:
    assert text_of(tmp_path / "a", b"a\r\nb\rc\nd\r\n\r\ne\r") == "a\nb\nc\nd\n\ne\n"


def test_characters_that_only_some_programs_treat_as_line_endings_are_unchanged(
    tmp_path: Path,
) -> None:
    text = "a\vb\fc\x85d\u2028e\u2029f"
    assert text_of(tmp_path / "a", text.encode()) == text


@pytest.mark.parametrize(
    ("data", "location", "byte"),
    [
        (b"caf\xe9", "1:4", "e9"),
        (b"\xff\xfeT\x00", "1:1", "ff"),
        (b"one\ntwo \x80", "2:5", "80"),
        (b"one\r\ntwo\r\n\xc0", "3:1", "c0"),
        (b"one\rtwo\r\xc0", "3:1", "c0"),
        (b"\xef\xbb\xbfone\n\xff", "2:1", "ff"),
        (b"\xef\xbb\xbfab\xff", "1:3", "ff"),
        ("中文\n讲义".encode() + b"\xff", "2:3", "ff"),
        ("中".encode()[:2], "1:1", "e4"),
        (b"surrogate \xed\xa0\x80", "1:11", "ed"),
    ],
)
def test_invalid_utf_8_is_reported_at_the_first_invalid_byte(
    tmp_path: Path, data: bytes, location: str, byte: str
) -> None:
    (tmp_path / "a").write_bytes(data)
    source, noted = read(tmp_path / "a")
    assert source is None
    assert noted == [
        f"content/a.md:{location}: error: this file is not UTF-8: byte 0x{byte} is not valid here"
    ]


@settings(deadline=None)
@given(text=st.text(), rest=st.text(), mark=st.booleans())
def test_the_location_of_an_invalid_byte_is_the_position_in_an_editor(
    tmp_path_factory: pytest.TempPathFactory, text: str, rest: str, *, mark: bool
) -> None:
    disk = tmp_path_factory.mktemp("read") / "a"
    disk.write_bytes(b"\xef\xbb\xbf" * mark + text.encode() + b"\xff" + rest.encode())
    noted = Diagnostics()
    assert read_text(disk, "a", noted) is None
    (found,) = noted
    # Count lines as editors do: a line ends with \r\n, \n or \r.
    if not mark:
        text = text.removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert (found.location.line, found.location.column) == (len(lines), len(lines[-1]) + 1)
    assert found.location.source.line(found.location.line).startswith(
        lines[-1] + "\N{REPLACEMENT CHARACTER}"
    )


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.mkdir(), "is a directory"),
        (lambda path: path.symlink_to("missing"), "no such file or directory"),
        (lambda path: None, "no such file or directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_with_the_reason(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    make(tmp_path / "a")
    assert read(tmp_path / "a") == (
        None,
        [f"content/a.md:1:1: error: this file cannot be read: {reason}"],
    )


def test_a_file_without_read_permission_is_reported_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, _flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    (tmp_path / "a").touch()
    monkeypatch.setattr(os, "open", refuse)
    expected = "content/a.md:1:1: error: this file cannot be read: permission denied"
    assert read(tmp_path / "a") == (None, [expected])
