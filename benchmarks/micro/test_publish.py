"""Publishing where nothing changed."""

from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.micro.conftest import Made
from coursegen.publish.publisher import publish


def test_a_site_that_is_there_already(
    benchmark: BenchmarkFixture, made: Made, tmp_path: Path
) -> None:
    output = tmp_path / "site"
    publish(made.site, output, made.root, durable=False)
    assert benchmark(publish, made.site, output, made.root).written == ()
