"""Publish a site: validate the output folder, prepare the new site next to it and swap the two."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import file_stat
from coursegen.base.struct import Struct, replace
from coursegen.base.timer import no_progress
from coursegen.incremental.snapshot import SnapshotError, snapshot
from coursegen.outputs.output import OutputError
from coursegen.outputs.output_manifest import read_manifest, write_manifest
from coursegen.publish.durable import flush, flush_names
from coursegen.publish.exchange import (
    check_in_place,
    clean_up,
    recover,
    site_paths,
    staging_path,
    swap_in,
)
from coursegen.publish.folder import Folder
from coursegen.publish.lock import publish_lock
from coursegen.publish.marker import MARKER, marker_text, read_marker
from coursegen.publish.output_folder import absolute, validate_contents, validate_output
from coursegen.publish.publish_error import PublishError, raise_publish_errors
from coursegen.publish.staging import fill, unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from coursegen.base.timer import Progress
    from coursegen.incremental.store import Store
    from coursegen.outputs.output import Output
    from coursegen.outputs.output_manifest import OutputManifest


class Published(Struct):
    """The result of publishing: the number of files, the written files and the removed files.

    `paths` are the paths of the site, its files and folders, and the temporary paths next to it.
    `state` is their snapshot (`coursegen.incremental.snapshot`), made before another build could
    publish there.  It is empty if this order is not certain, or if no snapshot was requested.
    """

    files: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    paths: tuple[str, ...] = ()
    state: str = ""


def publish(  # noqa: PLR0913 - a source, a target and their options
    files: Mapping[str, Output],
    output: Path,
    root: Path,
    store: Store,
    *,
    clean: bool = False,
    durable: bool = True,
    with_state: bool = False,
    do_not_publish: str = "",
    progress: Progress = no_progress,
) -> Published:
    """Publish `files`, keyed by output path, to the folder `output`, for the course in `root`.

    The manifest of the site is in the course's `store`.  Unchanged files are reused from the old
    site, unless `clean` is true.  If `durable` is true, even a power failure leaves either the old
    or the new site.  If `with_state` is true, the result includes a snapshot.  The marker contains
    `do_not_publish`, the reason why visitors must not see the site.  `progress` reports
    the copied files and the generated pictures.  If the folder is unsuitable or writing fails,
    raises `PublishError` and leaves the old site unchanged.
    """
    with raise_publish_errors(output):
        output = absolute(output)
        validate_output(output, root)
        if MARKER in files:
            raise PublishError(
                Code.PUBLISH_SOURCE, f"the site has a page or file '{MARKER}'; rename it"
            )
        with _parent_folders(output.parent), publish_lock(output) as is_alone:
            recover(output)
            manifest = read_manifest(store, output)
            marker = marker_text(files, do_not_publish)
            done, untouched = _replace(
                files, output, manifest, marker, clean=clean, durable=durable, progress=progress
            )
            if is_alone:  # otherwise, the files may be from another build
                write_manifest(store, manifest, files, untouched)
                if with_state:
                    paths = tuple(_all_paths(output, files))
                    done = replace(done, paths=paths, state=_state(paths))
        return done


def _all_paths(output: Path, files: Iterable[str]) -> Iterator[str]:
    """Yield the paths of a site, its files and folders, and the temporary paths next to it."""
    yield from map(str, site_paths(output))
    folders = set()
    for path in (MARKER, *files):
        yield f"{output}/{path}"
        while path := path.rpartition("/")[0]:
            folders.add(path)
    for folder in sorted(folders):
        yield f"{output}/{folder}"


def _state(paths: Iterable[str]) -> str:
    try:
        return snapshot(paths)
    except (OSError, SnapshotError):
        return ""


def validate_output_folder(output: Path, root: Path) -> None:
    """Raise `PublishError` if the site of the course in `root` may not be written to `output`."""
    with raise_publish_errors(output):
        output = absolute(output)
        validate_output(output, root)
        with _opened(output) as old:
            validate_contents(output, read_marker(old).files)


@contextmanager
def _parent_folders(folder: Path) -> Iterator[None]:
    """Create a folder and its parents; remove them again if publishing fails."""
    missing = [above for above in (folder, *folder.parents) if not above.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with suppress(OSError):
            for above in missing:
                above.rmdir()
        raise


def _replace(  # noqa: PLR0913 - the new site, where it belongs, and options
    files: Mapping[str, Output],
    output: Path,
    manifest: OutputManifest,
    marker: bytes,
    *,
    clean: bool,
    durable: bool,
    progress: Progress,
) -> tuple[Published, set[str]]:
    """Replace the old site; also return the paths of the files that are still the same on disk.

    `marker` is the content of the new marker.
    """
    with _opened(output) as before:
        old = read_marker(before)
        validate_contents(output, old.files)
        reused = set() if clean else unchanged(files, old.files, manifest)
        done = Published(
            len(files),
            tuple(sorted(files.keys() - reused)),
            tuple(sorted(old.files - files.keys())),
        )
        is_marked = old.text == marker
        if is_marked and before and not done.written:
            return done, reused
        single = _single_change(done, output) if is_marked else ""
        staged = {single: files[single]} if single else files
        staging_path(output).mkdir()
        with Folder(staging_path(output)) as stage:
            try:
                if before:
                    stage.copy_metadata(before)
                stage.write(MARKER, marker)  # first, to mark the other files as ours
                fill(stage, staged, before, reused, progress)
                if durable:
                    flush(stage.path, [stage.path / path for path in (MARKER, *done.written)])
                if single and before:
                    _swap_file(single, stage, before)
                    check_in_place(output, before)
                else:
                    validate_contents(output, old.files)  # again, as generating images takes time
                    swap_in(stage, output, before)
                if durable:
                    with suppress(OSError):  # the swap has already succeeded
                        flush_names((output / single).parent if single else output.parent)
            except OutputError as error:
                raise PublishError(error.code, str(error)) from error
            finally:
                clean_up(stage, staged, before, old.files, output)
    return done, reused if single else set()


@contextmanager
def _opened(output: Path) -> Iterator[Folder | None]:
    """Open the folder at `output`, or yield None if it does not exist."""
    with ExitStack() as opened:
        yield opened.enter_context(Folder(output)) if os.path.lexists(output) else None


def _swap_file(path: str, stage: Folder, old: Folder) -> None:
    """Move one file of the new site into the old one."""
    folder, _, name = path.rpartition("/")
    with stage.subfolder(folder) as source, old.subfolder(folder) as target:
        target.replace(name, source)


def _single_change(done: Published, output: Path) -> str:
    """Return the only file that differs from the old site, or "" if there are more changes.

    A single file can be replaced atomically, without preparing a new site.
    """
    if len(done.written) != 1 or done.removed:
        return ""
    single = done.written[0]
    return single if file_stat(str(output / single)) else ""
