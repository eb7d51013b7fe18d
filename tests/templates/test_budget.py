"""Templates never need more memory than their budget."""

import gc
import json
import random
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from conftest import BuildCourse
from hostile_templates import HOSTILE, TEMPLATE_READS
from jinja2 import DictLoader
from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from coursegen.base.codes import Code
from coursegen.templates import metered
from coursegen.templates.budget import LIMIT, Budget, MemoryLimitError, RefusedError
from coursegen.templates.builtin_filters import METERED_FILTERS, METERED_TESTS, NOT_AVAILABLE
from coursegen.templates.sandbox import Sandbox, render_template
from coursegen.templates.undefined import TemplateUndefined

MEGABYTE = 1_000_000
TEMPLATE_CODES = {code for code in Code if code.value.startswith("CG3")}


@cache
def run_of_all() -> dict[str, Any]:
    """Return the results of all hostile templates in one process, and its peak memory."""
    program = Path(__file__).with_name("hostile_templates.py")
    ran = subprocess.run([sys.executable, program], check=True, capture_output=True)
    result: dict[str, Any] = json.loads(ran.stdout)
    return result


@pytest.mark.parametrize("name", HOSTILE)
def test_a_template_that_would_need_too_much_memory_is_stopped(name: str) -> None:
    assert run_of_all()["outcomes"][name] in {"MemoryLimitError", "RefusedError"}


def test_all_hostile_templates_together_need_less_than_300_megabytes() -> None:
    assert run_of_all()["peak"] < 300 * MEGABYTE


# --- random templates ----------------------------------------------------------------------------

VALUES = (
    "ns.x",
    "ns.y",
    "'ab<\"'",
    "'🙂é'",
    "i",
    "[ns.x]",
    "(ns.y, i)",
    "{'a': ns.x}",
    "range(30)",
)
GROW = (
    "({0} ~ {1})", "(({0} ~ '') * 7)", "([{0}] * 9)", "[{0}, {1}]", "({0} | string + {1} | string)",
    "({0} | string | replace('a', {1}))", "([{0}, {1}] | join({0}))",
    "({0} | string | center(5000))",
    "({0} | string | list)", "({0} | string | indent(20))", "({0} | tojson)",
    "('%s%s' % ({0}, {1}))",
    "('{{}}{{}}'.format({0}, {1}))", "({0} | string | urlencode)", "({0} | escape)",
    "[{0}] | batch(50, {1}) | list",
    "({0} | string | upper | title)", "({0} | string).split('a')", "({0} | string)[1:]",
    "({0} | string | wordwrap(9))", "({{'k': {0}}} | xmlattr)", "({0} | string | forceescape)",
    "([[{0}], [{1}]] | sum(start=[]))", "({0} | string).join(['1', '2', '3'])",
    "({0} | string | map('replace', 'a', 'bbbbb') | list)",
)  # fmt: skip


def random_template(seed: int) -> str:
    """Return a loop of random statements that make their values larger."""
    rng = random.Random(seed)

    def expression(depth: int) -> str:
        if depth == 0:
            return rng.choice(VALUES)
        return rng.choice(GROW).format(expression(depth - 1), expression(depth - 1))

    body = []
    for _ in range(4):
        name, value = rng.choice(("ns.x", "ns.y")), expression(rng.randint(1, 2))
        body.append(
            rng.choice(
                (
                    f"{{% set {name} = {value} %}}",
                    f"{{% set {name} = [{name}, {value}] %}}",
                    f"{{% set {name} %}}{{{{ {value} }}}}{{% endset %}}",
                    f"{{{{ {value} }}}}",
                )
            )
        )
    start = "{% set ns = namespace(x='a' * 50, y='b') %}"
    return f"{start}{{% for i in range(1000) %}}{''.join(body)}{{% endfor %}}"


@pytest.fixture
def traced() -> Iterator[None]:
    gc.collect()
    tracemalloc.start()
    yield
    tracemalloc.stop()


def test_random_templates_need_no_more_memory_than_is_charged_for_them(traced: None) -> None:
    sandbox = Sandbox(TEMPLATE_READS, autoescape=True, undefined=TemplateUndefined)
    limit = MEGABYTE
    sandbox.budget.__init__(limit)  # type: ignore[misc] # the methods are already bound
    stopped = 0
    for seed in range(12):
        template = sandbox.from_string(random_template(seed))
        sandbox.budget.reset()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        try:
            render_template(template, {})
        except MemoryLimitError:
            stopped += 1
        except (RefusedError, TypeError, ValueError):
            pass
        peak = tracemalloc.get_traced_memory()[1] - before

        assert peak < 1.5 * limit, random_template(seed)
    assert stopped > 4


