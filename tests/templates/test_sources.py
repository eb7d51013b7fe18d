"""The templates that a template may include, directly or through others."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import NO_STORE
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import TEMPLATES, walk
from coursegen.incremental.memo import Memo
from coursegen.incremental.store import Store
from coursegen.templates import sources as module
from coursegen.templates.sources import TemplateSources, read_templates

ALL = {"home.html", "partials/footer.html", "partials/schedule.html", "b.html"}
"""Some of the theme's templates, and one of the course's that the calls below do not name."""


def sources_of(own: Mapping[str, str], store: Store = NO_STORE) -> TemplateSources:
    """Return the sources of templates, as in a new process."""
    return TemplateSources(own, Memo(store, "templates", Diagnostics()))


def included(template: str, **own: str) -> set[str]:
    """Return what `page.html` may include; the other arguments are templates of the course."""
    sources = {"page.html": template, **{f"{name}.html": source for name, source in own.items()}}
    return set(sources_of(sources).included_by("page.html"))


def test_a_template_includes_itself() -> None:
    assert "page.html" in included("{{ page.content }}")
    assert "home.html" not in included("{{ page.content }}")


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
        '{% include "a.html" if page else "nothing" %}',
        '{% include ["a.html", "a.html"] %}',
        r'{% include "\x61.html" %}',
    ],
)
def test_a_template_that_is_named_may_be_included(call: str) -> None:
    assert "a.html" in included(call, a="", b="")


@pytest.mark.parametrize(
    "call",
    [
        '{% include "a.html" %}',
        "{% include 'a.html' ignore missing without context %}",
        '{% extends "a.html" %}',
        '{% from "a.html" import x, y as z %}',
        '{% include ["a.html", "page.html"] %}',
        r'{% include "\x61.html" %}',
        '{% include "a" ".html" %}',
    ],
)
def test_a_template_that_is_not_named_is_not_included(call: str) -> None:
    assert not included(call, a="", b="") & ALL


def test_templates_that_include_each_other_are_searched_once() -> None:
    found = included(
        '{% include "a.html" %}', a='{% include "b.html" %}', b='{% include "a.html" %}'
    )

    assert {"a.html", "b.html"} <= found


@pytest.mark.parametrize(
    "call",
    [
        '{% include "partials/" ~ name ~ ".html" %}',
        "{% include name %}",
        '{% include ["a.html", name] %}',
        '{% include "nothing.html" if page else "a.html" %}',
        "{% extends name %}",
        '{% include "nothing.html" %}',
        '{% include "./a.html" %}',
        '{% include "theme//page.html" %}',
        '{% import "/a.html" as a %}',
        "{% include %}",
        "{% unknown %}",
        '{% include "a.html"',
        "{{ " + "(" * 5_000,
    ],
)
def test_a_computed_or_unusual_name_may_refer_to_every_template(call: str) -> None:
    assert included("{% if page %}{% endif %}" + call, a="", b="") >= ALL


def test_a_template_of_the_course_replaces_the_theme_s_template() -> None:
    own = {"partials/footer.html": '{% include "partials/own.html" %}', "partials/own.html": ""}
    sources = sources_of(own)

    assert sources.get("partials/footer.html") == own["partials/footer.html"]
    assert sources_of({"partials/footer.html": ""}).get("partials/footer.html") == ""
    assert "partials/own.html" in sources.included_by("page.html")


def test_the_theme_s_template_remains_available_with_its_prefix() -> None:
    own = {"404.html": '{% extends "theme/404.html" %}', "theme.html": ""}
    sources = sources_of(own)
    found = sources.included_by("404.html")

    assert found["theme/404.html"] == sources_of({}).get("404.html")
    assert "partials/header.html" in found
    assert "theme.html" not in found
    assert "partials/header.html" not in sources_of({"404.html": ""}).included_by("404.html")


def test_the_templates_that_filters_render_are_always_included() -> None:
    own = {"partials/image.html": "image", "icons/slides.svg": "icon", "x.html": ""}
    found = sources_of(own).included_by("x.html")

    assert found["partials/image.html"] == "image"
    assert found["icons/slides.svg"] == "icon"


@pytest.mark.parametrize("name", ["/page.html", "./home.html", "theme//home.html", "nothing.html"])
def test_an_unusual_template_name_of_a_page_may_refer_to_every_template(name: str) -> None:
    assert set(sources_of({"b.html": ""}).included_by(name)) >= ALL


def test_only_templates_with_sections_include_the_schedule_and_the_staff() -> None:
    sources = sources_of({})
    names = {"partials/schedule.html", "partials/staff.html"}

    assert not names & set(sources.included_by("404.html"))
    for template in ("home.html", "page.html"):
        assert names <= set(sources.included_by(template))


@settings(max_examples=200, derandomize=True)
@given(
    source=st.lists(
        st.sampled_from(
            ["{%", "%}", "{{", "}}", "include ", '"a.html"', "name", "(", "{#", "\ud800"]
        ),
        max_size=8,
    ).map("".join)
)
def test_no_source_causes_a_crash(source: str) -> None:
    assert "page.html" in included(source)


def test_the_templates_of_a_course_are_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "templates/partials").mkdir(parents=True)
    (tmp_path / "templates/partials/own.html").write_text("own")
    (tmp_path / "templates/binary.html").write_bytes(b"\xff")
    sources = read_templates(
        walk(tmp_path / TEMPLATES, TEMPLATES, Diagnostics()), Memo(NO_STORE, "", Diagnostics())
    )

    assert sources.get("partials/own.html") == "own"
    assert sources.get("binary.html") == "\udcff"
    assert sources.get("none.html") is None


def test_a_template_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"page.html": '{% include "a.html" %}', "a.html": "{% if page %}{% endif %}"}
    before = sources_of(own, Store(tmp_path))
    first = before.included_by("page.html")
    before.save()
    monkeypatch.setattr(module, "_referenced", None)

    assert sources_of(own, Store(tmp_path)).included_by("page.html") == first
