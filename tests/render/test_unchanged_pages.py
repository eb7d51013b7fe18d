"""A build renders only the pages whose inputs changed."""

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
from coursegen.incremental import traces
from coursegen.publish.publisher import publish
from coursegen.render.pages import PageRenderer, RenderedPage

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


def rendered(
    root: Path,
    now: datetime = NOW,
    base_url: str = "",
    *,
    cards: bool = True,
    noted: Diagnostics | None = None,
) -> set[str]:
    """Build and publish the course in `root`; return the pages that were rendered."""
    paths: set[str] = set()
    render = PageRenderer.render

    def recorded(self: PageRenderer, path: str) -> RenderedPage:
        paths.add(path)
        return render(self, path)

    output = root / "_site"
    settings = Settings(root, now, base_url, cards, environment=os.environ, output=output)
    with patch.object(PageRenderer, "render", recorded):
        site = build(settings, noted or Diagnostics())
    publish(site.files, output, root, settings.store, durable=False)
    return paths


class Changes:
    """Makes changes to a course and returns the pages that the next build renders."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.first = rendered(root)

    def write(self, path: str, content: str) -> set[str]:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(content, encoding="utf-8")
        return self.since()

    def since(self, now: datetime = NOW, base_url: str = "", *, cards: bool = True) -> set[str]:
        return rendered(self.root, now, base_url, cards=cards)


@pytest.fixture
def changes(make_course: MakeCourse) -> Changes:
    return Changes(make_course(COURSE))


def test_an_announced_page_is_rendered_again_if_the_time_of_its_release_changes(
    make_course: MakeCourse,
) -> None:
    page = "---\nreleased: 1 day after lecture 1\nannounced: yes\n---\n"
    schedule = "weeks:\n- lectures:\n  - {lecture: 1, date: 2030-02-20}\n"
    changes = Changes(make_course({**COURSE, "content/labs/a.md": page, SCHEDULE: schedule}))

    assert A in changes.write(SCHEDULE, schedule.replace("02-20", "02-27"))


def test_an_unchanged_course_is_not_rendered_again(changes: Changes) -> None:
    assert changes.first == ALL
    assert changes.since() == set()


def test_changed_text_on_a_page_renders_only_that_page(changes: Changes) -> None:
    assert changes.write("content/labs/b.md", "# Lab B\n\nMore.\n") == {B}


def test_a_changed_title_renders_the_neighboring_pages(changes: Changes) -> None:
    assert changes.write("content/labs/b.md", "# Lab Beta\n") == {A, B, C}


def test_a_changed_folder_title_renders_the_pages_of_the_folder(changes: Changes) -> None:
    assert {LABS, A, B, C} <= changes.write("content/labs/index.md", "# Laboratory\n")


def test_a_changed_title_in_the_header_renders_every_page(changes: Changes) -> None:
    assert changes.write("content/about.md", "# About us\n") == ALL


def test_a_changed_page_order_renders_the_pages_of_the_folder(changes: Changes) -> None:
    assert changes.write("content/labs/c.md", "---\norder: 1\n---\n# Lab C\n") >= {LABS, A, B, C}


def test_a_changed_lecture_renders_only_the_home_page(changes: Changes) -> None:
    schedule = COURSE[SCHEDULE].replace("One", "Uno")

    assert changes.write(SCHEDULE, schedule) == {HOME}


def test_a_new_link_in_the_schedule_renders_the_linked_page(changes: Changes) -> None:
    schedule = COURSE[SCHEDULE].replace("a.pdf", "labs/a.md")

    assert {HOME, A, B} <= changes.write(SCHEDULE, schedule)


def test_a_changed_staff_member_renders_only_the_home_page(changes: Changes) -> None:
    assert changes.write("content/staff.yaml", "groups: [{title: T, people: [Bob]}]\n") == {HOME}


@pytest.mark.parametrize(
    ("named", "path", "content"),
    [
        ("schedule.layout", SCHEDULE, COURSE[SCHEDULE].replace("One", "Uno")),
        ("timetable.layout", SCHEDULE, COURSE[SCHEDULE].replace("One", "Uno")),
        ("staff.groups", "content/staff.yaml", "groups: [{title: T, people: [Bob]}]\n"),
        (
            "(schedule.materials() | first).target | filesize",
            "files/a.pdf",
            "x" * 9000,
        ),
    ],
)
def test_changed_data_renders_the_pages_whose_templates_use_it(
    named: str, path: str, content: str, changes: Changes
) -> None:
    page = '{% extends "theme/page.html" %}{% block content %}{{ NAMED }}{% endblock %}'
    pages = ALL - {HOME, LOST}
    assert changes.write("templates/page.html", page.replace("NAMED", named)) == pages
    assert pages <= changes.write(path, content)


def test_a_changed_file_size_renders_only_the_pages_that_show_it(changes: Changes) -> None:
    assert changes.write("files/a.pdf", "x" * 9000) == {HOME}


def test_a_changed_file_of_the_same_size_renders_no_page(changes: Changes) -> None:
    assert changes.write("files/a.pdf", "y" * 100) == set()


@pytest.mark.parametrize("path", ["files/c.pdf", "static/b.png", "content/labs/d.png"])
def test_a_new_file_renders_no_page(path: str, changes: Changes) -> None:
    assert changes.write(path, "x") == set()


def test_a_new_page_renders_only_the_pages_that_list_it(changes: Changes) -> None:
    assert changes.write("content/labs/d.md", "# Lab D\n") == {C, "labs/d/index.html"}


def test_a_new_file_renders_the_page_that_links_to_it(changes: Changes) -> None:
    assert changes.write("content/labs/b.md", "# Lab B\n\n[C](../files/c.pdf)\n") == {B}
    assert changes.write("files/c.pdf", "x") == {B}
    (changes.root / "files/c.pdf").unlink()
    assert changes.since() == {B}


def test_a_release_renders_only_the_pages_that_show_it(changes: Changes) -> None:
    assert changes.since(datetime(2020, 2, 29, 23, 59, tzinfo=UTC)) == set()
    assert changes.since(datetime(2020, 3, 1, tzinfo=UTC)) == {HOME}


@pytest.mark.parametrize(
    ("site", "pages"),
    [
        ("description: A course.\n", {HOME, LABS, A, B, C, LOST}),  # pages without own text
        ("timezone: Asia/Shanghai\n", {HOME}),
        ("meeting: Mondays\n", {HOME}),
    ],
)
def test_a_changed_setting_renders_only_the_pages_that_use_it(
    site: str, pages: set[str], changes: Changes
) -> None:
    assert changes.write("site.yaml", SITE + site) == pages


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("site.yaml", SITE + "code: '1'\n"),
        ("site.yaml", SITE + "allowed_origins: [https://cdn.example.org]\n"),
        ("site.yaml", SITE + "language: zh\n"),
        ("site.yaml", SITE + "clock: 12\n"),
        ("static/css/course.css", "@import 'https://fonts.example.org/a.css';"),
        ("templates/partials/footer.html", "x"),
        ("templates/partials/footer.html", '{% include "theme/" ~ "partials/footer.html" %}'),
    ],
)
def test_a_changed_input_of_all_pages_renders_every_page(
    path: str, content: str, changes: Changes
) -> None:
    assert changes.write(path, content) == ALL


def test_a_changed_stylesheet_renders_pages_only_if_it_loads_external_files(
    changes: Changes,
) -> None:
    assert changes.write("static/css/course.css", "p { color: red }") == set()
    assert changes.write("static/css/course.css", "@import 'https://fonts.example.org/a.css';")
    assert changes.write("static/css/course.css", "p { color: blue }") == ALL


def test_a_changed_template_renders_only_the_pages_that_include_it(changes: Changes) -> None:
    assert changes.write("templates/home.html", '{% extends "theme/home.html" %}') == {HOME}
    assert changes.write("templates/partials/lecture_title.html", "x") == {HOME}
    assert changes.write("templates/partials/toc.html", "z") == ALL - {HOME, LOST}
    assert changes.write("templates/home.html", '{% include "partials/own.html" %}') == {HOME}
    assert changes.write("templates/partials/own.html", "x") == {HOME}
    assert changes.write("templates/partials/toc.html", "y") == ALL - {HOME, LOST}
    assert changes.write("templates/partials/unused.html", "z") == set()


def test_a_changed_icon_renders_only_the_pages_that_show_it(changes: Changes) -> None:
    more = COURSE[SCHEDULE].replace("slides: a.pdf", "slides: a.pdf\n    code: b.pdf")
    assert changes.write(SCHEDULE, more) == {HOME}
    assert changes.write("templates/icons/code.svg", "<svg/>") == {HOME}
    assert changes.write("templates/icons/poster.svg", "<svg/>") == set()


def test_an_empty_template_replaces_the_theme_s_template(changes: Changes) -> None:
    assert changes.write("templates/partials/toc.html", "") == ALL - {HOME, LOST}
    (changes.root / "templates/partials/toc.html").unlink()
    assert changes.since() == ALL - {HOME, LOST}


def test_a_changed_time_zone_definition_renders_the_schedule(
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


def test_a_changed_site_url_renders_every_page(changes: Changes) -> None:
    assert changes.since(base_url="https://example.org/elsewhere/") == ALL


def test_the_option_for_social_cards_renders_every_page_with_a_card(changes: Changes) -> None:
    assert changes.since(cards=False) == ALL - {LOST}


def test_a_build_into_another_folder_does_not_affect_the_next_build(changes: Changes) -> None:
    output = changes.root / "preview"
    settings = Settings(changes.root, NOW, "http://127.0.0.1:8000/", output=output)
    build(settings, Diagnostics())

    assert changes.since() == set()


def test_a_different_program_version_renders_every_page(
    changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traces, "fingerprint", lambda: "another")

    assert changes.since() == ALL


def test_a_changed_date_of_the_last_commit_renders_the_page(changes: Changes) -> None:
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


def test_a_changed_page_that_the_home_page_includes_renders_the_home_page(
    changes: Changes,
) -> None:
    changes.write("site.yaml", SITE + "home: [schedule, about]\n")

    assert changes.write("content/about.md", "# About\n\nOther words.\n") == {HOME}


def test_a_new_home_page_with_the_same_text_as_site_yaml_is_rendered(changes: Changes) -> None:
    (changes.root / "content/index.md").unlink()
    changes.since()

    assert HOME in changes.write("content/index.md", SITE)


# --- announcements --------------------------------------------------------------------------------

NEWS = "announcements/index.html"


@pytest.fixture
def news(make_course: MakeCourse) -> Changes:
    """A course with six announcements, of which the home page shows five."""
    days = {f"d{day}": f"2020-02-0{day}" for day in range(1, 7)}
    files = {announcement(name): text_of_announcement(date) for name, date in days.items()}
    return Changes(make_course({**COURSE, **files}))


def announcement(name: str) -> str:
    return f"content/announcements/{name}.md"


def text_of_announcement(date: str, text: str = "Text.", more: str = "") -> str:
    return f"---\ntitle: T\ndate: {date}\n{more}---\n{text}\n"


def test_a_new_announcement_renders_only_the_pages_that_show_it(news: Changes) -> None:
    assert news.write(announcement("new"), text_of_announcement("2020-02-10")) == {HOME, NEWS}
    assert news.write(announcement("old"), text_of_announcement("2020-01-10")) == {NEWS}
    assert news.write(announcement("new"), text_of_announcement("2020-02-10", "More.")) == {
        HOME,
        NEWS,
    }
    assert news.write(announcement("old"), text_of_announcement("2020-01-10", "More.")) == {NEWS}
    (news.root / announcement("new")).unlink()
    assert news.since() == {HOME, NEWS}


def test_an_urgent_announcement_renders_every_page(news: Changes) -> None:
    urgent = text_of_announcement("2020-02-10", more="urgent: yes\n")
    assert news.write(announcement("new"), urgent) == ALL | {NEWS}


def test_a_release_or_expiry_of_an_announcement_renders_only_the_pages_that_show_it(
    news: Changes,
) -> None:
    later = text_of_announcement("2020-03-02", more="expires: 2020-03-04\n")
    assert news.write(announcement("later"), later) == set()
    assert news.since(datetime(2020, 3, 1, tzinfo=UTC)) == {HOME}  # the schedule's release
    assert news.since(datetime(2020, 3, 2, tzinfo=UTC)) == {HOME, NEWS}
    assert news.since(datetime(2020, 3, 3, 23, 59, tzinfo=UTC)) == set()
    assert news.since(datetime(2020, 3, 4, tzinfo=UTC)) == {HOME, NEWS}
    assert news.since(datetime(2021, 3, 4, tzinfo=UTC)) == set()


def test_a_notice_disappears_from_every_page_when_it_expires(news: Changes) -> None:
    urgent = text_of_announcement("2020-02-10", more="urgent: yes\nexpires: 2020-02-25\n")
    news.write(announcement("new"), urgent)

    assert news.since(datetime(2020, 2, 25, tzinfo=UTC)) == ALL | {NEWS}


def test_a_page_that_an_announcement_links_to_renders_it_again_only_if_its_url_changes(
    news: Changes,
) -> None:
    link = text_of_announcement("2020-02-10", "[B](../labs/b.md)")
    assert news.write(announcement("new"), link) == {HOME, NEWS}
    assert news.write("content/labs/b.md", "# Lab B\n\nMore.\n") == {B}
    (news.root / "content/labs/b.md").unlink()
    assert {HOME, NEWS} <= news.since()


@pytest.mark.parametrize("name", ["assignments", "schedule"])
def test_a_time_that_depends_on_another_file_renders_the_pages_that_show_it(
    make_course: MakeCourse, name: str
) -> None:
    due = "- {id: hw1, title: One, due: 2020-02-25}\n- {title: Two, due: 1 day after hw1}\n"
    schedule = (
        "weeks:\n- lectures:\n  - {lecture: 1, date: 2020-02-18}\n"
        "  - {title: Later, released: 2 weeks after hw1, announced: yes}\n"
    )
    if name == "assignments":
        due = due.replace("2020-02-25", "1 week after lecture 1")
    root = make_course(
        {
            "site.yaml": f"{SITE}due_time: 23:59\nhome: [schedule]\n",
            SCHEDULE: schedule,
            "content/assignments.yaml": due,
        }
    )
    rendered(root)
    changed = root / (SCHEDULE if name == "assignments" else "content/assignments.yaml")
    changed.write_text(changed.read_text().replace("02-18", "02-19").replace("02-25", "02-26"))

    assert rendered(root) >= {HOME, "assignments/index.html"}
    assert "2020-02-27T" in (root / "_site/assignments/index.html").read_text()
    assert "2020-03-11T" in (root / "_site/index.html").read_text()
