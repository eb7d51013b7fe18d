"""Where keys belong in the author's files."""

from coursegen.content.content_type import ContentType
from coursegen.content.kinds import MATERIAL_KINDS
from coursegen.content.registry import CONTENT_TYPES
from coursegen.schema.field_types import contents_in, fields_of
from coursegen.schema.fields import Content

_MAX_PLACES = 2
"""A key in more places is too general for a hint."""


def place_of(key: str, file: str) -> str:
    """Return where a key belongs, for a hint in a file, such as "to a week"; empty if unknown."""
    found = {
        content: type_
        for type_ in reversed(CONTENT_TYPES)
        for content in contents_in(type_.yaml_content)
        if _has_key(content, key)
    }
    if not 0 < len(found) <= _MAX_PLACES:
        return ""
    return " or ".join(_place(content, type_, file) for content, type_ in found.items())


def _has_key(content: type[Content], key: str) -> bool:
    fields = fields_of(content)
    if any(kind.key == key for kind in MATERIAL_KINDS):
        return any(own.extra_keys for own in fields.values())
    return key in fields


def _place(content: type[Content], type_: ContentType, file: str) -> str:
    path = f"content/{type_.yaml_path}".replace("content/../", "")
    if content.noun == path:
        return f"at the top level of {path}"
    if path == file or not type_.yaml_path:
        return f"to {content.noun}"
    return f"to {content.noun}: write it in {path}"
