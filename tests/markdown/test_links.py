"""Links in Markdown are resolved and encoded correctly on every page."""

import re
from html import unescape

import pytest
from conftest import BuildCourse, Tags, text_of
from fuzz.course import small
from hypothesis import assume, given
from hypothesis import strategies as st

from coursegen.base.text import Location, Source
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.links import LinkWriter, Root

SITE = {
    "site.yaml": "title: T\nhome: [schedule, feedback]\n",
    "content/schedule.yaml": "weeks: [{week: 1}]\n",
    "content/feedback.md": "# Feedback\n",
    "content/about.md": "# About\n\n## The team {#team}\n",
    "content/office hours.md": "# Office hours\n",
    "content/labs/index.md": "# Labs\n",
    "content/labs/two.md": "# Two\n",
    "content/labs/plot 1.png": "png",
    "content/moved.md": "---\npermalink: /other.html\n---\n",
    "files/Lecture 1 & 2.pdf": "pdf",
    "files/C# 100%.pdf": "pdf",
    "files/第一讲.pdf": "pdf",
    "static/img/a b.png": "png",
}


def rendered(build_course: BuildCourse, body: str, page: str = "labs/one") -> str:
    """Return the HTML of a page."""
    html = build_course({**SITE, f"content/{page}.md": f"# One\n\n{body}\n"}).html(
        "index.html" if page == "index" else f"{page}/index.html"
    )
    return text_of(html)


LINKS = [
    # a page, given by its source file
    ("two.md", "../../labs/two/"),
    ("./two.md", "../../labs/two/"),
    ("../about.md", "../../about/"),
    ("../about.md#team", "../../about/#team"),
    ("/about.md", None),
    ("index.md", "../../labs/"),
    ("../index.md", "../../"),
    ("../feedback.md", "../../#feedback"),
    ("../feedback.md#part", "../../#part"),
    ("../office%20hours.md", "../../office%20hours/"),
    ("<../office hours.md>", "../../office%20hours/"),
    ("../moved.md", "../../other.html"),
    # a path from the root
    ("/", "../../"),
    ("/about/", "../../about/"),
    ("/about", "../../about/"),
    ("/about/#team", "../../about/#team"),
    ("/labs/two/", "../../labs/two/"),
    ("/other.html", "../../other.html"),
    ("/other", "../../other.html"),
    ("/#schedule", "../../#schedule"),
    ("/robots.txt", "../../robots.txt"),
    ("/about/?a=b%20c&d=%26#x", "../../about/?a=b%20c&amp;d=%26#x"),
    # a file
    ("<files/Lecture 1 & 2.pdf>", "../../files/Lecture%201%20&amp;%202.pdf"),
    ("files/Lecture%201%20&%202.pdf", "../../files/Lecture%201%20&amp;%202.pdf"),
    ("/files/Lecture%201%20&%202.pdf#page=3", "../../files/Lecture%201%20&amp;%202.pdf#page=3"),
    ("<files/C# 100%.pdf>", "../../files/C%23%20100%25.pdf"),
    ("files/C%23%20100%25.pdf", "../../files/C%23%20100%25.pdf"),
    ("files/第一讲.pdf", "../../files/%E7%AC%AC%E4%B8%80%E8%AE%B2.pdf"),
    ("files/%E7%AC%AC%E4%B8%80%E8%AE%B2.pdf", "../../files/%E7%AC%AC%E4%B8%80%E8%AE%B2.pdf"),
    ("<static/img/a b.png>", "../../static/img/a%20b.png"),
    ("plot%201.png", "../../labs/plot%201.png"),
    ("../labs/plot%201.png", "../../labs/plot%201.png"),
    # a fragment of the page
    ("#part", "#part"),
    ("#第一", "#%E7%AC%AC%E4%B8%80"),
    ("#", "#"),
    # external
    ("https://example.org/a%20b?c=d&e#f", "https://example.org/a%20b?c=d&amp;e#f"),
    ("<https://example.org/a b>", "https://example.org/a%20b"),
    ("//example.org/x", "//example.org/x"),
    ("mailto:ada@example.org", "mailto:ada@example.org"),
]


