"""The benchmark of Pelican, with Python-Markdown and Pygments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.course import NOTES
from benchmarks.tools.sources import HOME, STYLE, filled, note_page, schedule_data
from benchmarks.tools.tool import Tool, has_module, program, put

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.course import Course

_CONFIG = f"""\
import yaml

with open("schedule.yaml", encoding="utf-8") as file:
    SCHEDULE = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
SITENAME, SITEURL, TIMEZONE, DEFAULT_LANG = "course", "", "UTC", "en"
PATH, THEME, OUTPUT_PATH, CACHE_PATH = "content", "theme", "output", "cache"
ARTICLE_PATHS, PAGE_PATHS, STATIC_PATHS = [], ["{NOTES}"], ["static"]
EXTRA_PATH_METADATA = {{"static/style.css": {{"path": "style.css"}}}}
PAGE_URL, PAGE_SAVE_AS = "{NOTES}/{{slug}}/", "{NOTES}/{{slug}}/index.html"
DIRECT_TEMPLATES = ["index"]
ARCHIVES_SAVE_AS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CONTENT_CACHING_LAYER = "generator"
MARKDOWN = {{
    "extensions": ["attr_list", "fenced_code", "footnotes", "meta", "tables", "toc"],
    "extension_configs": {{"codehilite": {{"guess_lang": False}}}},
    "output_format": "html",
}}
"""
_DATA = "SCHEDULE"


def find() -> Tool | None:
    """Return Pelican if it is installed with support for Markdown and YAML."""
    pelican = program("pelican")
    if not pelican or not has_module(pelican, "markdown, yaml"):
        return None
    build = (pelican, "--quiet", "--settings", "pelicanconf.py")
    cached = ("--extra-settings", "CACHE_CONTENT=true", "LOAD_CONTENT_CACHE=true")
    return Tool(
        name="pelican",
        version=(pelican, "--version"),
        lay=lay,
        build=build,
        again=(*build, *cached),
        serve=(*build, "--autoreload", "--listen", "--bind", "127.0.0.1", "--port", "{port}"),
        notes=f"content/{NOTES}",
        schedule="schedule.yaml",
        output="output",
        caches=("cache", "__pycache__"),
    )


def lay(course: Course, root: Path) -> None:
    """Write the course to a folder."""
    put(root / "pelicanconf.py", _CONFIG)
    put(root / "schedule.yaml", schedule_data(course))
    put(root / "content/static/style.css", STYLE)
    put(root / "theme/templates/index.html", filled(HOME, data=_DATA))
    page = note_page(_DATA, "page.", "{{ page.content }}").replace("page.author", "page.by")
    put(root / "theme/templates/page.html", page)
    for note in course.notes:
        head = (
            f"Title: {note.title}\nSlug: {note.name}\nWeek: {note.week}\nBy: {note.author}\n"
            f"Summary: {note.summary}\n\n"
        )
        put(root / "content" / NOTES / f"{note.name}.md", head + note.body_with_addresses())
