"""The manual is correct and complete, and its examples work.

`python tests/test_docs.py` updates the pages `reference.md`, `codes/index.md` and `architecture.md`
from the declarations.
"""

import argparse
import ast
import importlib
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from manual import CODES, CONTENT, DOCS, FENCED, Block, blocks

import coursegen
from coursegen.base.codes import GROUPS, Code
from coursegen.base.diagnostics import Diagnostic, Diagnostics
from coursegen.base.files import STATIC, TEMPLATES, THEME
from coursegen.build import Settings, Site, build
from coursegen.check import run_rules
from coursegen.check.registry import RULES
from coursegen.cli import main
from coursegen.commands import COMMANDS
from coursegen.content.dates import Dates
from coursegen.content.grading import Grading, GradingGroup
from coursegen.content.kinds import MATERIAL_KINDS, SESSION_KINDS, Kind
from coursegen.content.lecture import GroupRoom, Heading
from coursegen.content.meetings import Slot
from coursegen.content.page import Page
from coursegen.content.registry import CONTENT_TYPES, DATA_TYPES
from coursegen.content.site import CourseInfo
from coursegen.content.site_parts import License, NavigationItem, Repository, Tool
from coursegen.content.staff import PersonLink
from coursegen.content.term import Holiday, Term
from coursegen.content.when import Releasable, When
from coursegen.loader.translations import load_translations
from coursegen.markdown.headings import TocEntry
from coursegen.markdown.image_elements import ImageSource, ImageView
from coursegen.outputs.palette import derive_palette
from coursegen.render.pages import PageView, SectionView
from coursegen.report.code_pages import explanation
from coursegen.report.json_report import as_json
from coursegen.report.text_report import as_text
from coursegen.schema.field_types import (
    Field,
    FieldType,
    contents_in,
    fields_of,
    inner_contents,
)
from coursegen.schema.fields import Content
from coursegen.site.navigation import Navigation
from coursegen.views.assignments import DatedAssignment, Exam
from coursegen.views.hours_changes import HoursChange
from coursegen.views.office_hours import HoursDay, HoursTimetable, HoursView
from coursegen.views.page_head import Head
from coursegen.views.timetable.layout import ColumnHeading, Part, Timetable, WeekView
from coursegen.views.timetable.rows import Cell, Day, Row, TitleLine, TitlePart
from coursegen.views.timetable.rows import Session as TimetableSession
from coursegen.views.upcoming import UpcomingItem

REFERENCE = CONTENT / "reference.md"
MESSAGES = CODES / "index.md"
ARCHITECTURE = CONTENT / "architecture.md"
PACKAGE = Path(coursegen.__file__).parent
LIST_OF_MODULES = (
    "`python tests/test_docs.py` generates these tables from the docstrings of the modules.\n"
)
NOW = datetime(2027, 1, 1, tzinfo=UTC)

INTRODUCTION = """\
---
title: Reference
description: All keys of all files that you write.
---

Required keys are **bold**. All other keys are optional. An unknown key is an error, and coursegen
suggests the most similar key.
"""


# The reference, generated from the declarations that the loader uses


def architecture() -> str:
    """Return the page about the code, with a list of modules from their docstrings."""
    written, marker, _ = ARCHITECTURE.read_text(encoding="utf-8").partition(LIST_OF_MODULES)
    return f"{written}{marker}\n{modules()}"


def modules() -> str:
    """Return a table for each package, with the first docstring lines of its modules."""
    parts = []
    for package in sorted({path.parent for path in PACKAGE.rglob("*.py")}):
        rows = [
            f"| `{path.name}` | {first_line(path)} |"
            for path in sorted(package.glob("*.py"))
            if path.name != "__init__.py"
        ]
        name = package.relative_to(PACKAGE.parent).as_posix()
        table = "\n".join(["| module | contents |", "| --- | --- |", *rows])
        parts.append(f"### `{name}/`\n\n{first_line(package / '__init__.py')}\n")
        if rows:
            parts.append(f"{table}\n")
    return "\n".join(parts)


