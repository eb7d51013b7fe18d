"""Rule for duplicate lecture files."""

import pytest

from check.conftest import FindMessages
from coursegen.base.files import SourceFile
from coursegen.check.rules.files import duplicate_files
from coursegen.check.rules.files.duplicate_files import RULE
from coursegen.incremental.digest import digest_of


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


def test_each_of_many_files_of_the_same_size_is_read_once(
    messages: FindMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noting(file: SourceFile) -> str:
        read.append(file.path)
        return digest_of(file)

    monkeypatch.setattr(duplicate_files, "digest_of", noting)
    files = {f"files/{number}.txt": f"{number:03}" for number in range(100)}

    assert messages(RULE, files) == []
    assert sorted(read) == sorted({*read})
    assert len(read) == len(files)
