"""The command-line entry point: runs a command, prints its output and returns the exit code.

No other module prints.  If nothing has changed since the last build, its output is printed before
most modules are loaded.  Therefore, only modules that Python always loads are imported at the top.
"""

from __future__ import annotations

import io
import os
import sys
import time

from coursegen.incremental.up_to_date import Request, cached_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

ERRORS, USAGE = 1, 2
INTERRUPTED = 130
"""The exit code that shells expect after Ctrl-C: 128 + SIGINT."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `coursegen`; return 0 for success, 1 for errors in the course, 2 for incorrect usage."""
    if argv is None:
        _ensure_utf_8()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a closed stream is None
            stream.reconfigure(errors="backslashreplace")  # not all terminals support Unicode
    arguments = sys.argv[1:] if argv is None else argv
    request = Request(arguments, os.environ, time.time_ns(), color=_use_color())
    try:
        try:
            cached = cached_output(request)
            return _run(request) if cached is None else _print_cached(*cached)
        finally:
            _print("", sys.stdout, end="")  # flushes the stream here, where errors are handled
            if argv is None:
                _skip_final_collection()
    except KeyboardInterrupt:
        return INTERRUPTED
    except RuntimeError as error:
        if not isinstance(
            error.__cause__, KeyboardInterrupt
        ):  # Python 3.11 wraps KeyboardInterrupt during imports
            raise
        return INTERRUPTED
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        _print(f"error: {name}{(error.strerror or str(error)).lower()}", sys.stderr)
        return ERRORS


def _ensure_utf_8() -> None:
    """Restart Python in UTF-8 mode (PEP 540) if the file system encoding is not UTF-8.

    This mode cannot be enabled at run time.  The output keeps the encoding of the terminal.
    """
    utf_8 = ["-X", "utf8"]
    if sys.getfilesystemencoding() != "utf-8" and sys.orig_argv[1:3] != utf_8:
        if sys.stdout:
            os.environ.setdefault("PYTHONIOENCODING", sys.stdout.encoding)
        os.execv(sys.executable, [sys.executable, *utf_8, *sys.orig_argv[1:]])  # noqa: S606 - same program


def _skip_final_collection() -> None:
    """Prevent garbage collection at exit, because the system frees all memory anyway."""
    import gc  # noqa: PLC0415 - see the module's docstring

    gc.freeze()


def _run(request: Request) -> int:
    import gc  # noqa: PLC0415 - see the module's docstring

    # A command creates no reference cycles, and searching for them takes 4% of a short build.
    gc.set_threshold(100_000, 50, 100)
    from datetime import UTC, datetime  # noqa: PLC0415 - see the module's docstring

    from coursegen.commands.arguments import parse  # noqa: PLC0415 - see the module's docstring
    from coursegen.commands.signals import handle_signals  # noqa: PLC0415 - see the docstring

    with handle_signals():
        run = parse(request.argv)
        if run is None:
            return USAGE

        from coursegen.commands.console import Console  # noqa: PLC0415 - not needed for `--help`

        console = Console(
            out=lambda text: _print(text, sys.stdout),
            err=lambda text: _print(text, sys.stderr),
            is_terminal=_is_terminal(sys.stderr),
            color=request.color,
            encoding=(sys.stdout and sys.stdout.encoding) or "utf-8",
            now=datetime.fromtimestamp(request.when / 1e9, UTC),
            environment=os.environ,
            request=request,
        )
        return run(console)


def _print_cached(stderr: str, stdout: str) -> int:
    if stderr:
        _print(stderr, sys.stderr)
    if stdout:
        _print(stdout, sys.stdout)
    return 0


def _print(text: str, stream: TextIO | None, end: str = "\n") -> None:
    """Print to a stream; ignore closed pipes, such as after `| head`."""
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


def _use_color() -> bool:
    """Return whether to use color, based on the environment and the terminal.

    NO_COLOR (no-color.org) has priority over FORCE_COLOR (force-color.org), as in Python.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    terminals = _is_terminal(sys.stdout) and _is_terminal(sys.stderr)
    return terminals and os.environ.get("TERM") != "dumb"
