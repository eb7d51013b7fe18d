"""The theme's own words in the site's language, and how dates are written in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.loader.yaml_text import Mapping, Scalar, parse
from coursegen.paths import THEME, read_text

if TYPE_CHECKING:
    from coursegen.diagnostics import Diagnostics

_FOLDER = THEME / "locale"
_FALLBACK = "en"


def load_words(language: str, diagnostics: Diagnostics) -> dict[str, str]:
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
    node = parse(source, diagnostics) if source else None
    if not isinstance(node, Mapping):
        return {}
    return {str(k): str(v.text) for k, v in node.items.items() if isinstance(v, Scalar)}
