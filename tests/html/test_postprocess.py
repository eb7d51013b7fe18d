"""Postprocessed pages restrict the content that they load, and mark external links."""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape

import pytest
from conftest import BuildCourse, Built, Tags
from hypothesis import given
from hypothesis import strategies as st

from coursegen.html.csp import POLICY_PLACEHOLDER, css_uses
from coursegen.html.postprocess import HtmlPostprocessor

BASE = {
    "default-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
}


def directives(policy: str) -> dict[str, set[str]]:
    parts = [part.split() for part in policy.split(";")]
    assert len({name for name, *_ in parts}) == len(parts)
    return {name: set(sources) for name, *sources in parts}


def policy(html: str, allowed: tuple[str, ...] = (), css: str = "") -> dict[str, set[str]]:
    """Return the directives in the policy of a page with this HTML."""
    page = HtmlPostprocessor("", allowed, css_uses(css)).finish(f"{POLICY_PLACEHOLDER}\n{html}")
    return directives(page.partition("\n")[0])


def more(html: str) -> dict[str, set[str]]:
    """Return the sources that this HTML needs in addition to those of every page."""
    return {
        name: sources - {"'self'", "'unsafe-hashes'"}
        for name, sources in policy(html).items()
        if BASE.get(name) != sources
    }


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_every_page_may_load_files_from_its_own_site() -> None:
    assert policy("<p>Text, <a href='https://example.org/'>a link</a>.</p>") == BASE


SHEET = """\
@import 'https://a.example/b';
@font-face { src: local(x), url(https://b.example/c) }
p { background: url( 'https://c.example/d' ) } /* url(https://d.example) */
"""
YOUTUBE = "https://www.youtube-nocookie.com"
LOADED = [
    ('<img src="https://a.example/b.png">', {"img-src": {"https://a.example"}}),
    ("<IMG SRC='https://a.example/b.png'/>", {"img-src": {"https://a.example"}}),
    ("<img alt=a src=https://a.example/b.png>", {"img-src": {"https://a.example"}}),
    ('<img src="//a.example/b.png">', {"img-src": {"a.example"}}),
    ('<img src="http://A.example:8080/b.png">', {"img-src": {"http://a.example:8080"}}),
    ('<img src="https://me:secret@a.example/b.png">', {"img-src": {"https://a.example"}}),
    ('<img src="https://例子.example/b.png">', {"img-src": {"https://xn--fsqu00a.example"}}),
    ('<img alt="a > b" src="https://a.example/?b=1&amp;c">', {"img-src": {"https://a.example"}}),
    ('<img src="data:image/png;base64,AA==">', {"img-src": {"data:"}}),
    (
        '<img src="a.png" srcset="https://a.example/b,c.png 1x, https://b.example/b.png 2x">',
        {"img-src": {"https://a.example", "https://b.example"}},
    ),
    (
        '<img src="a.png" srcset="https://a.example/b.png, https://b.example/b.png 2x">',
        {"img-src": {"https://a.example", "https://b.example"}},
    ),
    ('<svg><image href="https://a.example/b.png"/></svg>', {"img-src": {"https://a.example"}}),
    ('<picture><source srcset="https://a.example/b">', {"img-src": {"https://a.example"}}),
    ('<video poster="https://a.example/b">', {"img-src": {"https://a.example"}}),
    ('<video><source src="https://a.example/b.mp4">', {"media-src": {"https://a.example"}}),
    ('<audio src="https://a.example/b.mp3">', {"media-src": {"https://a.example"}}),
    ('<video><track src="https://a.example/b.vtt">', {"media-src": {"https://a.example"}}),
    (f'<iframe src="{YOUTUBE}/embed/x" allowfullscreen></iframe>', {"frame-src": {YOUTUBE}}),
    ('<script src="https://a.example/b.js"></script>', {"script-src": {"https://a.example"}}),
    ('<link rel="stylesheet" href="https://a.example/b">', {"style-src": {"https://a.example"}}),
    ('<link rel="icon" href="data:,">', {"img-src": {"data:"}}),
    ('<link rel=preload as=font href="https://a.example/b">', {"font-src": {"https://a.example"}}),
    ('<link rel="canonical" href="https://a.example/">', {}),
    ('<object data="a.pdf"></object>', {"object-src": set()}),
    ('<embed src="https://a.example/b.pdf">', {"object-src": {"https://a.example"}}),
    ('<form action="https://a.example/x">', {"form-action": {"https://a.example"}}),
    ('<form action="mailto:a">', {"form-action": {"mailto:"}}),
    ('<button formaction="https://a.example/x">', {"form-action": {"https://a.example"}}),
    ('<base href="https://a.example/">', {"base-uri": {"https://a.example"}}),
    ("<script>let a = 1 < 2</script>", {"script-src": {hashed("let a = 1 < 2")}}),
    ("<script\n>a\r\nb</script >", {"script-src": {hashed("a\nb")}}),
    ("<SCRIPT type=module>a</script>", {"script-src": {hashed("a")}}),
    ("<script type='text/javascript'>a</script>", {"script-src": {hashed("a")}}),
    ('<script type="application/ld+json">{}</script>', {"script-src": {hashed("{}")}}),
    ("<style>p { color: red }</style>", {"style-src": {hashed("p { color: red }")}}),
    (
        f"<style>{SHEET}</style>",
        {
            "style-src": {"https://a.example", hashed(SHEET)},
            "font-src": {"https://b.example"},
            "img-src": {"https://c.example"},
        },
    ),
    ('<p hidden style="color: red">', {"style-src-attr": {hashed("color: red")}}),
    ("<td style='font: &quot;a&quot;'>", {"style-src-attr": {hashed('font: "a"')}}),
]


