"""Serve example and golden courses, without images, with their schedules in each layout."""

import re
import shutil
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from browser.hosting import Hosted, hosted
from browser.sites import NAMED, Course
from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, Site, build
from coursegen.report.text_report import as_text

LAYOUTS = ("table", "cards", "list", "grid")
FILTERED = tuple(NAMED[name] for name in ("robotics", "everything", "typical"))
"""The courses whose schedules can be filtered by kind."""
_INPUTS = ("content", "files", "static", "templates")
_LAYOUT = re.compile(r"^layout:.*\n", re.MULTILINE)


class Layouts:
    """The sites by course and layout; each site is built when it is first requested."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sites: dict[tuple[str, str], Hosted] = {}
        self._stack = ExitStack()

    def __call__(self, course: Course, layout: str) -> Hosted:
        """Return a site whose pages, styles and scripts are served at the root."""
        key = (course.name, layout)
        if key not in self._sites:
            folder = self._folder / "-".join(key)
            _write(_built(course, layout, folder / "source"), folder / "site")
            self._sites[key] = self._stack.enter_context(hosted(folder / "site"))
        return self._sites[key]

    def close(self) -> None:
        """Stop the servers."""
        self._stack.close()


def _built(course: Course, layout: str, copy: Path) -> Site:
    for name in _INPUTS:
        if (course.root / name).is_dir():
            shutil.copytree(course.root / name, copy / name)
    shutil.copy(course.root / "site.yaml", copy)
    schedule = copy / "content/schedule.yaml"
    text = _LAYOUT.sub("", schedule.read_text(encoding="utf-8"))
    schedule.write_text(f"layout: {layout}\n{text}", encoding="utf-8")
    diagnostics = Diagnostics()
    site = build(Settings(copy, datetime.fromisoformat(course.now), cards=False), diagnostics)
    assert not diagnostics.failed, as_text(diagnostics)
    return site


def _write(site: Site, folder: Path) -> None:
    for path, content in site.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not content.is_slow and (not content.source or path.endswith(".js")):
            file.write_bytes(content.read())
