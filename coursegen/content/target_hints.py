"""Hints for invalid targets: paths that are not below `files/`, and incomplete URLs."""

import posixpath
import re

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.base.files import FILES

_ON_A_COMPUTER = re.compile(r"[A-Za-z]:[\\/]|\\\\|~/")


def outside_files(path: str) -> Problem:
    """Return the problem of a path that is not relative to `files/`, or has backslashes."""
    slashes = path.replace("\\", "/")
    name = posixpath.basename(slashes)
    if _ON_A_COMPUTER.match(path):
        message = f"'{path}' is a path on your computer"
        hint = (
            f"copy the file into {FILES}/ of the course, and write its path there, such as {name}"
        )
        return Problem(Code.PATH_OUTSIDE_FILES, message, hint)
    inside = slashes.rpartition(f"{FILES}/")[2].rpartition("../")[2].lstrip("/")
    hint = f"write its path below {FILES}/: {inside}"
    what = "is outside files/" if slashes == path else "has backslashes"
    return Problem(Code.PATH_OUTSIDE_FILES, f"the path '{path}' {what}", hint)


def base_url_hint(text: str) -> str:
    """Return a hint for a URL without a scheme or without a host, or ""."""
    if re.match(r"[\w-]+(\.[\w-]+)+(/|\Z)", text):
        return f"write https://{text}"
    if re.match(r"/(?!/)", text):
        return f"write the whole URL, with the host, such as https://example.org{text}"
    return ""
