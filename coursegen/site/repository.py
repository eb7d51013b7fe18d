"""The URLs for editing files on the repository's website."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coursegen.base.urls import encode_path

if TYPE_CHECKING:
    from coursegen.content.site_parts import Repository

_EDITORS = {
    "github": "edit/",
    "gitlab": "-/edit/",
    "codeberg": "_edit/",
    "gitea": "_edit/",
    "forgejo": "_edit/",
}
"""The URL path before the branch and file, for hosts whose name contains the key."""


def edit_url(repository: Repository, file: str) -> str:
    """Return the URL for editing a file of the course, or "" if the host is unknown."""
    host = urlsplit(repository.url).hostname or ""
    editor = next((path for word, path in _EDITORS.items() if word in host), "")
    if not editor:
        return ""
    base = repository.url.removesuffix("/").removesuffix(".git")
    return f"{base}/{editor}{encode_path(f'{repository.branch}/{repository.folder}{file}')}"
