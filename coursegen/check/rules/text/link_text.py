"""Does the text of each link say where it leads?

Who listens to a page often has its links read out alone: a list of `here, here, here` leads
nowhere.
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

_LONG = 60
"""Letters: a shorter address can be heard as it is."""
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
"""What links are called that say nothing, by language; a page is often written in two."""
_SAY_NOTHING = frozenset("|".join(_WORDS.values()).split("|"))
_AROUND = "\"'“”‘’«»「」[](){}（）【】<>→»›>↗…!！?？:：,，;；。. "


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about links without words, with words that say nothing, and long bare addresses."""
    for passage in subject.passages:
        yield from _of(passage)
    for title in _titles(subject.course):
        if says_nothing(title):
            yield Finding(
                f"the link text '{title}' does not say where it leads",
                location_of(title),
                "name what is there",
            )


def _of(passage: MarkdownSource) -> Iterator[Finding]:
    for link in passage.links:
        location = passage.location(link.span)
        if not link.words:
            # That an image says nothing is told where the image is.
            silent = link.holds_image and passage.text.find("![]", *link.span) >= 0
            if link.target and not silent:
                yield Finding(
                    f"the link to '{link.target}' has no words",
                    location,
                    "write where it leads"
                    + (", as the image's alternative text" if link.holds_image else ""),
                )
        elif says_nothing(link.words):
            yield Finding(
                f"the link text '{link.words}' does not say where it leads",
                location,
                "link the words that name what is there: a list of all links must make sense",
            )
        elif re.fullmatch(r"(?:https?://|www\.)\S+", link.words) and len(link.words) > _LONG:
            yield Finding(
                f"the link's text is an address of {len(link.words)} letters",
                location,
                "write what is there: [words](address)",
            )


def says_nothing(words: str) -> bool:
    """Whether the text of a link could be that of any other."""
    return words.strip(_AROUND).casefold() in _SAY_NOTHING


def _titles(course: Course) -> Iterator[str]:
    """The words of the links in data that stand among others."""
    yield from (material.title for material in course.schedule.materials() if material.target)
    for person in course.staff.people():
        yield from (link.title for link in person.links)


RULE = Rule(Code.LINK_TEXT, Severity.WARNING, ask)
