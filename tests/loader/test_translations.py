"""Tests of the theme translations."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import THEME
from coursegen.content.kinds import MATERIAL_KINDS, SESSION_KINDS
from coursegen.content.schedule import COLUMNS
from coursegen.content.when import ANNOUNCED, DRAFT, UNRELEASED, WITHDRAWN
from coursegen.loader import translations
from coursegen.loader.translations import load_translations
from coursegen.yaml import parser

LANGUAGES = sorted(path.stem for path in (THEME / "locale").glob("*.yaml"))
VISIBILITIES = {f"visibility_{each}" for each in (ANNOUNCED, UNRELEASED, WITHDRAWN, DRAFT)}
KINDS = {f"kind_{kind.key}" for kind in (*SESSION_KINDS, *MATERIAL_KINDS)}
TOOLS = {f"kind_{tool}" for tool in ("calendar", "chat", "forum", "grader", "repository")}


def words_of(language: str) -> set[str]:
    text = (THEME / "locale" / f"{language}.yaml").read_text(encoding="utf-8")
    return set(re.findall(r"^(\w+):", text, re.MULTILINE))


def used() -> set[str]:
    """Return the names of the translations that templates, filters and navigation use."""
    package = Path(THEME).parent
    texts = [path.read_text(encoding="utf-8") for path in (THEME / "templates").rglob("*.html")]
    for room in ("markdown", "render", "site", "templates", "views"):
        texts += [path.read_text(encoding="utf-8") for path in (package / room).rglob("*.py")]
    names = re.findall(r'(?:words|translations)(?:\.|\[")(\w+)', "\n".join(texts))
    for forms in re.findall(r"\.day\((.*?), \w", "\n".join(texts)):
        names += re.findall(r"[\"'](\w+)[\"']", forms)
    return {*names, *(f"{column}_heading" for column in COLUMNS)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_exactly_the_translations_that_are_used(language: str) -> None:
    computed = KINDS | TOOLS | VISIBILITIES

    assert words_of(language) == (used() - {"find", "get", "visibility_"}) | computed


def test_a_regional_tag_falls_back_to_its_base_language() -> None:
    assert load_translations("zh-CN", Diagnostics()) == load_translations("zh", Diagnostics())


def test_an_unsupported_language_falls_back_to_english() -> None:
    assert load_translations("xx", Diagnostics()) == load_translations("en", Diagnostics())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the translations that a test may change, with a separate cache."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cache"))
    monkeypatch.setattr(translations, "_FOLDER", tmp_path / "locale")
    return shutil.copytree(THEME / "locale", tmp_path / "locale")


def test_translations_are_parsed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_translations("zh", Diagnostics())
    monkeypatch.delattr(parser, "parse")

    assert load_translations("zh", Diagnostics()) == first


def test_changed_translations_are_parsed_again(folder: Path) -> None:
    first = load_translations("en", Diagnostics())
    file = folder / "en.yaml"
    file.write_text(file.read_text(encoding="utf-8") + 'another: "word"\n', encoding="utf-8")

    assert load_translations("en", Diagnostics()) == first | {"another": "word"}


def test_another_program_version_parses_the_translations_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_translations("en", Diagnostics())
    monkeypatch.setattr(translations, "fingerprint", lambda: "another")
    monkeypatch.delattr(parser, "parse")

    with pytest.raises(ImportError):
        load_translations("en", Diagnostics())


@pytest.mark.parametrize("noted", [b"", b"\xff", b"\x92\xa1a\x90"])
def test_translations_with_an_invalid_cache_are_parsed_again(
    folder: Path, tmp_path: Path, noted: bytes
) -> None:
    first = load_translations("en", Diagnostics())
    [note] = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    note.write_bytes(noted)

    assert load_translations("en", Diagnostics()) == first
