"""Read the text of the annotations of PDFs: comments, form fields and links."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from coursegen.check.reading.pdf_facts import has_pypdf, open_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_KEYS = ("/Contents", "/RC", "/Subj", "/T", "/TU", "/V", "/URI", "/F")
"""The keys of text in an annotation or its action (ISO 32000, 12.5 to 12.7)."""
_MAX_ANNOTATIONS = 10_000
"""The maximum number of annotations that are read."""


def annotation_reader() -> Callable[[bytes], str] | None:
    """Return a function that reads the annotations of a PDF, or None if pypdf is missing."""
    return read_annotations if has_pypdf() else None


def read_annotations(content: bytes) -> str:
    """Return the text of the annotations of a PDF, and of its title and its other properties."""
    found: list[str] = []
    try:
        reader = open_pdf(BytesIO(content))
        for text in _texts(reader) if reader else ():
            found.append(text)
            if len(found) > _MAX_ANNOTATIONS:
                break
    except Exception:  # noqa: BLE001 - a damaged file can make the library raise anything; reported by `check`
        return "\n".join(found)
    return "\n".join(found)


def _texts(reader: Any) -> Iterator[str]:
    yield from (str(value) for value in (reader.metadata or {}).values())
    for page in reader.pages:
        for reference in page.get("/Annots") or ():
            annotation = reference.get_object()
            action = annotation.get("/A")
            for part in (annotation, action.get_object() if action else {}):
                yield from (str(part[key]) for key in _KEYS if key in part)
