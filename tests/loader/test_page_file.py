"""Markdown files: front matter, title and output path."""

import codecs
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import read_text
from coursegen.base.text import Source
from coursegen.content.author import Author
from coursegen.content.page import Page
from coursegen.loader.page_file import read_page, split_front_matter
from coursegen.schema.reader import Reader


def read(text: str, name: str = "about.md") -> tuple[Page, list[str]]:
    noted = Diagnostics()
    reader = Reader(noted, Author.without_site(noted))
    page = read_page(Source(f"content/{name}", text), name, reader)
    return page, [f"{d.location}: {d.message}" for d in noted]


def page_of(text: str, name: str = "about.md") -> Page:
    page, noted = read(text, name)
    assert noted == []
    return page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("content")


def test_a_page_without_front_matter_has_only_text() -> None:
    page = page_of("# About\n\nWords.\n")

    assert (page.body, page.body_line) == ("# About\n\nWords.\n", 1)


@pytest.mark.parametrize("text", ["----\nWords.\n---\n", " ---\ntitle: x\n---\n", "\n---\n---\n"])
def test_front_matter_begins_with_three_dashes_on_the_first_line(text: str) -> None:
    assert page_of(text).body == text


@pytest.mark.parametrize(
    "text", ["----\ntitle: x\n----\n", "title: x\n---\n", "\n---\ntitle: x\n---\n", "+++\na = 1\n"]
)
def test_front_matter_that_does_not_begin_with_three_dashes_is_reported(text: str) -> None:
    noted = Diagnostics()
    read_page(Source("about.md", text), "about.md", Reader(noted, Author.without_site(noted)))

    assert [one.code for one in noted] == [Code.FRONT_MATTER_START]


@pytest.mark.parametrize("body", ["```\n{}```\n", "Words\n{}"])
def test_marks_of_a_merge_conflict_in_code_are_text(body: str) -> None:
    noted = Diagnostics()
    text = body.format("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main\n")
    read_page(Source("about.md", text), "about.md", Reader(noted, Author.without_site(noted)))

    expected = [] if body.startswith("```") else [Code.MERGE_CONFLICT]
    assert [one.code for one in noted] == expected


@pytest.mark.parametrize("close", ["---", "--- ", "...", "---\t"])
def test_the_text_begins_below_the_closing_line(close: str) -> None:
    page = page_of(f"---\ntitle: About us\n{close}\n\nWords.\n")

    assert (page.title, page.body, page.body_line) == ("About us", "\nWords.\n", 4)


def test_a_horizontal_rule_in_the_text_does_not_close_the_front_matter() -> None:
    assert page_of("---\ntitle: About\n---\nOne\n\n---\n\nTwo\n").body == "One\n\n---\n\nTwo\n"


@pytest.mark.parametrize("front", ["", "# a comment\n", "\n\n"])
def test_front_matter_may_be_empty(front: str) -> None:
    assert page_of(f"---\n{front}---\n# About\n").title == "About"


@given(
    st.integers(0, 30),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([b"", codecs.BOM_UTF8]),
)
def test_line_numbers_are_correct_with_any_line_ending_and_a_byte_order_mark(
    folder: Path, lines: int, end: str, mark: bytes
) -> None:
    text = end.join(["---", *(f"# 第 {n} 行" for n in range(lines)), "layout: x", "---", "Words"])
    disk = folder / "about.md"
    disk.write_bytes(mark + text.encode())
    noted = Diagnostics()
    source = read_text(disk, "content/about.md", noted)
    assert source is not None
    page = read_page(source, "about.md", Reader(noted, Author.without_site(noted)))

    assert [str(d.location) for d in noted] == [f"content/about.md:{lines + 2}:1"]
    assert page is not None
    assert source.line(page.body_line) == "Words"
    assert page.body == "Words"


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("---\ntitle: Given\n---\n# Heading\n", "about.md", "Given"),
        ("---\ntitle: 010\n---\n", "about.md", "010"),
        ("# Heading\n", "about.md", "Heading"),
        ("\n\n#   Heading  ##\n", "about.md", "Heading"),
        ("# Heading {#name}\n", "about.md", "Heading"),
        ("# Heading {: #name .wide }\n", "about.md", "Heading"),
        ("# The **best** *course* of `code`\n", "about.md", "The best course of code"),
        (
            "# See [here](there.md) for 2*3*4 and snake_case_names\n",
            "about.md",
            "See here for 2*3*4 and snake_case_names",
        ),
        ("# C# and F#\n", "about.md", "C# and F"),
        ("## Not the first level\n", "about.md", "About"),
        ("<!-- a comment -->\n\n<!-- and\none more -->\n# Words\n", "about.md", "Words"),
        ("# Words <!-- a comment --> and more <!---->{#id}\n", "about.md", "Words  and more"),
        ("Words first\n\n# Heading\n", "about.md", "About"),
        ("Words\n", "office-hours.md", "Office hours"),
        ("Words\n", "labs/first_lab.md", "First lab"),
        ("Words\n", "labs/index.md", "Labs"),
        ("Words\n", "关于 课程.md", "关于 课程"),
    ],
)
def test_the_title_comes_from_the_front_matter_or_a_heading_or_the_file_name(
    text: str, name: str, title: str
) -> None:
    assert page_of(text, name).title == title


