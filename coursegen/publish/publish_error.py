"""Why a site cannot be published, in a sentence with the next step."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coursegen.base.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class PublishError(Exception):
    """The site cannot go into the folder; the message is a sentence with the next step."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def sentences(output: Path) -> Iterator[None]:
    """Let what the system refuses be a `PublishError` that says what to do."""
    try:
        yield
    except OSError as error:
        path = error.filename2 or error.filename  # the second is what was copied to
        where = f" ({path})" if path else ""
        step = "choose another folder with --output"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            step = "make room"
        elif error.errno in (errno.EACCES, errno.EPERM):
            step = f"allow writing, or {step}"
        elif error.errno == errno.EXDEV:  # a folder that came with a container's image
            step = f"remove that folder, or {step}"
        raise PublishError(
            Code.OUTPUT_NOT_WRITABLE,
            f"the site cannot be written to {output}: {reason(error)}{where}; what was there is "
            f"untouched; {step}",
        ) from error


def reason(error: OSError) -> str:
    """What the system says, as a part of a sentence."""
    return (error.strerror or str(error)).lower()
