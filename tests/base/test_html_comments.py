"""HTML comments are removed from the site, except in code."""

from datetime import UTC, datetime

import pytest
from conftest import MakeCourse
from converting import converted
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.html_comments import hide_comments, strip_comments
from coursegen.build import Settings, build
from coursegen.views.page_summary import summary

SECRET = "Xq7Zk"


def rendered(text: str) -> tuple[str, list[str]]:
    """Return the HTML of a page's text, and the locations of diagnostics."""
    html, noted = converted(text)
    return html, [f"{d.location.line}:{d.location.column} {d.code.value}" for d in noted]


COMMENTS = (
    f"<!-- {SECRET} -->",
    f"<!--{SECRET}-->",
    f"<!--\n{SECRET}\n-->",
    f"<!-- a\n\n{SECRET}\n\nb -->",
    "<!-- a --!>",
    f"<!-- {SECRET} --!>",
    f"<!-- a <!-- {SECRET} -->",
    f"<!-- a > {SECRET} -->",
    f"<!-- `{SECRET} -->",
    f"<!-- ![{SECRET}]({SECRET}.png) [^{SECRET}] -->",
    f"<!--\n```\n{SECRET}\n```\n-->",
    f"<!-- {SECRET} --->",
    f"<!---{SECRET} -->",
    f"<!--[if IE]> <p>{SECRET}</p> <![endif]-->",
    f"<!--[if !IE]><!-- {SECRET} -->",
    f"<![CDATA[ {SECRET} ]]>",
    f"<![CDATA[ a > {SECRET} ]]>",
    f"<!{SECRET}>",
    f"<![if {SECRET}]>",
    f"<?php if (1 > 0) echo '{SECRET}' ?>",
    f"<?= {SECRET} ?>",
    f"<?xml version='{SECRET}'?>",
)
PLACES = (
    "{}",
    "Words {} and words.",
    "Words\n{}\nand words.",
    "{} words.",
    "# Title {}\n\nWords.",
    "## Title {} {{#name}}",
    "- one {}\n- two",
    "- one\n\n    {}\n\n    more\n- two",
    "1. one\n{}\n2. two",
    "> quoted {} words",
    "> {}",
    "a | b\n--|--\nc {} | d",
    "!!! note\n    Words {}\n",
    "*strong {}* [words {}](b.md) ![picture {}](c.png)",
    "[link]: https://example.org/ 'title'\n\nSee [link] {}.",
    "*[CSS]: Style sheets {}\n\nCSS",
    "Words[^1]\n\n[^1]: A note {}.",
    "<div>\n{}\n</div>",
    "<div>words {}</div>",
    "<div markdown=1>\nWords {}\n\n{}\n</div>",
    "<p>a</p> {}\n",
    "<pre>\n{}\n</pre>",
    "<span>{}</span> and `code` and {}",
    "`a` {} `b` \\` {}",
    "```python\nx = 1\n```\n{}\n\n```\ny\n```",
    "    code\n\nWords {}\n",
    "term\n: words {}",
)


@pytest.mark.parametrize("comment", COMMENTS)
def test_a_comment_is_removed_at_every_position(comment: str) -> None:
    for location in PLACES:
        html, reported = rendered(
            location.replace("{}", comment).replace("{{", "{").replace("}}", "}")
        )
        assert SECRET not in html, location
        assert "<!" not in html, location
        assert "--&gt;" not in html, location
        assert reported == []


@settings(max_examples=100, derandomize=True)
@given(st.lists(st.sampled_from((*COMMENTS, "\n", "\n\n", "a", "`", "<b>", "\\", "*", "- ", ">"))))
def test_comments_outside_code_are_removed_whatever_text_surrounds_them(pieces: list[str]) -> None:
    """An unpaired backtick can turn a comment into code, which is not removed."""
    html, _ = rendered("".join(pieces).replace("`", "'"))

    assert SECRET not in html


@settings(max_examples=100, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            (*COMMENTS, "\n", "\n\n", "    ", "a", "`", "``", "\n```\n", "<b>", "\\", "<!--")
        )
    )
)
def test_comments_that_browsers_hide_are_removed(pieces: list[str]) -> None:
    html, _ = rendered("".join(pieces))

    assert strip_comments(html) == html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Write `<!-- a -->` and `b`.",
            "<p>Write <code>&lt;!-- a --&gt;</code> and <code>b</code>.</p>",
        ),
        (
            "`<!--` opens, `-->` closes",
            "<p><code>&lt;!--</code> opens, <code>--&gt;</code> closes</p>",
        ),
        ("`` a ` <!-- b --> ``", "<p><code>a ` &lt;!-- b --&gt;</code></p>"),
    ],
)
def test_a_comment_in_code_is_not_removed(text: str, shown: str) -> None:
    assert rendered(text) == (shown, [])


