"""The main loop of the server, which builds, serves and waits for changes until it is stopped."""

from __future__ import annotations

import asyncio
import signal
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Protocol

from coursegen.base.struct import Struct, replace
from coursegen.serve.changes import DebouncedChanges
from coursegen.serve.hosts import Hosts
from coursegen.serve.reload import PAGE, reload_all
from coursegen.serve.server import listen, start
from coursegen.serve.server_state import ServerState
from coursegen.serve.watch import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coursegen.build import Settings
    from coursegen.serve.rebuild import BuildResult
    from coursegen.serve.server_state import ServedSite
    from coursegen.serve.worker import Worker

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class ServeOptions(Struct):
    """The course to serve, and the address of the server.

    `settings` returns the settings of a build.  It is called before each build, as the settings
    contain the time.  `output` is the folder for the site.
    """

    root: Path
    settings: Callable[[], Settings]
    host: str
    port: int
    output: Path


class ServeListener(Protocol):
    """Receives the events of the server in the thread that called `serve`."""

    def serving(self, url: str, *, port_taken: bool) -> None:
        """Handle the start of the server; `port_taken` means that it uses a different port."""

    def ready(self, url: str) -> None:
        """Handle the end of the first build, after which `url` can be opened."""

    def built(self, result: BuildResult, *, is_previous_shown: bool) -> None:
        """Handle the end of a build; `is_previous_shown` means that an older site is served."""

    def unexpected_error(self, trace: str) -> None:
        """Handle an unexpected error while answering a request; `trace` is the traceback."""

    def errors(self, result: BuildResult) -> tuple[str, ...]:
        """Return the text of each error, for the overlay."""


def serve(options: ServeOptions, worker: Worker, listener: ServeListener) -> None:
    """Serve the course until a signal stops it.  Raises `ListenError` and `WatchError`."""
    asyncio.run(_serve_until_stopped(options, worker, listener))


async def _serve_until_stopped(
    options: ServeOptions, worker: Worker, listener: ServeListener
) -> None:
    stop = asyncio.Event()
    _on_signals(stop.set)
    session = asyncio.ensure_future(_serve(options, worker, listener))
    stopped = asyncio.ensure_future(stop.wait())
    await asyncio.wait((session, stopped), return_when=asyncio.FIRST_COMPLETED)
    session.cancel()
    with suppress(asyncio.CancelledError):
        await session


def _on_signals(stop: Callable[[], object]) -> None:
    loop = asyncio.get_running_loop()
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number is None or (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
            continue  # no such signal on this system, or ignored because of nohup
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))


async def _serve(options: ServeOptions, worker: Worker, listener: ServeListener) -> None:
    with ExitStack() as at_end:
        sock, port = listen(options.host, options.port)
        state = ServerState(Hosts(options.host, port), listener.unexpected_error)
        at_end.callback(start(sock, state).stop)
        changes = DebouncedChanges()
        watcher = Watcher(options.root, changes.note)  # first, so that no change is missed
        at_end.callback(watcher.stop)
        listener.serving(state.hosts.url, port_taken=port != options.port != 0)
        while True:
            settings = replace(options.settings(), base_url=state.hosts.url)
            result = await worker.build(settings, options.output, watcher.update_watches)
            _update_state(state, result, options.output, listener.errors(result))
            listener.built(
                result, is_previous_shown=bool(state.served.errors and state.served.folder)
            )
            if not state.ready.is_set():
                state.ready.set()
                listener.ready(state.hosts.url)
            await changes.debounced()


def _update_state(
    state: ServerState, result: BuildResult, output: Path, errors: tuple[str, ...]
) -> None:
    """Update the state after a build, and reload browsers if something changed."""
    before = state.served
    paths = _paths_to_reload(before, result, errors)
    folder = output if result.published else before.folder
    state.served = replace(
        before, version=before.version + bool(paths), folder=folder, errors=errors
    )
    reload_all(paths)


def _paths_to_reload(
    before: ServedSite, result: BuildResult, errors: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the paths that open pages have to reload: stylesheets, `PAGE`, or none."""
    if errors != before.errors:
        return (PAGE,)
    if not result.published:
        return ()
    written, removed = result.published.written, result.published.removed
    if removed or not all(path.endswith(".css") for path in written):
        return (PAGE,)
    return written
