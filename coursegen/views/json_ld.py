"""What machines are told of a course and its pages: schema.org's words in JSON-LD.

`Course` and `CourseInstance` as search engines read them (developers.google.com/search, "Course").
No e-mail address is in it: nothing hides one here.
"""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any

from coursegen.base.struct import Struct
from coursegen.base.urls import is_external, page_url, scheme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coursegen.content.course import License
    from coursegen.content.target import Target
    from coursegen.site.addresses import Addresses
    from coursegen.site.plan import Plan

_EMAIL = re.compile(r"(?<![^\s@<>()])[^\s@<>()]+@[^\s@<>()]+\.\w+")
_HOME = "index.html"
# In a script's element these would end it, begin a comment, or end a line of an old JavaScript.
_SCRIPT_ESCAPES = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029")
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class PageMeta(Struct):
    """What a page's head says of it in other places, too.

    `url` and `image` are absolute, or empty where they are not known.
    """

    title: str
    description: str
    language: str
    url: str
    image: str


class JsonLd:
    """Describes the pages of one plan."""

    def __init__(self, plan: Plan, addresses: Addresses) -> None:
        self._plan = plan
        self._addresses = addresses
        self._facts = plan.course.info

    def home(self, said: PageMeta) -> dict[str, Any]:
        """The course, with the term in which it is taught."""
        info = self._facts
        people = list(self._people())
        school = _without_empty({"@type": "CollegeOrUniversity", "name": info.institution})
        first, last = self._days()
        term = {
            "@type": "CourseInstance",
            "name": ", ".join(filter(None, (info.title, info.term))),
            "startDate": first,
            "endDate": last,
            "location": {"@type": "Place", "name": info.room} if info.room else None,
            "instructor": people,
        }
        return {
            "@context": "https://schema.org",
            "@type": "Course",
            "name": info.title,
            "courseCode": info.code,
            **self._common(said),
            "provider": school if info.institution else people,
            "hasCourseInstance": _without_empty(term),
        }

    def page(self, path: str, said: PageMeta) -> dict[str, Any]:
        """A page of the course, and the way to it from the home page."""
        info = self._facts
        course = {"@type": "Course", "name": info.title, "url": info.url}
        page = {
            "@type": ["WebPage", "LearningResource"],
            "name": said.title,
            **self._common(said),
            "isPartOf": _without_empty(course),
        }
        parts = [_without_empty(page)]
        if info.url:
            way = [
                {
                    "@type": "ListItem",
                    "position": location,
                    "name": name,
                    "item": info.url + address,
                }
                for location, (name, address) in enumerate(self._way(path, said.title), start=1)
            ]
            parts.append({"@type": "BreadcrumbList", "itemListElement": way})
        return {"@context": "https://schema.org", "@graph": parts}

    def _common(self, said: PageMeta) -> dict[str, Any]:
        return {
            "description": _EMAIL.sub("…", said.description),
            "url": said.url,
            "inLanguage": said.language,
            "image": said.image,
            "license": self._licence(self._facts.licence),
        }

    def _people(self) -> Iterator[dict[str, Any]]:
        """Who teaches: the first people that the course names."""
        for group in self._plan.course.staff.groups[:1]:
            for person in group.people:
                known = {
                    "@type": "Person",
                    "name": person.name,
                    "jobTitle": person.role or group.title,
                    "url": self._absolute(person.website),
                }
                yield _without_empty(known)

    def _licence(self, licence: License | None) -> str | dict[str, str] | None:
        if licence is None:
            return None
        work = {"@type": "CreativeWork", "name": licence.name}
        return self._absolute(licence.link) or work

    def _absolute(self, target: Target | None) -> str:
        """The whole address of a target; empty where that is not known, or is no page."""
        address = self._addresses.of(target) if target else None
        if address is None:
            return ""
        if is_external(address):
            return address if scheme(address) in ("http", "https") else ""
        return self._facts.url and self._facts.url + address.removeprefix("./")

    def _days(self) -> tuple[str, str]:
        """The first and the last day in the schedule, as ISO 8601 writes them."""
        schedule = self._plan.course.schedule
        dated = [week.dates for section in schedule.sections for week in section.weeks]
        dated += [lecture.dates for lecture in schedule.lectures()]
        days: list[date] = [day for d in dated if d for day in (d.first, d.last)]
        return (min(days).isoformat(), max(days).isoformat()) if days else ("", "")

    def _way(self, path: str, title: str) -> Iterator[tuple[str, str]]:
        """The name and the address of the home page, of each folder's page, and of the page."""
        yield self._facts.title, ""
        folders = path.split("/")[:-1]
        for depth in range(1, len(folders) + 1):
            index = posixpath.join(*folders[:depth], _HOME)
            page = self._plan.pages.get(index)
            if page is not None and index != path:
                yield page.title, page_url(index)
        yield title, page_url(path)


def as_json(described: dict[str, Any]) -> str:
    """JSON that may stand in a script's element as it is."""
    text = _encoded(_without_empty(described))
    for sign, escaped in _SCRIPT_ESCAPES:
        text = text.replace(sign, escaped)
    return text


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    """Only what is known."""
    return {name: value for name, value in values.items() if value}
