"""Random edits of a course with all features.

`walk` edits the course repeatedly. After each edit, an incremental build is compared to a
build of a copy without caches.
"""

import io
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from PIL import Image

from coursegen.base.files import IMAGE_CACHE
from coursegen.base.struct import replace
from coursegen.build import Settings
from coursegen.cli import main
from coursegen.incremental.memo import Memory
from coursegen.publish import publisher
from coursegen.render import site_pages
from coursegen.report.report_options import DEFAULT_OPTIONS
from coursegen.report.text_report import as_text
from coursegen.serve.rebuild import rebuild

NOTES = ".coursegen"
OUTPUTS = ("_site", "public/site")
TIMES = ("2020-02-20T12:00", "2020-03-04T12:00", "2020-03-04T11:59:59+08:00", "2021-01-01")
ADDRESSES = ("", "", "https://example.org/c/", "https://example.org/", "http://localhost:8000/x/")
BY_COMMAND = 23
"""One build out of this many runs the command line in a separate process."""
WITHOUT_PICTURES = 11
"""In one build out of this many, the copy has no cached images; otherwise, it reuses them."""

# --- values to write -----------------------------------------------------------------------

PAGES = (
    *("about.md", "index.md", "labs/index.md", "labs/lab-1.md", "labs/lab-2.md", "labs/lab-10.md"),
    *("labs/deep/index.md", "labs/deep/one.md", "week/one.md", "week/two.md", "feedback.md"),
    *("意见 反馈.md", "solution.md", "policy.md", "labs.md", "404.md"),
)
WORDS = ("Alpha", "Beta & co.", "Gamma", "<Delta>", "第一讲", "Émile", "policy", "ada@example.org")
FILES = ("a.pdf", "one/b.txt", "C# 1.pdf", "labs/one.zip", "late.pdf")
PICTURES = ("wave.png", "wide/sea.jpg", "small.png", "drawing.svg", "ada.jpg", "icon.png")
STYLES = ("css/course.css", "css/print.css", "js/own.js", "site-root/CNAME", "site-root/proof.html")
TEMPLATES: dict[str, tuple[str, ...]] = {
    "page.html": (
        (
            '{% extends "base.html" %}{% block content %}<main>{{ page.heading }}{{ page.text }}'
            "</main>{% endblock %}"
        ),
        (
            '{% extends "theme/page.html" %}{% block content %}{{ super() }}'
            "{{ schedule.sections | length }}{% endblock %}"
        ),
        '{% extends "theme/page.html" %}{% block content %}{{ super() }}',
    ),
    "base.html": (
        (
            '<!DOCTYPE html><html lang="{{ head.language }}"><head>'
            '{% include "partials/head.html" %}</head><body>{% block content %}{% endblock %}'
            '{% include "partials/footer.html" %}</body></html>'
        ),
        '{% extends "theme/base.html" %}',
    ),
    "wide.html": (
        '{% extends "page.html" %}{% block content %}{{ super() }}wide{% endblock %}',
        (
            '{% extends "page.html" %}{% block content %}{% for p in ["footer", "staff"] %}'
            '{% include "partials/" ~ p ~ ".html" %}{% endfor %}{% endblock %}'
        ),
        "{{ page.content }}{{ page.source.extra.x }}{{ policy }}",
        '{% extends "page.html" %}{% block',
    ),
    "partials/footer.html": (
        "<footer>{{ site.title }} {{ words.home }}</footer>",
        (
            '<footer>{% include "theme/partials/footer.html" %}{% for g in staff.groups %}'
            "{% for p in g.people %}{{ p.name }}{% endfor %}{% endfor %}</footer>"
        ),
        (
            "<footer>{% for m in schedule.materials() %}{{ m.target | filesize if m.target }} "
            "{% endfor %}</footer>"
        ),
        (
            "<footer>{% for m in schedule.materials() %}{{ [m.target] | select | "
            'map("file" ~ "size") | join }} {% endfor %}</footer>'
        ),
        '<footer>{% include "partials//staff.html" %}</footer>',
        '<footer>{% include ["partials/nothing.html", "./partials/staff.html"] %}</footer>',
        (
            "<footer>{{ page.previous.title if page.previous }} {{ page.next.title if page.next }} "
            "{% for link in navigation.links %}{{ link.title }} {{ link.title.location }}"
            "{% endfor %}</footer>"
        ),
        '<footer>{% import "partials/own.html" as own %}{{ own.size() }}</footer>',
        "<footer>{{ nothing.at_all }}</footer>",
        "<footer>{{ timetabel.parts }}</footer>",
        "<footer>{{ timetable.parts | length }}</footer>",
        (
            "<footer>{% for p in staff.people() %}{{ (p.photo | image('photo')).src if p.photo }}"
            "{% endfor %}</footer>"
        ),
    ),
    "partials/own.html": (
        "{% macro size() %}{{ staff.groups | length }}{% endmacro %}",
        "{% macro size() %}{{ words.home }}{% endmacro %}",
        '{% from "theme/partials/image.html" import image %}{% macro size() %}x{% endmacro %}',
    ),
    "partials/image.html": (
        (
            '{% macro image(view, class="") %}<img src="{{ view.src }}" alt="{{ view.alt or "" }}">'
            "{% endmacro %}"
        ),
        (
            '{% macro image(view, class="") %}<img src="{{ view.src }}" alt="" '
            'data-staff="{{ staff.groups | length }}">{% endmacro %}'
        ),
    ),
    "partials/staff.html": ('<h2 id="staff">{{ staff.groups | length }}</h2>',),
    "icons/slides.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M0 0h9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M1 1h8"/></svg>',
    ),
    "home.html": (
        '{% extends "theme/home.html" %}',
        (
            '{% extends "base.html" %}{% block content %}{{ page.content }}{{ sections | length }}'
            "{% endblock %}"
        ),
    ),
}
PARAGRAPHS = (
    "## Part {w}\n\nWords.",
    "# {w}",
    "See [there]({page}) and [the file](files/{file}).",
    "[{w}](../labs/lab-1.md#part) and <https://example.org/{w}>.",
    "![A sea](static/{picture})",
    '<img src="/static/{picture}" alt="" width="50">',
    "```python\nx = {n}  # {w}\n```",
    "Write to ada@example.org[^1].\n\n[^1]: {w}",
    "| a | b |\n|---|:-:|\n| {w} | {n} |",
    "- [ ] {w}\n- [x] done",
    '<p style="color: red">{w}</p>',
    "<script>let x = {n}</script>",
    "*[HTML]: {w}\n\nHTML",
    "!!! note\n    {w}",
    "[nowhere](nothing.md)",
    '<iframe src="https://video.example.org/{n}"></iframe>',
    "[Mail](mailto:ada@example.org) {w}",
)
FRONT: dict[str, tuple[Any, ...]] = {
    "title": WORDS,
    "order": (1, 2, 3, 10),
    "language": ("de", "zh", "ar", "en"),
    "permalink": ("/old/page.html", "/new/", "/labs/", "pretty", "/about"),
    "draft": (True, False),
    "description": WORDS,
    "toc": (True, False),
    "template": (
        *("wide.html", "home.html", "theme/page.html", "/page.html", "./home.html", "404.html"),
        *("theme//home.html", "nothing.html"),
    ),
    "pictures": (
        {"image": "wave.png", "alt": "A"},
        [{"image": "wide/sea.jpg"}, {"image": "small.png", "link": "about.md", "width": 80}],
        {"image": "nothing.png"},
    ),
    "extra": ({"x": 1}, {"x": ["a", {"y": "b"}]}, {"x": "<b>"}),
    "wrong": (1,),
}
SITE: dict[str, tuple[Any, ...]] = {
    "title": WORDS,
    "code": ("010", "CS 1", ""),
    "description": WORDS,
    "institution": WORDS,
    "term": (
        *("Spring", {"name": "Fall", "start": "2021-02-17"}),
        *({"start": "2020-02-17", "end": end} for end in ("2020-03-31", "2020-06-30")),
    ),
    "meetings": (
        {"days": "Tue Thu", "time": "10:00-11:20", "from": "2020-02-17", "until": "2020-04-30"},
        [
            *({"days": "Thu", "per": "week", "from": "2020-02-17", "until": "2020-03-20"},),
            *({"kind": "lab", "days": "Fri", "added": "2020-03-01 9:00"},),
            *({"date": "2020-02-29", "follows": "Thu"},),
        ],
    ),
    "holidays": (["2020-02-25"], [{"dates": "2020-02-27 to 2020-03-06", "title": "Break"}]),
    "language": ("en", "zh-CN", "de"),
    "due_time": ("23:59", "12:00"),
    "timezone": ("Asia/Shanghai", "America/New_York", "UTC"),
    "url": ("https://example.org/course/", "https://example.org"),
    "accent": ("#0b6478", "#ff8800", "#123456"),
    "home": (
        ["upcoming", "schedule", "assignments"],
        *(["schedule", "staff"], ["staff", "feedback", "schedule"], ["about", "labs/lab-1"], []),
        ["announcements", "schedule"],
    ),
    "navigation": (
        [{"title": "Staff", "link": "#staff"}, {"title": "About", "link": "about.md"}],
        [{"title": "Lost", "link": "nothing.md"}],
        [],
    ),
    "session_kinds": ({"talk": "Talk"}, {"talk": "Speech", "walk": "Walk"}),
    "material_kinds": ({"poster": "Poster"}, {"poster": "Plakat"}),
    "allowed_origins": (
        ["https://cdn.example.org"],
        ["https://a.example.org", "https://b.example.org"],
    ),
    "files": ({"base_url": "https://files.example.org/x/"},),
    "icon": ("icon.png", "drawing.svg", "nothing.png"),
    "social_image": ("wide/sea.jpg",),
    "fonts": ({"text": "fonts/text.woff2"},),
    "license": ("CC-BY-4.0", {"name": "Own", "url": "about.md"}),
    "repository": ("https://github.com/example/course",),
    "banners": (
        {"top": {"image": "wide/sea.jpg", "alt": "Sea"}},
        {"bottom": [{"image": "wave.png", "alt": "", "link": "about.md", "width": 60}]},
    ),
    "extra": ({"year": 2020},),
    "severity": ({"CG802": "ignore"},),
    "wrong": (1,),
}
MATERIALS: tuple[Any, ...] = (
    *FILES,
    "labs/lab-1.md",
    "week/one.md",
    "week/two.md#part",
    "nothing.pdf",
    "https://example.org/x.pdf",
    {"file": "late.pdf", "released": "2020-03-04 12:00"},
    {"url": "solution.md", "released": "2020-03-04 12:01"},
    {"url": "solution.md", "released": "2022-03-04"},
    {"file": "late.pdf", "released": "1 day after hw1", "announced": True},
    {"file": "a.pdf", "title": "Title", "note": "*note* [there](about.md)", "optional": True},
    None,
)
ASSIGNMENT: dict[str, tuple[Any, ...]] = {
    "title": WORDS,
    "kind": ("project", "quiz", "exam"),
    "due": ("2020-02-25", "2020-03-05 18:00", "1 week after released", "Friday of week 1", "hw1"),
    "released": ("2020-02-20", "2020-03-04 12:00", "1 day after lecture 1", "2022-03-04"),
    "until": ("2020-03-04 12:00", "2 weeks after due"),
    "announced": (True, "2020-02-21"),
    "draft": (True,),
    "points": (10, "2.5"),
    "group": (True, 3),
    "submission": ({"gradescope": "1"}, "https://example.org/submit"),
    "files": (["a.pdf"], "late.pdf"),
    "solution": ({"file": "late.pdf", "released": "1 day after last accepted"},),
    "late": (False, {"per_day": "10 %", "days": 3}, {"slip_days": 2, "grace": "15 minutes"}),
    "note": ("See [about](about.md).", "*now*"),
}
WEEK: dict[str, tuple[Any, ...]] = {
    "week": (1, 2, 3, 12),
    "topic": WORDS,
    "date": ("2020-02-20", "2020-02-27", "Mar 5"),
    "note": ("See [about](about.md).", "![x](static/wave.png)", "`code`"),
    "compact": (True,),
    "id": ("first", "schedule"),
}
LECTURE: dict[str, tuple[Any, ...]] = {
    "lecture": (1, 2, [3, 4]),
    "title": WORDS,
    "date": ("2020-02-20", "2020-02-21", "2020-03-29", "TBA"),
    "meetings": (2,),
    "kind": ("lab", "exam", "talk", "walk", "holiday"),
    "room": ("101", "102"),
    "time": ("9:00", "18:00-20:00"),
    "people": ("Ada", ["Ada", {"name": "Grace", "website": "https://example.org/g"}]),
    "note": ("Bring [this](labs/lab-2.md).", "**much**"),
    "slides": MATERIALS,
    "page": MATERIALS,
    "solution": MATERIALS,
    "poster": ("a.pdf",),
}
PERSON: dict[str, tuple[Any, ...]] = {
    "name": ("Ada", "董豪 Hao Dong", "Grace"),
    "role": WORDS,
    "email": ("ada@example.org", "grace@example.org"),
    "website": ("https://example.org/~ada/", "about.md"),
    "links": ({"GitHub": "https://github.com/ada", "Here": "about.md"},),
    "photo": ("ada.jpg", {"image": "wide/sea.jpg", "alt": "A", "width": 48}, "nothing.jpg"),
    "office_hours": (
        "Tue",
        "*Tue* by [mail](about.md)",
        {"days": "Tue", "time": "13-14", "link": "about.md"},
        [{"days": "Mon-Fri", "time": "9-10", "note": "[Bring](labs/lab-1.md)", "added": "Mar 1"}],
    ),
    "bio": ("She wrote [this](about.md).", "Words."),
}
ANNOUNCEMENT: dict[str, tuple[Any, ...]] = {
    "title": WORDS,
    "date": ("2020-02-17", "2020-02-20 12:30", "2020-03-04 12:00", "2020-12-31"),
    "pinned": (True, False),
    "urgent": (True, False),
    "expires": ("2020-02-20 12:00", "2020-03-04", "2020-03-04 12:00", "2022-01-01"),
    "released": ("2020-02-01", "2020-03-04 12:01", "2022-01-01"),
    "wrong": (1,),
}


