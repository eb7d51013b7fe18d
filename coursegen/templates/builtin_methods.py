"""The methods that templates may call, by type, with their memory costs.

Other methods cannot be called.  This excludes methods that a new version of Python adds, and
methods whose result depends on the time, the machine or the hash order.
"""

from __future__ import annotations

from datetime import date, datetime, time
from sys import getsizeof
from typing import TYPE_CHECKING, Any

from jinja2.runtime import BlockReference, LoopContext, Macro, Undefined
from jinja2.sandbox import safe_range
from jinja2.utils import Cycler, Joiner, Namespace

from coursegen.base.struct import Struct
from coursegen.templates.budget import ELEMENT, ESCAPED, RefusedError, describe
from coursegen.templates.formatting import Format, strftime_cost

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursegen.templates.metered import MeteredEnvironment

    Cost = Callable[..., int]
    """Returns the maximum size of a method's result in bytes, given the object and arguments."""

_SHORT_STRING = 2 * ELEMENT
_FREE_COMPARISONS = 512
"""The number of compared bytes that are charged as one byte, since comparing takes no memory."""


def _no_cost(_sandbox: MeteredEnvironment, _owner: Any, *_args: Any, **_options: Any) -> int:
    return 0


def _compared(sandbox: MeteredEnvironment, owner: Any, *args: Any) -> int:
    for each in (owner, *args):
        sandbox.compared(each)
    return 0


def _text(sandbox: MeteredEnvironment, owner: Any, *args: Any, **options: Any) -> int:
    return 4 * sandbox.budget.text_size(owner, *args, *options.values())


def _search(_sandbox: MeteredEnvironment, owner: str, needle: Any = "", *_args: Any) -> int:
    """Return the cost of searching backward, which takes time proportional to both lengths."""
    return len(owner) * len(needle) // _FREE_COMPARISONS if isinstance(needle, str) else 0


def _split(sandbox: MeteredEnvironment, owner: str, *args: Any, **options: Any) -> int:
    separator = args[0] if args else options.get("sep")
    pieces = len(owner) // 2 + 1
    if isinstance(separator, str) and separator:
        pieces = owner.count(separator) + 1
    maxsplit = args[1] if len(args) > 1 else options.get("maxsplit", -1)
    if isinstance(maxsplit, int) and maxsplit >= 0:
        pieces = min(pieces, maxsplit + 1)
    return (
        4 * sandbox.budget.text_size(owner)
        + pieces * _SHORT_STRING
        + _search(sandbox, owner, separator)
    )


def _splitlines(sandbox: MeteredEnvironment, owner: str, *_args: Any, **_options: Any) -> int:
    return 4 * sandbox.budget.text_size(owner) + len(owner) * _SHORT_STRING


def _pad(sandbox: MeteredEnvironment, owner: str, width: Any, *args: Any) -> int:
    return 4 * max(int(width), 0) + _text(sandbox, owner, *args)


def _expandtabs(sandbox: MeteredEnvironment, owner: str, tabsize: Any = 8) -> int:
    return 4 * owner.count("\t") * max(int(tabsize), 0) + _text(sandbox, owner)


def _replace(sandbox: MeteredEnvironment, owner: str, old: Any, new: Any, count: Any = -1) -> int:
    occurrences = owner.count(old)
    times = occurrences if count < 0 else min(occurrences, count)
    width = 1 if owner.isascii() else 4
    return 4 * sandbox.budget.text_size(owner) + ESCAPED * width * times * getsizeof(new)


def _join(sandbox: MeteredEnvironment, owner: str, values: Any) -> int:
    if not hasattr(values, "__len__"):
        raise RefusedError("the method 'join' needs a list", "use the filter: … | join")
    budget = sandbox.budget
    return ESCAPED * (budget.text_size(values) + len(values) * budget.text_size(owner))


def _strftime(sandbox: MeteredEnvironment, _owner: Any, format_string: Any) -> int:
    return strftime_cost(sandbox, format_string)


