"""The built-in kinds of sessions and materials.

A course can define more kinds in `site.yaml` (`session_kinds:`, `material_kinds:`).
"""

import re
from functools import lru_cache

from coursegen.base.struct import Struct
from coursegen.base.text import Text


class Kind(Struct):
    """A kind of session or material.

    `key` is the name of the kind in the author's files, and `label` is its name on pages.  If the
    label is empty, pages use the theme's translation.
    """

    key: Text
    label: Text = ""

    @property
    def css_class(self) -> str:
        """The name in CSS classes and icons: the key, with hyphens for invalid characters."""
        return _css_class(self.key)


@lru_cache(maxsize=256)
def _css_class(key: str) -> str:
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
        "cancelled",
        "guest",
        "presentation",
        "project",
        "paper",
        "event",
    )
)
"""The values of `kind:` in a lecture."""

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
"""The keys for materials in a lecture."""

MAIN_MATERIALS = ("page", "slides", "notes", "paper", "handout")
"""The kinds of material that a lecture's title may link to, in order of preference."""