def picture(rng: random.Random, name: str) -> bytes:
    """Return a new image that is small enough to be processed quickly."""
    if name.endswith(".svg"):
        side = rng.randint(10, 99)
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"/>'.encode()
    if rng.random() < 0.05:
        return b"no picture"
    target = io.BytesIO()
    size = rng.choice([(90, 60), (120, 50), (40, 40)])
    noise = Image.frombytes("RGB", size, rng.randbytes(size[0] * size[1] * 3))
    noise.save(target, "JPEG" if name.endswith(".jpg") else "PNG")
    return target.getvalue()


# --- the course -----------------------------------------------------------------------------------


class Ran(NamedTuple):
    """The result of a build: exit code and messages, without folder names."""

    code: int
    messages: str


Snapshot = dict[str, tuple[bytes, int]]
"""Files of a course by path, with their modification times in nanoseconds."""


@dataclass
class Course:
    """The folder of a course, the settings of its next build, and the edits so far."""

    root: Path
    rng: random.Random
    output: str = OUTPUTS[0]
    now: str = TIMES[0]
    address: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    """The content of the YAML files by path."""
    done: list[str] = field(default_factory=list)
    workers: int = 1
    """The number of rendering processes; 1 selects the default."""
    memory: Memory | None = None
    """The in-memory cache of the server, if the server runs the builds."""
    good: tuple[Snapshot, dict[str, Any]] = field(default_factory=lambda: ({}, {}))
    """The files of the last build that had no errors."""

    def files(self, *folders: str) -> list[str]:
        """Return the paths of the files in some folders; by default, all of the author's files."""
        folders = folders or ("content", "files", "static", "templates")
        found = [path for folder in folders for path in (self.root / folder).rglob("*")]
        return sorted(p.relative_to(self.root).as_posix() for p in found if p.is_file())

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file, unless its path is a folder."""
        disk = self.root / path
        with suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
            disk.parent.mkdir(parents=True, exist_ok=True)
            disk.write_bytes(content.encode() if isinstance(content, str) else content)

    def write_data(self, path: str, data: Any) -> None:
        """Write a YAML file as JSON, which is valid YAML."""
        self.data[path] = data
        text = json.dumps(data, ensure_ascii=False, indent=self.rng.choice([None, 1]))
        self.write(path, f"# {self.rng.randint(1, 3)}\n{text}\n")

    def snapshot(self) -> tuple[Snapshot, dict[str, Any]]:
        """Return all of the author's files with their modification times."""
        snapshot = {}
        for path in ["site.yaml", *self.files()]:
            disk = self.root / path
            snapshot[path] = disk.read_bytes(), disk.stat().st_mtime_ns
        return snapshot, json.loads(json.dumps(self.data))

    def restore(self, snapshot: tuple[Snapshot, dict[str, Any]]) -> None:
        """Restore files with their modification times."""
        files, self.data = snapshot[0], json.loads(json.dumps(snapshot[1]))
        for path in self.files():
            if path not in files:
                (self.root / path).unlink()
        for path, (content, modification_times) in files.items():
            disk = self.root / path
            if not disk.is_file() or disk.read_bytes() != content:
                self.write(path, content)
            os.utime(disk, ns=(modification_times, modification_times))


