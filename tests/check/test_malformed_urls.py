"""Rule for malformed URLs."""

import pytest

from check.conftest import ApplyEdit, FindMessages, weeks
from coursegen.check.rules.links.malformed_urls import RULE

ELSEWHERE = {"site.yaml": "title: T\nfiles: {base_url: https://files.course.edu/}\n"}


with_a_slip = pytest.mark.parametrize(
    ("link", "right"),
    [
        ("https://https://a.edu/", "https://a.edu/"),
        ("http://https://a.edu/", "https://a.edu/"),
        ("https://a.edu/b.", "https://a.edu/b"),
        ("https://a.edu/b，", "https://a.edu/b"),
        ("https://a.edu/b）", "https://a.edu/b"),
    ],
)


@with_a_slip
def test_a_url_with_a_typo_is_fixed(fixed: ApplyEdit, link: str, right: str) -> None:
    assert fixed(RULE, {"content/about.md": f"[a](<{link}>)\n"}) == f"[a](<{right}>)"


@with_a_slip
def test_a_material_s_url_with_a_typo_is_fixed(fixed: ApplyEdit, link: str, right: str) -> None:
    assert fixed(RULE, weeks(f"{{title: A, video: '{link}'}}")) == (
        f"      - {{title: A, video: '{right}'}}"
    )


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("www.python.org/downloads", "https://www.python.org/downloads"),
        ("https//a.edu/b", "https://a.edu/b"),
        ("https：//a.edu/b", "https://a.edu/b"),
        ("http;//a.edu", "http://a.edu"),
    ],
)
def test_a_url_that_would_be_interpreted_as_a_file_is_fixed(
    fixed: ApplyEdit, name: str, right: str
) -> None:
    files = {**ELSEWHERE, **weeks(f"{{title: A, code: {name}}}")}

    assert fixed(RULE, files) == f"      - {{title: A, code: {right}}}"


@pytest.mark.parametrize(
    "link",
    [
        "https://en.wikipedia.org/wiki/Apple_Inc.",
        "https://en.wikipedia.org/wiki/Set_(mathematics)",
        "https://web.archive.org/web/2020/https://a.edu/",
        "https://a.edu/?q=a,b",
        "https://a.edu",
    ],
)
def test_a_well_formed_url_is_allowed(messages: FindMessages, link: str) -> None:
    assert messages(RULE, weeks(f'{{title: A, video: "{link}"}}')) == []


def test_the_name_of_an_existing_file_is_not_reported(messages: FindMessages) -> None:
    files = {**ELSEWHERE, **weeks("{title: A, code: www.a.edu}"), "files/www.a.edu": "x"}

    assert messages(RULE, files) == []
