"""The types of an author's values that are not text: moments and free data."""

from __future__ import annotations

from datetime import datetime
from typing import Any


class Moment(datetime):
    """A time in the course's time zone."""


class FreeData(dict[Any, Any]):
    """Any keys with any values, for the author's templates: text, lists and mappings."""
