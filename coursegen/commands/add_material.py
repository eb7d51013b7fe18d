"""Add a material to a lecture in the schedule."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from coursegen.base.file_change import FileChangeError
from coursegen.base.files import CONTENT, read_text
from coursegen.commands.skeletons import Addition, find_item
from coursegen.commands.yaml_changes import write_valid, yaml_change
from coursegen.content.lecture import Lecture
from coursegen.content.schedule import SCHEDULE
from coursegen.yaml.edit import insert_key, yaml_text
from coursegen.yaml.parser import parse

if TYPE_CHECKING:
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.site import CourseInfo

SCHEDULE_FILE = f"{CONTENT}/{SCHEDULE.yaml_path}"


def add_material(  # noqa: PLR0913, PLR0917 - the material, its lecture and the course
    kind: str,
    target: str,
    lecture: str,
    root: Path,
    info: CourseInfo,
    diagnostics: Diagnostics,
) -> str:
    """Add a material to the lecture with the number `lecture`, or else to the last entry.

    Return what changed; return an empty string after errors.
    """
    disk = root / SCHEDULE_FILE
    source = read_text(disk, SCHEDULE_FILE, diagnostics) if disk.exists() else None
    tree = parse(source, diagnostics) if source else None
    if diagnostics.failed:
        return ""
    path = find_item(tree, Addition(SCHEDULE, Lecture), lecture)
    if path is None:
        wanted = f"no lecture {lecture}" if lecture else "no lecture yet"
        raise FileChangeError(f"it has {wanted}; first, run: coursegen add lecture TITLE")
    edit = partial(insert_key, path=path, key=kind, value=yaml_text(target))
    change = yaml_change(root, SCHEDULE_FILE, edit)
    return write_valid(change, SCHEDULE.yaml_content, info, diagnostics)
