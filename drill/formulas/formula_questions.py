"""Ask questions about a formula whose letters are said, and choose which of them are worth an exercise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion
from drill.formulas.formula import (
    EQUALITIES,
    RUNNING_LETTERS,
    Formula,
    list_idle_letters,
    list_rows,
    open_formulas,
    print_node,
    quote_node,
    restate_formula,
)
from drill.formulas.formula_lowering import Lowered, check_shapes
from drill.formulas.formula_parts import strip_brackets
from drill.formulas.lowered_values import compute_value
from drill.formulas.missing_domains import has_missing_domain
from drill.formulas.predictions import ask_predictions
from drill.formulas.special_cases import (
    ask_endless_sum,
    ask_equal_members,
    ask_first_index,
    ask_special_cases,
)
from drill.formulas.value_numbers import ask_numbers
from drill.formulas.value_trace import Trace
from drill.formulas.world_relations import is_recursion, keeps_sign, make_world
from drill.notation import tree, walk_nodes
from drill.notation.tree import Apply, Node, Ref, Statement
from drill.types import NOT_NEGATIVE, Array, Number, RowError, Truth, Unknown, read_rows

# What is asked about a formula: its statements, sides of a chain, and what stands inside sums and means.

# Which bounds the first and the last side of a chain are.
_BOUNDING = {
    "<": ("lower", "upper"), "\\leq": ("lower", "upper"), "\\preceq": ("lower", "upper"),
    ">": ("upper", "lower"), "\\geq": ("upper", "lower"), "\\succeq": ("upper", "lower"),
}  # fmt: skip
# Smaller parts have nothing to be asked.
_FEWEST_NODES = 4


def list_asked_formulas(formulas: Sequence[Formula]) -> Iterator[Formula]:
    """Yield formulas that are asked about, each one statement: whole ones before parts."""
    whole = [formula for each in formulas for formula in _list_wholes(each, is_alone=len(formulas) == 1)]
    checked = [(formula, shapes) for formula in whole if (shapes := _check(formula)) is not None]
    yield from (formula for formula, shapes in checked if isinstance(shapes.out, Number | Array))
    for formula, shapes in checked:
        for part, lead in _list_cores(formula.right):
            inner = _isolate(formula, Statement((part,)), lead, shapes)
            found = None if inner is None else _check(inner)
            if inner is not None and found is not None and isinstance(found.out, Number | Array):
                yield inner


def _check(formula: Formula) -> Lowered | None:
    try:
        return check_shapes(formula)
    except DrillError:
        return None


def _list_wholes(formula: Formula, *, is_alone: bool) -> Iterator[Formula]:
    """Yield a statement, and for a chain of equalities what its middle says."""
    said = formula.statement
    if len(said.sides) <= 2 and is_alone:
        yield formula
        yield from _list_bounded(formula)
        return
    if not has_equal_members(formula):
        return
    for run in _list_runs(said):
        chain = restate_formula(formula, run) if len(run.relations) > 1 else None
        first, *rest = run.sides
        for side, relation in zip(rest, run.relations, strict=True):
            stated = Statement((first, side), (relation,))
            if (inner := _isolate(formula, stated, "", None)) is not None:
                yield replace(inner, chain=chain)
    if len(said.sides) > 2:
        yield from _list_bounds(formula)


def _list_runs(said: Statement) -> Iterator[Statement]:
    """Yield the parts of a chain in which every side is equal to the next."""
    sides, relations = list(said.sides[:1]), list[str]()
    for side, relation in zip(said.sides[1:], said.relations, strict=True):
        if relation not in EQUALITIES:
            yield Statement(tuple(sides), tuple(relations))
            sides, relations = [], []
        else:
            relations.append(relation)
        sides.append(side)
    yield Statement(tuple(sides), tuple(relations))


def has_equal_members(formula: Formula) -> bool:
    """Return whether the members of chains that have values have the same ones, each computed by itself."""
    for run in _list_runs(formula.statement):
        members = restate_formula(formula, run).members
        # The members of a chain are compared in six worlds.
        for seed in range(6 if len(members) > 1 else 0):
            values: list[np.ndarray] = []
            for member in members:
                with suppress(DrillError, TypeError, ValueError):
                    value = compute_value(formula, make_world(formula, seed), member)
                    values.append(np.asarray(value, dtype=float))
            if not all(_is_close(*pair) for pair in pairwise(values)):
                return False
    return True


def _is_close(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9)


def _list_bounded(formula: Formula) -> Iterator[Formula]:
    """Yield the side of a bound that is no plain letter, where the other one is."""
    said = formula.statement
    is_bound = [*said.relations] in [[relation] for relation in _BOUNDING]
    if is_bound and isinstance(strip_brackets(said.sides[1]), tree.Num | Ref):
        lead = f"Take the left side, {quote_node(said.sides[0])}."
        if (inner := _isolate(formula, Statement(said.sides[:1]), lead, None)) is not None:
            yield inner


def _list_bounds(formula: Formula) -> Iterator[Formula]:
    """Yield the first and the last side of a chain of bounds."""
    said = formula.statement
    ends = ((said.sides[0], said.relations[0]), (said.sides[-1], said.relations[-1]))
    for place, (side, relation) in enumerate(ends):
        if relation in _BOUNDING and sum(1 for _ in walk_nodes(side)) >= _FEWEST_NODES:
            lead = f"Take the {_BOUNDING[relation][place]} bound, {quote_node(side)}."
            if (inner := _isolate(formula, Statement((side,)), lead, None)) is not None:
                yield inner


def _isolate(formula: Formula, stated: Statement, lead: str, shapes: Lowered | None) -> Formula | None:
    """Return a part as a formula of its own, its letters with rows; None where it is not read alone."""
    rows = [] if shapes is None else _list_bound_rows(formula, stated, shapes)
    inner = restate_formula(formula, stated)
    idle = {letter.row.text for letter in list_idle_letters([inner], formula.letters)}
    kept = replace(formula, letters=tuple(each for each in formula.letters if each.row.text not in idle))
    try:
        (found,) = open_formulas(print_node(stated), [*list_rows(kept), *rows])
    except (DrillError, ValueError):
        return None
    return replace(found, lead=lead) if found.statement == stated else None


def _list_bound_rows(formula: Formula, stated: Statement, shapes: Lowered) -> list[str]:
    """Return rows for names that what stands around a part binds."""
    rows: dict[str, str] = {}
    inner = {
        name.name.base
        for node in walk_nodes(stated)
        if isinstance(node, tree.Reduce | tree.Family) and node.bound is not None
        for name in formula.list_bound_names(node, node.bound)
    }
    outer = formula.bound - inner
    for node in walk_nodes(stated):
        letter = node.letter if isinstance(node, tree.Running) else ""
        if letter in outer - RUNNING_LETTERS and formula.find_letter(Ref(tree.Name(letter))) is None:
            rows[letter] = f"{letter}: index"
        kind = shapes.types.get(id(node)) if isinstance(node, Ref) else None
        if isinstance(node, Ref) and formula.find_letter(node) is None and node.name.base not in inner:
            if node.name.base in outer & RUNNING_LETTERS:
                rows[print_node(node)] = f"{print_node(node)}: index"
            elif (node.name.base in outer or not isinstance(kind, Number)) and not isinstance(
                kind, Truth | Unknown | None
            ):
                rows[print_node(node)] = f"{print_node(node)}: {kind}"
    return list(rows.values())


def _list_cores(node: Node) -> Iterator[tuple[Node, str]]:
    """Yield what stands under sums, means and extremes, each with a sentence that says so."""
    node = strip_brackets(node)
    match node:
        case tree.Neg(body=body):
            yield from _list_cores(body)
        case tree.Mul(factors=parts) | tree.Add(terms=parts):
            for part in parts:
                yield from _list_cores(part)
        case tree.Div(top=top, bottom=tree.Num() | Ref()):
            yield from _list_cores(top)
        case tree.Expect(body=body):
            yield from _name_core(body, "what is averaged")
        case tree.Reduce(operator=operator, body=body, bound=tree.Bound()):
            named = _NAMED.get(operator)
            if named:
                yield from _name_core(body, named)
        case _:
            pass


_NAMED = {
    "\\sum": "one term of the sum", "\\prod": "one factor of the product", "\\argmin": "what is minimised",
    "\\argmax": "what is maximised", "\\min": "what is minimised", "\\max": "what is maximised",
    "\\inf": "what is minimised", "\\sup": "what is maximised",
}  # fmt: skip


def _name_core(body: Node, named: str) -> Iterator[tuple[Node, str]]:
    inner = strip_brackets(body)
    if sum(1 for _ in walk_nodes(inner)) >= _FEWEST_NODES:
        yield inner, f"Take {named}, {quote_node(inner)}."
    yield from _list_cores(inner)


def ask_questions(latex: str, rows: Sequence[str]) -> list[AskedQuestion]:
    """Return questions about a formula, each with a key that was computed twice.

    They are about the statement of which most can be asked, and about a part of it where that is little.
    None where nothing is read, or fits its rows, or where a row allows values at which nothing is finite.
    """
    try:
        formulas = open_formulas(latex, rows)
    except DrillError:
        return []
    if any(map(has_missing_domain, formulas)):
        return []
    asked = _ask_statements(formulas)
    kept = [] if choose_questions(asked)[0] else _drop_recursions(latex, rows, formulas[0])
    return ask_questions(latex, kept) if kept and kept != [*rows] else asked


def _drop_recursions(latex: str, rows: Sequence[str], formula: Formula) -> list[str]:
    """Return rows without recursions of letters: what they compute may be any value of its own."""
    gone: dict[str, str] = {}
    for row, said in zip(read_rows(rows)[1], formula.relations, strict=False):
        found, right = formula.find_letter(said.sides[0]), said.sides[-1]
        if found is None or not is_recursion(formula, said.sides[0], right):
            continue
        gone[row.text] = ""
        letter, kind = found.letter, found.letter.type
        if isinstance(kind, Number | Array) and keeps_sign(formula, letter, right):
            gone[letter.row.text] = f"{letter.row.name}: {replace(kind, domain=NOT_NEGATIVE)}"
    kept = [*filter(None, (gone.get(row, row) for row in rows))]
    for _ in rows if gone else ():
        try:
            open_formulas(latex, kept)
        except RowError as error:  # a letter that stood in them alone
            kept = [row for row in kept if row != error.row]
        except DrillError:
            break
        else:
            break
    return kept


def _ask_statements(formulas: Sequence[Formula]) -> list[AskedQuestion]:
    """Return the questions about the statements of one display, or about parts of them."""
    best: list[AskedQuestion] = []
    for formula in list_asked_formulas(formulas):
        # Two questions of this worth together are enough, so that no part of the formula is asked about.
        if formula.lead and _rate(best) >= 6.0:
            break
        if any(_is_tied(formula, other) for other in formulas):
            continue
        asked = _ask_formula(formula)
        if formula.lead:
            best += _list_new(asked, best) if _rate(asked) else ()
        elif not best or _rate(asked) > _rate(best):
            best = asked
    return best


def _is_tied(formula: Formula, other: Formula) -> bool:
    """Return whether another statement of its display says what a part is, and defines no letter."""
    left, right = other.left, other.right
    if left is None or other is formula or other.find_defined(Statement((left, right), ("=",))) is not None:
        return False
    return not isinstance(left, Ref | Apply) and left in walk_nodes(formula.right)


def _ask_formula(formula: Formula) -> list[AskedQuestion]:
    """Return the questions about one statement; what cannot be asked of it keeps nothing else back."""
    asked: list[AskedQuestion] = []
    if not _is_quick_to_compute(formula):
        return []
    kinds: tuple[Callable[[Formula], Iterator[AskedQuestion]], ...] = (
        ask_numbers, ask_special_cases, ask_first_index, ask_endless_sum, ask_equal_members, ask_predictions,
    )  # fmt: skip
    for ask in kinds:
        with suppress(DrillError):
            asked.extend(ask(formula))
    return [replace(each, prompt=f"{formula.lead} {each.prompt}".strip()) for each in asked]


def _list_new(asked: Sequence[AskedQuestion], before: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    """Return the questions of a part that ask for something else than those of what it stands in."""
    known = [(each.about, each.witness.get("ask")) for each in before]
    has_numbers = any(each.about == "numbers" for each in before)
    return [
        each
        for each in asked
        if (each.about, each.witness.get("ask")) not in known
        and not (has_numbers and each.about == "numbers")
    ]


def _is_quick_to_compute(formula: Formula) -> bool:
    """Return whether a formula has a value that is computed fast enough for a thousand worlds."""
    has_value = False
    for seed in range(1, 5):
        trace = Trace()
        with suppress(DrillError):
            value = compute_value(formula, make_world(formula, seed), trace=trace)
            has_value = has_value or isinstance(value, float | int | np.ndarray)
        # A value that visits more than 500 parts is not asked about.
        if sum(map(len, trace.values.values())) > 500:
            return False
    return has_value


def _rate(asked: Sequence[AskedQuestion]) -> float:
    """Return what the two questions with which a formula is worked are worth together."""
    return sum(question.worth for question in choose_questions(asked)[0])


# What is asked of an exercise at least, so that a question that is worth less stands beside it.
_GOOD: Final = 3.0
# The same of what goes further.
_BETTER: Final = 3.8


def choose_questions(
    asked: Sequence[AskedQuestion],
) -> tuple[tuple[AskedQuestion, ...], tuple[AskedQuestion, ...]]:
    """Return at most two questions with which a formula is worked, and two with which one goes further."""
    by_worth = sorted(asked, key=lambda question: -question.worth)
    work = _take_varied(by_worth, 2)
    left = [question for question in by_worth if question not in work]
    further = _take_varied(left, 2, {question.about for question in work})
    return _keep_good(_order(work), _GOOD), _keep_good(_order(further), _BETTER)


def _take_varied(
    questions: Sequence[AskedQuestion], count: int, before: Collection[str] = ()
) -> list[AskedQuestion]:
    """Return the best questions, each of another kind as far as there are any; ``before`` were asked."""
    taken: list[AskedQuestion] = []
    for is_new in (True, False):
        for question in questions:
            kinds = {*before, *(each.about for each in taken)}
            if len(taken) < count and question not in taken and (question.about not in kinds or not is_new):
                taken.append(question)
    return taken


_ORDER: Final = ("numbers", "special case", "prediction")


def _order(questions: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    return sorted(questions, key=lambda question: _ORDER.index(question.about))


def _keep_good(questions: Sequence[AskedQuestion], least: float) -> tuple[AskedQuestion, ...]:
    """Return the questions unless none of them is good: rather none than a dull one."""
    return tuple(questions) if any(question.worth >= least for question in questions) else ()