def first_line(path: Path) -> str:
    """Return the first line of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    return (docstring or "").partition("\n")[0].replace("|", "\\|").replace("<", "&lt;")


def reference() -> str:
    """Return the whole page."""
    parts = [INTRODUCTION]
    types = {each.yaml_content: each for each in CONTENT_TYPES}
    for content in all_contents():
        type_ = types.get(content)
        if type_:
            noun = content.noun.removesuffix("'s front matter")
            heading = f"`{noun}`" if noun.endswith(".yaml") else f"Front matter of {noun}"
            parts.append(f"## {heading} {{#{type_.name}}}\n\n{table(content)}")
        else:
            heading = f"### {content.noun.capitalize()} {{#{anchor(content)}}}"
            parts.append(f"{heading}\n\nThe value {uses(content)}.\n\n{table(content)}")
    parts.append(kinds("Session kinds", "The values of `kind:`.", "session_kinds", SESSION_KINDS))
    parts.append(
        kinds(
            "Material kinds", "The keys of a lecture's materials.", "material_kinds", MATERIAL_KINDS
        )
    )
    return "\n".join(parts)


def all_contents() -> list[type[Content]]:
    """Return every mapping in the author's files, in the order of first use."""
    return list(
        dict.fromkeys(inner for each in CONTENT_TYPES for inner in contents_in(each.yaml_content))
    )


def table(content: type[Content]) -> str:
    """Return a table with one row for each key of a mapping."""
    rows = [
        "| Key | Value | Description |",
        "| --- | --- | --- |",
        *(f"| {key(f)} | {values_of(f)} | {f.description} |" for f in fields_of(content).values()),
    ]
    return "\n".join(rows) + "\n"


def uses(content: type[Content]) -> str:
    """Describe the keys whose value can be this mapping, as in "of a section's `weeks`"."""
    phrases = []
    for owner in all_contents():
        used = [f for f in fields_of(owner).values() if content in inner_contents(f.type)]
        if used:
            keys = " or ".join(key(field).strip("*") for field in used)
            noun = f"`{owner.noun}`" if owner.noun.endswith(".yaml") else owner.noun
            is_short = re.fullmatch(r"an? \w+", noun)
            phrases.append(f"of {noun}'s {keys}" if is_short else f"of {keys} in {noun}")
    phrases += [
        f"of the front matter in `content/{each.files}`"
        for each in CONTENT_TYPES
        if each.list_file and each.content is content
    ]
    *others, last = phrases
    comma = "," if len(others) > 1 else ""
    return f"{', '.join(others)}{comma} or {last}" if others else last


def key(field: Field) -> str:
    if field.extra_keys:
        return f"[{field.extra_keys}](#{field.extra_keys.replace(' ', '-')})"
    return f"**`{field.name}`**" if field.required else f"`{field.name}`"


def values_of(field: Field) -> str:
    form = field.type.values if field.extra_keys and field.type.values else field.type
    return words(form).replace("|", "\\|")


def words(form: FieldType) -> str:
    """Describe the allowed values, with links to the tables of mappings."""
    if form.free:
        return "any value"
    several = []
    if form.scalar is bool:
        several.append("yes or no")
    elif form.scalar is not None:
        several.append(
            re.sub(r"[^\s,]*/[^\s,]*|\S+\.md|#\w+", r"`\g<0>`", form.accepts.title) or "text"
        )
    if form.content is not None:
        link = f"[{form.content.noun}](#{anchor(form.content)})"
        if form.content.noun in form.accepts.title:
            several = [several[0].replace(form.content.noun, link)]
        else:
            several.append(link)
    if form.values is not None:
        several.append(f"your own keys, each with {words(form.values)}")
    if form.items is not None:
        several.append(
            "a list of these" if several else f"a list; each item is {words(form.items)}"
        )
    return ", or ".join(several)


def anchor(content: type[Content]) -> str:
    spaced = re.sub(r"(?<!^)(?=[A-Z])", "-", content.__name__)
    return spaced.lower()


def kinds(title: str, location: str, setting: str, known: tuple[Kind, ...]) -> str:
    labels = load_translations("en", Diagnostics())
    rows = [f"| `{kind.key}` | {labels[f'kind_{kind.key}']} |" for kind in known]
    return (
        f"## {title} {{#{title.lower().replace(' ', '-')}}}\n\n"
        f"{location} To add your own, write one line for each below `{setting}:` in\n"
        "`site.yaml`.\n\n"
        "| You write | The visitor sees |\n| --- | --- |\n" + "\n".join(rows) + "\n"
    )


# The list of all codes, with the titles of their pages

