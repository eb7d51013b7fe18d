"""Microbenchmark of publishing an unchanged site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import PAGES_CACHE
from coursegen.incremental.store import Store
from coursegen.publish.publisher import publish

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    from benchmarks.micro.conftest import Made


def test_publishing_an_unchanged_site(
    benchmark: BenchmarkFixture, made: Made, tmp_path: Path
) -> None:
    output = tmp_path / "site"
    store = Store(made.root / PAGES_CACHE)
    publish(made.site.files, output, made.root, store, durable=False)
    assert benchmark(publish, made.site.files, output, made.root, store).written == ()
