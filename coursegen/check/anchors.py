"""Does every link inside the site lead to a page, and its `#…` to a place in that page?

Links that the author wrote are resolved when the site is made; this asks the finished HTML, and
so finds what templates wrote, and fragments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.diagnostics import Diagnostic, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.build import Site
    from coursegen.check.subject import Subject


def ask(subject: Subject) -> Iterator[Diagnostic]:
    """Report links to nothing, once for each page and target."""
    ids = {document.path: document.ids for document in subject.documents}
    for document in subject.documents:
        for path, fragment in dict.fromkeys(document.internal_links()):
            if path not in subject.site.files:
                yield Diagnostic(
                    Level.ERROR,
                    f"the page /{document.url} links to '/{path}', which is not in the site",
                    document.place_of(path, ""),
                    "correct the link",
                )
            elif fragment and path in ids and fragment not in ids[path]:
                yield Diagnostic(
                    Level.ERROR,
                    f"the page /{document.url} links to '#{fragment}', which is not in "
                    f"{ids_owner(subject.site, path)}",
                    document.place_of(path, fragment),
                    "correct the part after '#', or give a heading that name with {#name}",
                )


def ids_owner(site: Site, path: str) -> str:
    """What the author calls the page at an output path."""
    page = site.plan.pages.get(path)
    return page.place.source.name or path if page else path
