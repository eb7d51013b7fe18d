"""The repository's own course has all the content of the page that it replaces.

`course/seed.markdown` is the source of that page for Jekyll.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, Site, build
from coursegen.check import run_rules
from coursegen.check.registry import RULES

ROOT = Path(__file__).parent.parent
SEED = (Path(__file__).parent / "course" / "seed.markdown").read_text(encoding="utf-8")
FILES = "https://deep-generative-models.github.io/files/"
LINK = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")


def plain(text: str) -> str:
    """Return text without emphasis or line breaks, with collapsed whitespace."""
    return " ".join(re.sub(r"<br>|\*\*", " ", text).split())


def seed_rows() -> dict[str, str]:
    """Return the weeks of the seed page, each with the Markdown of its last cell."""
    rows = re.findall(r"^\| (Week \d+) \| [^|]* \| (.*?)\|?\s*$", SEED, re.MULTILINE)
    return dict(rows)


@dataclass
class Row:
    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)


class HomePage(HTMLParser):
    """Parses the home page: the rows of its tables by week, and all links with their text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: dict[str, Row] = {}
        self.links: list[tuple[str, str]] = []
        self.images: list[dict[str, str | None]] = []
        self.text = ""
        self._row: Row | None = None
        self._anchor: str | None = None
        self._anchor_text = ""
        self._heading: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "tr":
            self._row = Row()
        if tag == "th":
            self._heading = ""
        if tag == "a":
            self._anchor, self._anchor_text = values.get("href") or "", ""
        if tag == "img":
            self.images.append(values)
        if tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._anchor is not None:
            link = (plain(self._anchor_text), self._anchor)
            self.links.append(link)
            if self._row:
                self._row.links.append(link)
            self._anchor = None
        if tag == "th":
            if self._row and (self._heading or "").strip().startswith("Week "):
                self.rows[(self._heading or "").strip()] = self._row
            self._heading = None
        if tag == "tr":
            self._row = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._anchor is not None:
            self._anchor_text += data
        if self._heading is not None:
            self._heading += data
        if self._row is not None:
            self._row.text += data


@pytest.fixture(scope="module")
def built() -> tuple[Site, Diagnostics]:
    diagnostics = Diagnostics()
    site = build(Settings(ROOT, datetime(2020, 7, 1, tzinfo=UTC)), diagnostics)
    return site, diagnostics


@pytest.fixture(scope="module")
def home(built: tuple[Site, Diagnostics]) -> HomePage:
    return HomePage(built[0].files["index.html"].read().decode())


def address(target: str) -> str:
    """Return the decoded URL of a link target on the seed page."""
    return FILES + target.removeprefix("files/") if target.startswith("files/") else target


def seed_links() -> Iterator[tuple[str, str, str]]:
    for week, cell in seed_rows().items():
        for text, target in LINK.findall(cell):
            if target:
                yield week, plain(text), address(target)


@pytest.mark.parametrize(("week", "text", "target"), list(seed_links()))
def test_every_link_on_the_seed_page_is_in_the_correct_week(
    home: HomePage, week: str, text: str, target: str
) -> None:
    links = [(words, unquote(href)) for words, href in home.rows[week].links]

    assert (text, target) in links


def test_the_seed_page_and_the_home_page_have_sixteen_weeks(home: HomePage) -> None:
    assert len(seed_rows()) == 16
    assert list(home.rows) == list(seed_rows())


def test_no_week_has_a_link_that_is_not_on_the_seed_page(home: HomePage) -> None:
    wanted = {(week, words, target) for week, words, target in seed_links()}
    found = {(w, words, unquote(h)) for w, row in home.rows.items() for words, h in row.links}

    assert found == wanted


@pytest.mark.parametrize("week", list(seed_rows()))
def test_the_row_of_a_week_contains_every_word_from_the_seed_page(
    home: HomePage, week: str
) -> None:
    seed = plain(LINK.sub(lambda found: f" {found[1]} ", re.sub("</?sub>", "", seed_rows()[week])))

    assert set(seed.split()) <= set(plain(home.rows[week].text).split())


