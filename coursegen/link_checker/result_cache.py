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

KEPT = {LinkStatus.GOOD: timedelta(days=7), LinkStatus.MOVED: timedelta(days=7)}
KEPT_ELSE = timedelta(hours=1)
"""How long an answer is believed: a fault is looked at again by the time somebody mended it."""

_VERSION = 1
_LARGEST = 4_000_000
"""Bytes; a longer file is none of ours and is not even read."""
_MOST = 5000
"""Answers that are kept; the oldest go first."""
_LONGEST_TEXT = 2000


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
        youngest = sorted(self._known.items(), key=lambda item: item[1][0], reverse=True)[:_MOST]
        entries = {
            address: [int(when.timestamp()), answer.outcome.value, *answer[1:]]
            for address, (when, answer) in youngest
        }
        text = json.dumps({"version": _VERSION, "answers": entries}, indent=0)
        passing = self._file.with_name(f"{self._file.name}.{secrets.token_hex(4)}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            passing.write_text(text, encoding="utf-8")
            passing.replace(self._file)
        except OSError:
            with suppress(OSError):
                passing.unlink(missing_ok=True)

    def _read(self) -> list[tuple[str, tuple[datetime, Answer]]]:
        try:
            if self._file.stat().st_size > _LARGEST:
                return []
            held = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return []
        if not isinstance(held, dict) or held.get("version") != _VERSION:
            return []
        answers = held.get("answers")
        entries = answers.items() if isinstance(answers, dict) else ()
        read = ((address, self._entry(entry)) for address, entry in entries)
        return [(address, known) for address, known in read if known]

    def _entry(self, entry: Any) -> tuple[datetime, Answer] | None:
        """An entry that is whole and young enough."""
        match entry:
            case [int(when), str(word), str(said), str(address), bool(sure)] if (
                len(said) + len(address) <= _LONGEST_TEXT
            ):
                pass
            case _:
                return None
        try:
            asked, outcome = datetime.fromtimestamp(when, UTC), LinkStatus(word)
        except (ValueError, OverflowError, OSError):
            return None
        if not timedelta() <= self._now - asked <= KEPT.get(outcome, KEPT_ELSE):
            return None
        return asked, Answer(outcome, said, address, sure)
