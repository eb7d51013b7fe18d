"""Fuzz one target for a while: `python tools/fuzz/run.py markdown -max_total_time=1200`.

Needs the extra `fuzz`.  What follows the target's name goes to libFuzzer, which mixes what is in
`tests/corpus/TARGET` and in the courses of this repository.  An exception, an input that takes more
than two seconds and more than 300 MB of memory end it, and the input is kept in a file.
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
    """A folder with the texts that the fuzzer begins with."""
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{target}-"))
    for top in SEEDS:
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and path.suffix in KINDS[target]:
                name = path.relative_to(ROOT).as_posix().replace("/", "_")
                (folder / name).write_bytes(path.read_bytes())
    return folder


def main() -> None:
    """Start libFuzzer; it does not come back.  `fields` has cases of its own and needs none."""
    sys.path[0] = str(ROOT / "tools")  # not this folder, where a target is called `markdown`
    name, *options = sys.argv[1:]
    if name == "fields":
        sys.exit(importlib.import_module("fuzz.fields").main(options))
    import atheris  # noqa: PLC0415 - only here is it needed, and it is slow to load

    with atheris.instrument_imports(include=["coursegen", "markdown"]):
        target = importlib.import_module(f"fuzz.{name}")
    target.one(b"")  # what is made once is made now
    corpus = ROOT / "tests/corpus" / name
    # Of several folders the first is written to.
    atheris.Setup([sys.argv[0], *LIMITS, *options, str(seeds(name)), str(corpus)], target.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
