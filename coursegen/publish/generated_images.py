"""Generate images in parallel while the site is written."""

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

_WORKERS = 4
"""The maximum number of parallel workers. Each may use 250 MB of memory."""


def generate_all(to_make: Mapping[str, GeneratedFile]) -> Iterator[tuple[str, bytes]]:
    """Yield each output path with its bytes, in the order of completion.

    Encoders release Python's global lock, so several threads are faster.  Only the caller writes
    files, so nothing is written after the caller has stopped.
    """
    if not to_make:
        return
    import queue  # noqa: PLC0415 - only needed to generate images
    import threading  # noqa: PLC0415 - as above

    waiting = deque(to_make)
    ready: queue.SimpleQueue[tuple[str, bytes | BaseException]] = queue.SimpleQueue()

    def generate() -> None:
        while True:
            try:
                path = waiting.popleft()
            except IndexError:
                return
            try:
                ready.put((path, to_make[path].read()))
            except BaseException as error:  # noqa: BLE001 - passed on to the caller
                ready.put((path, error))

    # With an executor, the program would wait for all remaining images before it exits.
    for _ in range(min(_WORKERS, os.cpu_count() or 1, len(to_make))):
        threading.Thread(target=generate, daemon=True).start()
    try:
        for _ in range(len(to_make)):
            path, content = ready.get()
            if isinstance(content, GenerateError):
                raise PublishError(
                    Code.PUBLISH_SOURCE,
                    f"an image cannot be generated: {content}; build again, or replace the image",
                ) from content
            if isinstance(content, BaseException):
                raise content
            yield path, content
    finally:
        waiting.clear()
