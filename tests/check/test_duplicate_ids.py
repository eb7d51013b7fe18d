"""Rule for duplicate ids."""

from check.conftest import FindMessages
from coursegen.check.rules.text.duplicate_ids import RULE


def test_a_duplicate_id_is_reported_at_its_last_occurrence(
    messages: FindMessages,
) -> None:
    files = {
        "content/a.md": '# A\n\n<p id="x">1</p>\n\n<p id="x">2</p>\n',
        "content/b.md": "# B\n\n## One {#y}\n\n## Two {#y}\n",
        "content/c.md": '# C\n\n<p id="one">1</p>\n\n## One\n',
    }

    assert messages(RULE, files) == [
        "content/a.md:5:4: duplicate id 'x' on the page /a/",
        "content/b.md:5:8: duplicate id 'y' on the page /b/",
        "content/c.md:3:4: duplicate id 'one' on the page /c/",
    ]


def test_similar_ids_are_allowed(messages: FindMessages) -> None:
    files = {
        "site.yaml": "title: T\nhome: [a, b]\n",
        "content/a.md": "# A\n\n## One\n\n## One\n\n`id='x'`\n",
        "content/b.md": '# B\n\n## One\n\n<a name="old"></a>\n\n## Old {#old}\n',
    }

    assert messages(RULE, files) == []


def test_a_duplicate_id_in_a_template_is_reported_for_the_page(messages: FindMessages) -> None:
    files = {"content/a.md": "# A\n", "templates/page.html": "<p id='x'></p><p id='x'></p>"}

    assert messages(RULE, files) == ["content/a.md:1:1: duplicate id 'x' on the page /a/"]
