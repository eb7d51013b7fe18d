"""The cache key of a page depends on all inputs of the page, and on little else."""

import os
import shutil
import subprocess
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import NOW, MakeCourse

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.render import keys
from coursegen.render.keys import PageKeys

SCHEDULE = "content/schedule.yaml"
SITE = "title: T\nurl: https://example.org/\n"
COURSE = {
    "site.yaml": SITE,
    "content/index.md": "Welcome.\n",
    "content/about.md": "# About\n\nWords.\n",
    "content/labs/index.md": "# Labs\n",
    "content/labs/a.md": "# Lab A\n",
    "content/labs/b.md": "# Lab B\n",
    "content/labs/c.md": "# Lab C\n",
    SCHEDULE: "weeks:\n- week: 1\n  lectures:\n  - title: One\n    slides: a.pdf\n"
    "  - {title: Two, solution: {file: b.pdf, released: 2020-03-01}}\n",
    "content/staff.yaml": "groups:\n- {title: T, people: [Ada]}\n",
    "files/a.pdf": "x" * 100,
    "files/b.pdf": "x" * 100,
    "static/a.png": "",
}
HOME, ABOUT, LABS = "index.html", "about/index.html", "labs/index.html"
A, B, C, LOST = "labs/a/index.html", "labs/b/index.html", "labs/c/index.html", "404.html"
ALL = {HOME, ABOUT, LABS, A, B, C, LOST}


def keys_of(
    root: Path, now: datetime = NOW, base_url: str = "", *, cards: bool = True
) -> dict[str, str]:
    """Return the key of every page of the course in `root`."""
    seen: list[PageKeys] = []

    class Seen(PageKeys):
        def __init__(self, *given: object, **named: object) -> None:
            super().__init__(*given, **named)  # type: ignore[arg-type] # passed on
            seen.append(self)

    with patch("coursegen.build.PageKeys", Seen):
        environment = dict(os.environ)
        settings = Settings(root, now, base_url, cards=cards, environment=environment)
        site = build(settings, Diagnostics())
    return {path: seen[0].of(path) for path in site.plan.pages}


