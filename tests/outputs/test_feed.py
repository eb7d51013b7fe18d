"""The Atom feed of the announcements."""

from datetime import UTC, datetime
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from conftest import BuildCourse, Built

FEED = "feed.xml"
ATOM = "{http://www.w3.org/2005/Atom}"
URL = "https://example.org/course/"
SITE = f"title: A & B\nurl: {URL}\ntimezone: America/New_York\n"
LINK = '<link rel="alternate" type="application/atom+xml" title="A &amp; B" href="{}feed.xml">'
FILES = {"site.yaml": SITE, "content/about.md": "# About\n", "files/a b.pdf": "x"}


def announcement(date: str, body: str = "Text.\n", title: str = "T", more: str = "") -> str:
    return f"---\ntitle: '{title}'\ndate: {date}\n{more}---\n{body}"


def feed_of(built: Built) -> ET.Element:
    return ET.fromstring(built.site.files[FEED].read())


def text(element: ET.Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    assert found is not None
    return found.text or ""


def content_of(build_course: BuildCourse, body: str, **files: str) -> str:
    """Return the HTML in the feed for the text of an announcement."""
    text_file = {"content/announcements/a.md": announcement("2020-02-01", body)}
    entry = feed_of(build_course({**FILES, **files, **text_file})).find(f"{ATOM}entry")
    assert entry is not None
    return text(entry, "content")


def test_a_feed_has_every_element_that_atom_requires(build_course: BuildCourse) -> None:
    files = {
        "content/announcements/a.md": announcement("2020-02-01 09:30"),
        "content/announcements/b c.md": announcement("2020-02-03", title="<b> & c"),
    }
    feed = feed_of(build_course({**FILES, **files}))

    assert (feed.tag, text(feed, "title")) == (f"{ATOM}feed", "A & B")
    assert text(feed, "updated") == "2020-02-03T00:00:00-05:00"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "A & B"
    links = [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")]
    assert links == [("self", f"{URL}feed.xml"), (None, f"{URL}announcements/")]
    entries = feed.findall(f"{ATOM}entry")
    assert [text(entry, "title") for entry in entries] == ["<b> & c", "T"]
    assert [text(entry, "updated")[:16] for entry in entries] == [
        "2020-02-03T00:00",
        "2020-02-01T09:30",
    ]
    assert len({text(each, "id") for each in (feed, *entries)}) == 3


def test_an_id_depends_only_on_the_url_the_year_and_the_file_name(
    build_course: BuildCourse,
) -> None:
    name = "content/announcements/New room?.md"
    first = feed_of(build_course({**FILES, name: announcement("2020-02-01")}))
    changed = announcement("2020-02-02", "More.\n", "Other", "pinned: yes\n")
    second = feed_of(build_course({**FILES, name: changed}))

    tag = "tag:example.org,2020:/course/announcements/New%20room%3F"
    assert [text(entry, "id") for entry in (*first.iter(f"{ATOM}entry"),)] == [tag]
    assert [text(entry, "id") for entry in (*second.iter(f"{ATOM}entry"),)] == [tag]


def test_a_feed_does_not_depend_on_the_time_of_the_build(build_course: BuildCourse) -> None:
    files = {**FILES, "content/announcements/a.md": announcement("2020-02-01")}
    early, late = (build_course(files, datetime(y, 3, 1, tzinfo=UTC)).site for y in (2020, 2031))

    assert early.files[FEED].version == late.files[FEED].version


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[a](../about.md)", f'<a href="{URL}about/">a</a>'),
        ("[a](../about.md#part)", f'<a href="{URL}about/#part">a</a>'),
        ("[a](/files/a b.pdf)", f'<a href="{URL}files/a%20b.pdf">a</a>'),
        ("[a](/#staff)", f'<a href="{URL}#staff">a</a>'),
        ("[a](/)", f'<a href="{URL}">a</a>'),
        ("[a](https://other.example/x)", '<a href="https://other.example/x">a</a>'),
        ("[a](missing.md)", "<p>a</p>"),
        ("![a](/static/x.png)", f'<img alt="a" src="{URL}static/x.png">'),
        ("[a](#b)", f'<a href="{URL}announcements/#b">a</a>'),
        ("[a](#b)\n\n## B", f'<a href="{URL}announcements/#a--b">a</a>'),
    ],
)
def test_urls_in_a_feed_are_absolute(build_course: BuildCourse, written: str, shown: str) -> None:
    assert shown in content_of(build_course, written, **{"static/x.png": ""})


def test_a_link_in_a_feed_leads_to_an_anchor_of_the_page(build_course: BuildCourse) -> None:
    files = {
        **FILES,
        "content/announcements/a.md": announcement("2020-02-01", "Text.[^1]\n\n[^1]: N\n"),
    }
    built = build_course(files)

    assert f'href="{URL}announcements/#a--fn:1"' in unescape(built.html(FEED))
    assert '<li id="a--fn:1">' in built.html("announcements/index.html")


def test_characters_that_xml_forbids_are_removed(build_course: BuildCourse) -> None:
    assert content_of(build_course, "a\x0bb\x01c\ufffed \U0001f600\n") == "<p>a bcd \U0001f600</p>"


def test_email_addresses_in_a_feed_are_obfuscated(build_course: BuildCourse) -> None:
    content = content_of(build_course, "Write to <ada@example.org>.\n")

    assert "ada@example.org" not in content
    assert "ada@example.org" in unescape(content)


def heads(built: Built) -> dict[str, bool]:
    """Return whether each page links to the feed."""
    return {path: "atom+xml" in built.html(path) for path in built.site.plan.pages}


def test_every_head_links_to_the_feed(build_course: BuildCourse) -> None:
    built = build_course({**FILES, "content/announcements/a.md": announcement("2020-02-01")})

    assert set(heads(built)) == {
        "index.html",
        "about/index.html",
        "announcements/index.html",
        "404.html",
    }
    assert all(heads(built).values())
    assert LINK.format("../") in built.html("about/index.html")
    assert LINK.format("/course/") in built.html("404.html")


@pytest.mark.parametrize(
    "files",
    [
        {"content/announcements/a.md": announcement("2020-02-01"), "site.yaml": "title: T\n"},
        {"content/announcements/index.md": "# News\n"},
        {"content/announcements/a.md": announcement("2030-02-01")},
        {"static/site-root/feed.xml": "<rss/>"},
    ],
    ids=["no URL", "no announcement", "unreleased", "own feed"],
)
def test_without_a_url_or_announcements_there_is_no_feed(
    build_course: BuildCourse, files: dict[str, str]
) -> None:
    built = build_course({**FILES, **files})

    assert FEED not in built.site.plan.generated
    assert not any(heads(built).values())


def test_a_file_of_the_course_cannot_replace_the_feed(build_course: BuildCourse) -> None:
    files = {"content/announcements/a.md": announcement("2020-02-01")}
    built = build_course({**FILES, **files, "static/site-root/feed.xml": "<rss/>"})

    assert [d.message for d in built.found] == [
        "'feed.xml' is reserved: coursegen generates this file"
    ]
