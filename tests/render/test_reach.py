"""What a template can see is known by the words in it, and in all that it may call in."""

import pytest

from coursegen.render.reach import Reach

SCHEDULE = "partials/schedule.html"


def seen(template: str, **own: str) -> frozenset[str]:
    """The words that `page.html` reaches, where it is `template`; `a` is the course's `a.html`."""
    return Reach({"page.html": template, **{f"{n}.html": s for n, s in own.items()}}).words(
        "page.html"
    )


def test_a_template_sees_what_it_names() -> None:
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
def test_a_template_sees_what_those_that_it_calls_by_name_see(call: str) -> None:
    words = seen(call, a="{{ schedule }}", b="{{ staff }}")

    assert "schedule" in words
    assert "staff" not in words


def test_those_that_call_each_other_are_followed_once() -> None:
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
def test_a_name_that_is_not_plain_may_mean_every_template(call: str) -> None:
    words = seen(call, b="{{ own_word }}")

    assert {"own_word", "schedule", "staff", "filesize"} <= words


@pytest.mark.parametrize(
    "call",
    [
        'map("file" ~ "size")',
        'map("file" "size")',
        r'map("\x66ilesize")',
        "map(name)",
        "map(*names)",
        "map\n(name)",
        'map("href" if page else "filesize")',
    ],
)
def test_a_filter_whose_name_is_put_together_may_be_every_filter(call: str) -> None:
    assert "filesize" in seen(f"{{{{ [] | {call} }}}}")


@pytest.mark.parametrize("call", ['map("href")', "map('href', 1)", 'map(attribute="target")'])
def test_a_filter_that_is_called_by_its_name_is_only_that(call: str) -> None:
    assert "filesize" not in seen(f"{{{{ [] | {call} }}}}")


def test_a_template_of_the_course_takes_the_place_of_the_theme_s() -> None:
    assert "own_word" in seen('{% include "footer.html" %}', footer="own_word")
    own = {"partials/footer.html": "{{ staff }}"}
    assert "staff" in Reach(own).words("page.html")
    assert "staff" not in Reach({}).words("page.html")


def test_the_theme_s_own_stays_behind_its_prefix() -> None:
    own = {"page.html": '{% extends "theme/page.html" %}', "theme.html": "{{ staff }}"}

    assert "breadcrumb" in Reach(own).words("page.html")
    assert "staff" not in Reach(own).words("page.html")
    assert "staff" in Reach({"page.html": "{{ staff }}"}).words("page.html")
    assert "staff" not in Reach({"page.html": "{{ staff }}"}).words("theme/page.html")


def test_what_filters_call_in_is_reached_by_every_template() -> None:
    own = {"partials/image.html": "{{ staff }}", "icons/slides.svg": "{{ drawn }}", "x.html": ""}

    assert {"staff", "drawn"} <= Reach(own).words("x.html")


@pytest.mark.parametrize("name", ["/page.html", "./home.html", "theme//home.html", "nothing.html"])
def test_a_page_s_template_that_is_written_otherwise_may_be_every_one(name: str) -> None:
    assert {"schedule", "staff", "filesize"} <= Reach({}).words(name)


def test_the_theme_s_page_asks_for_neither_schedule_nor_staff_nor_sizes() -> None:
    assert Reach({}).words("page.html").isdisjoint({"schedule", "timetable", "staff", "filesize"})
    assert Reach({}).words("404.html").isdisjoint({"schedule", "timetable", "staff", "filesize"})
    assert {"timetable", "staff", "filesize"} <= Reach({}).words("home.html")