class Changes:
    """Makes changes to a course and returns the pages whose keys change."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.before = keys_of(root)

    def write(self, path: str, content: str) -> set[str]:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(content, encoding="utf-8")
        return self.since()

    def since(self, now: datetime = NOW, base_url: str = "", *, cards: bool = True) -> set[str]:
        before, self.before = self.before, keys_of(self.root, now, base_url, cards=cards)
        return {path for path, key in self.before.items() if key != before.get(path)}


@pytest.fixture
def changes(make_course: MakeCourse) -> Changes:
    return Changes(make_course(COURSE))


def test_the_same_course_has_the_same_keys(changes: Changes) -> None:
    assert set(changes.before) == ALL
    assert changes.since() == set()


def test_the_text_of_a_page_changes_only_the_key_of_the_page(changes: Changes) -> None:
    assert changes.write("content/labs/b.md", "# Lab B\n\nMore.\n") == {B}


def test_a_title_changes_the_keys_of_the_neighboring_pages(changes: Changes) -> None:
    assert changes.write("content/labs/b.md", "# Lab Beta\n") == {A, B, C}


def test_the_title_of_a_folder_changes_the_keys_of_its_pages(changes: Changes) -> None:
    assert {LABS, A, B, C} <= changes.write("content/labs/index.md", "# Laboratory\n")


def test_a_title_in_the_header_changes_every_key(changes: Changes) -> None:
    assert changes.write("content/about.md", "# About us\n") == ALL


def test_the_order_of_pages_changes_their_keys(changes: Changes) -> None:
    assert changes.write("content/labs/c.md", "---\norder: 1\n---\n# Lab C\n") >= {LABS, A, B, C}


def test_the_schedule_changes_only_the_key_of_the_home_page(changes: Changes) -> None:
    schedule = COURSE[SCHEDULE].replace("One", "Uno")

    assert changes.write(SCHEDULE, schedule) == {HOME}


def test_a_link_in_the_schedule_changes_the_key_of_the_linked_page(changes: Changes) -> None:
    schedule = COURSE[SCHEDULE].replace("a.pdf", "labs/a.md")

    assert {HOME, A, B} <= changes.write(SCHEDULE, schedule)


def test_the_staff_list_changes_only_the_key_of_the_home_page(changes: Changes) -> None:
    assert changes.write("content/staff.yaml", "groups: [{title: T, people: [Bob]}]\n") == {HOME}


@pytest.mark.parametrize(
    ("named", "path", "content"),
    [
        ("schedule.layout", SCHEDULE, COURSE[SCHEDULE].replace("One", "Uno")),
        ("timetable.layout", SCHEDULE, COURSE[SCHEDULE].replace("One", "Uno")),
        ("staff.groups", "content/staff.yaml", "groups: [{title: T, people: [Bob]}]\n"),
        ("none | filesize", "files/a.pdf", "x" * 9000),
    ],
)
def test_data_that_a_template_uses_changes_the_keys_of_its_pages(
    named: str, path: str, content: str, changes: Changes
) -> None:
    page = '{% extends "theme/page.html" %}{% block content %}{{ NAMED }}{% endblock %}'
    assert changes.write("templates/page.html", page.replace("NAMED", named)) == ALL - {LOST}
    assert changes.write(path, content) == ALL - {LOST}


def test_the_size_of_a_file_changes_the_keys_of_pages_that_may_show_it(changes: Changes) -> None:
    assert changes.write("files/a.pdf", "x" * 9000) == {HOME}


def test_the_content_of_a_file_changes_no_key(changes: Changes) -> None:
    assert changes.write("files/a.pdf", "y" * 100) == set()


@pytest.mark.parametrize("path", ["files/c.pdf", "static/b.png", "content/labs/d.png"])
def test_a_new_file_changes_every_key(path: str, changes: Changes) -> None:
    assert changes.write(path, "x") == ALL


def test_the_release_of_a_file_changes_every_key(changes: Changes) -> None:
    assert changes.since(datetime(2020, 2, 29, 23, 59, tzinfo=UTC)) == set()
    assert changes.since(datetime(2020, 3, 1, tzinfo=UTC)) == ALL  # a new file is published, too


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("site.yaml", SITE + "code: '1'\n"),
        ("site.yaml", SITE + "allowed_origins: [https://cdn.example.org]\n"),
        ("site.yaml", SITE + "timezone: Asia/Shanghai\n"),
        ("site.yaml", SITE + "language: zh\n"),
        ("static/css/course.css", "@import 'https://fonts.example.org/a.css';"),
        ("static/favicon.svg", "<svg/>"),
        ("templates/partials/footer.html", "x"),
        ("templates/partials/footer.html", '{% include "theme/" ~ "partials/footer.html" %}'),
        ("templates/icons/slides.svg", "<svg/>"),
    ],
)
def test_an_input_of_all_pages_changes_every_key(path: str, content: str, changes: Changes) -> None:
    assert changes.write(path, content) == ALL


def test_a_stylesheet_without_external_files_changes_no_key(changes: Changes) -> None:
    assert changes.write("static/css/course.css", "p { color: red }") == set()
    assert changes.write("static/css/course.css", "@import 'https://fonts.example.org/a.css';")
    assert changes.write("static/css/course.css", "p { color: blue }") == ALL


def test_a_template_changes_the_keys_of_pages_that_may_include_it(changes: Changes) -> None:
    assert changes.write("templates/home.html", '{% extends "theme/home.html" %}') == {HOME}
    # The home page may use any layout, so its key changes, too.
    assert changes.write("templates/partials/toc.html", "z") == ALL - {LOST}
    assert changes.write("templates/home.html", '{% include "partials/own.html" %}') == {HOME}
    assert changes.write("templates/partials/own.html", "x") == {HOME}
    assert changes.write("templates/partials/toc.html", "y") == ALL - {HOME, LOST}
    assert changes.write("templates/partials/unused.html", "z") == set()


def test_the_definition_of_the_time_zone_changes_the_key_of_the_schedule(
    changes: Changes, tmp_path: Path
) -> None:
    schedule = COURSE[SCHEDULE].replace("week: 1", "week: 1\n  date: 2020-02-20")
    changes.write("site.yaml", SITE + "timezone: Asia/Shanghai\n")
    changes.write(SCHEDULE, schedule)
    zones = tmp_path / "zones"
    (zones / "Asia").mkdir(parents=True)
    other = next(f for folder in zoneinfo.TZPATH if (f := Path(folder, "Europe/Berlin")).is_file())
    shutil.copy(other, zones / "Asia/Shanghai")
    try:
        zoneinfo.reset_tzpath(to=[zones])
        zoneinfo.ZoneInfo.clear_cache()
        assert changes.since() == {HOME}
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()


def test_the_url_of_the_site_changes_every_key(changes: Changes) -> None:
    assert changes.since(base_url="https://example.org/elsewhere/") == ALL


def test_the_option_for_social_cards_changes_every_key(changes: Changes) -> None:
    assert changes.since(cards=False) == ALL


def test_a_different_program_version_changes_every_key(
    changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "program", lambda: "another")

    assert changes.since() == ALL


def test_the_date_of_the_last_commit_changes_the_key(changes: Changes) -> None:
    changes.write("site.yaml", SITE + "repository: https://github.com/example/course\n")
    for number, text in enumerate(("# About\n", "# About\n\nMore.\n")):
        (changes.root / "content/about.md").write_text(text, encoding="utf-8")
        when = f"{10**9 + number * 10**6} +0000"
        names = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "A")):
            subprocess.run(
                ["git", *names, *words],
                cwd=changes.root,
                env={**os.environ, "GIT_COMMITTER_DATE": when},
                check=True,
            )
        changed = changes.since()
        assert ABOUT in changed
    subprocess.run(
        ["git", *names, "commit", "-q", "--amend", "--no-edit", "--reset-author"],
        cwd=changes.root,
        env={**os.environ, "GIT_COMMITTER_DATE": f"{10**9 + 10**8} +0000"},
        check=True,
    )

    assert changes.since() == {ABOUT}


def test_a_page_included_in_the_home_page_changes_the_key_of_the_home_page(
    changes: Changes,
) -> None:
    changes.write("site.yaml", SITE + "home: [schedule, about]\n")

    assert changes.write("content/about.md", "# About\n\nOther words.\n") == {HOME}


def test_a_new_home_page_with_the_same_text_as_site_yaml_changes_the_key(changes: Changes) -> None:
    (changes.root / "content/index.md").unlink()
    changes.since()

    assert HOME in changes.write("content/index.md", SITE)