def new_course(root: Path, rng: random.Random) -> Course:
    """Create a course with all features."""
    course = Course(root, rng)
    (root / "content").mkdir(parents=True)
    course.write_data(
        "site.yaml", {"title": "A course", "term": {"start": "2020-02-17"}, "due_time": "23:59"}
    )
    week = {"week": 1, "topic": "Start", "date": "2020-02-20", "lectures": []}
    course.write_data("content/schedule.yaml", {"sections": [{"title": "One", "weeks": [week]}]})
    course.write_data("content/staff.yaml", {"groups": [{"title": "T", "people": ["Ada"]}]})
    for name in PAGES[:10]:
        course.write(f"content/{name}", f"# Page {name}\n\n[About](/about/) it.\n")
    for name in FILES:
        course.write(f"files/{name}", rng.randbytes(2000))
    for name in PICTURES:
        course.write(f"static/{name}", picture(rng, name))
    course.write("static/fonts/text.woff2", b"wOF2" + rng.randbytes(50))
    course.good = course.snapshot()
    return course


# --- the edits ------------------------------------------------------------------------------------

Edit = Callable[[Course], str]
EDITS: dict[Edit, int] = {}
"""All edits with their weights; an edit returns a description."""


def weighted(weight: int) -> Callable[[Edit], Edit]:
    """Register an edit with a weight relative to the others."""

    def register(edit: Edit) -> Edit:
        EDITS[edit] = weight
        return edit

    return register


