"""Bare URLs and email addresses are links, as in GitHub Flavored Markdown."""

import pytest

from coursegen.markdown.convert import MarkdownRenderer


def html(text: str) -> str:
    return MarkdownRenderer().page(text).html.removeprefix("<p>").removesuffix("</p>")


def link(url: str, text: str = "") -> str:
    return f'<a href="{url}">{text or url}</a>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://a.org/b.", f"See {link('https://a.org/b')}."),
        ("(https://a.org)", f"({link('https://a.org')})"),
        ("https://a.org/b_(c))", f"{link('https://a.org/b_(c)')})"),
        ("https://a.org/b_(c), d", f"{link('https://a.org/b_(c)')}, d"),
        ("www.a.org/b!", f"{link('http://www.a.org/b', 'www.a.org/b')}!"),
        ("*https://a.org/~b/~c_d_e*", f"<em>{link('https://a.org/~b/~c_d_e')}</em>"),
        ("https://a.org/?b=1&c=2", link("https://a.org/?b=1&amp;c=2")),
        ("https://a.org/b&copy;", f"{link('https://a.org/b')}&copy;"),
        ("https://a.org/b\\_c", link("https://a.org/b_c")),
        ("https://a.org/`b`", f"{link('https://a.org/')}<code>b</code>"),
        ("https://a.org<br>b", f"{link('https://a.org')}<br>b"),
        (
            "“https://a.org”，https://b.org。",
            f"“{link('https://a.org')}”，{link('https://b.org')}。",
        ),
        ("http://localhost:8000/a", link("http://localhost:8000/a")),
        ("Ask ben@a-b.org.", f"Ask {link('mailto:ben@a-b.org', 'ben@a-b.org')}."),
        ("mailto:a+b@c.d.org", link("mailto:a+b@c.d.org")),
        ("| a |\n|---|\n| https://a.org |", link("https://a.org")),
        ("`#!c int` https://a.org", link("https://a.org")),
        ("- https://a.org\n- b", link("https://a.org")),
    ],
)
def test_a_bare_address_is_a_link(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize(
    "text",
    [
        *("http://", "https://.", "www.", "xhttps://a.org", "a/www.b.org", "https://a_b.c_d"),
        *("a@b", "a@b.c-", "git@a.org:b/c.git", "ben@a.org:~/d", "@ben", "a @ b.org", "a@.org"),
    ],
)
def test_other_text_is_not_a_link(text: str) -> None:
    assert "<a" not in html(f"See {text} there.")


@pytest.mark.parametrize("url", ["https://a.org", "ben@a.org", "www.a.org"])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "`{}`",
            "    {}",
            "```\n{}\n```",
            "<code>{}</code>",
            "<b title='{}'>x</b>",
            "<!-- {} -->",
        ),
        *("<script>\nx = '{}'\n</script>", "x <kbd>{}</kbd> <samp>{}</samp> y"),
    ],
)
def test_an_address_in_code_or_an_attribute_is_not_a_link(text: str, url: str) -> None:
    assert "<a" not in html(f"https://b.org\n\n{text.format(url, url)}").partition("</a>")[2]


@pytest.mark.parametrize(
    "text",
    [
        *("[https://a.org](b)", "[*https://a.org*](b)", "<a href='b'>https://a.org</a>"),
        *("<a href='b'>*see* `c` a@b.org</a>", "<https://a.org>", "[a](https://a.org)"),
        *("[a]\n\n[a]: https://a.org", "![https://a.org](b.png) [c](d)", "<a href=b>https://a.org"),
    ],
)
def test_links_are_not_nested(text: str) -> None:
    assert html(text).count("<a") == 1


@pytest.mark.parametrize(
    "text", ["www.", "http://a", "a@b", "https://a.org/))", "x<a>", "a.b@c.d "]
)
def test_many_addresses_take_linear_time(text: str) -> None:
    assert html(f"https://a.org {text * 5_000}")
