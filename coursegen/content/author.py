"""The settings that the conversion of an author's values depends on."""

from collections.abc import Mapping
from datetime import UTC
from typing import Self

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.struct import Struct, field
from coursegen.content.dates import DateReader
from coursegen.content.grading import Grading
from coursegen.content.kinds import Kind


class Author(Struct):
    """What `site.yaml` says about the values in other files, and where problems are reported.

    `reserved_ids` are the HTML ids of the home page's sections.  `grading` has
    the late policy of assignments without their own.
    """

    diagnostics: Diagnostics
    dates: DateReader
    session_kinds: Mapping[str, Kind] = field(default_factory=dict)
    material_kinds: Mapping[str, Kind] = field(default_factory=dict)
    reserved_ids: frozenset[str] = frozenset()
    grading: Grading = Grading()

    @classmethod
    def without_site(cls, diagnostics: Diagnostics) -> Self:
        """Return the settings of a course without `site.yaml`."""
        return cls(diagnostics, DateReader(diagnostics, UTC, None))
