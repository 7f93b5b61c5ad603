"""Find rows that are too wide: values that make a logarithm, a root, a quotient or a power infinite."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_worlds import give_value
from drill.formulas.formula import Formula, Letter, print_node, quote_node
from drill.formulas.formula_parts import strip_brackets
from drill.formulas.letter_lowering import is_square
from drill.formulas.lowered_values import Trace, compute_value
from drill.formulas.small_world import NoValue, Value
from drill.formulas.work_report import MissingDomain
from drill.formulas.world_relations import make_world
from drill.maths.domains import make_domain_of_values
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Statement
from drill.types import Array, Domain, Function, Index, Law, Number, Type

_LOGARITHMS: Final = ("log", "ln", "log2", "log10")
# Domains of a letter, the widest first.
_INTERVALS: Final = tuple(
    Domain(low, high, low > -np.inf and is_closed, high < np.inf and is_closed)
    for low, high in (
        (-1, np.inf), (0, np.inf), (1, np.inf), (-np.inf, 1), (-np.inf, 0), (-np.inf, -1), (-1, 1), (0, 1),
    )
    for is_closed in (True, False)
)  # fmt: skip
# Values of a letter besides drawn ones, and the worlds that get them.
_PLACES: Final = (-9.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 9.0)


@dataclass(frozen=True, slots=True)
class _Fault:
    """A part that is not finite, and its argument, which ought to be otherwise."""

    node: Node
    argument: Node
    wanted: str
    value: Value


def has_missing_domain(formula: Formula) -> bool:
    """Return whether rows allow values that make some part of a formula infinite."""
    return _narrow_case_letter(formula) is not None or _find_fault(formula) is not None


def ask_domains(formula: Formula) -> tuple[tuple[MissingDomain, ...], Formula]:
    """Return the rows to ask for until all worlds are finite, and the formula with these rows."""
    asked: list[MissingDomain] = []
    if (letter := _narrow_case_letter(formula)) is not None:
        row = _print_row(letter, str(letter.type))
        asked.append(MissingDomain(f"{_quote_row(row)}? For any other value, no case applies.", (row,)))
        formula = replace(
            formula, letters=tuple(letter if each.row is letter.row else each for each in formula.letters)
        )
    while len(asked) < 6 and (fault := _find_fault(formula)) is not None:
        narrowed, rows = _narrow(formula, fault)
        said = ", ".join(_quote_row(row) for row in rows) or f"${_print_wanted(fault)}$"
        asked.append(MissingDomain(f"{said}? {_show_world(fault)}", rows))
        if not rows:
            break
        formula = narrowed
    return tuple(asked), formula


def _list_case_values(formula: Formula) -> list[tuple[Node, str]]:
    """Return the letter and the number that choose each case; none where one is chosen in another way."""
    right = strip_brackets(formula.right)
    chosen: list[tuple[Node, str]] = []
    for _, condition in right.branches if isinstance(right, tree.Cases) else ():
        match condition:
            case Statement(sides=(tree.Ref() as letter, tree.Num(text=number)), relations=("=",)):
                chosen.append((letter, number))
            case _:
                return []
    return chosen


def _narrow_case_letter(formula: Formula) -> Letter | None:
    """Return the letter whose values separate cases, with these values; None if its row gives them."""
    chosen = _list_case_values(formula)
    found = formula.find_letter(chosen[0][0]) if chosen else None
    numbers = sorted(float(number) for _, number in chosen)
    if (
        found is None
        or len({letter for letter, _ in chosen}) != 1
        or numbers[-1] - numbers[0] >= len(numbers)
    ):
        return None
    kind = Number(make_domain_of_values(numbers))
    own = getattr(found.letter.type, "domain", None)
    is_said = own is not None and getattr(found.letter.type, "is_whole", False) and own.high <= numbers[-1]
    is_number = isinstance(found.letter.type, Number | Index) and not is_said
    return replace(found.letter, type=kind) if is_number else None


def _quote_row(row: str) -> str:
    """Return a row in a sentence: a letter and its type, or what holds."""
    name, colon, type_ = row.rpartition(": ")
    return f"${name}$: {type_}" if colon else f"${row}$"


def _show_world(fault: _Fault) -> str:
    entries = np.ravel(fault.value)
    bad = float(entries[np.argmin(np.abs(entries) if fault.wanted == "\\neq" else entries)])
    shown = (
        f"${print_node(fault.argument)} = {bad:.3g}$"
        if np.ndim(fault.value) == 0
        else f"an entry of {quote_node(fault.argument)} is {bad:.3g}"
    )
    return f"In one example {shown}, and {quote_node(fault.node)} is not finite."


def _find_fault(formula: Formula, at: Sequence[tuple[Letter, float]] = ()) -> _Fault | None:
    """Return the first part that is not finite in some world; with ``at`` letters have these values."""
    # the first one only names the result, or a part of it
    sides = formula.statement.sides[1:] or formula.statement.sides
    parts = [
        (node, *found)
        for side in sides
        for node in walk_nodes(side)
        if (found := _find_argument(formula, node)) is not None
    ]
    # A formula has to be finite in as many worlds; four suffice at a given place.
    for seed in range(4 if at else 24 if parts else 0):
        trace = Trace()
        with suppress(DrillError):
            world = make_world(formula, seed)
            for letter, value in at:
                give_value(formula, world, letter.ref, value)
            for side in sides:
                with suppress(NoValue):
                    compute_value(formula, world, side, trace, is_confirmed=False)
        for node, argument, wanted in parts:
            pairs = zip(trace.values.get(id(argument), ()), trace.values.get(id(node), ()), strict=False)
            for value, result in pairs:
                if not _is_finite(result) and _is_outside(value, wanted):
                    return _Fault(node, argument, wanted, value)
    return None


def _find_argument(formula: Formula, node: Node) -> tuple[Node, str] | None:
    """Return the argument of a part and its required relation to 0; None if the part is always finite."""
    match node:
        case tree.Root(body=body):
            return body, "\\geq"
        case tree.Div(bottom=bottom) | tree.Inverse(base=bottom) if not isinstance(bottom, tree.Num):
            return bottom, "\\neq"
        case tree.Pow(base=base, exponent=exponent) if not (
            isinstance(exponent, tree.Num) and exponent.text.isdigit()
        ):
            return base, ">"
        case tree.Apply(args=(argument,)) if formula.name_call(node).lower() in (*_LOGARITHMS, "sqrt"):
            return argument, ">" if formula.name_call(node).lower() in _LOGARITHMS else "\\geq"
        case _:
            return None


def _is_finite(value: Value) -> bool:
    with suppress(TypeError, ValueError):
        return bool(np.isfinite(np.asarray(value, dtype=float)).all())
    return True


def _is_outside(value: Value, wanted: str) -> bool:
    """Return whether some entry of a finite value breaks the wanted relation."""
    if not _is_finite(value):
        return False
    with suppress(TypeError, ValueError):
        entries = np.asarray(value, dtype=float)
        return bool(np.any({">": entries <= 0, "\\geq": entries < 0, "\\neq": entries == 0}[wanted]))
    return False


# Rows to ask for


def _narrow(formula: Formula, fault: _Fault) -> tuple[Formula, tuple[str, ...]]:
    """Return a formula whose part is finite in all worlds, and its rows; none if nothing helps."""
    letters = [*dict.fromkeys(found.letter for _, found in formula.list_found(fault.argument))]
    letters += [letter for letter in formula.letters if isinstance(letter.type, Law)]
    free = [letter for letter in letters if letter not in formula.held_letters]
    groups = [(letter,) for letter in free] + ([tuple(free)] if free[1:] else [])
    for domain in _INTERVALS:
        for group in groups if domain.low == 0 and domain.high == np.inf else groups[: len(free)]:
            types = {letter: _with_domain(letter.type, domain) for letter in group}
            if (narrowed := _with_types(formula, types)) is not None and not _is_faulty(
                narrowed, fault, group, domain
            ):
                return narrowed, tuple(_print_row(letter, str(types[letter])) for letter in group)
    for letter in free:
        kind = letter.type
        if isinstance(kind, Array) and is_square(kind):
            pd = replace(kind, domain=Domain(), kind="pd")
            narrowed = _with_types(formula, {letter: pd})
            if not kind.kind and narrowed is not None and not _is_faulty(narrowed, fault, (), Domain()):
                return narrowed, (_print_row(letter, str(pd)),)
    said = Statement((fault.argument, tree.Num("0")), (fault.wanted,))
    narrowed = replace(formula, relations=(*formula.relations, said))
    with suppress(DrillError):
        make_world(narrowed, 0)  # something satisfies it
        if not _is_faulty(narrowed, fault, (), Domain()):
            return narrowed, (_print_wanted(fault),)
    return formula, ()


def _print_wanted(fault: _Fault) -> str:
    return f"{print_node(fault.argument)} {fault.wanted} 0"


def _print_row(letter: Letter, type_: str) -> str:
    part = f" := {letter.row.part}" if letter.row.part else ""
    return f"{letter.row.name.strip()}{part}: {type_}"


def _is_faulty(formula: Formula, fault: _Fault, letters: Sequence[Letter], domain: Domain) -> bool:
    """Return whether the same part is not finite in some world, or at some place in a domain."""
    if domain.has_low + domain.has_high and not all(map(_is_given, letters)):
        return True
    places = [place for place in _PLACES if place in domain] if all(map(_is_given, letters)) else []
    groups = [letters, *([letter] for letter in letters if letters[1:])] if letters else []
    tried = ((), *([(letter, place) for letter in group] for place in places for group in groups))
    before = _find_fault(formula)
    known = {id(each.node) for each in (before,) if each is not None} - {id(fault.node)}
    # at an end another part may be infinite: the argument of a root may be a denominator, too
    found = (_find_fault(formula, at) for at in tried)
    return any(each is not None and id(each.node) not in known for each in found)


def _is_given(letter: Letter) -> bool:
    """Return whether a letter can be given a value."""
    return isinstance(letter.type, Number | Array) and not letter.type.law


def _with_types(formula: Formula, types: dict[Letter, Type | None]) -> Formula | None:
    if None in types.values() or not types:
        return None
    letters = (
        replace(letter, type=kind) if (kind := types.get(letter)) is not None else letter
        for letter in formula.letters
    )
    return replace(formula, letters=tuple(letters))


def _with_domain(kind: Type, domain: Domain) -> Type | None:
    """Return a type whose values lie in a domain; None where it has no real numbers, or other ones."""
    match kind:
        case Number(is_whole=False, domain=own) | Array(kind="", domain=own):
            is_narrower = all(place in own for place in _PLACES if place in domain) and own != domain
            return replace(kind, domain=domain) if is_narrower else None
        case Function(result=result, known="") if (inner := _with_domain(result, domain)) is not None:
            return replace(kind, result=inner)
        case Law(of=of) if (inner := _with_domain(of, domain)) is not None:
            return replace(kind, of=inner)
        case _:
            return None
