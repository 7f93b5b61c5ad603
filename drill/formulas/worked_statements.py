"""Work a formula for a report: what comes out, what does not fit, what is asked, and a look inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from drill.errors import DrillError
from drill.formulas.formula import Formula, FormulaError, open_formulas, print_node, restate_formula
from drill.formulas.inside import choose_seed, list_parts
from drill.formulas.letter_types import describe_type
from drill.formulas.missing_domains import ask_domains
from drill.formulas.numpy_printing import print_numpy
from drill.formulas.rich_worlds import NotRich
from drill.formulas.shape_check import FormulaFault, NotFollowed, ShapeBreak, Shapes, Undeclared, check_shapes
from drill.formulas.small_world import NoValue
from drill.formulas.special_cases import list_special_cases
from drill.formulas.tree_values import compute_value
from drill.formulas.work_report import FoundBreak, SpecialCase, WorkedStatement
from drill.formulas.world_relations import make_world
from drill.notation import is_latex, to_tokens, typed_latex, walk_nodes
from drill.notation.tree import NOWHERE, Listed, Node, Num, Opaque, Ref

# Interprets an expression on arrays by their names.
RunCode: TypeAlias = Callable[[str, Mapping[str, Any]], Any]
_ORDERS: Final = frozenset(("<", ">", "\\leq", "\\geq"))
# Sides of a range.
_PLAIN: Final = (Ref, Num, Listed, Opaque)
_SYMBOL: Final = re.compile(r"\\[A-Za-z]+|[A-Za-z0-9]")
_LAYOUT: Final = re.compile(
    r"\\(?:left|right|big|Big|bigg|Bigg|bigl|bigr|Bigl|Bigr|middle|mathrm|text|operatorname|limits|nolimits"
    r"|displaystyle|quad|qquad|begin|end|tfrac|dfrac)"
)


def work_formula(
    text: str, rows: Sequence[str], run: RunCode | None = None, *, says_yes: bool = False
) -> list[WorkedStatement]:
    """Return the statements of a formula, LaTeX or as it is typed, worked with the letters that rows declare.

    With ``says_yes`` what would be asked is taken as meant. ``run`` interprets NumPy: an expression is tried
    before it is told.

    Raises FormulaError, RowError.
    """
    latex = text if is_latex(text) else typed_latex(text)
    formulas = open_formulas(latex, rows)
    worked: list[WorkedStatement] = []
    symbols = 0
    for formula in [each for whole in formulas for each in (whole, *_list_beside(whole))]:
        worked.append(_work_statement(formula, latex, symbols, run, says_yes=says_yes))
        symbols += len(_list_symbols(print_node(formula.statement)))
    return worked


def _list_beside(formula: Formula) -> Iterator[Formula]:
    """Yield the comparisons beside a statement that compute something; a range such as ``i < n`` does not."""
    for said in formula.statement.conditions:
        if _ORDERS.issuperset(said.relations) and not all(isinstance(side, _PLAIN) for side in said.sides):
            yield restate_formula(formula, said)


def _work_statement(
    formula: Formula, text: str, symbols_before: int, run: RunCode | None, *, says_yes: bool
) -> WorkedStatement:
    statement = print_node(formula.statement)
    try:
        shapes = check_shapes(formula)
    except ShapeBreak as fault:
        return WorkedStatement(statement, breaks=(_place_break(fault, formula, text, symbols_before),))
    except NotFollowed as fault:
        return WorkedStatement(statement, unfollowed=str(fault))
    domains, narrowed = ask_domains(formula)
    formula, asks = (narrowed, ()) if says_yes else (formula, tuple(shapes.questions))
    domains = () if says_yes else domains
    asks += tuple(domain.question for domain in domains)
    out = describe_type(shapes.out)
    try:
        inside = tuple(list_parts(formula, choose_seed(formula, 0), {}))
    except (NoValue, NotRich, FormulaError) as fault:
        return WorkedStatement(statement, out, True, (), str(fault), asks, domains=domains)
    numpy = "" if run is None else prove_numpy(formula, shapes, run)
    special = tuple(SpecialCase(*case) for case in list_special_cases(formula))
    return WorkedStatement(statement, out, True, (), "", asks, numpy, inside, special, domains)


def prove_numpy(formula: Formula, shapes: Shapes, run: RunCode) -> str:
    """Return one NumPy expression that gives a formula's value in three worlds; empty where none does."""
    try:
        program = print_numpy(formula, shapes)
        # The expression has to have the value of the formula in three worlds.
        for seed in range(3):
            world = make_world(formula, seed)
            value = compute_value(formula, world)
            result = run(program.text, program.gather_arrays(formula, world))
            if np.shape(result) != np.shape(value) or not np.allclose(result, value, rtol=1e-7, atol=1e-10):
                return ""
    except DrillError:
        return ""
    return program.text


def _place_break(fault: FormulaFault, formula: Formula, text: str, symbols_before: int) -> FoundBreak:
    why = "it has no row" if isinstance(fault, Undeclared) else fault.reason
    return FoundBreak(_find_column(fault.node, formula, text, symbols_before), print_node(fault.node), why)


def _find_column(node: Node, formula: Formula, text: str, symbols_before: int) -> int:
    """Return where a part begins: its first symbol by its number, or the nearest that is equal."""
    part = _list_symbols(print_node(node))
    if not part:
        return 1
    # Symbols keep their order from the text to the tree; brackets and layout do not.
    number = symbols_before + len(_list_symbols(_print_before(node, formula)))
    places = enumerate(_SYMBOL.finditer(_LAYOUT.sub(_blank_match, text)))
    equal = [(abs(index - number), match.start()) for index, match in places if match[0] == part[0]]
    return min(equal)[1] + 1 if equal else 1


def _blank_match(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _list_symbols(latex: str) -> list[str]:
    return _SYMBOL.findall(_LAYOUT.sub(_blank_match, latex))


def _print_before(node: Node, formula: Formula) -> str:
    start = min((part.span[0] for part in walk_nodes(node) if part.span != NOWHERE), default=0)
    return " ".join(to_tokens(formula.statement)[:start])