@pytest.mark.parametrize(("written", "address"), LINKS)
def test_a_link_resolves_to_its_target(
    build_course: BuildCourse, written: str, address: str | None
) -> None:
    html = rendered(build_course, f"[text]({written})")

    if address is None:
        assert "<p>text</p>" in html
    else:
        assert Tags(html).values("href") == [unescape(address)]


def test_a_link_resolves_from_the_home_page(build_course: BuildCourse) -> None:
    html = rendered(build_course, "[a](about.md) [b](/) [c](#x) [d](feedback.md)", "index")

    assert Tags(html).values("href")[:4] == ["about/", "./", "#x", "#feedback"]


def test_a_link_to_the_home_page_resolves_from_its_folder(build_course: BuildCourse) -> None:
    text = "[a](/) [b](/#schedule) [c](feedback.md) [d](index.md) [e](/?q) [f](#x) [g](about.md)"
    beside = f"---\npermalink: /beside.html\n---\n{text}\n"
    html = build_course({**SITE, "content/beside.md": beside}).html("beside.html")

    assert Tags(text_of(html)).values("href") == [
        *("./", "./#schedule", "./#feedback", "./", "./?q", "#x", "about/")
    ]


def test_an_external_file_is_linked_at_its_url(build_course: BuildCourse) -> None:
    site = SITE["site.yaml"] + "files: {base_url: https://example.org/files}\n"
    built = build_course(
        {
            **SITE,
            "site.yaml": site,
            "content/a.md": "[a](files/x%20y.pdf#page=2) [b](<files/x y.pdf>)\n"
            "[c](files/第一讲.pdf)\n",
        }
    )

    assert Tags(text_of(built.html("a/index.html"))).values("href") == [
        "https://example.org/files/x%20y.pdf#page=2",
        "https://example.org/files/x%20y.pdf",
        "../files/%E7%AC%AC%E4%B8%80%E8%AE%B2.pdf",
    ]
    assert built.lines == []


@pytest.mark.parametrize(
    "written", ["", "<>", "gone.md", "/gone/", "files/gone.pdf", "javascript:x", "../../../x/"]
)
def test_a_broken_link_is_replaced_by_its_text(build_course: BuildCourse, written: str) -> None:
    html = rendered(build_course, f"See [the *text*]({written}).")

    assert "<p>See the <em>text</em>.</p>" in html


@pytest.mark.parametrize("written", ["", "gone.png", "static/gone.png"])
def test_a_missing_image_is_replaced_by_its_alt_text(
    build_course: BuildCourse, written: str
) -> None:
    html = rendered(build_course, f"See ![a & b]({written}).")

    assert "<p>See a &amp; b.</p>" in html


def test_an_image_url_is_resolved_like_a_link(build_course: BuildCourse) -> None:
    html = rendered(build_course, "![A plot](plot%201.png) ![B](</static/img/a b.png>)")

    assert 'src="../../labs/plot%201.png" alt="A plot"' in html
    assert 'src="../../static/img/a%20b.png" alt="B"' in html


@pytest.mark.parametrize(
    "code",
    [
        "`[x](gone.md)`",
        '`<a href="">x</a>`',
        '```\n[x](gone.md) <img src="">\n```',
        '```html\n<a href="gone.md">x</a>\n```',
        '    <a href="gone.md">x</a>',
    ],
)
def test_links_in_code_are_not_changed(build_course: BuildCourse, code: str) -> None:
    built = build_course({"content/a.md": f"# A\n\n{code}\n"})

    assert built.lines == []
    assert "gone.md" not in Tags(built.html("a/index.html")).values("href", "src")


def test_links_in_html_are_resolved(build_course: BuildCourse) -> None:
    html = rendered(
        build_course,
        '<div><a class="x" href=\'two.md\'>a</a><video poster="plot 1.png"></video></div>',
    )

    assert Tags(html).values("href") == ["../../labs/two/"]
    assert Tags(html).values("poster") == ["../../labs/plot%201.png"]


