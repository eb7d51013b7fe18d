"""Report pages whose `language:` does not match their text.

The language determines the voice of screen readers and the translations that browsers offer.  Only
text in a script that the language never uses is reported, because other results are uncertain.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity, TextEdit
from coursegen.base.text import location_of
from coursegen.check.rule import Finding, Rule
from coursegen.check.rules.text.language_tags import corrected_tag

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
"""The non-ASCII letters of each script, and the languages that use the script."""
_LETTERS = {script: re.compile(f"[{letters}]") for script, (letters, _) in _SCRIPTS.items()}
_ASCII = re.compile(r"[\x00-\x7f]+")
_NO_ASCII_LETTER = re.compile(r"[^A-Za-z]+")
_NON_LATIN_LANGUAGES = "zh ja ko el he th hi mr ne ru uk bg be mk ar fa ur am ka hy"
_MAIN_LANGUAGE = {
    "Han": ("zh", "Chinese"),
    "Kana": ("ja", "Japanese"),
    "Hangul": ("ko", "Korean"),
    "Greek": ("el", "Greek"),
    "Hebrew": ("he", "Hebrew"),
    "Thai": ("th", "Thai"),
}
"""The tag and the name of the most likely language of a script."""

_MIN_LETTERS = 60
"""The minimum number of letters in the wrong script for a warning."""
_MIN_LATIN_LETTERS = 400
"""The minimum for Latin letters, which occur in terms, names and code in every language."""
_MIN_SHARE, _MIN_LATIN_SHARE = 0.6, 0.95
_CJK_WEIGHT = 2
"""The number of Latin letters that count as one Chinese, Japanese or Korean character."""
_NOT_PROSE = re.compile(
    r"https?://\S+|\]\([^()\n]*\)|<[^<>]*>|\{[^{}\n]*\}|(?<!\S)\S+@\S+|\$[^$\n]+\$"
)


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each page written in a script that its language never uses.

    If most pages have the same problem, warn once for the site.
    """
    course = context.course
    site_language = course.info.language
    scripts = {p.page.name: script_of(p.bare) for p in context.markdown_sources if p.page}
    inheriting = [scripts.get(p.name, "") for p in course.all_pages() if not p.language]
    votes = Counter(
        filter(None, [*inheriting, script_of(" ".join(_schedule_text(course.schedule)))])
    )
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
    """Return the script of `text`; empty if the text is short or mixes scripts."""
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
    enough = counts[script] >= (_MIN_LATIN_LETTERS if latin else _MIN_LETTERS)
    share = _MIN_LATIN_SHARE if latin else _MIN_SHARE
    return script if enough and counts[script] * _weight(script) >= share * total else ""


def is_foreign(script: str, language: str) -> bool:
    """Return whether a language never uses a script; False for an unknown language."""
    base, *subtags = (corrected_tag(language) or "").lower().split("-")
    if not script or not base or subtags[:1] == ["latn"]:
        return False
    if script == "Latin":
        return base in _NON_LATIN_LANGUAGES.split()
    return base not in _SCRIPTS[script][1].split()


def _finding(what: str, language: str, script: str, location: Location, where: str) -> Finding:
    tag, name = _MAIN_LANGUAGE.get(script, ("", ""))
    written = location_of(language)
    known, name = bool(written.source.name), name or f"{script} letters"
    example = "en" if script == "Latin" else "ru"
    return Finding(
        f"the language of {what} is '{language}', but most of its text is in {name}",
        written if known else location,
        f"write 'language: {tag}'{where}"
        if tag
        else f"set 'language:'{where}, for example to '{example}'",
        TextEdit(written, tag) if tag and known else None,
    )


def _weight(script: str) -> int:
    return _CJK_WEIGHT if script in {"Han", "Kana", "Hangul"} else 1


def _schedule_text(schedule: Schedule) -> Iterator[str]:
    """Yield the visible text of the schedule."""
    for section in schedule.sections:
        yield section.title
        yield from (week.topic for week in section.weeks)
    for lecture in schedule.lectures():
        yield from (heading.title for heading in lecture.headings)
        yield lecture.note


RULE = Rule(Code.LANGUAGE_WRONG, Severity.WARNING, run)
