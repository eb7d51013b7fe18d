"""Rule for temporary files."""

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
def test_a_temporary_file_is_reported_but_not_as_unused(messages: FindMessages, name: str) -> None:
    files = {f"files/{name}": "x"}

    assert messages(RULE, files) == [f"files/{name}:1:1: this file looks like a temporary file"]
    assert messages(unused_files.RULE, files) == []


def test_a_linked_file_is_not_temporary(messages: FindMessages) -> None:
    assert messages(RULE, {**weeks("{title: A, data: a.bak}"), "files/a.bak": "x"}) == []


def test_a_log_file_is_temporary_only_next_to_its_tex_file(messages: FindMessages) -> None:
    assert messages(RULE, {"files/server.log": "x"}) == []
    assert len(messages(RULE, {"files/a.log": "x", "files/a.tex": "x"})) == 1
