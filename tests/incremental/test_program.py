"""Which program this is: told by what it is made of, and noted so that it need not be read."""

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from coursegen.incremental import program
from coursegen.incremental.program import package_digest

MOMENT = 0.1
"""Seconds after which a change of a file shows in its times."""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package that stands for this one, old enough to be noted."""
    folder = tmp_path / "coursegen"
    (folder / "theme").mkdir(parents=True)
    (folder / "build.py").write_text("first")
    (folder / "theme/page.html").write_text("first")
    (folder / "explain.py").write_text("first")
    time.sleep(MOMENT)
    monkeypatch.setattr(program, "_PACKAGE", str(folder))
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Grows each time that the package is read in full."""
    times: list[None] = []
    real = program._of_content

    def of_content() -> str:
        times.append(None)
        return real()

    monkeypatch.setattr(program, "_of_content", of_content)
    return times


def test_a_package_that_did_not_change_is_read_once(package: Path, read: list[None]) -> None:
    assert package_digest() == package_digest()
    assert len(read) == 1


@pytest.mark.parametrize("name", ["build.py", "theme/page.html", "theme/new.svg"])
def test_a_change_makes_another_program_though_its_time_is_set_back(
    package: Path, name: str
) -> None:
    before = package_digest()
    old = (package / "build.py").stat()
    (package / name).write_text("other")  # as long as the first
    os.utime(package / name, ns=(old.st_atime_ns, old.st_mtime_ns))

    assert package_digest() != before


def test_what_has_no_part_in_a_build_makes_no_other_program(package: Path) -> None:
    before = package_digest()
    (package / "explain.py").write_text("other")

    assert package_digest() == before


def test_the_same_program_elsewhere_and_later_is_the_same(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = package_digest()
    copy = shutil.copytree(package, tmp_path / "copy", copy_function=shutil.copyfile)
    monkeypatch.setattr(program, "_PACKAGE", str(copy))

    assert package_digest() == before


def test_a_package_that_was_just_changed_is_not_noted(package: Path, read: list[None]) -> None:
    (package / "build.py").write_text("other")

    assert package_digest() == package_digest()
    assert len(read) == 2


@pytest.mark.parametrize("noted", [b"", b"\xff\x00", b"one two three", b"no digest"])
def test_a_note_that_says_nothing_of_this_package_is_made_anew(
    package: Path, tmp_path: Path, read: list[None], noted: bytes
) -> None:
    before = package_digest()
    (note,) = (path for path in (tmp_path / "kept").rglob("*") if path.is_file())
    note.write_bytes(noted)

    assert package_digest() == before
    assert package_digest() == before
    assert len(read) == 2


def test_where_nothing_may_be_written_the_package_is_read(
    package: Path, tmp_path: Path, read: list[None]
) -> None:
    (tmp_path / "kept").write_text("in the way")

    assert package_digest() == package_digest()
    assert len(read) == 2
