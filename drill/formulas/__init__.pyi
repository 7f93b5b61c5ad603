"""The public names of the package, each loaded when it is first used."""

from .ends import End as End
from .ends import is_left_at as is_left_at
from .line_inside import LineInside as LineInside
from .line_inside import LinePart as LinePart
from .line_structure import works_on_axis as works_on_axis
from .meaning import KnownLetter as KnownLetter
from .meaning import Meaning as Meaning
from .meaning import read_array_row as read_array_row
from .meaning_comparison import MeaningComparison as MeaningComparison
from .meaning_comparison import compare_meanings as compare_meanings
from .meaning_exercises import make_exercises as make_exercises
from .meaning_parts import look_inside_meaning as look_inside_meaning
from .meaning_parts import print_in_letters as print_in_letters
from .meaning_questions import Ask as Ask
from .meaning_questions import Questions as Questions
from .meaning_questions import find_questions as find_questions
from .meaning_report import describe_meaning as describe_meaning
from .meaning_taking import take_meaning as take_meaning
from .typed_line import read_typed_line as read_typed_line
