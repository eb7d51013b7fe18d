"""Report values of `language:` that are not language tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity, TextEdit
from coursegen.base.text import location_of
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_TWO_LETTERS = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv "
    "sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh "
    "zu"
)
"""All two-letter language codes (ISO 639-1)."""
_KNOWN = frozenset(_TWO_LETTERS.split())
_CORRECTIONS = {
    # Country codes and their languages, except those that are also language codes (`se`, `kr`)
    "at": "de",
    "cn": "zh",
    "cz": "cs",
    "dk": "da",
    "eg": "ar",
    "gb": "en",
    "gr": "el",
    "il": "he",
    "in": "id",
    "ir": "fa",
    "jp": "ja",
    "mx": "es",
    "rs": "sr",
    "sp": "es",
    "ua": "uk",
    "us": "en",
    "vn": "vi",
    # Deprecated codes
    "iw": "he",
    "ji": "yi",
    "jw": "jv",
    "mo": "ro",
    # Three-letter codes of languages that have a two-letter code (RFC 5646, 2.2.1)
    "ara": "ar",
    "chi": "zh",
    "cze": "cs",
    "deu": "de",
    "dut": "nl",
    "eng": "en",
    "fra": "fr",
    "fre": "fr",
    "ger": "de",
    "gre": "el",
    "heb": "he",
    "hin": "hi",
    "ita": "it",
    "jpn": "ja",
    "kor": "ko",
    "nld": "nl",
    "pol": "pl",
    "por": "pt",
    "rus": "ru",
    "spa": "es",
    "swe": "sv",
    "tur": "tr",
    "ukr": "uk",
    "vie": "vi",
    "zho": "zh",
}
_SUBTAG_CORRECTIONS = {"chs": "Hans", "cht": "Hant", "uk": "GB"}
"""Incorrect subtags for scripts and countries, with the correct ones."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each unknown tag, and suggest the correct one."""
    course = context.course
    for tag in (course.info.language, *(page.language for page in course.all_pages())):
        location = location_of(tag)
        if not location.source.name:  # the language is the default value
            continue
        correct = corrected_tag(tag)
        if correct is None:
            yield Finding(
                f"unknown language tag '{tag}'", location, "use a tag such as en, de or zh"
            )
        elif correct != tag:
            yield Finding(
                f"'{tag}' is not a language tag",
                location,
                f"write '{correct}'",
                TextEdit(location, correct),
            )


def corrected_tag(tag: str) -> str | None:
    """Return the corrected form of a tag; None if it is not a language."""
    written, *parts = tag.split("-")
    base = written.lower()
    if parts and base in _CORRECTIONS and base not in _KNOWN and parts[0].lower() in _KNOWN:
        return f"{parts[0].lower()}-{base.upper()}"  # cn-zh
    known = len(base) == 3 or base in _KNOWN
    right = _CORRECTIONS.get(base, written if known else None)
    if right is None:
        return None
    return "-".join([right, *(_SUBTAG_CORRECTIONS.get(part.lower(), part) for part in parts)])


RULE = Rule(Code.LANGUAGE_UNKNOWN, Severity.WARNING, run)
