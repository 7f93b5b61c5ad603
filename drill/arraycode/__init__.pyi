"""The public names of the package, each loaded when it is first used."""

from . import allowed as allowed
from . import axis_patterns as axis_patterns
from .allowed import NAMES as NAMES
from .allowed import find_functions as find_functions
from .array_code_reader import parse_code as parse_code
from .array_code_tree import has_result_of as has_result_of
from .bounds import ENTRIES_LIMIT as ENTRIES_LIMIT
from .judging import draw_as_assumed as draw_as_assumed
from .judging import fits_code as fits_code
from .judging import give_structure as give_structure
from .judging import judge_code as judge_code
from .judging import list_unseen_shifts as list_unseen_shifts
from .judging import run_code as run_code
from .task import CodeTask as CodeTask
from .task import arrays_of as arrays_of
from .task import assign_lengths as assign_lengths
from .task import count_declared_entries as count_declared_entries
from .task import is_reserved as is_reserved
from .task import list_axis_letters as list_axis_letters
from .task import probe_of as probe_of
from .task import read_axes as read_axes
from .task import read_axis as read_axis
from .task import read_declared as read_declared
from .task import read_probe as read_probe
