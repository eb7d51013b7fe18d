"""Templates of the course override those of the theme; content is never executed."""

import pytest
from conftest import BuildCourse, Tags

from coursegen.base.files import THEME

ABOUT = {"content/about.md": "# About\n\nWords.\n"}


def test_a_template_of_the_course_replaces_the_theme_s_template_at_the_same_path(
    build_course: BuildCourse,
) -> None:
    built = build_course({**ABOUT, "templates/page.html": "<title>{{ page.title }}</title>mine"})

    assert built.html("about/index.html") == "<title>About</title>mine"
    assert "mine" not in built.html()


def test_a_single_partial_can_be_replaced(build_course: BuildCourse) -> None:
    built = build_course({**ABOUT, "templates/partials/footer.html": "<footer>mine</footer>"})

    for path in ("index.html", "about/index.html", "404.html"):
        assert "<footer>mine</footer>" in built.html(path)
        assert built.html(path).count("<footer") == 1


def test_a_template_of_the_course_can_extend_the_one_that_it_replaces(
    build_course: BuildCourse,
) -> None:
    mine = (
        '{% extends "theme/page.html" %}\n'
        "{% block content %}before {{ super() }} after{% endblock %}\n"
    )
    built = build_course({**ABOUT, "templates/page.html": mine})
    head, _, main = built.html("about/index.html").partition("<main")

    assert built.lines == []
    assert main.index("before") < main.index("Words.") < main.index("after")
    assert "<!DOCTYPE html>" in head


def test_every_template_of_the_theme_can_be_extended_or_included(build_course: BuildCourse) -> None:
    for disk in (THEME / "templates").glob("*.html"):
        own = f'{{% extends "theme/{disk.name}" %}}'
        built = build_course({**ABOUT, f"templates/{disk.name}": own})
        assert built.lines == []


def test_a_page_may_choose_its_template_and_pass_data_to_it(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nextra: {year: 2020}\n",
            "content/about.md": "---\ntemplate: wide.html\nextra: {lead: 010}\n---\n",
            "templates/wide.html": "{{ site.extra.year }} {{ page.source.extra.lead }}",
        }
    )

    assert built.html("about/index.html") == "2020 010"


def test_templates_can_link_in_the_same_way_as_authors(build_course: BuildCourse) -> None:
    built = build_course(
        {
            **ABOUT,
            "static/a b.png": "png",
            "templates/page.html": "{{ '/about/#x' | href }} {{ 'a b.png' | static }} "
            "{{ '/gone/' | href }} {{ 'gone.png' | static }} {{ '**b**' | markdown }}",
        }
    )

    assert built.html("about/index.html") == (
        "../about/#x ../static/a%20b.png None None <strong>b</strong>"
    )


NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{number} {0} %s",
    "a & b < c",
    "[x](javascript:alert(1))",
]


@pytest.mark.parametrize("text", NASTY)
def test_text_that_looks_like_html_or_a_template_is_escaped(
    build_course: BuildCourse, text: str
) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    built = build_course(
        {
            "site.yaml": f"title: {quoted}\nterm: {quoted}\ndescription: {quoted}\n"
            f"institution: {quoted}\nmeeting: {quoted}\nroom: {quoted}\n"
            f"navigation: [{{title: {quoted}, link: '#staff'}}]\n",
            "content/schedule.yaml": f"sections:\n- title: {quoted}\n  weeks:\n"
            f"  - week: {quoted}\n    topic: {quoted}\n    lectures:\n    - title: {quoted}\n"
            f"      lecture: {quoted}\n      venue: {quoted}\n      time: {quoted}\n"
            f"      room: {quoted}\n      people: {quoted}\n"
            f"      code: {{title: {quoted}, url: 'https://example.org/', length: {quoted},"
            f" authors: {quoted}}}\n",
            "content/staff.yaml": f"people: [{{name: {quoted}, role: {quoted}, room: {quoted},"
            f" pronouns: {quoted}}}]\n",
            "content/about.md": f"---\ntitle: {quoted}\ndescription: {quoted}\n---\n",
        }
    )
    plain = build_course({"content/about.md": "---\ntitle: T\n---\n"})

    def running(tags: Tags) -> int:
        """Return the number of scripts that would run, not counting structured data."""
        scripts = [given for tag, given in tags.tags if tag == "script"]
        return sum(given.get("type") != "application/ld+json" for given in scripts)

    scripts = running(Tags(plain.html()))

    for path in ("index.html", "about/index.html", "404.html"):
        tags = Tags(built.html(path))
        assert text in tags.text
        assert running(tags) == scripts
        assert tags.values("onerror") == []
    assert "49" not in Tags(built.html()).text


def test_a_page_s_text_is_not_executed_as_a_template(build_course: BuildCourse) -> None:
    built = build_course({"content/about.md": "{{ 7 * 7 }} {% if x %} {# gone #}\n"})

    assert "{{ 7 * 7 }} {% if x %} {# gone #}" in built.html("about/index.html")


def test_an_undefined_name_never_produces_an_empty_string(build_course: BuildCourse) -> None:
    built = build_course({**ABOUT, "templates/page.html": "a{{ nothing }}b"})

    assert built.noted.failed
    assert "about/index.html" not in built.site.files


def test_a_template_that_fails_for_every_page_is_reported_once(build_course: BuildCourse) -> None:
    built = build_course({**ABOUT, "content/b.md": "", "templates/page.html": "{{ nothing }}"})

    assert [line for line in built.lines if "template" in line] == [
        "templates/page.html:1:4: error: the name 'nothing' is not defined"
    ]


def test_two_failing_templates_are_both_reported(build_course: BuildCourse) -> None:
    built = build_course(
        {**ABOUT, "templates/page.html": "{{ nothing }}", "templates/404.html": "\n{% else %}"}
    )

    assert [d.location.source.name for d in built.found] == [
        "templates/404.html",
        "templates/page.html",
    ]
