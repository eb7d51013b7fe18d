"""A small course that provides the context for the fuzz targets."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import IMAGE_CACHE, PAGES_CACHE
from coursegen.images.image_reads import ImageReads
from coursegen.images.image_registry import ImageRegistry
from coursegen.incremental.memo import Memo
from coursegen.incremental.reads import Reads
from coursegen.incremental.store import Store
from coursegen.loader.course_folder import load
from coursegen.loader.translations import load_translations
from coursegen.markdown.cache import MarkdownCache
from coursegen.markdown.image_elements import ImageElements
from coursegen.outputs.registry import planned_paths
from coursegen.render.queries import site_answers
from coursegen.site.addresses import Addresses
from coursegen.site.page_navigation import PageNavigation
from coursegen.site.plan import make_plan
from coursegen.site.site_reads import SiteReads
from coursegen.site.unreleased import ReleasedCourse
from coursegen.templates.environment import Filters, make_environment
from coursegen.templates.sources import read_templates

TERM = date(2020, 2, 17)
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6360000000020001e527d4a20000000049454e44ae426082"
)
_FILES: dict[str, str | bytes] = {
    "site.yaml": "title: T\nurl: https://example.org/course/\n",
    "content/about.md": "# About\n\n## Team {#team}\n",
    "content/labs/index.md": "# Labs\n",
    "static/a.png": _PNG,
    "files/a b.pdf": "x",
}


class Small(NamedTuple):
    """The objects that the fuzz targets use; they are created once from the course."""

    site: SiteReads
    addresses: Addresses
    images: ImageElements
    environment: object


@cache
def small() -> Small:
    """Load the course on the first call, and return its objects."""
    root = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for path, content in _FILES.items():
        disk = root / path
        disk.parent.mkdir(parents=True, exist_ok=True)
        disk.write_bytes(content.encode() if isinstance(content, str) else content)
    diagnostics = Diagnostics()
    course, files = load(root, diagnostics)
    plan = make_plan(ReleasedCourse(course, files), planned_paths, diagnostics)
    addresses = Addresses(plan)
    navigation = PageNavigation(plan, addresses, load_translations("en", diagnostics))
    registry = ImageRegistry(plan.assets, Store(root / IMAGE_CACHE))
    templates = read_templates(
        files.templates, Memo(Store(root / PAGES_CACHE), "templates", diagnostics)
    )
    reads = Reads(site_answers(plan, addresses, navigation, lambda: registry, templates, tuple))
    site, images = SiteReads(reads, (course.info.url,)), ImageElements(ImageReads(reads))
    markdown = MarkdownCache(Store(root / PAGES_CACHE))
    filters = Filters(site, markdown, images, lambda *_: None)
    return Small(site, addresses, images, make_environment(root, filters, reads))
