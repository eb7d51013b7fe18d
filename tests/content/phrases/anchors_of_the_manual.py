"""The anchors that the examples of date phrases in the manual refer to."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coursegen.base.text import Moment
from coursegen.content.kinds import SESSION_KINDS
from coursegen.content.phrases.phrase import Anchor, Span
from coursegen.content.when import DateError

NEW_YORK = ZoneInfo("America/New_York")
KINDS = {kind.key: kind for kind in SESSION_KINDS}


def at(text: str, zone: ZoneInfo = NEW_YORK) -> Moment:
    found = datetime.fromisoformat(text)
    return Moment.combine(found.date(), found.time(), zone)


def days(first: str, last: str) -> Span:
    return Span(at(first), at(last), has_clock=False)


DUE = at("2027-02-12 23:59")
MIDTERM = days("2027-03-02", "2027-03-02")
SPANS = {
    Anchor("lecture", "5"): Span(at("2027-02-09 10:00"), at("2027-02-09 11:20")),
    Anchor("exam", "Midterm"): MIDTERM,
    Anchor("item", "Midterm"): MIDTERM,
    Anchor("week", "5"): days("2027-02-08", "2027-02-14"),
    Anchor("term", "", "start"): days("2027-01-11", "2027-01-11"),
    Anchor("term", "", "end"): days("2027-04-30", "2027-04-30"),
    Anchor("item", "", "due"): Span(DUE, DUE),
    Anchor("item", "hw1", "due"): Span(DUE, DUE),
    Anchor("item", "hw1"): Span(DUE, DUE),
    Anchor("item", "", "released"): Span(at("2027-02-08 09:00"), at("2027-02-08 09:00")),
    Anchor("item", "", "last_accepted"): Span(DUE + timedelta(2), DUE + timedelta(2)),
}


class ManualAnchors:
    """The anchors of the manual."""

    def span(self, anchor: Anchor) -> Span:
        if anchor not in SPANS:
            raise DateError(f"unknown {anchor}")
        return SPANS[anchor]
