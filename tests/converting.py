"""Convert Markdown as a build does."""

from collections.abc import Iterable

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostic, Diagnostics
from coursegen.base.text import Location, Source
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.features.registry import OPTIONAL_FEATURES, OptionalFeature

NOT_RENDERED = {code for code in Code if "CG230" <= code.value < "CG250"}
"""The codes for Markdown of other dialects, which is shown as text."""


def converted(
    text: str,
    start: Location | None = None,
    optional: Iterable[OptionalFeature] = OPTIONAL_FEATURES,
) -> tuple[str, list[Diagnostic]]:
    """Return the HTML of Markdown, which begins at `start`, and its diagnostics."""
    noted = Diagnostics()
    fragment = MarkdownRenderer(optional=optional).page(text)
    fragment.report(start or Location(Source("a.md", text)), noted)
    return fragment.html, list(noted)
