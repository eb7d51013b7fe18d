"""The cache of generated files returns only undamaged entries."""

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.files import SourceFile
from coursegen.images.generated import generated
from coursegen.incremental.digest import digest_of, key_of
from coursegen.incremental.store import Store


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_stored_entry_is_returned(tmp_path: Path) -> None:
    Store(tmp_path).put(key_of("a"), b"one")

    assert Store(tmp_path).get(key_of("a")) == b"one"
    assert Store(tmp_path).get(key_of("b")) is None


@pytest.mark.parametrize(
    "harm",
    [
        lambda whole: b"",
        lambda whole: whole[:10],
        lambda whole: whole[:-1],
        lambda whole: whole + b"!",
        lambda whole: b"\0" * len(whole),
        lambda whole: pickle.dumps(print),
    ],
)
def test_a_damaged_entry_is_generated_again(harm: object, tmp_path: Path) -> None:
    cache = Store(tmp_path)
    derived = generated(key_of("a"), lambda: b"a picture", cache)
    assert derived.read() == b"a picture"
    [entry] = entries(tmp_path)
    assert callable(harm)
    entry.write_bytes(harm(entry.read_bytes()))

    assert cache.get(key_of("a")) is None
    assert derived.read() == b"a picture"
    assert cache.get(key_of("a")) == b"a picture"


def test_a_renamed_entry_is_ignored(tmp_path: Path) -> None:
    cache = Store(tmp_path)
    one, other = key_of("a"), key_of("b")
    cache.put(one, b"one")
    (tmp_path / other[:2]).mkdir(exist_ok=True)
    (tmp_path / one[:2] / one).rename(tmp_path / other[:2] / other)

    assert cache.get(other) is None


def test_an_entry_that_is_not_a_file_is_ignored(tmp_path: Path) -> None:
    key = key_of("a")
    (tmp_path / key[:2] / key).mkdir(parents=True)
    cache = Store(tmp_path)
    cache.put(key, b"one")

    assert cache.get(key) is None


def test_an_unusable_cache_folder_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Store(tmp_path / "file" / "cache")

    assert generated(key_of("a"), lambda: b"a picture", cache).read() == b"a picture"
    assert cache.get(key_of("a")) is None


def test_no_temporary_file_is_left_beside_an_entry(tmp_path: Path) -> None:
    Store(tmp_path).put(key_of("a"), b"one")

    assert [path.name for path in entries(tmp_path)] == [key_of("a")]


def test_the_least_recently_used_entry_is_removed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coursegen.incremental.store.PRUNE_INTERVAL", 1)
    cache = Store(tmp_path)
    for number, name in enumerate("abc"):
        key = key_of(name)
        cache.put(key, bytes(1000))
        os.utime(tmp_path / key[:2] / key, (number, number))
    assert cache.get(key_of("a"))  # now it is the most recently used entry

    Store(tmp_path, limit=2500).put(key_of("d"), b"")

    assert [bool(cache.get(key_of(name))) for name in "abc"] == [True, False, True]


def test_a_read_only_cache_returns_entries_and_writes_nothing(
    tmp_path: Path,
) -> None:
    key = key_of("a")
    Store(tmp_path).put(key, b"one")
    entry = tmp_path / key[:2] / key
    os.utime(entry, (0, 0))
    cache = Store(tmp_path, writes=False)
    cache.put(key_of("b"), b"two")
    Store(tmp_path / "none", writes=False).put(key, b"one")

    assert (cache.get(key), cache.get(key_of("b"))) == (b"one", None)
    assert (entries(tmp_path), entry.stat().st_mtime) == ([entry], 0)
    assert not (tmp_path / "none").exists()


def test_a_changed_file_with_the_old_size_and_time_is_read_again(tmp_path: Path) -> None:
    disk = tmp_path / "a.png"
    disk.write_bytes(b"one")
    before, status = digest_of(SourceFile("a.png", str(disk), 3)), disk.stat()
    while disk.stat().st_ctime_ns == status.st_ctime_ns:  # timestamps are imprecise
        disk.write_bytes(b"two")
        os.utime(disk, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert digest_of(SourceFile("a.png", str(disk), 3)) != before


@given(st.lists(st.text(max_size=3), max_size=4), st.lists(st.text(max_size=3), max_size=4))
def test_different_inputs_have_different_keys(one: list[str], other: list[str]) -> None:
    assert (key_of(*one) == key_of(*other)) == (one == other)
