"""The cache of link check results, and the validity of its entries."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.link_checker.answer import Answer, LinkStatus
from coursegen.link_checker.result_cache import LinkCache

NOW = datetime(2020, 2, 20, tzinfo=UTC)
PAGE = "https://example.org/"
GOOD = Answer(LinkStatus.GOOD)
GONE = Answer(LinkStatus.GONE, "404")
MOVED = Answer(LinkStatus.MOVED, "200", "https://example.org/new", is_certain=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "links.json"


def store(file: Path, answer: Answer) -> None:
    cache = LinkCache(file, NOW)
    cache.put(PAGE, answer)
    cache.save()


def after(file: Path, **passed: float) -> Answer | None:
    return LinkCache(file, NOW + timedelta(**passed)).get(PAGE)


@pytest.mark.parametrize("answer", [GOOD, GONE, MOVED])
def test_a_stored_answer_is_returned_unchanged(file: Path, answer: Answer) -> None:
    store(file, answer)

    assert after(file, minutes=30) == answer


def test_good_results_are_valid_for_a_week_and_problems_for_an_hour(file: Path) -> None:
    store(file, GOOD)
    assert (after(file, days=7), after(file, days=7, seconds=1)) == (GOOD, None)

    store(file, GONE)
    assert (after(file, hours=1), after(file, hours=1, seconds=1)) == (GONE, None)


def test_a_result_from_the_future_is_ignored(file: Path) -> None:
    store(file, GOOD)

    assert after(file, days=-1) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{",
        b"null",
        b"[" * 100_000,
        b'{"version": 2, "answers": {}}',
        b'{"version": 1}',
        b'{"version": 1, "answers": []}',
        b'{"version": 1, "answers": {"https://example.org/": [1582156800, "good"]}}',
        b'{"version": 1, "answers": {"https://example.org/": [1e999, "good", "", "", false]}}',
        b'{"version": 1, "answers": {"https://example.org/": [1582156800, "x", "", "", false]}}',
        b'{"version": 1, "answers": {"https://example.org/": [1582156800, [], "", "", false]}}',
    ],
)
def test_an_invalid_file_is_ignored_and_rewritten(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)

    assert after(file) is None
    store(file, GOOD)
    assert after(file) == GOOD


@given(st.binary(max_size=300), st.integers(0, 200))
def test_a_damaged_file_never_causes_an_error(
    tmp_path_factory: pytest.TempPathFactory, damage: bytes, offset: int
) -> None:
    file = tmp_path_factory.mktemp("cache") / "links.json"
    store(file, MOVED)
    content = file.read_bytes()
    file.write_bytes(content[:offset] + damage + content[offset + len(damage) :])

    answer = after(file)
    assert answer is None or isinstance(answer, Answer)


def test_a_file_that_is_too_large_is_not_read(file: Path) -> None:
    store(file, GOOD)
    stored = json.loads(file.read_bytes())
    file.write_bytes(json.dumps(stored).encode() + b" " * 4_000_001)

    assert after(file) is None


def test_only_the_newest_results_are_stored(file: Path) -> None:
    early, late = LinkCache(file, NOW), LinkCache(file, NOW + timedelta(minutes=1))
    early.put(PAGE, GOOD)
    early.save()
    for number in range(5000):
        late.put(f"{PAGE}{number}", GOOD)
    late.save()

    cached = LinkCache(file, NOW + timedelta(minutes=2))
    assert cached.get(PAGE) is None
    assert cached.get(f"{PAGE}4999") == GOOD
    assert file.stat().st_size < 1_000_000


def test_a_folder_that_is_not_writable_does_not_cause_an_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")

    store(tmp_path / "cache" / "links.json", GOOD)
