"""Generate the files in `OUTPUTS`, except those that are unchanged since the last build."""

from __future__ import annotations

import importlib
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.struct import Struct, replace
from coursegen.incremental.codec import LongText  # noqa: TC001 - the codec evaluates the annotations
from coursegen.incremental.traces import Result, Traces
from coursegen.outputs.output import Output
from coursegen.outputs.registry import OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coursegen.incremental.store import Store
    from coursegen.site.site_reads import SiteReads


class OutputContext(Struct):
    """What generated files depend on.

    `paths` are the output paths of all planned files.  Slow files are cached in `store`.  `html`
    converts Markdown from a file to HTML with absolute URLs, for the page at a URL.
    """

    site: SiteReads
    paths: tuple[str, ...]
    store: Store
    html: Callable[[SiteReads, str, str], str]
    diagnostics: Diagnostics


class _Version(NamedTuple):
    """The version of an output."""

    path: str
    version: LongText
    is_slow: bool


def generated_files(context: OutputContext, store: Store) -> dict[str, Output]:
    """Return all generated files by output path.

    What they read is recorded in `store`.  If it is the same as in the last build, a file is
    generated only when its bytes are needed.
    """

    @cache
    def made(name: str) -> tuple[Mapping[str, Output], Diagnostics]:
        return _make(context, name)

    reads = context.site.reads
    traces = Traces(store, "generated files", tuple[_Version, ...], reads.answers)
    results: dict[str, Result[tuple[_Version, ...]]] = {}
    files: dict[str, Output] = {}
    for each in OUTPUTS:
        key = " ".join((each.make, *context.paths))
        result = traces.find(key)
        if result:
            results[key] = result
            for path, version, is_slow in result.value:
                files[path] = Output(version, partial(_read, made, each.make, path), is_slow)
        else:
            with reads.recorded() as queries:
                outputs, diagnostics = made(each.make)
            value = tuple(_Version(path, f.version, f.is_slow) for path, f in outputs.items())
            result = Result(value, tuple(diagnostics), tuple(queries))
            if not any(file.source for file in outputs.values()):
                results[key] = result
            files |= outputs
        context.diagnostics.extend(result.diagnostics)
    traces.save(results)
    return files


def _make(context: OutputContext, name: str) -> tuple[Mapping[str, Output], Diagnostics]:
    """Return what the function named `name` returns, and its diagnostics."""
    module, _, function = name.partition(":")
    diagnostics = Diagnostics()
    make: Callable[[OutputContext], Mapping[str, Output]]
    make = getattr(importlib.import_module(module), function)
    return make(replace(context, diagnostics=diagnostics)), diagnostics


def _read(
    made: Callable[[str], tuple[Mapping[str, Output], Diagnostics]], name: str, path: str
) -> bytes:
    return made(name)[0][path].read()
