"""Each construct of other Markdown dialects is rendered, or reported at its place.

`dialects.txt` contains the constructs: a line with a name and the dialects, the Markdown, and a
line with the expected HTML, or with codes and places. `PYTHONPATH=$PWD:$PWD/tests python
tests/markdown/test_dialects.py` updates the table in the manual.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from converting import converted

DIALECTS = ("GitHub", "kramdown", "Quarto", "MyST", "MkDocs")
ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs/content/writing/dialects.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


class Case(NamedTuple):
    """A construct, its dialects, its Markdown and what it becomes."""

    name: str
    dialects: tuple[str, ...]
    text: str
    expected: str

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(re.findall(r"CG\d{3}", self.expected)))


def read_cases() -> list[Case]:
    text = (Path(__file__).parent / "dialects.txt").read_text(encoding="utf-8")
    cases = []
    for part in re.split(r"^=== (?=.* · )", text, flags=re.MULTILINE)[1:]:
        heading, _, rest = part.partition("\n")
        name, _, dialects = heading.partition(" · ")
        source, _, expected = rest.rpartition("--> ")
        cases.append(Case(name, tuple(dialects.split(", ")), source, expected.strip()))
    return cases


CASES = read_cases()


def table() -> str:
    rows = ["| Construct | Written as | Used by | coursegen |", "| --- | --- | --- | --- |"]
    for case in CASES:
        first = next(line for line in case.text.split("\n") if line.strip())
        marks = "``" if "`" in first else "`"
        shown = f"{marks} {first} {marks}" if "`" in first else f"`{first.strip()}`"
        codes = ", ".join(f"[{code}](../codes/{code.lower()}.md)" for code in case.codes)
        result = f"reported ({codes})" if codes else "rendered"
        cells = (case.name, shown.replace("|", "\\|"), ", ".join(case.dialects), result)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_construct_is_rendered_or_reported_at_its_place(case: Case) -> None:
    html, diagnostics = converted(case.text)
    reported = " ".join(
        f"{d.code.value} {d.location.line}:{d.location.column}" for d in diagnostics
    )

    assert (reported or re.sub(r"\s*\n\s*", " ", html)) == case.expected


def test_there_are_constructs_of_each_dialect() -> None:
    assert {dialect for case in CASES for dialect in case.dialects} == set(DIALECTS)
    assert len(CASES) >= 60


def test_the_table_of_the_manual_lists_each_construct() -> None:
    assert MANUAL.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0] == table()


def write_table() -> None:
    before, begin, rest = MANUAL.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    MANUAL.write_text(before + begin + table() + end + after, encoding="utf-8")


if __name__ == "__main__":
    write_table()