ELEMENTS = {
    '<map name="m"><area href="two.md"></map>': '<area href="../../labs/two/">',
    '<object data="plot 1.png"></object>': '<object data="../../labs/plot%201.png">',
    '<object data=""></object>': '<object data="">',
    '<embed src="plot 1.png">': '<embed src="../../labs/plot%201.png">',
    '<form action="two.md"></form>': '<form action="../../labs/two/">',
    '<form action=""></form>': '<form action="">',
    '<button formaction="two.md">Go</button>': '<button formaction="../../labs/two/">',
    '<input type="image" src="plot%201.png" alt="Go">': 'src="../../labs/plot%201.png"',
    "<a href=two.md>a</a>": '<a href="../../labs/two/">',
    "<a href = 'two.md'>a</a>": '<a href = "../../labs/two/">',
    '<a title="x href=two.md" href="#x">a</a>': '<a title="x href=two.md" href="#x">',
    '<img srcset="plot%201.png, https://x.org/b.png 2x" src="#" alt="">': (
        'srcset="../../labs/plot%201.png, https://x.org/b.png 2x"'
    ),
    '<picture><source srcset="gone.png 2x,plot%201.png"></picture>': (
        '<source srcset="../../labs/plot%201.png">'
    ),
    '<script src="plot 1.png"></script>': '<script src="../../labs/plot%201.png"></script>',
    '<link rel="preload" as="image" href="plot 1.png">': 'href="../../labs/plot%201.png"',
    '<link rel="preload" as="image" imagesrcset="plot%201.png 2x">': (
        'imagesrcset="../../labs/plot%201.png 2x"'
    ),
    '<svg><use href="plot 1.png#a"></use></svg>': '<use href="../../labs/plot%201.png#a">',
    '<svg><use href="#a"></use></svg>': '<use href="#a">',
    "<p style=\"background: url('plot 1.png')\">a</p>": (
        '<p style="background: url(&#x27;../../labs/plot%201.png&#x27;)">'
    ),
    "<p style='background:URL(plot%201.png)'>a</p>": (
        '<p style="background:URL(../../labs/plot%201.png)">'
    ),
    '<svg><path style="fill: url(#gradient)"/></svg>': 'style="fill: url(#gradient)"',
    '<style>p { background: url("plot 1.png") } /* url(gone.png) */</style>': (
        '<style>p { background: url("../../labs/plot%201.png") } /* url(gone.png) */</style>'
    ),
    '<style>@import "plot 1.png";</style>': '<style>@import "../../labs/plot%201.png";</style>',
}


@pytest.mark.parametrize(("written", "html"), ELEMENTS.items())
def test_links_are_resolved_in_every_element_that_can_contain_links(
    build_course: BuildCourse, written: str, html: str
) -> None:
    assert html in rendered(build_course, f"<div>{written}</div>")


def test_a_bare_url_is_not_changed(build_course: BuildCourse) -> None:
    html = rendered(build_course, "<https://example.org/a%20b> and <ada@example.org>")

    assert Tags(html).values("href") == ["https://example.org/a%20b", "mailto:ada@example.org"]


def test_footnotes_link_to_their_text(build_course: BuildCourse) -> None:
    html = rendered(build_course, "A claim.[^1]\n\n[^1]: Its proof.")
    tags = Tags(html)

    links = {href.removeprefix("#") for href in tags.values("href")}
    assert links
    assert links <= set(tags.values("id"))


def test_a_note_in_yaml_can_contain_the_same_links_as_a_page(build_course: BuildCourse) -> None:
    schedule = (
        "weeks:\n  - note: '[a](about.md)'\n    lectures:\n"
        "      - title: One\n        note: See [b](labs/two.md).\n"
        "        slides: {file: 第一讲.pdf, note: '[c](<files/C# 100%.pdf>)'}\n"
    )
    staff = (
        "people: [{name: Ada, bio: 'Ask [d](office%20hours.md) or [e](https://example.org/)'}]\n"
    )
    built = build_course(
        {
            **SITE,
            "site.yaml": "title: T\n",
            "content/schedule.yaml": schedule,
            "content/staff.yaml": staff,
        }
    )

    assert built.lines == []
    for address in (
        "about/",
        "labs/two/",
        "files/C%23%20100%25.pdf",
        "office%20hours/",
        "https://example.org/",
    ):
        assert address in Tags(built.html()).values("href")


