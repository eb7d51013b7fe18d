"""URLs are valid, encoded once and relative; permalinks work as in Jekyll."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coursegen.base import urls
from coursegen.base.urls import (
    base_path,
    encode_path,
    encode_url,
    is_external,
    join_base,
    page_path,
    page_url,
    path_in_site,
    scheme,
    to_root,
)

PCHAR = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
PATH = re.compile(rf"(?:{PCHAR}|/)*")
URL = re.compile(
    rf"[a-z][a-z0-9+.-]*:(?://(?:{PCHAR}|[\[\]])*)?(?:{PCHAR}|/)*"
    rf"(?:\?(?:{PCHAR}|[/?])*)?(?:#(?:{PCHAR}|[/?])*)?"
)
"""Matches a path as defined in RFC 3986, section 3."""


@given(st.text())
def test_an_encoded_path_conforms_to_rfc_3986_and_can_be_decoded(path: str) -> None:
    encoded = encode_path(path)

    assert PATH.fullmatch(encoded)
    assert unquote(encoded) == path
    assert not scheme(encoded)


@pytest.mark.parametrize(
    ("path", "encoded"),
    [
        ("Lecture 1 & 2.pdf", "Lecture%201%20&%202.pdf"),
        ("C# + C++.pdf", "C%23%20+%20C++.pdf"),
        ("100%.pdf", "100%25.pdf"),
        ("a%20b.pdf", "a%2520b.pdf"),
        ("Why?.pdf", "Why%3F.pdf"),
        ("[1] (2) {3}.pdf", "%5B1%5D%20(2)%20%7B3%7D.pdf"),
        ("1: a.pdf", "1%3A%20a.pdf"),
        ("第一讲.pdf", "%E7%AC%AC%E4%B8%80%E8%AE%B2.pdf"),
        ("a/b.pdf", "a/b.pdf"),
    ],
)
def test_a_file_name_is_encoded_once(path: str, encoded: str) -> None:
    assert encode_path(path) == encoded


tails = st.text() | st.text("/?#%:@[]a0 é第&=+;'\"<>\\{}|^`~")
hosts = ["//example.org", "//例子.org", "//a:b@example.org:80", "//[::1]", "//", ""]
addresses = st.builds(
    "{}:{}{}".format,
    st.sampled_from(["http", "https", "ftp", "webcal"]),
    st.sampled_from(hosts),
    tails,
) | st.builds("{}:x{}".format, st.sampled_from(["mailto", "tel", "sms", "xmpp"]), tails)


@given(addresses)
def test_an_invalid_url_is_made_valid_or_rejected(address: str) -> None:
    try:
        encoded = encode_url(address)
    except ValueError:
        return

    assert URL.fullmatch(encoded)
    assert encode_url(encoded) == encoded


@given(addresses)
def test_an_encoded_url_has_the_same_target(address: str) -> None:
    assume(not re.search(r"[\x00-\x20\x7f-\xa0]", address))
    try:
        encoded = encode_url(address)
    except ValueError:
        return
    old, new = urlsplit(address), urlsplit(encoded)

    for part in ("path", "query", "fragment"):
        assert unquote(getattr(new, part)) == unquote(getattr(old, part))


@pytest.mark.parametrize(
    ("written", "encoded"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/100%/%zz", "https://example.org/100%25/%25zz"),
        (
            "https://example.org/?q=深度 学习&x=%26",
            "https://example.org/?q=%E6%B7%B1%E5%BA%A6%20%E5%AD%A6%E4%B9%A0&x=%26",
        ),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        (
            "https://en.wikipedia.org/wiki/Jean-Luc_(a)#b",
            "https://en.wikipedia.org/wiki/Jean-Luc_(a)#b",
        ),
        ("mailto:ada@example.org?subject=Hi there", "mailto:ada@example.org?subject=Hi%20there"),
        ("https://youtu.be/x?t=1:30", "https://youtu.be/x?t=1:30"),
    ],
)
def test_a_pasted_url_is_changed_only_where_it_is_invalid(written: str, encoded: str) -> None:
    assert encode_url(written) == encoded


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "http:///x",
        "https://exa mple.org/",
        "https://[::1",
        "https:example.org",
        "ftp:x",
    ],
)
def test_a_url_without_a_host_is_rejected(address: str) -> None:
    with pytest.raises(ValueError, match=re.escape(address) + "|Invalid"):
        encode_url(address)


@pytest.mark.parametrize(
    ("source", "permalink", "path"),
    [
        ("about.md", "", "about/index.html"),
        ("index.md", "", "index.html"),
        ("labs/one.md", "", "labs/one/index.html"),
        ("labs/index.md", "", "labs/index.html"),
        ("about.md", "/about/", "about/index.html"),
        ("about.md", "/about.html", "about.html"),
        ("about.md", "/about", "about.html"),
        ("about.md", "about", "about.html"),
        ("about.md", "/", "index.html"),
        ("about.md", "/a/b/c/", "a/b/c/index.html"),
        ("about.md", "/feed.xml", "feed.xml"),
        ("404.md", "/404.html", "404.html"),
        ("about.md", "pretty", "about/index.html"),
        ("labs/one.md", "pretty", "labs/one/index.html"),
        ("about.md", "none", "about.html"),
        ("labs/one.md", "none", "labs/one.html"),
        ("labs/one.md", "/:basename/", "one/index.html"),
        ("labs/one.md", "/x/:path/:title:output_ext", "x/labs/one.html"),
        ("about.md", "//about//us/", "about/us/index.html"),
        ("about.md", "/./about/", "about/index.html"),
        ("about.md", "/关于 我们/", "关于 我们/index.html"),
    ],
)
def test_a_permalink_works_as_in_jekyll(source: str, permalink: str, path: str) -> None:
    assert page_path(source, permalink) == path


@pytest.mark.parametrize("permalink", ["/../x/", "..", "/a/../../b", "\\..\\x", "/a/..", "/\0/"])
def test_a_permalink_that_leads_outside_the_site_is_rejected(permalink: str) -> None:
    with pytest.raises(ValueError, match=re.escape(permalink)):
        page_path("about.md", permalink)


@given(st.text(min_size=1))
def test_any_permalink_is_a_path_inside_the_site_or_is_rejected(permalink: str) -> None:
    try:
        path = page_path("labs/one.md", permalink)
    except ValueError:
        return

    assert path
    assert not path.startswith("/")
    assert ".." not in path.split("/")


@pytest.mark.parametrize(
    ("path", "url", "root"),
    [
        ("index.html", "", "./"),
        ("about/index.html", "about/", "../"),
        ("about.html", "about.html", "./"),
        ("a/b c/index.html", "a/b%20c/", "../../"),
        ("a/myindex.html", "a/myindex.html", "../"),
        ("404.html", "404.html", "./"),
    ],
)
def test_a_page_has_a_short_url_and_a_relative_path_to_the_root(
    path: str, url: str, root: str
) -> None:
    assert (page_url(path), to_root(path)) == (url, root)


@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("", "/"),
        ("https://example.org/", "/"),
        ("https://example.org/course/", "/course/"),
        ("https://example.org/a/b", "/a/b/"),
    ],
)
def test_the_base_path_is_the_path_of_the_site_url(site: str, path: str) -> None:
    assert base_path(site) == path


def test_a_path_below_a_base_path_is_encoded_once() -> None:
    assert join_base("https://example.org/f", "/a b#1.pdf") == "https://example.org/f/a%20b%231.pdf"


@pytest.mark.parametrize(
    ("target", "external"),
    [
        ("https://example.org", True),
        ("mailto:a@b.c", True),
        ("//example.org", True),
        ("about/", False),
        ("/about/", False),
        ("#staff", False),
        ("Lecture 1: Introduction.pdf", False),
        ("", False),
    ],
)
def test_a_link_with_a_scheme_is_external(target: str, external: bool) -> None:
    assert is_external(target) is external


@given(st.from_regex(urls._PLAIN, fullmatch=True))
def test_urls_that_need_no_encoding_are_not_changed(address: str) -> None:
    assert urls._encode(address) == address


SITE = "https://straße.example:443/c d/"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://straße.example/c%20d/about/?a#b", "about/?a#b"),
        ("http://STRASSE.example:80/c d/about", "about"),
        ("//xn--strae-oqa.example./c%20d/a/../b/", "b/"),
        ("https:\\\\straße.example\\c%20d\\a", "a"),
        ("https:///you:me@straße.example/c%20d//关于%2F1%3F", "关于/1%3F"),
        ("https://straße.example/C%20D", ""),
        ("\thttps://straße.exa\nmple/c d/x", "x"),
    ],
)
def test_all_spellings_of_a_url_in_the_site_lead_to_the_same_path(url: str, path: str) -> None:
    assert path_in_site(url, SITE) == path


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/c%20d/",
        "https://straße.example:8000/c%20d/",
        "https://straße.example/c%20d-more/",
        "https://straße.example/c%20d/../",
        "https://straße.example.org/c%20d/",
        "https://other.example/?https://straße.example/c%20d/",
        "ftp://straße.example/c%20d/",
        "mailto:a@straße.example",
        "/c%20d/about/",
        "https://[",
        "",
    ],
)
def test_a_url_of_another_site_is_not_a_path_in_this_site(url: str) -> None:
    assert path_in_site(url, SITE) is None


def test_a_site_without_a_url_has_no_absolute_links() -> None:
    assert path_in_site("https://straße.example/c/", "") is None
