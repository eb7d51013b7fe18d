"""Programs that some tests need in addition to Python packages."""

import os
from pathlib import Path

import pytest


def needed(found: Path | str | None, what: str, how: str) -> Path:
    """Return the path of a tool; if it is missing, skip the test, or fail if `CI` is set.

    `CI` is set in continuous integration, where `.ci/run` installs all of them.
    """
    if found and Path(found).exists():
        return Path(found)
    reason = f"{what} is not installed; {how}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