BROKEN = """[a](gone.md) `[b](gone.md)` [c](gone.md) ![d](gone.png "T")
[e]() [f](<>) \\`[g](gone.md)\\`

- [h](gone.md)

    > [i](<gone it.md>)

| A | `[x](gone.md)` |
|---|---|
| b | [j](gone.md) |

k[^1] [l][m] <a href="gone.md">n</a> <img src='gone&amp;.png' alt="">
<!-- [x](gone.md) -->

~~~ python
[x](gone.md)
~~~

    [x](gone.md)

<div>
[x](note.md) <video poster=gone.mp4></video>
</div>

[m]: gone/m.md
[^1]: See [o](gone.md),
    and [o](gone/m.md).
"""


def test_each_broken_link_is_reported_at_its_own_place(build_course: BuildCourse) -> None:
    built = build_course({"content/a.md": BROKEN})

    lines = BROKEN.split("\n")
    places = [line.split(":")[1:3] for line in built.lines]
    assert [f"{line} {lines[int(line) - 1][int(column) - 1 :][:8]}" for line, column in places] == [
        *("1 gone.md)", "1 gone.md)", "1 gone.png", "2 ) [f](<>", "2 >) \\`[g]", "2 gone.md)"),
        *("4 gone.md)", "6 gone it.", "10 gone.md)", '12 gone.md"', "12 gone&amp", "22 gone.mp4"),
        *("25 gone/m.m", "26 gone.md)", "27 gone/m.m"),
    ]


def test_broken_urls_in_html_and_css_are_reported_at_their_place(
    build_course: BuildCourse,
) -> None:
    body = """<script src="gone.js"></script>
<p style="background: url('gone 1.png'), url(gone2.png)">a</p>
<style>
@import "gone.css";
</style>
"""
    built = build_course({"content/a.md": body})

    lines = body.split("\n")
    places = [line.split(":")[1:3] for line in built.lines]
    assert [lines[int(line) - 1][int(column) - 1 :][:8] for line, column in places] == [
        *('gone.js"', "gone 1.p", "gone2.pn", "gone.css"),
    ]


URL = re.compile(r"([A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
"""Matches one or more of the URL characters in RFC 3986."""
pieces = st.sampled_from(
    [
        *("[x](", "![x](", "<", ">", ")", "[x]: ", "[x]", "`", "```\n", "    ", "\n", "\n\n", "#"),
        *("about.md", "files/a b.pdf", "https://", "javascript:", "mailto:", "a@b.cd", "//", ".."),
        *('<a href="', "<img src='", '">', "'>", "</a>", "&amp;", "&#35;", "%", "%20", "?", " "),
        *(
            "{#x}",
            "[^1]",
            "[^1]: ",
            "*",
            "|",
            "---",
            "\\",
            "\0",
            "\u2028",
            "<!--",
            "-->",
            "中",
            "/",
        ),
    ]
)


@given(st.lists(pieces, max_size=25).map("".join))
def test_no_text_produces_an_empty_or_invalid_link(text: str) -> None:
    assume("`" not in text or not re.search("<a|<img", text))  # escaped code is not HTML
    location = Location(Source("content/labs/one.md", text))
    links = LinkWriter(location, "labs", Root("../../"), small().site)
    fragment = MarkdownRenderer().page(text)
    tags = Tags(links.rewrite(fragment.html, fragment.code))

    assert [a for a in tags.values("href", "src") if not URL.fullmatch(a)] == []
    for reported in (*links.diagnostics, *links.broken):
        assert 1 <= reported.location.line <= len(location.source.lines)
