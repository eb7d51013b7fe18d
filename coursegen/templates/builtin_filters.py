"""Jinja's own filters and tests, each with the memory that it takes.

A filter without an entry here does not exist for templates: a new version of Jinja adds none.
"""

from __future__ import annotations

import re
from functools import reduce
from sys import getsizeof
from typing import TYPE_CHECKING, Any

from jinja2 import pass_context
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.tests import TESTS

from coursegen.templates.budget import ELEMENT, ESCAPED, LONG, RefusedError
from coursegen.templates.formatting import percent_cost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2.runtime import Context

    from coursegen.templates.metered import MeteredEnvironment

    Arguments = dict[str, Any]
    """The arguments of a filter by their names."""
    Prepare = Callable[[MeteredEnvironment, Any, Arguments], Any]
    """Charges a filter; returns what it is applied to: a list where it was given an iterator."""

NOT_AVAILABLE = {
    "lipsum": "its text is another in each build: write the text yourself",
    "random": "it gives another result in each build: choose one yourself, such as … | first",
    "pprint": "it is for debugging: print the value's attributes",
}
"""Filters and functions of Jinja that templates do not have, with what to do instead."""
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SHORT_STRING = 2 * ELEMENT
"""Bytes of a short string in a list."""
_MAX_DIGITS = 1_000
"""Digits of a number that is read, and to which one is rounded."""
_MAX_INDENT = 16
_FREE_COPIES = 512
"""Bytes that may be copied for the cost of one: they are freed at once, and take only time."""


def _no_cost(_sandbox: MeteredEnvironment, value: Any, _given: Arguments) -> Any:
    """Nothing larger than a reference is made."""
    return value


