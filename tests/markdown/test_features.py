"""A new feature of Markdown works without a change to the faster reimplementations."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from plain_markdown import plain

from coursegen.markdown.code.code_blocks import CodeBlocks
from coursegen.markdown.code.highlight import highlighted
from coursegen.markdown.convert import features, make_converter
from coursegen.markdown.feature import Feature
from coursegen.markdown.limits import Limits


class Strike(Extension):
    """`~~words~~`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        pattern = SimpleTagInlineProcessor(r"(~~)(.+?)~~", "del")
        md.inlinePatterns.register(pattern, "strike", 65)


class Keys(InlineProcessor):
    """`++Enter++`, except in links and emphasis."""

    ANCESTOR_EXCLUDES = ("a", "EM")

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override] # noqa: N802 - the library's name
        key = Element("kbd")
        key.text = m[1]
        return key, m.start(), m.end()


class KeysExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.inlinePatterns.register(Keys(r"\+\+(.+?)\+\+"), "keys", 185)


class Box(BlockProcessor):
    """A block that contains the line `::: NAME`, and puts its other lines in a box."""

    LINE = re.compile(r"(?:^|\n):::(?P<name>.*)(?:\n|$)")

    def test(self, parent: Element, block: str) -> bool:
        return bool(self.LINE.search(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = self.LINE.search(block)
        assert found
        box = SubElement(parent, "section", {"title": found["name"].strip()})
        self.parser.parseBlocks(box, [block[: found.start()], block[found.end() :]])


class Boxes(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.parser.blockprocessors.register(Box(md.parser), "box", 95)


class Shout(BlockProcessor):
    """A paragraph of one word in capitals."""

    def test(self, parent: Element, block: str) -> bool:
        return block.isupper()

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "h6").text = blocks.pop(0)


class Shouts(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.parser.blockprocessors.register(Shout(md.parser), "shout", 95)


class Stars(Treeprocessor):
    """Counts the stars in each paragraph."""

    def run(self, root: Element) -> None:
        for paragraph in root.iter("p"):
            if "★" in (paragraph.text or ""):
                paragraph.set("class", "stars")


class StarsExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(Stars(md), "stars", 12)


ADDED: dict[str, Callable[[], Feature]] = {
    "strike": lambda: Feature(Strike(), {"strike": ("~",)}),
    "strike without triggers": lambda: Feature(Strike()),
    "strike with three triggers": lambda: Feature(Strike(), {"strike": ("~~", "~ ~", "~")}),
    "keys": lambda: Feature(KeysExtension(), {"keys": ("++",)}),
    "boxes": lambda: Feature(Boxes(), {"box": (":::",)}),
    "boxes without triggers": lambda: Feature(Boxes()),
    "shouts": lambda: Feature(Shouts()),
    "stars": lambda: Feature(StarsExtension(), {"stars": ("★",)}),
}
TEXTS = st.lists(
    st.sampled_from(
        [
            *("~~", "~", "++", "*", "**", "_", "`", "[", "](a)", "![b](c", "<b>", "</b>", "\\"),
            *("\n::: a\n", "\n\n", "\n", "\n    ", ":::", "A", "B c", "★", "> ", "- ", "1. "),
            *("| a |\n|---|\n| ", "|", "# ", "[^1]", "\n\n[^1]: ", ": ", "{: .d }", "&amp;", "]"),
        ]
    ),
    max_size=25,
).map("".join)


def fast(text: str, *added: Feature) -> str:
    """Return the HTML of Markdown from a converter with the faster reimplementations."""
    limits = Limits()
    converter = make_converter([*features(CodeBlocks(limits, highlighted)), *added], limits)
    return str(converter.convert(text)).strip()


@pytest.mark.parametrize("name", ADDED)
@settings(max_examples=60, derandomize=True, deadline=None)
@given(text=TEXTS)
def test_a_new_feature_gives_the_same_html_as_with_the_library_only(name: str, text: str) -> None:
    assert fast(text, ADDED[name]()) == plain(text, [ADDED[name]()])


@pytest.mark.parametrize(
    ("name", "text", "html"),
    [
        ("strike", "a ~~b *c*~~", "<p>a <del>b <em>c</em></del></p>"),
        ("keys", "++a++ [++b++](c) *++d++*", "<kbd>a</kbd>"),
        ("boxes", "Words\n::: Box\nand *more*", '<section title="Box">\n<p>Words</p>'),
        ("boxes", "Words\n::: Box\nand *more*", "<p>and <em>more</em></p>"),
        ("shouts", "WORD", '<h6 id="word">WORD</h6>'),
        ("stars", "a ★\n\nb", '<p class="stars">a ★</p>\n<p>b</p>'),
    ],
)
def test_a_new_feature_has_an_effect(name: str, text: str, html: str) -> None:
    result = fast(text, ADDED[name]())

    assert html in result
    assert result == plain(text, [ADDED[name]()])


def test_features_can_be_combined_in_any_order() -> None:
    added = [make() for make in ADDED.values()]
    text = "A\n::: B\n~~c~~ ++d++ ★\n\nE"

    assert fast(text, *added) == plain(text, added) == fast(text, *reversed(added))
