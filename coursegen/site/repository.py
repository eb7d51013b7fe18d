"""Where in its repository a file can be changed with a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coursegen.base.urls import encode_path

if TYPE_CHECKING:
    from coursegen.content.course import Repository

_EDITORS = {
    "github": "edit/",
    "gitlab": "-/edit/",
    "codeberg": "_edit/",
    "gitea": "_edit/",
    "forgejo": "_edit/",
}
"""What stands before branch and path, by a word in the host's name."""


def edit_url(repository: Repository, file: str) -> str:
    """The address of the editor for a file of the course; empty where the host is not known."""
    host = urlsplit(repository.url).hostname or ""
    editor = next((path for word, path in _EDITORS.items() if word in host), "")
    if not editor:
        return ""
    base = repository.url.removesuffix("/").removesuffix(".git")
    return f"{base}/{editor}{encode_path(f'{repository.branch}/{repository.folder}{file}')}"
