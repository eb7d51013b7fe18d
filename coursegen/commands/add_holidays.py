"""Add days to `holidays:` in site.yaml, and change nothing else."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from coursegen.base.files import SITE_FILE
from coursegen.base.struct import Struct, replace
from coursegen.commands.yaml_changes import yaml_change
from coursegen.yaml.edit import Insertion, insert_items, yaml_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from coursegen.base.file_change import FileChange
    from coursegen.content.dates import Dates

_KEY = "holidays"


class NewHoliday(Struct):
    """Consecutive days with the same name, from `first` to `last`, inclusive."""

    first: date
    last: date
    title: str

    @property
    def as_yaml(self) -> str:
        """The holiday as an item of `holidays:`."""
        title = yaml_text(self.title)
        if self.first == self.last:
            return f"{{date: {self.first}, title: {title}}}"
        return f"{{dates: {self.first} to {self.last}, title: {title}}}"


def group_days(names: Mapping[date, str], written: Sequence[Dates] = ()) -> list[NewHoliday]:
    """Return the days that are not in `written` yet, with consecutive days as one holiday."""
    grouped: list[NewHoliday] = []
    for day, title in names.items():
        if any(day in dates for dates in written):
            continue
        previous = grouped[-1] if grouped else None
        if previous and (previous.last + timedelta(days=1), previous.title) == (day, title):
            grouped[-1] = replace(previous, last=day)
        else:
            grouped.append(NewHoliday(day, day, title))
    return grouped


def add_holidays(root: Path, new: Sequence[NewHoliday], written: Sequence[Dates]) -> FileChange:
    """Plan the change of site.yaml; each new holiday precedes the first later one in `written`.

    Raises `FileChangeError` if something else in the file would change, too.
    """

    def index(holiday: NewHoliday) -> int:
        later = (i for i, dates in enumerate(written) if dates.first > holiday.first)
        return next(later, len(written))

    insertions = [
        Insertion(at, [holiday.as_yaml for holiday in group])
        for at, group in groupby(new, key=index)
    ]
    edit = partial(insert_items, path=(_KEY,), insertions=insertions)
    return yaml_change(root, SITE_FILE, edit)
