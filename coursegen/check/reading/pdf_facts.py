"""Read the tags, title and language of PDFs.

Files may be malicious, so nothing is rendered and no text is extracted.  Only the document's root,
its title and the resources of its first pages are read, within the limits of pypdf and this module.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, BinaryIO

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import PDF_CACHE
from coursegen.base.struct import Struct
from coursegen.incremental.codec import DecodeError, pack, unpack
from coursegen.incremental.digest import key_of
from coursegen.incremental.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coursegen.base.timer import Progress
    from coursegen.site.plan import Asset, Plan

MAX_SIZE = 300_000_000
"""The maximum size of a checked file, in bytes."""
MIN_SIZE = 60
"""The minimum size of a checked file, in bytes; smaller files are placeholders."""
_LFS_POINTER = b"version https://git-lfs"
"""The start of a Git LFS pointer; pointers are not checked."""
_MAX_PAGES = 3
"""The number of pages at the start of a PDF that are searched for text."""
_MAX_NODES = 200
"""The maximum number of nodes in the page tree that are visited to find these pages."""
_MAX_CACHED = 10_000
"""The maximum size of a cache entry, in bytes."""
_CACHE_VERSION = "2"
"""A version that must change whenever the meaning of `PdfFacts` changes."""


class PdfFacts(Struct):
    """The accessibility properties of a PDF.

    `problem` is the reason why it cannot be read, if any.  `is_scanned` means that its first pages
    are images without text.
    """

    problem: str = ""
    is_tagged: bool = True
    has_title: bool = True
    has_language: bool = True
    is_scanned: bool = False


def pdfs(plan: Plan) -> Iterator[Asset]:
    """Yield the published PDFs of the author."""
    for asset in plan.assets.values():
        if asset.origin.lower().endswith(".pdf") and not asset.origin.startswith("theme: "):
            yield asset


def is_requested(plan: Plan) -> bool:
    """Return whether the author chose a severity for a rule about PDFs."""
    severities = plan.course.info.severities
    return any(severities.get(code) for code in Code if code.name.startswith("PDF_"))


def count_unchecked(plan: Plan) -> int:
    """Count the PDFs that are not checked because pypdf is missing; 0 if the rule is off."""
    if plan.course.info.severities.get(Code.PDF_UNTAGGED, Severity.WARNING) is None or has_pypdf():
        return 0
    return sum(1 for _ in pdfs(plan))


def facts_by_origin(plan: Plan, progress: Progress) -> Iterator[tuple[str, PdfFacts]]:
    """Yield the path and the facts of each PDF, or nothing if pypdf is missing."""
    assets = list(pdfs(plan))
    if not assets or not has_pypdf():
        return
    # For example, `files/slides/1.pdf` is two folders below the course's folder.
    root = assets[0].file.disk.parents[assets[0].origin.count("/")]
    cache = Store(root / PDF_CACHE)
    advance = progress(len(assets), "PDF")
    for asset in assets:
        facts = _cached_facts(asset.file.disk, asset.origin, cache)
        advance()
        if facts:
            yield asset.origin, facts


def has_pypdf() -> bool:
    """Return whether pypdf is installed; it is part of the extra `pdf`."""
    return find_spec("pypdf") is not None


def _cached_facts(disk: Path, origin: str, cache: Store) -> PdfFacts | None:
    """Return the facts of a PDF, cached if the file is unchanged; None if it cannot be checked."""
    try:
        status = disk.stat()
    except OSError:
        return None
    if not MIN_SIZE <= status.st_size <= MAX_SIZE:
        return None
    key = key_of(_CACHE_VERSION, origin, str(status.st_size), str(status.st_mtime_ns))
    cached = cache.get(key, _MAX_CACHED)
    if cached is not None:
        with suppress(DecodeError):
            found: PdfFacts | None = unpack(cached, PdfFacts | None)
            return found
    facts = read_facts(disk)
    cache.put(key, pack(facts))
    return facts


def open_pdf(stream: BinaryIO) -> Any:
    """Return a reader of a PDF, or None if it is password-protected; may raise any exception."""
    import pypdf  # noqa: PLC0415 - as below

    logger = logging.getLogger("pypdf")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False  # problems are reported as findings, not as log messages
    reader = pypdf.PdfReader(stream)
    return None if reader.is_encrypted and not reader.decrypt("") else reader


def read_facts(disk: Path) -> PdfFacts | None:
    """Read the facts of a PDF; return None if it cannot be checked."""
    from pypdf.errors import DependencyError  # noqa: PLC0415 - takes 0.2 s; only for new PDFs

    try:
        with disk.open("rb") as stream:
            start = stream.read(1024)
            if start.startswith(_LFS_POINTER):
                return None
            if b"%PDF-" not in start:
                return PdfFacts(problem="it is not a PDF file")
            reader = open_pdf(stream)
            return (
                _extract_facts(reader) if reader else PdfFacts(problem="it is password-protected")
            )
    except (DependencyError, OSError, NotImplementedError):
        return None  # the cipher is not installed, or the file no longer exists
    except MemoryError:
        return PdfFacts(problem="it is too large when decompressed")
    except Exception:  # noqa: BLE001 - a damaged file can make the library raise anything
        return PdfFacts(problem="it is damaged")


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
    """Return the value, resolved if it is an indirect reference."""
    return value.get_object() if value is not None else None


def _mapping(value: Any) -> dict[str, Any]:
    found = _resolved(value)
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    found = _resolved(value)
    return found.strip() if isinstance(found, str) else ""


def _is_scanned(reader: Any) -> bool:
    """Return whether all of the first pages have images and no fonts."""
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
    """Yield the images or the forms among a page's XObjects, up to a limit."""
    for number, value in enumerate(_mapping(resources.get("/XObject")).values()):
        found = _mapping(value)
        if found.get("/Subtype") == kind:
            yield found
        if number > _MAX_NODES:
            return


def _page_resources(reader: Any) -> Iterator[dict[str, Any]]:
    """Yield the resources of the first pages, including inherited ones (ISO 32000, 7.7.3)."""
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
