"""The digest of the program files, which is cached so that they are not read each time."""

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from coursegen.incremental import fingerprint, up_to_date

MOMENT = 0.1
"""Seconds until the timestamps of a changed file differ from the old ones."""


def package_digest() -> str:
    """Return the digest as a new process computes it."""
    up_to_date.package_states.clear()
    return fingerprint.package_digest()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package in place of coursegen, old enough for its digest to be cached."""
    folder = tmp_path / "coursegen"
    (folder / "theme").mkdir(parents=True)
    (folder / "build.py").write_text("first")
    (folder / "theme/page.html").write_text("first")
    (folder / "explain.py").write_text("first")
    time.sleep(MOMENT)
    monkeypatch.setattr(fingerprint, "_PACKAGE", str(folder))
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """A list to which an entry is added each time the whole package is read."""
    times: list[None] = []
    real = fingerprint._of_content

    def of_content() -> str:
        times.append(None)
        return real()

    monkeypatch.setattr(fingerprint, "_of_content", of_content)
    return times


def test_an_unchanged_package_is_read_once(package: Path, read: list[None]) -> None:
    assert package_digest() == package_digest()
    assert len(read) == 1


@pytest.mark.parametrize("name", ["build.py", "theme/page.html", "theme/new.svg"])
def test_a_changed_file_with_the_old_time_changes_the_digest(package: Path, name: str) -> None:
    before = package_digest()
    old = (package / "build.py").stat()
    (package / name).write_text("other")  # the same length as before
    os.utime(package / name, ns=(old.st_atime_ns, old.st_mtime_ns))

    assert package_digest() != before


def test_a_module_that_builds_do_not_use_does_not_change_the_digest(package: Path) -> None:
    before = package_digest()
    (package / "explain.py").write_text("other")

    assert package_digest() == before


def test_a_later_copy_of_the_program_has_the_same_digest(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = package_digest()
    copy = shutil.copytree(package, tmp_path / "copy", copy_function=shutil.copyfile)
    monkeypatch.setattr(fingerprint, "_PACKAGE", str(copy))

    assert package_digest() == before


def test_the_digest_of_a_package_that_has_just_changed_is_not_cached(
    package: Path, read: list[None]
) -> None:
    (package / "build.py").write_text("other")

    assert package_digest() == package_digest()
    assert len(read) == 2


@pytest.mark.parametrize("noted", [b"", b"\xff\x00", b"one two three", b"no digest"])
def test_an_invalid_cached_digest_is_replaced(
    package: Path, tmp_path: Path, read: list[None], noted: bytes
) -> None:
    before = package_digest()
    (note,) = (path for path in (tmp_path / "bytecode").rglob("*") if path.is_file())
    note.write_bytes(noted)

    assert package_digest() == before
    assert package_digest() == before
    assert len(read) == 2


def test_without_a_writable_cache_the_package_is_read_each_time(
    package: Path, tmp_path: Path, read: list[None]
) -> None:
    (tmp_path / "bytecode").write_text("in the way")

    assert package_digest() == package_digest()
    assert len(read) == 2
