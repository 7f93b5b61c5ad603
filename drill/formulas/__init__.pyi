"""The public names of the package, each loaded when it is first used."""

from .asked_question import AskedQuestion as AskedQuestion
from .formula import Formula as Formula
from .formula import FormulaError as FormulaError
from .formula import open_formulas as open_formulas
from .formula import print_node as print_node
from .formula_questions import RunCode as RunCode
from .formula_questions import ask_questions as ask_questions
from .formula_questions import choose_questions as choose_questions
from .letter_rows import RowError as RowError
from .letter_rows import read_declaration as read_declaration
from .letter_rows import read_type as read_type
from .rich_worlds import NotRich as NotRich
from .rich_worlds import find_rich_worlds as find_rich_worlds
from .shape_check import FormulaFault as FormulaFault
from .shape_check import NotFollowed as NotFollowed
from .shape_check import ShapeBreak as ShapeBreak
from .shape_check import Undeclared as Undeclared
from .shape_check import check_shapes as check_shapes
from .small_world import NoValue as NoValue
from .tree_values import compute_value as compute_value
from .work_report import WorkedStatement as WorkedStatement
from .worked_statements import prove_numpy as prove_numpy
from .worked_statements import work_formula as work_formula
from .world_relations import make_world as make_world
