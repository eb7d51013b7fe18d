"""What a template gets for something that is not there."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from jinja2 import StrictUndefined, UndefinedError
from jinja2.utils import missing


class MissingValueError(UndefinedError):
    """A template used something that is not there.

    `owner` is the value in which `name` was looked for, or `NO_OWNER`.
    """

    NO_OWNER = missing

    def __init__(self, message: str | None, owner: Any, name: Any) -> None:
        super().__init__(message)
        self.owner = owner
        self.name = name


class TemplateUndefined(StrictUndefined):
    """Like Jinja's own, but its error says what was looked for, and in which value."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = MissingValueError,
    ) -> None:
        made = partial(exc, owner=obj, name=name) if issubclass(exc, MissingValueError) else exc
        super().__init__(hint, obj, name, cast("Any", made))
