"""What other sites answered lately, so that they are not asked again at every check.

It is a file like any other: what is not as expected is not believed, and a file that cannot be
read or written only means that everybody is asked again.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from coursegen.link_checker.answer import Answer, LinkStatus

if TYPE_CHECKING:
    from pathlib import Path

MAX_AGE = {LinkStatus.GOOD: timedelta(days=7), LinkStatus.MOVED: timedelta(days=7)}
DEFAULT_MAX_AGE = timedelta(hours=1)
"""How long an answer is believed: a fault is looked at again by the time somebody mended it."""

_VERSION = 1
_MAX_FILE_SIZE = 4_000_000
"""Bytes; a longer file is none of ours and is not even read."""
_MAX_ENTRIES = 5000
"""Answers that are kept; the oldest go first."""
_MAX_TEXT = 2000


class LinkCache:
    """The answers in `file` that still count at the time `now`."""

    def __init__(self, file: Path, now: datetime) -> None:
        self._file = file
        self._now = now
        self._known = dict(self._read())

    def get(self, address: str) -> Answer | None:
        """What the server said lately."""
        known = self._known.get(address)
        return known[1] if known else None

    def put(self, address: str, answer: Answer) -> None:
        """Note what the server said just now."""
        self._known[address] = (self._now, answer)

    def save(self) -> None:
        """Write the file, whole or not at all."""
        newest = sorted(self._known.items(), key=lambda item: item[1][0], reverse=True)[
            :_MAX_ENTRIES
        ]
        entries = {
            address: [int(when.timestamp()), answer.status.value, *answer[1:]]
            for address, (when, answer) in newest
        }
        text = json.dumps({"version": _VERSION, "answers": entries}, indent=0)
        temporary = self._file.with_name(f"{self._file.name}.{secrets.token_hex(4)}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(self._file)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _read(self) -> list[tuple[str, tuple[datetime, Answer]]]:
        try:
            if self._file.stat().st_size > _MAX_FILE_SIZE:
                return []
            stored = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return []
        if not isinstance(stored, dict) or stored.get("version") != _VERSION:
            return []
        answers = stored.get("answers")
        entries = answers.items() if isinstance(answers, dict) else ()
        read = ((address, self._entry(entry)) for address, entry in entries)
        return [(address, known) for address, known in read if known]

    def _entry(self, entry: Any) -> tuple[datetime, Answer] | None:
        """An entry that is whole and young enough."""
        match entry:
            case [int(when), str(word), str(detail), str(address), bool(is_certain)] if (
                len(detail) + len(address) <= _MAX_TEXT
            ):
                pass
            case _:
                return None
        try:
            asked, status = datetime.fromtimestamp(when, UTC), LinkStatus(word)
        except (ValueError, OverflowError, OSError):
            return None
        if not timedelta() <= self._now - asked <= MAX_AGE.get(status, DEFAULT_MAX_AGE):
            return None
        return asked, Answer(status, detail, address, is_certain)
