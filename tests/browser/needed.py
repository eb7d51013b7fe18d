"""What these tests need beside Python packages.

Whatever is missing fails in continuous integration (`CI` is set there) and is otherwise a reason
to skip.  `.ci/run` installs all of it.
"""

import os
import shutil
from pathlib import Path

import pytest

NODE_MODULES = Path(__file__).parent / "node_modules"
FONTS = {
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Oblique.ttf"): "fonts-dejavu",
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"): "fonts-noto-cjk",
}
"""A file of each Debian package of fonts that pages in tests are set in."""
NPM = "run `npm install --prefix tests/browser`"


def needed(found: Path | str | None, what: str, how: str) -> Path:
    """Where a tool is; without it the test fails or is skipped, and says how to get it."""
    if found and Path(found).exists():
        return Path(found)
    reason = f"there is no {what} here; {how}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def chromium() -> Path:
    """Return Debian's headless shell, which takes half the time, or a whole browser."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    return needed(found, "Chromium", "install Debian's package chromium-headless-shell")


def java() -> Path:
    """What the Nu HTML checker runs in."""
    return needed(shutil.which("java"), "Java", "install Debian's package default-jre-headless")


def npm_file(path: str) -> Path:
    """A file of an npm package."""
    return needed(NODE_MODULES / path, path.partition("/")[0], NPM)
