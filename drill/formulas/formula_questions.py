"""Ask questions about a formula with declared letters, and choose those that are worth an exercise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from drill.banks.models import Exercise
from drill.errors import DrillError
from drill.formulas.asked_worlds import has_equal_members, list_equal_runs, name_idea
from drill.formulas.formula import (
    RUNNING_LETTERS,
    Formula,
    format_node,
    list_idle_letters,
    list_rows,
    open_formulas,
    quote_node,
    restate_formula,
)
from drill.formulas.formula_lowering import Lowered, check_shapes
from drill.formulas.formula_parts import strip_brackets
from drill.formulas.lowered_values import Trace, compute_value
from drill.formulas.missing_domains import has_missing_domain
from drill.formulas.numpy_questions import ask_in_numpy
from drill.formulas.predictions import ask_predictions
from drill.formulas.special_cases import (
    ask_endless_sum,
    ask_equal_members,
    ask_first_index,
    ask_special_cases,
)
from drill.formulas.typed_questions import read_ask
from drill.formulas.value_numbers import ask_numbers
from drill.formulas.world_relations import is_recursion, keeps_sign, make_world
from drill.notation import find_nodes, tree, walk_nodes
from drill.notation.tree import Apply, Node, Ref, Statement
from drill.types import NOT_NEGATIVE, ArrayType, NumberType, RowError, Truth, UnknownType, read_rows

# Parts of a formula for questions: its statements, sides of a chain, and bodies of sums and means.

_BOUNDS = frozenset(("<", "\\leq", "\\preceq", ">", "\\geq", "\\succeq"))
# Min nodes of a part for a question: smaller ones are too plain.
_FEWEST_NODES = 4


def list_asked_formulas(formulas: Sequence[Formula]) -> Iterator[Formula]:
    """Yield formulas for questions, each one statement: whole ones before parts."""
    checked: list[tuple[Formula, Lowered]] = []
    for each in formulas:
        for formula in _list_wholes(each, is_alone=len(formulas) == 1):
            shapes = _check(formula)
            if shapes is not None:
                checked.append((formula, shapes))
    yield from (formula for formula, shapes in checked if isinstance(shapes.out, NumberType | ArrayType))
    for formula, shapes in checked:
        for part, lead in _list_cores(formula.right):
            inner = _isolate(formula, Statement((part,)), lead, shapes)
            found = inner and _check(inner)
            if inner is not None and found is not None and isinstance(found.out, NumberType | ArrayType):
                yield inner


def _check(formula: Formula) -> Lowered | None:
    try:
        return check_shapes(formula)
    except DrillError:
        return None


def _list_wholes(formula: Formula, *, is_alone: bool) -> Iterator[Formula]:
    """Yield a statement, and for a chain of equalities the statements of its middle."""
    statement = formula.statement
    if len(statement.sides) <= 2 and is_alone:
        if statement.sides[-1:] != (tree.Num("0"),):
            yield formula
        if statement.relations:
            yield from _list_left_sides(formula)
        return
    if not has_equal_members(formula):
        return
    for run in list_equal_runs(statement):
        chain = restate_formula(formula, run) if len(run.relations) > 1 else None
        first, *rest = run.sides
        for side, relation in zip(rest, run.relations, strict=True):
            stated = Statement((first, side), (relation,))
            if (inner := _isolate(formula, stated, "", None)) is not None:
                yield replace(inner, chain=chain)


def _list_left_sides(formula: Formula) -> Iterator[Formula]:
    """Yield the left side of an equation with 0, or of a bound by a number or a letter."""
    statement = formula.statement
    left = statement.sides[0]
    right = strip_brackets(statement.sides[-1])
    is_bound = statement.relations[0] in _BOUNDS and isinstance(right, tree.Num | Ref)
    is_zero = statement.relations == ("=",) and right == tree.Num("0") and not isinstance(left, Ref | Apply)
    if is_bound or is_zero:
        lead = f"Take the left side, {quote_node(left)}."
        inner = _isolate(formula, Statement((left,)), lead, None)
        if inner is not None:
            yield inner


def _isolate(formula: Formula, stated: Statement, lead: str, shapes: Lowered | None) -> Formula | None:
    """Return a part as a formula of its own, with rows for its letters; None if it is not read alone."""
    rows = [] if shapes is None else _list_bound_rows(formula, stated, shapes)
    inner = restate_formula(formula, stated)
    idle = {letter.row.text for letter in list_idle_letters([inner], formula.letters)}
    kept = replace(formula, letters=tuple(each for each in formula.letters if each.row.text not in idle))
    try:
        (found,) = open_formulas(format_node(stated), [*list_rows(kept), *rows])
    except (DrillError, ValueError):
        return None
    return replace(found, lead=lead) if found.statement == stated else None


def _list_bound_rows(formula: Formula, stated: Statement, shapes: Lowered) -> list[str]:
    """Return rows for names that are bound outside of a part."""
    rows: dict[str, str] = {}
    inner: set[str] = set()
    for node in find_nodes(stated, tree.Reduce, tree.Family):
        if node.bound is not None:
            inner.update(name.name.base for name in formula.list_bound_names(node, node.bound))
    outer = formula.bound - inner
    for node in walk_nodes(stated):
        match node:
            case tree.Running(letter=letter) if letter in outer - RUNNING_LETTERS:
                if formula.find_letter(Ref(tree.Name(letter))) is None:
                    rows[letter] = f"{letter}: index"
            case Ref(name=name) if name.base not in inner and formula.find_letter(node) is None:
                latex = format_node(node)
                type_ = shapes.types.get(id(node))
                if name.base in outer & RUNNING_LETTERS:
                    rows[latex] = f"{latex}: index"
                elif isinstance(type_, Truth | UnknownType | None):
                    pass
                elif name.base in outer or not isinstance(type_, NumberType):
                    rows[latex] = f"{latex}: {type_}"
            case _:
                pass
    return list(rows.values())


def _list_cores(node: Node) -> Iterator[tuple[Node, str]]:
    """Yield the bodies of sums, means and extremes, each with a sentence for its origin."""
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


def ask_questions(latex: str, rows: Sequence[str]) -> list[Exercise]:
    """Return the questions about a formula as exercises without ids: numbers first, NumPy last.

    One statement of a display is asked about: the last of those with most kinds of questions, and parts where
    it has fewer than two questions. The list is empty if the formula or a row cannot be read, if they do not
    fit, or if a row allows values where the formula is not finite.
    """
    try:
        formulas = open_formulas(latex, rows)
    except DrillError:
        return []
    if any(map(has_missing_domain, formulas)):
        return []
    asked = _ask_statements(formulas)
    if asked:
        return asked
    # Without their recursions the letters may have any values, and more can be asked.
    free_rows = _drop_recursions(latex, rows, formulas[0])
    if not free_rows or free_rows == [*rows]:
        return []
    return ask_questions(latex, free_rows)


def choose_questions(
    asked: Sequence[Exercise], known: Sequence[Mapping[str, str]] = ()
) -> Mapping[str, Exercise]:
    """Return questions on a formula: ``work`` at first, ``further`` ones, and the formula in ``numpy``.

    ``known`` are changes that other formulas of the paper ask about: one idea is enough for a paper.
    """
    ideas = {*map(name_idea, known)}
    new = [each for each in asked if name_idea(read_ask(each).get("change", {})) not in ideas]
    plain = [each for each in new if each.kind != "code"]
    if not plain:
        return {}
    chosen = {"work": plain[0]}
    others = [each for each in plain[1:] if each.kind != plain[0].kind] or plain[1:]
    if others:
        chosen["further"] = others[0]
    code = [each for each in new if each.kind == "code"]
    if code:
        chosen["numpy"] = code[0]
    return chosen


def _drop_recursions(latex: str, rows: Sequence[str], formula: Formula) -> list[str]:
    """Return rows without recursions of letters, so that their members may have any values."""
    gone: dict[str, str] = {}
    for row, relation in zip(read_rows(rows)[1], formula.relations, strict=False):
        left = relation.sides[0]
        right = relation.sides[-1]
        found = formula.find_letter(left)
        if found is None or not is_recursion(formula, left, right):
            continue
        gone[row.text] = ""
        letter = found.letter
        if isinstance(letter.type, NumberType | ArrayType) and keeps_sign(formula, letter, right):
            gone[letter.row.text] = f"{letter.row.name}: {replace(letter.type, domain=NOT_NEGATIVE)}"
    kept = [*filter(None, (gone.get(row, row) for row in rows))]
    if not gone:
        return kept
    for _ in rows:
        try:
            open_formulas(latex, kept)
        except RowError as error:
            # A letter occurred in the recursions alone.
            kept = [row for row in kept if row != error.row]
        except DrillError:
            break
        else:
            break
    return kept


def _ask_statements(formulas: Sequence[Formula]) -> list[Exercise]:
    """Return the questions about the statements of a display.

    A part gets questions if its whole leaves fewer than two.
    """
    best: list[Exercise] = []
    for formula in list_asked_formulas(formulas):
        if formula.lead and len(best) > 1:
            break
        kinds = _list_kinds(formula, formulas)
        if not kinds or not _is_quick_to_compute(formula):
            continue
        asked = [each for ask in kinds for each in _list_asked(ask, formula)]
        if formula.lead:
            best += _list_new(asked, best)
        elif _count_kinds(asked) >= _count_kinds(best):
            best = asked  # the last statement of a display is the aim of the others
    return best


# Kinds of questions on a statement: numbers, then the kinds that teach readers most, code last.
_KINDS: Sequence[Callable[[Formula], Iterator[Exercise]]] = (
    ask_numbers, ask_predictions, ask_equal_members, ask_endless_sum, ask_special_cases, ask_first_index,
    ask_in_numpy,
)  # fmt: skip


def _list_kinds(
    formula: Formula, formulas: Sequence[Formula]
) -> Sequence[Callable[[Formula], Iterator[Exercise]]]:
    """Return the questions on a statement; if it equates a side with 0, only those on special cases."""
    tied = [other for other in formulas if _is_tied(formula, other)]
    if not tied:
        return _KINDS
    is_whole_side = all(other.left == formula.right for other in tied)
    return (ask_special_cases,) if is_whole_side else ()


def _count_kinds(asked: Sequence[Exercise]) -> int:
    return len({each.kind for each in asked if each.kind != "code"})


def _list_asked(ask: Callable[[Formula], Iterator[Exercise]], formula: Formula) -> list[Exercise]:
    """Return the questions of one kind; a failed one does not keep others back."""
    with suppress(DrillError):
        return [*ask(formula)]
    return []


def _list_new(asked: Sequence[Exercise], before: Sequence[Exercise]) -> list[Exercise]:
    """Return the questions of a part whose requests differ from those of its whole."""
    known = [read_ask(each) for each in before]
    kinds = {each.kind for each in before}
    once = {"number", "vector", "code"}
    return [each for each in asked if read_ask(each) not in known and not {each.kind} & once & kinds]


def _is_tied(formula: Formula, other: Formula) -> bool:
    """Return whether another statement of its display restricts a part, and defines no letter."""
    left = other.left
    right = other.right
    if left is None or other is formula or other.find_defined(Statement((left, right), ("=",))) is not None:
        return False
    return not isinstance(left, Ref | Apply) and left in walk_nodes(formula.right)


def _is_quick_to_compute(formula: Formula) -> bool:
    """Return whether a formula has a value that is computed fast enough for a thousand worlds."""
    has_value = False
    for seed in range(1, 5):
        trace = Trace()
        with suppress(DrillError):
            value = compute_value(formula, make_world(formula, seed), trace=trace, is_confirmed=False)
            has_value = has_value or isinstance(value, float | int | np.ndarray)
        # More than 500 visited parts take too long, because a question computes its value a thousand times.
        if sum(map(len, trace.values.values())) > 500:
            return False
    return has_value
