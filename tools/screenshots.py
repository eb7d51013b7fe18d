"""Make the screenshots for the README and the manual.

    PYTHONPATH=tests python tools/screenshots.py

The script builds courses, opens them in headless Chromium, and writes images to
docs/content/images/.  `home.png` shows the home page of this repository's course on a phone and a
desktop, in light and dark mode.  `layouts.png` shows the schedule of examples/robotics as a table,
cards, a list and a grid.  `term-*.png` show the views of examples/databases that depend on dates.
`cookbook-*.png` show the result of each recipe in docs/content/cookbook.md.
"""

import functools
import http.server
import io
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from manual import blocks
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.publish.publisher import publish
from coursegen.report.text_report import as_text

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "content" / "images"
COOKBOOK = ROOT / "docs" / "content" / "cookbook.md"
MAX_SIZE = 150_000  # bytes
GAP, BEHIND = 24, "#8a969c"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"]

COURSE_TIME = datetime(2020, 4, 2, 12, 0)  # noqa: DTZ001 - local time of the course
EXAMPLE = ROOT / "examples" / "robotics"
EXAMPLE_TIME = datetime(2026, 9, 9, 12, 0)  # noqa: DTZ001 - local time of the course
LAYOUTS = ("table", "cards", "list", "grid")
TERM = ROOT / "examples" / "databases"
TERM_TIME = datetime(2027, 3, 10, 16, 20, tzinfo=ZoneInfo("America/New_York"))


@dataclass(frozen=True)
class View:
    """A browser window, and the page or the anchor that it shows."""

    size: tuple[int, int]
    scheme: Literal["light", "dark"] = "light"
    part: str = ""


PHONE, DESKTOP, PART, WIDE = (375, 812), (1280, 1000), (1000, 900), (1280, 800)
HOME = (View(PHONE), View(DESKTOP), View(DESKTOP, "dark"), View(PHONE, "dark"))
SCHEDULE = View(PART, part="#schedule")
TERM_VIEWS = {
    "term-schedule.png": View(WIDE, part="#transactions"),
    "term-assignments.png": View(WIDE, part="assignments/"),
    "term-office-hours.png": View((1280, 1260), part="office-hours/"),
    "term-upcoming.png": View((1280, 400), part="#upcoming"),
    "term-phone.png": View(PHONE, part="office-hours/"),
}


