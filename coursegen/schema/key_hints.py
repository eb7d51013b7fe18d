"""Hints for unknown keys: the key that the author probably means, or where the key belongs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import closest_match
from coursegen.yaml.nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coursegen.base.text import LocatedStr
    from coursegen.yaml.nodes import Mapping

_SIMILAR, _VERY_SIMILAR = 0.6, 0.8
_SYNONYMS = {
    "abstract": ("description",),
    "bio_short": ("bio",),
    "class": ("lecture",),
    "classes": ("lectures",),
    "color": ("accent",),
    "course": ("title",),
    "deadline": ("due",),
    "excerpt": ("description",),
    "favicon": ("icon",),
    "homepage": ("website", "url"),
    "href": ("url", "link"),
    "image": ("photo", "social_image"),
    "instructor": ("people",),
    "lang": ("language",),
    "lecturer": ("people",),
    "link": ("url",),
    "links": ("navigation",),
    "location": ("room", "place"),
    "mail": ("email",),
    "menu": ("navigation",),
    "name": ("title",),
    "nav": ("navigation",),
    "nav_order": ("order",),
    "og_image": ("social_image",),
    "pdf": ("file", "files"),
    "place": ("room",),
    "position": ("role",),
    "primary_color": ("accent",),
    "quarter": ("term",),
    "readings": ("reading",),
    "release": ("released",),
    "repo": ("repository",),
    "repo_url": ("repository",),
    "room": ("place",),
    "semester": ("term",),
    "sidebar_position": ("order",),
    "site_name": ("title",),
    "site_url": ("url",),
    "slug": ("permalink",),
    "speaker": ("people",),
    "speakers": ("people",),
    "subtitle": ("description",),
    "summary": ("description",),
    "text": ("note",),
    "topic": ("title",),
    "tz": ("timezone",),
    "university": ("institution",),
    "web": ("website",),
    "weight": ("order",),
}
"""Words that authors write, and the keys that they may mean, the most likely first."""
_GROUPS_OF_PEOPLE = frozenset(
    ("instructors", "lecturers", "professors", "tas", "teachers", "teaching_assistants", "tutors")
)
_OF_OTHER_TOOLS = frozenset(
    (
        *("archetype", "author", "authors", "bibliography", "categories", "collections", "date"),
        *("defaults", "docs_dir", "edit_uri", "editor", "exclude", "execute", "extra_css"),
        *("format", "gems", "grand_parent", "has_children", "has_toc", "include", "kramdown"),
        *("languages", "layout", "markdown", "markdown_extensions", "markup", "module"),
        *("nav_exclude", "params", "parent", "plugins", "project", "remote_theme", "sass", "tags"),
        *("theme", "type", "website"),
    )
)
"""Keys of other site generators that have no equivalent."""
_WHOLE_URL = "'url:' is the whole URL, such as https://example.org/course/"
_MAX_LISTED = 16
"""The maximum number of keys that a hint lists."""
_NUMBERED = re.compile(r"(?P<word>[a-z]+)[ _-]?(?P<number>\d+)")


def key_hint(key: str, known: Sequence[str], place_of: Callable[[str], str]) -> tuple[str, str]:
    """Return a hint for an unknown key, and the known key that the author probably means, if any.

    `place_of` returns where a key belongs in the author's files, as in "a week", or "".
    """
    special = _special_hint(key.casefold(), known)
    if special:
        return special
    meant = _meant(key, known, _VERY_SIMILAR)
    if meant:
        return f"did you mean '{meant}'?", meant
    if "extra" in known and key in _OF_OTHER_TOOLS:
        return "coursegen does not need this key of other site generators; remove it", ""
    place = place_of(key)
    if place:
        return f"'{key}:' belongs {place}", ""
    meant = closest_match(key, known, _SIMILAR)
    if meant:
        return f"did you mean '{meant}'?", meant
    return _without_match(known), ""


def pair_hint(key: LocatedStr, node: Mapping, known: Sequence[str]) -> str:
    """Return a hint for a title and its date, such as `Spring break: Mar 9-13`, or ""."""
    value = node.items[key] if len(node.items) == 1 else None
    if not isinstance(value, Scalar) or not {"title", "date", "dates"}.issubset(known):
        return ""
    is_range = re.search(r"[–—]|\bto\b|[a-z] \d+ ?- ?", value.text)
    return f"write {{title: {key}, {'dates' if is_range else 'date'}: {value.text}}}"


def _special_hint(key: str, known: Sequence[str]) -> tuple[str, str] | None:
    """Return the hint for a numbered key, a group of people, `published` or `baseurl`, or None.

    It comes with the known key that the author probably means, if any.
    """
    numbered = _NUMBERED.fullmatch(key)
    if numbered:
        word, number = numbered["word"], numbered["number"]
        if word in known:
            return f"write '{word}: {number}'", word
        if f"{word}s" in known:
            return f"write '- {word}: {number}' in a list below '{word}s:'", f"{word}s"
    if key in _GROUPS_OF_PEOPLE and "people" in known:
        role = "TA" if key == "tas" else key.removesuffix("s").replace("_", " ").capitalize()
        return f"list them below 'people:', each with 'role: {role}'", "people"
    if key == "published" and "draft" in known:
        return "to hide this, write 'draft: yes'; otherwise, remove it", ""
    if key == "baseurl" and "extra" in known:
        return f"coursegen does not need this key, so remove it; {_WHOLE_URL}", ""
    return None


def _without_match(known: Sequence[str]) -> str:
    """Return the hint for a key that is not similar to any known key."""
    if len(known) > _MAX_LISTED:
        hint = "remove it; 'coursegen explain CG101' shows where all keys are listed"
    else:
        hint = f"remove it, or use one of these keys: {', '.join(sorted(known))}"
    return f"{hint}; keys of your own belong below 'extra:'" if "extra" in known else hint


def _meant(key: str, known: Sequence[str], cutoff: float) -> str:
    """Return the known key that is a synonym of `key` or very similar to it."""
    word = key.casefold().replace("-", "_").replace(" ", "_")
    synonym = next((name for name in _SYNONYMS.get(word, ()) if name in known), "")
    return synonym or closest_match(word, known, cutoff)
