"""The entry point: run a command and return its exit code.  The only module that prints.

A build that would change nothing is detected before anything else is loaded.  So this module
imports only what Python itself has already loaded.
"""

from __future__ import annotations

import io
import os
import sys
import time

from coursegen.incremental.unchanged import Request, said_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

ERRORS, USAGE = 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run `coursegen`; return 0 for success, 1 for errors, 2 for incorrect usage."""
    if argv is None:
        _require_utf_8()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a closed one is None
            stream.reconfigure(errors="backslashreplace")  # the terminal may lack characters
    arguments = sys.argv[1:] if argv is None else argv
    request = Request(arguments, os.environ, time.time_ns(), color=_wants_color())
    try:
        try:
            cached = said_before(request)
            return _run(request) if cached is None else _print_cached(*cached)
        finally:
            _print("", sys.stdout, end="")  # flush, as Python would fail later
            if argv is None:
                _skip_final_gc()
    except KeyboardInterrupt:
        return 130  # what shells expect after Ctrl-C: 128 + SIGINT
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _print(f"error: {where}{(error.strerror or str(error)).lower()}", sys.stderr)
        return ERRORS


def _require_utf_8() -> None:
    """Restart in UTF-8 mode if the locale's encoding would misread file names (GBK, Latin-1).

    UTF-8 mode (PEP 540) cannot be turned on later.  The encoding of the output stays the same.
    """
    utf_8 = ["-X", "utf8"]
    if sys.getfilesystemencoding() != "utf-8" and sys.orig_argv[1:3] != utf_8:
        if sys.stdout:
            os.environ.setdefault("PYTHONIOENCODING", sys.stdout.encoding)
        os.execv(sys.executable, [sys.executable, *utf_8, *sys.orig_argv[1:]])  # noqa: S606 - itself


def _skip_final_gc() -> None:
    """Skip the last garbage collection: the system frees all memory anyway."""
    import gc  # noqa: PLC0415 - see the module's docstring

    gc.freeze()


def _run(request: Request) -> int:
    import gc  # noqa: PLC0415 - see the module's docstring

    # There are no reference cycles, and looking for them takes 4 % of a short build.
    gc.set_threshold(100_000, 50, 100)
    from datetime import UTC, datetime  # noqa: PLC0415 - as above

    from coursegen.commands.arguments import parse  # noqa: PLC0415 - as above
    from coursegen.commands.signals import handle_signals  # noqa: PLC0415 - as above

    with handle_signals():
        run = parse(request.argv)
        if run is None:
            return USAGE

        from coursegen.commands.console import Console  # noqa: PLC0415 - `--help` needs no library

        console = Console(
            out=lambda text: _print(text, sys.stdout),
            err=lambda text: _print(text, sys.stderr),
            is_terminal=_is_terminal(sys.stderr),
            color=request.color,
            now=datetime.fromtimestamp(request.when / 1e9, UTC),
            environment=os.environ,
            request=request,
        )
        return run(console)


def _print_cached(warnings: str, summary: str) -> int:
    if warnings:
        _print(warnings, sys.stderr)
    if summary:
        _print(summary, sys.stdout)
    return 0


def _print(text: str, stream: TextIO | None, end: str = "\n") -> None:
    """Print; if the reader has closed the pipe, as in `| head`, go on without output."""
    if stream is None:
        return
    try:
        print(text, file=stream, end=end, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _wants_color() -> bool:
    """Whether to use color: both streams are terminals, or the environment forces it.

    NO_COLOR (no-color.org) overrides FORCE_COLOR (force-color.org), as in Python itself.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    terminals = _is_terminal(sys.stdout) and _is_terminal(sys.stderr)
    return terminals and os.environ.get("TERM") != "dumb"
