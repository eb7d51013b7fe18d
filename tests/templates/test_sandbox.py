"""The sandbox's fast paths give the same results as Jinja's sandbox."""

from typing import Any

import pytest
from hostile_templates import TEMPLATE_READS
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, LocatedStr
from coursegen.templates.sandbox import Sandbox
from coursegen.templates.undefined import TemplateUndefined


class Lesson(Struct):
    """An object like those in the model."""

    title: str
    _hidden: str = "hidden"

    @property
    def loud(self) -> str:
        """An example of a property."""
        return self.title.upper()

    def people(self) -> str:
        """Return a value; templates may call this method."""
        return f"<{self.title}>"


LESSON = Lesson("one")
SANDBOX = Sandbox(TEMPLATE_READS, autoescape=True, undefined=TemplateUndefined)
LIBRARY = ImmutableSandboxedEnvironment(autoescape=True, undefined=TemplateUndefined)


def outcome(environment: ImmutableSandboxedEnvironment, source: str) -> str:
    """Render a template twice, with and without the cache, and return the output."""
    made = []
    for _ in range(2):
        values: dict[str, Any] = {
            "lesson": LESSON,
            "words": {"items": "i", "week": "w"},
            "some": [1],
        }
        try:
            made.append(environment.from_string(source).render(values))
        except (TemplateError, TypeError) as error:
            made.append(type(error).__name__)
    assert made[0] == made[1]
    return made[0]


@pytest.mark.parametrize(
    "source",
    [
        "{{ lesson.title }}{{ lesson.loud }}{{ lesson.people() }}",
        "{{ lesson._hidden }}",
        "{{ lesson.title }}{{ lesson.__class__ }}",
        "{{ lesson.people.__func__ }}",
        "{{ lesson.nothing }}",
        "{% for i in [1] %}{{ loop.__class__ }}{% endfor %}",
        "{% for i in [1] %}{{ loop.index }}{{ loop._iterator }}{% endfor %}",
        "{{ lesson.nothing is defined }}",
        "{{ words.week }}{{ words.items is string }}{{ words.items() | list | length }}",
        "{{ words.week }}{{ words.clear() }}",
        "{{ words.none }}",
        "{{ some.append(2) }}",
        "{{ '{0.__class__}'.format(lesson) }}",
        "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice(1) }}{{ twice(x='<') }}",
        "{% macro one(x) %}{{ x }}{% endmacro %}{{ one(1, 2) }}",
        "{% macro one(x) %}{{ x }}{% endmacro %}{{ one.__call__ }}{{ one._func }}",
        "{% macro one() %}{{ caller('<') }}{% endmacro %}{% call(x) one() %}{{ x }}{% endcall %}",
        "{% autoescape false %}{{ '<' }}{% endautoescape %}{{ lesson.title ~ ('>' | safe) }}",
    ],
)
def test_a_template_gives_the_same_output_as_in_jinja_s_sandbox(source: str) -> None:
    assert outcome(SANDBOX, source) == outcome(LIBRARY, source)


@pytest.mark.parametrize(
    "value",
    [
        "a & b",
        "<b>" * 3,
        '"' * 300,
        LocatedStr("<", NO_LOCATION),
        Markup("<b>"),
        Markup("<") * 300,
        None,
        1,
        ["<"],
    ],
)
def test_every_value_is_escaped(value: object) -> None:
    assert SANDBOX.from_string("{{ value }}").render(value=value) == escape(value)


def test_markup_is_not_confused_with_equal_plain_text() -> None:
    texts = [SANDBOX.escaped(value) for value in ("<i>", Markup("<i>"), "<i>")]

    assert texts == ["&lt;i&gt;", "<i>", "&lt;i&gt;"]
