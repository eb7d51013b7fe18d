"""Rule for empty lecture files."""

from check.conftest import FindMessages, weeks
from coursegen.check.rules.files.empty_files import RULE

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"


def test_a_linked_file_that_is_empty_or_a_git_lfs_pointer_is_reported(
    messages: FindMessages,
) -> None:
    files = {
        **weeks("{title: A, slides: a.pdf, code: b.zip, data: c.csv}"),
        "files/a.pdf": "",
        "files/b.zip": POINTER,
        "files/c.csv": "1,2",
        "files/nobody.pdf": "",
    }

    assert messages(RULE, files) == [
        "files/a.pdf:1:1: this file is empty, and a page links to it",
        "files/b.zip:1:1: this is a Git LFS pointer, not the file itself",
    ]
