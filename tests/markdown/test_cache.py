"""The cache of converted Markdown."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Location, Source
from coursegen.incremental.codec import pack, unpack
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.store import Store
from coursegen.markdown import cache
from coursegen.markdown.cache import MarkdownCache
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.fragment import Fragment

DEEP = "> " * 400 + "deep"
"""Markdown that causes a diagnostic."""


def convert(text: str, store: Store) -> Fragment:
    """Convert a page's Markdown with a new cache, as in a new process."""
    return MarkdownCache(store).page(text, "a.md")


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("text", ["# Ä *text*\n", DEEP], ids=["valid", "with a problem"])
def test_markdown_is_converted_once(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = convert(text, Store(tmp_path))
    monkeypatch.setattr(MarkdownRenderer, "page", None)

    assert convert(text, Store(tmp_path)) == first


def test_an_entry_contains_its_digest_and_the_fragment(tmp_path: Path) -> None:
    fragment = convert("Words.\n", Store(tmp_path))

    [entry] = entries(tmp_path)
    assert fragment == Fragment("<p>Words.</p>")
    assert entry.read_bytes()[32:] == pack(fragment)


def test_a_problem_is_located_in_the_current_source(tmp_path: Path) -> None:
    lines = []
    for before in ("", "Words.\n" * 3):
        fragment = convert(DEEP, Store(tmp_path))
        start = Location(Source("a.md", before + DEEP), 1 + before.count("\n"))
        found = Diagnostics()
        fragment.report(start, found)
        [diagnostic] = found
        lines.append(diagnostic.location.line)

    assert lines == [1, 4]


def test_empty_markdown_is_not_cached(tmp_path: Path) -> None:
    assert convert(" \n", Store(tmp_path)) == Fragment("")
    assert entries(tmp_path) == []


def test_markdown_is_converted_again_by_a_different_program_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert("Words.\n", Store(tmp_path))
    monkeypatch.setattr(cache, "fingerprint", lambda: "another")
    convert("Words.\n", Store(tmp_path))

    assert len(entries(tmp_path)) == 2


@pytest.mark.parametrize(
    "entry",
    [
        *(b"\xff\xfe", b"\xed\xa0\x80", b"\0", b"", b"\x91" * 100_000),
        *(pack(None), pack([]), pack({}), pack({"html": 1}), pack({"html": "", "skipped": [1]})),
        pack({"html": "", "skipped": [[{"code": "none", "message": ""}, "", 0, 0, 1]]}),
    ],
)
def test_an_invalid_entry_is_ignored(entry: bytes, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(key_of("markdown", fingerprint(), "Words.\n"), entry)

    assert convert("Words.\n", store) == Fragment("<p>Words.</p>")


@pytest.mark.parametrize("entry", [b"\xff\xfe", b"", pack([]), pack({"short": ""}), pack({})])
def test_an_invalid_entry_for_code_is_ignored(entry: bytes, tmp_path: Path) -> None:
    store, text = Store(tmp_path), "```python\na = 1\n```\n"
    store.put(key_of("code", fingerprint(), "a.md"), entry)

    assert convert(text, store) == MarkdownRenderer().page(text)


@settings(max_examples=50, derandomize=True)
@given(
    line=st.integers(-(2**31), 2**31),
    column=st.integers(-(2**31), 2**31),
    first=st.text(max_size=5),
    before=st.integers(-(2**31), 2**31),
)
def test_a_forged_location_of_a_problem_does_not_cause_a_crash(
    line: int, column: int, first: str, before: int
) -> None:
    problem = {"code": "CG203", "message": "m"}
    forged = {"html": "", "skipped": [[problem, first, before, column, line]]}
    fragment: Fragment = unpack(pack(forged), Fragment)

    found = Diagnostics()
    fragment.report(Location(Source("a.md", "a\nb\n")), found)
    [diagnostic] = found
    assert str(diagnostic.location).startswith("a.md:")


def test_unchanged_code_is_not_highlighted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "```python\na = 1\n```\n"
    convert(code, Store(tmp_path))
    monkeypatch.setattr("coursegen.markdown.code.highlight.highlighted", None)

    assert "<span" in convert(f"Words.\n\n{code}", Store(tmp_path)).html
