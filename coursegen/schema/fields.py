r"""The declarations in a content type: what an author may write for a key, and its documentation.

A field with a `Doc` is a key of the author's file.  Its declared type determines the value:

- `Text`, `bool`, `int`, `FreeData`: a value as written.
- `Annotated[T, Accepts(convert=…)]`: text that is converted to `T`, such as a date or a link.
- a subclass of `Content`: a mapping; if the class has `from_text`, text is a shorthand for it.
- `tuple[T, ...]`: a list; with `ONE_OR_MORE`, also a single value.
- `Mapping[Text, T]`: a mapping with any keys.

A key without a value is valid if its field has a default, except for `bool`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from coursegen.base.struct import Struct
from coursegen.base.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable


class Content(Struct):
    """A mapping in an author's file; `noun` is its name in messages.

    The first line of the class's docstring is its description in the JSON Schema.  If the class has
    a field `location`, it is the start of the mapping.  These class methods are optional:

    - `from_text(text, author)` reads the shorthand.
    - `from_mapping(read, author)` completes a value that was read from a mapping.
    - `text_hint(text)` returns a hint for text in place of a mapping.

    The first two may return None to leave the value out, and report problems to
    `author.diagnostics`.  `form` is another class with the keys, if they differ from the fields;
    `from_mapping` then converts it.  If `is_omitted_if_invalid` is true, a mapping with a problem
    is left out.

    `skeleton` is the YAML of a new mapping that `coursegen add` writes, or empty if it writes none.
    It can contain `{title}`, `{slug}`, `{number}` (the next free one), `{today}` and `{in_a_week}`.
    """

    noun: ClassVar[str] = "a mapping"
    is_omitted_if_invalid: ClassVar[bool] = False
    form: ClassVar[type[Content] | None] = None
    skeleton: ClassVar[str] = ""


class Doc(Struct):
    """A key and its description for the manual; `key` is needed if it is not the field's name.

    A field can have several keys, of which an author writes one.  `type` is the type of the key's
    values, if it is not that of the field; `convert(value, author)` converts them if necessary.
    `conflict` is the hint if two keys are used together.
    """

    description: str
    key: str = ""
    type: Any = None
    convert: Callable[[Any, Any], Any] | None = None
    conflict: str = "keep only one of them"


class Accepts(Struct):
    r"""The text that a key accepts.

    `title` is a noun phrase that messages use after "expected".  `pattern` matches the whole text;
    it ends in `\Z`, because `$` would accept a line break.  `minimum` is the least number.
    `convert(text, author)` returns the value, or None to leave it out.  `suggest(text)` returns
    what to write instead of text that does not match the pattern, or "".
    """

    title: str = ""
    pattern: str = ""
    minimum: int | None = None
    convert: Callable[[Any, Any], Any] | None = None
    suggest: Callable[[str], str] = lambda _text: ""


class ExtraKeys(Struct):
    """Marks a mapping that collects the keys of a group, such as the material kinds."""

    group: str


BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""The values that an author can write for a boolean, in lowercase."""

ONE_OR_MORE = "one or more"
"""Marks a tuple whose key accepts a list or a single value."""

MARKDOWN = Accepts("Markdown text")
Markdown = Annotated[Text, MARKDOWN]


def _email(text: str) -> str:
    """Return an email address that is written with words, such as `ada AT example DOT org`."""
    at = re.sub(r"(?i)\s*[\[({<]?\s*\bat\b\s*[\])}>]?\s*", "@", text)
    address = re.sub(r"(?i)\s*[\[({<]?\s*\bdot\b\s*[\])}>]?\s*", ".", at).removeprefix("mailto:")
    address = address.strip(" <>")
    return address if re.search(_EMAIL, address) else ""


_EMAIL = r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+\Z"
Email = Annotated[Text, Accepts("an email address", _EMAIL, suggest=_email)]
INLINE = "inline Markdown"
"""Marks text in which links, code, `*`, `**` and `~~` work, such as a title."""
Inline = Annotated[Text, INLINE]
Id = Annotated[
    Text,
    Accepts(
        "an id of letters, digits, '-' and '_' that begins with a letter",
        r"^[A-Za-z][A-Za-z0-9_-]*\Z",
    ),
]
Count = Annotated[int, Accepts("a whole number of at least 1", minimum=1)]
Label = Annotated[Text, Accepts("a number or a short label, such as 3 or 13-2")]
_LANGUAGES = {
    "arabic": "ar",
    "chinese": "zh-CN",
    "dutch": "nl",
    "english": "en",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
}
Language = Annotated[
    Text,
    Accepts(
        "a language tag such as en or zh-CN",
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
        suggest=lambda text: _LANGUAGES.get(text.strip().casefold(), ""),
    ),
]
