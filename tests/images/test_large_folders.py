"""Many images use all processors, but a limited amount of memory, and are generated once."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MakeCourse, RunTool
from PIL import Image

PHOTOS = 10
PROGRAM = """
import os, re, sys
from functools import partial
from pathlib import Path
from coursegen.images import decode, encode, memory
from coursegen.outputs.output import Output
from coursegen.publish.parallel_reads import read_all

os.cpu_count = lambda: 16
for module in (decode, encode):
    module.MEMORY = memory.MemoryBudget(int(sys.argv[1]))

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

before = peak()
photos = sorted(Path().glob("*.jpg"))
make = partial(encode.encode, width=600, kind="avif")
done = dict(read_all({each.name: Output(each.name, partial(make, each), True) for each in photos}))
print(len(done), peak() - before)
"""
"""Encodes all photos in 16 threads, and prints how many, and the memory that this took in KB."""


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for number in range(PHOTOS):
        noise = Image.effect_noise((800, 600), 20 + number)
        noise.save(folder / f"{number}.jpg", quality=60)
    return folder


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other units")
def test_the_memory_does_not_grow_with_the_number_of_images_or_processors(photos: Path) -> None:
    image = 34 * 600 * 450  # bytes that the encoder takes

    def kilobytes(limit: int) -> int:
        command = [sys.executable, "-c", PROGRAM, str(limit)]
        done = subprocess.run(command, cwd=photos, capture_output=True, text=True, check=True)
        count, peak = map(int, done.stdout.split())
        assert count == PHOTOS
        return peak

    one_at_a_time, two_at_a_time = kilobytes(1), kilobytes(2 * image)
    assert two_at_a_time < one_at_a_time + 2 * image / 1024


def test_a_second_build_generates_no_image_again(
    make_course: MakeCourse, run_tool: RunTool, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [path.name for path in sorted(photos.iterdir())[:2]]
    root = make_course(
        {f"content/{name}": (photos / name).read_bytes() for name in names}
        | {"content/index.md": "\n\n".join(f"![Photo {name}]({name})" for name in names)}
    )
    assert run_tool("build", root).code == 0

    def refuse(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr("coursegen.images.encode.encode", refuse)
    with (root / "content/index.md").open("a") as page:
        page.write("\n\nMore text.\n")
    assert run_tool("build", root).code == 0
    assert run_tool("build", root, "--output", root / "elsewhere").code == 0
    copies = [*root.glob("elsewhere/**/*.avif")]
    assert len(copies) >= len(names)
