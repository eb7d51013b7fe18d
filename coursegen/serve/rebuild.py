"""A single build for the server, with the same steps as `coursegen build`."""

from __future__ import annotations

import time
import traceback
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.severity import apply_severities
from coursegen.base.struct import Struct, replace
from coursegen.build import build
from coursegen.check import build_rules, run_rules
from coursegen.publish.publish_error import PublishError
from coursegen.publish.publisher import publish

if TYPE_CHECKING:
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.build import Settings
    from coursegen.publish.publisher import Published


class BuildResult(Struct):
    """The result of a build.

    `published` is None if the old site remains because of errors in `diagnostics` or a `problem`.
    `problem` is a sentence or, for an unexpected error, a traceback.  `seconds` is the duration.
    """

    diagnostics: tuple[Diagnostic, ...]
    pages: int
    seconds: float
    published: Published | None
    problem: str = ""


def rebuild(settings: Settings, output: Path) -> BuildResult:
    """Build the course and publish it to `output`; errors are part of the result."""
    began = time.perf_counter()
    diagnostics = Diagnostics()
    pages, published, problem = 0, None, ""
    try:
        site = build(replace(settings, output=output), diagnostics)
        diagnostics.extend(run_rules(build_rules(site), site, settings.progress))
        diagnostics = apply_severities(diagnostics, site.plan.course.info.severities)
        pages = len(site.plan.pages)
        if not diagnostics.failed:
            published = publish(
                site.files,
                output,
                settings.root,
                settings.store,
                durable=False,
                do_not_publish="built by coursegen serve",
                progress=settings.progress,
            )
    except PublishError as error:
        problem = f"error: {error} [{error.code.value}]"
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        problem = f"error: {where}{(error.strerror or str(error)).lower()}"
    except Exception:  # noqa: BLE001 - unexpected errors are shown, and the next change may fix them
        problem = traceback.format_exc()
    return BuildResult(tuple(diagnostics), pages, time.perf_counter() - began, published, problem)
