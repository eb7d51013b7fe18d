"""Rule for links to the course's own site that do not use the shortest URL."""

from check.conftest import ApplyEdit, FindMessages
from coursegen.check.rules.links.duplicate_urls import RULE

SITE = {"site.yaml": "title: T\nurl: https://host.edu/course/\n", "content/about.md": "# About\n"}


def test_the_site_s_own_url_becomes_a_path(fixed: ApplyEdit) -> None:
    text = "[a](https://host.edu/course/about/#about)\n"

    assert fixed(RULE, {**SITE, "content/index.md": text}) == "[a](/about/#about)"


def test_another_spelling_of_the_site_s_own_url_becomes_a_path(fixed: ApplyEdit) -> None:
    text = "[a](HTTP://host.edu:80/course//about/#about)"

    assert fixed(RULE, {**SITE, "content/index.md": text}) == "[a](/about/#about)"


def test_a_url_that_does_not_exist_in_the_site_is_reported(messages: FindMessages) -> None:
    text = "[a](https://host.edu/course/labs/)\n"

    assert messages(RULE, {**SITE, "content/index.md": text}) == [
        "content/index.md:1:5: 'https://host.edu/course/labs/' does not exist on this site"
    ]


def test_index_html_is_removed(fixed: ApplyEdit) -> None:
    assert fixed(RULE, {**SITE, "content/index.md": "[a](/about/index.html#x)\n"}) == (
        "[a](/about/#x)"
    )


def test_other_urls_of_the_host_and_short_links_are_allowed(messages: FindMessages) -> None:
    text = "[a](https://host.edu/course-2/) [b](/about/) [c](about.md) [d](https://host.edu/)\n"

    assert messages(RULE, {**SITE, "content/index.md": text}) == []
