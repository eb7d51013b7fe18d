"""Read the text of the annotations of PDFs: comments, form fields and links."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from coursegen.check.reading.pdf_facts import has_pypdf, open_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_KEYS = ("/Contents", "/RC", "/Subj", "/T", "/TU", "/V", "/URI", "/F")
"""The keys of text in an annotation or its action (ISO 32000, 12.5 to 12.7)."""
_MAX_TEXTS = 10_000
"""The maximum number of texts that are read."""


def annotation_reader() -> Callable[[bytes], str] | None:
    """Return a function that reads the annotations of a PDF, or None if pypdf is missing."""
    return read_annotations if has_pypdf() else None


def read_annotations(content: bytes) -> str:
    """Return the text of the annotations of a PDF, and of its title and its other properties."""
    found: list[str] = []
    # A damaged file can make the library raise anything; `check` reports it.
    with suppress(Exception):
        reader = open_pdf(BytesIO(content))
        if reader:
            found.extend(islice(_texts(reader), _MAX_TEXTS))
    return "\n".join(found)


def _texts(reader: Any) -> Iterator[str]:
    yield from (str(value) for value in (reader.metadata or {}).values())
    for page in reader.pages:
        for reference in page.get("/Annots") or ():
            annotation = reference.get_object()
            action = annotation.get("/A")
            for part in (annotation, action.get_object() if action else {}):
                yield from (str(part[key]) for key in _KEYS if key in part)
