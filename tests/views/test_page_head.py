"""The head of every page is complete, correct, and safe with any text."""

import json
import re

import pytest
from conftest import NOW, BuildCourse, Built, Tags
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.views.page_summary import MAX_COLUMNS, summary

URL = "https://example.org/course/"
COURSE = {
    "site.yaml": "title: Linear Algebra\ndescription: Vectors & more.\nterm: Fall 2026\n"
    "institution: Some University\n",
    "content/about.md": "# About\n\nThis is *what* the course is about. And more.\n",
    "content/labs/index.md": "---\ntitle: Labs\ndescription: All labs.\n---\nText.\n",
    "content/labs/one.md": "# Lab one\n",
}


def meta(built: Built, path: str = "index.html") -> dict[str, str]:
    """Return the metadata of a page by name or property."""
    found: dict[str, str] = {}
    for tag, given_ in Tags(built.html(path)).tags:
        name = given_.get("name") or given_.get("property")
        if tag == "meta" and name:
            name += given_.get("media", "")
            assert name not in found
            found[name] = given_["content"]
    return found


def title(built: Built, path: str = "index.html") -> str:
    found = re.search("<title>(.*?)</title>", built.html(path))
    assert found
    return found[1]


def test_the_title_of_a_page_contains_the_names_of_the_page_and_the_course(
    build_course: BuildCourse,
) -> None:
    built = build_course(COURSE)

    assert title(built) == "Linear Algebra"
    assert title(built, "about/index.html") == "About · Linear Algebra"
    assert title(built, "404.html") == "Page not found · Linear Algebra"


def test_every_page_has_complete_metadata(build_course: BuildCourse) -> None:
    built = build_course(COURSE, base_url=URL)

    metadata = meta(built, "about/index.html")
    assert re.fullmatch("#[0-9a-f]{6}", metadata.pop("theme-color(prefers-color-scheme: light)"))
    assert re.fullmatch("#[0-9a-f]{6}", metadata.pop("theme-color(prefers-color-scheme: dark)"))
    assert metadata == {
        "referrer": "strict-origin-when-cross-origin",
        "viewport": "width=device-width, initial-scale=1",
        "description": "This is what the course is about. And more.",
        "color-scheme": "light dark",
        "generator": "coursegen",
        "og:url": f"{URL}about/",
        "og:type": "article",
        "og:title": "About",
        "og:description": "This is what the course is about. And more.",
        "og:site_name": "Linear Algebra",
        "og:locale": "en_US",
        "og:image": f"{URL}static/made/cards/about/index.png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "About · Linear Algebra",
        "twitter:card": "summary_large_image",
    }
    assert meta(built)["og:type"] == "website"
    assert meta(built)["og:url"] == URL


def test_the_error_page_is_not_indexed(
    build_course: BuildCourse,
) -> None:
    built = build_course(COURSE, base_url=URL)

    assert meta(built, "404.html")["robots"] == "noindex"
    assert "canonical" not in built.html("404.html")
    assert "og:url" not in built.html("404.html")
    assert "ld+json" not in built.html("404.html")
    assert "robots" not in meta(built)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("index.html", "Vectors & more."),
        ("about/index.html", "This is what the course is about. And more."),
        ("labs/index.html", "All labs."),
        ("labs/one/index.html", "Vectors & more."),
        ("404.html", "Vectors & more."),
    ],
)
def test_a_description_comes_from_the_author_the_text_or_the_course(
    build_course: BuildCourse, path: str, expected: str
) -> None:
    assert meta(build_course(COURSE), path)["description"] == expected


def test_a_missing_course_description_is_generated_from_the_fields_of_the_course(
    build_course: BuildCourse,
) -> None:
    info = "title: T\nterm: Fall\ninstitution: U\n"

    assert meta(build_course({"site.yaml": info}))["description"] == "T · Fall · U"
    assert meta(build_course({}))["description"] == "Test course"


