"""What is asked about a formula: its statements, sides of a chain, and what stands inside sums and means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import numpy as np

from drill.errors import DrillError
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
from drill.formulas.letter_types import Array, Number, Truth, Unknown
from drill.formulas.shape_check import Shapes, check_shapes, strip_brackets
from drill.formulas.tree_values import compute_value
from drill.formulas.world_relations import make_world
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Ref, Statement

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


def _check(formula: Formula) -> Shapes | None:
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


def _isolate(formula: Formula, stated: Statement, lead: str, shapes: Shapes | None) -> Formula | None:
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


def _list_bound_rows(formula: Formula, stated: Statement, shapes: Shapes) -> list[str]:
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
