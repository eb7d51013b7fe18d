"""Images that are generated only when their bytes are needed."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.outputs.output import Output, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursegen.incremental.store import Store


class GenerateError(Exception):
    """An error that prevents generating an image; the message is a sentence without a period."""

    def __init__(self, message: str, code: Code = Code.IMAGE_UNREADABLE) -> None:
        super().__init__(message)
        self.code = code


def generated(key: str, make: Callable[[], bytes], store: Store | None = None) -> Output:
    """Return an output that `make` generates on demand; images with the same key are the same.

    With a `store`, its bytes are cached there.  `make` may raise `GenerateError`.
    """

    def read() -> bytes:
        content = store.get(key) if store else None
        if content is None:
            try:
                content = make()
            except GenerateError as error:
                raise OutputError(
                    f"an image cannot be generated: {error}; build again, or replace the image"
                ) from error
            if store:
                store.put(key, content)
        return content

    return Output(key, read, is_slow=True)


@cache
def pillow_version() -> str:
    """Return the content of Pillow's version file, because importing Pillow is slow."""
    spec = find_spec("PIL")
    if spec is None or spec.origin is None:
        return ""
    return Path(spec.origin).with_name("_version.py").read_text(encoding="utf-8")
