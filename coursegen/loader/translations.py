"""Load the theme's strings and date formats in the site's language."""

from __future__ import annotations

from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.files import THEME, read_text
from coursegen.incremental.codec import DecodeError, pack, unpack
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint, write_next_to_bytecode

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Source

_FOLDER = THEME / "locale"
_FALLBACK = "en"


def load_translations(language: str, diagnostics: Diagnostics) -> dict[str, str]:
    """Return the translations for a language tag; missing translations are in English."""
    translations = _load(_FALLBACK, diagnostics)
    base = language.partition("-")[0].lower()
    if base != _FALLBACK:
        translations.update(_load(base, diagnostics))
    return translations


def _load(language: str, diagnostics: Diagnostics) -> dict[str, str]:
    disk = _FOLDER / f"{language}.yaml"
    if not disk.is_file():
        return {}
    source = read_text(disk, f"theme/locale/{language}.yaml", diagnostics)
    if not source:
        return {}
    # Cached in __pycache__, like the theme's compiled templates.
    cache = Path(cache_from_source(str(Path(__file__).with_name(f"words.{language}.yaml"))))
    key = key_of(fingerprint(), source.text)
    with suppress(OSError, DecodeError):
        cached: tuple[str, dict[str, str]] = unpack(cache.read_bytes(), tuple[str, dict[str, str]])
        if cached[0] == key:
            return cached[1]
    translations = _parse(source, diagnostics)
    write_next_to_bytecode(str(cache), pack((key, translations)))
    return translations


def _parse(source: Source, diagnostics: Diagnostics) -> dict[str, str]:
    from coursegen.yaml.nodes import Mapping, Scalar  # noqa: PLC0415 - as below
    from coursegen.yaml.parser import parse  # noqa: PLC0415 - PyYAML is slow to load

    node = parse(source, diagnostics)
    if not isinstance(node, Mapping):
        return {}
    return {str(k): str(v.text) for k, v in node.items.items() if isinstance(v, Scalar)}