def _text(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    """What is made is at most `ESCAPED` times as large as the value and the arguments."""
    sandbox.charge(ESCAPED * sandbox.budget.text_size(value, *given.values()))
    return value


def _words(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    """The text is split, at worst into single characters."""
    if isinstance(value, str):
        sandbox.charge(_SHORT_STRING * len(value) // 2)
    return _text(sandbox, value, given)


def _elements(sandbox: MeteredEnvironment, value: Any, _given: Arguments) -> Any:
    """A list of the value's elements is made."""
    return sandbox.budget.elements(value)


def _batch(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    if given.get("fill_with") is not None:
        sandbox.charge(ELEMENT * max(given["linecount"], 0))
    return sandbox.budget.elements(value)


def _center(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    sandbox.charge(4 * max(given.get("width", 80), 0))
    return _text(sandbox, value, {})


def _dictsort(sandbox: MeteredEnvironment, value: Any, _given: Arguments) -> Any:
    sandbox.charge(sandbox.budget.size_of(value))
    return value


def _format(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    args = given.pop("args", ())
    sandbox.charge(ESCAPED * percent_cost(sandbox, sandbox.text(value), given or args))
    return value


def _sorted(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    """The elements are compared by an attribute, of which a copy in lower case is made."""
    elements = sandbox.budget.elements(value)
    attribute = given.get("attribute")
    for name in attribute.split(",") if isinstance(attribute, str) else [attribute]:
        getter = make_attrgetter(sandbox, name, default=given.get("default"))
        sandbox.charge(sum(sandbox.budget.size_of(getter(each)) for each in elements))
    return elements


def _indent(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    width = given.get("width", 4)
    each = ESCAPED * getsizeof(width) if isinstance(width, str) else 4 * max(width, 0)
    sandbox.charge((len(_LINE_END.findall(value)) + 1) * (each + _SHORT_STRING))
    return _text(sandbox, value, {})


def _int(_sandbox: MeteredEnvironment, value: Any, _given: Arguments) -> Any:
    if isinstance(value, str) and len(value) > _MAX_DIGITS:
        raise RefusedError(f"a number has more than {_MAX_DIGITS:,} digits")
    return value


def _join(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    budget = sandbox.budget
    elements = joined = budget.elements(value)
    if given.get("attribute") is not None:
        joined = list(map(make_attrgetter(sandbox, given["attribute"]), elements))
    between = budget.text_size(given.get("d", ""))
    sandbox.charge(ESCAPED * (budget.text_size(joined) + len(joined) * between))
    return elements


def _replace(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    text, old, new = sandbox.text(value), sandbox.text(given["old"]), sandbox.text(given["new"])
    found, most = text.count(old), given.get("count")
    times = found if most is None or most < 0 else min(found, most)
    width = 1 if text.isascii() and new.isascii() else 4
    sandbox.charge(ESCAPED * width * (len(text) + times * len(new)) + ELEMENT)
    return value


def _reverse(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    return (_text if isinstance(value, str) else _elements)(sandbox, value, given)


def _round(_sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    if abs(given.get("precision", 0)) > _MAX_DIGITS:
        raise RefusedError(f"a number cannot be rounded to more than {_MAX_DIGITS:,} digits")
    return value


def _tojson(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    indent = given.get("indent")
    if indent is not None:
        if (len(indent) if isinstance(indent, str) else indent) > _MAX_INDENT:
            raise RefusedError(f"JSON is indented by {_MAX_INDENT} characters at most")
        sandbox.charge(_total_depth(sandbox, value) * 4 * _MAX_INDENT)
    return _text(sandbox, value, {"twice": value})  # as JSON, and made safe for HTML


def _total_depth(sandbox: MeteredEnvironment, value: Any) -> int:
    """How many levels deep all elements of a value are together."""
    total, level, depth = 0, [value], 0
    while level:
        depth += 1
        total += depth * len(level)
        sandbox.budget.check(total)
        level = [
            inner
            for each in level
            if isinstance(each, dict | list | tuple)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return total


def _urlize(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    attributes = sandbox.budget.text_size(*given.values())
    words = sandbox.text(value).split()
    longest = max(map(len, words), default=0)
    sandbox.charge(ESCAPED * (len(words) + 1) * attributes + longest * longest // _FREE_COPIES)
    return _words(sandbox, value, {})


def _wordwrap(sandbox: MeteredEnvironment, value: Any, given: Arguments) -> Any:
    text, width = sandbox.text(value), max(given.get("width", 79), 1)
    lines = 2 * len(text) // width + len(_LINE_END.findall(text)) + 1
    longest = max(map(len, text.split()), default=0)
    each = sandbox.budget.text_size(given.get("wrapstring")) + _SHORT_STRING
    sandbox.charge(lines * each + longest * longest // width // _FREE_COPIES)
    return _words(sandbox, value, {})


_PREPARE: dict[str, Prepare] = {
    **dict.fromkeys(
        ("abs", "attr", "count", "d", "default", "filesizeformat", "first", "float", "items",
         "last", "length", "map", "reject", "rejectattr", "select", "selectattr"),
        _no_cost,
    ),
    **dict.fromkeys(
        ("capitalize", "e", "escape", "forceescape", "lower", "safe", "string", "trim", "truncate",
         "upper", "urlencode", "xmlattr"),
        _text,
    ),
    **dict.fromkeys(("striptags", "title", "wordcount"), _words),
    **dict.fromkeys(("groupby", "max", "min", "sort", "unique"), _sorted),
    "batch": _batch,
    "center": _center,
    "dictsort": _dictsort,
    "format": _format,
    "indent": _indent,
    "int": _int,
    "join": _join,
    "list": _elements,
    "replace": _replace,
    "reverse": _reverse,
    "round": _round,
    "slice": _elements,
    "tojson": _tojson,
    "urlize": _urlize,
    "wordwrap": _wordwrap,
}  # fmt: skip
_COMPARE = frozenset(
    ("!=", "<", "<=", "==", ">", ">=", "eq", "equalto", "ge", "greaterthan", "gt", "in", "le",
     "lessthan", "lt", "ne")
)  # fmt: skip
_PRINT = frozenset({"lower", "upper"})


def _implicit_arguments(function: Callable[..., Any]) -> Callable[[Context], tuple[Any, ...]]:
    """What Jinja gives a filter or test before the arguments in the template."""
    wanted = getattr(getattr(function, "jinja_pass_arg", None), "name", "")
    given: dict[str, Callable[[Context], tuple[Any, ...]]] = {
        "": lambda _context: (),
        "context": lambda context: (context,),
        "eval_context": lambda context: (context.eval_ctx,),
        "environment": lambda context: (context.environment,),
    }
    return given[wanted]


def _argument_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a filter's arguments after the value."""
    code = getattr(function, "__code__", None)  # a function of Python itself has none
    names: tuple[str, ...] = code.co_varnames[: code.co_argcount] if code else ()
    return names[1 + hasattr(function, "jinja_pass_arg") :]


def _metered_filter(function: Callable[..., Any], prepare: Prepare) -> Callable[..., Any]:
    """A filter that is charged; with the context, Jinja does not apply it to constants."""
    function = getattr(function, "__wrapped__", function)  # not the choice of an async variant
    first, names = _implicit_arguments(function), _argument_names(function)

    @pass_context
    def metered(context: Context, value: Any, /, *args: Any, **options: Any) -> Any:
        sandbox: Any = context.environment
        given = {**dict(zip(names, args, strict=False)), **options}
        if len(args) > len(names):
            given["args"] = args
        value = prepare(sandbox, value, given)
        result = function(*first(context), value, *args, **options)
        if isinstance(result, str):
            if len(result) > LONG:  # `default` passes on what it is given
                sandbox.charge(4 * len(result))
        elif hasattr(result, "__next__"):
            return sandbox.budget.metered(result)
        return result

    return metered


def _metered_test(name: str, function: Any) -> Callable[..., Any]:
    first = _implicit_arguments(function)

    @pass_context
    def metered(context: Context, *values: Any) -> Any:
        sandbox: Any = context.environment
        if name in _PRINT:
            _text(sandbox, values, {})
        else:
            values = tuple(map(sandbox.compared, values))
        return function(*first(context), *values)

    return metered


@pass_context
def _sum(context: Context, value: Iterable[Any], attribute: Any = None, start: Any = 0) -> Any:
    """As Jinja's, but each sum is one of the template's own `+`."""
    sandbox: Any = context.environment
    if attribute is not None:
        value = map(make_attrgetter(sandbox, attribute), value)
    return reduce(sandbox.add, value, start)


METERED_FILTERS = {
    **{name: _metered_filter(FILTERS[name], prepare) for name, prepare in _PREPARE.items()},
    "sum": _sum,
}
"""Jinja's own filters, as templates have them."""
METERED_TESTS = {
    name: _metered_test(name, test) if name in _COMPARE | _PRINT else test
    for name, test in TESTS.items()
}
"""Jinja's own tests, as templates have them."""
