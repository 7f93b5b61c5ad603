"""A right side as one expression of named numbers, its sums written out; and expressions without zeros."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drill.maths.exact import rational
from drill.maths.tidy import tidy
from drill.maths.tree import Call, Node, Num, Sym, rebuild, walk
from drill.maths.tree import children as parts_of
from drill.notation import replaced, to_latex, to_tokens, tree
from drill.notation import walk as walk_tree
from drill.papers.lowering.entries import Entries
from drill.papers.lowering.formula import Formula, check_arguments
from drill.papers.lowering.inputs import FOLDS, Input, Range, RefusedError, folds, measured, names
from drill.papers.lowering.operations import ENTRYWISE
from drill.papers.lowering.reader import latex_of, letter_of
from drill.papers.sheet import rules
from drill.papers.sheet.types import Length

# Quantities of an expression that is typed without slips.
_MOST_NAMES: Final = 9
# Letters that count up to their capital.
_STEPS: Final = "ijklnt"


@dataclass(frozen=True, slots=True)
class Expression:
    """A right side as one expression of named quantities; ``latex`` has the paper's spelling of each.

    ``members`` are the names by input and places, counted from 1; ``lengths`` are those of its sums, ``ends``
    the numbers at which they end, by the names of inputs. ``rewrite`` writes another tree of the formula's
    reader with the same names.
    """

    formula: Formula
    node: Node
    latex: Mapping[str, str]
    inputs: Mapping[str, Input]
    members: Mapping[tuple[str, tuple[int, ...]], str]
    lengths: Mapping[Length, int]
    ends: Mapping[str, int]
    rewrite: Callable[[Node], Node]


def entrywise_expression(formula: Formula) -> Expression:
    """Write a formula that acts entry by entry as one expression.

    Raises:
        RefusedError: it has products of arrays or sums.
    """
    calls = {part.name for part in walk(formula.node) if isinstance(part, Call)}
    if not calls <= ENTRYWISE | FOLDS:
        raise RefusedError("it joins arrays, so that it is no expression of numbers")
    if not calls <= ENTRYWISE:
        raise RefusedError("its sums have an open length")
    return _written(formula, {}, {}, is_by_entry=False)


def expression(formula: Formula, *, joins: bool = False) -> Expression:
    """Write a formula as one expression, its sums over numbers written out; ``joins``: also its products.

    Raises:
        RefusedError: it joins arrays, or it has too many quantities.
    """
    calls = {part.name for part in walk(formula.node) if isinstance(part, Call)}
    lengths, ends = lengths_for(formula.inputs, formula.ranges), dict[str, int]()
    if calls <= ENTRYWISE:
        return _written(formula, lengths, ends, is_by_entry=False)
    if not joins and (
        not calls <= ENTRYWISE | FOLDS or any(given_input.axes for given_input in formula.inputs)
    ):
        raise RefusedError("it joins arrays, so that it is no expression of numbers")
    _fix_ends(formula, ends)
    entries = Entries(formula.reader, lengths, lambda operand, _indices: Num(str(ends[operand.name])), ends)
    for along in formula.reader.ranges.values():
        if along.start is not None and along.stop is not None:
            start, stop = (rational(entries.entry(end), {}) for end in (along.start, along.stop))
            if start is not None and stop is not None:
                lengths[along.length] = int(stop) - int(start) + 1
    return _written(formula, lengths, ends, is_by_entry=True)


def _written(
    formula: Formula, lengths: dict[Length, int], ends: Mapping[str, int], *, is_by_entry: bool
) -> Expression:
    """Write the formula; by entry each entry of an array is a quantity of its own."""
    check_arguments(formula.inputs)
    if formula.reader.sampled:
        raise RefusedError("its expectation is a mean over samples, which NumPy takes")
    latex: dict[str, str] = {}
    inputs: dict[str, Input] = {}
    members: dict[tuple[str, tuple[int, ...]], str] = {}

    def member(operand: Input, indices: tuple[int, ...]) -> Node:
        if operand.name in ends:
            return Num(str(ends[operand.name]))
        starts = (formula.ranges[letter].start for letter in operand.letters)
        firsts = [int(start.text) if isinstance(start, Num) else 1 for start in starts]
        positions = [number - 1 + first for number, first in zip(indices, firsts, strict=False)]
        positions += indices[len(operand.runs) :] if is_by_entry else []
        name = _name(operand.name + "".join(map(str, positions)))
        latex[name] = (
            member_latex(operand, indices, formula.ranges) if operand.runs else latex_of(operand.node)
        )
        if inputs.setdefault(name, operand) != operand:
            raise RefusedError("two of its quantities would have one name")
        members[operand.name, indices] = name
        return Sym(name)

    def rewrite(node: Node) -> Node:
        return Entries(formula.reader, lengths, member, ends).entry(
            node, tuple(Num("1") for _ in formula.reader.axes_of(node))
        )

    node = rewrite(formula.node)
    if len(latex) > _MOST_NAMES:
        raise RefusedError("it has too many quantities to be typed")
    return Expression(formula, node, latex, inputs, members, lengths, ends, rewrite)


def _fix_ends(formula: Formula, ends: dict[str, int]) -> None:
    """Fix the quantities that sums begin and end with."""
    for fold in folds(formula.node):
        start, stop = fold.args[2:]
        last = 4 if any(names(start)) else 2 if start == Num("0") else 3
        for end, number in ((start, 2), (stop, last)):
            for operand in formula.inputs_of(end):
                if operand.axes or operand.runs:
                    raise RefusedError("a sum ends at an entry")
                ends.setdefault(operand.name, number)


def _name(text: str) -> str:
    bare = "".join(char for char in text if char.isalnum() and char.isascii()) or "x"
    return f"{bare}v" if bare in ("e", "i", "pi") else bare


def lengths_for(operands: Sequence[Input], ranges: Mapping[str, Range]) -> dict[Length, int]:
    """Return lengths that keep arrays small: 2 where one has two axes, else 3."""
    is_wide = any(len(operand.shape) > 1 for operand in operands)
    lengths = (
        *(axis for operand in operands for axis in operand.shape),
        *(along.length for along in ranges.values()),
    )
    return measured(lengths, lambda _index: 2 if is_wide else 3)


def member_latex(operand: Input, indices: Sequence[int], ranges: Mapping[str, Range]) -> str:
    """Return how the paper would write one member: ``x_2``, ``p(z_1)``; the numbers count from 1."""
    numbers = dict(zip(operand.letters, indices, strict=False))

    def start(letter: str) -> int:
        first = ranges[letter].start
        if first is not None and not isinstance(first, Num):
            raise RefusedError("its sum begins at no plain number")
        return int(first.text) if first is not None else 1

    def change(part: tree.Node) -> tree.Node | None:
        if isinstance(part, tree.Running) and part.letter in numbers:
            return tree.Fixed(str(numbers[part.letter] - 1 + start(part.letter)))
        if isinstance(part, tree.Ref) and letter_of(part) in numbers and not part.below:
            fixed = tree.Fixed(str(numbers[letter_of(part)]))
            return tree.Ref(part.name, (fixed,), part.above, part.primes, part.mark)
        return None

    return to_latex(to_tokens(replaced(operand.node, change)))


# Numbers that hang together

_CHANCES: Final = frozenset("pPqQ")
_STATISTICS: Final = frozenset(("var", "cov", "corr", "cor", "std", "sd", "mse", "bias", "ent", "mi"))


def names_in_order(names: Collection[str]) -> list[tuple[str, str]]:
    """Return pairs of names that are ordered: a step and the last step, a least and a largest value."""
    pairs = [(step, step.upper()) for step in _STEPS]
    pairs += [(f"{name[:-3]}min", name) for name in sorted(names) if name.endswith("max")]
    return [pair for pair in pairs if set(names).issuperset(pair)]


def is_chance(operand: Input) -> bool:
    """Return whether an input is a probability: a value of a distribution, or a call between 0 and 1."""
    if not operand.is_call or not isinstance(operand.node, tree.Apply):
        return False
    domain = operand.quantity.domain
    is_law = operand.quantity.is_law or operand.node.given or rules.is_law(operand.node.function)
    return (domain.low, domain.high) == (0, 1) or (math.isinf(domain.high) and bool(is_law))


def are_related(operands: Sequence[Input]) -> bool:
    """Return whether some inputs are chances, means or correlations that bound one another.

    ``P(A|B)`` and ``P(B)`` do, numbers ``p_{AB}`` and ``p_A``, and three correlations of three variables: to
    draw each on its own gives what no law has. Chances of two laws without conditions, and one law's values
    along an axis, are drawn together elsewhere.
    """
    chances = [operand for operand in operands if is_chance(operand) or _is_statistic(operand)]
    laws = [_law_of(operand.node) for operand in chances]
    if len(laws) > 1 and (
        any(is_given for _, is_given in laws) or len({base for base, _ in laws}) < len(laws)
    ):
        return True
    members: dict[str, list[str]] = {}
    for operand in operands:
        match operand.node:
            case tree.Ref(name, below) if not operand.runs and not operand.axes:
                marks = "".join(getattr(index, "text", getattr(index, "letter", "")) for index in below)
                members.setdefault(name.base, []).append(marks + (name.label or ""))
            case _:
                pass
    for base, marks in members.items():
        pairs = [mark for mark in marks if len(mark) == 2 and mark.isalpha()]
        is_union = any(set(pair) <= set(marks) for pair in pairs)
        is_chances = base in _CHANCES and len(set(marks)) > 1
        if is_union or is_chances or (len(pairs) > 2 and len(set("".join(pairs))) == len(pairs)):
            return True
    return False


def _is_statistic(operand: Input) -> bool:
    """Return whether an input is an expectation, a variance, an entropy or the like, as one value."""
    node = operand.node
    if isinstance(node, tree.Expect):
        return True
    word = rules.word(node.function) if isinstance(node, tree.Apply) else ""
    return word.lower() in _STATISTICS


def _law_of(node: tree.Node) -> tuple[str, bool]:
    """Return the letter or word of a law or a mean, and whether it stands under a condition."""
    match node:
        case tree.Apply(function, given=given):
            return rules.word(function) or function.name.base, bool(given)
        case _:
            return "E", True


def sums_along(operand: Input) -> int | None:
    """Return the axis along which an input's numbers sum to 1; None if they do not."""
    if not is_chance(operand):
        return len(operand.shape) - 1 if operand.shape and operand.quantity.domain.mark == "simplex" else None
    args = operand.node.args if isinstance(operand.node, tree.Apply) else ()
    if not all(any(_holds(arg, letter) for letter in operand.letters) for arg in args):
        return None
    places = (
        index for index, letter in enumerate(operand.letters) if any(_holds(arg, letter) for arg in args)
    )
    return next(places, None)


