"""The metadata of every page for browsers, search engines and shared links."""

import json
import re
from collections.abc import Callable, Iterable

import pytest

from browser.document import Document
from browser.sites import MISSING, Course, Shown, Sites, for_every_course

Reader = Callable[[Document], str | None]


def meta(name: str) -> Reader:
    return lambda document: document.meta(name)


def link(relation: str) -> Reader:
    return lambda document: document.link(relation)


def first(tag: str, attribute: str = "") -> Reader:
    def read(document: Document) -> str | None:
        found = document.all(tag)
        return (found[0][attribute] if attribute else found[0].text) if found else None

    return read


def linked_data(document: Document) -> str | None:
    """Return the JSON-LD of a page."""
    scripts = [s for s in document.all("script") if s["type"] == "application/ld+json"]
    return scripts[0].text if scripts else None


ALWAYS: dict[str, tuple[Reader, str]] = {
    "lang": (first("html", "lang"), r"[a-zA-Z]{2,3}(-[A-Za-z0-9]+)*"),
    "charset": (first("meta", "charset"), r"(?i)utf-8"),
    "title": (first("title"), r"\s*\S.*"),
    "description": (meta("description"), r"\S.*"),
    "viewport": (meta("viewport"), r"width=device-width, initial-scale=1"),
    "color-scheme": (meta("color-scheme"), r"light dark"),
    "theme-color": (meta("theme-color"), r"#[0-9a-fA-F]{6}"),
    "generator": (meta("generator"), r"coursegen.*"),
    "referrer": (meta("referrer"), r"strict-origin-when-cross-origin|no-referrer|same-origin"),
    "policy": (meta("content-security-policy"), r"(?!.*unsafe-inline).*default-src.*"),
    "icon": (link("icon"), r"\S+"),
    "apple-touch-icon": (link("apple-touch-icon"), r"\S+"),
    "manifest": (link("manifest"), r"\S+\.(webmanifest|json)"),
    "og:title": (meta("og:title"), r"\S.*"),
    "og:description": (meta("og:description"), r"\S.*"),
    "og:type": (meta("og:type"), r"website|article"),
    "og:site_name": (meta("og:site_name"), r"\S.*"),
    "og:locale": (meta("og:locale"), r"[a-z]{2,3}(_[A-Z]{2})?"),
    "twitter:card": (meta("twitter:card"), r"summary(_large_image)?"),
}
"""The metadata that every page of every course has."""

WITH_ADDRESS: dict[str, tuple[Reader, str]] = {
    "canonical": (link("canonical"), r"https://\S+"),
    "og:url": (meta("og:url"), r"https://\S+"),
    "og:image": (meta("og:image"), r"https://\S+\.(png|jpg)"),
    "og:image:width": (meta("og:image:width"), r"1200"),
    "og:image:height": (meta("og:image:height"), r"630"),
    "og:image:alt": (meta("og:image:alt"), r"\S.*"),
    "JSON-LD": (linked_data, r"(?s)\s*\{.*\}\s*"),
}
"""The additional metadata of every page except `404.html` if the course has a site URL."""


def wrong(documents: dict[str, Document], read: Reader, wanted: str) -> dict[str, str | None]:
    """Return the pages in which a value is missing or does not match `wanted`, with the values."""
    values = {page: read(document) for page, document in documents.items()}
    return {
        page: value
        for page, value in values.items()
        if value is None or not re.fullmatch(wanted, value, re.DOTALL)
    }


def all_pages(sites: Iterable[Shown]) -> dict[str, Document]:
    return {f"{s.course}/{page}": found for s in sites for page, found in s.documents.items()}


@pytest.mark.parametrize("name", ALWAYS)
def test_every_page_has_the_required_metadata(sites: Sites, name: str) -> None:
    assert wrong(all_pages(sites), *ALWAYS[name]) == {}


@pytest.mark.parametrize("name", WITH_ADDRESS)
def test_every_page_of_a_site_with_a_url_has_the_additional_metadata(
    sites: Sites, name: str
) -> None:
    addressed = all_pages(shown for shown in sites if shown.site.plan.course.info.url)
    pages = {page: found for page, found in addressed.items() if not page.endswith(MISSING)}

    assert wrong(pages, *WITH_ADDRESS[name]) == {}


def test_no_page_of_a_site_without_a_url_has_a_canonical_url(sites: Sites) -> None:
    pages = all_pages(shown for shown in sites if not shown.site.plan.course.info.url)

    assert [page for page, found in pages.items() if found.link("canonical") is not None] == []
    assert [page for page, found in pages.items() if found.meta("og:url") is not None] == []


@for_every_course
def test_no_two_pages_have_the_same_title_or_canonical_url(sites: Sites, course: Course) -> None:
    documents = sites[course].documents.values()
    titles = [first("title")(document) for document in documents]
    lasting = [href for document in documents if (href := document.link("canonical"))]

    assert sorted(titles, key=str) == sorted(set(titles), key=str)
    assert sorted(lasting) == sorted(set(lasting))


@for_every_course
def test_json_ld_is_valid_json_with_the_schema_org_context(sites: Sites, course: Course) -> None:
    for document in sites[course].documents.values():
        for script in document.all("script"):
            if script["type"] == "application/ld+json":
                assert json.loads(script.text)["@context"] == "https://schema.org"


def test_a_page_in_another_language_has_the_correct_lang_attribute(sites: Sites) -> None:
    courses = {shown.course.name: shown for shown in sites}

    assert first("html", "lang")(courses["robotics"].documents["index.html"]) == "en"
    assert first("html", "lang")(courses["robotics"].documents["zh/index.html"]) == "zh"
    assert first("html", "lang")(courses["everything"].documents["about.html"]) == "zh-Hant"
