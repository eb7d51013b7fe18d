"""The theme's own words in the site's language, and how dates are written in it."""

from __future__ import annotations

from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.files import THEME, read_text
from coursegen.incremental.cache import key_of
from coursegen.incremental.packed import Unpackable, pack, unpack
from coursegen.incremental.program import keep, program
from coursegen.yaml.nodes import Mapping, Scalar

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Source

_FOLDER = THEME / "locale"
_FALLBACK = "en"


def load_translations(language: str, diagnostics: Diagnostics) -> dict[str, str]:
    """The words for a language tag: `zh-CN` uses `zh.yaml`; what that lacks is in English."""
    words = _read(_FALLBACK, diagnostics)
    base = language.partition("-")[0].lower()
    if base != _FALLBACK:
        words.update(_read(base, diagnostics))
    return words


def _read(language: str, diagnostics: Diagnostics) -> dict[str, str]:
    disk = _FOLDER / f"{language}.yaml"
    if not disk.is_file():
        return {}
    source = read_text(disk, f"theme/locale/{language}.yaml", diagnostics)
    if not source:
        return {}
    # As with the theme's templates: kept with the program, by all that goes in, on Python's terms.
    note = Path(cache_from_source(str(Path(__file__).with_name(f"words.{language}.yaml"))))
    digest = key_of(program(), source.text)
    with suppress(OSError, Unpackable):
        kept: tuple[str, dict[str, str]] = unpack(note.read_bytes(), tuple[str, dict[str, str]])
        if kept[0] == digest:
            return kept[1]
    words = _parsed(source, diagnostics)
    keep(str(note), pack((digest, words)))
    return words


def _parsed(source: Source, diagnostics: Diagnostics) -> dict[str, str]:
    from coursegen.yaml.parser import parse  # noqa: PLC0415 - PyYAML is slow to load

    node = parse(source, diagnostics)
    if not isinstance(node, Mapping):
        return {}
    return {str(k): str(v.text) for k, v in node.items.items() if isinstance(v, Scalar)}
