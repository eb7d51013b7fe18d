"""Rule for names that are not in Unicode NFC."""

from check.conftest import FindMessages
from coursegen.check.rules.files.unicode_names import RULE


def test_a_decomposed_name_is_reported_and_a_composed_one_is_not(messages: FindMessages) -> None:
    files = {
        "files/cafe\u0301.pdf": "",
        "files/caf\u00e9 2.pdf": "",
        "files/第一讲.pdf": "",
        "content/e\u0301.md": "# E\n",
    }

    assert [line.partition(":")[0] for line in messages(RULE, files)] == [
        "files/cafe\u0301.pdf",
        "content/e\u0301.md",
    ]
