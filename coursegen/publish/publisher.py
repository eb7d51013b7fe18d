"""A site goes into a folder: looked at, prepared beside it, exchanged in one step."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import file_stat
from coursegen.base.struct import Struct, replace
from coursegen.images.generated_file import GeneratedFile
from coursegen.incremental.listing import Unlisted, listing
from coursegen.publish.durable import flush, flush_names
from coursegen.publish.exchange import (
    check_in_place,
    clean_up,
    places,
    recover,
    stage_of,
    swap_in,
)
from coursegen.publish.folder import Folder
from coursegen.publish.lock import publish_lock
from coursegen.publish.marker import MARKER, UNFINISHED_MARKER, marker_text, read_marker
from coursegen.publish.output_folder import absolute, validate_contents, validate_output
from coursegen.publish.publish_error import PublishError, sentences
from coursegen.publish.staging import fill, unchanged
from coursegen.render.standing import Kept

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from coursegen.base.files import FileStat
    from coursegen.build import Site
    from coursegen.publish.staging import Content


class Published(Struct):
    """What publishing did: how many files the site has, which were written and which removed.

    `listed` is what then stands in the folder and beside it (`coursegen.incremental.listing`),
    taken before anybody else could publish there.  It is empty where that is not sure, or was not
    asked for.
    """

    files: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    listed: str = ""


def publish(  # noqa: PLR0913 - from where, to where, and three ways to go
    site: Site,
    output: Path,
    root: Path,
    *,
    afresh: bool = False,
    durable: bool = True,
    listed: bool = False,
) -> Published:
    """Put `site` into the folder `output`, for the course in `root`.

    Unchanged files are carried over from the old site, unless `afresh`.  `durable`: not even a
    power cut leaves anything but the old site or the new one.  `listed`: list what stands there
    in the end.  Raises `PublishError` before anything is touched when the folder is not ours to
    fill, and when writing fails; the old site is whole then.
    """
    with sentences(output):
        output = absolute(output)
        validate_output(output, root)
        if MARKER in site.files:
            raise PublishError(
                Code.OUTPUT_FILE_ERROR,
                f"the site has a page or file '{MARKER}'; give it another name",
            )
        with _standing(output.parent), publish_lock(output) as is_alone:
            recover(output)
            done, is_exchanged = _replace(site, output, afresh=afresh, durable=durable)
            if is_alone:  # else what stands there may be another build's
                if site.standing:
                    kept = {} if is_exchanged else _kept(site.files, done.written)
                    site.standing.note(site.fresh, _stamps(output, site.files, kept))
                done = replace(done, listed=_listed(output) if listed else "")
        return done


def _kept(files: Mapping[str, Content], written: Collection[str]) -> dict[str, FileStat]:
    """The stamps of pages that were just looked at and not touched."""
    return {
        path: content.stamp
        for path, content in files.items()
        if isinstance(content, Kept) and path not in written
    }


def _stamps(
    output: Path, files: Iterable[str], kept: Mapping[str, FileStat]
) -> dict[str, FileStat]:
    """The stamps of files in the output folder; of those that were `kept`, they are known."""
    stamps = ((path, kept.get(path) or file_stat(f"{output}/{path}")) for path in files)
    return {path: stamp for path, stamp in stamps if stamp}


def _listed(output: Path) -> str:
    try:
        return listing(map(str, places(output)))
    except (OSError, Unlisted):
        return ""


def validate_output_folder(output: Path, root: Path) -> None:
    """Raise `PublishError` if the site of the course in `root` may not go into `output`."""
    with sentences(output):
        output = absolute(output)
        validate_output(output, root)
        with _opened(output) as old:
            validate_contents(output, read_marker(old).files)


@contextmanager
def _standing(folder: Path) -> Iterator[None]:
    """Make a folder and those above it; they go again if nothing comes to stand in them."""
    missing = [above for above in (folder, *folder.parents) if not above.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with suppress(OSError):
            for above in missing:
                above.rmdir()
        raise


def _replace(site: Site, output: Path, *, afresh: bool, durable: bool) -> tuple[Published, bool]:
    """Put the site there; says also whether the folder is another now, and each file in it."""
    with _opened(output) as before:
        files, old = site.files, read_marker(before)
        validate_contents(output, old.files)
        kept = set() if afresh else unchanged(files, output, old, site.standing)
        made = {path: old.made[path] for path in kept if isinstance(files[path], GeneratedFile)}
        done = Published(
            len(files), tuple(sorted(files.keys() - kept)), tuple(sorted(old.files - files.keys()))
        )
        # With nothing to write, all that is made is kept, so that the list is known already.
        listed = marker_text(files, made)
        is_listed = old.text == listed
        if is_listed and before and not done.written:
            return done, False
        only = _only_change(done, files, output) if is_listed else ""
        stage_of(output).mkdir()
        with Folder(stage_of(output)) as stage:
            try:
                if before:
                    stage.take_metadata(before)
                stage.write(MARKER, listed)  # first, so that the rest is known as ours
                drawn = fill(stage, {only: files[only]} if only else files, before, kept)
                if drawn:
                    stage.write(UNFINISHED_MARKER, marker_text(files, made | drawn))
                    stage.replace(MARKER, stage, UNFINISHED_MARKER)
                if durable:
                    flush(stage.path, [stage.path / path for path in (MARKER, *done.written)])
                if only and before:
                    _replace_file(only, stage, before)
                    check_in_place(output, before)
                else:
                    validate_contents(
                        output, old.files
                    )  # once more: making pictures takes its time
                    swap_in(stage, output, before)
                if durable:
                    with suppress(OSError):  # it has happened all the same
                        flush_names((output / only).parent if only else output.parent)
            finally:
                clean_up(stage, files, before, old.files, output)
    return done, not only


@contextmanager
def _opened(output: Path) -> Iterator[Folder | None]:
    """The folder at `output`; None where nothing is."""
    with ExitStack() as opened:
        yield opened.enter_context(Folder(output)) if os.path.lexists(output) else None


def _replace_file(path: str, stage: Folder, old: Folder) -> None:
    """Move one file of the new site into the old one."""
    folder, _, name = path.rpartition("/")
    with stage.below(folder) as source, old.below(folder) as target:
        target.replace(name, source)


def _only_change(done: Published, files: Mapping[str, Content], output: Path) -> str:
    """The one file in which the new site differs from the old one, if it lists the same.

    Empty if that is not all.

    Files are exchanged in one step as folders are, and there is no other site to prepare.
    """
    if len(done.written) != 1 or done.removed:
        return ""
    only = done.written[0]
    if isinstance(files[only], GeneratedFile) or file_stat(str(output / only)) is None:
        return ""
    return only
