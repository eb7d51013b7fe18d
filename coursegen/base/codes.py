"""The code of every known fault: what `coursegen explain` and the manual call it by.

One code is one thing to understand and to mend; several messages may share it.  Each has a page
in `docs/content/codes/`.  A code, once published, keeps its meaning.
"""

from __future__ import annotations

from enum import Enum


class Code(Enum):
    """A fault's name for those who read the code, and its number for those who meet it."""

    # Files and YAML syntax
    SITE_FILE_MISSING = "CG001"
    CONTENT_MISSING = "CG002"
    UNREADABLE = "CG003"
    NOT_UTF_8 = "CG004"
    NOT_READ = "CG005"
    FILE_EMPTY = "CG006"
    NAME_NOT_UTF_8 = "CG007"
    NOT_REGULAR = "CG008"
    SYMBOLIC_LINK = "CG009"
    FRONT_MATTER_OPEN = "CG010"
    YAML_INVISIBLE = "CG011"
    YAML_TAB = "CG012"
    YAML_COLON = "CG013"
    YAML_BRACKET = "CG014"
    YAML_INDENTATION = "CG015"
    YAML_QUOTE = "CG016"
    YAML_NO_COLON = "CG017"
    YAML_ESCAPE = "CG018"
    YAML_SIGN = "CG019"
    YAML_VALUE = "CG020"
    YAML_LIST = "CG021"
    YAML_TAG = "CG022"
    YAML_ALIAS = "CG023"
    YAML_DEEP = "CG024"
    YAML_DOCUMENT = "CG025"
    YAML_KEY_TWICE = "CG026"
    YAML_KEY = "CG027"
    YAML_REMARK = "CG028"
    YAML_OTHER = "CG029"
    YAML_LONG = "CG030"
    UNDERSCORE = "CG031"

    # Keys and values
    KEY_UNKNOWN = "CG101"
    KEY_MISSING = "CG102"
    VALUE_SORT = "CG103"
    VALUE = "CG104"
    KEYS_EXCLUDE = "CG105"
    TITLE_EMPTY = "CG106"
    DATE = "CG107"
    DATES_REVERSED = "CG108"
    WEEKDAY = "CG109"
    TIME_ZONE = "CG110"
    KIND_UNKNOWN = "CG111"
    KIND_TAKEN = "CG112"
    TITLES_AND_NUMBERS = "CG113"
    LECTURE_NAMELESS = "CG114"
    ID_TWICE = "CG115"
    ID_RESERVED = "CG116"
    COLUMN = "CG117"
    COLUMNS_UNUSED = "CG118"
    HOME_PART = "CG119"
    SCHEME = "CG120"
    ADDRESS = "CG121"
    PATH_LEAVES = "CG122"
    FILE_KIND = "CG123"
    ACCENT_PALE = "CG124"
    YEAR_RANGE = "CG125"

    # Pages, URLs and links
    PERMALINK_LEAVES = "CG201"
    HOME_MOVED = "CG202"
    ADDRESS_TWICE = "CG203"
    FILE_AND_FOLDER = "CG204"
    ADDRESS_OURS = "CG205"
    PAGE_MISSING = "CG206"
    FILE_MISSING = "CG207"
    FILE_CASE = "CG208"
    NOT_RELEASED = "CG209"
    LINK_BROKEN = "CG210"
    LINK_EMPTY = "CG211"
    STATIC_MISSING = "CG212"
    NO_HISTORY = "CG213"
    TEXT_BOUNDS = "CG214"
    CODE_OPTION = "CG215"
    RELEASE_DEFEATED = "CG216"
    COMMENT_OPEN = "CG217"

    # Templates
    TEMPLATE_SYNTAX = "CG301"
    TEMPLATE_MISSING = "CG302"
    TEMPLATE_NAME = "CG303"
    TEMPLATE_VALUE = "CG304"
    TEMPLATE_FAILS = "CG305"
    TEMPLATE_CIRCLE = "CG306"
    TEMPLATES_EMPTY = "CG307"
    TEMPLATE_MEMORY = "CG308"

    # Images
    PICTURE_BROKEN = "CG401"
    PICTURE_LARGE = "CG402"
    PICTURE_METADATA = "CG403"

    # Rules of `check`: files, links, text, data
    FILE_UNUSED = "CG501"
    NAME_NOT_NFC = "CG502"
    SIMILAR_NAMES = "CG503"
    WINDOWS_NAME = "CG504"
    DUPLICATE_FILE = "CG505"
    FILE_LARGE = "CG506"
    FILE_WITH_SCRIPTS = "CG507"
    SOLUTION_EXPOSED = "CG508"
    TEMPORARY_FILE = "CG509"
    LECTURE_FILE_EMPTY = "CG510"
    PERSONAL_METADATA = "CG511"
    ANCHOR_MISSING = "CG601"
    PLACEHOLDER = "CG602"
    LINK_INSECURE = "CG603"
    DUPLICATE_URL = "CG605"
    LINK_GONE = "CG610"
    LINK_MOVED = "CG611"
    LINK_NO_RESPONSE = "CG612"
    LINK_SERVER_ERROR = "CG613"
    LINK_BAD_REDIRECT = "CG614"
    ALT_TEXT_MISSING = "CG701"
    SOCIAL_CARD_TITLE = "CG702"
    HEADING_ORDER = "CG703"
    ALT_TEXT_VAGUE = "CG704"
    LINK_TEXT_VAGUE = "CG705"
    TABLE_HEADERS_MISSING = "CG706"
    LOW_CONTRAST = "CG707"
    PDF_UNTAGGED = "CG708"
    PDF_TITLE_MISSING = "CG709"
    PDF_LANGUAGE_MISSING = "CG710"
    PDF_UNREADABLE = "CG711"
    PDF_SCANNED = "CG712"
    LANGUAGE_WRONG = "CG713"
    LANGUAGE_UNKNOWN = "CG714"
    AUTOPLAY = "CG715"
    FRAME_TITLE_MISSING = "CG716"
    OBSOLETE_HTML = "CG717"
    DUPLICATE_ID = "CG718"
    DUPLICATE_EMAIL = "CG801"
    DUPLICATE_LINK = "CG802"
    DUPLICATE_PERSON = "CG803"
    LECTURE_NUMBER = "CG804"
    EMPTY_WEEK = "CG805"
    WEEK_NUMBER = "CG806"
    DATE_ORDER = "CG807"
    DATE_OUTSIDE_TERM = "CG808"
    MALFORMED_EMAIL = "CG809"
    MALFORMED_URL = "CG810"

    # Publishing
    OUTPUT_LOCATION = "CG901"
    OUTPUT_FOREIGN_FILES = "CG902"
    OUTPUT_NOT_WRITABLE = "CG903"
    PUBLISH_SOURCE = "CG904"
    OUTPUT_CHANGED = "CG905"


GROUPS = {
    "CG0": "Files and YAML syntax",
    "CG1": "Keys and values",
    "CG2": "Pages, URLs and links",
    "CG3": "Templates",
    "CG4": "Images",
    "CG5": "Checks: files",
    "CG6": "Checks: links",
    "CG7": "Checks: text and images",
    "CG8": "Checks: course data",
    "CG9": "Publishing",
}
"""The subject of the codes that begin with each prefix."""