_STR: dict[str, Cost] = {
    **dict.fromkeys(
        ("count", "endswith", "find", "index", "isalnum", "isalpha", "isascii", "isdecimal",
         "isdigit", "islower", "isnumeric", "isprintable", "isspace", "istitle", "isupper",
         "startswith"),
        _no_cost,
    ),
    **dict.fromkeys(
        ("capitalize", "casefold", "lower", "lstrip", "partition", "removeprefix", "removesuffix",
         "rstrip", "strip", "swapcase", "title", "upper"),
        _text,
    ),
    **dict.fromkeys(("center", "ljust", "rjust", "zfill"), _pad),
    **dict.fromkeys(("rfind", "rindex"), _search),
    **dict.fromkeys(("rsplit", "split"), _split),
    "expandtabs": _expandtabs,
    "join": _join,
    "replace": _replace,
    "rpartition": lambda sandbox, *args: _text(sandbox, *args) + _search(sandbox, *args),
    "splitlines": _splitlines,
    "striptags": _splitlines,
    "unescape": _text,
}  # fmt: skip
_DAY: dict[str, Cost] = {
    **dict.fromkeys(("isocalendar", "isoformat", "isoweekday", "replace", "toordinal", "weekday"),
                    _no_cost),
    "strftime": _strftime,
}  # fmt: skip
_METHODS: dict[type, dict[str, Cost]] = {
    str: _STR,
    list: dict.fromkeys(("count", "index"), _compared),
    tuple: dict.fromkeys(("count", "index"), _compared),
    dict: {"get": lambda sandbox, _owner, key, *_args: _compared(sandbox, key)}
    | dict.fromkeys(("items", "keys", "values"), _no_cost),
    datetime: {**_DAY, "date": _no_cost, "time": _no_cost},
    date: _DAY,
    time: {"isoformat": _no_cost, "strftime": _strftime},
    int: dict.fromkeys(("bit_count", "bit_length"), _no_cost),
    float: {"is_integer": _no_cost},
    LoopContext: dict.fromkeys(("changed", "cycle"), _no_cost),
    Cycler: dict.fromkeys(("next", "reset"), _no_cost),
    Struct: dict.fromkeys(("ids", "kinds", "lectures", "materials", "people"), _no_cost),
}
"""The methods allowed for each type and its subtypes."""
_CALLABLE_TYPES = (BlockReference, Format, Joiner, LoopContext, Macro, Undefined)
"""The types whose instances templates can call."""
_CONSTRUCTORS = (Cycler, Joiner, Namespace, dict)
"""The types that templates can instantiate."""
_CLOCK = frozenset({"now", "today", "utcnow", "fromtimestamp", "utcfromtimestamp", "ctime"})


def cost_of(
    sandbox: MeteredEnvironment, called: Any, args: tuple[Any, ...], options: dict[str, Any]
) -> int:
    """Return the maximum cost of a call; raise `RefusedError` if it is not allowed."""
    if isinstance(called, _CALLABLE_TYPES) or called is safe_range:
        return ELEMENT * len(args)
    if isinstance(called, type) and called in _CONSTRUCTORS:
        return 2 * ELEMENT + sandbox.budget.size_of(*args, options)
    owner, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
    for kind in type(owner).__mro__:
        cost = _METHODS.get(kind, {}).get(name)
        if cost:
            return 2 * ELEMENT + cost(sandbox, owner, *args, **options)
    raise _refusal(called, owner, name)


def _refusal(called: Any, owner: Any, name: str) -> RefusedError:
    if name in _CLOCK:
        return RefusedError(
            f"'{name}' cannot be called: the site would be different every day",
            "add the date to site.yaml, under 'extra:'",
        )
    if owner is not None and name:
        return RefusedError(f"'{name}' of {describe(owner)} cannot be called in a template")
    return RefusedError(f"{describe(called)} cannot be called in a template")
