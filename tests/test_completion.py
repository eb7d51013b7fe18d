"""The scripts of `coursegen completion` complete commands, options and values in real shells."""

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import shtab
from conftest import RunTool
from installed import needed

from coursegen.base.codes import Code
from coursegen.commands import COMMANDS
from coursegen.commands.arguments import make_parser
from coursegen.commands.completion import SHELLS
from coursegen.commands.skeletons import additions
from coursegen.content.kinds import MATERIAL_KINDS
from coursegen.content.registry import CONTENT_TYPES
from coursegen.report import NAMES

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
    shell = needed(shutil.which("pwsh"), "PowerShell", "install it")
    program = (
        f". ./script.powershell.ps1; (TabExpansion2 -inputScript '{line}' "
        f"-cursorColumn {len(line)}).CompletionMatches | ForEach-Object CompletionText"
    )
    shutil.copy(folder / "script.powershell", folder / "script.powershell.ps1")
    found = run([shell, "-NoProfile", "-Command", program], folder)
    return {Path(each).name for each in found}


def zsh(line: str, folder: Path) -> set[str]:
    """Press Tab in a terminal; return the last word of the line that zsh then runs."""
    import pty  # noqa: PLC0415 - Windows has no such module

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


SYSTEM_SHELLS = {"linux": (bash, fish, zsh), "darwin": (bash, zsh)}.get(sys.platform, ())
INSTALLED = (powershell,) if shutil.which("pwsh") else ()
"""PowerShell is installed on all machines of GitHub, but Debian has no package."""


def test_an_unknown_shell_is_reported(run_tool: RunTool) -> None:
    ran = run_tool("completion", "bsh")

    assert (ran.code, ran.out) == (2, "")
    assert "unknown shell 'bsh'; did you mean 'bash'?" in ran.err


@pytest.mark.parametrize("line", CASES)
@pytest.mark.parametrize("complete", [*SYSTEM_SHELLS, *INSTALLED])
def test_the_shell_completes_a_line(
    complete: Callable[[str, Path], set[str]], line: str, folder: Path
) -> None:
    found, expected = complete(line, folder), CASES[line]

    assert "courage.txt" not in found
    assert expected <= found if complete is not zsh else found <= expected


TABLE = re.compile(r"^\$_shtab_coursegen_(\w+) = @\{(.*?)\}$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^    '_shtab_coursegen(?:_(\w+))?' = @\((.*)\)$", re.MULTILINE)


def test_the_powershell_script_is_that_of_shtab_with_every_command_option_and_value(
    folder: Path,
) -> None:
    script = (folder / "script.powershell").read_text()
    empty = shtab.complete(argparse.ArgumentParser(prog="coursegen"), "powershell")
    tables = {
        name: {row: re.findall("'([^']+)'", words) for row, words in ROW.findall(rows)}
        for name, rows in TABLE.findall(script)
    }
    parser, commands = make_parser()
    parsers = {"": parser, **commands}

    assert TABLE.sub("", script).strip() == TABLE.sub("", empty).strip()
    assert tables["subparsers"] == {"": [*COMMANDS]}
    assert tables["option_strings"] == {
        name: [option for action in each._actions for option in action.option_strings]
        for name, each in parsers.items()
    }
    assert tables["choices"] == {
        "pos_0": [*COMMANDS],
        "add_pos_0": [*dict.fromkeys([*additions(), *(kind.key for kind in MATERIAL_KINDS)])],
        "build___format": [*NAMES],
        "check___format": [*NAMES],
        "completion_pos_0": [*SHELLS],
        "explain_pos_0": [code.value for code in Code],
        "schema___print": [each.name for each in CONTENT_TYPES],
    }
