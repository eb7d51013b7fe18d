"""The tools of a course, such as its forum, at the top of every page."""

from conftest import BuildCourse, Tags

SITE = """\
title: Graphs
tools:
  forum: https://forum.example.org/
  grader: {title: Gradescope, url: https://grader.example.org/, note: code ABC}
  robot_lab: https://lab.example.org/
"""
FILES = {
    "site.yaml": SITE,
    "content/index.md": "# Home\n\n[Ask]({{ tools.forum.url }}) in the {{ tools.forum.title }}.\n",
    "content/about.md": "# About\n",
}


def tools(html: str) -> str:
    return html.partition('<nav class="tools')[2].partition("</nav>")[0]


def test_every_page_links_to_the_tools_with_icons_and_names(build_course: BuildCourse) -> None:
    built = build_course(FILES)
    for path in ("index.html", "about/index.html"):
        shown = Tags(f"<nav {tools(built.html(path))}")
        assert shown.values("href") == [
            f"https://{x}.example.org/" for x in ("forum", "grader", "lab")
        ]
        assert [name for name, _ in shown.tags].count("svg") == 3
        assert [line.strip() for line in shown.text.split("\n") if line.strip()][-3:] == [
            "Forum",
            "Gradescope code ABC",
            "Robot_lab",
        ]
    assert built.lines == []


def test_texts_can_name_a_tool(build_course: BuildCourse) -> None:
    html = build_course(FILES).html()
    assert "Ask</a> in the Forum." in html
    assert html.count('href="https://forum.example.org/"') == 2


def test_a_course_without_tools_has_neither_the_row_nor_its_styles(
    build_course: BuildCourse,
) -> None:
    built = build_course({"content/index.md": "# Home\n"})
    assert "tools" not in built.html()
    assert ".tools" not in built.html("static/css/site.css")
    assert ".tools" in build_course(FILES).html("static/css/site.css")
