"""Does each file's name have the letters that a keyboard types?"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about names that are not in Unicode's normal form C, as those of old Macs are."""
    for name in subject.names:
        if not unicodedata.is_normalized("NFC", name):
            yield Finding(
                "the accents of this name are signs of their own, so a link that is typed does "
                "not find it",
                file_location(name),
                "rename it: type the same name anew",
            )


RULE = Rule(Code.NAME_NOT_NFC, Severity.WARNING, ask)
