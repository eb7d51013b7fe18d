"""A preview shows what is not public, with the reason, and never becomes part of a site."""

from pathlib import Path

import pytest
from conftest import NOW, Built, MakeCourse, RunTool, text_of

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.publish.publisher import publish

LABEL = 'class="visibility'
LATER = "released: 2099-03-01 18:00"
RELEASE = (
    '<time datetime="2099-03-01T18:00+00:00"><span class="weekday">Sun</span> Mar 1, 18:00</time>'
)
SCHEDULE, STAFF = "content/schedule.yaml", "content/staff.yaml"
WEEK = "weeks: [{{week: 1, {}, lectures: [One]}}]\n"
SOURCES = {
    "a material": (SCHEDULE, "weeks: [{{lectures: [{{title: One, video: {{title: V, {}}}}}]}}]\n"),
    "a lecture": (SCHEDULE, "weeks: [{{lectures: [{{title: One, {}}}]}}]\n"),
    "a week in a table": (SCHEDULE, WEEK),
    "a week in cards": (SCHEDULE, f"layout: cards\n{WEEK}"),
    "a week in a list": (SCHEDULE, f"layout: list\n{WEEK}"),
    "a week in a grid": (SCHEDULE, f"layout: grid\n{WEEK}"),
    "a week with a topic": (SCHEDULE, "weeks: [{{topic: One, {}}}, {{week: 2, topic: Two}}]\n"),
    "a week with a date": (SCHEDULE, "weeks: [{{date: 2020-02-20, {}, lectures: [One]}}]\n"),
    "a week with one session": (SCHEDULE, "weeks: [{{{}, lectures: [One]}}]\n"),
    "a section": (SCHEDULE, "sections: [{{title: A, {}, weeks: [{{week: 1}}]}}]\n"),
    "a section without weeks": (SCHEDULE, "sections: [{{title: A, {}}}, {{title: B}}]\n"),
    "an assignment": ("content/assignments.yaml", "assignments: [{{title: One, {}}}]\n"),
    "a person": (STAFF, "people: [{{name: Ada, {}}}]\n"),
}


def preview(root: Path) -> Built:
    noted = Diagnostics()
    return Built(build(Settings(root, NOW, preview=True), noted), noted)


@pytest.mark.parametrize(("name", "text"), SOURCES.values(), ids=SOURCES.keys())
@pytest.mark.parametrize(
    ("keys", "label"),
    [
        (LATER, f"Not released yet\n{RELEASE}"),
        (f"{LATER}, announced: yes", f"Not released yet\n{RELEASE}"),
        ("until: 2020-02-20 12:00", "Withdrawn"),
        ("draft: yes", "Draft"),
    ],
    ids=["unreleased", "announced", "withdrawn", "draft"],
)
def test_content_that_is_not_public_has_one_label_with_the_reason(
    make_course: MakeCourse, name: str, text: str, keys: str, label: str
) -> None:
    html = preview(make_course({name: text.format(keys)})).html()

    assert html.count(LABEL) == 1
    assert f">{label}\n" in html


@pytest.mark.parametrize(("name", "text"), SOURCES.values(), ids=SOURCES.keys())
def test_public_content_has_no_label(make_course: MakeCourse, name: str, text: str) -> None:
    built = preview(make_course({name: text.format("released: 2020-02-20 12:00")}))

    assert LABEL not in built.html()
    assert b".visibility" not in built.site.files["static/css/site.css"].read()


@pytest.mark.parametrize("keys", ["released: 2099-03-01\n", "until: 2020-01-01\n", "draft: yes\n"])
@pytest.mark.parametrize("name", ["about", "labs/one"])
def test_a_page_that_is_not_public_has_a_label(
    make_course: MakeCourse, name: str, keys: str
) -> None:
    built = preview(make_course({f"content/{name}.md": f"---\n{keys}---\n# A\n\nXyzzy\n"}))
    html = built.html(f"{name}/index.html")

    assert html.index(LABEL) < html.index("<h1")
    assert "Xyzzy" in html
    assert LABEL not in built.html()


