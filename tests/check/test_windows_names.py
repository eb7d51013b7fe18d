"""Rule for names that Windows does not allow."""

import pytest

from check.conftest import FindMessages
from coursegen.check.rules.files.windows_names import RULE


@pytest.mark.parametrize(
    "name",
    [
        "a:b.pdf",
        "why?.pdf",
        'a"b.pdf',
        "a|b",
        "a<b",
        "a*b",
        "a\\b",
        "con.pdf",
        "COM1",
        "lpt9.tar.gz",
        "a.",
        "a ",
        "b\x07.pdf",
        "b" * 201,
    ],
)
def test_a_name_that_windows_does_not_allow_is_reported(messages: FindMessages, name: str) -> None:
    name = name if len(name) < 200 else f"{name[:100]}/{name[:100]}"

    assert len(messages(RULE, {f"files/{name}": ""})) == 1


@pytest.mark.parametrize(
    "name", ["C# & C++ 100% [1].pdf", "console.pdf", "com.pdf", "第一讲.pdf", "a b.pdf", "a.tar.gz"]
)
def test_any_other_name_is_allowed(messages: FindMessages, name: str) -> None:
    assert messages(RULE, {f"files/{name}": ""}) == []


def test_a_folder_is_reported_once(messages: FindMessages) -> None:
    assert messages(RULE, {"files/a: b/1.pdf": "", "files/a: b/2.pdf": ""}) == [
        "files/a: b:1:1: Windows does not allow ':' in a file name"
    ]
