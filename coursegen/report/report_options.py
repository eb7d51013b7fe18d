"""How a report is to look, and what its files are called there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import INPUTS
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coursegen.base.text import Source


class ReportOptions(Struct):
    """What a format may know of its reader.

    With `show_all`, nothing is folded together or left out for its length.  `folder` is the
    course's folder as the repository calls it: empty, or such as `docs/`.
    """

    color: bool = False
    show_all: bool = False
    folder: str = ""

    def path_in_repository(self, source: Source) -> str:
        """What the repository calls a file of the course; empty for one that is not in it.

        The theme's files are known by names too, such as `theme/page.html`.
        """
        return self.folder + source.name if source.name.partition("/")[0] in INPUTS else ""


DEFAULT_OPTIONS = ReportOptions()


def folder_in_repository(course: Path, environment: Mapping[str, str]) -> str:
    """What stands before the names of a course's files where a repository names them.

    The repository's top is the folder with `.git`; without one, where a workflow of GitHub's
    works (`GITHUB_WORKSPACE`); else the course itself.
    """
    course = course.resolve()
    parents = (course, *course.parents)
    top = next((folder for folder in parents if (folder / ".git").exists()), None)
    if top is None:
        workspace = environment.get("GITHUB_WORKSPACE")
        top = next((folder for folder in parents if str(folder) == workspace), course)
    inside = course.relative_to(top).as_posix()
    return "" if inside == "." else f"{inside}/"
