"""The public names of the package, each loaded when it is first used."""

from .derivation_check import mark_derivation as mark_derivation
from .derivation_rows import split_derivation as split_derivation
from .marked_text import LINE_LIMIT_CHARS as LINE_LIMIT_CHARS
from .marked_text import LINES_LIMIT as LINES_LIMIT
from .marked_text import WORKED_KINDS as WORKED_KINDS
from .marked_text import MarkedLine as MarkedLine
from .marked_text import MarkedText as MarkedText
from .marked_text import check_derivation_text as check_derivation_text
from .marked_text import require_limits as require_limits
from .working_check import check_working as check_working
from .working_check import checked_lines as checked_lines
