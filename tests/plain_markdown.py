"""Convert Markdown with the library only, without the limits and optimizations of coursegen."""

from unittest.mock import patch

import markdown
from markdown.extensions import md_in_html
from markdown.extensions.md_in_html import HTMLExtractorExtra
from markdown.extensions.toc import slugify_unicode
from markdown.util import ETX, STX

from coursegen.base.html_comments import hide_comments, strip_comments
from coursegen.markdown import convert as ours
from coursegen.markdown.figures_and_tasks import FiguresAndTasks


class Extractor(HTMLExtractorExtra):
    """The extractor of the library, which treats an unclosed `<?`, `<!` or `<![CDATA[` as text.

    Newer versions of `html.parser` drop the tag and all text after it.
    """

    def parse_pi(self, i: int) -> int:
        return self.end_or_text(i, super().parse_pi(i))

    def parse_html_declaration(self, i: int) -> int:
        return self.end_or_text(i, super().parse_html_declaration(i))

    def end_or_text(self, i: int, end: int) -> int:
        if end >= 0:
            return end
        self.handle_data("<")
        return i + 1


def plain(text: str) -> str:
    """Return the HTML of Markdown from the library, with coursegen's Markdown extensions."""
    converter = markdown.Markdown(
        extensions=[
            "abbr",
            "admonition",
            "attr_list",
            "codehilite",
            "def_list",
            "fenced_code",
            "footnotes",
            "md_in_html",
            "sane_lists",
            "tables",
            "toc",
            FiguresAndTasks(),
        ],
        extension_configs={
            "codehilite": {"css_class": "highlight", "guess_lang": False},
            "toc": {"permalink": False, "slugify": slugify_unicode},
        },
        output_format="html",
    )
    converter.treeprocessors.register(ours._AlignmentClasses(), "classes_for_styles", 0)
    shown = text.replace(STX, "").replace(ETX, "")  # the library removes these later
    with patch.object(md_in_html, "HTMLExtractorExtra", Extractor):
        html = converter.convert(hide_comments(shown)[0])
    return strip_comments(html).strip()
