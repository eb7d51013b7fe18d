"""Make the pictures of the course's home page for the README and the manual.

    python tools/pictures.py

Builds the course of this repository, opens it in headless Chromium on a desktop and on a phone, in
light and in dark, and writes docs/content/images/home.png.
"""

import functools
import http.server
import io
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from coursegen.build import Settings, build
from coursegen.diagnostics import Diagnostics
from coursegen.publish import publish

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "content" / "images" / "home.png"
DESKTOP, PHONE = (1280, 1000), (375, 812)
LIGHT: Literal["light"] = "light"
DARK: Literal["dark"] = "dark"
VIEWS = ((PHONE, LIGHT), (DESKTOP, LIGHT), (DESKTOP, DARK), (PHONE, DARK))
GAP, BEHIND = 24, "#8a969c"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without telling about it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server of `folder` on the loopback interface."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def shots(address: str) -> list[Image.Image]:
    """What each of `VIEWS` shows first."""
    images = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for (width, height), scheme in VIEWS:
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                device_scale_factor=2 if width < 500 else 1,
            )
            page.goto(address)
            shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            images.append(shot.resize((width, height), Image.Resampling.LANCZOS))
        browser.close()
    return images


def side_by_side(images: list[Image.Image]) -> Image.Image:
    """The images in a row, standing on one line, with round corners."""
    width = sum(image.width for image in images) + GAP * (len(images) + 1)
    height = max(image.height for image in images) + 2 * GAP
    sheet = Image.new("RGB", (width, height), BEHIND)
    x = GAP
    for image in images:
        mask = Image.new("L", image.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, *image.size), 14, 255)
        sheet.paste(image, (x, height - GAP - image.height), mask)
        x += image.width + GAP
    return sheet.resize((width // 2, height // 2), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        site = build(Settings(ROOT, datetime.now(UTC)), Diagnostics())
        publish(site, Path(folder) / "site", ROOT)
        with served(Path(folder) / "site") as address:
            sheet = side_by_side(shots(address))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(128).save(PICTURE, optimize=True)
    print(f"wrote {PICTURE.relative_to(ROOT)}, {PICTURE.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
