"""Links in data files, and their targets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.content.target import (
    INVALID_TARGET,
    Target,
    TargetKind,
    read_base_url,
    read_file,
    read_link,
    read_material,
)

URL, FILE, PAGE, SITE = TargetKind.URL, TargetKind.FILE, TargetKind.PAGE, TargetKind.SITE

ANYWHERE = [
    ("https://example.org", URL, "https://example.org"),
    ("https://example.org/a b.pdf", URL, "https://example.org/a%20b.pdf"),
    ("https://example.org/a%20b.pdf", URL, "https://example.org/a%20b.pdf"),
    (" https://example.org/ ", URL, "https://example.org/"),
    ("HTTP://example.org/", URL, "http://example.org/"),
    ("//example.org/x", URL, "https://example.org/x"),
    ("mailto:ada@example.org", URL, "mailto:ada@example.org"),
    ("tel:+86-10-1234", URL, "tel:+86-10-1234"),
    ("https://例子.org/第一讲.pdf", URL, "https://xn--fsqu00a.org/%E7%AC%AC%E4%B8%80%E8%AE%B2.pdf"),
    ("about.md", PAGE, "about.md"),
    ("./about.md", PAGE, "about.md"),
    ("content/labs/one.md#part", PAGE, "labs/one.md#part"),
    ("/about/", SITE, "about/"),
    ("#staff", SITE, "#staff"),
    ("/", SITE, ""),
]


@pytest.mark.parametrize(("text", "kind", "value"), [*ANYWHERE, ("about/", SITE, "about/")])
def test_a_link_is_a_url_a_page_or_a_path_in_the_site(
    text: str, kind: TargetKind, value: str
) -> None:
    noted = Diagnostics()

    assert read_link(text, noted) == Target(kind, value)
    assert noted.total == 0


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        *ANYWHERE,
        ("ppt/2020/Lecture 1 Introduction.pdf", FILE, "ppt/2020/Lecture 1 Introduction.pdf"),
        ("files/a.pdf", FILE, "a.pdf"),
        ("./files//a.pdf", FILE, "a.pdf"),
        ("ppt/./a.pdf", FILE, "ppt/a.pdf"),
        (
            "Lecture 1: Intro & Outlook #2 (100%).pdf",
            FILE,
            "Lecture 1: Intro & Outlook #2 (100%).pdf",
        ),
        ("Lecture: Intro.pdf", FILE, "Lecture: Intro.pdf"),
        ("a%20b.pdf", FILE, "a%20b.pdf"),
        ("课件/第一讲.pdf", FILE, "课件/第一讲.pdf"),
    ],
)
def test_a_material_is_a_link_or_a_file(text: str, kind: TargetKind, value: str) -> None:
    noted = Diagnostics()

    assert read_material(text, noted) == Target(kind, value)
    assert noted.total == 0


@pytest.mark.parametrize("text", ["https: how it works.pdf", "#1.pdf", "notes.md", "mailto:x.pdf"])
def test_the_value_of_file_is_never_interpreted_as_a_link(text: str) -> None:
    assert read_file(text, Diagnostics()) == Target(FILE, text)


@pytest.mark.parametrize("read", [read_link, read_material, read_file])
@pytest.mark.parametrize("text", ["", None])
def test_an_empty_link_has_no_target(read: object, text: str | None) -> None:
    assert callable(read)
    assert read(text, Diagnostics()) is None


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "gopher://example.org/",
    ],
)
def test_a_link_cannot_run_scripts_or_open_local_files(text: str) -> None:
    noted = Diagnostics()

    assert read_link(text, noted) == INVALID_TARGET
    assert [d.message for d in noted] == [
        f"links with '{text.partition(':')[0].lower()}:' are not allowed"
    ]


@pytest.mark.parametrize("text", ["../a.pdf", "a/../../b.pdf", "/a.pdf", "a\\b.pdf", "a/../b.pdf"])
def test_a_path_outside_the_files_folder_is_rejected(text: str) -> None:
    noted = Diagnostics()

    assert read_file(text, noted) == INVALID_TARGET
    assert noted.failed


@given(st.text(max_size=40) | st.text("htps:/.#?%[]@ \\\n\0ü", max_size=40))
def test_any_string_is_a_target_or_gives_a_diagnostic(text: str) -> None:
    for read in (read_link, read_material, read_file):
        noted = Diagnostics()
        target = read(text, noted)
        assert (target == INVALID_TARGET) == noted.failed
        assert (target is None) == (not text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/", "https://example.org/"),
        ("https://example.org/course", "https://example.org/course/"),
        ("https://example.org/课程/", "https://example.org/%E8%AF%BE%E7%A8%8B/"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_url_of_a_site_ends_with_a_slash(text: str | None, value: str) -> None:
    assert read_base_url(text, Diagnostics()) == value