@pytest.mark.parametrize(("html", "expected"), LOADED, ids=[html for html, _ in LOADED])
def test_the_policy_allows_exactly_what_the_html_loads(
    html: str, expected: dict[str, set[str]]
) -> None:
    assert more(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<img src="a.png" srcset="a.png 1x, b.png 2x"><iframe src="/x/"></iframe>',
        '<!-- <img src="https://a.example/"> <script>a</script> -->',
        "<code>&lt;img src=&quot;https://a.example/&quot;&gt;</code>",
        '<img src="javascript:a"><img src="https://[::1]/"><img src="https://a;b/"><img src="">',
        '<img src="https://a.example; script-src *">',
        '<script src="data:text/javascript,a"></script>',
        '<p onclick="a()"><a href="javascript:a()">',
        '<p class="style=" data-style="a">style="b"</p>',
    ],
)
def test_the_policy_allows_nothing_else(html: str) -> None:
    assert policy(html) == BASE


@given(st.text())
def test_no_url_can_add_to_the_policy(text: str) -> None:
    found = policy(f'<img src="https://{escape(text)}">')

    known = r"'self'|https://[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?"
    assert set(found) - {"img-src"} == set(BASE)
    assert all(re.fullmatch(known, source) for source in found.get("img-src", ()))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_author_s_scripts_and_styles_are_allowed_by_hash(text: str) -> None:
    script = text.replace("<", "")
    found = policy(f'<script>{script}</script><p style="{escape("a" + text)}">')
    seen = (t.replace("\r\n", "\n").replace("\r", "\n") for t in (script, "a" + text))

    assert [hashed(t) for t in seen] == [
        (found["script-src"] - {"'self'"}).pop(),
        (found["style-src-attr"] - {"'unsafe-hashes'"}).pop(),
    ]


def test_every_page_allows_what_the_stylesheet_loads() -> None:
    css = (
        "@import url(https://a.example/b.css);\np { mask: url(\"data:image/svg+xml,<a b='c'/>\") }"
    )

    assert policy("", css=css) == {
        **BASE,
        "style-src": {"'self'", "https://a.example"},
        "img-src": {"'self'", "data:"},
    }


def test_allowed_origins_apply_to_everything_that_scripts_load() -> None:
    found = policy("<script>a</script>", ("https://a.example",))

    assert found == {
        **BASE,
        "default-src": {"'self'", "https://a.example"},
        "script-src": {"'self'", "https://a.example", hashed("a")},
    }


@pytest.mark.parametrize(
    "html", [html for html, _ in LOADED] + ['<p onclick="a()" style="b"><script>c</script>']
)
def test_no_policy_allows_unsafe_sources(html: str) -> None:
    words = set[str]().union(*policy(html).values())

    assert not words & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"}


def finished(html: str) -> str:
    return HtmlPostprocessor("https://own.example/course/", (), ()).finish(html)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="https://a.example/">', '<a href="https://a.example/" rel="external noopener">'),
        ('<a href="//a.example/" >', '<a href="//a.example/" rel="external noopener">'),
        (
            "<a href='HTTP://a.example/'/>",
            "<a href='HTTP://a.example/' rel='external noopener'/>",
        ),
        (
            '<area title="a > b" href=" https://a.example/">',
            '<area title="a > b" href=" https://a.example/" rel="external noopener">',
        ),
        ('<aReA href="//a.b">', '<aReA href="//a.b" rel="external noopener">'),
        (
            '<a rel="license" href="https://a.example/">',
            '<a rel="license external noopener" href="https://a.example/">',
        ),
        (
            "<a href='https://a.example/' rel=noopener>",
            "<a href='https://a.example/' rel='noopener external'>",
        ),
    ],
)
def test_an_external_link_is_marked_and_keeps_the_author_s_rel(link: str, expected: str) -> None:
    assert finished(link) == expected


