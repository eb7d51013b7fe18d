"""Report unreleased content in the files of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.leaks.scan import Leak

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.leaks.find import FoundLeak

_CONTAINS = {
    Leak.CONTENT: "has the same content as the unreleased file '{}'",
    Leak.ADDRESS: "contains '{}', which is not public",
    Leak.TEXT: "contains this unreleased text: '{}'",
    Leak.TITLE: "contains the title '{}', which is not public",
}


def find_content(context: CheckContext) -> Iterator[Finding]:
    """Report each unreleased text, address and file in the site."""
    for leak in context.leaks:
        if leak.kind is not Leak.TITLE:
            yield _finding(leak, context)


def find_titles(context: CheckContext) -> Iterator[Finding]:
    """Warn about each title of unreleased content in the site."""
    for leak in context.leaks:
        if leak.kind is Leak.TITLE:
            yield _finding(leak, context)


def _finding(leak: FoundLeak, context: CheckContext) -> Finding:
    first, more = leak.outputs[0], len(leak.outputs) - 1
    others = f" (and {more} other {'file' if more == 1 else 'files'})" if more else ""
    is_copy = leak.kind is Leak.CONTENT  # only because other files link to it
    origin = "your files" if more or is_copy else _origin(first, context)
    if leak.public:
        origin = f"{leak.public.source.name}:{leak.public.line}"
    what = "the links to it" if is_copy else "it"
    return Finding(
        f"'{first}'{others} {_CONTAINS[leak.kind].format(leak.value)}",
        leak.location,
        f"remove {what} from {origin}",
    )


def _origin(path: str, context: CheckContext) -> str:
    """Return the author's file from which an output is made, if there is only one."""
    plan = context.site.plan
    if path in plan.assets:
        return plan.assets[path].origin
    if path in plan.pages:
        return next(iter(context.course.files_of(plan.pages[path])), "your files")
    return "your files"


RULES = (
    Rule(Code.UNRELEASED_IN_SITE, Severity.ERROR, find_content),
    Rule(Code.UNRELEASED_TITLE, Severity.WARNING, find_titles),
)
