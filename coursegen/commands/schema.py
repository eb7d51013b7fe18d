"""`coursegen schema`: write the JSON Schemas that editors use to complete and check YAML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import SCHEMA_FOLDER
from coursegen.commands.course_options import add_source_option, validate_source
from coursegen.content.registry import CONTENT_TYPES
from coursegen.loader.course_folder import load_settings
from coursegen.schema.json_schema import schema

if TYPE_CHECKING:
    import argparse

    from coursegen.commands.console import Console

EXAMPLES = (
    "coursegen schema",
    "coursegen schema --print schedule",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_source_option(
        parser,
        "the course's folder (default: the current folder); the schemas include the course's own "
        "kinds of material",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help=f"the output folder (default: {SCHEMA_FOLDER} in the course's folder)",
    )
    parser.add_argument(
        "--print",
        dest="name",
        choices=tuple(each.name for each in CONTENT_TYPES),
        help="print one schema instead of writing files",
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Write a schema for each kind of YAML file, or print one schema."""
    validate_source(args.source)
    texts = schema_texts(args.source)
    if args.name:
        console.out(texts[args.name].rstrip("\n"))
        return 0
    folder = args.output or args.source / SCHEMA_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = folder / f"{name}.schema.json"
        path.write_text(text, encoding="utf-8")
        console.out(f"wrote {path}")
    return 0


def schema_texts(root: Path) -> dict[str, str]:
    """Return all schemas as JSON by name, with the course's own kinds of material."""
    kinds = tuple(load_settings(root, Diagnostics()).kinds_of_materials)
    extra_keys = {"material kinds": kinds}
    return {
        each.name: json.dumps(schema(each.yaml_content, extra_keys), indent=2, ensure_ascii=False)
        + "\n"
        for each in CONTENT_TYPES
    }
