"""Change a YAML file of the course; its other lines stay the same, and the result is valid."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from coursegen.base.file_change import FileChange, FileChangeError, course_file, read_bytes
from coursegen.base.text import Source
from coursegen.loader.content_files import read_yaml
from coursegen.loader.course_folder import author_of
from coursegen.schema.reader import Reader
from coursegen.yaml.edit import YamlEditError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.site import CourseInfo
    from coursegen.schema.fields import Content


def yaml_change(root: Path, name: str, edit: Callable[[str], str]) -> FileChange:
    """Return the change that a function of `coursegen.yaml.edit` makes in the file `name`.

    Raises `FileChangeError` if something else in the file would change, too.
    """
    disk = course_file(root, name)
    before = read_bytes(disk)
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    try:
        after = edit(before.removeprefix(mark).decode())
    except YamlEditError as error:
        raise FileChangeError(str(error)) from error
    return FileChange(name, disk, before, mark + after.encode())


def write_valid(
    change: FileChange, content: type[Content], info: CourseInfo, diagnostics: Diagnostics
) -> str:
    """Write a file of the type `content`, and return the difference.

    If the new file has errors, report them, and return an empty string.
    """
    author = author_of(info, diagnostics)
    reader = Reader(diagnostics, author, {"material kinds": author.material_kinds})
    read_yaml(Source(change.name, change.after.decode()), content, reader)
    if diagnostics.failed:
        return ""
    change.write()
    return f"Changed {change.name}:\n{change.diff()}".rstrip()
