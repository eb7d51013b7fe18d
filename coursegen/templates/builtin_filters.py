"""Jinja's built-in filters and tests, with their memory costs.

Templates cannot use filters without an entry here, even if a new version of Jinja adds them.
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
    """The arguments of a filter by name."""
    Prepare = Callable[[MeteredEnvironment, Any, Arguments], Any]
    """Charges for a filter, and returns its input value; iterators are converted to lists."""

NOT_AVAILABLE = {
    "lipsum": "its text differs between builds: write the text yourself",
    "random": "its result differs between builds: choose an item, such as … | first",
    "pprint": "it is for debugging: output the value's attributes",
}
"""Jinja's filters and functions that templates cannot use, with the alternatives."""
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SHORT_STRING = 2 * ELEMENT
"""The size in bytes of a short string in a list."""
_MAX_DIGITS = 1_000
"""The maximum number of digits in a number to parse, and the maximum precision for rounding."""
_MAX_INDENT = 16
_FREE_COPIES = 512
"""The number of bytes that are charged as one byte, since their copies are freed immediately."""


def _no_cost(_sandbox: MeteredEnvironment, value: Any, _arguments: Arguments) -> Any:
    """Charge nothing, as the result is not larger than a reference."""
    return value


def _text(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    """Charge `ESCAPED` times the size of the value and the arguments."""
    sandbox.charge(ESCAPED * sandbox.budget.text_size(value, *arguments.values()))
    return value


def _words(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    """Charge for splitting a string, in the worst case into single characters."""
    if isinstance(value, str):
        sandbox.charge(_SHORT_STRING * len(value) // 2)
    return _text(sandbox, value, arguments)


def _elements(sandbox: MeteredEnvironment, value: Any, _arguments: Arguments) -> Any:
    """Charge for a list of the value's elements."""
    return sandbox.budget.elements(value)


def _batch(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    if arguments.get("fill_with") is not None:
        sandbox.charge(ELEMENT * max(arguments["linecount"], 0))
    return sandbox.budget.elements(value)


def _center(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    sandbox.charge(4 * max(arguments.get("width", 80), 0))
    return _text(sandbox, value, {})


def _dictsort(sandbox: MeteredEnvironment, value: Any, _arguments: Arguments) -> Any:
    sandbox.charge(sandbox.budget.size_of(value))
    return value


def _format(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    args = arguments.pop("args", ())
    sandbox.charge(ESCAPED * percent_cost(sandbox, sandbox.text(value), arguments or args))
    return value


def _sorted(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    """Charge for the lowercase copies of the attributes by which elements are compared."""
    elements = sandbox.budget.elements(value)
    attribute = arguments.get("attribute")
    for name in attribute.split(",") if isinstance(attribute, str) else [attribute]:
        getter = make_attrgetter(sandbox, name, default=arguments.get("default"))
        sandbox.charge(sum(sandbox.budget.size_of(getter(each)) for each in elements))
    return elements


def _indent(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    width = arguments.get("width", 4)
    each = ESCAPED * getsizeof(width) if isinstance(width, str) else 4 * max(width, 0)
    sandbox.charge((len(_LINE_END.findall(value)) + 1) * (each + _SHORT_STRING))
    return _text(sandbox, value, {})


def _int(_sandbox: MeteredEnvironment, value: Any, _arguments: Arguments) -> Any:
    if isinstance(value, str) and len(value) > _MAX_DIGITS:
        raise RefusedError(f"a number has more than {_MAX_DIGITS:,} digits")
    return value


def _join(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    budget = sandbox.budget
    elements = joined = budget.elements(value)
    if arguments.get("attribute") is not None:
        joined = list(map(make_attrgetter(sandbox, arguments["attribute"]), elements))
    between = budget.text_size(arguments.get("d", ""))
    sandbox.charge(ESCAPED * (budget.text_size(joined) + len(joined) * between))
    return elements


def _replace(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    text, old, new = (
        sandbox.text(value),
        sandbox.text(arguments["old"]),
        sandbox.text(arguments["new"]),
    )
    occurrences, maximum = text.count(old), arguments.get("count")
    times = occurrences if maximum is None or maximum < 0 else min(occurrences, maximum)
    width = 1 if text.isascii() and new.isascii() else 4
    sandbox.charge(ESCAPED * width * (len(text) + times * len(new)) + ELEMENT)
    return value


def _reverse(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    return (_text if isinstance(value, str) else _elements)(sandbox, value, arguments)


def _round(_sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    if abs(arguments.get("precision", 0)) > _MAX_DIGITS:
        raise RefusedError(f"a number cannot be rounded to more than {_MAX_DIGITS:,} digits")
    return value


def _tojson(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    indent = arguments.get("indent")
    if indent is not None:
        if (len(indent) if isinstance(indent, str) else indent) > _MAX_INDENT:
            raise RefusedError(f"JSON can be indented by at most {_MAX_INDENT} characters")
        sandbox.charge(_total_depth(sandbox, value) * 4 * _MAX_INDENT)
    return _text(sandbox, value, {"twice": value})  # as JSON, then escaped for HTML


def _total_depth(sandbox: MeteredEnvironment, value: Any) -> int:
    """Return the sum of the nesting depths of all elements in a value."""
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


def _urlize(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    attributes = sandbox.budget.text_size(*arguments.values())
    words = sandbox.text(value).split()
    longest = max(map(len, words), default=0)
    sandbox.charge(ESCAPED * (len(words) + 1) * attributes + longest * longest // _FREE_COPIES)
    return _words(sandbox, value, {})


def _wordwrap(sandbox: MeteredEnvironment, value: Any, arguments: Arguments) -> Any:
    text, width = sandbox.text(value), max(arguments.get("width", 79), 1)
    lines = 2 * len(text) // width + len(_LINE_END.findall(text)) + 1
    longest = max(map(len, text.split()), default=0)
    each = sandbox.budget.text_size(arguments.get("wrapstring")) + _SHORT_STRING
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
    """Return a function that returns the arguments that Jinja adds before those from a template."""
    wanted = getattr(getattr(function, "jinja_pass_arg", None), "name", "")
    arguments: dict[str, Callable[[Context], tuple[Any, ...]]] = {
        "": lambda _context: (),
        "context": lambda context: (context,),
        "eval_context": lambda context: (context.eval_ctx,),
        "environment": lambda context: (context.environment,),
    }
    return arguments[wanted]


def _argument_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of a filter's arguments after the value."""
    code = getattr(function, "__code__", None)  # built-in functions have no code object
    names: tuple[str, ...] = code.co_varnames[: code.co_argcount] if code else ()
    return names[1 + hasattr(function, "jinja_pass_arg") :]


def _metered_filter(function: Callable[..., Any], prepare: Prepare) -> Callable[..., Any]:
    """Wrap a filter to charge for it; `pass_context` prevents Jinja's constant folding."""
    function = getattr(
        function, "__wrapped__", function
    )  # without Jinja's wrapper for async variants
    first, names = _implicit_arguments(function), _argument_names(function)

    @pass_context
    def metered(context: Context, value: Any, /, *args: Any, **options: Any) -> Any:
        sandbox: Any = context.environment
        arguments = {**dict(zip(names, args, strict=False)), **options}
        if len(args) > len(names):
            arguments["args"] = args
        value = prepare(sandbox, value, arguments)
        result = function(*first(context), value, *args, **options)
        if isinstance(result, str):
            if len(result) > LONG:  # `default` returns its argument
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
    """Return the sum of values like Jinja's filter, but with the sandbox's `+`."""
    sandbox: Any = context.environment
    if attribute is not None:
        value = map(make_attrgetter(sandbox, attribute), value)
    return reduce(sandbox.add, value, start)


METERED_FILTERS = {
    **{name: _metered_filter(FILTERS[name], prepare) for name, prepare in _PREPARE.items()},
    "sum": _sum,
}
"""The filters that templates can use, with their costs."""
METERED_TESTS = {
    name: _metered_test(name, test) if name in _COMPARE | _PRINT else test
    for name, test in TESTS.items()
}
"""The tests that templates can use, with their costs."""
