"""Rule for obsolete HTML."""

from check.conftest import ApplyEdit, FindMessages
from coursegen.check.rules.text.obsolete_elements import RULE


def page(text: str) -> dict[str, str]:
    return {"content/about.md": f"# A\n\n{text}\n"}


def test_obsolete_elements_are_reported_once_each(messages: FindMessages) -> None:
    text = "<center>a</center> <font color='red'>b</font>\n\n<marquee>c</marquee> `<font>`"

    assert messages(RULE, page(text)) == [
        "content/about.md:3:1: <center> is obsolete",
        "content/about.md:3:20: <font> is obsolete",
        "content/about.md:5:1: <marquee> is obsolete",
    ]


def test_a_positive_tabindex_is_reported(messages: FindMessages, fixed: ApplyEdit) -> None:
    assert (
        messages(RULE, page('<a tabindex="-1" href="b">b</a> <a tabindex="0" href="c">c</a>')) == []
    )
    wrong = page('<a tabindex="3" href="b">b</a>')
    assert messages(RULE, wrong) == [
        "content/about.md:3:4: tabindex 3 moves the keyboard focus here before the rest of the page"
    ]
    assert fixed(RULE, wrong) == '<a tabindex="0" href="b">b</a>'
