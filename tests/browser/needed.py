"""The programs and files that the browser tests need in addition to Python packages.

If one of them is missing, tests are skipped, or fail if the variable `CI` is set, as it is in
continuous integration.  `.ci/run` installs all of them.
"""

import shutil
from pathlib import Path

from installed import needed

NODE_MODULES = Path(__file__).parent / "node_modules"
FONTS = {
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Oblique.ttf"): "fonts-dejavu",
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"): "fonts-noto-cjk",
}
"""A file from each Debian font package that the tested pages use."""
NPM = "run `npm install --prefix tests/browser`"


def chromium() -> Path:
    """Return the path of the headless shell, which is faster, or of Chromium or Chrome."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    return needed(found, "Chromium", "install Debian's package chromium-headless-shell")


def java() -> Path:
    """Return the path of Java, which runs the Nu HTML checker."""
    return needed(shutil.which("java"), "Java", "install Debian's package default-jre-headless")


def npm_file(path: str) -> Path:
    """Return the path of a file in an npm package."""
    return needed(NODE_MODULES / path, path.partition("/")[0], NPM)