# --- pages ---------------------------------------------------------------------------------------


def test_a_home_page_of_5000_lectures_is_within_the_limit(
    build_course: BuildCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    lecture = "{title: Tides & charts, date: 2020-02-20, slides: {url: 'https://a.example/b'},"
    lecture += " reading: {url: 'https://a.example/c', title: A reading}}"
    schedule = "weeks:\n- lectures:\n" + f"  - {lecture}\n" * 50
    monkeypatch.setattr(metered, "Budget", partial(Budget, LIMIT // 100))

    built = build_course({"content/schedule.yaml": schedule})

    assert [d for d in built.found if d.code in TEMPLATE_CODES] == []
    assert built.html().count("Tides &amp; charts") >= 50


def test_the_images_of_a_page_share_the_memory_budget_of_the_page(
    build_course: BuildCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metered, "Budget", partial(Budget, MEGABYTE))
    macro = "{% macro image(view, class='') %}{{ 'x' * 50000 }}{% endmacro %}"
    files = {"templates/partials/image.html": macro, "static/a.svg": "<svg/>"}

    built = build_course({**files, "content/a.md": "# A\n\n" + "![a](/static/a.svg)\n" * 40})

    (line,) = built.lines[-1:]
    assert line.startswith("templates/partials/image.html:1:")
    assert "memory" in line


def test_memory_that_imported_modules_use_is_charged_to_later_pages_too() -> None:
    loader = DictLoader({f"m{n}": f"{{{{ 'a' * {100_000 + n} }}}}" for n in range(30)})
    sandbox = Sandbox(TEMPLATE_READS, autoescape=True, undefined=TemplateUndefined, loader=loader)
    sandbox.budget.__init__(2 * MEGABYTE)  # type: ignore[misc] # the methods are already bound

    def render_pages() -> None:
        for number in range(30):
            sandbox.budget.reset()
            render_template(
                sandbox.from_string(f"{{% import 'm{number}' as m %}}{{{{ m.a is defined }}}}"), {}
            )

    with pytest.raises(MemoryLimitError):
        render_pages()


def test_path_lookups_in_templates_are_charged_to_the_budget(
    build_course: BuildCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metered, "Budget", partial(Budget, 5 * MEGABYTE))
    page = "{% for i in range(200) %}{{ (page.url ~ i ~ 'x' * 900) | href is none }}{% endfor %}"

    built = build_course(
        {"templates/page.html": page, **{f"content/{n}.md": "# A\n" for n in range(9)}}
    )

    assert any("memory" in line for line in built.lines)


# --- reproducible output -------------------------------------------------------------------------

VARYING = {
    "the current day": "{{ day.today() }}",
    "the current time": "{{ moment.now() }}",
    "the current time in UTC": "{{ moment.utcnow() }}",
    "a time in the machine's time zone": "{{ day.fromtimestamp(0) }}",
    "the machine's time zone": "{{ moment.astimezone() }}",
    "the offset of the machine's time zone": "{{ day.strftime('%s') }}",
    "the name of the machine's time zone": "{{ moment.strftime('%Z') }}",
    "the date format of the machine": "{{ '{:%c}'.format(day) }}",
    "the timestamp of a time": "{{ moment.timestamp() }}",
    "a random element": "{{ [1, 2] | random }}",
    "random elements": "{{ [[1, 2]] | map('random') | list }}",
    "random text": "{{ lipsum() }}",
    "the address of a method": "{{ 'a'.upper }}",
    "the address of a method as text": "{{ 'a'.upper ~ '' }}",
    "the address of a method in a list": "{{ ['a'.upper] }}",
    "the address of a method in JSON": "{{ 'a'.upper | tojson }}",
    "the address of a generator": "{{ [1] | map('string') }}",
    "the address of a generator by %": "{{ '%s' % ([1] | map('string')) }}",
    "the address of a generator by format": "{{ '{}'.format([1] | map('string')) }}",
    "the address of a generator by repr": "{{ '{!r}'.format([1] | map('string')) }}",
    "the address of a generator as an attribute": "{{ {'a': [1] | map('string')} | xmlattr }}",
    "the address of a generator by a filter": "{{ [1] | map('string') | upper }}",
    "the order of a set": "{{ names }}",
    "the order of a set of keys": "{{ {'a': 1, 'b': 2}.keys() - ['a'] }}",
    "the hash of a string": "{{ 'a'.__hash__() }}",
    "the fields of a value": "{{ budget }}",
}


@pytest.mark.parametrize("name", VARYING)
def test_no_template_can_output_values_that_differ_between_builds(name: str) -> None:
    sandbox = Sandbox(TEMPLATE_READS, autoescape=True, undefined=TemplateUndefined)
    values = {
        "day": date(2020, 2, 20),
        "moment": datetime(2020, 2, 20),  # noqa: DTZ001 - naive times are the critical case
        "names": frozenset("ab"),
        "budget": Budget(),
    }

    with pytest.raises(Exception) as raised:  # noqa: PT011 - several types, all expected
        render_template(sandbox.from_string(VARYING[name]), values)

    assert type(raised.value).__name__ in {
        "RefusedError", "SecurityError", "MissingValueError", "TemplateAssertionError",
        "TemplateRuntimeError", "TypeError",
    }  # fmt: skip


def test_a_message_about_reading_the_clock_explains_the_problem(build_course: BuildCourse) -> None:
    schedule = "weeks:\n- date: 2020-02-20\n  lectures: [x]\n"
    page = "{{ schedule.sections[0].weeks[0].dates.first.today() }}"

    built = build_course({"content/schedule.yaml": schedule, "templates/home.html": page})

    (found,) = built.found
    assert "'today' cannot be called" in found.message
    assert "'extra:'" in found.hint
    assert str(found.location) == "templates/home.html:1:1"


# --- errors are diagnostics ----------------------------------------------------------------------

ARGUMENTS = (
    "0", "-1", "1", "999999999", "-999999999", "1.5", "none", "true", "''", "'a'", "'\\ud800'",
    "'%c'", "'%s'", "'\\0'", "'{'", "'a' * 999999", "[]", "[1, 'a', none]", "{}", "{'a': 1}",
    "{1: {2: 3}}", "range(5)", "page", "site", "page.source", "schedule", "nothing", "(1, 2)",
    "[[], {}]", "'abc'.upper", "dict", "[1] | map('string')", "10 ** 300", "1e308 * 10", "words",
)  # fmt: skip


def random_uses(seed: int) -> list[str]:
    """Return calls of all Jinja filters and tests, with arguments of all types."""
    rng = random.Random(seed)
    uses = []
    for kind, names in (("|", sorted(FILTERS)), ("is", sorted(TESTS))):
        for name in names:
            if kind == "is" and not name.isidentifier():
                continue
            given = ", ".join(rng.choice(ARGUMENTS) for _ in range(rng.randint(0, 2)))
            call = f"{name}({given})" if given else name
            uses.append(f"{{{{ ({rng.choice(ARGUMENTS)}) {kind} {call} }}}}")
    return uses


def test_no_use_of_a_filter_or_test_causes_a_traceback(build_course: BuildCourse) -> None:
    uses = random_uses(12)
    files = {f"templates/t{n}.html": use for n, use in enumerate(uses)}
    pages = {
        f"content/p{n}.md": f"---\ntitle: P\ntemplate: t{n}.html\n---\n" for n in range(len(uses))
    }

    built = build_course({**files, **pages})

    errors = [d for d in built.found if d.code in TEMPLATE_CODES]
    assert {str(d.location).partition("/")[0] for d in errors} == {"templates"}
    assert len(uses) // 3 < len(errors) < len(uses)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ 'abc' | truncate(1) }}", "expected length >= 3"),
        ("{{ '%c' % 55296 }}", "lone surrogate"),
        ("{{ '\\ud800' }}", "lone surrogate"),
        ("{% macro m() %}{{ '\\udfff' ~ '' }}{% endmacro %}{{ m() }}", "lone surrogate"),
        ("{% for a in [] %}" * 22 + "{% endfor %}" * 22, "too many statically nested blocks"),
        ("{{ " + "9" * 5000 + " }}", "a number is too large"),
        ("{{ 0x" + "f" * 5000 + " }}", "a number is too large"),
        ("{{ site.title.encode() }}", "'encode' of this string cannot be called"),
        ("{{ page }}", "this page view cannot be printed"),
        ("{{ 'a' | label }}", "expected Kind, found str"),
        ("{{ 'a' | icon }}", "expected Kind, found str"),
    ],
)
def test_an_error_in_a_template_is_a_diagnostic(
    source: str, message: str, build_course: BuildCourse
) -> None:
    built = build_course({"content/a.md": "# A\n", "templates/page.html": source})

    (found,) = built.found
    assert message in found.message
    assert str(found.location.source.name) == "templates/page.html"


def test_each_jinja_filter_and_test_is_charged_or_unavailable() -> None:
    assert set(METERED_FILTERS) | set(NOT_AVAILABLE) == set(FILTERS) | {"lipsum"}
    assert set(METERED_TESTS) == set(TESTS)
