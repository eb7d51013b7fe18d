"""The names that a template uses, directly or through templates that it may include."""

import pytest
from coursegen.templates.reach import Reach

SCHEDULE = "partials/schedule.html"


class Names:
    """The names that a template uses."""

    def __init__(self, reach: Reach, template: str) -> None:
        self._reach = reach
        self._template = template

    def __contains__(self, name: str) -> bool:
        return self._reach.sees(self._template, name)


def seen(template: str, **own: str) -> Names:
    """Return the names that `page.html` uses; the other arguments are templates of the course."""
    reach = Reach({"page.html": template, **{f"{n}.html": s for n, s in own.items()}})
    return Names(reach, "page.html")


def test_a_template_uses_the_names_in_its_source() -> None:
    assert "schedule" in seen("{{ schedule.sections }}")
    assert "schedule" not in seen("{{ page.content }}")


@pytest.mark.parametrize(
    "call",
    [
        '{% include "a.html" %}',
        "{%- include 'a.html' -%}",
        '{%+include "a.html" ignore missing with context %}',
        '{% extends "a.html" %}',
        '{% import "a.html" as a %}',
        '{% from "a.html" import x, y as z %}',
        '{%\n  include\n  "a.html"\n%}',
    ],
)
def test_a_template_uses_the_names_in_templates_that_it_includes(call: str) -> None:
    words = seen(call, a="{{ schedule }}", b="{{ staff }}")

    assert "schedule" in words
    assert "staff" not in words


def test_templates_that_include_each_other_are_searched_once() -> None:
    words = seen('{% include "a.html" %}', a='{% include "b.html" %}', b='{% include "a.html" %} x')

    assert "x" in words


@pytest.mark.parametrize(
    "call",
    [
        '{% include "partials/" ~ name ~ ".html" %}',
        '{% include "partials/x" ".html" %}',
        "{% include name %}",
        '{% include ["nothing.html", "b.html"] %}',
        '{% include "nothing.html" if page else "b.html" %}',
        r'{% include "\x62.html" %}',
        '{% include "a%}b.html" %}',
        "{% extends name %}",
        '{% include "nothing.html" %}',
        '{% include "./b.html" %}',
        '{% include "theme//page.html" %}',
        '{% import "/b.html" as b %}',
    ],
)
def test_a_computed_template_name_may_refer_to_every_template(call: str) -> None:
    words = seen(call, b="{{ own_word }}")

    assert all(name in words for name in ("own_word", "schedule", "staff", "fileinfo"))


@pytest.mark.parametrize(
    "call",
    [
        'map("file" ~ "size")',
        'map("file" "size")',
        r'map("\x66ilesize")',
        "map(name)",
        "map(*names)",
        "map\n(name)",
        'map("href" if page else "fileinfo")',
    ],
)
def test_a_computed_filter_name_may_refer_to_every_filter(call: str) -> None:
    assert "fileinfo" in seen(f"{{{{ [] | {call} }}}}")


@pytest.mark.parametrize("call", ['map("href")', "map('href', 1)", 'map(attribute="target")'])
def test_a_literal_filter_name_refers_to_one_filter(call: str) -> None:
    assert "fileinfo" not in seen(f"{{{{ [] | {call} }}}}")


def test_a_template_of_the_course_replaces_the_theme_s_template() -> None:
    assert "own_word" in seen('{% include "footer.html" %}', footer="own_word")
    own = {"partials/footer.html": "{{ staff }}"}
    assert Reach(own).sees("page.html", "staff")
    assert not Reach({}).sees("page.html", "staff")


def test_the_theme_s_template_remains_available_with_its_prefix() -> None:
    own = {"page.html": '{% extends "theme/page.html" %}', "theme.html": "{{ staff }}"}

    assert Reach(own).sees("page.html", "breadcrumb")
    assert not Reach(own).sees("page.html", "staff")
    assert Reach({"page.html": "{{ staff }}"}).sees("page.html", "staff")
    assert not Reach({"page.html": "{{ staff }}"}).sees("theme/page.html", "staff")


def test_the_names_of_a_template_include_those_in_templates_that_its_filters_render() -> None:
    own = {"partials/image.html": "{{ staff }}", "icons/slides.svg": "{{ drawn }}", "x.html": ""}

    assert Reach(own).sees("x.html", "staff")
    assert Reach(own).sees("x.html", "drawn")


@pytest.mark.parametrize("name", ["/page.html", "./home.html", "theme//home.html", "nothing.html"])
def test_an_unusual_template_name_of_a_page_may_refer_to_every_template(name: str) -> None:
    assert all(Reach({}).sees(name, value) for value in ("schedule", "staff", "fileinfo"))


def test_the_page_template_uses_neither_schedule_nor_staff_nor_file_sizes() -> None:
    reach = Reach({})
    names = ("timetable", "staff", "fileinfo")
    for template in ("page.html", "404.html"):
        assert not any(reach.sees(template, name) for name in ("schedule", *names))
    assert all(reach.sees("home.html", name) for name in names)