MESSAGES_INTRODUCTION = """\
---
title: Messages
description: Every message has a code, and every code has a page.
---

Every coursegen message ends with a code, such as `[CG101]`. The page for each code explains the
message and how to fix the problem. To show the same page in the terminal, run
`coursegen explain CG101`.
"""


def messages() -> str:
    """Return the whole page."""
    parts = [MESSAGES_INTRODUCTION]
    for start, group in GROUPS.items():
        rows = [
            f"| [{code.value}]({code.value.lower()}.md) | {page.title} |"
            for code in Code
            if code.value.startswith(start) and (page := explanation(code))
        ]
        parts.append(f"## {group} {{#{start.lower()}}}\n\n| Code | Message |\n| --- | --- |\n")
        parts[-1] += "\n".join(rows) + "\n"
    return "\n".join(parts)


# The content of the pages


def pages() -> list[Path]:
    """Return the pages for authors, without the pages about the code."""
    about_code = (CONTENT / "architecture.md", CONTENT / "decisions")
    return [
        page
        for page in sorted(CONTENT.rglob("*.md"))
        if not any(page.is_relative_to(apart) for apart in about_code)
    ]


def name_of(page: object) -> str:
    return page.relative_to(CONTENT).as_posix() if isinstance(page, Path) else str(page)


def command_lines() -> Iterator[str]:
    """Yield every `coursegen …` command in the manual."""
    for page in pages():
        for block in blocks(page.read_text(encoding="utf-8")):
            if block.language == "sh":
                yield from re.findall(r"^coursegen .*", block.text, re.MULTILINE)
        prose = FENCED.sub("", page.read_text(encoding="utf-8"))
        yield from re.findall(r"`(coursegen [-\w][^`]*)`", prose)


