"""Rule for people who are listed twice."""

from check.conftest import FindMessages, weeks
from coursegen.check.rules.data.duplicate_people import RULE


def test_a_duplicate_name_in_one_group_is_reported(messages: FindMessages) -> None:
    assert messages(RULE, {"content/staff.yaml": "people: [Ada Byron, Ada Byron]\n"}) == [
        "content/staff.yaml:1:21: duplicate person 'Ada Byron' in this group"
    ]


def test_the_name_of_a_person_in_two_groups_must_be_spelled_the_same_way(
    messages: FindMessages,
) -> None:
    def groups(name: str) -> dict[str, str]:
        staff = (
            f"groups:\n  - {{title: A, people: [Ada Byron]}}\n  - {{title: B, people: [{name}]}}\n"
        )
        return {"content/staff.yaml": staff}

    assert messages(RULE, groups("Ada Byron")) == []
    assert messages(RULE, groups("ada  Byron")) == [
        "content/staff.yaml:3:25: 'ada  Byron' is spelled 'Ada Byron' above"
    ]


def test_a_speaker_s_name_must_be_spelled_as_in_the_staff_list(messages: FindMessages) -> None:
    files = {
        **weeks("{title: A, people: [Ada BYRON, Ada Byron, Somebody Else]}"),
        "content/staff.yaml": "people: [Ada Byron]\n",
    }

    assert messages(RULE, files) == [
        "content/schedule.yaml:4:29: 'Ada BYRON' is spelled 'Ada Byron' in content/staff.yaml"
    ]
