"""The sites and pages that the browser tests check."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import pytest

from browser.document import Document
from browser.hosting import Hosted, hosted
from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, Site, build
from coursegen.publish.publisher import publish
from coursegen.report.text_report import as_text

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"


@dataclass(frozen=True)
class Course:
    """A course that is built as of `now` and served below `base`, the path of its URL.

    `url` is the site URL for courses that do not set it.  `pages` are checked in the browser: all
    pages of a small site, and selected pages of a large site.
    """

    name: str
    root: Path
    now: str
    pages: tuple[str, ...]
    url: str = ""
    base: str = "/"

    def __str__(self) -> str:
        return self.name


HOME, MISSING = "index.html", "404.html"
COURSES = (
    Course("course", ROOT, "2020-04-02", (HOME, MISSING), url="https://dgm.example.edu/"),
    Course(
        "robotics",
        ROOT / "examples/robotics",
        "2026-10-14T12:00",
        (
            HOME,
            MISSING,
            "syllabus/index.html",
            "zh/index.html",
            "labs/lab-2/index.html",
            "notes/poses/index.html",
        ),
    ),
    Course(
        "databases",
        ROOT / "examples/databases",
        "2027-03-10T12:00",
        (HOME, "assignments/index.html"),
    ),
    Course("seminar", ROOT / "examples/seminar", "2026-10-14T12:00", (HOME, MISSING)),
    Course(
        "docs",
        ROOT / "docs",
        "2026-10-14",
        (HOME, "theme/index.html", "writing/schedule/index.html", "decisions/index.html"),
        url="https://docs.example.edu/coursegen/",
        base="/coursegen/",
    ),
    Course("empty", GOLDEN / "empty", "2020-03-04", (HOME, MISSING)),
    Course(
        "everything",
        GOLDEN / "everything",
        "2020-03-04T12:00",
        (
            HOME,
            MISSING,
            "about.html",
            "labs/index.html",
            "old/page.html",
            "assignments/index.html",
            "大纲/index.html",
        ),
        base="/课程 2020/",
    ),
    Course("markdown", GOLDEN / "markdown", "2020-06-01", ("blocks/index.html",)),
    Course(
        "office-hours",
        GOLDEN / "office-hours",
        "2020-06-01",  # after the term, so that the script adds no text
        (HOME, "office-hours/index.html"),
    ),
    Course(
        "typical",
        GOLDEN / "typical",
        "2020-03-04",
        (HOME, MISSING, "syllabus/index.html", "labs/index.html", "labs/one/index.html"),
        base="/networks/",
    ),
    Course(
        "upcoming",
        GOLDEN / "upcoming",
        "2020-06-01",  # after the term, so that the script adds no text
        (HOME, "assignments/index.html"),
    ),
)
NAMED = {course.name: course for course in COURSES}


@dataclass(frozen=True)
class Spot:
    """A page of a site."""

    course: Course
    page: str

    def __str__(self) -> str:
        return f"{self.course}/{self.page}"


SPOTS = [Spot(course, page) for course in COURSES for page in course.pages]
HOMES = [Spot(course, HOME) for course in COURSES]

for_every_course = pytest.mark.parametrize("course", COURSES, ids=str)


def for_every(spots: Iterable[Spot]) -> pytest.MarkDecorator:
    """Run a test for each page; the tests of a page run in sequence and share one visit."""
    return pytest.mark.parametrize("spot", list(spots), ids=str, scope="session")


for_every_page = for_every(SPOTS)
for_every_home = for_every(HOMES)


@dataclass(frozen=True)
class Shown:
    """A site that has been built, published to a folder, and is now being served."""

    course: Course
    site: Site
    hosted: Hosted

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The parsed pages of the site, keyed by path."""
        return {
            path: Document((self.hosted.folder / path).read_text(encoding="utf-8"))
            for path in self.site.plan.pages
        }


class Sites:
    """All sites; each site is built when it is first requested."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shown: dict[str, Shown] = {}
        self._stack = ExitStack()

    def __getitem__(self, course: Course) -> Shown:
        if course.name not in self._shown:
            noted = Diagnostics()
            settings = Settings(course.root, datetime.fromisoformat(course.now), course.url)
            site = build(settings, noted)
            assert not noted.failed, as_text(noted)
            publish(site.files, self._folder / course.name, course.root, settings.store)
            address = self._stack.enter_context(hosted(self._folder / course.name, course.base))
            self._shown[course.name] = Shown(course, site, address)
        return self._shown[course.name]

    def __iter__(self) -> Iterator[Shown]:
        return (self[course] for course in COURSES)

    def close(self) -> None:
        """Stop the servers."""
        self._stack.close()