def section(page: str, heading: str) -> str:
    """Return the section of a page whose heading has the ID `heading`."""
    text = (CONTENT / page).read_text(encoding="utf-8")
    return re.split(r"^##+ ", text.partition(f"{{#{heading}}}\n")[2], flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """Return the table cells of a section by row, without header rows."""
    lines = [line for line in text.split("\n") if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    ruled = [number for number, row in enumerate(cells) if set("".join(row)) <= set("-: |")]
    return [
        row for number, row in enumerate(cells) if number not in ruled and number + 1 not in ruled
    ]


def coded(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def parser_of(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"coursegen {command}")
    importlib.import_module(f"coursegen.commands.{command}").configure(parser)
    return parser


def build_in_memory(root: Path, now: datetime = NOW) -> tuple[Site, list[Diagnostic]]:
    noted = Diagnostics()
    site = build(Settings(root, now), noted)
    return site, list(noted)


# The tests


def test_the_manual_is_built_and_checked_without_warnings() -> None:
    site, noted = build_in_memory(DOCS)

    assert as_text([*noted, *run_rules(RULES, site)]) == ""


def test_the_reference_is_up_to_date() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference(), "run python tests/test_docs.py"


def test_the_list_of_modules_is_up_to_date() -> None:
    assert ARCHITECTURE.read_text(encoding="utf-8") == architecture(), (
        "run python tests/test_docs.py"
    )


def test_the_list_of_messages_is_up_to_date() -> None:
    assert MESSAGES.read_text(encoding="utf-8") == messages(), "run python tests/test_docs.py"


def test_each_recipe_of_the_cookbook_has_a_picture() -> None:
    text = (CONTENT / "cookbook.md").read_text(encoding="utf-8")
    recipes = re.findall(r"^## .* \{#(.*)\}$", text, flags=re.MULTILINE)
    pictures = re.findall(r"^!\[.+\]\(images/cookbook-(.*)\.png\)$", text, flags=re.MULTILINE)

    assert pictures == recipes
    assert len(recipes) == text.count("\n## ")


def test_the_home_page_links_to_every_page_in_its_folder() -> None:
    home = (CONTENT / "index.md").read_text(encoding="utf-8")

    for page in pages():
        if page.parent == CONTENT and page.name != "index.md":
            assert f"]({page.name})" in home


def test_the_json_in_the_manual_is_the_output_for_the_example(tmp_path: Path) -> None:
    shown = blocks((CONTENT / "check.md").read_text(encoding="utf-8"))
    (tmp_path / "site.yaml").write_text("title: Example\n")
    shown[1].lay(tmp_path)
    _, noted = build_in_memory(tmp_path)

    assert as_json(noted) + "\n" in [block.text for block in shown if block.language == "json"]


@pytest.mark.parametrize(
    "page", [page for page in pages() if not page.is_relative_to(CODES)], ids=name_of
)
def test_an_example_works_together_with_the_examples_above_it(page: Path, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "site.yaml").write_text("title: Example\n")
    for block, following in pairwise([*blocks(page.read_text(encoding="utf-8")), Block("", "")]):
        if not block.file:
            continue
        block.lay(tmp_path)
        _, noted = build_in_memory(tmp_path)
        reported = as_text(d for d in noted if not d.missing)
        assert reported == (following.text.rstrip() if following.is_message else "")
        if following.is_message:  # an example with an error, which later examples do not contain
            (tmp_path / block.file).unlink()


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_an_example_has_a_file_path_or_is_an_indented_fragment(page: Path) -> None:
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.language in {"yaml", "markdown", "css", "html+jinja"}:
            assert block.file or block.text.startswith(" "), block.text


@pytest.mark.parametrize("line", sorted(set(command_lines())))
def test_a_command_line_can_be_run(line: str) -> None:
    command, *arguments = shlex.split(line.partition(">")[0], comments=True)[1:]
    if command in COMMANDS and not {"-h", "--help"} & set(arguments):
        args = parser_of(command).parse_args(arguments)
        override = getattr(args, "override", None)
        folders = [THEME / TEMPLATES, THEME / STATIC]
        assert override in {None, "FILE"} or any((f / str(override)).is_file() for f in folders)
    else:
        with pytest.raises(SystemExit) as ended:
            main([command, *arguments])
        assert ended.value.code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented_and_every_documented_option_exists(command: str) -> None:
    text = section("commands.md", command)
    if command in {"build", "serve", "check"}:
        text += section("commands.md", "shared")
    documented = {name.split()[0] for row in rows(text) for name in coded(row[0])}
    actions = parser_of(command)._actions
    known = {name for action in actions for name in action.option_strings or [str(action.metavar)]}

    assert documented == known - {"-h", "--help"}


def test_every_template_of_the_theme_is_documented() -> None:
    folder = THEME / TEMPLATES
    theirs = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}

    assert {coded(row[0])[0] for row in rows(section("theme.md", "templates"))} == theirs


def test_every_part_of_the_stylesheet_is_documented() -> None:
    folder = THEME / STATIC
    theirs = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert {coded(row[0])[0] for row in rows(section("theme.md", "styles"))} == theirs


def test_the_stylesheets_and_scripts_that_pages_load_are_documented() -> None:
    text = (CONTENT / "questions.md").read_text()
    answer = text.partition("## Does the site need JavaScript")[2].partition("\n## ")[0]
    pages = list((DOCS.parent / "tests/golden/typical/site").rglob("*.html"))
    element = re.compile(r"<(?:link rel=\"stylesheet\"|script)[^>]* (?:href|src)=\"([^\"]*)")
    loaded = {url for page in pages for url in element.findall(page.read_text())}
    assert {Path(url).name for url in loaded} == set(re.findall(r"`(.+?)`", answer))
    assert not any("://" in url for url in loaded)


def test_every_token_is_documented() -> None:
    tokens = (THEME / STATIC / "css" / "tokens.css").read_text() + derive_palette("#1f5a93").css()
    documented = [name for row in rows(section("theme.md", "tokens")) for name in coded(row[0])]

    assert sorted(documented) == sorted(set(re.findall(r"^ +(--[\w-]+):", tokens, re.MULTILINE)))


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, set[str]]:
    """The names that templates receive and the filters that they may call."""
    seen: dict[str, set[str]] = {"names": set(), "filters": set()}
    generate = jinja2.Template.generate

    def spy(template: jinja2.Template, *args: Any, **values: Any) -> Iterator[str]:
        own = {name for given in args for name in given} | set(values)
        if template.name in {"home.html", "404.html"}:
            seen[template.name] = own
        seen["names"] |= own | set(template.globals) - set(DEFAULT_NAMESPACE)
        seen["filters"] |= set(template.environment.filters) - set(FILTERS)
        return generate(template, *args, **values)

    monkeypatch.setattr(jinja2.Template, "generate", spy)
    (tmp_path / "content").mkdir()
    (tmp_path / "site.yaml").write_text("title: Example\n")
    build_in_memory(tmp_path)
    return seen


def test_every_name_in_templates_is_documented(rendered: dict[str, set[str]]) -> None:
    documented = {
        re.split(r"\W", coded(row[0])[0])[0] for row in rows(section("theme.md", "names"))
    }

    assert documented == rendered["names"]
    assert "sections" in rendered["home.html"]
    assert "suggested_links" in rendered["404.html"]


def test_every_filter_is_documented(rendered: dict[str, set[str]]) -> None:
    documented = {coded(row[0])[0] for row in rows(section("theme.md", "filters"))}

    assert documented == rendered["filters"]


VALUES: dict[str, type] = {
    "the site": CourseInfo,
    "a repository": Repository,
    "a license": License,
    "a tool": Tool,
    "the navigation": Navigation,
    "a navigation link": NavigationItem,
    "a page": PageView,
    "an entry of its table of contents": TocEntry,
    "the head": Head,
    "a page's file": Page,
    "a rendered image": ImageView,
    "a source of a rendered image": ImageSource,
    "a section of a page": SectionView,
    "a line of a lecture's title": Heading,
    "a kind": Kind,
    "the room of a group": GroupRoom,
    "a time": When,
    "the grading": Grading,
    "a part of the grade": GradingGroup,
    "the timetable": Timetable,
    "a part of the timetable (a section)": Part,
    "a column heading": ColumnHeading,
    "a week in the timetable": WeekView,
    "a table row": Row,
    "a table cell": Cell,
    "a day of a week, or the whole week": Day,
    "a session (a lecture in the timetable)": TimetableSession,
    "a line of a session's title": TitleLine,
    "a number or label before the title": TitlePart,
    "content with a release": Releasable,
    "dates": Dates,
    "the term": Term,
    "a holiday": Holiday,
    "a single meeting": Slot,
    "an additional link of a person": PersonLink,
    "the weekly timetable": HoursTimetable,
    "a day in the weekly timetable": HoursDay,
    "hours in the weekly timetable": HoursView,
    "a change in the weekly timetable": HoursChange,
    "an item of `upcoming`": UpcomingItem,
    "a dated assignment": DatedAssignment,
    "the exam of an assignment": Exam,
}
"""The values that templates receive besides those that authors write in `content/`."""


def values() -> dict[str, type]:
    """Return all values that templates receive."""
    written: dict[str, type] = {
        f"the {each.name.replace('_', ' ')}"
        if content is each.content and not each.is_folder
        else content.noun: content
        for each in DATA_TYPES
        for content in contents_in(each.content)
    }
    return VALUES | written


def test_every_attribute_of_a_value_is_documented() -> None:
    documented = {
        row[0]: {name.removesuffix("()") for name in coded(row[1])}
        for row in rows(section("theme.md", "values"))
    }

    assert documented == {name: attributes(type_) for name, type_ in values().items()}


def attributes(type_: type) -> set[str]:
    """Return the attributes of a value that templates may read."""
    properties = {
        name
        for name, value in vars(type_).items()
        if isinstance(value, property) and not name.startswith("_")
    }
    methods = {"kinds", "lectures", "materials", "people"} & set(vars(type_))
    # The fields of `Releasable` are keywords; its subclasses do not repeat them.
    own = type_.__struct_fields__ if type_ is Releasable else getattr(type_, "__match_args__", ())
    fields = set(own)
    return (fields | properties | methods) - {
        "location",
        *(["body"] if type_ is Page else []),
        "body_line",
        "body_length",
        *(["files"] if type_ is CourseInfo else []),
        *("banners", "files_base_url", "home", "kinds_of_materials", "kinds_of_sessions"),
        *("permalink", "severity"),
    }


def test_the_languages_of_the_theme_are_documented() -> None:
    text = (CONTENT / "writing" / "site.md").read_text(encoding="utf-8")

    for language in (path.stem for path in (THEME / "locale").glob("*.yaml")):
        assert f"(`{language}`)" in text


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_no_page_contains_local_paths_or_notes_about_work_in_progress(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert not re.search(r"/home/|/tmp/|TODO|#\d{2,} ", text, re.IGNORECASE)


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
    MESSAGES.write_text(messages(), encoding="utf-8")
    ARCHITECTURE.write_text(architecture(), encoding="utf-8")
