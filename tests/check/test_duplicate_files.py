"""Lecture files that are the same."""

from check.conftest import Asked
from coursegen.check.rules.files.duplicate_files import RULE


def test_one_file_under_two_names_is_told(asked: Asked) -> None:
    files = {"files/1.pdf": "one", "files/2.pdf": "one", "files/3.pdf": "two"}

    assert asked(RULE, files) == [
        "files/2.pdf:1:1: this is the same file as files/1.pdf, under another name"
    ]


def test_copies_of_one_name_empty_files_and_static_files_are_fine(asked: Asked) -> None:
    files = {
        "files/lab-1/Makefile": "all:",
        "files/lab-2/Makefile": "all:",
        "files/a/__init__.py": "",
        "files/b/empty.py": "",
        "static/fonts/LICENSE": "all:",
    }

    assert asked(RULE, files) == []
