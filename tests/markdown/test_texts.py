"""A text is converted once, and what it became is kept as bytes and nothing else."""

from pathlib import Path

import pytest

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Location, Source
from coursegen.incremental.cache import Cache, key_of
from coursegen.incremental.program import program
from coursegen.markdown import texts
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.texts import Texts

DEEP = "> " * 400 + "deep"
"""A text of which there is something to tell."""


def convert(text: str, cache: Cache) -> tuple[str, list[str]]:
    noted = Diagnostics()
    html = Texts(cache, noted).page(text, Location(Source("content/a.md", text)))
    return html, [f"{d.location}: {d.message}" for d in noted]


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_text_is_converted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = convert("# Ä *text*\n", Cache(tmp_path))
    monkeypatch.setattr(MarkdownRenderer, "page", None)

    assert convert("# Ä *text*\n", Cache(tmp_path)) == first


def test_an_entry_is_the_html_and_its_digest(tmp_path: Path) -> None:
    html, _ = convert("Words.\n", Cache(tmp_path))

    [entry] = entries(tmp_path)
    assert entry.read_bytes()[32:] == html.encode() == b"<p>Words.</p>"


def test_a_text_with_a_complaint_is_never_kept_and_told_each_time(tmp_path: Path) -> None:
    first = convert(DEEP, Cache(tmp_path))

    assert len(first[1]) == 1
    assert convert(DEEP, Cache(tmp_path)) == first
    assert entries(tmp_path) == []


def test_a_text_is_kept_though_something_was_told_before(tmp_path: Path) -> None:
    noted, cache = Diagnostics(), Cache(tmp_path)
    location = Location(Source("content/a.md", DEEP))
    Texts(cache, noted).page(DEEP, location)
    Texts(cache, noted).page("Words.\n", location)

    assert len(entries(tmp_path)) == 1


def test_an_empty_text_needs_no_entry(tmp_path: Path) -> None:
    assert convert(" \n", Cache(tmp_path)) == ("", [])
    assert entries(tmp_path) == []


def test_another_program_converts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    convert("Words.\n", Cache(tmp_path))
    monkeypatch.setattr(texts, "program", lambda: "another")
    convert("Words.\n", Cache(tmp_path))

    assert len(entries(tmp_path)) == 2


@pytest.mark.parametrize("entry", [b"\xff\xfe", b"\xed\xa0\x80", b"\0", b""])
def test_an_entry_that_is_no_text_is_no_crash(entry: bytes, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(key_of("markdown", program(), "Words.\n"), entry)

    html, noted = convert("Words.\n", cache)
    assert (html.encode().decode(), noted) == (html, [])
