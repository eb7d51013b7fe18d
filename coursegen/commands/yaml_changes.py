"""Plan the insertion of items into a YAML file of the course; nothing else in the file changes."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from coursegen.base.file_change import FileChange, FileChangeError, course_file, read_bytes
from coursegen.yaml.edit import YamlEditError, insert_items

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coursegen.yaml.edit import Insertion, YamlPath


def insertion_in(
    root: Path, name: str, path: YamlPath, insertions: Sequence[Insertion]
) -> FileChange:
    """Return the change that inserts items into the list at `path` in the file `name`.

    Raises `FileChangeError` if something else in the file would change, too.
    """
    disk = course_file(root, name)
    before = read_bytes(disk)
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    try:
        after = insert_items(before.removeprefix(mark).decode(), path, insertions)
    except YamlEditError as error:
        raise FileChangeError(str(error)) from error
    return FileChange(name, disk, before, mark + after.encode())