@pytest.mark.parametrize("keys", ["released: 2099-03-01\n", "draft: yes\n"])
def test_a_home_page_that_is_not_public_has_a_label(make_course: MakeCourse, keys: str) -> None:
    html = preview(make_course({"content/index.md": f"---\n{keys}---\nXyzzy\n"})).html()

    assert LABEL in html
    assert "Xyzzy" in html


def test_a_section_of_the_home_page_has_a_label(make_course: MakeCourse) -> None:
    files = {
        "site.yaml": "title: T\nhome: [about]\n",
        "content/about.md": f"---\n{LATER}\n---\n# A\n\nXyzzy\n",
    }
    html = preview(make_course(files)).html()

    assert f"Not released yet\n{RELEASE}" in html
    assert "Xyzzy" in html


def test_an_announcement_has_a_label_wherever_it_is_shown(make_course: MakeCourse) -> None:
    text = "---\ntitle: Exam\ndate: 2099-03-01 18:00\n---\nXyzzy\n"
    built = preview(make_course({"content/announcements/a.md": text}))

    for path in ("index.html", "announcements/index.html"):
        assert RELEASE in built.html(path)
        assert "Xyzzy" in built.html(path)


def test_a_page_that_only_unreleased_content_uses_has_a_label_without_a_time(
    make_course: MakeCourse,
) -> None:
    solution = "weeks: [{lectures: [{title: One, solution: {url: sol.md, released: 2099-01-01}}]}]"
    built = preview(make_course({SCHEDULE: f"{solution}\n", "content/sol.md": "# S\n"}))

    assert ">Not released yet\n</strong>" in built.html("sol/index.html")


def test_a_draft_at_the_path_of_another_page_is_not_part_of_a_preview(
    make_course: MakeCourse,
) -> None:
    files = {
        "content/a.md": "# Public\n",
        "content/b.md": "---\ndraft: yes\npermalink: /a/\n---\n# Draft\n",
    }
    built = preview(make_course(files))

    assert built.lines == []
    assert "Public" in built.html("a/index.html")


def test_links_and_files_of_unreleased_content_work_in_a_preview(make_course: MakeCourse) -> None:
    files = {
        SCHEDULE: f"weeks: [{{lectures: [{{title: One, {LATER}, slides: a.pdf}}]}}]\n",
        "files/a.pdf": "1",
        "content/index.md": "[Slides](files/a.pdf), [first](#one)\n",
    }
    built = preview(make_course(files))

    assert built.lines == []
    assert built.html().count('href="files/a.pdf"') == 2
    assert "files/a.pdf" in built.site.files


def test_a_build_contains_nothing_of_an_earlier_preview(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(
        {
            SCHEDULE: f"weeks: [{{topic: Xyzzy, {LATER}, lectures: [Xyzzy]}}]\n",
            STAFF: "people: [{name: Xyzzy, draft: yes}]\n",
            "content/about.md": f"---\n{LATER}\nannounced: yes\n---\n# About\n\nXyzzy\n",
            "content/xyzzy.md": "---\ndraft: yes\n---\n# Xyzzy\n",
            "content/announcements/a.md": "---\ntitle: Xyzzy\ndate: 2099-01-01\n---\nXyzzy\n",
        }
    )
    settings = Settings(root, NOW, preview=True, output=root / "_site")
    publish(build(settings, Diagnostics()).files, root / "_site", root, settings.store)
    assert "Xyzzy" in text_of((root / "_site/about/index.html").read_text())

    assert run_tool("build", "--source", root).code == 0
    files = [path for path in (root / "_site").rglob("*") if path.is_file()]
    assert [path for path in files if b"xyzzy" in path.read_bytes().lower()] == []
    assert "About" in text_of((root / "_site/about/index.html").read_text())
