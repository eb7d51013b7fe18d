"""Inline Markdown in titles, topics, rooms and other short texts."""

from conftest import BuildCourse

FILES = {
    "site.yaml": "title: Graphs\nroom: '[Hall 1](https://map.example.org/)'\nurl: https://x.example.org/\n",
    "content/index.md": "# Home\n",
    "content/about.md": "# About\n",
    "files/a.pdf": b"%PDF-",
    "content/schedule.yaml": """\
sections:
  - title: Part `one`
    weeks:
      - topic: "*Trees*, x_1"
        lectures:
          - {title: "~~Search~~ A*", slides: a.pdf, room: "**Lab** 2"}
          - {title: "On [sorting](about.md)", slides: a.pdf}
""",
    "content/staff.yaml": """\
people:
  - {name: Ada, room: '`E` 3', office_hours: "Tue, [Zoom](https://z.example.org/)"}
""",
    "content/announcements/2020-01-01-one.md": """\
---
title: "*New* [room](about.md)"
date: 2020-01-01
---
Text
""",
    "content/assignments.yaml": (
        "- {id: a, title: 'The **first** [one](about.md)', due: 2020-03-01 18:00}\n"
    ),
}


def test_titles_topics_and_rooms_show_inline_markdown(build_course: BuildCourse) -> None:
    built = build_course(FILES)
    html = built.html()
    assert '<span class="topic"><em>Trees</em>, x_1</span>' in html
    assert '<span class="text"><del>Search</del> A*</span>' in html
    assert "<span><strong>Lab</strong> 2</span>" in html
    assert "Part <code>one</code></h3>" in html
    assert "<dd><code>E</code> 3</dd>" in html
    assert ">Zoom</a></dd>" in html
    assert built.lines == []


def test_a_title_with_a_link_is_not_inside_another_link(build_course: BuildCourse) -> None:
    html = build_course(FILES).html()
    assert '<span class="text">On <a href="about/">sorting</a></span>' in html
    assert html.count('href="files/a.pdf"') == 2  # a title, and the slides below the other title
    assert 'one"><em>New</em> room</a>' in html
    assert '#a">The <strong>first</strong> one</a>' in html


def test_outside_of_pages_titles_are_plain_text(build_course: BuildCourse) -> None:
    built = build_course(FILES)
    assert "<title>New room</title>" in built.html("feed.xml")
    assert '{"@type":"Place","name":"Hall 1"}' in built.html()


def test_a_broken_link_in_a_title_is_reported(build_course: BuildCourse) -> None:
    schedule = "weeks: [{week: 1, topic: 'On [trees](treees.md)'}]\n"
    built = build_course({**FILES, "content/schedule.yaml": schedule})
    assert built.lines == [
        "content/schedule.yaml:1:38: warning: there is no page 'treees.md' in content/"
    ]
    assert '<span class="topic">On trees</span>' in built.html()


def test_an_announced_title_shows_no_link(build_course: BuildCourse) -> None:
    schedule = """\
weeks:
  - week: 1
    lectures:
      - {title: "On *[trees](/files/a.pdf)*", released: 2020-03-01, announced: yes}
"""
    built = build_course({**FILES, "content/schedule.yaml": schedule})
    assert '<span class="text">On trees</span>' in built.html()
    assert "files/a.pdf" not in built.site.files
