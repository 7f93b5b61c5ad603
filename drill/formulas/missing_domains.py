"""Find rows that are too wide: values that make a logarithm, a root, a quotient or a power infinite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_worlds import give_value
from drill.formulas.formula import Formula, Letter, format_node, quote_node
from drill.formulas.formula_parts import strip_brackets
from drill.formulas.letter_lowering import is_square
from drill.formulas.lowered_values import Trace, compute_value
from drill.formulas.small_world import NoValue, Value
from drill.formulas.work_report import MissingDomain
from drill.formulas.world_relations import make_world
from drill.maths.domains import make_domain_of_values
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Statement
from drill.types import ArrayType, Domain, Function, IndexType, LawType, NumberType, Type

_LOGARITHMS = ("log", "ln", "log2", "log10")
# Domains of a letter, the widest first.
_INTERVALS = tuple(
    Domain(low, high, low > -np.inf and is_closed, high < np.inf and is_closed)
    for low, high in (
        (-1, np.inf), (0, np.inf), (1, np.inf), (-np.inf, 1), (-np.inf, 0), (-np.inf, -1), (-1, 1), (0, 1),
    )
    for is_closed in (True, False)
)  # fmt: skip
# Values of a letter that are tried besides drawn ones.
_PLACES = (-9.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 9.0)
# Max rows to ask for, because each is searched for in all worlds.
_MOST_ASKED = 6
# Number of worlds in which a formula has to be finite; fewer for a given value, because only that was in
# doubt.
_WORLDS = 24
_WORLDS_AT_PLACE = 4


@dataclass(frozen=True, slots=True)
class _Fault:
    """A part that is not finite, and its argument, with the relation to 0 that it should satisfy."""

    node: Node
    argument: Node
    wanted: str
    value: Value


def has_missing_domain(formula: Formula) -> bool:
    """Return whether rows allow values that make some part of a formula infinite."""
    return _narrow_case_letter(formula) is not None or _find_fault(formula) is not None


def find_missing_domains(formula: Formula) -> tuple[tuple[MissingDomain, ...], Formula]:
    """Return rows that narrow letters until all worlds are finite, and the formula with these rows."""
    asked: list[MissingDomain] = []
    narrowed_letter = _narrow_case_letter(formula)
    if narrowed_letter is not None:
        letter, type_ = narrowed_letter
        row = _format_row(letter, str(type_))
        asked.append(MissingDomain(f"{_quote_row(row)}? For any other value, no case applies.", (row,)))
        formula = _with_types(formula, {letter: type_})
    for _ in range(_MOST_ASKED - len(asked)):
        fault = _find_fault(formula)
        if fault is None:
            break
        narrowed, rows = _narrow(formula, fault)
        rows_text = ", ".join(map(_quote_row, rows)) or f"${_format_wanted(fault)}$"
        asked.append(MissingDomain(f"{rows_text}? {_describe_fault(fault)}", rows))
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


def _narrow_case_letter(formula: Formula) -> tuple[Letter, NumberType] | None:
    """Return the letter whose values separate cases, and a type of these values; None if its row has them."""
    cases = _list_case_values(formula)
    if len({name for name, _ in cases}) != 1:
        return None
    found = formula.find_letter(cases[0][0])
    numbers = sorted(float(number) for _, number in cases)
    if found is None or numbers[-1] - numbers[0] >= len(numbers):
        return None
    match found.letter.type:
        case NumberType(is_whole=True, domain=own) if own.high <= numbers[-1]:
            return None
        case NumberType() | IndexType():
            return found.letter, NumberType(make_domain_of_values(numbers))
        case _:
            return None


def _quote_row(row: str) -> str:
    """Return a row in a sentence: a letter and its type, or what holds."""
    name, colon, type_text = row.rpartition(": ")
    return f"${name}$: {type_text}" if colon else f"${row}$"


def _describe_fault(fault: _Fault) -> str:
    """Return the sentence that shows an argument's worst value, and the part that is not finite there."""
    entries = np.ravel(fault.value)
    distances = np.abs(entries) if fault.wanted == "\\neq" else entries
    worst = float(entries[np.argmin(distances)])
    if np.ndim(fault.value) == 0:
        example = f"${format_node(fault.argument)} = {worst:.3g}$"
    else:
        example = f"an entry of {quote_node(fault.argument)} is {worst:.3g}"
    return f"In one example {example}, and {quote_node(fault.node)} is not finite."


def _find_fault(formula: Formula, at: Sequence[tuple[Letter, float]] = ()) -> _Fault | None:
    """Return the first part that is not finite in some world; with ``at`` letters have these values."""
    # The first side only names the result, or a part of it.
    sides = formula.statement.sides[1:] or formula.statement.sides
    parts = [*_list_risky_parts(formula, sides)]
    if not parts:
        return None
    for seed in range(_WORLDS_AT_PLACE if at else _WORLDS):
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


