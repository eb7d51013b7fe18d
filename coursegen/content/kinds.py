"""The built-in kinds of sessions and materials.

A course can define more kinds in `site.yaml` (`session_kinds:`, `material_kinds:`).
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from coursegen.base.codes import Code
from coursegen.base.diagnostics import (
    Diagnostics,
    case_variant,
    correction,
    did_you_mean,
    join_hints,
)
from coursegen.base.struct import Struct
from coursegen.base.text import Text, location_of


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


def known_kind(
    key: str,
    known: Mapping[str, Kind],
    diagnostics: Diagnostics,
    materials: Collection[str] = (),
) -> Kind:
    """Return the kind of a session; report an unknown kind and return the kind `lecture`.

    `materials` are the kinds of material, which are keys and not values of `kind:`.
    """
    if key and key not in known:
        variant = case_variant(key, known)
        location = location_of(key)
        if key.lower() in materials:
            hint = f"this is a kind of material: write '{key.lower()}: …' with its file or URL"
        else:
            own = "define new kinds in 'session_kinds:' in site.yaml"
            hint = join_hints(did_you_mean(key, known), own)
        diagnostics.error(
            Code.UNKNOWN_KIND,
            f"unknown kind '{key}'",
            location,
            hint,
            correction(location, key, variant) if variant else None,
        )
    return known.get(key, known["lecture"])


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
