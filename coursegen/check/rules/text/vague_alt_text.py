"""Report alt text that does not describe the image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.text import Location, location_of
from coursegen.check.reading.element_places import Span
from coursegen.check.rule import Finding, Rule
from coursegen.content.image import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.markdown_sources import MarkdownSource, WrittenElement

_MAX_LENGTH = 250
"""The maximum length in characters; screen readers cannot pause within alt text."""
_WORDS = (
    # English
    "image|picture|photo|photograph|graphic|figure|diagram|chart|plot|graph|screenshot|drawing|"
    "illustration|logo|icon|img|pic|fig|alt|alt text|untitled|todo|"
    # Chinese
    "图|图片|图像|照片|插图|示意图|图表|截图|截屏|图标|"
    # German, French, Spanish, Japanese, Korean
    "bild|foto|abbildung|grafik|photographie|imagen|画像|写真|図|그림|사진|이미지"
)
_VAGUE = frozenset(_WORDS.split("|"))
_NUMBERED = re.compile(r"[\s_\-–:.#(（]*\d{0,5}[\s)）.]*$")
_FILE_NAME = re.compile(
    r"[^\s/]*\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|heic|pdf)|(?:IMG|DSC[NF]?|PXL|MVIMG)[_-]?\d+\S*",
    re.IGNORECASE,
)
_REDUNDANT_START = re.compile(
    r"(?P<words>(?:an? |the )?(?:image|picture|photo|photograph) of )(?=\S)", re.IGNORECASE
)


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about alt text that is a file name, vague, redundant or too long."""
    for source in context.markdown_sources:
        for image in source.elements:
            if image.element.name == "img":
                yield from _check_image(source, image)
    for course_image in context.course.find(Image):
        if course_image.alt:
            found = _check_alt_text(course_image.alt, location_of(course_image.alt))
            if found:
                yield found


def _check_image(source: MarkdownSource, image: WrittenElement) -> Iterator[Finding]:
    alt, span = image.element.attributes.get("alt", ""), source.attribute(image, "alt")
    start = source.text.find(alt, *span)
    span = Span(start, start + len(alt)) if start >= 0 else span
    found = _check_alt_text(alt, source.location(span))
    redundant = _REDUNDANT_START.match(alt)
    if found and redundant and start >= 0:
        words = Span(start, start + redundant.end() + 1)
        found = found._replace(edit=source.edit(words, alt[redundant.end()].upper()))
    if found:
        yield found


def _check_alt_text(alt: str, location: Location) -> Finding | None:
    words = " ".join(alt.split())
    if not words:
        return None
    if _FILE_NAME.fullmatch(words):
        return Finding(
            f"the alt text '{words}' is a file name",
            location,
            "describe what the image shows",
        )
    if _NUMBERED.sub("", words).casefold() in _VAGUE:
        return Finding(
            f"the alt text '{words}' does not describe the image",
            location,
            "describe what the image shows, as you would on the phone",
        )
    redundant = _REDUNDANT_START.match(words)
    if redundant:
        return Finding(
            f"the alt text starts with '{redundant['words'].strip()}', but screen readers already "
            "announce images",
            location,
            f"start with '{words[redundant.end() :][:30]}'",
        )
    if len(words) > _MAX_LENGTH:
        return Finding(
            f"the alt text has {len(words)} characters, and screen readers cannot pause in it",
            location,
            "summarize the image in one sentence, and put the details below it",
        )
    return None


RULE = Rule(Code.ALT_TEXT_VAGUE, Severity.WARNING, run)