@pytest.mark.parametrize(
    "text",
    [
        "```\n<!-- words -->\n```",
        "~~~\n<!-- words\n\n~~~",
        "```html\n<!-- words\n```\n\n<!-- hidden -->",
        "    <!-- words -->\n",
        "Text.\n\n    a\n    <!-- words\n\nmore",
        "- a\n\n        <!-- words\n\n    b",
        "`<!-- words -->`",
    ],
)
def test_a_comment_in_a_code_block_is_not_removed(text: str) -> None:
    html, reported = rendered(text)

    assert "words" in html
    assert "&lt;" in html
    assert "hidden" not in html
    assert reported == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>\nvar a = '<!-- b -->';\n</script>",
        "<style>\n<!-- p {color: red} -->\n</style>",
        "<textarea>\n<!-- b -->\n</textarea>",
        "<svg><text><![CDATA[b]]></text></svg>",
        '<img alt="<!-- b -->" src="a.png">',
    ],
)
def test_text_that_browsers_do_not_treat_as_a_comment_is_not_removed(text: str) -> None:
    assert strip_comments(text) == text
    assert hide_comments(text) == (text, None)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("a<!-->b", "ab"),
        ("a<!--->b", "ab"),
        ("a<!---->b", "ab"),
        ("a<!-- - -- -! --!>b", "ab"),
        ("a<!--[if !IE]><!-->b<!--<![endif]-->c", "abc"),
        ("a<!doctype x>b", "ab"),
        ("a<?x y?>b", "ab"),
        ("a</ x>b</>c</3>d", "abcd"),
        ("a<![CDATA[x]]>b", "ab"),
        ("a<svg><desc><!-- x --></desc></svg>b", "a<svg><desc></desc></svg>b"),
        ("a<!-- b", "a"),
        ("<script>a</script><!-- b --><script><!-- c", "<script>a</script><script>"),
        ("<b title='>'><!-- a --></b>", "<b title='>'></b>"),
        ("<SCRIPT><!-- a --></Script ><!-- b -->", "<SCRIPT><!-- a --></Script >"),
        ("a < b & c <- d", "a < b & c <- d"),
    ],
)
def test_everything_that_browsers_treat_as_a_comment_is_removed_from_html(
    html: str, left: str
) -> None:
    assert strip_comments(html) == left


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"Words.\n\n<!-- {SECRET}\n\n{SECRET}\n", "3:1 CG217"),
        (f"# A\n\n- b <!-- {SECRET} --\n>\n\n`{SECRET}`", "3:5 CG217"),
        (f"<div>\n  <!-- {SECRET}\n</div>\n\n{SECRET}", "2:3 CG217"),
    ],
)
def test_an_unclosed_comment_hides_the_text_after_it_and_is_reported(text: str, where: str) -> None:
    html, reported = rendered(text)

    assert SECRET not in html
    assert reported == [where]


def test_a_comment_is_removed_even_if_it_contains_characters_that_markdown_strips() -> None:
    assert SECRET not in rendered(f"a <\x02!-- {SECRET} --\x03> b")[0]


def test_comments_are_removed_from_text_that_exceeds_a_limit() -> None:
    long = "Words, words.\n" * 20_000 + f"\n\n<!-- {SECRET} -->\n\nThe end."
    html, reported = rendered(long)
    assert SECRET not in html
    assert "<p>The end.</p>" in html
    assert reported == ["1:1 CG214", "13334:1 CG214"]

    deep = "*a **b " * 2_000 + f"<!-- {SECRET} -->"
    assert SECRET not in rendered(deep)[0]


def test_no_file_of_a_site_contains_text_from_a_comment(make_course: MakeCourse) -> None:
    comments = "\n".join(COMMENTS)
    one = f"<!-- {SECRET} -->"
    root = make_course(
        {
            "site.yaml": "title: T\nurl: https://x.example/\nhome: [schedule, staff, part]\n",
            "content/index.md": f"{comments}\n\nWelcome. {one}\n",
            "content/part.md": f"{one}\n# Part {one}\n\nWords.\n\n## A {one}\n\n## B\n\n## C\n",
            "content/a.md": f"# Title {one}\n\n{one} First sentence.\n\n## A\n\n## B\n\n## {one}\n",
            "content/schedule.yaml": "sections:\n- title: S\n"
            f"  note: 'a {one}'\n  weeks:\n  - week: 1\n    note: '{one} b'\n    lectures:\n"
            f"    - title: L\n      note: '{one}'\n"
            f"      slides: {{url: 'https://y.example/', note: 'c {one}'}}\n",
            "content/staff.yaml": f"people: [{{name: Ada, bio: 'Words {one}'}}]\n",
        }
    )
    noted = Diagnostics()
    site = build(Settings(root, datetime(2030, 1, 1, tzinfo=UTC)), noted)

    assert list(noted) == []
    pages = {path: site.files[path].read() for path in site.plan.pages}
    assert {path for path, made in pages.items() if SECRET.encode() in made} == set()
    assert b"First sentence." in pages["a/index.html"]
    assert b"<title>Title" in pages["a/index.html"]


def test_a_summary_contains_no_comment() -> None:
    assert (
        summary(rendered(f"<!-- {SECRET} -->\n\nWords <!-- {SECRET} --> here.")[0]) == "Words here."
    )


@pytest.mark.parametrize(
    "text",
    [
        *("<!--" * 40_000, "<!-- -->" * 20_000, "<?x" * 40_000, "<!x" * 40_000),
        *("<![CDATA[" * 40_000, '<a ="' * 20_000, "<script>" * 20_000, "<!--a" + "`" * 150_000),
        *("".join("`" * n + "\n" for n in range(3, 800)) + "<!x>", "<a " * 40_000 + "<!x>"),
        *("<!x>" * 40_000, "\n    <!x>" * 40_000, "<svg>" * 20_000 + "<!x>", "</" * 60_000),
    ],
    ids=lambda text: text[:8],
)
def test_hostile_text_is_processed_in_linear_time(text: str) -> None:
    """With quadratic complexity, this test would take minutes."""
    hidden, _ = hide_comments(text)
    stripped = strip_comments(text)

    assert len(hidden) <= len(text) * 2
    assert len(stripped) <= len(text)
