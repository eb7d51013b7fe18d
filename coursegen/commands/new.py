"""`coursegen new`: create a small example course, or copy a theme file into a course."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import closest_match
from coursegen.base.files import CONTENT, SCHEMA_FOLDER, STATIC, TEMPLATES, THEME
from coursegen.base.shell import shell_word
from coursegen.commands.course_options import UsageError, add_source_option, validate_source
from coursegen.commands.install_source import requirement
from coursegen.commands.schema import schema_texts
from coursegen.content.registry import CONTENT_TYPES
from coursegen.publish.output_folder import absolute

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from coursegen.commands.console import Console

SCAFFOLD = Path(__file__).parent.parent / "scaffold"
_DAY = re.compile(r"@DAY\+(\d+)@")
_BINARY = frozenset({".pdf"})

EXAMPLES = (
    "coursegen new my-course",
    "coursegen new --override partials/footer.html",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the folder of the new course")
    parser.add_argument(
        "--override",
        metavar="FILE",
        help="copy this theme file, such as partials/schedule_table.html or css/print.css, into "
        "the course, where it overrides the theme's file",
    )
    add_source_option(parser, "the course's folder for --override (default: the current folder)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Create a course or copy a theme file; existing files are never overwritten."""
    if bool(args.name) == bool(args.override):
        raise UsageError("specify either the NAME of a new course or --override FILE")
    if args.override:
        console.out(f"Copied the theme file to {override(args.override, args.source)}")
        return 0
    folder = Path(args.name)
    new_course(folder, console.now.date())
    console.out(
        f"Created a course in {folder}/. Next:\n"
        f"  cd {shell_word(str(folder))}\n"
        "  coursegen serve --open\n"
        "Its README.md lists which file to edit for each change."
    )
    return 0


def new_course(folder: Path, today: date) -> None:
    """Write the example course to `folder`, with a term that begins on the Monday after `today`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"'{folder}' already exists; choose another name")
    start = today + timedelta(days=7 - today.weekday())
    title = _title(absolute(folder).name).replace('"', "'")

    def fill_in(text: str) -> str:
        text = text.replace("@TITLE@", title).replace("@REQUIREMENT@", requirement())
        text = text.replace('"@SCHEMAS@"', json.dumps(_schemas(), indent=2).replace("\n", "\n  "))
        return _DAY.sub(lambda found: str(start + timedelta(days=int(found[1]))), text)

    for source in sorted(path for path in SCAFFOLD.rglob("*") if path.is_file()):
        # Packaging tools skip names that start with a dot, so `.github` is stored as `dot.github`.
        parts = [part.removeprefix("dot") if part.startswith("dot.") else part
                 for part in source.relative_to(SCAFFOLD).parts]  # fmt: skip
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix in _BINARY:
            shutil.copyfile(source, target)
        else:
            target.write_text(fill_in(source.read_text(encoding="utf-8")), encoding="utf-8")
    schemas = folder / SCHEMA_FOLDER
    schemas.mkdir()
    for name, text in schema_texts(folder).items():
        (schemas / f"{name}.schema.json").write_text(text, encoding="utf-8")


def _title(name: str) -> str:
    """Return a title: `deep-learning` is "Deep Learning", and `CS101` stays "CS101"."""
    words = re.split(r"[-_\s]+", name.strip("-_ "))
    return " ".join(
        word.capitalize() if word.islower() and word.isalpha() else word for word in words
    )


def _schemas() -> dict[str, str]:
    """Return the YAML file that each schema describes; editors do not check front matter."""
    return {
        f"{SCHEMA_FOLDER}/{each.name}.schema.json": posixpath.normpath(f"{CONTENT}/{path}")
        for each in CONTENT_TYPES
        if (path := each.yaml_path)
    }


def override(name: str, root: Path) -> Path:
    """Copy the theme file `name` to the course in `root`; return the path of the copy."""
    known = {}
    for folder in (TEMPLATES, STATIC):
        for path in (THEME / folder).rglob("*"):
            if path.is_file():
                known[path.relative_to(THEME / folder).as_posix()] = folder
    relative = name.removeprefix(f"{TEMPLATES}/").removeprefix(f"{STATIC}/")
    if relative not in known:
        close = closest_match(relative, known)
        hint = f"did you mean '{close}'?" if close else f"known: {', '.join(sorted(known))}"
        raise UsageError(f"the theme has no file '{name}'; {hint}")
    validate_source(root)
    target = root / known[relative] / relative
    if target.exists():
        raise UsageError(f"'{target}' already exists; edit that file")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(THEME / known[relative] / relative, target)
    return target
