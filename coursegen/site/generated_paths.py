"""The output paths of generated files: stylesheet, images, icons, sitemap and robots.txt."""

from __future__ import annotations

from coursegen.base.files import STATIC
from coursegen.content.registry import SHOWN_TYPES

FEED = "feed.xml"
ROBOTS = "robots.txt"
SITEMAP = "sitemap.xml"
GENERATED_IMAGES = f"{STATIC}/made"
"""The folder for generated images; no other files are allowed in it."""


def card_path(page: str) -> str:
    """Return the output path of a page's social card, which is unique to the page."""
    return f"{GENERATED_IMAGES}/cards/{page.removesuffix('.html')}.png"


STYLESHEET = f"{STATIC}/css/site.css"
VISIBILITY_STYLES = "css/visibility.css"
"""The part of the stylesheet for labels of content that is not public."""
TOOLS_STYLES = "css/tools.css"
"""The part of the stylesheet for the tools at the top of every page."""
STYLESHEET_PARTS = (
    "css/tokens.css",
    "css/base.css",
    "css/chrome.css",
    "css/home.css",
    "css/schedule.css",
    "css/people.css",
    *(each.styles for each in SHOWN_TYPES if each.has_styles),
    TOOLS_STYLES,
    VISIBILITY_STYLES,
    "css/code.css",
    "css/print.css",
    "css/course.css",
)
"""The parts of the stylesheet in order, below `static/`. Files of the course override them."""

ICON_SVG = "favicon.svg"
ICON_ICO = "favicon.ico"
ICON_APPLE = "apple-touch-icon.png"
ICON_MASKABLE = "icon-maskable-512.png"
ICON_SIDES = {ICON_APPLE: 180, "icon-192.png": 192, "icon-512.png": 512, ICON_MASKABLE: 512}
"""The width and height of each PNG, in pixels."""
MANIFEST = "site.webmanifest"


def icon_paths(icon: str) -> tuple[str, ...]:
    """Return the output paths of the icon files; an empty `icon` means the course's initials.

    Initials and SVG icons also have an SVG version.
    """
    is_vector = not icon or icon.lower().endswith(".svg")
    return (*((ICON_SVG,) if is_vector else ()), ICON_ICO, *ICON_SIDES, MANIFEST)
