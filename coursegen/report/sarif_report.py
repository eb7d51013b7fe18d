"""Diagnostics as SARIF 2.1.0 (OASIS), the exchange format of code scanners and editors."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from coursegen import __version__
from coursegen.base.files import SITE_FILE
from coursegen.report.github_report import in_one_line
from coursegen.report.report_options import DEFAULT_OPTIONS, ReportOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.base.codes import Code
    from coursegen.base.diagnostics import Diagnostic
    from coursegen.base.text import Location

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT_ID = "SRCROOT"


def as_sarif(found: Iterable[Diagnostic], options: ReportOptions = DEFAULT_OPTIONS) -> str:
    """Return a log with one run; file paths are relative to the repository."""
    found = list(found)
    codes = list(dict.fromkeys(diagnostic.code for diagnostic in found))
    seen: Counter[str] = Counter()
    results = []
    for diagnostic in found:
        fingerprint = _fingerprint(diagnostic)
        seen[fingerprint] += 1
        results.append(
            _result(diagnostic, options)
            | {
                "ruleIndex": codes.index(diagnostic.code),
                "partialFingerprints": {
                    "coursegenProblem/v1": f"{fingerprint}:{seen[fingerprint]}"
                },
            }
        )
    driver = {"name": "coursegen", "version": __version__, "rules": [_rule(c) for c in codes]}
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"coursegen/{options.folder}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT_ID: {"description": {"text": "The root of the repository"}}},
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _rule(code: Code) -> dict[str, Any]:
    from coursegen.report.code_pages import explanation  # noqa: PLC0415 - only needed for SARIF

    rule: dict[str, Any] = {"id": code.value, "name": code.name.title().replace("_", "")}
    page = explanation(code)
    if page:
        rule["shortDescription"] = {"text": page.title}
        rule["fullDescription"] = {"text": page.description or page.title}
        rule["help"] = {"text": page.text, "markdown": page.text}
    return rule


def _result(diagnostic: Diagnostic, options: ReportOptions) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code.value,
        "level": diagnostic.severity.value,
        "message": {"text": in_one_line(diagnostic, options)},
        "locations": [{"physicalLocation": _location(diagnostic.location, options)}],
    }
    if diagnostic.edit:
        edit = diagnostic.edit
        region, content = _region(edit.location), {"text": edit.text}
        replaced = {"deletedRegion": region, "insertedContent": content}
        change = {
            "artifactLocation": _artifact_location(edit.location, options),
            "replacements": [replaced],
        }
        result["fixes"] = [{"artifactChanges": [change]}]
        if diagnostic.hint:
            result["fixes"][0]["description"] = {"text": diagnostic.hint}
    return result


def _location(location: Location, options: ReportOptions) -> dict[str, Any]:
    physical = {"artifactLocation": _artifact_location(location, options)}
    has_lines = options.path_in_repository(location.source) and location.source.text
    return {**physical, "region": _region(location)} if has_lines else physical


def _artifact_location(location: Location, options: ReportOptions) -> dict[str, Any]:
    """Return a file's URI, or that of `site.yaml` for a location outside the course's files.

    Code scanning rejects the whole log if one result has no file.
    """
    name = options.path_in_repository(location.source) or f"{options.folder}{SITE_FILE}"
    return {"uri": quote(name.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT_ID}


def _region(location: Location) -> dict[str, int]:
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endColumn": location.column + location.length,
    }


def _fingerprint(diagnostic: Diagnostic) -> str:
    """Hash the parts of a problem that do not change when its line moves."""
    location = diagnostic.location
    line = location.source.line(location.line).strip()
    parts = (diagnostic.code.value, location.source.name, diagnostic.message, line)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
