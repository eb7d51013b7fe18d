"""Write words for the shell of this system."""

from __future__ import annotations

import re
import shlex
import sys

_PLAIN = re.compile(r"[\w.:\\/+-]+")


def shell_word(word: str) -> str:
    """Quote a word if the shell needs it; on Windows, for both PowerShell and cmd."""
    if sys.platform != "win32":
        return shlex.quote(word)
    return word if _PLAIN.fullmatch(word) else f'"{word}"'
