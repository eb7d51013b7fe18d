"""Files that only a program needed."""

import pytest

from check.conftest import FindMessages, weeks
from coursegen.check.rules.files import unused_files
from coursegen.check.rules.files.temporary_files import RULE


@pytest.mark.parametrize(
    "name",
    [
        "Thumbs.db",
        "a.bak",
        "a.pdf~",
        "~$a.docx",
        "a.aux",
        "a.synctex.gz",
        "#a.tex#",
        "a.crdownload",
    ],
)
def test_a_leftover_is_told_and_not_called_unused_too(messages: FindMessages, name: str) -> None:
    files = {f"files/{name}": "x"}

    assert messages(RULE, files) == [
        f"files/{name}:1:1: this file looks like a leftover of a program"
    ]
    assert messages(unused_files.RULE, files) == []


def test_what_a_page_links_to_is_no_leftover(messages: FindMessages) -> None:
    assert messages(RULE, {**weeks("{title: A, data: a.bak}"), "files/a.bak": "x"}) == []


def test_a_log_is_a_leftover_only_beside_its_text(messages: FindMessages) -> None:
    assert messages(RULE, {"files/server.log": "x"}) == []
    assert len(messages(RULE, {"files/a.log": "x", "files/a.tex": "x"})) == 1
