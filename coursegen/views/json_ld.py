"""Structured data about a course and its pages, as JSON-LD with the schema.org vocabulary.

`Course` and `CourseInstance` follow Google's documentation (developers.google.com/search,
"Course"). Email addresses are omitted, since they cannot be obfuscated in JSON-LD.
"""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any

from coursegen.base.struct import Struct
from coursegen.base.text import plain_text
from coursegen.base.urls import is_external, page_url, scheme
from coursegen.content.schedule import SCHEDULE
from coursegen.content.staff import STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coursegen.content.site_parts import License
    from coursegen.content.target import Target
    from coursegen.site.site_reads import SiteReads

_EMAIL = re.compile(r"(?<![^\s@<>()])[^\s@<>()]+@[^\s@<>()]+\.\w+")
_HOME = "index.html"
# These characters could end the `script` element, start a comment, or end a line in old JavaScript.
_SCRIPT_ESCAPES = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029")
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class PageMeta(Struct):
    """The page metadata that appears in the head in several formats.

    `url` and `image` are absolute, or empty if unknown.
    """

    title: str
    description: str
    language: str
    url: str
    image: str


class JsonLd:
    """Creates the structured data for the pages of a site."""

    def __init__(self, site: SiteReads) -> None:
        self._site = site
        self._info = site.info

    def home(self, meta: PageMeta) -> dict[str, Any]:
        """Return the description of the course and its term."""
        info = self._info
        people = list(self._people())
        school = _without_empty({"@type": "CollegeOrUniversity", "name": info.institution})
        first, last = self._days()
        term = {
            "@type": "CourseInstance",
            "name": ", ".join(filter(None, (info.title, info.term))),
            "startDate": first,
            "endDate": last,
            "location": {"@type": "Place", "name": plain_text(info.room)} if info.room else None,
            "instructor": people,
        }
        return {
            "@context": "https://schema.org",
            "@type": "Course",
            "name": info.title,
            "courseCode": info.code,
            **self._common(meta),
            "provider": school if info.institution else people,
            "hasCourseInstance": _without_empty(term),
        }

    def page(self, path: str, meta: PageMeta) -> dict[str, Any]:
        """Return the description of a page, with the breadcrumb from the home page to it."""
        info = self._info
        course = {"@type": "Course", "name": info.title, "url": info.url}
        page = {
            "@type": ["WebPage", "LearningResource"],
            "name": meta.title,
            **self._common(meta),
            "isPartOf": _without_empty(course),
        }
        parts = [_without_empty(page)]
        if info.url:
            breadcrumb = [
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": name,
                    "item": info.url + address,
                }
                for position, (name, address) in enumerate(
                    self._breadcrumb(path, meta.title), start=1
                )
            ]
            parts.append({"@type": "BreadcrumbList", "itemListElement": breadcrumb})
        return {"@context": "https://schema.org", "@graph": parts}

    def _common(self, meta: PageMeta) -> dict[str, Any]:
        return {
            "description": _EMAIL.sub("…", meta.description),
            "url": meta.url,
            "inLanguage": meta.language,
            "image": meta.image,
            "license": self._license(self._info.license),
        }

    def _people(self) -> Iterator[dict[str, Any]]:
        """Yield the instructors, who are the people in the first staff group."""
        for group in self._site.content(STAFF.name).groups[:1]:
            for person in group.people:
                person_data = {
                    "@type": "Person",
                    "name": person.name,
                    "jobTitle": person.role or group.title,
                    "url": self._absolute(person.website),
                }
                yield _without_empty(person_data)

    def _license(self, terms: License | None) -> str | dict[str, str] | None:
        if terms is None:
            return None
        work = {"@type": "CreativeWork", "name": terms.name}
        return self._absolute(terms.link) or work

    def _absolute(self, target: Target | None) -> str:
        """Return the absolute URL of a target, or "" if it is unknown or not a web page."""
        address = self._site.url_of(target) if target else None
        if address is None:
            return ""
        if is_external(address):
            return address if scheme(address) in ("http", "https") else ""
        return self._info.url and self._info.url + address.removeprefix("./")

    def _days(self) -> tuple[str, str]:
        """Return the first and the last day in the schedule, in ISO 8601 format."""
        schedule = self._site.content(SCHEDULE.name)
        dated = [week.dates for section in schedule.sections for week in section.weeks]
        dated += [lecture.dates for lecture in schedule.lectures()]
        days: list[date] = [day for d in dated if d for day in (d.first, d.last)]
        return (min(days).isoformat(), max(days).isoformat()) if days else ("", "")

    def _breadcrumb(self, path: str, title: str) -> Iterator[tuple[str, str]]:
        """Yield the names and URLs of the home page, the index pages in between, and the page."""
        yield self._info.title, ""
        folders = path.split("/")[:-1]
        for depth in range(1, len(folders) + 1):
            index = posixpath.join(*folders[:depth], _HOME)
            index_title = self._site.title_of(index) if index != path else None
            if index_title is not None:
                yield index_title, page_url(index)
        yield title, page_url(path)


def as_json(data: dict[str, Any]) -> str:
    """Encode data as JSON that is safe inside a `script` element."""
    text = _encoded(_without_empty(data))
    for sign, escaped in _SCRIPT_ESCAPES:
        text = text.replace(sign, escaped)
    return text


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    """Return the mapping without empty values."""
    return {name: value for name, value in values.items() if value}
