"""The manual's page of each code is true: its wrong example has that fault, the mended one none."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from manual import CODES, Block, blocks

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostic, Diagnostics, Severity
from coursegen.base.severity import apply_severities
from coursegen.build import Settings, build
from coursegen.check import run_rules
from coursegen.check.registry import RULES
from coursegen.check.rule import Rule
from coursegen.link_checker.link_rules import RULE_TYPES
from coursegen.report.text_report import as_text

BROKEN = Path(__file__).parent / "broken"
NOW = datetime(2027, 1, 1, tzinfo=UTC)
WRONG, MENDED = "\n## For example\n", "\n## How to mend it\n"
TITLE = re.compile(r'^title: "(CG\d{3}): (.*)"$', re.MULTILINE)

PAGES = {code: path for code in Code if (path := CODES / f"{code.value.lower()}.md").is_file()}
NOT_SHOWN = {
    Code.YAML_OTHER: "stands for whatever the parser may say that nobody has met yet",
    Code.NAME_NOT_NFC: "a page of the manual is in NFC itself, unlike such a name",
    Code.YAML_LONG: "more values than fit on a page",
    Code.OUTPUT_LOCATION: "the course is good, and the folder for the site is not",
    Code.OUTPUT_FOREIGN_FILES: "the course is good, and the folder for the site is not",
    Code.OUTPUT_NOT_WRITABLE: "the course is good, and the disk is not",
    Code.PUBLISH_SOURCE: "the course is good until the site is written",
    Code.OUTPUT_CHANGED: "the course is good, and somebody replaces the folder for the site",
}
"""The codes whose page has no example, and why."""


@dataclass(frozen=True)
class CodePage:
    """The manual's page of a code: its text, and what stands below its two headings."""

    code: Code
    text: str

    @property
    def wrong(self) -> str:
        return self.text.partition(WRONG)[2].partition(MENDED)[0]

    @property
    def mended(self) -> str:
        return self.text.partition(MENDED)[2]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What only `check` asks about this code."""
        return tuple(rule for rule in RULES if rule.code is self.code)


@dataclass(frozen=True)
class Course:
    """A course with an example in it, and what is told of it."""

    root: Path
    told: tuple[Diagnostic, ...]

    @property
    def text(self) -> str:
        return as_text(self.told) + "\n"


def examples(text: str) -> list[list[Block]]:
    """The files of each example; one that was there already begins the next example."""
    found: list[list[Block]] = []
    for block in blocks(text):
        name = block.file or block.folder
        if not name:
            continue
        if not found or name in {before.file or before.folder for before in found[-1]}:
            found.append([])
        found[-1].append(block)
    return found


@cache
def told_of_broken_courses() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in BROKEN.glob("*/expected.txt"))


def lay(example: list[Block], root: Path, rules: tuple[Rule, ...]) -> Course:
    """Put an example's files into the course in `root`, and look for what is wrong."""
    (root / "content").mkdir(parents=True, exist_ok=True)
    if not (root / "site.yaml").exists():
        (root / "site.yaml").write_text("title: Example\n", encoding="utf-8")
    for block in example:
        block.lay(root)
    noted = Diagnostics()
    site = build(Settings(root, NOW), noted)
    return Course(
        root, (*apply_severities(noted, site.plan.course.info.severities), *run_rules(rules, site))
    )


@pytest.fixture(scope="module", params=PAGES, ids=lambda code: str(code.value))
def page(request: pytest.FixtureRequest) -> CodePage:
    code: Code = request.param
    return CodePage(code, PAGES[code].read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wrong(page: CodePage, tmp_path_factory: pytest.TempPathFactory) -> list[Course]:
    """The page's wrong examples."""
    return [
        lay(example, tmp_path_factory.mktemp("wrong"), page.rules)
        for example in examples(page.wrong)
    ]


def test_each_wrong_example_has_the_fault_of_its_page_and_no_other(
    page: CodePage, wrong: list[Course]
) -> None:
    assert [{d.code for d in course.told} for course in wrong] == [{page.code}] * len(wrong)


def test_what_coursegen_says_is_what_it_says(page: CodePage, wrong: list[Course]) -> None:
    known = "\n".join([*(course.text for course in wrong), told_of_broken_courses()])

    for block in blocks(page.text):
        if block.is_said:
            assert f"[{page.code.value}]" in block.text
            assert block.text in known


def test_each_mended_example_has_no_fault(
    page: CodePage, wrong: list[Course], tmp_path: Path
) -> None:
    for number, example in enumerate(examples(page.mended)):
        root = wrong[min(number, len(wrong) - 1)].root if wrong else tmp_path

        assert lay(example, root, RULES).text == "\n"


def test_a_page_has_an_example_unless_there_is_a_reason(page: CodePage) -> None:
    shown = any(block.file or block.folder or block.is_said for block in blocks(page.wrong))

    assert shown != (page.code in NOT_SHOWN)


def test_a_page_says_how_to_silence_what_may_be_meant_and_nothing_else(
    page: CodePage, wrong: list[Course]
) -> None:
    """Errors that stop the course from being read cannot be silenced."""
    warned = any(d.severity is Severity.WARNING for course in wrong for d in course.told)
    warned |= any(": warning: " in block.text for block in blocks(page.text) if block.is_said)
    silencing = re.compile(
        rf"`(?:# |<!-- )coursegen: ignore {page.code.value}|`{page.code.value}: ignore`"
    )

    asked = {rule.code for rule in RULES} | {code for code, *_ in RULE_TYPES}
    assert bool(silencing.search(page.text)) == (warned or page.code in asked)


def test_a_page_s_title_is_its_code_and_a_short_name(page: CodePage) -> None:
    title = TITLE.search(page.text)

    assert title
    assert title[1] == page.code.value
    assert len(title[2]) < 60
