"""Watch the inputs of a build for changes, with watchdog."""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog import events
from watchdog.observers import Observer

from coursegen.base.files import INPUTS, THEME, WELL_KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import ObservedWatch

_REPLACING = (
    events.FileCreatedEvent,
    events.FileMovedEvent,
    events.FileDeletedEvent,
    events.DirCreatedEvent,
    events.DirMovedEvent,
    events.DirDeletedEvent,
)
"""The events after which a name may refer to a different file or folder."""

_CHANGES: list[type[FileSystemEvent]] = [
    *_REPLACING,
    events.FileModifiedEvent,
    events.FileClosedEvent,  # sent after a file is written
    # Permission changes, which older versions of watchdog report as modifications.
    *filter(None, [getattr(events, "FileAttribEvent", None)]),
]
"""All events that can affect a build.

Read events are not included, because otherwise each build would start another one.
"""


class WatchError(Exception):
    """The error for a course that cannot be watched; the message includes the next step."""


class Watcher:
    """Calls `changed`, in a separate thread, whenever an input of the course changes.

    The course's folder is not watched recursively, so that no resources are used for the site,
    `.git` or a virtual environment in it.  The input folders and the theme are watched recursively.
    Raises `WatchError`.
    """

    def __init__(self, root: Path, changed: Callable[[], None]) -> None:
        self._root = root.resolve()
        self._changed = changed
        self._inputs: dict[str, ObservedWatch] = {}
        self._replaced = deque(INPUTS)  # a deque, as two threads use it
        try:
            self._observer = Observer()
            self._observer.start()
            self._watch(self._root, self._on_root_event, deep=False)
            self._watch(THEME, self._on_event_below(THEME), deep=True)
        except OSError as error:
            raise _cannot_watch(self._root, error) from error
        self.update_watches()

    def update_watches(self) -> None:
        """Watch the input folders that are new or were replaced; call this before each build.

        Raises `WatchError`.
        """
        names = set()
        while self._replaced:
            names.add(self._replaced.popleft())
        for name in names:
            if name in self._inputs:
                self._observer.unschedule(self._inputs.pop(name))
            real = (self._root / name).resolve()  # an input may be a symbolic link
            try:
                if real.is_dir():
                    self._inputs[name] = self._watch(real, self._on_event_below(real), deep=True)
                elif real.is_file() and real.parent != self._root:
                    self._inputs[name] = self._watch(
                        real.parent, self._on_event_at(real), deep=False
                    )
            except FileNotFoundError:
                continue  # removed again, which causes another event
            except OSError as error:
                raise _cannot_watch(real, error) from error

    def stop(self) -> None:
        """Stop watching; `changed` is no longer called."""
        self._observer.stop()
        self._observer.join()

    def _watch(
        self, folder: Path, callback: Callable[[FileSystemEvent], None], *, deep: bool
    ) -> ObservedWatch:
        return self._observer.schedule(
            _Handler(callback), str(folder), recursive=deep, event_filter=_CHANGES
        )

    def _on_root_event(self, event: FileSystemEvent) -> None:
        names = {p.name for p in _paths(event) if p.parent == self._root}.intersection(INPUTS)
        if names:
            if isinstance(event, _REPLACING):
                self._replaced.extend(names)
            self._changed()

    def _on_event_at(self, file: Path) -> Callable[[FileSystemEvent], None]:
        def callback(event: FileSystemEvent) -> None:
            if file in _paths(event):
                self._changed()

        return callback

    def _on_event_below(self, folder: Path) -> Callable[[FileSystemEvent], None]:
        def callback(event: FileSystemEvent) -> None:
            if not all(_is_hidden(path, folder) for path in _paths(event)):
                self._changed()

        return callback


class _Handler(events.FileSystemEventHandler):
    def __init__(self, callback: Callable[[FileSystemEvent], None]) -> None:
        self._callback = callback

    def dispatch(self, event: FileSystemEvent) -> None:
        """Call the callback for every event."""
        self._callback(event)


def _paths(event: FileSystemEvent) -> Iterator[Path]:
    """Yield the changed path, or both paths of a move."""
    for path in (event.src_path, event.dest_path):
        if path:
            yield Path(os.fsdecode(path))


def _is_hidden(path: Path, folder: Path) -> bool:
    """Return whether builds ignore `path`, for example an editor's temporary file."""
    published = Path(WELL_KNOWN).name
    return path.is_relative_to(folder) and any(
        part.startswith(".") and part != published for part in path.relative_to(folder).parts
    )


def _cannot_watch(folder: Path, error: OSError) -> WatchError:
    reason = (error.strerror or str(error)).lower()
    return WatchError(
        f"{folder} cannot be watched for changes: {reason}; close programs that watch many files, "
        "or raise the system's limit"
    )
