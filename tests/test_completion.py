"""The scripts of `coursegen completion` complete commands, options and values in real shells."""

import contextlib
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import RunTool
from installed import needed

from coursegen.commands.completion import SHELLS

CASES = {
    "coursegen stat": {"status"},
    "coursegen build --str": {"--strict"},
    "coursegen check --format sa": {"sarif"},
    "coursegen add lec": {"lecture"},
    "coursegen explain CG10": {"CG101", "CG102"},
    "coursegen serve cour": {"course"},
    "coursegen status --source cour": {"course"},
}
"""Lines, and words that complete them; the working folder contains the folder `course`."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script of each shell, the folder `course` and the file `cours.txt`."""
    root = tmp_path_factory.mktemp("completion")
    for shell in SHELLS:
        command = [sys.executable, "-m", "coursegen", "completion", shell]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        (root / f"script.{shell}").write_text(done.stdout)
    (root / "course").mkdir()
    (root / "courage.txt").touch()
    return root


def bash(line: str, folder: Path) -> set[str]:
    words = line.split(" ")
    program = (
        'source script.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shtab_coursegen; '
        "printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    return run(
        [needed(shutil.which("bash"), "bash", "install it"), "-c", program, "bash", *words], folder
    )


def fish(line: str, folder: Path) -> set[str]:
    shell = needed(shutil.which("fish"), "fish", "install Debian's package fish")
    lines = run([shell, "-c", f"source script.fish; complete -C '{line}'"], folder)
    return {each.partition("\t")[0].rstrip("/") for each in lines}


def powershell(line: str, folder: Path) -> set[str]:
    shell = shutil.which("pwsh")
    if not shell:  # Debian has no such package; GitHub's machines have PowerShell
        pytest.skip("PowerShell is not installed")
    program = (
        f". ./script.powershell.ps1; (TabExpansion2 -inputScript '{line}' "
        f"-cursorColumn {len(line)}).CompletionMatches | ForEach-Object CompletionText"
    )
    shutil.copy(folder / "script.powershell", folder / "script.powershell.ps1")
    found = run([shell, "-NoProfile", "-Command", program], folder)
    return {Path(each).name for each in found}


def zsh(line: str, folder: Path) -> set[str]:
    """Press Tab in a terminal; return the words of the line that zsh then runs."""
    shell = needed(shutil.which("zsh"), "zsh", "install Debian's package zsh")
    start = (
        "autoload -Uz compinit; compinit -D -u; source script.zsh; "
        "compdef _shtab_coursegen coursegen; "
        "coursegen() { print -r -- RAN: $@ }; setopt menu_complete; print READY\n"
    )
    ours, its = pty.openpty()
    environment = {**os.environ, "TERM": "dumb", "PS1": ""}
    with subprocess.Popen(
        [shell, "-f", "-i"], cwd=folder, env=environment, stdin=its, stdout=its, stderr=its
    ) as process:
        os.close(its)
        output = b""
        os.write(ours, start.encode())
        with contextlib.suppress(OSError):
            while b"\r\nREADY" not in output:
                output += os.read(ours, 65536)
            os.write(ours, f"{line}\t\n".encode())
            while b"\r\nRAN:" not in output or not output.rpartition(b"RAN:")[2].count(b"\n"):
                output += os.read(ours, 65536)
            os.write(ours, b"exit\n")
            while os.read(ours, 65536):
                pass
        process.wait()
    os.close(ours)
    ran = output.decode().rpartition("RAN:")[2].partition("\r")[0]
    return {ran.split()[-1].rstrip("/")}


def run(command: list[Path | str], folder: Path) -> set[str]:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""
    return set(done.stdout.split("\n")) - {""}


def test_an_unknown_shell_is_reported(run_tool: RunTool) -> None:
    ran = run_tool("completion", "bsh")

    assert (ran.code, ran.out) == (2, "")
    assert "unknown shell 'bsh'; did you mean 'bash'?" in ran.err


@pytest.mark.parametrize("line", CASES)
@pytest.mark.parametrize("complete", [bash, fish, powershell, zsh])
def test_the_shell_completes_a_line(
    complete: Callable[[str, Path], set[str]], line: str, folder: Path
) -> None:
    found, expected = complete(line, folder), CASES[line]

    assert "courage.txt" not in found
    assert expected <= found if complete is not zsh else found <= expected
