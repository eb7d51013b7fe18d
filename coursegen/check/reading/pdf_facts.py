"""What a PDF says of itself: its tags, title and language.  The only door to pypdf.

Files come from anywhere, so nothing is drawn and no text is taken out.  Only the document's root,
its title and what its first pages are made of are read, within pypdf's own limits and these.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import PDF_CACHE
from coursegen.base.struct import Struct
from coursegen.incremental.cache import Cache, key_of
from coursegen.incremental.packed import Unpackable, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coursegen.site.plan import Asset, Plan

MAX_SIZE = 300_000_000
"""Bytes; what is larger is not looked into."""
MIN_SIZE = 60
"""Bytes; no document is smaller, but a stand-in that its author knows of."""
_LFS_POINTER = b"version https://git-lfs"
"""How a file begins that Git LFS left in place of another: nothing is known of that."""
_MAX_PAGES = 3
"""So many pages are looked at for text."""
_MAX_NODES = 200
"""So many nodes of the tree of pages are visited to find them."""
_MAX_CACHED = 10_000
"""Bytes that are kept of one PDF."""
_CACHE_VERSION = "2"
"""Another one where `PdfFacts` means something else."""


class PdfFacts(Struct):
    """What was found in a PDF.

    `problem` says why nothing was; `is_scanned` that its first pages are pictures without text.
    """

    problem: str = ""
    is_tagged: bool = True
    has_title: bool = True
    has_language: bool = True
    is_scanned: bool = False


def pdfs(plan: Plan) -> Iterator[Asset]:
    """The author's PDFs that will be published."""
    for asset in plan.assets.values():
        if asset.origin.lower().endswith(".pdf") and not asset.origin.startswith("theme: "):
            yield asset


def count_unchecked(plan: Plan) -> int:
    """How many PDFs nobody can look into, for want of the library; 0 where it is not asked."""
    if plan.course.info.severities.get(Code.PDF_UNTAGGED, Severity.WARNING) is None or _has_pypdf():
        return 0
    return sum(1 for _ in pdfs(plan))


def facts_by_origin(plan: Plan) -> Iterator[tuple[str, PdfFacts]]:
    """What each PDF says, by what the author knows it by; nothing without the library."""
    there = list(pdfs(plan))
    if not there or not _has_pypdf():
        return
    # `files/slides/1.pdf` stands two folders below the course's own.
    root = there[0].file.disk.parents[there[0].origin.count("/")]
    cache = Cache(root / PDF_CACHE)
    for asset in there:
        found = _cached_facts(asset.file.disk, asset.origin, cache)
        if found:
            yield asset.origin, found


def _has_pypdf() -> bool:
    """Whether the library is there, which the extra `pdf` asks for."""
    return find_spec("pypdf") is not None


def _cached_facts(disk: Path, origin: str, cache: Cache) -> PdfFacts | None:
    """What a PDF says, kept while the file stays as it is.

    None where that cannot be known.
    """
    try:
        status = disk.stat()
    except OSError:
        return None
    if not MIN_SIZE <= status.st_size <= MAX_SIZE:
        return None
    key = key_of(_CACHE_VERSION, origin, str(status.st_size), str(status.st_mtime_ns))
    kept = cache.get(key, _MAX_CACHED)
    if kept is not None:
        with suppress(Unpackable):
            found: PdfFacts | None = unpack(kept, PdfFacts | None)
            return found
    facts = read_facts(disk)
    cache.put(key, pack(facts))
    return facts


def read_facts(disk: Path) -> PdfFacts | None:
    """What a PDF says; None where that cannot be known."""
    import pypdf  # noqa: PLC0415 - a fifth of a second, for a check of a course with new PDFs alone
    from pypdf.errors import DependencyError  # noqa: PLC0415 - as above

    logger = logging.getLogger("pypdf")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False  # what it says of a file is said in our words
    try:
        with disk.open("rb") as stream:
            start = stream.read(1024)
            if start.startswith(_LFS_POINTER):
                return None
            if b"%PDF-" not in start:
                return PdfFacts(problem="it is no PDF")
            reader = pypdf.PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                return PdfFacts(problem="it asks for a password")
            return _extract_facts(reader)
    except (DependencyError, OSError, NotImplementedError):
        return None  # a cipher that is not installed; a file that is gone
    except MemoryError:
        return PdfFacts(problem="it is too large when unpacked")
    except Exception:  # noqa: BLE001 - whatever a broken file makes the library raise
        return PdfFacts(problem="it is broken")


def _extract_facts(reader: Any) -> PdfFacts:
    root = reader.root_object
    marks = _mapping(root.get("/MarkInfo"))
    information = _mapping(reader.trailer.get("/Info"))
    metadata = _resolved(root.get("/Metadata"))
    return PdfFacts(
        is_tagged=str(_resolved(marks.get("/Marked"))) == "True" and "/StructTreeRoot" in root,
        has_title=bool(_text(information.get("/Title")))
        or (hasattr(metadata, "get_data") and b"<dc:title" in metadata.get_data()),
        has_language=bool(_text(root.get("/Lang"))),
        is_scanned=_is_scanned(reader),
    )


def _resolved(value: Any) -> Any:
    """What stands in a place, there or elsewhere in the file."""
    return value.get_object() if value is not None else None


def _mapping(value: Any) -> dict[str, Any]:
    found = _resolved(value)
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    found = _resolved(value)
    return found.strip() if isinstance(found, str) else ""


def _is_scanned(reader: Any) -> bool:
    """Whether all of the first pages show images and none has a font."""
    resources = list(_page_resources(reader))
    return bool(resources) and all(
        _has_object(one, "/Image") and not _has_font(one) for one in resources
    )


def _has_font(resources: dict[str, Any]) -> bool:
    forms = [_mapping(form.get("/Resources")) for form in _objects(resources, "/Form")]
    return any(_mapping(one.get("/Font")) for one in (resources, *forms)) or any(
        True for one in forms for _ in _objects(one, "/Form")
    )


def _has_object(resources: dict[str, Any], kind: str) -> bool:
    return any(True for _ in _objects(resources, kind))


def _objects(resources: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """The images or the forms that a page may draw; the first of many are enough."""
    for number, value in enumerate(_mapping(resources.get("/XObject")).values()):
        found = _mapping(value)
        if found.get("/Subtype") == kind:
            yield found
        if number > _MAX_NODES:
            return


def _page_resources(reader: Any) -> Iterator[dict[str, Any]]:
    """What the first pages may use, handed down the tree as the format says (ISO 32000, 7.7.3)."""
    pending: list[tuple[Any, dict[str, Any]]] = [(reader.root_object.get("/Pages"), {})]
    found = 0
    for _ in range(_MAX_NODES):
        if not pending or found == _MAX_PAGES:
            return
        value, inherited = pending.pop()
        node = _mapping(value)
        resources = _mapping(node.get("/Resources")) or inherited
        kids = _resolved(node.get("/Kids"))
        if kids is None:
            found += 1
            yield resources
        else:
            pending += [(kid, resources) for kid in reversed(kids[:_MAX_NODES])]
