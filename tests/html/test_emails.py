"""Email addresses are readable in browsers, but hidden from simple harvesters."""

import re
from html import unescape

import pytest
from conftest import BuildCourse, Tags
from hypothesis import given
from hypothesis import strategies as st

from coursegen.html.emails import hide_emails

COURSE = {
    "content/staff.yaml": "people:\n"
    "- {name: Ada, email: ada@example.org, bio: 'Or <ada.l@home.example>.'}\n"
    "- {name: Bo, email: 'b+o@example.org', website: 'mailto:bo@home.example'}\n",
    "content/mail.md": "# Mail\n\n<ada@example.org>, [write](mailto:bo@example.org?subject=a%20b), "
    "or cy@example.org. `dee@example.org`\n\n<a href='mailto:eve@example.org'>Eve</a>\n",
}


def test_no_email_address_appears_in_a_page_as_plain_text(build_course: BuildCourse) -> None:
    built = build_course(COURSE)

    assert built.lines == []
    for path in ("index.html", "mail/index.html"):
        assert not re.search("@(?!context|type|graph)", built.html(path))
        assert "mailto" not in built.html(path)


def test_browsers_decode_every_address(build_course: BuildCourse) -> None:
    built = build_course(COURSE)
    people = Tags(built.html().partition("<main")[2].partition("</main>")[0])
    page = Tags(built.html("mail/index.html").partition("<main")[2].partition("</main>")[0])

    assert people.values("href") == [
        "mailto:ada@example.org",
        "mailto:ada.l@home.example",
        "mailto:bo@home.example",
        "mailto:b+o@example.org",
    ]
    assert "Or ada.l@home.example." in people.text
    assert page.values("href") == [
        "mailto:ada@example.org",
        "mailto:bo@example.org?subject=a%20b",
        "mailto:cy@example.org",
        "mailto:eve@example.org",
    ]
    assert "ada@example.org, write, or cy@example.org. dee@example.org" in page.text


@pytest.mark.parametrize(
    "text", ["ada@example.org", "mailto:a.b+c-d@mail.example.org", "阿达@例子.中国"]
)
def test_decimal_and_hexadecimal_references_alternate(text: str) -> None:
    hidden = hide_emails(f"<p>{text}</p>")

    assert unescape(hidden) == f"<p>{text}</p>"
    assert hidden.count("&#x") == len(text) // 2
    assert hidden.count(";") == len(text)


@pytest.mark.parametrize(
    "html",
    [
        "<script>to('ada@example.org')</script>",
        "<STYLE>/* ada@example.org */</STYLE>",
        "<!-- ada@example.org -->",
        '<img src="images/logo@2x.png">',
        '<a href="https://example.org/@ada.lovelace">',
        '<a href="https://ada@example.org/">',
        "@media print, a @ b.cd, a@b, a@b.7",
    ],
)
def test_other_text_and_raw_content_are_not_changed(html: str) -> None:
    assert hide_emails(html) == html


characters = st.sampled_from(
    [*"ab.@-_+/:; \"'<>&", "&amp;", "example.org", "<script>", "</script>", "中"]
)


@given(st.lists(characters, max_size=40).map("".join))
def test_hiding_does_not_change_the_decoded_text(html: str) -> None:
    assert unescape(hide_emails(html)) == unescape(html)
