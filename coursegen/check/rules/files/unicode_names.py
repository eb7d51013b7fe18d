"""Report file names that are not in Unicode normalization form C (NFC)."""

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


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about names with decomposed characters, which older versions of macOS create."""
    for name in context.names:
        if not unicodedata.is_normalized("NFC", name):
            yield Finding(
                "the accents in this file name are separate characters (not Unicode NFC), so a "
                "typed link does not match it",
                file_location(name),
                "rename the file by typing the same name again",
            )


RULE = Rule(Code.NAME_NOT_NFC, Severity.WARNING, run)
