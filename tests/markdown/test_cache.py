"""The cache of converted Markdown."""

from pathlib import Path

import pytest
from coursegen.markdown.texts import Texts

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Location, Source
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.store import Store
from coursegen.markdown import texts
from coursegen.markdown.convert import MarkdownRenderer

DEEP = "> " * 400 + "deep"
"""Markdown that causes a diagnostic."""


def convert(text: str, cache: Store) -> tuple[str, list[str]]:
    noted = Diagnostics()
    html = Texts(cache, noted).page(text, Location(Source("content/a.md", text)))
    return html, [f"{d.location}: {d.message}" for d in noted]


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_markdown_is_converted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = convert("# Ä *text*\n", Store(tmp_path))
    monkeypatch.setattr(MarkdownRenderer, "page", None)

    assert convert("# Ä *text*\n", Store(tmp_path)) == first


def test_an_entry_contains_the_html_and_its_digest(tmp_path: Path) -> None:
    html, _ = convert("Words.\n", Store(tmp_path))

    [entry] = entries(tmp_path)
    assert entry.read_bytes()[32:] == html.encode() == b"<p>Words.</p>"


def test_markdown_with_a_diagnostic_is_reported_each_time_and_not_cached(tmp_path: Path) -> None:
    first = convert(DEEP, Store(tmp_path))

    assert len(first[1]) == 1
    assert convert(DEEP, Store(tmp_path)) == first
    assert entries(tmp_path) == []


def test_markdown_is_cached_despite_an_earlier_diagnostic(tmp_path: Path) -> None:
    noted, cache = Diagnostics(), Store(tmp_path)
    location = Location(Source("content/a.md", DEEP))
    Texts(cache, noted).page(DEEP, location)
    Texts(cache, noted).page("Words.\n", location)

    assert len(entries(tmp_path)) == 1


def test_empty_markdown_is_not_cached(tmp_path: Path) -> None:
    assert convert(" \n", Store(tmp_path)) == ("", [])
    assert entries(tmp_path) == []


def test_markdown_is_converted_again_by_a_different_program_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert("Words.\n", Store(tmp_path))
    monkeypatch.setattr(texts, "program", lambda: "another")
    convert("Words.\n", Store(tmp_path))

    assert len(entries(tmp_path)) == 2


@pytest.mark.parametrize("entry", [b"\xff\xfe", b"\xed\xa0\x80", b"\0", b""])
def test_an_entry_that_is_not_text_does_not_cause_a_crash(entry: bytes, tmp_path: Path) -> None:
    cache = Store(tmp_path)
    cache.put(key_of("markdown", fingerprint(), "Words.\n"), entry)

    html, noted = convert("Words.\n", cache)
    assert (html.encode().decode(), noted) == (html, [])