@pytest.mark.parametrize(
    "title",
    [
        "Lecture 3: Mathematic Foundation & Basic Concept",
        "Lecture 26: Discrete Latent Variables",
        "Lecture 35: Discussion",
        "Lecture 36: Practice",
        "15-8",
    ],
)
def test_a_lecture_without_a_file_is_plain_text(home: HomePage, title: str) -> None:
    assert title in plain(home.text)
    assert title not in [text for text, _ in home.links]


def test_no_link_is_empty(home: HomePage) -> None:
    assert all(text and href for text, href in home.links if not is_banner(href))
    assert all(href for _, href in home.links)


def is_banner(href: str) -> bool:
    """Return whether a link contains only an image, such as a banner or a book cover."""
    return "deepreinforcementlearningbook" in href or "broadview" in href


def test_every_link_is_a_valid_url(home: HomePage) -> None:
    allowed = re.compile(r"([A-Za-z0-9\-._~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2})+")

    assert [href for _, href in home.links if not allowed.fullmatch(href)] == []


def test_people_have_the_same_urls_as_on_the_seed_page(home: HomePage) -> None:
    staff = SEED.partition("# Course Staff")[2].partition("# Feedback")[0]
    people = LINK.findall(staff)

    assert len(people) == 12
    assert set(people) <= set(home.links)


@pytest.mark.parametrize(
    "sentence",
    [
        "Spring 2020 - Thu 3:00-6:00 PM, Peking University",
        (
            "This course covers the fundamentals, research topics and applications of deep "
            "generative models."
        ),
        (
            "For questions, please discuss on the Wechat group. You can also email Dr. Dong at "
            "hao.dong@pku.edu.cn."
        ),
    ],
)
def test_the_sentences_on_the_seed_page_are_on_the_home_page(home: HomePage, sentence: str) -> None:
    assert sentence in plain(home.text)


def test_the_sections_are_in_the_same_order_as_on_the_seed_page(home: HomePage) -> None:
    titles = ["Schedule", "Fundamentals", "Research & Application", "Practices"]
    titles += ["Course Staff", "Feedback", "Others"]
    content = plain(home.text).rpartition("deep generative models.")[2]

    places = [content.index(title) for title in titles]
    assert places == sorted(places)


def test_banners_and_covers_have_the_same_link_targets_as_on_the_seed_page(home: HomePage) -> None:
    targets = [href for text, href in home.links if not text]

    assert targets == [
        "https://deepreinforcementlearningbook.org",
        "https://deepreinforcementlearningbook.org",
        "http://www.broadview.com.cn/book/5059",
        "https://deepreinforcementlearningbook.org",
    ]


def test_images_are_local_and_have_alt_text(home: HomePage) -> None:
    assert len(home.images) == 4
    assert all(image["alt"] for image in home.images)
    assert not any(urlsplit(image["src"] or "").netloc for image in home.images)


def test_the_sources_of_the_images_are_in_the_data() -> None:
    data = (ROOT / "site.yaml").read_text() + (ROOT / "content" / "others.md").read_text()

    for source in re.findall(r'<img src="([^"]+)"', SEED):
        assert source in data


def test_oddities_of_the_seed_page_are_preserved_and_reported(
    built: tuple[Site, Diagnostics],
) -> None:
    site, diagnostics = built
    messages = [d.message for d in [*diagnostics, *run_rules(RULES, site)]]

    assert sorted(messages) == [
        "'ppt/2020/16-1_X.pdf' and 12 more look like placeholders",
        "'zsdonghao.github.io' is also available over https",
        "Xiaotian Li has the same email address as Mingdong Wu",
        "empty link: 'code' has neither a file nor a URL",
        "empty link: 'code' has neither a file nor a URL",
        "empty link: 'code' has neither a file nor a URL",
        "the file 'ppt/2020/16-10_X.pdf' is linked twice",
        "the file 'ppt/2020/16-9_X.pdf' is linked twice",
    ]


def test_the_course_has_no_errors(built: tuple[Site, Diagnostics]) -> None:
    assert not built[1].failed
