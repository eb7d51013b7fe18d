"""Variables such as `{{ course.term }}` in the texts of a course."""

from conftest import BuildCourse, Files, MakeCourse, RunTool

SITE = "title: Graphs\nterm: Fall 2026\nextra:\n  email: staff@example.org\n"
HOMEWORK = "- {id: hw1, title: Paths, points: 20, due: 2020-03-02 18:00}\n"


def course(text: str, **more: str | bytes) -> Files:
    return {
        "site.yaml": SITE,
        "content/index.md": f"# Home\n\n{text}\n",
        "content/assignments.yaml": HOMEWORK,
        "content/staff.yaml": "people: [{name: Ada King, room: Hall 3}]\n",
        **more,
    }


def test_a_page_shows_the_facts_of_the_settings_an_assignment_and_a_person(
    build_course: BuildCourse,
) -> None:
    built = build_course(
        course(
            "{{course.title}}, {{ course.term }}, <{{ course.email }}>, "
            "{{ assignments.hw1.title }}: {{ assignments.hw1.points }} points, "
            "{{ assignments.hw1.due }}; {{ staff.ada-king.room }}"
        )
    )
    assert "Graphs, Fall 2026, <a" in built.html()
    assert "Paths: 20 points, Mon Mar 2, 18:00; Hall 3" in built.html()
    assert built.lines == []


def test_data_files_and_front_matter_show_facts(build_course: BuildCourse) -> None:
    files = {
        "content/schedule.yaml": "weeks: [{week: 1, topic: 'Of {{ course.term }}'}]\n",
        "content/about.md": "---\ntitle: About {{ course.title }}\n---\nText\n",
    }
    built = build_course({**course("Text"), **files})
    assert '<span class="topic">Of Fall 2026</span>' in built.html()
    assert "<title>About Graphs · Graphs</title>" in built.html("about/index.html")


def test_code_and_escaped_braces_stay_as_they_are(build_course: BuildCourse) -> None:
    text = (
        "`{{ course.a }}` and \\{{ course.term }}\n\n```\n{{ course.b }}\n```\n\n"
        "- item\n\n        {{ course.c }}\n\n<pre>{{ course.d }}</pre>\n"
    )
    built = build_course(course(text))
    assert built.lines == []
    assert "{{ course.term }}" in built.html()
    assert all(f"{{{{ course.{name} }}}}" in built.html() for name in "abcd")


def test_an_escaped_brace_outside_markdown_loses_its_backslash(
    build_course: BuildCourse,
) -> None:
    topic = {"content/schedule.yaml": "weeks: [{week: 1, topic: 'The \\{{ x }} mark'}]\n"}
    assert "The {{ x }} mark" in build_course({**course("Text"), **topic}).html()


def test_a_link_can_use_a_fact(build_course: BuildCourse) -> None:
    site = f"{SITE}  forum: https://forum.example.org/cs1\n"
    built = build_course({**course("[Forum]({{ course.forum }})"), "site.yaml": site})
    assert 'href="https://forum.example.org/cs1"' in built.html()


def test_a_fact_of_an_unreleased_assignment_is_to_be_announced(build_course: BuildCourse) -> None:
    secret = "- {id: hw1, title: Secret paths, due: 2020-03-02 18:00, released: 2020-03-01}\n"
    text = "{{ assignments.hw1.title }}, {{ assignments.hw1.due }}"
    built = build_course({**course(text), "content/assignments.yaml": secret})
    assert "to be announced, to be announced" in built.html()
    assert not any(b"Secret" in file.read() for file in built.site.files.values())
    assert [line.rpartition(": ")[2] for line in built.lines] == [
        "'assignments.hw1.title' is not public yet",
        "'assignments.hw1.due' is not public yet",
    ]


def test_an_unknown_variable_is_reported_on_its_line(build_course: BuildCourse) -> None:
    built = build_course(course("First\n\nSee {{ course.terms }}"))
    assert built.lines == ["content/index.md:5:5: warning: unknown variable 'course.terms'"]
    assert "did you mean 'course.term'?" in built.found[0].hint


def test_the_keys_of_extra_do_not_replace_settings(build_course: BuildCourse) -> None:
    site = f"{SITE}  term: Another\n  office: {{room: '101'}}\n"
    text = "{{ course.term }} in {{ course.office.room }}"
    assert "Fall 2026 in 101" in build_course({**course(text), "site.yaml": site}).html()


def test_a_page_is_rendered_again_only_if_a_fact_that_it_uses_changed(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    pages = {
        "content/one.md": "Worth {{ assignments.hw1.points }}\n",
        "content/two.md": "Due {{ assignments.hw1.due }}\n",
    }
    root = make_course({**course("Text"), **pages})
    run_tool("build", "--source", root)
    site = root / "_site"
    before = {name: (site / name / "index.html").stat().st_ino for name in ("one", "two")}
    (root / "content/assignments.yaml").write_text(HOMEWORK.replace("20,", "30,"))
    run_tool("build", "--source", root)
    after = {name: (site / name / "index.html").stat().st_ino for name in ("one", "two")}
    assert "Worth 30" in (site / "one/index.html").read_text()
    assert before["two"] == after["two"]
    assert before["one"] != after["one"]
