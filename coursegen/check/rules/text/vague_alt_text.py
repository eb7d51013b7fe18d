"""Does the alternative text of each image say something?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.text import Location, location_of
from coursegen.check.reading.markup import Span
from coursegen.check.rule import Finding, Rule
from coursegen.site.broken_links import course_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_LONGEST = 250
"""Letters that are heard at one stretch; nobody can stop in an alternative text."""
_WORDS = (
    # English
    "image|picture|photo|photograph|graphic|figure|diagram|chart|plot|graph|screenshot|drawing|"
    "illustration|logo|icon|img|pic|fig|alt|alt text|untitled|todo|"
    # Chinese
    "图|图片|图像|照片|插图|示意图|图表|截图|截屏|图标|"
    # German, French, Spanish, Japanese, Korean
    "bild|foto|abbildung|grafik|photographie|imagen|画像|写真|図|그림|사진|이미지"
)
_SAY_NOTHING = frozenset(_WORDS.split("|"))
_NUMBERED = re.compile(r"[\s_\-–:.#(（]*\d{0,5}[\s)）.]*$")
_FILE_NAME = re.compile(
    r"[^\s/]*\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|heic|pdf)|(?:IMG|DSC[NF]?|PXL|MVIMG)[_-]?\d+\S*",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?P<words>(?:an? |the )?(?:image|picture|photo|photograph) of )(?=\S)", re.IGNORECASE
)


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about file names, empty words, words that are heard anyway, and whole paragraphs."""
    for passage in subject.passages:
        for image in passage.images:
            location = passage.location(image.span)
            found = _judge(image.alt, location)
            begins = _BEGINS.match(image.alt)
            if found and begins:
                start = image.span.start
                letters = Span(start, start + begins.end() + 1)
                found = found._replace(edit=passage.edit(letters, image.alt[begins.end()].upper()))
            if found:
                yield found
    for picture in course_images(subject.course):
        if picture.alt:
            found = _judge(picture.alt, location_of(picture.alt))
            if found:
                yield found


def _judge(alt: str, location: Location) -> Finding | None:
    words = " ".join(alt.split())
    if not words:
        return None
    if _FILE_NAME.fullmatch(words):
        return Finding(
            f"the alternative text '{words}' is a file's name",
            location,
            "write what the image shows",
        )
    if _NUMBERED.sub("", words).casefold() in _SAY_NOTHING:
        return Finding(
            f"the alternative text '{words}' does not say what the image shows",
            location,
            "write what is to be seen on it, as you would say it on the telephone",
        )
    begins = _BEGINS.match(words)
    if begins:
        return Finding(
            f"the alternative text begins with '{begins['words'].strip()}', which is heard twice: "
            "a screen reader says first that this is an image",
            location,
            f"begin with '{words[begins.end() :][:30]}'",
        )
    if len(words) > _LONGEST:
        return Finding(
            f"the alternative text is {len(words)} letters long, and nobody can stop in it",
            location,
            "say in a sentence what matters, and write the rest below the image",
        )
    return None


RULE = Rule(Code.ALT_TEXT, Severity.WARNING, ask)
