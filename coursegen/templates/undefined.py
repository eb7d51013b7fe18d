"""The value of undefined names and missing attributes in templates."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from jinja2 import StrictUndefined, UndefinedError
from jinja2.utils import missing


class MissingValueError(UndefinedError):
    """The error for an undefined name or a missing attribute in a template.

    `owner` is the value that lacks the attribute `name`, or `NO_OWNER`.
    """

    NO_OWNER = missing

    def __init__(self, message: str | None, owner: Any, name: Any) -> None:
        super().__init__(message)
        self.owner = owner
        self.name = name


class TemplateUndefined(StrictUndefined):
    """Jinja's `StrictUndefined`, but with the value and the missing name in its error."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = MissingValueError,
    ) -> None:
        error_class = (
            partial(exc, owner=obj, name=name) if issubclass(exc, MissingValueError) else exc
        )
        super().__init__(hint, obj, name, cast("Any", error_class))
