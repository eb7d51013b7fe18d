"""A small course that provides the context for the fuzz targets."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from coursegen.incremental.cache import Store
from coursegen.markdown.texts import Texts

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import FILES, IMAGE_CACHE, PAGES_CACHE, STATIC, walk
from coursegen.images.image_registry import ImageRegistry
from coursegen.loader.course_files import CourseFiles
from coursegen.loader.course_folder import load
from coursegen.markdown.image_elements import ImageElements
from coursegen.site.addresses import Addresses
from coursegen.site.plan import make_plan
from coursegen.site.unreleased import Unreleased
from coursegen.templates.environment import Filters, make_environment

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
    course, _ = load(root, diagnostics)
    inputs = CourseFiles(
        static=tuple(walk(root / STATIC, STATIC, diagnostics)),
        files=tuple(walk(root / FILES, FILES, diagnostics)),
    )
    plan = make_plan(course, inputs, Unreleased(), diagnostics)
    addresses = Addresses(plan)
    images = ImageElements(ImageRegistry(plan, Store(root / IMAGE_CACHE), diagnostics))
    filters = Filters(
        addresses, Texts(Store(root / PAGES_CACHE), diagnostics), images, {}, diagnostics
    )
    return Small(addresses, images, make_environment(root, filters))
