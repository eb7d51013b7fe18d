"""The manual page of each code: its example causes the problem, and the fixed example does not."""

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
from coursegen.status.release_builds import release_builds_rule
from coursegen.status.workflows import find_workflows

BROKEN = Path(__file__).parent / "broken"
NOW = datetime(2027, 1, 1, tzinfo=UTC)
WRONG, FIXED = "\n## Example\n", "\n## How to fix it\n"
TITLE = re.compile(r'^title: "(CG\d{3}): (.*)"$', re.MULTILINE)

PAGES = {code: path for code in Code if (path := CODES / f"{code.value.lower()}.md").is_file()}
NOT_SHOWN = {
    Code.YAML_OTHER: "is for any other error of the parser",
    Code.NAME_NOT_NFC: "the page itself is in the Unicode form that such a name is not in",
    Code.YAML_TOO_LARGE: "more values than fit on a page",
    Code.NOT_CONVERTED: "no text is known that causes the problem",
    Code.OUTPUT_LOCATION: "the problem is in the output folder, not in the course",
    Code.OUTPUT_FOREIGN_FILES: "the problem is in the output folder, not in the course",
    Code.OUTPUT_NOT_WRITABLE: "the problem is on the disk, not in the course",
    Code.PUBLISH_SOURCE: "the problem appears while the site is written",
    Code.OUTPUT_CHANGED: "another program replaces the output folder",
}
"""The codes whose page has no example, with the reason."""


@dataclass(frozen=True)
class CodePage:
    """The manual page of a code: its text, and the sections below its two headings."""

    code: Code
    text: str

    @property
    def wrong(self) -> str:
        return self.text.partition(WRONG)[2].partition(FIXED)[0]

    @property
    def fixed(self) -> str:
        return self.text.partition(FIXED)[2]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of `check` that report this code."""
        return tuple(rule for rule in RULES if rule.code is self.code)


@dataclass(frozen=True)
class Course:
    """A course that contains an example, and its diagnostics."""

    root: Path
    diagnostics: tuple[Diagnostic, ...]

    @property
    def text(self) -> str:
        return as_text(self.diagnostics) + "\n"


def examples(text: str) -> list[list[Block]]:
    """Return the files of each example; a repeated file name begins the next example."""
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
def reports_of_broken_courses() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in BROKEN.glob("*/expected.txt"))


def lay(example: list[Block], root: Path, rules: tuple[Rule, ...]) -> Course:
    """Write an example's files to the course in `root`, then build and check it."""
    (root / "content").mkdir(parents=True, exist_ok=True)
    if not (root / "site.yaml").exists():
        (root / "site.yaml").write_text("title: Example\n", encoding="utf-8")
    for block in example:
        block.lay(root)
    noted = Diagnostics()
    site = build(Settings(root, NOW), noted)
    rules = (*rules, release_builds_rule(find_workflows(root, noted)))
    return Course(
        root, (*apply_severities(noted, site.plan.course.info.severities), *run_rules(rules, site))
    )


@pytest.fixture(scope="module", params=PAGES, ids=lambda code: str(code.value))
def page(request: pytest.FixtureRequest) -> CodePage:
    code: Code = request.param
    return CodePage(code, PAGES[code].read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wrong(page: CodePage, tmp_path_factory: pytest.TempPathFactory) -> list[Course]:
    """The courses with the wrong examples of a page."""
    return [
        lay(example, tmp_path_factory.mktemp("wrong"), page.rules)
        for example in examples(page.wrong)
    ]


def test_each_wrong_example_causes_only_the_problem_that_its_page_explains(
    page: CodePage, wrong: list[Course]
) -> None:
    assert [{d.code for d in course.diagnostics} for course in wrong] == [{page.code}] * len(wrong)


def test_each_quoted_message_is_a_real_message(page: CodePage, wrong: list[Course]) -> None:
    known = "\n".join([*(course.text for course in wrong), reports_of_broken_courses()])

    for block in blocks(page.text):
        if block.is_message:
            assert f"[{page.code.value}]" in block.text
            assert block.text in known


def test_no_fixed_example_has_a_problem(
    page: CodePage, wrong: list[Course], tmp_path: Path
) -> None:
    for number, example in enumerate(examples(page.fixed)):
        root = wrong[min(number, len(wrong) - 1)].root if wrong else tmp_path

        assert lay(example, root, RULES).text == "\n"


def test_a_page_has_an_example_unless_there_is_a_reason(page: CodePage) -> None:
    shown = any(block.file or block.folder or block.is_message for block in blocks(page.wrong))

    assert shown != (page.code in NOT_SHOWN)


def test_a_page_explains_how_to_ignore_a_message_only_if_it_is_a_warning(
    page: CodePage, wrong: list[Course]
) -> None:
    """Errors that occur when the course is loaded cannot be ignored."""
    warned = any(d.severity is Severity.WARNING for course in wrong for d in course.diagnostics)
    warned |= any(": warning: " in block.text for block in blocks(page.text) if block.is_message)
    ignoring = re.compile(
        rf"`(?:# |<!-- )coursegen: ignore {page.code.value}|`{page.code.value}: ignore`"
    )

    checked = {rule.code for rule in RULES} | {code for code, *_ in RULE_TYPES}
    assert bool(ignoring.search(page.text)) == (warned or page.code in checked)


def test_the_title_of_a_page_is_its_code_and_a_short_name(page: CodePage) -> None:
    title = TITLE.search(page.text)

    assert title
    assert title[1] == page.code.value
    assert len(title[2]) < 60
