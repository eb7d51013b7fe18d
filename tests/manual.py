"""Parse the pages of the manual and the examples in them."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
CONTENT = DOCS / "content"
CODES = CONTENT / "codes"

PNG = (Path(__file__).parent / "broken/checks-alt-file-name/static/arm.png").read_bytes()
FENCED = re.compile(r"^```([\w+]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(
    r"(?:#|<!--|\{#|/\*) (site\.yaml|(content|templates|static|\.github)/\S+)( -->| #\}| \*/)?"
)
MESSAGE = re.compile(r"\S+:\d+:\d+: (?:error|warning): ")
FOLDER = re.compile(r"([a-z/]+)/\n((?:  \S.*\n)+)")


@dataclass(frozen=True)
class Block:
    """A code block of the manual; its first or second line may contain the path of its file."""

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
        """The folder whose files this block lists, one per line, below the name of the folder."""
        found = FOLDER.fullmatch(self.text)
        return found[1] if found else ""

    @property
    def is_message(self) -> bool:
        """Whether the block contains messages from coursegen."""
        return bool(MESSAGE.match(self.text))

    def lay(self, course: Path) -> None:
        """Write the file, or create the listed files of a folder and delete all others.

        A new PNG contains an image, and a new lecture file contains its name; others are empty.
        `name -> target` creates a symbolic link.
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
    """Return the code blocks in the Markdown of a page or of a section."""
    return [Block(*found) for found in FENCED.findall(text)]