COOKBOOK_TIME = datetime(2027, 1, 19, 12, 0, tzinfo=UTC)
TOP = (1000, 660)
COOKBOOK_VIEWS = {
    "frame": View((1000, 1400)),
    "schedule": View(TOP, part="plan/"),
    "staff": View((1000, 490), part="people/"),
    "introduction": View(TOP, part="#plan"),
    "columns": View((1280, 320), part="#schedule"),
    "tools": View((1000, 360)),
    "facts": View((1000, 320), part="policies/"),
    "titles": View((1000, 370), part="#schedule"),
    "soon": View((1000, 420), part="#schedule"),
    "releases": View((1000, 640), part="assignments/"),
    "office-hours": View((1000, 680), part="office-hours/"),
}
LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36" viewBox="0 0 36 36">
<path fill="#7a1f5c" d="M2 2h32v32H2z"/><path fill="none" stroke="#fff" stroke-width="3" d="m9 27
8-18 10 14"/></svg>
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A request handler that does not log."""

    def log_message(self, *_: object) -> None:
        """Ignore the message."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback interface, and yield the URL."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def shot(browser: Browser, url: str, view: View, now: datetime) -> Image.Image:
    """Take a screenshot of a page in a view, with the clock set to `now`."""
    width, height = view.size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=view.scheme,
        device_scale_factor=2 if width < 500 else 1,
        reduced_motion="reduce",
        timezone_id=str(now.tzinfo) if now.tzinfo else None,
    )
    page.clock.set_fixed_time(now)
    page.goto(url + view.part)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return image.resize((width, height), Image.Resampling.LANCZOS)


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """Arrange images in rows, at half their size and with rounded corners."""
    width = max(sum(image.width + GAP for image in row) for row in rows) + GAP
    height = sum(max(image.height for image in row) + GAP for row in rows) + GAP
    whole = Image.new("RGB", (width, height), BEHIND)
    bottom = 0
    for row in rows:
        bottom += GAP + max(image.height for image in row)
        x = GAP
        for image in row:
            mask = Image.new("L", image.size)
            ImageDraw.Draw(mask).rounded_rectangle((0, 0, *image.size), 14, 255)
            whole.paste(image, (x, bottom - image.height), mask)
            x += image.width + GAP
    return whole.resize((width // 2, height // 2), Image.Resampling.LANCZOS)


def save(image: Image.Image, name: str) -> None:
    """Write an image with as many colors as possible within the maximum file size."""
    path = IMAGES / name
    for colors in (256, 128, 64, 32):
        image.quantize(colors).save(path, optimize=True)
        if path.stat().st_size <= MAX_SIZE:
            break
    print(f"wrote {path.relative_to(ROOT)}, {path.stat().st_size // 1000} KB")


@contextmanager
def site_of(root: Path, now: datetime) -> Iterator[str]:
    """Build and serve a course, and yield the URL of its site."""
    with tempfile.TemporaryDirectory() as folder:
        diagnostics = Diagnostics()
        settings = Settings(root, now)
        site = build(settings, diagnostics)
        if diagnostics.failed:
            raise SystemExit(as_text(diagnostics))
        publish(site.files, Path(folder) / "site", root, settings.store)
        with served(Path(folder) / "site") as url:
            yield url


def home(browser: Browser) -> Image.Image:
    """Take screenshots of the home page of this repository's course in all views."""
    with site_of(ROOT, COURSE_TIME) as url:
        return sheet([[shot(browser, url, view, COURSE_TIME) for view in HOME]])


def layouts(browser: Browser) -> Image.Image:
    """Take screenshots of a schedule in all layouts, with two in each row."""
    images = []
    for layout in LAYOUTS:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "course"
            shutil.copytree(EXAMPLE, root)
            schedule = root / "content" / "schedule.yaml"
            text = schedule.read_text(encoding="utf-8")
            schedule.write_text(text.replace("layout: table", f"layout: {layout}"), "utf-8")
            with site_of(root, EXAMPLE_TIME) as url:
                images.append(shot(browser, url, SCHEDULE, EXAMPLE_TIME))
    return sheet([images[:2], images[2:]])


def term(browser: Browser) -> Iterator[tuple[Image.Image, str]]:
    """Take a screenshot of each view that depends on dates, and yield it with its file name."""
    with site_of(TERM, TERM_TIME) as url:
        for name, view in TERM_VIEWS.items():
            yield shot(browser, url, view, TERM_TIME), name


def cookbook(browser: Browser) -> Iterator[tuple[Image.Image, str]]:
    """Take a screenshot of the result of each recipe, and yield it with its file name."""
    text = COOKBOOK.read_text(encoding="utf-8")
    base, *recipes = re.split(r"^## .* \{#(.*)\}$", text, flags=re.MULTILINE)
    for name, recipe in zip(recipes[::2], recipes[1::2], strict=True):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "static" / "images").mkdir(parents=True)
            (root / "static" / "images" / "logo.svg").write_text(LOGO)
            for block in blocks(base + recipe):
                block.lay(root)
            with site_of(root, COOKBOOK_TIME) as url:
                yield (
                    shot(browser, url, COOKBOOK_VIEWS[name], COOKBOOK_TIME),
                    f"cookbook-{name}.png",
                )


def main() -> None:
    """Write all screenshots."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        save(home(browser), "home.png")
        save(layouts(browser), "layouts.png")
        for image, name in term(browser):
            save(image, name)
        for image, name in cookbook(browser):
            save(image, name)
        browser.close()


if __name__ == "__main__":
    main()
