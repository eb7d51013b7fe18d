"""Publishing is atomic and never changes files that coursegen did not create."""

import contextlib
import errno
import os
import random
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import race
from conftest import NO_STORE, MakeCourse, Ran, RunTool
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.files import SourceFile
from coursegen.incremental.store import Store
from coursegen.outputs.output import Output, of_bytes, of_published, of_source, version_of
from coursegen.outputs.output_manifest import read_manifest
from coursegen.publish import durable, exchange, marker, publisher, staging
from coursegen.publish.exchange import swap_in
from coursegen.publish.folder import Folder
from coursegen.publish.marker import MARKER
from coursegen.publish.publish_error import PublishError
from coursegen.publish.publisher import Published

PAGES = 40
KILLS = 12
BLOB = 3_000_000
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1582200000"}

Files = dict[str, bytes | SourceFile | Output]

# Starts the real tool without root's right to ignore file modes, and with a maximum file size.
WEAKENED = """
import ctypes, os, resource, signal, sys
limit, arguments = int(sys.argv[1]), sys.argv[2:]
if os.geteuid() == 0:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
if limit:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
os.execv(sys.executable, [sys.executable, "-m", "coursegen", *arguments])
"""


def lay(root: Path, version: str) -> None:
    """Write a course in which every page and every large file contains its version."""
    content, files = root / "content", root / "files"
    content.mkdir(parents=True, exist_ok=True)
    files.mkdir(exist_ok=True)
    (root / "site.yaml").write_text(f"title: Course {version}\n")
    for number in range(PAGES):
        text = f"# Page {number}\n\n" + f"Words of version {version}.\n" * 50
        (content / f"page-{number}.md").write_text(text)
    for number in range(4):
        (files / f"blob-{number}.bin").write_bytes(f"{version}{number}".encode() * (BLOB // 4))


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return everything in a folder: the bytes of each file, and None for each folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def publish(
    files: Files, output: Path, root: Path, store: Store = NO_STORE, **options: Any
) -> Published:
    """Publish files with this content; without a `store`, all files are compared."""
    return publisher.publish(outputs(files), output, root, store, **options)


def outputs(files: Files) -> dict[str, Output]:
    return {
        path: of_bytes(content)
        if isinstance(content, bytes)
        else (of_source(content) if isinstance(content, SourceFile) else content)
        for path, content in files.items()
    }


def beside(output: Path, which: str) -> Path:
    """Return the temporary path of the new or the old site."""
    return output.with_name(f".coursegen-{which}-{output.name}")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def command(root: Path, output: Path, *more: str) -> list[str]:
    tool = [sys.executable, "-m", "coursegen", "build", "--quiet"]
    return [*tool, "--source", str(root), "--output", str(output), *more]


def build(root: Path, output: Path, *more: str) -> None:
    subprocess.run(command(root, output, *more), env=ENVIRONMENT, check=True, timeout=60)


def weakened(root: Path, output: Path, limit: int = 0) -> Ran:
    """Build without root's right to ignore file modes, and with a maximum file size."""
    tool = [sys.executable, "-c", WEAKENED, str(limit)]
    arguments = command(root, output)[3:]
    done = subprocess.run(
        [*tool, *arguments],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


class Versions:
    """A course in an old and a new version, with the published files of each."""

    def __init__(self, folder: Path) -> None:
        self.sources = {version: folder / version for version in ("old", "new")}
        self.sites: dict[str, dict[str, bytes | None]] = {}
        self._good = folder / "good"
        for version, root in self.sources.items():
            lay(root, version)
            build(root, self._good / version)
            self.sites[version] = tree(self._good / version)
        # Both are published to the same path, for the same course.
        self.box = folder / "box"
        self.box.mkdir()
        self.output = self.box / "public"

    def restore(self) -> None:
        """Restore the old site in the output, and remove everything next to it."""
        shutil.rmtree(self.box)
        self.box.mkdir()
        shutil.copytree(self._good / "old", self.output)

    def state(self) -> str:
        found = tree(self.output)
        return next((name for name, site in self.sites.items() if site == found), "damaged")

    def litter(self) -> list[str]:
        return [name for name in names(self.box) if name != self.output.name]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return Versions(tmp_path_factory.mktemp("versions"))


def build_and_kill(versions: Versions, delay: float, *, from_first_write: bool) -> float:
    """Kill a build of the new version after `delay` seconds; return how long it ran.

    Both times are measured from the start, or from the first write.
    """
    process = subprocess.Popen(command(versions.sources["new"], versions.output), env=ENVIRONMENT)
    began = time.perf_counter()
    try:
        while from_first_write and process.poll() is None and not versions.litter():
            began = time.perf_counter()
        while process.poll() is None and time.perf_counter() < began + delay:
            time.sleep(0.0002)
        return time.perf_counter() - began
    finally:
        process.kill()
        process.wait()


def test_a_build_killed_at_any_moment_leaves_the_old_site_or_the_new_one(
    versions: Versions,
) -> None:
    versions.restore()
    whole = build_and_kill(versions, 60, from_first_write=False)
    versions.restore()
    writing = build_and_kill(versions, 60, from_first_write=True)
    assert (versions.state(), versions.litter()) == ("new", [])
    dice = random.Random(20)
    states, unfinished = [], 0
    for attempt in range(5 * KILLS):
        versions.restore()
        inside = attempt % 4 > 0  # kill most builds during the short time in which they write
        delay = dice.random() ** 3 * writing if inside else dice.random() * whole
        build_and_kill(versions, delay, from_first_write=inside)
        states.append(versions.state())
        unfinished += bool(versions.litter())
        if unfinished and len(states) >= KILLS:
            break
    assert set(states) <= {"old", "new"}
    assert unfinished, "no build was killed while it wrote, so the test is meaningless"


def test_the_build_after_a_killed_one_succeeds_and_removes_temporary_folders(
    versions: Versions,
) -> None:
    for delay in (0.0, 0.002, 0.01):
        for _ in range(20):  # repeat until a build is killed while it writes
            versions.restore()
            build_and_kill(versions, delay, from_first_write=True)
            if versions.litter():
                break
        build(versions.sources["new"], versions.output)
        assert (versions.state(), versions.litter()) == ("new", [])


def test_a_reader_never_finds_a_file_missing_or_truncated_during_a_build(
    versions: Versions,
) -> None:
    versions.restore()
    paths = [path for path, content in versions.sites["old"].items() if content is not None]
    good = {path: {site[path] for site in versions.sites.values()} for path in paths}
    bad: list[str] = []
    reads = 0
    stop = threading.Event()

    def read() -> None:
        nonlocal reads
        dice = random.Random(7)
        while not stop.is_set():
            path = dice.choice(paths)
            reads += 1
            try:
                if (versions.output / path).read_bytes() not in good[path]:
                    bad.append(f"{path} is cut")
            except OSError as error:
                bad.append(f"{path}: {error}")

    reader = threading.Thread(target=read)
    reader.start()
    for version in ("new", "old", "new", "old"):
        build(versions.sources[version], versions.output)
    stop.set()
    reader.join()
    assert (bad, versions.state()) == ([], "old")
    assert reads > 100


# Reads a file repeatedly until standard input ends; prints the numbers of reads and failures.
READER = """
import os, sys, threading
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set())).start()
reads = failures = 0
while not ended.is_set():
    reads += 1
    try:
        with open(sys.argv[1], "rb") as file:
            failures += file.read() not in (b"old", b"new")
    except OSError:
        failures += 1
print(reads, failures)
"""


def test_a_fast_reader_never_sees_the_swap(
    tmp_path: Path,
) -> None:
    output = tmp_path / "public"
    publish({"a/b": b"old"}, output, tmp_path / "course", durable=False)
    with subprocess.Popen(
        [sys.executable, "-c", READER, output / "a/b"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        for number in range(300):
            content = b"old" if number % 2 else b"new"
            publish({"a/b": content}, output, tmp_path / "course", durable=False)
        reads, failures = map(int, reader.communicate()[0].split())
    assert reads > 300
    assert failures == 0


def test_two_parallel_builds_both_succeed_and_the_site_is_complete(versions: Versions) -> None:
    for _ in range(3):
        versions.restore()
        both = [
            subprocess.Popen(command(versions.sources[version], versions.output), env=ENVIRONMENT)
            for version in ("old", "new")
        ]
        assert [process.wait(60) for process in both] == [0, 0]
        assert versions.state() in versions.sites
        assert versions.litter() == []


# Publishes small sites one after another, optionally without locks on folders.
PUBLISHER = """
import errno, fcntl, sys
from pathlib import Path
from coursegen.incremental.store import Store
from coursegen.outputs.output import of_bytes
from coursegen.publish.publisher import publish
def refuse(*_):
    raise OSError(errno.EBADF, "Bad file descriptor")  # as on NFS
if sys.argv[3] == "files":
    fcntl.flock = refuse
folder = Path(sys.argv[1])
store = Store(folder, writes=False)
for number in range(40):
    files = {f"{sys.argv[2]}-{name}": of_bytes(b"%d" % number) for name in range(5)}
    publish(files, folder / "public", folder / "course", store, durable=False)
"""


@pytest.mark.parametrize("locks", ["folders", "files"])
def test_many_parallel_builds_wait_for_each_other(tmp_path: Path, locks: str) -> None:
    crowd = [
        subprocess.Popen([sys.executable, "-c", PUBLISHER, tmp_path, str(number), locks])
        for number in range(3)
    ]
    assert [process.wait(60) for process in crowd] == [0, 0, 0]
    found = tree(tmp_path / "public")
    del found[MARKER]
    assert set(found.values()) == {b"39"}
    assert len({path.partition("-")[0] for path in found}) == 1
    assert names(tmp_path) == ["public"]


def test_a_removed_page_is_removed_from_the_site(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/a.md": "A", "content/deep/b.md": "B", "files/c.pdf": "C"})
    assert run_tool("build", "--source", root).code == 0
    assert (root / "_site/deep/b/index.html").exists()
    shutil.rmtree(root / "content/deep")
    (root / "files/c.pdf").unlink()
    ran = run_tool("build", "--source", root, "--verbose")
    assert ran.code == 0
    assert not (root / "_site/deep").exists()
    assert not (root / "_site/files").exists()
    assert [line for line in ran.out.splitlines() if line.startswith("removed")] == [
        "removed deep/b/index.html",
        "removed files/c.pdf",
    ]


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the identity and the modification time of a folder and everything in it."""
    return {
        str(path): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in (folder, *folder.rglob("*"))
    }


def test_a_build_without_changes_does_not_change_the_site(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/a.md": "A", "files/b.pdf": "B"})
    run_tool("build", "--source", root)
    before = marks(root / "_site")
    time.sleep(0.01)
    assert run_tool("build", "--source", root, "--verbose").out.startswith("Built 3 pages")
    assert marks(root / "_site") == before


def test_a_build_writes_only_changed_files(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({"content/a.md": "A", "content/b.md": "B", "files/c.pdf": "C"})
    run_tool("build", "--source", root)
    before = marks(root / "_site")
    make_course({"content/a.md": "A new one"})
    ran = run_tool("build", "--source", root, "--verbose")
    assert [line for line in ran.out.splitlines() if line.startswith("wrote")] == [
        "wrote a/index.html"
    ]
    after = marks(root / "_site")
    changed = {path for path in before if path.endswith((".html", ".pdf"))}
    changed = {path for path in changed if before[path] != after[path]}
    assert changed == {str(root / "_site/a/index.html")}


def test_clean_rewrites_every_file(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({"content/a.md": "A", "files/b.pdf": "B"})
    run_tool("build", "--source", root)
    old = {path: path.stat().st_ino for path in (root / "_site").rglob("*") if path.is_file()}
    ran = run_tool("build", "--source", root, "--clean", "--verbose")
    written = {line.removeprefix("wrote ") for line in ran.out.splitlines()[:-1]}
    assert written == {p.relative_to(root / "_site").as_posix() for p in old if p.name != MARKER}
    assert all(path.stat().st_ino != inode for path, inode in old.items())


def test_a_file_that_was_changed_in_the_site_is_restored(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/a.md": "A", "files/b.pdf": "B"})
    run_tool("build", "--source", root)
    good = tree(root / "_site")
    (root / "_site/index.html").write_text("scribbled over")
    (root / "_site/files/b.pdf").unlink()
    assert run_tool("build", "--source", root).code == 0
    assert tree(root / "_site") == good


def test_the_mode_of_the_site_folder_is_unchanged(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({})
    run_tool("build", "--source", root)
    (root / "_site").chmod(0o750)
    make_course({"content/a.md": "A"})
    run_tool("build", "--source", root)
    assert stat.S_IMODE((root / "_site").stat().st_mode) == 0o750


def test_the_owners_of_the_site_folder_are_unchanged(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({})
    run_tool("build", "--source", root)
    group = 12345 if os.geteuid() == 0 else os.getgroups()[-1]  # other users may not change it
    os.chown(root / "_site", -1, group)
    make_course({"content/a.md": "A"})
    run_tool("build", "--source", root)
    assert (root / "_site").stat().st_gid == group


def test_a_change_with_the_same_size_and_time_is_detected(tmp_path: Path) -> None:
    root, output, disk = tmp_path / "course", tmp_path / "public", tmp_path / "a.pdf"
    disk.write_bytes(b"old")
    publish({"a.pdf": SourceFile("a.pdf", str(disk), 3)}, output, root)
    before = disk.stat()
    time.sleep(0.02)  # longer than the resolution of a file system's clock
    disk.write_bytes(b"new")
    os.utime(disk, ns=(before.st_atime_ns, before.st_mtime_ns))
    publish({"a.pdf": SourceFile("a.pdf", str(disk), 3)}, output, root)
    assert (output / "a.pdf").read_bytes() == b"new"


def test_a_file_is_not_rewritten_if_only_its_mode_changed(tmp_path: Path) -> None:
    root, output, disk = tmp_path / "course", tmp_path / "public", tmp_path / "a.pdf"
    disk.write_bytes(b"old")
    publish({"a.pdf": SourceFile("a.pdf", str(disk), 3)}, output, root)
    time.sleep(0.02)
    disk.chmod(0o600)
    assert publish({"a.pdf": SourceFile("a.pdf", str(disk), 3)}, output, root).written == ()


def test_the_marker_of_another_version_is_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1"}, output, root)
    now = (output / MARKER).read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(marker, "__version__", "0.0.1")
        publish({"a": b"1"}, output, root)
        assert (output / MARKER).read_bytes() != now
    assert publish({"a": b"1"}, output, root).written == ()
    assert (output / MARKER).read_bytes() == now


def test_errors_in_the_course_do_not_change_the_old_site(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/a.md": "A"})
    run_tool("build", "--source", root)
    before, at = tree(root / "_site"), marks(root / "_site")
    make_course({"content/a.md": "---\ntitel: [\n---\nA new one", "content/b.md": "B"})
    ran = run_tool("build", "--source", root, "--clean")
    assert ran.code == 1
    assert "Not built: 1 error" in ran.err
    assert (tree(root / "_site"), marks(root / "_site")) == (before, at)


@pytest.mark.parametrize(
    "foreign", ["thesis.tex", ".hidden", ".git/config", "photos/2020/a.jpg", "empty/", "static/x"]
)
@pytest.mark.parametrize("ours", [True, False], ids=["beside the site", "alone"])
def test_a_folder_with_foreign_files_is_rejected_and_no_file_is_lost(
    make_course: MakeCourse, run_tool: RunTool, tmp_path: Path, foreign: str, *, ours: bool
) -> None:
    root, output = make_course({}), tmp_path / "public"
    if ours:
        run_tool("build", "--source", root, "--output", output)
    path = output / foreign
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir() if foreign.endswith("/") else path.write_text("precious")
    before = tree(output)
    make_course({"content/a.md": "A"})
    ran = run_tool("build", "--source", root, "--output", output, "--clean")
    named = foreign if foreign == "static/x" and ours else foreign.partition("/")[0]
    assert ran.code == 1
    assert ran.err.startswith(
        f"error: {output} contains files that coursegen did not create ({named}"
    )
    assert "move them away, or choose another folder with --output" in ran.err
    assert tree(output) == before


def test_a_file_added_to_the_site_during_a_build_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1", "b": b"1"}, output, root)
    fill = staging.fill

    def fill_slowly(*arguments: Any) -> Any:
        (output / "thesis.tex").write_text("precious")
        return fill(*arguments)

    monkeypatch.setattr(publisher, "fill", fill_slowly)
    with pytest.raises(
        PublishError, match=r"contains files that coursegen did not create \(thesis.tex\)"
    ):
        publish({"a": b"2", "b": b"2"}, output, root)
    assert (output / "thesis.tex").read_text() == "precious"
    assert (output / "a").read_bytes() == b"1"
    assert names(tmp_path) == ["public"]

    (output / "thesis.tex").unlink()
    publish({"a": b"2", "b": b"1"}, output, root)  # swaps one file
    assert (output / "thesis.tex").read_text() == "precious"
    assert (output / "a").read_bytes() == b"2"
    assert names(tmp_path) == ["public"]


def test_at_most_three_foreign_files_are_listed(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({f"_site/{name}": "precious" for name in "edcba"})
    assert "did not create (a, b, c …)" in run_tool("build", "--source", root).err


def test_files_created_by_file_managers_are_ignored(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/a.md": "A"})
    run_tool("build", "--source", root)
    (root / "_site/.DS_Store").write_bytes(b"crumbs")
    (root / "_site/a/Thumbs.db").write_bytes(b"crumbs")
    assert run_tool("build", "--source", root).code == 0


def test_a_folder_with_an_invalid_marker_is_rejected(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({})
    run_tool("build", "--source", root)
    for broken in ("", "[]", '{"files": 3}', '{"files": ["../../precious"]}', "\xff"):
        (root / "_site" / MARKER).write_text(broken, encoding="latin-1")
        assert run_tool("build", "--source", root, "--clean").code == 1
        assert (root / "_site/index.html").exists()


def refused(run_tool: RunTool, root: Path, output: Path, words: str) -> None:
    """Check that the build fails with a one-sentence message and a suggestion, and changes nothing.

    The folder `.coursegen/` is ignored.
    """

    def others() -> dict[str, bytes | None]:
        return {
            path: found for path, found in tree(root.parent).items() if ".coursegen" not in path
        }

    before = others()
    ran = run_tool("build", "--source", root, "--output", output)
    assert ran.code == 1
    assert ran.out == ""
    message, verdict = ran.err.splitlines()
    assert words in message
    assert verdict == "Not built: 1 error, no warnings."
    assert "--output" in ran.err or "free some disk space" in ran.err
    assert others() == before


@pytest.mark.parametrize("output", [".", "..", "../..", "/"])
def test_the_output_cannot_contain_the_course(
    make_course: MakeCourse, run_tool: RunTool, output: str
) -> None:
    root = make_course({"content/a.md": "A"})
    refused(run_tool, root, root / output, "contains the course itself")


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("subfolder", ["", "deep/public"])
@pytest.mark.parametrize("name", ["content", "static", "templates", "files"])
def test_the_output_cannot_be_in_the_course_s_own_folders(
    make_course: MakeCourse, run_tool: RunTool, name: str, subfolder: str, *, exists: bool
) -> None:
    root = make_course({"templates/a.html": ""} if exists else {})
    if exists:
        (root / name / subfolder).mkdir(parents=True, exist_ok=True)
    refused(run_tool, root, root / name / subfolder, f"is inside the course's {name}")


def test_the_output_cannot_be_in_a_linked_folder_of_the_course(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({})
    (root / "lectures").mkdir()
    (root / "files").symlink_to("lectures")
    refused(run_tool, root, root / "lectures", "is inside the course's files")


@pytest.mark.parametrize("linked", [True, False])
def test_the_output_cannot_be_the_home_folder(
    make_course: MakeCourse,
    run_tool: RunTool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    linked: bool,
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    named = tmp_path / "link" if linked else home
    if linked:
        named.symlink_to(home)
    monkeypatch.setenv("HOME", str(named))
    refused(run_tool, make_course({}), home, "is your home folder")


def test_a_user_without_a_home_folder_can_build(
    make_course: MakeCourse, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert run_tool("build", "--source", make_course({})).code == 0


def test_the_output_cannot_be_a_file(
    make_course: MakeCourse, run_tool: RunTool, tmp_path: Path
) -> None:
    (tmp_path / "public").write_text("precious")
    refused(run_tool, make_course({}), tmp_path / "public", "is not a folder; remove it")


@pytest.mark.parametrize("target", ["elsewhere", "nothing", "public"])
def test_the_output_cannot_be_a_symbolic_link(
    make_course: MakeCourse, run_tool: RunTool, tmp_path: Path, target: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "public").symlink_to(target)
    refused(run_tool, make_course({}), tmp_path / "public", "is a symbolic link; remove it")


def test_the_output_cannot_be_a_mount_point(make_course: MakeCourse, run_tool: RunTool) -> None:
    mounted = next(path for path in (Path("/proc"), Path("/dev")) if os.path.ismount(path))
    refused(run_tool, make_course({}), mounted, "is a mount point")


@pytest.mark.parametrize("name", ["x" * 300, "loop/public", "file/public"])
def test_an_impossible_output_path_is_rejected(
    make_course: MakeCourse, run_tool: RunTool, tmp_path: Path, name: str
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("precious")
    refused(run_tool, make_course({}), tmp_path / name, "the site cannot be written to")


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


def test_a_read_only_site_is_rejected(make_course: MakeCourse, tmp_path: Path) -> None:
    root, output = make_course({}), tmp_path / "box" / "public"
    weakened(root, output)
    before = tree(output)
    make_course({"content/a.md": "A"})
    for folder, words in (
        (output, f"{output} is read-only; make it writable"),
        (output.parent, "permission denied"),
    ):
        with read_only(folder):
            ran = weakened(root, output)
        assert ran.code == 1
        assert words in ran.err
        assert "make it writable, or choose another folder with --output" in ran.err
        assert ran.err.count("\n") == 2
    assert tree(output) == before
    assert names(output.parent) == ["public"]


def test_a_read_only_folder_inside_the_old_site_is_removed(make_course: MakeCourse) -> None:
    root = make_course({"content/a.md": "A"})
    weakened(root, root / "_site")
    (root / "_site/a").chmod(0o555)
    make_course({"content/b.md": "B"})
    ran = weakened(root, root / "_site")
    assert (ran.code, ran.err) == (0, "")
    assert (root / "_site/b/index.html").exists()
    left = [path.name for path in root.iterdir() if path.name.startswith(".")]
    assert left == [".coursegen"]  # the cache


def test_an_unreadable_file_is_reported_and_the_old_site_is_unchanged(
    make_course: MakeCourse,
) -> None:
    root = make_course({"files/a.pdf": "A"})
    weakened(root, root / "_site")
    before = tree(root / "_site")
    (root / "files/b.pdf").write_text("B")
    (root / "files/b.pdf").chmod(0)
    ran = weakened(root, root / "_site")
    assert ran.code == 1
    assert "files/b.pdf" in ran.err
    assert "cannot be read: permission denied" in ran.err
    assert "Traceback" not in ran.err
    assert tree(root / "_site") == before


def test_after_an_error_caused_by_a_full_disk_only_the_old_site_exists(
    versions: Versions,
) -> None:
    versions.restore()
    ran = weakened(versions.sources["new"], versions.output, limit=BLOB // 2)
    assert ran.code == 1
    assert f"file too large ({versions.box}" in ran.err
    assert "the old site is unchanged; free some disk space [CG903]\n" in ran.err
    assert (versions.state(), versions.litter()) == ("old", [])


def test_a_full_file_system_does_not_change_the_old_site(
    versions: Versions, tmp_path: Path
) -> None:
    size = f"size={6 * BLOB}"  # enough for one site, not for two
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(tmp_path)]
    mounted = shutil.which("mount") and subprocess.run(mount, capture_output=True, check=False)
    if not mounted or mounted.returncode:
        pytest.skip("needs permission to mount; the test before it limits the file size instead")
    try:
        output = tmp_path / "public"
        build(versions.sources["old"], output)
        ran = weakened(versions.sources["new"], output)
        assert ran.code == 1
        assert "no space left on device" in ran.err
        assert tree(output) == versions.sites["old"]
        assert names(tmp_path) == ["public"]
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_new_parent_folders_are_removed_if_publishing_fails(versions: Versions) -> None:
    versions.restore()
    ran = weakened(versions.sources["new"], versions.box / "deep/down/public", limit=BLOB // 2)
    assert ran.code == 1
    assert versions.litter() == []


@pytest.mark.parametrize("which", ["new", "old"])
def test_a_link_with_the_name_of_the_staging_folder_is_not_followed(
    make_course: MakeCourse, run_tool: RunTool, tmp_path: Path, which: str
) -> None:
    root = make_course({})
    run_tool("build", "--source", root, "--output", tmp_path / "elsewhere")
    before = tree(tmp_path / "elsewhere")
    beside(root / "_site", which).symlink_to(tmp_path / "elsewhere")
    ran = run_tool("build", "--source", root)
    assert ran.code == 1
    assert "has the name of one of coursegen's temporary folders, but" in ran.err
    assert tree(tmp_path / "elsewhere") == before


def test_a_foreign_folder_with_the_name_of_the_staging_folder_is_not_changed(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({})
    for folder in (beside(root / "_site", "new"), beside(root / "_site", "old")):
        folder.mkdir()
        (folder / "thesis.tex").write_text("precious")
        ran = run_tool("build", "--source", root)
        assert ran.code == 1
        assert f"{folder} has the name of one of coursegen's temporary folders, but" in ran.err
        assert (folder / "thesis.tex").read_text() == "precious"
        shutil.rmtree(folder)


@pytest.fixture(params=["one step", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Swap sites atomically, and with two renames as on systems without an atomic swap."""
    if request.param == "two renames":
        monkeypatch.setattr(exchange, "_swap", lambda one, two: False)
    return str(request.param)


def noted(step: Callable[..., Any], steps: list[str]) -> Callable[..., Any]:
    """Wrap a step so that it also records its name and its first argument."""

    def do(*arguments: Any) -> Any:
        steps.append(f"{step.__name__} {getattr(arguments[0], 'path', arguments[0])}")
        return step(*arguments)

    return do


@pytest.mark.parametrize("count", [3, 100], ids=["few", "many"])
def test_new_files_are_flushed_before_the_swap(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"old": b"1"}, output, root)
    steps: list[str] = []
    for owner, name in (
        (durable, "_sync"),
        (durable, "_sync_file_system"),
        (publisher, "swap_in"),
        (publisher, "clean_up"),
    ):
        monkeypatch.setattr(owner, name, noted(getattr(owner, name), steps))
    new: Files = {f"deep/{number}": b"2" for number in range(count)}
    publish({"old": b"1", **new}, output, root)
    new_one = beside(output, "new")
    flushed = [f"_sync {new_one / path}" for path in (MARKER, *sorted(new))]
    assert steps == [
        *(flushed if count == 3 else [f"_sync_file_system {new_one}"]),
        f"swap_in {new_one}",
        f"_sync {tmp_path}",
        f"clean_up {new_one}",
    ]


@pytest.mark.parametrize("count", [3, 100], ids=["few", "many"])
def test_a_full_disk_during_the_flush_does_not_change_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1"}, output, root)
    before = tree(output)

    def fail(*_: object) -> None:  # like a network file system with delayed writes
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    monkeypatch.setattr(durable, "_sync_file_system", lambda folder: False)
    with pytest.raises(PublishError, match=r"no space left on device; .*; free some disk space"):
        publish({f"{number}": b"2" for number in range(count)}, output, root)
    assert tree(output) == before
    assert names(tmp_path) == ["public"]


def test_the_site_survives_a_power_failure_after_a_build(tmp_path: Path) -> None:
    disk, mounted = tmp_path / "disk", tmp_path / "mounted"
    mounted.mkdir()
    with disk.open("wb") as image:
        image.truncate(32_000_000)
    try:
        subprocess.run(["mkfs.ext4", "-q", disk], capture_output=True, check=True)
        subprocess.run(["mount", "-o", "loop", disk, mounted], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs permission to mount; the tests before it check the order of fsync calls")
    sites: dict[str, Files] = {
        version: {f"{number}/x": version.encode() * 3000 for number in range(40)}
        for version in ("old", "new")
    }
    try:
        for version, files in sites.items():
            publish(files, mounted / "public", tmp_path / "course")
            shutil.copyfile(disk, tmp_path / version)  # the current content of the disk
    finally:
        subprocess.run(["umount", mounted], check=True)
    for version, files in sites.items():
        subprocess.run(["mount", "-o", "loop", tmp_path / version, mounted], check=True)
        try:
            found = tree(mounted / "public")
            assert found.pop(MARKER)
            assert {path: data for path, data in found.items() if data is not None} == files
        finally:
            subprocess.run(["umount", mounted], check=True)


def test_a_site_replaces_another(tmp_path: Path, way: str) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1", "b/c": b"2"}, output, root)
    done = publish({"b/c": b"2", "d/e/f": b"3"}, output, root)
    assert (done.files, done.written, done.removed) == (2, ("d/e/f",), ("a",))
    found = tree(output)
    del found[MARKER]
    assert found == {"b": None, "b/c": b"2", "d": None, "d/e": None, "d/e/f": b"3"}
    assert names(tmp_path) == ["public"]


def test_an_unchanged_page_that_was_changed_on_disk_does_not_change_the_old_site(
    tmp_path: Path,
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1", "b": b"1"}, output, root)
    unchanged_page = of_published(str(output / "a"), version_of(b"1"))
    assert publish({"a": unchanged_page, "b": b"1"}, output, root).written == ()
    (output / "a").write_bytes(b"somebody's")
    before = tree(output)
    with pytest.raises(PublishError, match="a changed during the build; build again"):
        publish({"a": unchanged_page, "b": b"2"}, output, root)
    assert tree(output) == before
    assert names(tmp_path) == ["public"]


@pytest.mark.parametrize("is_alone", [True, False])
def test_the_manifest_is_stored_only_while_no_other_build_can_publish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_alone: bool
) -> None:
    root, output, store = tmp_path / "course", tmp_path / "public", Store(tmp_path / "cache")

    @contextlib.contextmanager
    def alone(_output: Path) -> Iterator[bool]:
        yield is_alone

    monkeypatch.setattr(publisher, "publish_lock", alone)
    publish({"a": b"1"}, output, root, store)
    assert read_manifest(store, output).version("a") == (version_of(b"1") if is_alone else "")


def test_if_one_file_changes_only_that_file_is_replaced(tmp_path: Path) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a/b": b"1", "c": b"1"}, output, root)
    folder, other = output.stat().st_ino, (output / "c").stat()
    done = publish({"a/b": b"2", "c": b"1"}, output, root)
    assert done.written == ("a/b",)
    assert (output / "a/b").read_bytes() == b"2"
    assert (output.stat().st_ino, (output / "c").stat()) == (folder, other)
    assert names(tmp_path) == ["public"]


def test_a_failure_during_the_swap_of_a_file_does_not_change_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1", "b": b"1"}, output, root)
    before = tree(output)

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(PublishError, match="input/output error"):
        publish({"a": b"2", "b": b"1"}, output, root)
    assert tree(output) == before
    assert names(tmp_path) == ["public"]


@pytest.mark.parametrize(
    ("number", "step"), [(errno.EIO, "choose another"), (errno.EXDEV, "remove that folder, or")]
)
def test_a_failure_during_the_swap_does_not_change_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, step: str
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1"}, output, root)
    before = tree(output)
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if target == output and "new" in path.name:
            raise OSError(number, os.strerror(number), str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    monkeypatch.setattr(exchange, "_swap", lambda one, two: False)
    with pytest.raises(PublishError, match=f"{os.strerror(number).lower()} .*; {step}"):
        publish({"a": b"2", "b": b"2"}, output, root)
    assert tree(output) == before
    assert names(tmp_path) == ["public"]


def test_an_old_site_that_cannot_be_restored_is_restored_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1"}, output, root)
    before = tree(output)
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if target == output:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", fail)
        patched.setattr(exchange, "_swap", lambda one, two: False)
        with pytest.raises(PublishError):
            publish({"a": b"2", "b": b"2"}, output, root)
    assert tree(beside(output, "old")) == before
    assert publish({"a": b"1"}, output, root).written == ()
    assert tree(output) == before
    assert names(tmp_path) == ["public"]


def test_an_old_site_that_cannot_be_removed_does_not_make_the_build_fail(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1"}, output, root)

    def fail(*_: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "remove", fail)
        publish({"a": b"2"}, output, root)
    assert (output / "a").read_bytes() == b"2"
    assert len(names(tmp_path)) == 2
    publish({"a": b"3"}, output, root)
    assert (output / "a").read_bytes() == b"3"
    assert names(tmp_path) == ["public"]


def test_a_build_killed_between_two_renames_is_recovered_by_the_next(tmp_path: Path) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1", "b": b"2"}, output, root)
    output.rename(beside(output, "old"))
    done = publish({"a": b"1", "b": b"2"}, output, root)
    assert (done.written, done.removed) == ((), ())
    assert names(tmp_path) == ["public"]


def test_a_partly_removed_site_is_recognized_as_a_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    files: Files = {f"{name}{'/x' * (name % 2)}": b"" for name in range(20)}
    publish(files, output, root)
    left = beside(output, "new")
    for steps in range(len(files) + 3):
        shutil.copytree(output, left)
        interrupt_after(steps, left, monkeypatch)
        publish(files, output, root)
        assert names(tmp_path) == ["public"]


def interrupt_after(steps: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start removing a site, and stop after a given number of system calls."""
    left = iter(range(steps))

    def counted(step: Callable[..., None]) -> Callable[..., None]:
        def do(*arguments: Any, **more: Any) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt
            step(*arguments, **more)

        return do

    with monkeypatch.context() as patched, contextlib.suppress(KeyboardInterrupt):
        for owner, name in ((Path, "rmdir"), (os, "unlink"), (os, "rmdir")):
            patched.setattr(owner, name, counted(getattr(owner, name)))
        with Folder(folder) as opened:
            exchange.remove_site(opened, marker.read_marker(opened).files, [folder])


def test_a_file_that_changes_during_the_copy_is_copied_again_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output, disk = tmp_path / "course", tmp_path / "public", tmp_path / "a.pdf"
    disk.write_bytes(b"old")
    found = SourceFile("a.pdf", str(disk), 3)
    copy = shutil.copyfileobj

    def copy_then_change(*files: Any) -> None:
        copy(*files)
        disk.write_bytes(b"new")
        os.utime(disk, (1, 1))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfileobj", copy_then_change)
        publish({"a.pdf": found}, output, root)
    publish({"a.pdf": found}, output, root)
    assert (output / "a.pdf").read_bytes() == b"new"


def test_no_file_of_the_site_can_replace_the_marker(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="rename it"):
        publish({MARKER: b"{}"}, tmp_path / "public", tmp_path / "course")


def test_a_site_can_be_published_without_locks_or_hard_links(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    monkeypatch.setattr(os, "link", refuse)
    for files in ({"a": b"1", "b": b"2"}, {"a": b"1", "b": b"3"}):
        publish(dict(files), tmp_path / "public", tmp_path / "course")
    assert (tmp_path / "public/a").read_bytes() == b"1"
    assert (tmp_path / "public/b").read_bytes() == b"3"


# Attackers who can write next to the output


SWAPS = ("a link", "a folder", "a file", "a link out of the old site")


def swap(output: Path, what: str, foreign: Path) -> None:
    """Move a folder away and replace it with something else."""
    away = output.with_name("away")
    output.rename(away)
    if what == "a link":
        output.symlink_to(foreign)
    elif what == "a folder":
        shutil.copytree(foreign, output)
    elif what == "a file":
        output.write_text("foreign")
    else:
        shutil.rmtree(away / "b")
        (away / "b").symlink_to(foreign)
        away.rename(output)


def swapped_before(step: Callable[..., Any], do_swap: Callable[[], None]) -> Callable[..., Any]:
    """Wrap a step so that something is swapped before it, once."""
    left = [do_swap]

    def do(*arguments: Any, **more: Any) -> Any:
        if left:
            left.pop()()
        return step(*arguments, **more)

    return do


@pytest.mark.parametrize("files", [{"a": b"2"}, {"a": b"2", "b/c": b"2"}], ids=["one", "two"])
@pytest.mark.parametrize("what", SWAPS)
@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (publisher, "unchanged"),
        (publisher, "fill"),
        (publisher, "flush"),
        (publisher, "_swap_file"),
        (publisher, "swap_in"),
        (exchange, "_swap"),
        (publisher, "clean_up"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_file_is_lost_if_the_output_is_replaced_during_a_build(  # noqa: PLR0917 - two parameter tables and their fixtures
    tmp_path: Path,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    what: str,
    files: Files,
) -> None:
    root, output, foreign = tmp_path / "course", tmp_path / "public", tmp_path / "foreign"
    publish({"a": b"1", "b/c": b"1"}, output, root)
    for path in ("a", "c", "b/c", "b/d", "thesis"):
        (foreign / path).parent.mkdir(parents=True, exist_ok=True)
        (foreign / path).write_text(f"foreign {path}")
    shutil.copyfile(output / MARKER, foreign / MARKER)
    before = tree(foreign)

    is_swapped = []

    def do_swap() -> None:
        swap(output, what, foreign)
        is_swapped.append(True)

    monkeypatch.setattr(owner, name, swapped_before(getattr(owner, name), do_swap))
    with contextlib.suppress(PublishError):
        publish({"a": b"1", "b/c": b"1"} | files, output, root)
    assert tree(foreign) == before
    if is_swapped and what == "a folder":
        assert tree(output) == before
    if is_swapped and what == "a file":
        assert output.read_text() == "foreign"


@pytest.mark.parametrize("name", ["fill", "flush", "swap_in", "clean_up"])
def test_no_file_is_lost_if_the_staging_folder_is_replaced(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root, output, foreign = tmp_path / "course", tmp_path / "public", tmp_path / "foreign"
    publish({"a": b"1", "b/c": b"1"}, output, root)
    (foreign / "b").mkdir(parents=True)
    for path in ("a", "b/c", MARKER):
        (foreign / path).write_text("foreign")
    before = tree(foreign)

    def do_swap() -> None:
        new = beside(output, "new")
        new.rename(tmp_path / "away")
        new.symlink_to(foreign)

    monkeypatch.setattr(publisher, name, swapped_before(getattr(publisher, name), do_swap))
    with contextlib.suppress(PublishError):
        publish({"a": b"2", "b/c": b"2"}, output, root)
    assert tree(foreign) == before
    assert not output.is_symlink()


def test_a_replaced_output_is_restored_and_reported(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output, foreign = tmp_path / "course", tmp_path / "public", tmp_path / "foreign"
    publish({"a": b"1", "b": b"1"}, output, root)
    foreign.mkdir()

    def do_swap() -> None:
        swap(output, "a link", foreign)

    monkeypatch.setattr(exchange, "_swap", swapped_before(exchange._swap, do_swap))
    with pytest.raises(PublishError, match="something replaced the output folder") as refused:
        publish({"a": b"2", "b": b"2"}, output, root)
    assert refused.value.code.value == "CG905"
    assert output.readlink() == foreign
    assert names(tmp_path) == ["away", "foreign", "public"]


def test_a_file_added_to_the_old_site_at_the_last_moment_is_not_removed(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = tmp_path / "course", tmp_path / "public"
    publish({"a": b"1", "b/c": b"1"}, output, root)

    def add() -> None:
        (output / "b/thesis").write_text("years of work")

    monkeypatch.setattr(publisher, "swap_in", swapped_before(swap_in, add))
    publish({"a": b"2", "b/c": b"2"}, output, root)
    assert [path.read_text() for path in tmp_path.rglob("thesis")] == ["years of work"]
    with pytest.raises(PublishError, match="move it away"):
        publish({"a": b"3"}, output, root)


def test_a_forged_marker_does_not_cause_foreign_files_to_be_removed(tmp_path: Path) -> None:
    root, output, foreign = tmp_path / "course", tmp_path / "public", tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "a").write_text("foreign")
    left = beside(output, "new")
    left.mkdir()
    (left / "link").symlink_to(foreign)
    listed = ["../foreign/a", str(foreign / "a"), "link/a", "./../foreign/a"]
    (left / MARKER).write_bytes(marker.marker_text(listed))
    with contextlib.suppress(PublishError):
        publish({"a": b"1"}, output, root)
    assert (foreign / "a").read_text() == "foreign"


def test_no_foreign_file_is_lost_in_a_race_for_the_output_path(tmp_path: Path) -> None:
    assert race.run(tmp_path, swaps=2, seed=1).deleted == 0


# Each of these names may be a file in one site and a folder in the next.
PATHS = st.lists(st.sampled_from(["a", "b", "讲义 1", "a#&%.html"]), min_size=1, max_size=3)


@st.composite
def sites(draw: st.DrawFn) -> Files:
    files: Files = {}
    for parts in draw(st.lists(PATHS, max_size=6)):
        path = "/".join(parts)
        clash = any(f"{path}/".startswith(f"{p}/") or p.startswith(f"{path}/") for p in files)
        if not clash:
            files[path] = draw(st.binary(max_size=3))
    return files


@settings(deadline=None)
@given(st.lists(st.tuples(sites(), st.booleans()), min_size=1, max_size=5))
def test_after_any_sequence_of_sites_the_folder_contains_only_the_last_one(
    tmp_path_factory: pytest.TempPathFactory, row: list[tuple[Files, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("row")
    for files, clean in row:
        done = publish(files, folder / "public", folder / "course", clean=clean, durable=False)
        assert done.files == len(files)
        found = {
            p: content for p, content in tree(folder / "public").items() if content is not None
        }
        assert found.pop(MARKER, None) is not None or not files
        assert found == files
    assert names(folder) == ["public"]
