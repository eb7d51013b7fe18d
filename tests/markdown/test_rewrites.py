"""`check --fix` rewrites constructs of other dialects that have exactly one equivalent."""

import pytest
from conftest import BuildCourse, MakeCourse

from coursegen.check.fix import plan_fixes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [[setup]].", "See [setup](setup.md)."),
        ("See [[setup|the setup]].", "See [the setup](setup.md)."),
        ("See [[missing]].", None),
        ("[Setup]({% link setup.md %})", "[Setup](setup.md)"),
        ("[Setup]({{< ref setup.md >}})", "[Setup](setup.md)"),
        ("{% raw %}\ntext\n{% endraw %}", "text"),
        ("{% comment %}later{% endcomment %}", "<!-- later -->"),
        ("a %%later%% b", "a <!-- later --> b"),
        ("##Title", "## Title"),
        ("Text.\n\n{:toc}", "Text.\n\n[TOC]"),
        ("* Contents\n{:toc}", None),
        ("Log in as <netid>.", "Log in as &lt;netid>."),
        ("The cost is $x^2$.", None),
    ],
)
def test_a_construct_is_rewritten_if_there_is_one_equivalent(
    make_course: MakeCourse, build_course: BuildCourse, before: str, after: str | None
) -> None:
    course = {
        "content/about.md": f"# About\n\n{before}\n\nEnd.\n",
        "content/setup.md": "# Setup\n\nInstall it.\n",
    }

    files = plan_fixes(build_course(course).found, make_course(course)).files
    texts = [file.change.after.decode() for file in files]
    assert texts == ([] if after is None else [f"# About\n\n{after}\n\nEnd.\n"])
