"""Rule for internal links and anchors."""

from check.conftest import FindMessages, weeks
from coursegen.check.rules.links.anchors import RULE


def test_a_missing_anchor_is_reported(messages: FindMessages) -> None:
    files = {
        "content/a.md": "# A\n\n## Us\n\n[a](#us) [b](#them) [c](b.md#x)\n",
        "content/b.md": "# B\n\n[d](a.md#us) [e](a.md#ours)\n",
    }

    assert messages(RULE, files) == [
        "content/a.md:5:14: the page /a/ links to '#them', which is not on the page /a/",
        "content/a.md:5:29: the page /a/ links to '#x', which is not on the page /b/",
        "content/b.md:3:22: the page /b/ links to '#ours', which is not on the page /a/",
    ]


def test_the_links_of_the_404_page_work_below_an_encoded_path(
    messages: FindMessages,
) -> None:
    """Only the 404 page has links relative to the host's root."""
    site = "title: T\nurl: https://example.org/%E8%AF%BE%20%E7%A8%8B/\n"

    assert messages(RULE, {"site.yaml": site, "content/a.md": "A"}) == []


def test_an_anchor_may_be_an_id_or_a_name(messages: FindMessages) -> None:
    files = {
        "site.yaml": "title: T\nhome: [schedule, staff, more]\n"
        "navigation: [{title: A, link: '#week-1'}, {title: B, link: '/#staff'}]\n",
        **weeks("{lecture: 1, title: One, notes: '#lecture-1'}"),
        "content/staff.yaml": "people: [Ada]\n",
        "content/more.md": '# More {#named}\n\n<a name="old"></a>\n\n## 第一 讲 {#第一}\n',
        "content/about.md": "[a](more.md) [b](more.md#old) [c](/#%E7%AC%AC%E4%B8%80)\n"
        "[d](/#lecture-1)\n\nA note.[^1]\n\n[^1]: Here.\n",
    }
    files["content/schedule.yaml"] = files["content/schedule.yaml"].replace("topic: T", "week: 1")

    assert messages(RULE, files) == []


def test_a_broken_navigation_link_is_reported_once_in_its_file(
    messages: FindMessages,
) -> None:
    files = {
        "site.yaml": "title: T\nnavigation:\n  - {title: X, link: '#nowhere'}\n",
        "content/about.md": "# About\n",
        "content/other.md": "# Other\n",
    }

    assert messages(RULE, files) == [
        "site.yaml:3:22: the page / links to '#nowhere', which is not on the page /"
    ]


def test_a_broken_link_in_a_note_is_reported_in_its_file(messages: FindMessages) -> None:
    files = weeks("title: One\n        note: |\n          Words.\n\n          [x](#nowhere)")

    assert messages(RULE, files) == [
        "content/schedule.yaml:8:15: the page / links to '#nowhere', which is not on the page /"
    ]


def test_a_broken_link_in_a_template_is_reported(messages: FindMessages) -> None:
    files = {
        "content/a.md": "# A\n",
        "templates/page.html": "<a href='../gone/'>x</a><img src='gone.png' alt=''>",
    }

    assert messages(RULE, files) == [
        "content/a.md:1:1: the page /a/ links to '/gone/index.html', which is not in the site",
        "content/a.md:1:1: the page /a/ links to '/a/gone.png', which is not in the site",
    ]


def test_a_page_that_could_not_be_rendered_is_not_reported_as_missing(
    messages: FindMessages,
) -> None:
    files = {
        "content/about.md": "# About\n",
        "content/index.md": "[About](about.md)\n",
        "templates/page.html": "{{ nothing }}",
    }

    assert messages(RULE, files) == []


def test_links_work_with_a_base_path_in_any_writing_system(messages: FindMessages) -> None:
    files = {"site.yaml": "title: T\nurl: https://course.example/课程 2020/\n"}

    assert messages(RULE, files) == []
