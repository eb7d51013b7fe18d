"""Templates that need as much memory as possible, and a program that renders all of them.

`python hostile_templates.py` prints the results, and the peak memory of the process.
"""

import json
import resource
import sys
from datetime import date
from pathlib import Path

from jinja2 import DictLoader

from coursegen.incremental.reads import Answers, Reads
from coursegen.templates.sandbox import Sandbox, render_template
from coursegen.templates.undefined import TemplateUndefined

TEMPLATE_READS = Reads(Answers({"template": lambda _name: ""}, {}))
"""The reads of an environment without pages, in which no template changes."""
_START = "{% set ns = namespace(x='a' * 1000, y=[]) %}"
_BIG = "{% for i in range(50000) %}{{ 'a' * 60000 }}{% endfor %}"
_NEST = _START + "{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}"


def repeated(statement: str) -> str:
    """Return a template that repeats a statement until it is stopped."""
    return _START + "{% for i in range(100000) %}" + statement + "{% endfor %}"


HOSTILE = {
    "captured in set": "{% set x %}" + _BIG + "{% endset %}",
    "captured in a macro": "{% macro m() %}" + _BIG + "{% endmacro %}{% set x = m() %}",
    "captured in a call block": "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}"
    + _BIG
    + "{% endcall %}",
    "captured in a filter block": "{% filter upper %}" + _BIG + "{% endfilter %}",
    "captured by self": "{% block a %}{% for i in range(50000) %}{{ 'a' * 600 }}{% endfor %}"
    "{% endblock %}{% set x = self.a() %}",
    "captured from an import": "{% import 'big' as big %}{{ big }}",
    "captured without escaping": "{% autoescape false %}{% set x %}"
    + _BIG
    + "{% endset %}{% endautoescape %}",
    "captured by recursive macros": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}"
    "{% else %}{{ 'a' * 1000 }}{% endif %}{% endmacro %}{{ m(40) }}",
    "captured by a recursive loop": "{% for i in [[1] * 50000] recursive %}{{ 'a' * 60000 }}"
    "{{ loop(i) if i is iterable }}{% endfor %}",
    "captured from a long string": "{% set m %}{{ 'a' * 100000 }}{% endset %}"
    + repeated("{% set ns.y %}{{ ns.y }}{{ m }}{% endset %}"),
    "passed on by a filter block": "{% set m = 'a' * 10000000 %}{% set x %}"
    + "{% filter default(m, true) %}{% endfilter %}" * 60
    + "{% endset %}",
    "written": _BIG,
    "written in small parts": "{% for i in range(100000) %}{% for j in range(100) %}"
    + "{{ 'a' * 900 }}" * 9
    + "{% endfor %}{% endfor %}",
    "included": "{% for i in range(100000) %}{% include 'page' %}{% endfor %}",
    "tilde": repeated("{% set ns.x = ns.x ~ ns.x %}"),
    "tilde with HTML": "{{ ('<b>' | safe) ~ '\"' * 60000000 }}",
    "plus": repeated("{% set ns.x = ns.x + ns.x %}"),
    "plus with HTML": "{{ ('<b>' | safe) + '\"' * 60000000 }}",
    "list plus list": repeated("{% set ns.y = (ns.y or [1]) + (ns.y or [1]) %}"),
    "times": "{{ 'a' * 10 ** 9 }}",
    "list times": "{{ [1] * 10 ** 9 }}",
    "power": "{{ 10 ** 999999999 }}",
    "percent": "{{ '%999999999d' % 1 }}",
    "percent with a precision": "{{ '%.999999999f' % 1 }}",
    "percent with a star": "{{ '%*d' % (999999999, 1) }}",
    "percent with a mapping": "{{ ('%(a)s' * 10000) % {'a': 'b' * 100000} }}",
    "format filter": "{{ '%999999999s' | format('x') }}",
    "format method": "{{ '{:999999999}'.format(1) }}",
    "format method with a nested width": "{{ '{:{w}}'.format(1, w=999999999) }}",
    "format method that repeats": "{{ ('{0}' * 10000).format('b' * 100000) }}",
    "format_map": "{{ '{a:{b}}'.format_map({'a': 1, 'b': 999999999}) }}",
    "format of HTML": "{{ ('{:999999999}' | safe).format(1) }}",
    "strftime": "{{ day.strftime('%Y' * 10000000) }}",
    "slice of a string": "{% set b = 'a' * 10000000 %}"
    + repeated("{% set ns.y = [ns.y, b[1:]] %}"),
    "slice of a list": "{% set b = [1] * 1000000 %}" + repeated("{% set ns.y = [ns.y, b[1:]] %}"),
    "list literals": repeated("{% set ns.y = [ns.y, " + "i, " * 5000 + "] %}"),
    "lists of ranges": repeated("{% set ns.y = [ns.y, range(100000) | list] %}"),
    "cyclers": repeated("{% set ns.y = [ns.y, cycler(*range(100000))] %}"),
    "arguments": "{% macro m() %}{{ varargs }}{% endmacro %}{{ m(*([1] * 100000000)) }}",
    "nested and printed": _NEST + "{{ ns.x }}",
    "nested and compared": _NEST
    + "{% set ns.y = 'a' %}{% for i in range(60) %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}"
    + "{{ ns.x == ns.y }}",
    "nested as a key": _NEST.replace("[ns.x, ns.x]", "(ns.x, ns.x)") + "{{ {ns.x: 1} }}",
    "batch": "{{ [1] | batch(999999999, 0) | list }}",
    "center": "{{ 'a' | center(999999999) }}",
    "center method": "{{ 'a'.center(999999999) }}",
    "dictsort": "{{ {'a': 'b' * 100000000, 'c': 'd'} | dictsort(by='value') | list }}",
    "escape": "{{ '\"' * 60000000 }}",
    "expandtabs": "{{ '\\t'.expandtabs(999999999) }}",
    "groupby": "{{ ([{'a': 'b' * 10000000}] * 10000) | groupby('a') }}",
    "indent": "{{ ('\\n' * 1000) | indent(1000000) }}",
    "indent with a string": "{{ ('\\n' * 1000) | indent('x' * 1000000) }}",
    "join": "{{ range(100000) | join('a' * 100000) }}",
    "join method": "{{ ('a' * 100000).join(['b'] * 100000) }}",
    "ljust": "{{ 'a'.ljust(999999999) }}",
    "list of characters": "{{ ('a' * 60000000) | list | length }}",
    "loop.length": "{% for c in range(9999) | map('center', 9999) %}{{ loop.length }}{% endfor %}",
    "map with replace": "{{ (['a' * 10000] * 1000) | map('replace', 'a', 'b' * 1000) | list }}",
    "map with center": "{{ (['a'] * 1000) | map('center', 10000000) | list }}",
    "replace": repeated("{% set ns.x = ns.x | replace('a', 'aaaaaaaaaa') %}"),
    "replace of nothing": "{{ ('a' * 100000) | replace('', 'b' * 100000) }}",
    "replace method": repeated("{% set ns.x = ns.x.replace('a', 'aaaaaaaaaa') %}"),
    "round": "{{ 1.5 | round(999999999, 'ceil') }}",
    "round of an integer": "{{ 5 | round(-999999999) }}",
    "slice": "{{ (range(100000) | list * 40) | slice(2) | list }}",
    "sort": "{{ ([{'a': 'B' * 10000000}] * 10000) | sort(attribute='a') }}",
    "split": "{{ ('a ' * 30000000).split() | length }}",
    "splitlines": "{{ ('\\n' * 30000000).splitlines() | length }}",
    "sum": "{{ ([range(1000) | list] * 10000) | sum(start=[]) | length }}",
    "title": "{{ ('a-' * 30000000) | title }}",
    "tojson": "{{ [[1]] | tojson(indent=10 ** 9) }}",
    "urlencode": "{{ ('é' * 30000000) | urlencode }}",
    "urlize": "{{ ('a.com ' * 100000) | urlize(target='x' * 100000) }}",
    "wordcount": "{{ ('a ' * 60000000) | wordcount }}",
    "wordwrap": "{{ ('a ' * 100000) | wordwrap(1, true, 'x' * 100000) }}",
    "xmlattr": "{{ {'a': '\"' * 60000000} | xmlattr }}",
    "zfill": "{{ 'a'.zfill(999999999) }}",
}
"""Templates that exceed the memory limit of a page, keyed by description."""


def render(sandbox: Sandbox, source: str) -> str:
    """Render a template, and return the name of its error."""
    sandbox.budget.reset()
    try:
        render_template(sandbox.from_string(source), {"day": date(2020, 2, 20)})
    except Exception as error:  # noqa: BLE001 - the test checks it
        return type(error).__name__
    return "rendered"


def main() -> None:
    """Render all templates, and print the results as JSON."""
    loader = DictLoader({"big": _BIG, "page": "y" * 10_000})
    sandbox = Sandbox(TEMPLATE_READS, autoescape=True, undefined=TemplateUndefined, loader=loader)
    outcomes = {name: render(sandbox, source) for name, source in HOSTILE.items()}
    json.dump({"outcomes": outcomes, "peak": peak()}, sys.stdout)


def peak() -> int:
    """Return the peak memory of this process in bytes."""
    if sys.platform == "linux":  # on Linux, getrusage includes the memory of the parent before exec
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return 1024 * int(status.partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
