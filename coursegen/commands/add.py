"""`coursegen add TYPE TITLE`: add a lecture, an assignment, a page and so on to a course."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics, did_you_mean
from coursegen.base.file_change import FileChangeError, course_file
from coursegen.base.files import CONTENT, SITE_FILE, read_text
from coursegen.base.text import Source
from coursegen.commands.add_material import SCHEDULE_FILE, add_material
from coursegen.commands.course_options import UsageError, add_source_option, validate_source
from coursegen.commands.load_course import print_problems
from coursegen.commands.skeletons import additions, find_place, inner_lists, skeleton
from coursegen.commands.yaml_changes import write_valid, yaml_change
from coursegen.content.ids import slug
from coursegen.content.page import PAGE
from coursegen.loader.course_folder import load_settings
from coursegen.loader.page_file import HOME
from coursegen.yaml.edit import Insertion, insert_items, yaml_text
from coursegen.yaml.parser import parse

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from coursegen.commands.console import Console
    from coursegen.commands.skeletons import Addition
    from coursegen.content.site import CourseInfo

_WEEK = timedelta(days=7)
_SCHEMA = "# yaml-language-server: $schema=../.schemas/{}.schema.json\n"
"""The first line of a new YAML file, with which editors find its schema."""

EXAMPLES = (
    'coursegen add lecture "Eigenvalues"',
    'coursegen add page "Lab rules" --source my-course',
    "coursegen add slides slides/lecture-4.pdf --lecture 4",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "type",
        metavar="TYPE",
        help=f"what to add: {', '.join(additions())}, or a kind of material such as slides",
    )
    parser.add_argument(
        "title",
        metavar="TITLE",
        help="its title or name, such as 'Eigenvalues'; for a material, its file or URL",
    )
    parser.add_argument(
        "--lecture",
        default="",
        metavar="NUMBER",
        help="the lecture to which a material belongs (default: the last entry of the schedule)",
    )
    add_source_option(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Add the item; existing files are never overwritten, and existing lines never change."""
    validate_source(args.source)
    title = " ".join(args.title.split())
    if not title:
        raise UsageError("the TITLE is empty")
    diagnostics = Diagnostics()
    info = load_settings(args.source, diagnostics)
    done = ""
    try:
        if not diagnostics.failed:
            done = _add(args, title, info, diagnostics, console)
    except FileChangeError as error:
        console.err(f"error: {_file_of(args.type)} was not changed: {error}")
        return 1
    print_problems(diagnostics, args.source, console)
    if not done:
        return 1
    console.out(done)
    return 0


def _file_of(type_: str) -> str:
    """Return the path of the file to which an item belongs."""
    addition = additions().get(type_)
    if not addition:
        return SCHEDULE_FILE
    return f"{CONTENT}/{addition.type_.yaml_path or addition.type_.files}"


def _add(
    args: argparse.Namespace,
    title: str,
    info: CourseInfo,
    diagnostics: Diagnostics,
    console: Console,
) -> str:
    """Add an item, and return what changed; return an empty string after errors."""
    kinds, addition = info.kinds_of_materials, additions().get(args.type)
    if not addition and args.type not in kinds:
        known = [*additions(), *kinds]
        raise UsageError(f"unknown type '{args.type}'; {did_you_mean(args.type, known)}")
    if addition and args.lecture:
        raise UsageError("--lecture is only for materials, such as slides")
    if not addition:
        return add_material(args.type, title, args.lecture, args.source, info, diagnostics)
    values = _values(title, info, console)
    if _is_in_yaml(addition, args.source):
        return _add_to_yaml(addition, args.source, info, values, diagnostics)
    return _add_file(addition, args.source, info, values)


def _values(title: str, info: CourseInfo, console: Console) -> dict[str, str]:
    """Return the values for a skeleton; the dates are in the term if possible."""
    today = console.now.astimezone(info.timezone).date()
    start, end = info.term_dates.start or today, info.term_dates.end or today + _WEEK
    deadline = min(max(today + _WEEK, start), max(end, start))
    return {
        "title": yaml_text(title),
        "file": slug(title) or "text",
        "slug": slug(title).replace("-", ".") or "name",
        "today": str(today),
        "in_a_week": str(deadline),
    }


def _is_in_yaml(addition: Addition, root: Path) -> bool:
    """Return whether an item belongs to a YAML file, not to a Markdown file of its own."""
    type_ = addition.type_
    if not type_.is_folder or not type_.yaml_path:
        return bool(type_.yaml_path)
    folder = root / CONTENT / type_.files.rpartition("/")[0]
    return (root / CONTENT / type_.yaml_path).exists() or not folder.is_dir()


def _add_to_yaml(
    addition: Addition,
    root: Path,
    info: CourseInfo,
    values: dict[str, str],
    diagnostics: Diagnostics,
) -> str:
    """Add an item to a file, and return what changed; return an empty string after errors."""
    name = f"{CONTENT}/{addition.type_.yaml_path}"
    disk = course_file(root, name)
    is_new = not disk.exists()
    source = Source(name, "") if is_new else read_text(disk, name, diagnostics)
    tree = parse(source, diagnostics) if source else None
    if source is None or diagnostics.failed:
        return ""
    place = find_place(tree, addition)
    if place is None:
        raise FileChangeError(f"it has no place for {addition.content.noun}{_first(addition)}")
    insertion = Insertion(len(place.items or ()), [skeleton(addition, tree, values)])
    if is_new:
        start = _SCHEMA.format(addition.type_.name)
        return _create(disk, name, insert_items(start, place.path, [insertion]))
    edit = partial(insert_items, path=place.path, insertions=[insertion])
    change = yaml_change(root, name, edit)
    return write_valid(change, addition.type_.yaml_content, info, diagnostics)


def _first(addition: Addition) -> str:
    """Return the next step if there is no list for an item, because what contains it is missing."""
    names = [name for name, each in additions().items() if addition.content in inner_lists(each)]
    return f"; first, run: coursegen add {names[0]} TITLE" if names else ""


def _add_file(addition: Addition, root: Path, info: CourseInfo, values: dict[str, str]) -> str:
    path = addition.type_.files.replace("*", values["file"])
    if path == HOME:
        raise UsageError("the home page has this name; choose another TITLE")
    text = f"---\n{addition.content.skeleton.format(**values)}\n---\n\nWrite the text here.\n"
    name = f"{CONTENT}/{path}"
    done = _create(course_file(root, name), name, text)
    if addition.type_ is not PAGE or info.navigation is None:
        return done
    item = f"{{title: {values['title']}, link: {path}}}"
    return f"{done}\nTo show it in the menu, add it to 'navigation:' in {SITE_FILE}:\n  - {item}"


def _create(disk: Path, name: str, text: str) -> str:
    disk.parent.mkdir(parents=True, exist_ok=True)
    try:
        with disk.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise UsageError(f"{name} already exists; choose another TITLE") from None
    return f"Created {name}:\n{text}".rstrip()
