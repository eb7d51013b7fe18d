"""Rule for malformed email addresses."""

import pytest

from check.conftest import ApplyEdit, FindMessages
from coursegen.check.rules.links.malformed_emails import RULE


@pytest.mark.parametrize(
    ("link", "right"),
    [
        ("mailto:ada@b.edu.", "mailto:ada@b.edu"),
        ("mailto:ada＠b.edu", "mailto:ada@b.edu"),
        ("mailto:ada%20at%20b.edu", "mailto:ada@b.edu"),
        ("mailto:ada(at)b(dot)edu", "mailto:ada@b.edu"),
    ],
)
def test_a_malformed_mail_link_is_fixed_if_possible(
    fixed: ApplyEdit, link: str, right: str
) -> None:
    assert fixed(RULE, {"content/about.md": f"[a]({link})\n"}) == f"[a]({right})"


@pytest.mark.parametrize("link", ["mailto:ada", "mailto:ada@b", "mailto:ada@@b.edu"])
def test_a_mail_link_is_reported_if_no_fix_is_certain(messages: FindMessages, link: str) -> None:
    assert len(messages(RULE, {"content/about.md": f"[a]({link})\n"})) == 1


@pytest.mark.parametrize(
    "link",
    [
        "mailto:ada@b.edu",
        "mailto:a.b+c@x-y.co.uk?subject=Hi",
        "mailto:a@b.edu,c@d.edu",
        "mailto:",
        "mailto:?subject=Hi",
        "MAILTO:ada@例子.中国",
        "mailto:a%2Bb@c.edu",
    ],
)
def test_a_valid_address_is_allowed(messages: FindMessages, link: str) -> None:
    assert messages(RULE, {"content/about.md": f"[a]({link})\n"}) == []


@pytest.mark.parametrize("email", ["mailto:ada@b.edu", "ada@b.edu,", "(ada@b.edu)"])
def test_extra_characters_around_a_person_s_email_address_are_removed(
    fixed: ApplyEdit, email: str
) -> None:
    staff = {"content/staff.yaml": f'people: [{{name: A, email: "{email}"}}]\n'}

    assert fixed(RULE, staff) == 'people: [{name: A, email: "ada@b.edu"}]'
