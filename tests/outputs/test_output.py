"""A file of a site has a version, which identifies its bytes."""

import os
from pathlib import Path

import pytest
from conftest import NOW, MakeCourse

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import SourceFile, file_stat
from coursegen.build import Settings, build
from coursegen.outputs.output import (
    OutputError,
    of_bytes,
    of_published,
    of_source,
    version_of,
)


def source_of(disk: Path) -> SourceFile:
    return SourceFile(disk.name, str(disk), disk.stat().st_size, file_stat(str(disk)))


def test_outputs_with_the_same_bytes_have_the_same_version() -> None:
    assert of_bytes(b"a").version == of_bytes(b"a").version == version_of(b"a")
    assert of_bytes(b"a").version != of_bytes(b"b").version
    assert of_bytes(b"a").read() == b"a"


def test_the_version_of_a_copied_file_changes_with_its_status(tmp_path: Path) -> None:
    disk = tmp_path / "a.pdf"
    disk.write_bytes(b"a")
    first, second = of_source(source_of(disk)), of_source(source_of(disk))
    os.utime(disk, ns=(0, 0))
    third = of_source(source_of(disk))

    assert first.version == second.version != third.version
    assert (third.read(), third.source) == (b"a", disk)


def test_a_copied_file_without_a_status_has_no_version(tmp_path: Path) -> None:
    disk = tmp_path / "a.pdf"
    disk.write_bytes(b"a")

    assert of_source(SourceFile("a.pdf", str(disk), 1)).version == ""


def test_a_copied_file_that_cannot_be_read_raises_an_error_with_the_reason(tmp_path: Path) -> None:
    disk = tmp_path / "a.pdf"
    disk.write_bytes(b"a")
    file = of_source(source_of(disk))
    disk.unlink()

    with pytest.raises(OutputError, match=r"a\.pdf cannot be read: no such file") as error:
        file.read()
    assert error.value.code is Code.PUBLISH_SOURCE


def test_a_published_file_is_read_from_the_output_folder(tmp_path: Path) -> None:
    disk = tmp_path / "a.html"
    disk.write_bytes(b"a")
    file = of_published(str(disk), version_of(b"a"))

    assert (file.version, file.read()) == (of_bytes(b"a").version, b"a")


@pytest.mark.parametrize("content", [b"b", b"", None])
def test_a_published_file_that_changed_meanwhile_raises_an_error(
    content: bytes | None, tmp_path: Path
) -> None:
    disk = tmp_path / "a.html"
    if content is not None:
        disk.write_bytes(content)

    with pytest.raises(OutputError):
        of_published(str(disk), version_of(b"a")).read()


def test_every_file_of_a_site_has_a_version_that_is_the_same_in_the_next_build(
    make_course: MakeCourse,
) -> None:
    site = "title: T\nurl: https://example.org/\n"
    root = make_course({"site.yaml": site, "content/a.md": "# A\n", "files/a.pdf": "x"})
    sites = [build(Settings(root, NOW), Diagnostics()) for _ in range(2)]
    first, second = ({path: file.version for path, file in site.files.items()} for site in sites)

    assert all(first.values())
    assert second == first
