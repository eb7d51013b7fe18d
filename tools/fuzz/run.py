"""Fuzz one target: `python tools/fuzz/run.py markdown -max_total_time=1200`.

Install the extra `fuzz` first.  Arguments after the target's name are passed to libFuzzer, which
starts with the inputs in `tests/corpus/TARGET` and the courses of this repository.  libFuzzer stops
when an input raises an exception, takes more than two seconds or needs more than 300 MB, and saves
this input to a file.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SEEDS = ("tests/broken", "tests/golden", "docs/content", "examples", "content")
KINDS = {"loader": (".yaml", ".md"), "markdown": (".md",), "links": ()}
LIMITS = ("-timeout=2", "-rss_limit_mb=300", "-max_len=4096")


def seeds(target: str) -> Path:
    """Create a folder with the fuzzer's initial inputs."""
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{target}-"))
    for top in SEEDS:
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and path.suffix in KINDS[target]:
                name = path.relative_to(ROOT).as_posix().replace("/", "_")
                (folder / name).write_bytes(path.read_bytes())
    return folder


def main() -> None:
    """Start libFuzzer, which does not return; the target `fields` runs without it."""
    sys.path[0] = str(ROOT / "tools")  # replace this folder, which has a module named `markdown`
    name, *options = sys.argv[1:]
    if name == "fields":
        sys.exit(importlib.import_module("fuzz.fields").main(options))
    import atheris  # noqa: PLC0415 - only needed here, and slow to load

    with atheris.instrument_imports(include=["coursegen", "markdown"]):
        target = importlib.import_module(f"fuzz.{name}")
    target.one(b"")  # create all cached objects before fuzzing
    corpus = ROOT / "tests/corpus" / name
    # libFuzzer writes to the first of several folders.
    atheris.Setup([sys.argv[0], *LIMITS, *options, str(seeds(name)), str(corpus)], target.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
