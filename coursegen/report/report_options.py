"""The options of a report, and file paths relative to the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import INPUTS
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coursegen.base.text import Source


class ReportOptions(Struct):
    """The options of a report.

    If `show_all` is true, problems are neither grouped nor omitted.  `folder` is the course's
    folder relative to the repository, for example `docs/`, or empty.
    """

    color: bool = False
    show_all: bool = False
    folder: str = ""

    def path_in_repository(self, source: Source) -> str:
        """Return a course file's path relative to the repository, or "" for other files.

        The names of theme files are also relative paths, such as `theme/page.html`.
        """
        return self.folder + source.name if source.name.partition("/")[0] in INPUTS else ""


DEFAULT_OPTIONS = ReportOptions()


def folder_in_repository(course: Path, environment: Mapping[str, str]) -> str:
    """Return the course's folder relative to its repository, with a trailing slash.

    The repository is the folder with `.git`, else the workspace of a GitHub workflow
    (`GITHUB_WORKSPACE`), else the course itself.
    """
    course = course.resolve()
    parents = (course, *course.parents)
    top = next((folder for folder in parents if (folder / ".git").exists()), None)
    if top is None:
        workspace = environment.get("GITHUB_WORKSPACE")
        top = next((folder for folder in parents if str(folder) == workspace), course)
    inside = course.relative_to(top).as_posix()
    return "" if inside == "." else f"{inside}/"
