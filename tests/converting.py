"""Convert Markdown as a build does."""

from coursegen.base.diagnostics import Diagnostic, Diagnostics
from coursegen.base.text import Location, Source
from coursegen.markdown.convert import MarkdownRenderer


def converted(text: str, start: Location | None = None) -> tuple[str, list[Diagnostic]]:
    """Return the HTML of Markdown, which begins at `start`, and its diagnostics."""
    noted = Diagnostics()
    fragment = MarkdownRenderer().page(text)
    fragment.report(start or Location(Source("a.md", text)), noted)
    return fragment.html, list(noted)
