"""Find the unreleased values in the outputs of a site.

Each output is searched again only if its version or the unreleased content changed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.timer import no_progress
from coursegen.incremental.codec import pack, unpack
from coursegen.incremental.digest import key_of
from coursegen.incremental.memo import Memo
from coursegen.incremental.parallel import in_parallel, workers_for
from coursegen.leaks.markup import Markup
from coursegen.leaks.outputs import PDF, has_text, in_utf8, suffix_of
from coursegen.leaks.public_text import PublicText
from coursegen.leaks.scan import Hit, Leak, scan_content, scan_text
from coursegen.leaks.shared_text import SharedText
from coursegen.leaks.withheld import withheld_in
from coursegen.leaks.words import joined
from coursegen.outputs.output import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursegen.base.text import Location
    from coursegen.base.timer import Progress
    from coursegen.content.course import Course
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

    `value` is a name, a title or eight words, depending on the kind.  `public` is the public text
    that shows it, if it is known.
    """

    kind: Leak
    value: str
    location: Location
    outputs: tuple[str, ...]
    public: Location | None = None


def find_leaks(  # noqa: PLR0913, PLR0917 - the site, and how to search it
    plan: Plan,
    course: Course,
    files: Mapping[str, Output],
    store: Store,
    read_pdf: PdfReader | None,
    progress: Progress = no_progress,
) -> tuple[FoundLeak, ...]:
    """Return the unreleased values of the whole `course` in the files of a planned site.

    PDFs are searched only if there is a function that reads them.
    """
    withheld = withheld_in(plan)
    memo = Memo(store, "leaks", Diagnostics())
    keys = {
        path: key_of(withheld.digest, path, output.version, str(read_pdf is not None))
        for path, output in files.items()
        if path not in plan.assets or not plan.assets[path].origin.startswith(_THEME)
    }
    markup = Markup()

    def scan(path: str) -> list[Hit]:
        return list(_scan(path, files[path], withheld, read_pdf, markup))

    changed = [path for path, key in keys.items() if not memo.has(key) or not files[path].version]
    scanned: dict[str, list[Hit]] = {}
    workers = workers_for(len(changed), _MIN_OUTPUTS)
    advance = progress(len(changed), "file")
    for number, packed in in_parallel(len(changed), lambda n: pack(scan(changed[n])), workers):
        scanned[changed[number]] = unpack(packed, list[Hit])
        advance()
    hits: dict[str, list[Hit]] = {}
    for path, key in keys.items():

        def compute(_diagnostics: Diagnostics, path: str = path) -> list[Hit]:
            return scanned[path] if path in scanned else scan(path)

        found = memo.get(list[Hit], key, compute) if files[path].version else scanned[path]
        if found:
            hits[path] = found
    memo.save()
    return tuple(_leaks(plan, course, withheld, hits))


def _scan(
    path: str,
    output: Output,
    withheld: Withheld,
    read_pdf: PdfReader | None,
    markup: Markup,
) -> Iterator[Hit]:
    """Yield everything unreleased in an output; of a generated image, only in its path."""
    text = b""
    try:
        if has_text(path, reads_pdf=read_pdf is not None) and not output.is_slow:
            content = output.read()
            yield from scan_content(content, withheld)
            is_pdf = suffix_of(path) == PDF
            text = read_pdf(content).encode() if read_pdf and is_pdf else in_utf8(content)
        elif output.source and output.source.stat().st_size in withheld.sizes:
            yield from scan_content(output.read(), withheld)
    except (OSError, OutputError):  # reported when the file is published
        return
    yield from scan_text(text, path, withheld, markup)


def _leaks(
    plan: Plan, course: Course, withheld: Withheld, hits: Mapping[str, list[Hit]]
) -> Iterator[FoundLeak]:
    """Yield the leaks of all outputs, each value once, except values that are also public."""
    if not hits:
        return
    public = PublicText(plan, hits)
    origins = {path: asset.origin for path, asset in plan.assets.items() if path in hits}
    shared = SharedText(course, withheld, public, origins, hits)
    leaks: dict[tuple[Leak, Location], FoundLeak] = {}
    for path, found in hits.items():
        copies = [hit for hit in found if hit.leak is Leak.CONTENT]
        known: set[tuple[Leak, int]] = set()
        for hit in copies or found:
            leak = None if hit[:2] in known else _leak(hit, path, withheld, public, shared)
            if leak:
                known.add(hit[:2])
                first = leaks.setdefault((leak.kind, leak.location), leak)
                if path not in first.outputs:
                    leaks[leak.kind, leak.location] = first._replace(outputs=(*first.outputs, path))
    yield from leaks.values()


def _leak(
    hit: Hit, path: str, withheld: Withheld, public: PublicText, shared: SharedText
) -> FoundLeak | None:
    """Return a hit as a leak, unless it is public."""
    kind = hit.leak
    if kind is Leak.CONTENT:
        file = withheld.files[hit.position]
        return FoundLeak(kind, file.source, file.location, (path,))
    if kind is Leak.ADDRESS:
        address = withheld.addresses[hit.position]
        shown = f"{posixpath.dirname(address.page)}/" if address.page else address.text
        leak = FoundLeak(kind, shown, address.location, (path,))
        return None if public.has_address(address) else leak
    text = withheld.texts[hit.position]
    if kind is Leak.TITLE:
        leak = FoundLeak(kind, text.text, text.find(hit.words), (path,))
        return None if public.has_title(hit.words) else leak
    secret = shared.first_secret(hit, path)
    if not secret:
        return None
    window, source = secret
    place = source.find(window) if source else None
    return FoundLeak(kind, joined(window), text.find(window), (path,), place)
