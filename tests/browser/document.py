"""Parse a finished page into its elements, with attributes and text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img"}) | frozenset(
    {"input", "link", "meta", "source", "track", "wbr"}
)
"""Elements without content (html.spec.whatwg.org/multipage/syntax.html#void-elements)."""
ADDRESSES = (("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("source", "src"))
SETS = (("img", "srcset"), ("source", "srcset"), ("link", "imagesrcset"))


@dataclass
class Element:
    """A tag with its attributes and all text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


@dataclass
class Document(HTMLParser):
    """The parsed HTML of a page."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while any(element.tag == tag for element in self._open):
            if self._open.pop().tag == tag:
                break

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        """Return the elements with one of these tags, in order."""
        return [element for element in self.elements if element.tag in tags]

    def meta(self, name: str) -> str | None:
        """Return the content of the `<meta>` with this name, property or http-equiv."""
        for element in self.all("meta"):
            if name in (element["name"], element["property"], element["http-equiv"].lower()):
                return element["content"]
        return None

    def link(self, relation: str) -> str | None:
        """Return the target of the `<link>` with this relation."""
        for element in self.all("link"):
            if relation in element["rel"].split():
                return element["href"]
        return None

    @property
    def ids(self) -> set[str]:
        """The ids of all elements, which links can refer to."""
        return {element["id"] for element in self.elements if element["id"]}

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Yield every URL in the page, with the tag of its element."""
        for element in self.elements:
            for tag, name in ADDRESSES:
                if element.tag == tag and name in element.attributes:
                    yield tag, element[name]
            for tag, name in SETS:
                if element.tag == tag and element[name]:
                    yield from ((tag, one.split()[0]) for one in element[name].split(", "))
