"""Convert Markdown with the library only, without the limits and optimizations of coursegen."""

from collections.abc import Iterable
from unittest.mock import patch

from markdown.extensions import md_in_html
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.md_in_html import HTMLExtractorExtra
from markdown.util import ETX, STX

from coursegen.base.html_comments import hide_comments, strip_comments
from coursegen.markdown.code.code_blocks import CodeBlocks
from coursegen.markdown.code.highlight import highlighted
from coursegen.markdown.convert import features, make_converter
from coursegen.markdown.feature import Feature
from coursegen.markdown.limits import Limits


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


def plain(text: str, added: Iterable[Feature] = ()) -> str:
    """Return the HTML of Markdown from the library, with the features of coursegen and more.

    Code blocks are converted with the library's own extensions.
    """
    limits = Limits()
    usual = [
        feature
        for feature in features(CodeBlocks(limits, highlighted))
        if not isinstance(feature.extension, CodeBlocks)
    ]
    code = [
        Feature(FencedCodeExtension()),
        Feature(CodeHiliteExtension(css_class="highlight", guess_lang=False)),
    ]
    converter = make_converter([*usual, *code, *added], limits, fast=False)
    shown = text.replace(STX, "").replace(ETX, "")  # the library removes these later
    with patch.object(md_in_html, "HTMLExtractorExtra", Extractor):
        html = converter.convert(hide_comments(shown)[0])
    return strip_comments(html).strip()