def _list_risky_parts(formula: Formula, sides: Sequence[Node]) -> Iterator[tuple[Node, Node, str]]:
    """Yield the parts that may be infinite, each with its argument and the required relation of that to 0."""
    for side in sides:
        for node in walk_nodes(side):
            found = _find_argument(formula, node)
            if found is not None:
                yield node, *found


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
    """Return whether some entry of a finite value breaks the wanted relation; no for a law or a function."""
    if not _is_finite(value):
        return False
    with suppress(TypeError, ValueError):  # a law or a function has no entries
        entries = np.asarray(value, dtype=float)
        if wanted == "\\geq":
            return bool(np.any(entries < 0))
        return bool(np.any(entries <= 0 if wanted == ">" else entries == 0))
    return False


# Rows to ask for


def _narrow(formula: Formula, fault: _Fault) -> tuple[Formula, tuple[str, ...]]:
    """Return a formula whose part is finite in all worlds, and its rows; none if nothing helps."""
    letters = [*dict.fromkeys(found.letter for _, found in formula.list_found(fault.argument))]
    letters += [letter for letter in formula.letters if isinstance(letter.type, LawType)]
    free = [letter for letter in letters if letter not in formula.held_letters]
    for domain in _INTERVALS:
        groups = [[letter] for letter in free]
        if free[1:] and domain.low == 0 and domain.high == np.inf:
            groups.append(free)
        for group in groups:
            types = {letter: _with_domain(letter.type, domain) for letter in group}
            if None in types.values():
                continue
            narrowed = _with_types(formula, types)
            if not _is_still_infinite(narrowed, fault, group, domain):
                return narrowed, tuple(_format_row(letter, str(type_)) for letter, type_ in types.items())
    for letter in free:
        type_ = letter.type
        if isinstance(type_, ArrayType) and not type_.kind and is_square(type_):
            pd = replace(type_, domain=Domain(), kind="pd")
            narrowed = _with_types(formula, {letter: pd})
            if not _is_still_infinite(narrowed, fault, (), Domain()):
                return narrowed, (_format_row(letter, str(pd)),)
    relation = Statement((fault.argument, tree.Num("0")), (fault.wanted,))
    narrowed = replace(formula, relations=(*formula.relations, relation))
    with suppress(DrillError):
        make_world(narrowed, 0)  # something satisfies it
        if not _is_still_infinite(narrowed, fault, (), Domain()):
            return narrowed, (_format_wanted(fault),)
    return formula, ()


def _format_wanted(fault: _Fault) -> str:
    return f"{format_node(fault.argument)} {fault.wanted} 0"


def _format_row(letter: Letter, type_text: str) -> str:
    part = f" := {letter.row.part}" if letter.row.part else ""
    return f"{letter.row.name.strip()}{part}: {type_text}"


def _is_still_infinite(formula: Formula, fault: _Fault, letters: Sequence[Letter], domain: Domain) -> bool:
    """Return whether a part is still infinite in some world or at a place in a domain, or cannot be tried."""
    can_give = all(map(_is_given, letters))
    if not can_give and (domain.has_low or domain.has_high):
        return True
    found = _find_fault(formula)
    if found is not None and found.node is fault.node:
        return True
    if not can_give or not letters:
        return False
    groups: list[Sequence[Letter]] = [letters]
    if letters[1:]:
        groups += ([letter] for letter in letters)
    for place in _PLACES:
        if place not in domain:
            continue
        for group in groups:
            # At an end of the domain another part may be infinite: the argument of a root may also be a
            # denominator.
            at_place = _find_fault(formula, [(letter, place) for letter in group])
            if at_place is not None and (found is None or at_place.node is not found.node):
                return True
    return False


def _is_given(letter: Letter) -> bool:
    """Return whether a letter can be given a value."""
    return isinstance(letter.type, NumberType | ArrayType) and not letter.type.law


def _with_types(formula: Formula, types: Mapping[Letter, Type | None]) -> Formula:
    letters: list[Letter] = []
    for letter in formula.letters:
        type_ = types.get(letter)
        letters.append(letter if type_ is None else replace(letter, type=type_))
    return replace(formula, letters=tuple(letters))


def _with_domain(type_: Type, domain: Domain) -> Type | None:
    """Return a type whose values lie in a domain; None where it has no real numbers, or other ones."""
    match type_:
        case NumberType(is_whole=False, domain=own) | ArrayType(kind="", domain=own):
            is_narrower = all(place in own for place in _PLACES if place in domain) and own != domain
            return replace(type_, domain=domain) if is_narrower else None
        case Function(result=result, known=""):
            inner = _with_domain(result, domain)
            return inner and replace(type_, result=inner)
        case LawType(of=of):
            inner = _with_domain(of, domain)
            return inner and replace(type_, of=inner)
        case _:
            return None
