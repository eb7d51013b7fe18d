"""Names that a link can lead to."""

from check.conftest import FindMessages
from coursegen.check.rules.text.duplicate_ids import RULE


def test_an_id_that_a_page_has_twice_is_told_where_it_is_written_last(
    messages: FindMessages,
) -> None:
    files = {
        "content/a.md": '# A\n\n<p id="x">1</p>\n\n<p id="x">2</p>\n',
        "content/b.md": "# B\n\n## One {#y}\n\n## Two {#y}\n",
        "content/c.md": '# C\n\n<p id="one">1</p>\n\n## One\n',
    }

    assert messages(RULE, files) == [
        "content/a.md:5:4: two parts of the page /a/ are called 'x'",
        "content/b.md:5:8: two parts of the page /b/ are called 'y'",
        "content/c.md:3:4: two parts of the page /c/ are called 'one'",
    ]


def test_ids_that_only_look_alike_are_fine(messages: FindMessages) -> None:
    files = {
        "site.yaml": "title: T\nhome: [a, b]\n",
        "content/a.md": "# A\n\n## One\n\n## One\n\n`id='x'`\n",
        "content/b.md": '# B\n\n## One\n\n<a name="old"></a>\n\n## Old {#old}\n',
    }

    assert messages(RULE, files) == []


def test_an_id_of_a_template_is_told_at_the_page(messages: FindMessages) -> None:
    files = {"content/a.md": "# A\n", "templates/page.html": "<p id='x'></p><p id='x'></p>"}

    assert messages(RULE, files) == ["content/a.md:1:1: two parts of the page /a/ are called 'x'"]
