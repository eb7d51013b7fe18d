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


def test_every_broken_link_is_reported_at_its_own_place(messages: FindMessages) -> None:
    weeks = {f"content/weeks/week-{number}.md": "# Week\n\n## Read\n" for number in (13, 14, 15)}
    weeks["content/weeks/week-01.md"] = "# Week\n\n## Prepare\n"
    text = """# Links

Good: [one](weeks/week-01.md#prepare), broken: [a](weeks/week-13.md#prepare)
and [b](weeks/week-14.md#prepare) and [b](weeks/week-14.md#prepare "again").

- An item with `[c](weeks/week-15.md#prepare)` in code.
- An item with [c](weeks/week-15.md#prepare).

| A | B |
|---|---|
| a | [d](weeks/week-13.md#cell) |

A note[^1], a [reference][e], <a href="weeks/week-13.md#raw">HTML</a>.

```
[no](weeks/week-13.md#note)
```

    [no](weeks/week-13.md#note)

<!-- [no](weeks/week-13.md#note) -->

<div>
<a href='weeks/week-13.md#block'>HTML</a>
</div>

[e]: weeks/week-13.md#definition
[^1]: With [a link](weeks/week-13.md#note).
"""
    found = messages(RULE, {"content/a.md": text, **weeks})

    assert [
        message.partition(", which")[0].replace(" the page /a/ links to", "") for message in found
    ] == [
        "content/a.md:3:68: '#prepare'",
        "content/a.md:4:25: '#prepare'",
        "content/a.md:4:59: '#prepare'",
        "content/a.md:7:36: '#prepare'",
        "content/a.md:11:27: '#cell'",
        "content/a.md:27:22: '#definition'",
        "content/a.md:13:56: '#raw'",
        "content/a.md:24:26: '#block'",
        "content/a.md:28:37: '#note'",
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
        "site.yaml:3:23: the page / links to '#nowhere', which is not on the page /"
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
