"""Headings with links to themselves, and the table of contents."""

import pytest
from conftest import BuildCourse, Tags, text_of

from coursegen.markdown.headings import TocEntry, with_anchors

PAGE = "# Title\n\n## One\n\n### `Code` & more\n\n#### Deep\n\n## Two\n\n## [Link](/)\n"


def test_toc_entries_are_nested_like_their_headings() -> None:
    html = '<h3 id="a">A</h3><h2 id="b">B</h2><h3 id="c">C</h3><h4 id="d">D</h4><h3 id="e">E</h3>'

    assert with_anchors(html)[1] == (
        TocEntry("A", "#a"),
        TocEntry("B", "#b", (TocEntry("C", "#c"), TocEntry("E", "#e"))),
    )


def test_a_heading_links_to_itself_unless_it_contains_a_link() -> None:
    html, entries = with_anchors(
        '<h2 class="x" id="a&amp;b">A <em>b</em></h2><h2 id="c"><a href="/">C</a></h2><h2>D</h2>'
    )

    assert html == (
        '<h2 class="x" id="a&amp;b"><a class="heading-link" href="#a&b">A <em>b</em></a></h2>'
        '<h2 id="c"><a href="/">C</a></h2><h2>D</h2>'
    ).replace("#a&b", "#a&amp;b")
    assert entries == (TocEntry("A b", "#a&b"), TocEntry("C", "#c"))


def test_every_toc_entry_links_to_a_heading_of_the_page(build_course: BuildCourse) -> None:
    # The main element has the ID `content`, so the heading gets another ID.
    built = build_course({"content/a.md": f"{PAGE}\n## Content\n\n## 评分\n\n## One\n"})
    tags = Tags(text_of(built.html("a/index.html")))
    inside = [link[1:] for link in tags.values("href") if link.startswith("#")]

    assert {"one", "one_1", "content-2", "code-more"} <= set(inside)
    assert {link.replace("%E8%AF%84%E5%88%86", "评分") for link in inside} <= set(tags.values("id"))


@pytest.mark.parametrize(
    ("front", "body", "there"),
    [
        ("", "## One\n\n## Two\n", False),
        ("", "## One\n\n### Two\n\n## Three\n", True),
        ("", "## One\n\n#### Two\n\n#### Three\n", False),
        ("toc: yes\n", "## One\n", True),
        ("toc: yes\n", "Nothing.\n", False),
        ("toc: no\n", "## One\n\n## Two\n\n## Three\n", False),
        ("", "[TOC]\n\n## One\n\n## Two\n\n## Three\n", False),
    ],
)
def test_a_page_has_a_table_of_contents_if_it_has_three_headings_or_requests_one(
    build_course: BuildCourse, front: str, body: str, there: bool
) -> None:
    html = build_course({"content/a.md": f"---\ntitle: A\n{front}---\n{body}"}).html("a/index.html")

    assert ("toc-beside" in html) == there


def test_a_page_in_another_language_has_a_lang_attribute(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "content/a.md": "---\ntitle: 甲\nlanguage: zh-CN\n---\n",
            "content/b.md": "---\ntitle: B\nlanguage: en\n---\n",
        }
    )

    assert '<article class="prose" lang="zh-CN">' in built.html("a/index.html")
    assert '<article class="prose">' in built.html("b/index.html")


def test_a_page_has_one_title_with_its_emphasis_preserved(build_course: BuildCourse) -> None:
    built = build_course({"content/a.md": "# A *b*\n\nText.\n", "content/b.md": "Text.\n"})

    assert built.html("a/index.html").count("<h1") == 1
    assert ">A <em>b</em></h1>" in built.html("a/index.html")
    assert "<h1>B</h1>" in built.html("b/index.html")
