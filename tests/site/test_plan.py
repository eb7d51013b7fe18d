"""The planned paths are unique; files of the course override files of the theme."""

from pathlib import Path

import pytest
from conftest import BuildCourse, MakeCourse

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import THEME, SourceFile
from coursegen.loader.course_files import CourseFiles
from coursegen.loader.course_folder import load
from coursegen.outputs.registry import planned_paths
from coursegen.site.plan import Plan, make_plan
from coursegen.site.unreleased import ReleasedCourse


def found(*paths: str, where: str = "somewhere") -> tuple[SourceFile, ...]:
    return tuple(SourceFile(path, f"{where}/{path}", 0) for path in paths)


@pytest.fixture
def plan_of(make_course: MakeCourse) -> "PlanOf":
    return PlanOf(make_course)


class PlanOf:
    def __init__(self, make_course: MakeCourse) -> None:
        self.make_course = make_course

    def __call__(self, inputs: CourseFiles) -> tuple[Plan, list[str]]:
        noted = Diagnostics()
        course, _ = load(self.make_course({}), noted)
        plan = make_plan(ReleasedCourse(course, inputs), planned_paths, noted)
        return plan, [d.message for d in noted]


def test_a_static_file_of_the_course_replaces_the_file_of_the_theme(plan_of: PlanOf) -> None:
    plan, noted = plan_of(
        CourseFiles(
            theme_static=found("js/x.js", "img/y.svg", where="theme"),
            static=found("js/x.js", where="course"),
        )
    )

    assert plan.assets["static/js/x.js"].origin == "static/js/x.js"
    assert plan.assets["static/js/x.js"].file.disk == Path("course/js/x.js")
    assert plan.assets["static/img/y.svg"].file.disk == Path("theme/img/y.svg")
    assert noted == []


def test_files_in_static_site_root_are_copied_to_the_root(plan_of: PlanOf) -> None:
    plan, _ = plan_of(
        CourseFiles(static=found("site-root/CNAME", "site-root/a/b.txt", "site-rooted.txt"))
    )

    assert {"CNAME", "a/b.txt", "static/site-rooted.txt"} <= set(plan.assets)


def test_the_paths_of_lecture_files_are_not_changed(plan_of: PlanOf) -> None:
    plan, _ = plan_of(CourseFiles(files=found("ppt/第一讲 #1 100%.pdf"), content=found("l/p.png")))

    assert list(plan.assets) == ["files/ppt/第一讲 #1 100%.pdf", "l/p.png"]


def test_a_site_has_a_404_page(build_course: BuildCourse) -> None:
    assert "<h1>Page not found</h1>" in build_course({}).html("404.html")


def test_the_course_may_have_its_own_404_page(
    build_course: BuildCourse,
) -> None:
    own = "---\npermalink: /404.html\n---\n# Lost\n"
    built = build_course({"content/lost.md": own})
    assert "Lost</h1>" in built.html("404.html")
    assert "Page not found" not in built.html("404.html")

    static = build_course({"content/lost.md": "", "static/site-root/404.html": "<p>Lost</p>"})
    assert static.html("404.html") == "<p>Lost</p>"
    assert not static.noted.failed


def test_a_file_of_the_course_replaces_a_part_of_the_stylesheet(build_course: BuildCourse) -> None:
    part = "css/print.css"
    theirs = (THEME / "static" / part).read_text(encoding="utf-8").strip()

    assert theirs in build_course({}).html("static/css/site.css")
    mine = build_course({f"static/{part}": "/* our own */"}).html("static/css/site.css")
    assert theirs not in mine
    assert "/* our own */" in mine


def test_the_sitemap_contains_every_page_except_the_404_page(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nurl: https://example.org/course/\n",
            "content/about us.md": "# About\n",
            "content/a&b.md": "# A & B\n",
        }
    )
    sitemap = built.html("sitemap.xml")

    assert "<loc>https://example.org/course/</loc>" in sitemap
    assert "<loc>https://example.org/course/about%20us/</loc>" in sitemap
    assert "<loc>https://example.org/course/a&amp;b/</loc>" in sitemap
    assert "404" not in sitemap
    assert "Sitemap: https://example.org/course/sitemap.xml\n" in built.html("robots.txt")
