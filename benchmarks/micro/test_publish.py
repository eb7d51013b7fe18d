"""Microbenchmark of publishing an unchanged site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.publish.publisher import publish

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    from benchmarks.micro.conftest import Made


def test_publishing_an_unchanged_site(
    benchmark: BenchmarkFixture, made: Made, tmp_path: Path
) -> None:
    output = tmp_path / "site"
    publish(made.site, output, made.root, durable=False)
    assert benchmark(publish, made.site, output, made.root).written == ()
