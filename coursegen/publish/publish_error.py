"""The error for a site that cannot be published."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coursegen.base.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class PublishError(Exception):
    """The error for a site that cannot be published; the message includes the next step."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def raise_publish_errors(output: Path) -> Iterator[None]:
    """Turn system errors into a `PublishError` with the next step."""
    try:
        yield
    except OSError as error:
        path = error.filename2 or error.filename  # `filename2` is the target of a copy
        where = f" ({path})" if path else ""
        step = "choose another folder with --output"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            step = "free some disk space"
        elif error.errno in (errno.EACCES, errno.EPERM):
            step = f"make it writable, or {step}"
        elif error.errno == errno.EXDEV:  # a folder from a container image
            step = f"remove that folder, or {step}"
        raise PublishError(
            Code.OUTPUT_NOT_WRITABLE,
            f"the site cannot be written to {output}: {os_error_reason(error)}{where}; the old "
            f"site is unchanged; {step}",
        ) from error


def os_error_reason(error: OSError) -> str:
    """Return the system's error message in lowercase."""
    return (error.strerror or str(error)).lower()
