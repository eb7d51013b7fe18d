"""Rule for names that some systems cannot distinguish."""

from check.conftest import FindMessages
from coursegen.check.rules.files.similar_names import RULE


def test_names_that_differ_only_in_case_or_unicode_form_are_reported(
    messages: FindMessages,
) -> None:
    files = {"files/A.pdf": "", "files/a.pdf": "", "files/e\u0301": "", "files/\u00e9": ""}

    assert [line.partition(":1:1: ")[2] for line in messages(RULE, files)] == [
        "'files/a.pdf' and 'files/A.pdf' differ only in case or accents",
        "'files/\u00e9' and 'files/e\u0301' differ only in case or accents",
    ]


def test_two_spellings_of_a_folder_are_reported_once(messages: FindMessages) -> None:
    files = {"files/Slides/1.pdf": "", "files/slides/2.pdf": "", "files/slides/3.pdf": ""}

    assert len(messages(RULE, files)) == 1


def test_the_same_name_in_two_folders_is_allowed(messages: FindMessages) -> None:
    assert messages(RULE, {"files/a/1.pdf": "", "files/b/1.PDF": "", "static/a/1.pdf": ""}) == []