@pytest.mark.parametrize(
    ("language", "html", "locale"),
    [
        ("en", '<html lang="en">', "en_US"),
        ("en-gb", '<html lang="en-gb">', "en_GB"),
        ("zh-CN", '<html lang="zh-CN">', "zh_CN"),
        ("zh-Hant", '<html lang="zh-Hant">', "zh_TW"),
        ("de", '<html lang="de">', "de_DE"),
        ("ar", '<html lang="ar" dir="rtl">', "ar_EG"),
        ("he-IL", '<html lang="he-IL" dir="rtl">', "he_IL"),
    ],
)
def test_a_page_declares_its_language_and_direction(
    build_course: BuildCourse, language: str, html: str, locale: str
) -> None:
    built = build_course(
        {"content/about.md": f"---\nlanguage: {language}\n---\n# A\n", "site.yaml": "title: T\n"}
    )

    assert html in built.html("about/index.html")
    assert meta(built, "about/index.html")["og:locale"] == locale
    assert '<html lang="en">' in built.html()


any_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


@given(any_text, any_text)
def test_any_text_is_escaped_in_the_head_and_decodes_unchanged(
    tmp_path_factory: pytest.TempPathFactory, name: str, words: str
) -> None:
    root = tmp_path_factory.mktemp("course")
    (root / "site.yaml").write_text(
        json.dumps({"title": name, "description": words, "institution": name}, ensure_ascii=False),
        encoding="utf-8",
    )
    diagnostics = Diagnostics()
    built = Built(build(Settings(root, NOW, URL), diagnostics), diagnostics)
    tags = Tags(built.html())
    head = built.html().partition("</head>")[0]
    described = json.loads(head.split('ld+json">')[1].split("</script>")[0])
    course = built.site.plan.course.info
    once = " ".join(course.description.split())

    assert [tag for tag, _ in tags.tags[:3]] == ["html", "head", "meta"]
    assert head.count("<script") == 3  # two scripts of the theme, and the data for search engines
    assert meta(built)["og:title"] == course.title
    assert meta(built)["description"] == once
    assert described["name"] == described["provider"]["name"] == course.title
    if "@" not in once:
        assert described["description"] == once


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>T</h1><p>One. Two.</p>", "One. Two."),
        ("<p>A <em>b</em>c &amp; <code>d</code>.<br>E</p>", "A bc & d. E"),
        ("<pre>code</pre><table><tr><td>1</table><script>x</script><p>Text.</p>", "Text."),
        ("<table><tr><td>1</td></tr></table><ul><li>One</li><li>Two</li></ul>", "One Two"),
        ('<p>See.<sup id="fnref:1"><a href="#fn:1">1</a></sup> It.</p>', "See. It."),
        ("<p>Ask us. Write to Dr. A at a@b.example today. Or come.</p>", "Ask us. Or come."),
        ("<p>一。二！</p><p>三</p>", "一。二！ 三"),
        ("<h1>Only a heading</h1>", ""),
        ("", ""),
    ],
)
def test_a_summary_is_the_plain_text_of_the_beginning_of_a_page(html: str, expected: str) -> None:
    assert summary(html) == expected


def test_a_summary_ends_after_a_sentence_or_a_word() -> None:
    sentence = "A sentence by Dr. Who of forty letters in it. "

    assert summary(f"<p>{sentence * 9}</p>") == (sentence * 3).strip()
    assert summary(f"<p>{'word ' * 99}</p>") == "word " * 31 + "word…"
    assert summary(f"<p>{'字' * 99}</p>") == "字" * 79 + "…"


@given(st.text(st.sampled_from("ab. @<>&;字。p/\"'")))
def test_a_summary_is_never_too_long_and_never_html(text: str) -> None:
    found = summary(f"<p>{text}</p>")

    assert len(found) <= MAX_COLUMNS
    assert "  " not in found
