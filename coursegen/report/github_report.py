"""Diagnostics as workflow commands, which GitHub shows as annotations on lines of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.report.grouping import worst_first
from coursegen.report.report_options import DEFAULT_OPTIONS, ReportOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.base.diagnostics import Diagnostic


def as_github(found: Iterable[Diagnostic], options: ReportOptions = DEFAULT_OPTIONS) -> str:
    """Return one command per diagnostic, most important first; GitHub shows ten per severity."""
    return "\n".join(_command(diagnostic, options) for diagnostic in worst_first(found))


def _command(diagnostic: Diagnostic, options: ReportOptions) -> str:
    location = diagnostic.location
    file = options.path_in_repository(location.source)
    where = (
        f"file={_escape_property(file)},line={location.line},col={location.column}," if file else ""
    )
    text = _escape_data(in_one_line(diagnostic, options))
    return f"::{diagnostic.severity.value} {where}title={diagnostic.code.value}::{text}"


def in_one_line(diagnostic: Diagnostic, options: ReportOptions) -> str:
    """Return the message and hint on one line, with the location if it is outside the course."""
    outside = diagnostic.location.source.name and not options.path_in_repository(
        diagnostic.location.source
    )
    where = f"{diagnostic.location}: " if outside else ""
    return where + diagnostic.message + (f" ({diagnostic.hint})" if diagnostic.hint else "")


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
