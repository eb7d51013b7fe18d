"""Find the unreleased values in the outputs of a site.

Each output is searched again only if its version or the unreleased content changed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Diagnostics
from coursegen.incremental.codec import pack, unpack
from coursegen.incremental.digest import key_of
from coursegen.incremental.memo import Memo
from coursegen.incremental.parallel import in_parallel, workers_for
from coursegen.leaks.outputs import PDF, decoded, has_text, suffix_of
from coursegen.leaks.public_text import PublicText
from coursegen.leaks.scan import Hit, Leak, scan_content, scan_text
from coursegen.leaks.withheld import withheld_in
from coursegen.leaks.words import joined
from coursegen.outputs.output import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursegen.base.text import Location
    from coursegen.incremental.store import Store
    from coursegen.leaks.withheld import Withheld
    from coursegen.outputs.output import Output
    from coursegen.site.plan import Plan

_THEME = "theme: "
"""The prefix of the origin of the theme's files, which contain nothing of the course."""
_MIN_OUTPUTS = 100
"""The minimum number of outputs for which another process is worthwhile."""
PdfReader = Callable[[bytes], str]
"""Returns the text of the annotations of a PDF."""


class FoundLeak(NamedTuple):
    """An unreleased value, its location, and the outputs that contain it.

    `value` is a name, a title or eight words, depending on the kind.
    """

    kind: Leak
    value: str
    location: Location
    outputs: tuple[str, ...]


def find_leaks(
    plan: Plan, files: Mapping[str, Output], store: Store, read_pdf: PdfReader | None
) -> tuple[FoundLeak, ...]:
    """Return the unreleased values in the files of a planned site.

    PDFs are searched only if there is a function that reads them.
    """
    withheld = withheld_in(plan)
    memo = Memo(store, "leaks", Diagnostics())
    keys = {
        path: key_of(withheld.digest, path, output.version, str(read_pdf is not None))
        for path, output in files.items()
        if path not in plan.assets or not plan.assets[path].origin.startswith(_THEME)
    }
    clean_tags: set[str] = set()

    def scan(path: str) -> list[Hit]:
        return list(_scan(path, files[path], withheld, read_pdf, clean_tags))

    changed = [path for path, key in keys.items() if not memo.has(key) or not files[path].version]
    scanned: dict[str, list[Hit]] = {}
    workers = workers_for(len(changed), _MIN_OUTPUTS)
    for number, packed in in_parallel(len(changed), lambda n: pack(scan(changed[n])), workers):
        scanned[changed[number]] = unpack(packed, list[Hit])
    hits: dict[str, list[Hit]] = {}
    for path, key in keys.items():

        def compute(_diagnostics: Diagnostics, path: str = path) -> list[Hit]:
            return scanned[path] if path in scanned else scan(path)

        found = memo.get(list[Hit], key, compute) if files[path].version else scanned[path]
        if found:
            hits[path] = found
    memo.save()
    return tuple(_leaks(plan, withheld, hits))


def _scan(
    path: str,
    output: Output,
    withheld: Withheld,
    read_pdf: PdfReader | None,
    clean_tags: set[str],
) -> Iterator[Hit]:
    """Yield everything unreleased in an output; of a generated image, only in its path."""
    text = ""
    try:
        if has_text(path, reads_pdf=read_pdf is not None) and not output.is_slow:
            content = output.read()
            yield from scan_content(content, withheld)
            is_pdf = suffix_of(path) == PDF
            text = read_pdf(content) if read_pdf and is_pdf else decoded(content)
        elif output.source and output.source.stat().st_size in withheld.sizes:
            yield from scan_content(output.read(), withheld)
    except (OSError, OutputError):  # reported when the file is published
        return
    yield from scan_text(text, path, withheld, clean_tags)


def _leaks(plan: Plan, withheld: Withheld, hits: Mapping[str, list[Hit]]) -> Iterator[FoundLeak]:
    """Yield the leaks of all outputs, each value once, except values that are also public."""
    if not hits:
        return
    public = PublicText(plan, hits)
    outputs: dict[tuple[Leak, Location], list[str]] = {}
    values: dict[tuple[Leak, Location], str] = {}
    for path, found in hits.items():
        copies = [hit for hit in found if hit.leak == Leak.CONTENT.value]
        first: dict[tuple[str, int], Hit] = {}
        for hit in copies or found:
            key = hit.leak, hit.position
            secret = _not_public(hit, withheld, public) if key not in first else None
            if secret:
                first[key] = secret
        for hit in first.values():
            value, location = _described(hit, withheld)
            outputs.setdefault((Leak(hit.leak), location), []).append(path)
            values.setdefault((Leak(hit.leak), location), value)
    for (kind, location), paths in outputs.items():
        yield FoundLeak(kind, values[kind, location], location, tuple(dict.fromkeys(paths)))


def _not_public(hit: Hit, withheld: Withheld, public: PublicText) -> Hit | None:
    """Return a hit, or the first window of its text, that public content does not show."""
    if hit.leak == Leak.TEXT.value:
        window = public.first_hidden_window(hit.words)
        return Hit(hit.leak, hit.position, window) if window else None
    is_public = (
        public.has_title(hit.words)
        if hit.leak == Leak.TITLE.value
        else hit.leak == Leak.ADDRESS.value and public.has_address(withheld.addresses[hit.position])
    )
    return None if is_public else hit


def _described(hit: Hit, withheld: Withheld) -> tuple[str, Location]:
    """Return a value as messages show it, and its location."""
    if hit.leak == Leak.CONTENT.value:
        file = withheld.files[hit.position]
        return file.source, file.location
    if hit.leak == Leak.ADDRESS.value:
        address = withheld.addresses[hit.position]
        shown = f"{posixpath.dirname(address.page)}/" if address.page else address.text
        return shown, address.location
    text = withheld.texts[hit.position]
    value = text.text if hit.leak == Leak.TITLE.value else joined(hit.words)
    return value, text.find(hit.words)
