"""The values of `--format`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.report import NAMES
from coursegen.report.github_report import as_github
from coursegen.report.json_report import as_json
from coursegen.report.sarif_report import as_sarif
from coursegen.report.text_report import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.report.report_options import ReportOptions

    Format = Callable[[Iterable[Diagnostic], ReportOptions], str]

FORMATS: dict[str, Format] = dict(zip(NAMES, (as_text, as_github, as_json, as_sarif), strict=True))
"""The function for each format."""
