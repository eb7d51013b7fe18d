"""Rule for duplicate lecture files."""

from check.conftest import FindMessages
from coursegen.check.rules.files.duplicate_files import RULE


def test_one_file_with_two_names_is_reported(messages: FindMessages) -> None:
    files = {"files/1.pdf": "one", "files/2.pdf": "one", "files/3.pdf": "two"}

    assert messages(RULE, files) == ["files/2.pdf:1:1: this file is a duplicate of files/1.pdf"]


def test_copies_with_the_same_name_empty_files_and_static_files_are_allowed(
    messages: FindMessages,
) -> None:
    files = {
        "files/lab-1/Makefile": "all:",
        "files/lab-2/Makefile": "all:",
        "files/a/__init__.py": "",
        "files/b/empty.py": "",
        "static/fonts/LICENSE": "all:",
    }

    assert messages(RULE, files) == []
