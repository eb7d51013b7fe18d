"""All content types; a new content type needs one line here."""

from coursegen.content.announcements import ANNOUNCEMENTS
from coursegen.content.assignments import ASSIGNMENTS
from coursegen.content.page import MAIN_ID, MENU_ID, PAGE
from coursegen.content.schedule import SCHEDULE
from coursegen.content.site import SITE
from coursegen.content.staff import OFFICE_HOURS, STAFF
from coursegen.content.upcoming import UPCOMING

DATA_TYPES = (ANNOUNCEMENTS, SCHEDULE, ASSIGNMENTS, STAFF)
"""The content types that are values of a course; their order is that of the home page sections."""
SHOWN_TYPES = (*DATA_TYPES, OFFICE_HOURS, UPCOMING)
"""The content types with sections of the home page or pages, including views of other types."""
CONTENT_TYPES = (SITE, *DATA_TYPES, PAGE)
HOME_SECTIONS = {each.name: each for each in SHOWN_TYPES if each.is_home_section}
SELECTIONS = {
    name: (each.name, select) for each in DATA_TYPES for name, select in each.selections.items()
}
"""The selections of all content types: the name of the type, and the function."""
HOME_IDS = (
    MAIN_ID,
    MENU_ID,
    *(name for name, each in HOME_SECTIONS.items() if not each.is_chosen),
)
"""The HTML ids on the home page, except those of pages and sections that the author lists."""
