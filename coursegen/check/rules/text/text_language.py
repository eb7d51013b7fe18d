"""Is each page in the language that it says?

A screen reader speaks with that language's voice, and browsers offer to translate by it.  Told is
only what letters prove: a script in which the language is never written.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity, TextEdit
from coursegen.base.text import location_of
from coursegen.check.rule import Finding, Rule
from coursegen.check.rules.text.language_tags import meant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext
    from coursegen.content.schedule import Schedule

_SCRIPTS = {
    "Han": ("\u3400-\u4dbf\u4e00-\u9fff", "zh ja ko"),
    "Kana": ("\u3040-\u30ff", "ja"),
    "Hangul": ("\uac00-\ud7a3\u1100-\u11ff", "ko"),
    "Greek": ("\u0370-\u03ff\u1f00-\u1fff", "el"),
    "Cyrillic": (
        "\u0400-\u052f",
        "ab av az ba be bg bs ce cu cv kk kv ky mk mn mo os ro ru sh sr tg tk tt uk uz",
    ),
    "Hebrew": ("\u0590-\u05ff", "he yi"),
    "Arabic": (
        "\u0600-\u06ff\u0750-\u077f",
        "ar az fa ha kk ks ku ky ms ps pa sd so sw tg tk tr ug ur uz",
    ),
    "Devanagari": ("\u0900-\u097f", "hi ks mr ne pi sa sd"),
    "Thai": ("\u0e00-\u0e7f", "th"),
    "Latin": ("\u00c0-\u024f\u1e00-\u1eff", ""),
}
"""The letters of each script beyond ASCII, and the languages that are written in it."""
_LETTERS = {script: re.compile(f"[{letters}]") for script, (letters, _) in _SCRIPTS.items()}
_ASCII = re.compile(r"[\x00-\x7f]+")
_NO_ASCII_LETTER = re.compile(r"[^A-Za-z]+")
_NEVER_LATIN = "zh ja ko el he th hi mr ne ru uk bg be mk ar fa ur am ka hy"
_LIKELIEST = {
    "Han": ("zh", "Chinese"),
    "Kana": ("ja", "Japanese"),
    "Hangul": ("ko", "Korean"),
    "Greek": ("el", "Greek"),
    "Hebrew": ("he", "Hebrew"),
    "Thai": ("th", "Thai"),
}
"""Scripts of which one language is by far the likeliest: its tag and its name."""

_ENOUGH = 60
"""Letters of another script that prove something."""
_ENOUGH_LATIN = 400
"""As above: terms, names and code are in Latin letters in every language."""
_MOST, _NEARLY_ALL = 0.6, 0.95
_SQUARE = 2
"""So many Latin letters one of Chinese, Japanese or Korean weighs."""
_NOT_PROSE = re.compile(
    r"https?://\S+|\]\([^()\n]*\)|<[^<>]*>|\{[^{}\n]*\}|(?<!\S)\S+@\S+|\$[^$\n]+\$"
)


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each page in a script that its language never has; for most pages, once."""
    course = subject.course
    site_language = course.info.language
    scripts = {p.page.name: script_of(p.markdown) for p in subject.passages if p.page}
    inheriting = [scripts.get(p.name, "") for p in course.all_pages() if not p.language]
    votes = Counter(filter(None, [*inheriting, script_of(" ".join(_words(course.schedule)))]))
    common, count = votes.most_common(1)[0] if votes else ("", 0)
    of_site = 2 * count > votes.total() and is_foreign(common, site_language)
    if of_site:
        yield _finding("the site", site_language, common, course.info.location, " in site.yaml")
    for page in course.all_pages():
        script = scripts.get(page.name, "")
        if page.language:
            if is_foreign(script, page.language):
                yield _finding("this page", page.language, script, page.location, "")
        elif is_foreign(script, site_language) and not (of_site and script == common):
            where = " in its front matter"
            yield _finding("this page", str(site_language), script, page.location, where)


def script_of(text: str) -> str:
    """The script of a text; empty where it is too short or too mixed to tell."""
    prose = _NOT_PROSE.sub(" ", text)
    others = _ASCII.sub("", prose)
    counts = {script: len(letters.findall(others)) for script, letters in _LETTERS.items()}
    counts["Latin"] += len(_NO_ASCII_LETTER.sub("", prose))
    if counts["Kana"] * 20 > counts["Han"]:
        counts["Kana"], counts["Han"] = counts["Kana"] + counts["Han"], 0
    if counts["Hangul"] * 4 > counts["Han"]:
        counts["Hangul"], counts["Han"] = counts["Hangul"] + counts["Han"], 0
    script = max(counts, key=lambda one: counts[one] * _weight(one))
    total = sum(count * _weight(one) for one, count in counts.items())
    latin = script == "Latin"
    enough = counts[script] >= (_ENOUGH_LATIN if latin else _ENOUGH)
    share = _NEARLY_ALL if latin else _MOST
    return script if enough and counts[script] * _weight(script) >= share * total else ""


def is_foreign(script: str, language: str) -> bool:
    """Whether a language is never written in a script; nothing is foreign to one nobody knows."""
    base, *parts = (meant(language) or "").lower().split("-")
    if not script or not base or parts[:1] == ["latn"]:
        return False
    if script == "Latin":
        return base in _NEVER_LATIN.split()
    return base not in _SCRIPTS[script][1].split()


def _finding(what: str, language: str, script: str, location: Location, where: str) -> Finding:
    tag, name = _LIKELIEST.get(script, ("", ""))
    written = location_of(language)
    known, name = bool(written.source.name), name or f"{script} letters"
    example = "en" if script == "Latin" else "ru"
    return Finding(
        f"{what} says that its language is '{language}', and most of it is in {name}",
        written if known else location,
        f"write 'language: {tag}'{where}" if tag else f"name its language{where}: '{example}'",
        TextEdit(written, tag) if tag and known else None,
    )


def _weight(script: str) -> int:
    return _SQUARE if script in {"Han", "Kana", "Hangul"} else 1


def _words(schedule: Schedule) -> Iterator[str]:
    """What visitors read of the schedule."""
    for section in schedule.sections:
        yield section.title
        yield from (week.topic for week in section.weeks)
    for lecture in schedule.lectures():
        yield from (heading.title for heading in lecture.headings)
        yield lecture.note


RULE = Rule(Code.LANGUAGE_MISMATCH, Severity.WARNING, ask)
