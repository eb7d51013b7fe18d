"""Find out where other computers can install coursegen from."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import urlsplit

from coursegen import __version__

UNKNOWN = "# Write here where to install coursegen from: coursegen @ git+https://HOST/coursegen.git"
"""The line for a copy of coursegen that other computers cannot download."""


def requirement() -> str:
    """Return a line for `requirements.txt` with the public source that pip recorded (PEP 610)."""
    try:
        recorded = distribution("coursegen").read_text("direct_url.json")
    except PackageNotFoundError:  # run from a folder, without an installation
        return UNKNOWN
    # pip records no URL for a package from an index.
    return from_record(json.loads(recorded)) if recorded else f"coursegen=={__version__}"


def from_record(recorded: dict[str, Any]) -> str:
    """Return the requirement for the content of `direct_url.json`."""
    url = str(recorded.get("url", ""))
    parts = urlsplit(url)
    if parts.scheme != "https" or "@" in parts.netloc:  # a local or private source
        return UNKNOWN
    source = recorded.get("vcs_info")
    return (
        f"coursegen @ {source['vcs']}+{url}@{source['commit_id']}"
        if source
        else f"coursegen @ {url}"
    )