def is_of_one_law(operand: Input) -> bool:
    """Return whether all members of an input are probabilities under one condition, unlike ``p(y_i|x_i)``."""
    conditions = operand.node.given if isinstance(operand.node, tree.Apply) else ()
    return not any(_holds(part, letter) for part in conditions for letter in operand.letters)


def _holds(node: tree.Node, letter: str) -> bool:
    return any(
        (isinstance(part, tree.Ref) and letter_of(part) == letter)
        or (isinstance(part, tree.Running) and part.letter == letter)
        for part in walk_tree(node)
    )


# Shorter expressions


def simplified(node: Node) -> Node:
    """Return a tree without zeros, ones and functions of them; nothing is multiplied out."""
    for _ in range(6):
        before = node
        node = _simpler(tidy(node))
        if node == before:
            break
    return node


_AT: Final[Mapping[tuple[str, str], str]] = {
    ("exp", "0"): "1", ("ln", "1"): "0", ("sqrt", "0"): "0", ("sqrt", "1"): "1", ("sin", "0"): "0",
    ("cos", "0"): "1", ("tanh", "0"): "0", ("abs", "0"): "0", ("abs", "1"): "1",
}  # fmt: skip


def _simpler(node: Node) -> Node:
    inner = tuple(_simpler(part) for part in parts_of(node))
    node = rebuild(node, inner) if inner else node
    match node:
        case Call(name, (Num(text),)) if (name, text) in _AT:
            return Num(_AT[name, text])
        case _:
            return node
