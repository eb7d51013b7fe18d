"""Where files go that are neither pages nor copies: stylesheet, icons, sitemap, robots.txt."""

from __future__ import annotations

from coursegen.base.files import STATIC

ROBOTS = "robots.txt"
SITEMAP = "sitemap.xml"
GENERATED_IMAGES = f"{STATIC}/made"
"""The folder for images that a build generates; no other file may be in it."""

STYLESHEET = f"{STATIC}/css/site.css"
STYLESHEET_PARTS = (
    "css/tokens.css",
    "css/base.css",
    "css/chrome.css",
    "css/home.css",
    "css/schedule.css",
    "css/people.css",
    "css/code.css",
    "css/print.css",
    "css/course.css",
)
"""The parts in order, below `static/`: a part of the course replaces the theme's."""

ICON_SVG = "favicon.svg"
ICON_ICO = "favicon.ico"
ICON_APPLE = "apple-touch-icon.png"
ICON_MASKABLE = "icon-maskable-512.png"
ICON_SIDES = {ICON_APPLE: 180, "icon-192.png": 192, "icon-512.png": 512, ICON_MASKABLE: 512}
"""The side of each PNG, in pixels."""
MANIFEST = "site.webmanifest"


def icon_paths(icon: str) -> tuple[str, ...]:
    """The files for a course whose icon is `icon`; an empty one means that its initials are used.

    Initials and drawings stay sharp at any size; a photograph has no SVG.
    """
    drawn = not icon or icon.lower().endswith(".svg")
    return (*((ICON_SVG,) if drawn else ()), ICON_ICO, *ICON_SIDES, MANIFEST)
