"""Is each `language:` one that browsers and screen readers know?"""

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
"""All languages with two letters (ISO 639-1)."""
_KNOWN = frozenset(_TWO_LETTERS.split())
_MEANT = {
    # Countries, for their languages; those that are languages as well (`se`, `kr`) stay
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
    # What was renamed
    "iw": "he",
    "ji": "yi",
    "jw": "jv",
    "mo": "ro",
    # Three letters, where two are the tag (RFC 5646, 2.2.1)
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
_PARTS = {"chs": "Hans", "cht": "Hant", "uk": "GB"}
"""Scripts and countries that are written so, and what they are called."""


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each tag that nobody knows, with the one that was meant."""
    course = subject.course
    for tag in (course.info.language, *(page.language for page in course.all_pages())):
        location = location_of(tag)
        if not location.source.name:  # nobody wrote it
            continue
        right = meant(tag)
        if right is None:
            yield Finding(
                f"no language is called '{tag}'", location, "write its tag, such as en, de or zh"
            )
        elif right != tag:
            yield Finding(
                f"'{tag}' is not the tag of a language",
                location,
                f"write '{right}'",
                TextEdit(location, right),
            )


def meant(tag: str) -> str | None:
    """The right tag for what the author wrote, the same where it is right; None for no language."""
    written, *parts = tag.split("-")
    base = written.lower()
    if parts and base in _MEANT and base not in _KNOWN and parts[0].lower() in _KNOWN:
        return f"{parts[0].lower()}-{base.upper()}"  # cn-zh
    known = len(base) == 3 or base in _KNOWN
    right = _MEANT.get(base, written if known else None)
    if right is None:
        return None
    return "-".join([right, *(_PARTS.get(part.lower(), part) for part in parts)])


RULE = Rule(Code.UNKNOWN_LANGUAGE, Severity.WARNING, ask)
