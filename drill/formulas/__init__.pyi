"""The public names of the package, each loaded when it is first used."""

from .ends import End as End
from .ends import is_left_at as is_left_at
from .formula import Formula as Formula
from .formula import FormulaError as FormulaError
from .formula import format_node as format_node
from .formula import open_formulas as open_formulas
from .formula import read_part as read_part
from .formula_lowering import check_shapes as check_shapes
from .formula_parts import NotFollowed as NotFollowed
from .formula_parts import ShapeBreak as ShapeBreak
from .formula_parts import Undeclared as Undeclared
from .formula_parts import is_weight as is_weight
from .inside import format_value as format_value
from .inside import look_inside as look_inside
from .inside_parts import Inside as Inside
from .inside_parts import PartValue as PartValue
from .lowered_values import compute_part as compute_part
from .lowered_values import compute_value as compute_value
from .meaning import Meaning as Meaning
from .meaning_questions import Questions as Questions
from .meaning_questions import find_questions as find_questions
from .rich_worlds import NotRich as NotRich
from .rich_worlds import find_rich_worlds as find_rich_worlds
from .small_world import NoValue as NoValue
from .small_world import World as World
from .world_relations import make_world as make_world
