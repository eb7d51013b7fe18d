"""Examine the Python packages that coursegen needs, for `coursegen doctor`."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, requires
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?P<bounds>[^;]*)(?:;\s*(?P<marker>.*))?", re.DOTALL)
_EXTRA = re.compile(r"extra == ['\"](?P<extra>\w+)['\"]")
_PLATFORM = re.compile(r"sys_platform == ['\"](?P<platform>[^'\"]+)['\"]")


class Library(NamedTuple):
    """A library that coursegen needs on this system, always or for an extra.

    `version` is empty if it is not installed.
    """

    name: str
    bounds: str
    version: str
    extra: str

    @property
    def requirement(self) -> str:
        """The library for `pip install`."""
        return f"'{self.name}{self.bounds}'"

    @property
    def is_supported(self) -> bool:
        """Whether the installed version is within the bounds."""
        version = _numbers(self.version)
        return all(
            version >= _numbers(bound[2:])
            if bound.startswith(">=")
            else version < _numbers(bound[1:])
            for bound in self.bounds.split(",")
            if bound
        )


def libraries() -> Iterator[Library]:
    """Yield the libraries that the installed package declares; none without an installation."""
    try:
        declared = requires("coursegen") or ()
    except PackageNotFoundError:
        return
    for requirement in declared:
        found = _REQUIREMENT.match(requirement)
        if not found:
            continue
        marker = found["marker"] or ""
        platform, extra = _PLATFORM.search(marker), _EXTRA.search(marker)
        if not platform or platform["platform"] == sys.platform:
            name = found["name"]
            yield Library(
                name, found["bounds"].strip(), _version(name), extra["extra"] if extra else ""
            )


def _version(name: str) -> str:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return ""


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers at the start of a version, such as (3, 1, 6), without zeros at the end."""
    start = re.match(r"[\d.]*", version)
    numbers = [*map(int, re.findall(r"\d+", start[0] if start else ""))]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