def front_of(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter and the body of a page."""
    if not text.startswith("---\n{"):
        return {}, text
    front, _, body = text[4:].partition("\n---\n")
    return json.loads(front), body


def page_of(front: dict[str, Any], body: str) -> str:
    return f"---\n{json.dumps(front, ensure_ascii=False)}\n---\n{body}" if front else body


def paragraph(rng: random.Random) -> str:
    return rng.choice(PARAGRAPHS).format(
        w=rng.choice(WORDS),
        n=rng.randint(1, 99),
        page="/" + rng.choice(["about/", "labs/lab-1/", "week/one/"]),
        file=rng.choice(FILES).replace(" ", "%20").replace("#", "%23"),
        picture=rng.choice(PICTURES),
    )


def pages(course: Course) -> list[str]:
    return [path for path in course.files("content") if path.endswith(".md")]


@weighted(6)
def edit_an_announcement(course: Course) -> str:
    rng = course.rng
    path = f"content/announcements/{rng.choice(['a', 'b', 'New Room', 'index', '公告'])}.md"
    keys = ["title", "date", *rng.sample(sorted(ANNOUNCEMENT), rng.randrange(3))]
    front = {key: rng.choice(ANNOUNCEMENT[key]) for key in keys}
    course.write(path, page_of(front, f"{paragraph(rng)}\n\n{paragraph(rng)}\n"))
    return f"wrote {path}: {front}"


@weighted(8)
def edit_a_text(course: Course) -> str:
    path = course.rng.choice(pages(course) or ["content/about.md"])
    disk = course.root / path
    front, body = front_of(disk.read_text(encoding="utf-8") if disk.is_file() else "")
    parts = body.split("\n\n")
    location = course.rng.randrange(len(parts) + 1)
    if course.rng.random() < 0.3 and parts:
        del parts[location - 1]
    else:
        parts.insert(location, paragraph(course.rng))
    course.write(path, page_of(front, "\n\n".join(parts)))
    return f"text of {path}, paragraph {location}"


@weighted(8)
def edit_front_matter(course: Course) -> str:
    path = course.rng.choice(pages(course) or ["content/about.md"])
    disk = course.root / path
    front, body = front_of(disk.read_text(encoding="utf-8") if disk.is_file() else "")
    what = set_or_remove(course.rng, front, FRONT)
    course.write(path, page_of(front, body))
    return f"front matter of {path}: {what}"


def set_or_remove(
    rng: random.Random, values: dict[str, Any], choices: dict[str, tuple[Any, ...]]
) -> str:
    """Set or remove a random key."""
    key = rng.choice([*choices, *values])
    if key in values and (rng.random() < 0.5 or key == "wrong"):
        del values[key]
        return f"no {key}"
    if key == "wrong" and rng.random() < 0.8:
        return "nothing"
    values[key] = rng.choice(choices.get(key, ("x",)))
    return f"{key}: {values[key]}"


@weighted(4)
def add_a_page(course: Course) -> str:
    name = course.rng.choice(PAGES)
    course.write(f"content/{name}", "\n\n".join(paragraph(course.rng) for _ in range(3)))
    return f"new page {name}"


@weighted(3)
def remove_a_page(course: Course) -> str:
    path = course.rng.choice(pages(course) or ["content/none"])
    (course.root / path).unlink(missing_ok=True)
    return f"removed {path}"


@weighted(3)
def rename_something(course: Course) -> str:
    path = course.rng.choice(course.files() or ["content/none"])
    folder = course.rng.choice(["", "labs/", "new/"])
    target = f"{path.partition('/')[0]}/{folder}{course.rng.choice('xyz')}{Path(path).suffix}"
    with suppress(OSError):
        (course.root / target).parent.mkdir(parents=True, exist_ok=True)
        (course.root / path).rename(course.root / target)
    return f"renamed {path} to {target}"


@weighted(6)
def edit_site_file(course: Course) -> str:
    data = course.data["site.yaml"]
    what = set_or_remove(course.rng, data, SITE)
    data.setdefault("title", "T")
    course.write_data("site.yaml", data)
    return f"site.yaml: {what}"


@weighted(9)
def edit_schedule(course: Course) -> str:
    rng, path = course.rng, "content/schedule.yaml"
    data = course.data.get(path) or {"sections": [{"title": "One", "weeks": [{"week": 1}]}]}
    if rng.random() < 0.03:
        course.data.pop(path, None)
        (course.root / path).unlink(missing_ok=True)
        return "no schedule"
    sections = data["sections"]
    section = rng.choice(sections)
    weeks: list[dict[str, Any]] = section.setdefault("weeks", [])
    week: dict[str, Any] = rng.choice(weeks) if weeks else {"week": 1}
    lectures: list[dict[str, Any]] = week.setdefault("lectures", [])
    action = rng.randrange(7)
    what = ""
    if action == 0:
        data["layout"] = what = rng.choice(["table", "cards", "list", "grid"])
    elif action == 1 and len(sections) < 3:
        sections.append({"title": rng.choice(WORDS), "weeks": [week]})
    elif action == 2:
        what = set_or_remove(rng, week, WEEK)
    elif action == 3 and lectures:
        what = f"removed {lectures.pop(rng.randrange(len(lectures)))}"
    elif action == 4 and len(weeks) < 6:
        weeks.append({"week": len(weeks) + 1, "lectures": []})
    elif lectures and action == 5:
        what = set_or_remove(rng, rng.choice(lectures), LECTURE)
    else:
        lectures.append({"title": rng.choice(WORDS), "slides": rng.choice(MATERIALS)})
        what = f"lecture {lectures[-1]}"
    course.write_data(path, data)
    return f"schedule: {action} {what}"


@weighted(5)
def edit_assignments(course: Course) -> str:
    rng, path = course.rng, "content/assignments.yaml"
    data = course.data.get(path) or []
    if rng.random() < 0.05:
        course.data.pop(path, None)
        (course.root / path).unlink(missing_ok=True)
        return "no assignments"
    if data and rng.random() < 0.7:
        item = rng.choice(data)
        what = set_or_remove(rng, item, ASSIGNMENT)
        item.setdefault("title", "A")
    else:
        data.append({"id": f"hw{len(data) + 1}", "title": rng.choice(WORDS), "due": "2020-03-05"})
        what = "one more"
    course.write_data(path, data)
    return f"assignments: {what}"


@weighted(4)
def edit_staff(course: Course) -> str:
    rng, path = course.rng, "content/staff.yaml"
    data = course.data.get(path) or {"groups": [{"title": "T", "people": []}]}
    if rng.random() < 0.05:
        course.data.pop(path, None)
        (course.root / path).unlink(missing_ok=True)
        return "no staff"
    people = rng.choice(data["groups"])["people"]
    known = [person for person in people if isinstance(person, dict)]
    if known and rng.random() < 0.7:
        person = rng.choice(known)
        what = set_or_remove(rng, person, PERSON)
        person.setdefault("name", "A")
    elif people and rng.random() < 0.3:
        what = f"without {people.pop()}"
    else:
        people.append({"name": rng.choice(PERSON["name"])})
        what = "one more"
    course.write_data(path, data)
    return f"staff: {what}"


@weighted(6)
def edit_a_template(course: Course) -> str:
    name = course.rng.choice([*TEMPLATES, "partials/footer.html"])
    if course.rng.random() < 0.35:
        (course.root / "templates" / name).unlink(missing_ok=True)
        if not course.files("templates"):
            shutil.rmtree(course.root / "templates", ignore_errors=True)
        return f"no template {name}"
    source = course.rng.choice(TEMPLATES[name])
    course.write(f"templates/{name}", source)
    return f"template {name}: {source}"


@weighted(3)
def edit_styles(course: Course) -> str:
    name = course.rng.choice(STYLES)
    number = course.rng.randint(10, 99)
    text = course.rng.choice(
        [
            f"h1 {{ color: #1234{number} }}",
            f"/* {number} */ @import 'https://fonts.example.org/a.css';",
            f".x {{ background: url(https://{number}.example.org/x.png) }}",
        ]
    )
    course.write(f"static/{name}", text)
    return f"{name}: {text}"


@weighted(3)
def edit_a_file(course: Course) -> str:
    name = course.rng.choice(FILES)
    if course.rng.random() < 0.2:
        (course.root / "files" / name).unlink(missing_ok=True)
        return f"no file {name}"
    course.write(f"files/{name}", course.rng.randbytes(course.rng.choice([0, 900, 2000, 7000])))
    return f"file {name}"


@weighted(3)
def edit_a_picture(course: Course) -> str:
    name = course.rng.choice(PICTURES)
    if course.rng.random() < 0.2:
        (course.root / "static" / name).unlink(missing_ok=True)
        return f"no picture {name}"
    course.write(f"static/{name}", picture(course.rng, name))
    return f"picture {name}"


@weighted(4)
def change_a_letter(course: Course) -> str:
    """Change one byte, so that the size stays the same, and sometimes restore the old time."""
    path = course.rng.choice(course.files("content", "files", "static", "templates"))
    disk = course.root / path
    before, content = disk.stat(), bytearray(disk.read_bytes())
    if content:
        location = course.rng.randrange(len(content))
        content[location] = course.rng.choice(b"abxyz 09")
    disk.write_bytes(content)
    if course.rng.random() < 0.7:
        os.utime(disk, ns=(before.st_atime_ns, before.st_mtime_ns))
    return f"a letter in {path}"


@weighted(2)
def touch(course: Course) -> str:
    path = course.rng.choice(["site.yaml", *course.files()])
    time = course.rng.choice([0, 10**18, 2 * 10**18])
    os.utime(course.root / path, ns=(time, time))
    return f"touched {path}"


@weighted(5)
def go_back(course: Course) -> str:
    course.restore(course.good)
    return "the last good course, with its old times"


@weighted(3)
def at_another_time(course: Course) -> str:
    course.now = course.rng.choice(TIMES)
    return f"now {course.now}"


@weighted(2)
def at_another_address(course: Course) -> str:
    course.address = course.rng.choice(ADDRESSES)
    return f"base url {course.address}"


@weighted(1)
def into_another_folder(course: Course) -> str:
    course.output = course.rng.choice(OUTPUTS)
    return f"output {course.output}"


@weighted(2)
def commit(course: Course) -> str:
    """Commit the course at a random time, or delete the repository."""
    if course.rng.random() < 0.3:
        shutil.rmtree(course.root / ".git", ignore_errors=True)
        return "no history"
    when = f"{course.rng.randrange(10**9, 2 * 10**9)} +0000"
    environment = {**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for words in (("init", "-q", "--template="), ("add", "content"), ("commit", "-qm", "A")):
        command = ["git", *who, *words]
        subprocess.run(command, cwd=course.root, env=environment, capture_output=True, check=False)
    return f"committed at {when}"


@weighted(1)
def nothing_at_all(course: Course) -> str:
    return "nothing"


@weighted(6)
def meddle_with_the_site(course: Course) -> str:
    output = course.root / course.output
    found = sorted(path for path in output.rglob("*") if path.is_file())
    if not found:
        return "no site to meddle with"
    path = course.rng.choice(found)

    status, content = path.stat(), path.read_bytes()
    action = course.rng.randrange(9)
    if action == 0:
        path.write_bytes(content + b"!")
    elif action in (1, 2) and content:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    elif action == 3:
        path.unlink()
    elif action == 4:
        os.utime(path, ns=(0, 0))
    elif action == 5:
        path.with_name("foreign.txt").write_text("mine")
    elif action == 6:
        other = path.with_name(path.name + ".other")
        other.write_bytes(content[:-1] + b"?")
        os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
        other.replace(path)
    elif action == 7:
        path.chmod(0o640)
    else:
        shutil.rmtree(output)
    return f"site: {action} {path.relative_to(output)}"


@weighted(6)
def meddle_with_the_notes(course: Course) -> str:
    notes = course.root / NOTES
    found = sorted(path for path in notes.rglob("*") if path.is_file())
    if not found:
        return "no notes to meddle with"
    path = course.rng.choice([path for path in found if "pages" in path.parts] or found)
    content = path.read_bytes()
    action = course.rng.randrange(9)
    if action == 0:
        shutil.rmtree(notes)
    elif action == 1:
        path.write_bytes(content[: course.rng.randrange(len(content) + 1)])
    elif action == 2 and content:
        location = course.rng.randrange(len(content))
        path.write_bytes(
            content[:location] + bytes([content[location] ^ 4]) + content[location + 1 :]
        )
    elif action == 3:
        path.unlink()
        path.symlink_to(course.root / "site.yaml")
    elif action == 4:
        path.unlink()
        os.mkfifo(path)
    elif action == 5:
        path.unlink()
        path.mkdir()
    elif action == 6:
        for each in (path for path in found if "pages" in path.parts):
            each.write_bytes(b"")
    elif action == 7:
        other = course.rng.choice(found)
        path.write_bytes(other.read_bytes())
    else:
        path.chmod(0)
    return f"notes: {action} {path.relative_to(notes)}"


# --- the builds -----------------------------------------------------------------------------------


def build(course: Course, root: Path, output: Path, *, clean: bool, by_command: bool) -> Ran:
    """Build with the command line, in this process, or in the same way as the server."""
    if by_command:
        ran = by_command_line(arguments(course, root, output))
    elif course.memory:
        ran = by_server(course, root, output, None if clean else course.memory)
    else:
        with spread_over(1 if clean else course.workers):
            ran = in_this_process(arguments(course, root, output))
    return Ran(ran.code, ran.messages.replace(str(output), "OUTPUT").replace(str(root), "ROOT"))


def arguments(course: Course, root: Path, output: Path) -> list[str]:
    address = ["--base-url", course.address] if course.address else []
    options = ["--quiet", "--all", "--now", course.now, *address]
    return ["build", "--source", str(root), "--output", str(output), *options]


def by_command_line(words: list[str]) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "coursegen", *words], capture_output=True, text=True, check=False
    )
    return Ran(done.returncode, done.stdout + done.stderr)


def in_this_process(words: list[str]) -> Ran:
    output_stream = io.StringIO()
    with redirect_stdout(output_stream), redirect_stderr(output_stream):
        code = main(words)
    return Ran(code, output_stream.getvalue())


def by_server(course: Course, root: Path, output: Path, memory: Memory | None) -> Ran:
    now = datetime.fromisoformat(course.now)
    settings = Settings(root, now, course.address, environment=os.environ, memory=memory)
    outcome = rebuild(settings, output)
    messages = as_text(outcome.diagnostics, replace(DEFAULT_OPTIONS, show_all=True))
    return Ran(0 if outcome.published else 1, f"{messages}\n{outcome.problem}")


@contextmanager
def spread_over(workers: int) -> Iterator[None]:
    """Render pages in several processes, although there are few pages."""
    with (
        patch.object(site_pages, "workers_for", lambda *_: workers)
        if workers > 1
        else nullcontext()
    ):
        yield


@contextmanager
def not_durable() -> Iterator[None]:
    """Publish without fsync, which would take longer than everything else."""
    with patch.multiple(publisher, flush=lambda *_: None, flush_names=lambda *_: None):
        yield


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return everything in a folder: the bytes of each file, and None for each folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def build_clean(course: Course, location: Path, *, pictures: bool) -> tuple[Ran, Path]:
    """Build a copy without caches, or with only the cached images."""
    root, output = location / "copy", location / "clean"
    for old in (root, output):
        shutil.rmtree(old, ignore_errors=True)
    output_names = [Path(name).parts[0] for name in OUTPUTS]
    shutil.copytree(
        course.root, root, symlinks=True, ignore=shutil.ignore_patterns(NOTES, *output_names)
    )
    made = course.root / IMAGE_CACHE
    for entry in made.glob("*/*") if pictures else ():
        if entry.is_file() and not entry.is_symlink():
            target = root / IMAGE_CACHE / entry.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(entry)
    return build(course, root, output, clean=True, by_command=False), output


class Difference(AssertionError):  # noqa: N818 - not an error of the program
    """An incremental build and a clean build of the same course give different results."""


def compare(course: Course, location: Path, step: int) -> bool:
    """Build the course in both ways; return whether it has a site, or raise `Difference`."""
    output = course.root / course.output
    before = tree(output)
    by_command = step % BY_COMMAND == BY_COMMAND - 1 and not course.memory
    ran = build(course, course.root, output, clean=False, by_command=by_command)
    if "files that coursegen did not create" in ran.messages or "is not a folder" in ran.messages:
        if tree(output) != before:
            raise Difference(f"foreign files were changed: {ran.messages}")
        shutil.rmtree(output)
        before = {}
        ran = build(course, course.root, output, clean=False, by_command=False)
    clean, site = build_clean(course, location, pictures=step % WITHOUT_PICTURES != 0)
    if ran != clean:
        raise Difference(f"the result is {ran}\ninstead of {clean}")
    if ran.code:
        if tree(output) != before:
            raise Difference("a course with errors changed the site")
        return False
    found, expected = tree(output), tree(site)
    wrong = sorted(
        p for p in found.keys() | expected.keys() if found.get(p, 0) != expected.get(p, 0)
    )
    if wrong:
        raise Difference(
            "\n".join(describe(path, found.get(path), expected.get(path)) for path in wrong)
        )
    return True


def describe(path: str, found: bytes | None, expected: bytes | None) -> str:
    """Describe the first difference between two files."""
    if found is None or expected is None:
        return f"{path}: {'there' if found is not None else 'not there'}"
    pairs = enumerate(zip(found, expected, strict=False))
    first = next((n for n, (one, other) in pairs if one != other), min(len(found), len(expected)))
    part = slice(max(first - 60, 0), first + 60)
    return f"{path}: {found[part]!r} instead of {expected[part]!r}"


def walk(course: Course, steps: int) -> Iterator[bool]:
    """Edit a course `steps` times; yield after each build whether it succeeded."""
    rng, choices, weights = course.rng, list(EDITS), list(EDITS.values())
    for step in range(steps):
        for edit in rng.choices(choices, weights, k=rng.choice([1, 1, 1, 2, 3])) if step else ():
            course.done.append(f"{step}: {edit(course)}")
        try:
            with not_durable():
                good = compare(course, course.root.parent, step)
        except BaseException as error:
            error.add_note("\n".join((f"in step {step}, after", *course.done[-12:])))
            raise
        yield good
        if good and rng.random() < 0.3:
            course.good = course.snapshot()
        elif not good and rng.random() < 0.6:
            course.restore(course.good)
            course.done.append(f"{step}: back to the last good course")


def main_walk(seed: int, steps: int, workers: int) -> None:
    """Run a walk in a separate process, with several rendering processes."""
    with TemporaryDirectory() as folder:
        course = new_course(Path(folder) / "course", random.Random(seed))
        course.workers = workers
        for _ in walk(course, steps):
            pass


if __name__ == "__main__":
    main_walk(*map(int, sys.argv[1:]))
