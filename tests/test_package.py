"""The wheel alone is enough to create, build and check a course."""

import email
import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from coursegen.site.generated_paths import GENERATED_IMAGES, ICON_ICO, ICON_SIDES

ROOT = Path(__file__).parent.parent
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
# The pip of the Python that created this environment, as in the README.
PIP = (f"{sys.base_prefix}/bin/python{VERSION}", "-m", "pip")
PARTS = ("coursegen", "docs", "pyproject.toml", "README.md", "LICENSE", "tests")


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Installed:
    """A wheel, and the scripts of a virtual environment in which only this wheel is installed."""

    wheel: Path
    scripts: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An installed wheel, created once for all test processes."""
    location = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        location = location.parent  # the test processes share this folder
    location /= "package"
    location.mkdir(exist_ok=True)
    with (location / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (location / "done").exists():
            make_wheel(location)
            run(sys.executable, "-m", "venv", "--without-pip", "venv", cwd=location)
            wheel = next((location / "dist").iterdir())
            run(*PIP, "--python", "venv/bin/python", "install", "--quiet", wheel, cwd=location)
            (location / "done").touch()
    return Installed(next((location / "dist").iterdir()), location / "venv/bin")


def make_wheel(location: Path) -> None:
    """Build the wheel from a copy of the sources, so that it contains no other files."""
    copy_sources(location / "copy")
    build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel")
    run(*build, "--directory", location / "dist", cwd=location / "copy")


def copy_sources(copy: Path) -> None:
    for part in PARTS:
        if (ROOT / part).is_dir():
            caches = shutil.ignore_patterns("__pycache__", "node_modules")
            shutil.copytree(ROOT / part, copy / part, symlinks=True, ignore=caches)
        else:
            shutil.copyfile(ROOT / part, copy / part)


def test_the_wheel_contains_every_file_of_the_package_and_no_others(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = {
        path.relative_to(ROOT).as_posix()
        for folder in ("coursegen", "coursegen/explain")  # rglob does not follow the link
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {
        "coursegen/theme/templates/base.html",
        "coursegen/scaffold/site.yaml",
        "coursegen/explain/cg101.md",
    } <= package
    assert held == package


def test_the_wheel_declares_the_licenses_of_all_of_its_files(installed: Installed) -> None:
    """The metadata follows PEP 639."""
    with zipfile.ZipFile(installed.wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        fields = email.message_from_bytes(archive.read(metadata))
        folder = f"{metadata.removesuffix('METADATA')}licenses/"
        held = {name.removeprefix(folder): name for name in names if name.startswith(folder)}
        texts = {name: archive.read(path).decode() for name, path in held.items()}
    assert fields["License-Expression"] == "MIT AND OFL-1.1"
    assert set(fields.get_all("License-File") or ()) == set(held)
    licenses = {path for path in names if "/LICENSE" in path and ".dist-info/" not in path}
    assert set(held) == {"LICENSE"} | licenses
    fonts = {name.rpartition("/")[2] for name in names if name.endswith(".woff2")}
    of_fonts = {name: text for name, text in texts.items() if "SIL OPEN FONT LICENSE" in text}
    assert set(of_fonts) == licenses
    for font in fonts:
        assert any(name.partition("LICENSE-")[2][:-4] in font for name in of_fonts)


def test_an_installed_coursegen_explains_codes_without_the_repository(
    installed: Installed, tmp_path: Path
) -> None:
    tool = installed.scripts / "coursegen"
    assert run(tool, "explain", "CG101", cwd=tmp_path).startswith("CG101: unknown key\n")


def test_the_source_distribution_contains_the_code_pages_in_both_folders(
    installed: Installed,
) -> None:
    copy = installed.wheel.parent.parent / "copy"
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", cwd=copy)
    with tarfile.open(next(copy.glob("dist/*.tar.gz"))) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    pages = {page.name for page in (ROOT / "docs/content/codes").iterdir()}
    for folder in ("docs/content/codes", "coursegen/explain"):
        assert {f"{folder}/{page}" for page in pages} <= held


def test_the_same_source_produces_the_same_wheel_in_any_folder(tmp_path: Path) -> None:
    wheels = []
    for folder, umask in (("here", 0o022), ("another folder/höher & tiefer", 0o077)):
        before = os.umask(umask)
        try:
            (tmp_path / folder).mkdir(parents=True)
            copy_sources(tmp_path / folder / "copy")
            build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel")
            run(*build, cwd=tmp_path / folder / "copy")
        finally:
            os.umask(before)
        wheel = next((tmp_path / folder / "copy/dist").iterdir())
        wheels.append((wheel.name, wheel.read_bytes()))
    assert wheels[0] == wheels[1]


def test_an_installed_coursegen_creates_a_course_that_builds_without_a_warning(
    installed: Installed, tmp_path: Path
) -> None:
    tool = installed.scripts / "coursegen"
    run(tool, "new", "course", cwd=tmp_path)
    assert run(tool, "build", "--source", "course", "--strict", cwd=tmp_path).startswith("Built ")
    assert (tmp_path / "course/_site/index.html").exists()
    assert "no errors" in run(tool, "check", "--source", "course", cwd=tmp_path)


def test_the_lowest_dependency_versions_produce_the_same_sites(
    installed: Installed, tmp_path: Path
) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", "venv", cwd=tmp_path)
    quiet = ("--quiet", "--no-compile")
    constraint = ("--constraint", ROOT / "requirements/lowest.txt")
    python = tmp_path / "venv/bin/python"
    run(*PIP, "--python", python, "install", *quiet, *constraint, installed.wheel, cwd=tmp_path)
    for course in (ROOT / "tests/golden/everything", ROOT / "tests/golden/typical"):
        shutil.copytree(course, tmp_path / course.name)
        sites: list[dict[str, bytes]] = []
        for tool in (installed.scripts, python.parent):
            output = tmp_path / f"{course.name}-{len(sites)}"
            arguments = ("--source", course.name, "--now", "2020-03-04T12:00")
            run(tool / "coursegen", "build", *arguments, "--output", output, cwd=tmp_path)
            sites.append(contents(output))
        assert sorted(sites[0]) == sorted(sites[1])
        assert [path for path in sites[0] if sites[0][path] != sites[1][path]] == []


def contents(site: Path) -> dict[str, bytes]:
    """Return the files of a site, with empty content for images that Pillow encodes."""
    files = {p.relative_to(site).as_posix(): p for p in site.rglob("*") if p.is_file()}
    encoded = {ICON_ICO, *ICON_SIDES, *(p for p in files if p.startswith(GENERATED_IMAGES))}
    return {path: b"" if path in encoded else disk.read_bytes() for path, disk in files.items()}


def test_an_installed_coursegen_needs_only_its_declared_dependencies(
    installed: Installed, tmp_path: Path
) -> None:
    # httpx is in the extra 'links', and holidays in the extra of the same name
    everything = (
        "import importlib, pkgutil, coursegen\n"
        "for found in pkgutil.walk_packages(coursegen.__path__, 'coursegen.'):\n"
        "    if found.name.endswith('__main__'):\n"
        "        continue\n"
        "    try:\n"
        "        importlib.import_module(found.name)\n"
        "    except ModuleNotFoundError as error:\n"
        "        if (error.name, found.name.split('.')[1]) not in (\n"
        "            ('httpx', 'link_checker'), ('holidays', 'commands')\n"
        "        ):\n"
        "            raise\n"
    )
    run(installed.scripts / "python", "-I", "-c", everything, cwd=tmp_path)
    run(*PIP, "--python", installed.scripts / "python", "check", cwd=tmp_path)