@pytest.mark.parametrize("word", ["yes", "true", "on", "Yes", "TRUE"])
def test_a_draft_is_marked_as_a_draft(word: str) -> None:
    assert page_of(f"---\ndraft: {word}\n---\nWords\n").draft


def test_only_the_syntax_of_a_draft_is_checked() -> None:
    front = "draft: yes\npermalink: /../a/\n"

    assert read(f"---\n{front}---\nWords\n")[1] == []


@pytest.mark.parametrize("word", ["no", "false", "off"])
def test_a_published_page_is_not_marked_as_a_draft(word: str) -> None:
    assert not page_of(f"---\ndraft: {word}\n---\nWords\n").draft


def test_the_home_page_has_its_own_template_by_default() -> None:
    assert page_of("Words\n", "index.md").template == "home.html"
    assert page_of("---\ntemplate: mine.html\n---\n", "index.md").template == "mine.html"
    assert page_of("Words\n").template == "page.html"


def test_all_scalars_in_custom_data_are_strings() -> None:
    page = page_of("---\nextra: {year: 2020, list: [1, no, {deep: 3:00}]}\n---\n")

    assert page.extra == {"year": "2020", "list": ["1", "no", {"deep": "3:00"}]}


@pytest.mark.parametrize("link", ["/{}/", "/a/{}", "/{}.txt"])
@pytest.mark.parametrize("letter", ["a", "ü", "第"])
def test_every_accepted_permalink_is_a_writable_path(
    tmp_path: Path, link: str, letter: str
) -> None:
    accepted = set()
    for count in range(80, 260):
        page, found = read(f"---\npermalink: {link.format(letter * count)}\n---\nWords\n")
        if not found:
            accepted.add(count)
            (tmp_path / page.path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / page.path).touch()
            card = page.path.removesuffix(".html") + ".png"
            (tmp_path / card).touch()
    longest = max(accepted)
    assert accepted == set(range(80, longest + 1))
    assert longest * len(letter.encode()) > 255 - len(".html.png") - 3


@given(st.text(max_size=80) | st.text("-. \n#:ab[]{}'\"\t", max_size=80))
def test_any_text_is_a_valid_page(text: str) -> None:
    source = Source("content/about.md", text.replace("\r\n", "\n").replace("\r", "\n"))
    noted = Diagnostics()
    _, body, line = split_front_matter(source, noted)

    assert noted.failed or "\n".join(source.lines[line - 1 :]) == body
    read_page(source, "about.md", Reader(noted, Author.without_site(noted)))


@given(st.text("a.:/\\-~ %é", max_size=9), st.sampled_from(["about.md", "a/b.md", "a\\.md"]))
@example("/a\\", ":title.md")
@example("/:path/:title/", ":path/.a.md")
def test_every_permalink_gives_a_path_inside_the_site(permalink: str, name: str) -> None:
    page, _ = read(f"---\npermalink: {json.dumps(permalink)}\n---\n", name)

    assert not {"", ".", ".."} & set(page.path.split("/"))
