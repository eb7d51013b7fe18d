"""Lecture files that are the same."""

from check.conftest import FindMessages
from coursegen.check.rules.files.duplicate_files import RULE


def test_one_file_under_two_names_is_told(messages: FindMessages) -> None:
    files = {"files/1.pdf": "one", "files/2.pdf": "one", "files/3.pdf": "two"}

    assert messages(RULE, files) == [
        "files/2.pdf:1:1: this is the same file as files/1.pdf, under another name"
    ]


def test_copies_of_one_name_empty_files_and_static_files_are_fine(messages: FindMessages) -> None:
    files = {
        "files/lab-1/Makefile": "all:",
        "files/lab-2/Makefile": "all:",
        "files/a/__init__.py": "",
        "files/b/empty.py": "",
        "static/fonts/LICENSE": "all:",
    }

    assert messages(RULE, files) == []
