"""Publishing without changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.publish.publisher import publish

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    from benchmarks.micro.conftest import Made


def test_a_site_that_is_there_already(
    benchmark: BenchmarkFixture, made: Made, tmp_path: Path
) -> None:
    output = tmp_path / "site"
    publish(made.site, output, made.root, durable=False)
    assert benchmark(publish, made.site, output, made.root).written == ()
