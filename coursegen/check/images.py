"""Does every image say what it shows?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.diagnostics import Diagnostic, Level
from coursegen.site.links import pictures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.subject import Subject


def ask(subject: Subject) -> Iterator[Diagnostic]:
    """Warn about pictures in data without `alt:` and images in pages without a text.

    An empty text (`alt: ""`) says that the picture is only decoration, and is fine in data.
    """
    for picture in pictures(subject.course):
        if picture.alt is None:
            yield Diagnostic(
                Level.WARNING,
                f"the picture '{picture.image}' has no alternative text",
                picture.place,
                "write 'alt: …' with what it shows, or alt: \"\" if it is only decoration",
            )
    for document in subject.documents:
        for source in document.images_without_text():
            yield Diagnostic(
                Level.WARNING,
                f"the image '{source}' has no alternative text",
                document.place_of(source, ""),
                "write it between the brackets: ![what it shows](…)",
            )
