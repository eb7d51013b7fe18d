"""What the HTML of every page of every site is made of."""

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from browser.sites import NAMED, Course, Shown, Sites, for_every_course

NOT_OURS = ("mailto:", "tel:", "data:", "blob:", "webcal:")
UNENCODED = re.compile(r"[\s\"<>\\^`{|}]|[^\x21-\x7e]|%(?![0-9A-Fa-f]{2})")
"""What may not stand in an address as it is (RFC 3986)."""


def found(shown: Shown, wrong: dict[str, list[str]]) -> dict[str, list[str]]:
    """The pages that have something wrong."""
    assert shown.documents
    return {page: things for page, things in wrong.items() if things}


@for_every_course
def test_the_pages_that_the_browser_looks_at_are_there(sites: Sites, course: Course) -> None:
    assert set(course.pages) <= set(sites[course].documents)


@for_every_course
def test_every_page_has_one_heading_of_the_first_level(sites: Sites, course: Course) -> None:
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
def test_every_image_has_a_text_a_width_and_a_height(sites: Sites, course: Course) -> None:
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
def test_no_page_styles_or_acts_within_its_tags(sites: Sites, course: Course) -> None:
    shown = sites[course]
    wrong = {
        page: [
            f"<{element.tag} {name}>"
            for element in document.elements
            for name in element.attributes
            if name == "style" or name.startswith("on")
        ]
        for page, document in shown.documents.items()
    }
    assert found(shown, wrong) == {}


@for_every_course
def test_every_address_is_encoded_and_none_is_empty(sites: Sites, course: Course) -> None:
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
def test_every_link_inside_the_site_leads_to_a_file_and_a_name_in_it(
    sites: Sites, course: Course
) -> None:
    shown = sites[course]
    wrong = {
        page: [
            address for _, address in document.addresses() if leads_nowhere(shown, page, address)
        ]
        for page, document in shown.documents.items()
    }
    assert found(shown, wrong) == {}


def leads_nowhere(shown: Shown, page: str, address: str) -> bool:
    """Whether an address is one of this site and nothing is there.

    The site's lasting address (canonical, social card) counts as that of the server.
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


def test_a_dead_link_would_be_found(sites: Sites) -> None:
    shown = sites[NAMED["robotics"]]
    dead = ["gone/", "#gone", "syllabus/#gone", "https://robotics.example.edu/2026/gone.png"]
    alive = ["syllabus/", "#schedule", "syllabus/#exams", "https://elsewhere.example.edu/gone"]

    assert [address for address in dead + alive if leads_nowhere(shown, "index.html", address)] == (
        dead
    )
