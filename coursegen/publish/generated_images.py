"""Files that are made while the site is written, several at a time."""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.images.generated_file import GenerateError
from coursegen.publish.publish_error import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursegen.images.generated_file import GeneratedFile

_HANDS = 4
"""Pictures that are made at the same time, each perhaps a quarter of a gigabyte in memory."""


def make_all(to_make: Mapping[str, GeneratedFile]) -> Iterator[tuple[str, bytes]]:
    """Yield each output path with its bytes, in the order in which they are ready.

    Encoders leave Python's lock to others, so that threads help.  They only make: what is written
    is written by whoever asks, so that nothing is once that one has stopped.
    """
    if not to_make:
        return
    import queue  # noqa: PLC0415 - only where there is something to make
    import threading  # noqa: PLC0415 - as above

    waiting = deque(to_make)
    ready: queue.SimpleQueue[tuple[str, bytes | BaseException]] = queue.SimpleQueue()

    def make() -> None:
        while True:
            try:
                path = waiting.popleft()
            except IndexError:
                return
            try:
                ready.put((path, to_make[path].read()))
            except BaseException as error:  # noqa: BLE001 - handed on to whoever asks
                ready.put((path, error))

    # Not an executor's threads: the end of the program would wait for all that is left to make.
    for _ in range(min(_HANDS, os.cpu_count() or 1, len(to_make))):
        threading.Thread(target=make, daemon=True).start()
    try:
        for _ in range(len(to_make)):
            path, content = ready.get()
            if isinstance(content, GenerateError):
                raise PublishError(
                    Code.OUTPUT_FILE_ERROR,
                    f"a picture cannot be made: {content}; build again, or save it anew",
                ) from content
            if isinstance(content, BaseException):
                raise content
            yield path, content
    finally:
        waiting.clear()
