"""The cache of converted Markdown."""

from pathlib import Path

import pytest

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Location, Source
from coursegen.incremental.cache import Cache, key_of
from coursegen.incremental.packed import unpack
from coursegen.incremental.program import program
from coursegen.markdown import texts
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.fragment import CodeBlock, Fragment
from coursegen.markdown.texts import Texts

DEEP = "> " * 400 + "deep"
"""Markdown that causes a diagnostic."""


def convert(text: str, cache: Cache) -> tuple[str, list[str]]:
    noted = Diagnostics()
    html = Texts(cache, noted).page(text, Location(Source("content/a.md", text))).html
    return html, [f"{d.location}: {d.message}" for d in noted]


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_markdown_is_converted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = convert("# Ä *text*\n", Cache(tmp_path))
    monkeypatch.setattr(MarkdownRenderer, "page", None)

    assert convert("# Ä *text*\n", Cache(tmp_path)) == first


def test_an_entry_contains_the_fragment_and_its_digest(tmp_path: Path) -> None:
    convert("Words.\n\n    code\n", Cache(tmp_path))

    [entry] = entries(tmp_path)
    fragment: Fragment = unpack(entry.read_bytes()[32:], Fragment)
    assert fragment.html.startswith("<p>Words.</p>")
    assert fragment.code == (CodeBlock("", 2, 3),)


def test_markdown_with_a_diagnostic_is_reported_each_time_and_not_cached(tmp_path: Path) -> None:
    first = convert(DEEP, Cache(tmp_path))

    assert len(first[1]) == 1
    assert convert(DEEP, Cache(tmp_path)) == first
    assert entries(tmp_path) == []


def test_markdown_is_cached_despite_an_earlier_diagnostic(tmp_path: Path) -> None:
    noted, cache = Diagnostics(), Cache(tmp_path)
    location = Location(Source("content/a.md", DEEP))
    Texts(cache, noted).page(DEEP, location)
    Texts(cache, noted).page("Words.\n", location)

    assert len(entries(tmp_path)) == 1


def test_empty_markdown_is_not_cached(tmp_path: Path) -> None:
    assert convert(" \n", Cache(tmp_path)) == ("", [])
    assert entries(tmp_path) == []


def test_markdown_is_converted_again_by_a_different_program_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert("Words.\n", Cache(tmp_path))
    monkeypatch.setattr(texts, "program", lambda: "another")
    convert("Words.\n", Cache(tmp_path))

    assert len(entries(tmp_path)) == 2


@pytest.mark.parametrize("entry", [b"\xff\xfe", b"\xed\xa0\x80", b"\0", b""])
def test_an_entry_that_is_not_text_does_not_cause_a_crash(entry: bytes, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(key_of("markdown", program(), "Words.\n"), entry)

    html, noted = convert("Words.\n", cache)
    assert (html.encode().decode(), noted) == (html, [])
