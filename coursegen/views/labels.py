"""The labels of session and material kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursegen.content.kinds import Kind


def kind_label(kind: Kind, translations: Mapping[str, str]) -> str:
    """Return the course's label, or else the theme's translation, or else the key."""
    return kind.label or translations.get(f"kind_{kind.key}") or kind.key.capitalize()
