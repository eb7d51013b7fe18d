"""Report link text that does not describe the target.

Users of screen readers often list the links of a page, and "here" is not helpful in a list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.text import location_of
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.markdown_sources import MarkdownSource
    from coursegen.content.course import Course

_MAX_URL_LENGTH = 60
"""The maximum length of a URL as link text, in characters."""
_WORDS = {
    "en": "here|click|click here|click me|tap here|press here|go here|see here|over here|link|"
    "a link|the link|this link|this|this one|this page|this site|this website|url|"
    "more|read more|see more|learn more|find out more|view more|show more|more info|"
    "more information|more here|download here|read here|read this|check it out",
    "zh": "这里|这裡|這裡|此处|此處|这儿|点这里|点击这里|点击此处|点击|點擊這裡|点我|点此|"
    "戳这里|戳我|请点击这里|"
    "链接|連結|这个链接|此链接|该链接|网址|网页|这个|更多|查看更多|阅读更多|了解更多|点击查看|点击下载|在这里",
    "de": "hier|klicken sie hier|klick hier|hier klicken|mehr|mehr lesen|weiterlesen|dieser link",
    "fr": "ici|cliquez ici|cliquer ici|lien|ce lien|lire la suite|en savoir plus",
    "es": "aquí|haz clic aquí|haga clic aquí|enlace|este enlace|leer más|más|ver más",
    "ja": "ここ|こちら|ここをクリック|こちらをクリック|リンク|詳細はこちら|もっと見る",
    "ko": "여기|여기를 클릭|링크|더 보기|이 링크",
}
"""Vague link text by language; every page is checked in all languages, because pages mix them."""
_VAGUE = frozenset("|".join(_WORDS.values()).split("|"))
_STRIPPED = "\"'“”‘’«»「」[](){}（）【】<>→»›>↗…!！?？:：,，;；。. "


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about links without text, with vague text, or with a long URL as text."""
    for source in context.markdown_sources:
        yield from _check_source(source)
    for title in _link_titles(context.course):
        if is_vague(title):
            yield Finding(
                f"the link text '{title}' does not describe its target",
                location_of(title),
                "name the target",
            )


def _check_source(source: MarkdownSource) -> Iterator[Finding]:
    for written in source.elements:
        link = written.element
        if link.name != "a" or "href" not in link.attributes or not link.end:
            continue
        if link.tag and (link.value("aria-label") or link.value("title")):
            continue
        location = source.location(source.whole(written))
        target, words = link.value("href"), link.text
        if not words:
            images = [each for each in source.inside(written) if each.name == "img"]
            # Another rule reports the missing alt text of an image.
            if target and all(each.tag for each in images):
                yield Finding(
                    f"the link to '{target}' has no text",
                    location,
                    "name the target" + (" in the image's alt text" if images else ""),
                )
        elif is_vague(words):
            yield Finding(
                f"the link text '{words}' does not describe its target",
                location,
                "name the target, so that the text makes sense in a list of all links",
            )
        elif re.fullmatch(r"(?:https?://|www\.)\S+", words) and len(words) > _MAX_URL_LENGTH:
            yield Finding(
                f"the link text is a URL of {len(words)} characters",
                location,
                "name the target: [text](URL)",
            )


def is_vague(words: str) -> bool:
    """Return whether a link text could describe any target."""
    return words.strip(_STRIPPED).casefold() in _VAGUE


def _link_titles(course: Course) -> Iterator[str]:
    """Yield the titles of the links in data files."""
    yield from (material.title for material in course.schedule.materials() if material.target)
    for person in course.staff.people():
        yield from (link.title for link in person.links)


RULE = Rule(Code.LINK_TEXT_VAGUE, Severity.WARNING, run)
