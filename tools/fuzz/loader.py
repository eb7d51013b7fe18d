"""The fuzz target for the author's files."""

from __future__ import annotations

from datetime import UTC

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Location, Source
from coursegen.loader.dates import DateReader
from coursegen.loader.page_file import read_page
from coursegen.loader.schedule_file import read_schedule
from coursegen.loader.site_file import fallback_site, read_site
from coursegen.loader.staff_file import read_staff
from coursegen.report.text_report import as_text
from coursegen.schema.reader import Reader
from coursegen.schema.shapes import ScheduleShape, SiteShape, StaffShape
from coursegen.yaml.parser import parse
from coursegen.yaml.trees import Trees
from fuzz.course import TERM


def one(data: bytes) -> None:
    """Parse the data as each of the four kinds of course files."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    diagnostics = Diagnostics()
    source = Source("a.yaml", text)
    site = fallback_site()
    reader = Reader(diagnostics, {"material kinds": site.material_kinds})
    node = parse(source, diagnostics)
    if node is not None:
        if site_shape := reader.read(node, SiteShape, Location(source)):
            read_site(site_shape, diagnostics)
        if schedule := reader.read(node, ScheduleShape, Location(source)):
            read_schedule(schedule, site, DateReader(diagnostics, UTC, TERM), diagnostics)
        if staff := reader.read(node, StaffShape, Location(source)):
            read_staff(staff, diagnostics)
    page = Source("content/a.md", text)
    read_page(page, "a.md", reader, Trees(), diagnostics)
    read_page(
        Source("content/index.md", f"---\n{text}\n---\n"), "index.md", reader, Trees(), diagnostics
    )
    as_text(diagnostics)
