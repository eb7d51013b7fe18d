"""Rule for email addresses that two people share."""

from check.conftest import FindMessages
from coursegen.check.rules.data.duplicate_emails import RULE


def test_two_people_with_the_same_address_are_reported(messages: FindMessages) -> None:
    staff = "people:\n  - {name: A, email: a@b.cd}\n  - {name: B, email: A@B.cd}\n  - C\n"

    assert messages(RULE, {"content/staff.yaml": staff}) == [
        "content/staff.yaml:3:22: B has the same email address as A"
    ]


def test_one_person_may_be_in_two_groups(messages: FindMessages) -> None:
    person = "{name: A, email: a@b.cd}"
    staff = f"groups:\n  - {{title: X, people: [{person}]}}\n  - {{title: Y, people: [{person}]}}\n"

    assert messages(RULE, {"content/staff.yaml": staff}) == []
