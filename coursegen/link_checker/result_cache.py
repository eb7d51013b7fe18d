"""Cache the results of recent link checks.

The cache file is not trusted, and invalid entries are ignored.  If the file cannot be read or
written, all links are requested again.
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
"""The time after which a result expires; problems expire early, because they may be fixed."""

_VERSION = 1
_MAX_FILE_SIZE = 4_000_000
"""The maximum size of the cache file in bytes."""
_MAX_ENTRIES = 5000
"""The maximum number of stored results; the oldest are removed first."""
_MAX_TEXT = 2000


class LinkCache:
    """The results in `file` that are valid at the time `now`."""

    def __init__(self, file: Path, now: datetime) -> None:
        self._file = file
        self._now = now
        self._known = dict(self._read())

    def get(self, url: str) -> Answer | None:
        """Return the cached result for a URL, if any."""
        known = self._known.get(url)
        return known[1] if known else None

    def put(self, url: str, answer: Answer) -> None:
        """Store a new result."""
        self._known[url] = (self._now, answer)

    def save(self) -> None:
        """Write the file atomically."""
        newest = sorted(self._known.items(), key=lambda item: item[1][0], reverse=True)[
            :_MAX_ENTRIES
        ]
        entries = {
            url: [int(when.timestamp()), answer.status.value, *answer[1:]]
            for url, (when, answer) in newest
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
        read = ((url, self._entry(entry)) for url, entry in entries)
        return [(url, known) for url, known in read if known]

    def _entry(self, entry: Any) -> tuple[datetime, Answer] | None:
        """Parse an entry; return None if it is invalid or expired."""
        match entry:
            case [int(when), str(word), str(detail), str(url), bool(is_certain)] if (
                len(detail) + len(url) <= _MAX_TEXT
            ):
                pass
            case _:
                return None
        try:
            requested, status = datetime.fromtimestamp(when, UTC), LinkStatus(word)
        except (ValueError, OverflowError, OSError):
            return None
        if not timedelta() <= self._now - requested <= MAX_AGE.get(status, DEFAULT_MAX_AGE):
            return None
        return requested, Answer(status, detail, url, is_certain)