def test_only_external_links_are_marked() -> None:
    html = '1 <a href="//a.b">2</a> <a href="c">3</a> <a href="//d.e">4</a> <img src="//f.g"> 5'
    mark = '" rel="external noopener">'

    assert finished(html) == html.replace('a.b">', f"a.b{mark}").replace('d.e">', f"d.e{mark}")


@pytest.mark.parametrize(
    "html",
    [
        '<a href="about/">',
        '<a href="https://own.example/elsewhere/">',
        '<a href="https://OWN.example">',
        '<a href="mailto:a">',
        '<a href="#//">',
        '<a href="/a//b">',
        '<a title="https://a.example/">',
        '<abbr href="https://a.example/">',
        "<a>//</a>",
        "<script>'<a href=\"https://a.example/\">'</script>",
        '<!-- <a href="https://a.example/"> -->',
    ],
)
def test_other_text_is_not_changed(html: str) -> None:
    assert finished(html) == html


FEATURES = """\
# Everything

| a | b | c | d |
| :-- | :-: | --: | --- |
| 1 | 2 | 3 {: .own } | 4 |

Term
:   Its meaning, with a note.[^1] The HTML is by HTML people.

!!! warning "Mind"
    A box.

```{.python hl_lines="1" linenums="1"}
def one(): return "1"
```

    #!python
    two = 2

<div markdown="1">
| x |
| --: |
| *y* |
</div>

3. three
4. four {: #four .wide }

*[HTML]: Hypertext
[TOC]

[^1]: The note.
"""


def main(built: Built) -> str:
    return built.html("all/index.html").partition("<main")[2]


def test_html_from_markdown_has_no_inline_styles_or_scripts(build_course: BuildCourse) -> None:
    built = build_course({"content/all.md": FEATURES})
    tags = Tags(main(built))

    expected = ("table", "dl", "div", "pre", "sup", "abbr", "ol")
    assert {"table", "dl", "div", "pre", "sup", "abbr", "ol"} <= {tag for tag, _ in tags.tags}, (
        expected
    )
    assert tags.values("style", "onclick", "align") == []
    assert not {"style", "script"} & {tag for tag, _ in tags.tags}


def test_a_column_is_aligned_by_a_class(build_course: BuildCourse) -> None:
    cells = [
        given.get("class", "")
        for tag, given in Tags(main(build_course({"content/all.md": FEATURES}))).tags
        if tag == "td"
    ]
    cells = [names for names in cells if names not in {"linenos", "code"}]

    assert cells == ["align-left", "align-center", "own align-right", "", "align-right"]


def test_the_author_s_own_style_is_preserved(build_course: BuildCourse) -> None:
    text = '<table><tr><td style="text-align: right;">1</td></tr></table>\n'
    html = build_course({"content/all.md": text}).html("all/index.html")

    assert '<td style="text-align: right;">' in html
    assert hashed("text-align: right;") in html


def test_a_course_can_remove_the_policy_and_extend_the_head(build_course: BuildCourse) -> None:
    head = (
        '{% extends "theme/partials/head.html" %}{% block policy %}{% endblock %}\n'
        '{% block alternates %}<link rel="alternate" href="feed.xml">{% endblock %}\n'
    )
    built = build_course({"templates/partials/head.html": head})

    assert built.lines == []
    assert "Content-Security-Policy" not in built.html()
    assert POLICY_PLACEHOLDER not in built.html()
    assert '<link rel="alternate" href="feed.xml">' in built.html()


def test_the_policy_comes_before_everything_that_it_controls(build_course: BuildCourse) -> None:
    tags = Tags(build_course({}).html()).tags

    assert [tag for tag, _ in tags[:4]] == ["html", "head", "meta", "meta"]
    assert tags[2][1] == {"charset": "utf-8"}
    assert tags[3][1]["http-equiv"] == "Content-Security-Policy"
    assert directives(tags[3][1]["content"]).items() >= BASE.items()


def test_origins_allowed_in_site_yaml_are_in_the_policy(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": "title: T\nallowed_origins: https://a.example:81/b/\n"})

    assert built.lines == []
    assert "default-src 'self' https://a.example:81;" in built.html()
