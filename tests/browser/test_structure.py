"""The structure of the HTML of every page."""

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from browser.sites import NAMED, Course, Shown, Sites, for_every_course

NOT_OURS = ("mailto:", "tel:", "data:", "blob:", "webcal:")
UNENCODED = re.compile(r"[\s\"<>\\^`{|}]|[^\x21-\x7e]|%(?![0-9A-Fa-f]{2})")
"""Characters that must be encoded in a URL (RFC 3986)."""


def found(shown: Shown, wrong: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the pages with problems."""
    assert shown.documents
    return {page: things for page, things in wrong.items() if things}


@for_every_course
def test_the_pages_that_are_checked_in_the_browser_exist(sites: Sites, course: Course) -> None:
    assert set(course.pages) <= set(sites[course].documents)


@for_every_course
def test_every_page_has_one_level_1_heading(sites: Sites, course: Course) -> None:
    documents = sites[course].documents
    assert {page: len(document.all("h1")) for page, document in documents.items()} == dict.fromkeys(
        documents, 1
    )


@for_every_course
def test_no_heading_skips_a_level(sites: Sites, course: Course) -> None:
    shown = sites[course]
    levels = {
        page: [int(h.tag[1]) for h in document.all("h1", "h2", "h3", "h4", "h5", "h6")]
        for page, document in shown.documents.items()
    }
    skips = {
        page: [f"h{a} then h{b}" for a, b in pairwise([0, *found]) if b > a + 1]
        for page, found in levels.items()
    }
    assert found(shown, skips) == {}


@for_every_course
def test_every_image_has_alt_text_a_width_and_a_height(sites: Sites, course: Course) -> None:
    shown = sites[course]
    wrong = {
        page: [
            f"{image['src']}: no {name}"
            for image in document.all("img")
            for name in ("alt", "width", "height")
            if name not in image.attributes or (name != "alt" and not image[name].isdigit())
        ]
        for page, document in shown.documents.items()
    }
    assert found(shown, wrong) == {}


@for_every_course
def test_no_element_has_a_style_attribute_or_an_event_handler(sites: Sites, course: Course) -> None:
    shown = sites[course]
    wrong = {
        page: [
            f"<{element.tag} {name}>"
            for element in document.elements
            for name in element.attributes
            if name.startswith("on")
            # Only the author's widths of columns are in the HTML.
            or (name == "style" and (element.tag, element["style"]) != ("th", "width: 22%"))
        ]
        for page, document in shown.documents.items()
    }
    assert found(shown, wrong) == {}


@for_every_course
def test_every_url_is_encoded_and_not_empty(sites: Sites, course: Course) -> None:
    shown = sites[course]
    wrong = {
        page: [
            f"<{tag}> {address!r}"
            for tag, address in document.addresses()
            if not address or UNENCODED.search(address)
        ]
        for page, document in shown.documents.items()
    }
    assert found(shown, wrong) == {}


@for_every_course
def test_every_internal_link_leads_to_an_existing_file_and_id(sites: Sites, course: Course) -> None:
    shown = sites[course]
    wrong = {
        page: [
            address for _, address in document.addresses() if leads_nowhere(shown, page, address)
        ]
        for page, document in shown.documents.items()
    }
    assert found(shown, wrong) == {}


def leads_nowhere(shown: Shown, page: str, address: str) -> bool:
    """Return whether a URL in this site leads to a missing file or a missing id.

    The site URL, as in canonical links and social cards, counts as the URL of the server.
    """
    if address.startswith(NOT_OURS):
        return False
    hosted = shown.hosted
    lasting = shown.site.plan.course.info.url
    if lasting and address.startswith(lasting):
        address = hosted.address + address.removeprefix(lasting)
    parts = urlsplit(urljoin(hosted.url(page), address))
    if parts.netloc != urlsplit(hosted.address).netloc:
        return False
    status, file = hosted.resolve(parts.path)
    if status != 200 or not isinstance(file, Path):
        return True
    name = file.relative_to(hosted.folder).as_posix()
    if not parts.fragment or name not in shown.documents:
        return False
    return unquote(parts.fragment) not in {*shown.documents[name].ids, "top"}


def test_a_broken_link_is_detected(sites: Sites) -> None:
    shown = sites[NAMED["robotics"]]
    dead = ["gone/", "#gone", "syllabus/#gone", "https://robotics.example.edu/2026/gone.png"]
    alive = ["syllabus/", "#schedule", "syllabus/#exams", "https://elsewhere.example.edu/gone"]

    assert [address for address in dead + alive if leads_nowhere(shown, "index.html", address)] == (
        dead
    )
