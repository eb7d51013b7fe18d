"""Diagnostics as a JSON list of objects, for tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from coursegen.report.report_options import DEFAULT_OPTIONS, ReportOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.base.text import Location


def as_json(found: Iterable[Diagnostic], options: ReportOptions = DEFAULT_OPTIONS) -> str:  # noqa: ARG001 - one signature for all formats
    """Return a JSON list of objects, each with code, level, message, hint, location and edit.

    `file` is relative to the course.  Line and column numbers start at 1, and columns are
    counted in characters.  The end column is exclusive.
    """
    return json.dumps([_object(d) for d in found], indent=2, ensure_ascii=False)


def _object(diagnostic: Diagnostic) -> dict[str, Any]:
    edit = diagnostic.edit
    return {
        "code": diagnostic.code.value,
        "level": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        **_location(diagnostic.location),
        "edit": {**_location(edit.location), "text": edit.text} if edit else None,
    }


def _location(location: Location) -> dict[str, Any]:
    return {
        "file": location.source.name,
        "line": location.line,
        "column": location.column,
        "end_column": location.column + location.length,
    }
