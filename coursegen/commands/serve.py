"""`coursegen serve`: serve the site on this machine and rebuild it after each change."""

from __future__ import annotations

import threading
import time
import webbrowser
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics, Severity
from coursegen.base.files import SITE_FILE
from coursegen.base.struct import replace
from coursegen.commands.build import format_count
from coursegen.commands.course_options import UsageError, add_course_options, make_settings
from coursegen.commands.load_course import print_problems
from coursegen.loader.course_folder import load_settings
from coursegen.publish.publish_error import PublishError
from coursegen.publish.publisher import validate_output_folder
from coursegen.report.report_options import ReportOptions
from coursegen.report.text_report import as_text
from coursegen.serve.private import private_folder
from coursegen.serve.worker import Worker

if TYPE_CHECKING:
    import argparse

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.build import Settings
    from coursegen.commands.console import Console
    from coursegen.publish.publisher import Published
    from coursegen.serve.rebuild import BuildResult

EXAMPLES = (
    "coursegen serve --open",
    "coursegen serve my-course --port 8080",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_course_options(parser, base_url=False)
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        metavar="N",
        help="the port; if it is in use, the next free port (default: 8000; 0: any free port)",
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="NAME",
        help="the address to listen on (default: 127.0.0.1, accessible only from this machine)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="the output folder (default: a private temporary folder)",
    )
    parser.add_argument(
        "--preview",
        action="store_true",
        help="also show unreleased content and drafts, each with a label",
    )
    parser.add_argument("--open", action="store_true", help="open the site in a browser")


def run(args: argparse.Namespace, console: Console) -> int:
    """Serve the site until Ctrl-C; return 1 if it cannot be started."""
    if not 0 <= args.port < 2**16:
        raise UsageError(f"--port: expected a number from 0 to 65535, found {args.port}")
    if not args.host:
        raise UsageError("--host: expected a name or an IP address, such as 127.0.0.1")
    began = time.monotonic()

    def settings() -> Settings:
        passed = timedelta(seconds=time.monotonic() - began)
        settings = make_settings(args, replace(console, now=console.now + passed))
        return replace(settings, preview=args.preview)

    settings()  # report incorrect usage before the server starts
    if not (args.source / SITE_FILE).exists():
        missing = Diagnostics()
        load_settings(args.source, missing)
        print_problems(missing, args.source, console)
        return 1
    if args.output:
        try:
            validate_output_folder(args.output, args.source)
        except PublishError as error:
            console.err(f"error: {error} [{error.code.value}]")
            return 1
    with ExitStack() as at_end:
        output = args.output or at_end.enter_context(private_folder()) / "site"
        worker = at_end.enter_context(Worker(console.environment))
        # Tornado is loaded while the worker's process starts.
        from coursegen.serve.server import ListenError  # noqa: PLC0415 - see above
        from coursegen.serve.session import ServeOptions, serve  # noqa: PLC0415 - see above
        from coursegen.serve.watch import WatchError  # noqa: PLC0415 - see above

        options = ServeOptions(args.source, settings, args.host, args.port, output)
        try:
            serve(options, worker, _Terminal(args, console))
        except ListenError as error:
            raise UsageError(str(error)) from error
        except WatchError as error:
            console.err(f"error: {error}")
            return 1
    return 0


class _Terminal:
    """The terminal, which shows the server's progress in the format of `coursegen build`."""

    def __init__(self, args: argparse.Namespace, console: Console) -> None:
        self._args = args
        self._console = console
        self._options = ReportOptions(console.color, args.all)
        self._shown_warnings: set[str] = set()

    def serving(self, url: str, *, port_taken: bool) -> None:
        if port_taken:
            self._console.err(f"Port {self._args.port} is in use; the site is at {url}")
        if not self._args.quiet:
            source = self._args.source.resolve()
            self._console.out(f"Serving {source} at {url} (press Ctrl-C to stop)")

    def ready(self, url: str) -> None:
        if self._args.open:  # a text-mode browser blocks until it exits
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    def built(self, result: BuildResult, *, is_previous_shown: bool) -> None:
        new_diagnostics = [d for d in result.diagnostics if self._is_new(d)]
        warned = {as_text([d]) for d in result.diagnostics if d.severity is Severity.WARNING}
        # A failed build may stop before it repeats all warnings.
        self._shown_warnings = warned if result.published else self._shown_warnings | warned
        if new_diagnostics:
            self._console.err(as_text(new_diagnostics, self._options))
        if result.problem:
            self._console.err(result.problem)
        severities = [diagnostic.severity for diagnostic in result.diagnostics]
        errors, warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
        if result.published:
            self._published(result, result.published, warnings)
        else:
            then = (
                "still serving the last good build" if is_previous_shown else "waiting for a change"
            )
            found = f"{format_count(errors, 'error')}, {format_count(warnings, 'warning')}"
            self._console.err(f"Not built: {found}; {then}.")

    def unexpected_error(self, trace: str) -> None:
        self._console.err(trace)

    def errors(self, result: BuildResult) -> tuple[str, ...]:
        texts = [as_text([d]) for d in result.diagnostics if d.severity is Severity.ERROR]
        return (*texts, result.problem) if result.problem else tuple(texts)

    def _is_new(self, diagnostic: Diagnostic) -> bool:
        """Return whether to print a diagnostic: every error, and each warning only once."""
        return (
            diagnostic.severity is Severity.ERROR
            or as_text([diagnostic]) not in self._shown_warnings
        )

    def _published(self, result: BuildResult, published: Published, warnings: int) -> None:
        if self._args.verbose:
            for path in published.written:
                self._console.out(f"wrote {path}")
            for path in published.removed:
                self._console.out(f"removed {path}")
        if not self._args.quiet:
            pages, seconds = format_count(result.pages, "page"), f"{result.seconds:.2f} s"
            tail = f", {format_count(warnings, 'warning')}" if warnings else ""
            self._console.out(f"Built {pages} in {seconds}{tail}.")
