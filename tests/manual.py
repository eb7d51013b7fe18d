"""The manual, read: its pages, and the examples in them."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
CONTENT = DOCS / "content"
CODES = CONTENT / "codes"

PNG = (Path(__file__).parent / "broken/checks-alt-file-name/static/arm.png").read_bytes()
FENCED = re.compile(r"^```([\w+]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(
    r"(?:#|<!--|\{#|/\*) (site\.yaml|(content|templates|static)/\S+)( -->| #\}| \*/)?"
)
SAID = re.compile(r"\S+:\d+:\d+: (?:error|warning): ")
FOLDER = re.compile(r"([a-z/]+)/\n((?:  \S.*\n)+)")


@dataclass(frozen=True)
class Block:
    """An example: its language, its text, and the file that its first or second line names."""

    language: str
    text: str

    @property
    def file(self) -> str:
        for line in self.text.split("\n")[:2]:
            found = FILE.fullmatch(line)
            if found:
                return found[1]
        return ""

    @property
    def folder(self) -> str:
        """The folder whose files are listed here, one a line and indented below its name."""
        found = FOLDER.fullmatch(self.text)
        return found[1] if found else ""

    @property
    def is_said(self) -> bool:
        """Whether this is what coursegen says."""
        return bool(SAID.match(self.text))

    def lay(self, course: Path) -> None:
        """Write the file; or let the folder hold the files that are listed, and no others.

        A listed file that is not there is empty, but for a PNG and a lecture file, which has its
        name as content; `name -> target` is a symbolic link.
        """
        if self.file:
            disk = course / self.file
            disk.parent.mkdir(parents=True, exist_ok=True)
            disk.write_text(self.text, encoding="utf-8")
        elif self.folder:
            folder = course / self.folder
            listed = [line.strip().partition(" -> ") for line in self.text.split("\n")[1:-1]]
            wanted = {folder / name for name, _, _ in listed}
            for disk in folder.rglob("*"):
                if disk.is_symlink() or (disk.is_file() and disk not in wanted):
                    disk.unlink()
            for name, _, target in listed:
                disk = folder / name
                disk.parent.mkdir(parents=True, exist_ok=True)
                if target:
                    disk.symlink_to(target)
                elif disk.exists():
                    continue
                elif name.endswith(".png"):
                    disk.write_bytes(PNG)
                else:
                    disk.write_text(name if self.folder == "files" else "", encoding="utf-8")


def blocks(text: str) -> list[Block]:
    """The examples in a page's text, or in a part of it."""
    return [Block(*found) for found in FENCED.findall(text)]
