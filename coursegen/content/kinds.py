"""The kinds that every course knows: of sessions and of materials.

A course adds its own in `site.yaml` (`session_kinds:`, `material_kinds:`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from coursegen.base.struct import Struct


class Kind(Struct):
    """A kind of session or material.

    `key` is what the author writes; `label` is what the visitor reads.  An empty label means
    that the theme's own words in the site's language are used.
    """

    key: str
    label: str = ""

    @property
    def token(self) -> str:
        """What stylesheets and icons call it: the key, with hyphens for what no name may hold."""
        return _token(self.key)


@lru_cache(maxsize=256)
def _token(key: str) -> str:
    return re.sub(r"[^\w-]+", "-", key)


SESSION_KINDS = tuple(
    Kind(key)
    for key in (
        "lecture",
        "lab",
        "discussion",
        "seminar",
        "tutorial",
        "exam",
        "quiz",
        "review",
        "holiday",
        "break",
        "guest",
        "presentation",
        "project",
        "paper",
        "event",
    )
)
"""What may stand after `kind:` in a lecture entry."""

MATERIAL_KINDS = tuple(
    Kind(key)
    for key in (
        "page",
        "slides",
        "notes",
        "video",
        "reading",
        "paper",
        "code",
        "notebook",
        "data",
        "homework",
        "worksheet",
        "starter",
        "solution",
        "submission",
        "survey",
        "handout",
        "website",
    )
)
"""What may stand as a key of materials in a lecture entry."""

MAIN_MATERIALS = ("page", "slides", "notes", "paper", "handout")
"""The kinds that an entry's title may lead to, the best first."""
