"""A statement as something to compute: what it sets, the tree that it is set to, and what is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from drill.maths import tree as maths
from drill.notation import children, tree, walk
from drill.papers.lowering.inputs import (
    Axes,
    Input,
    Range,
    RefusedError,
    is_row,
    letters_in,
    names,
    operations,
)
from drill.papers.lowering.numpy_code import Program, numpy_program
from drill.papers.lowering.reader import Reader, latex_of, letter_of
from drill.papers.lowering.values import Nested, value_of
from drill.papers.sheet.types import Length, Quantity

_UPDATES: Final = frozenset(("\\leftarrow", "\\gets", "\\to"))
_FOLLOWS: Final = frozenset(("\\Rightarrow", "\\Leftrightarrow"))
_BOUNDS: Final = {"\\leq": "upper", "<": "upper", "\\geq": "lower", ">": "lower"}
_SETS: Final = _UPDATES | {"=", ":=", "\\triangleq", "\\equiv", "\\coloneqq", "\\approx", "\\doteq"}


@dataclass(frozen=True)
class Formula:
    """One right side as a tree, beside what it is set to; ``put_in`` are definitions of the paper used in it.

    ``is_in_numbers`` says that every quantity, arrays too, is taken as one number.
    """

    left: tree.Node | None
    right: tree.Node
    node: maths.Node
    reader: Reader
    is_update: bool = False
    is_in_numbers: bool = False
    put_in: tuple[tree.Statement, ...] = ()
    quantities: tuple[Quantity, ...] = field(default=(), repr=False)
    # Of an inequality which bound the right side is, ``upper`` or ``lower``, and on what.
    bound: tuple[str, tree.Node] | None = None

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What is given."""
        return self.inputs_of(self.node)

    def inputs_of(self, node: maths.Node, *, with_ends: bool = True) -> tuple[Input, ...]:
        """What is given in a part, in the order in which it is written."""
        used = dict.fromkeys(names(node, with_ends=with_ends))
        return tuple(self.reader.named_inputs[name] for name in used)

    @property
    def axes(self) -> Axes:
        """The axes of the whole."""
        return self.reader.axes_of(self.node)

    @property
    def ranges(self) -> Mapping[str, Range]:
        """All letters that run, those of open indices too."""
        return {**self.reader.ranges, **self.reader.free}

    @property
    def free(self) -> Mapping[str, Range]:
        """Letters of open indices that this right side depends on."""
        used = letters_in(self.node)
        return {letter: one for letter, one in self.reader.free.items() if letter in used}

    @property
    def left_quantity(self) -> Quantity | None:
        """What is known of the left side."""
        if isinstance(self.left, tree.Apply):
            return self.reader.known.of(self.left.function, is_called=True)
        return self.reader.known.of(self.left) if isinstance(self.left, tree.Ref) else None

    def parts(self) -> Iterator[tree.Node]:
        """Parts of the right side from the top down, none below a running letter or inside what is given."""
        waiting = [self.right]
        while waiting:
            node = waiting.pop()
            yield node
            if node not in self.reader.leaves and not isinstance(node, tree.Reduce):
                waiting += reversed(children(node))

    def program(self, node: maths.Node | None = None) -> Program:
        """It, or a part of it, in NumPy; raises RefusedError."""
        return numpy_program(self.node if node is None else node, self.reader, self.free)

    def value(
        self, values: Mapping[str, Nested], lengths: Mapping[Length, int], at: Mapping[str, int]
    ) -> Nested:
        """The right side's value, where letters of open indices stand at whole numbers.

        Raises:
            UndefinedError: it has none.
        """
        known = {**values, **{f"#{length}": float(count) for length, count in lengths.items()}}
        known |= {f":{letter}": float(number) for letter, number in at.items()}
        for one in self.inputs:
            if is_row(one.axes):
                known[one.name] = _as_rows(known[one.name], len(one.runs))
        value = value_of(self._counted, known)
        return value[0] if is_row(self.axes) and isinstance(value, Sequence) else value

    @cached_property
    def _counted(self) -> maths.Node:
        """The tree with members counted from 1, wherever their letters begin."""

        def counted(node: maths.Node) -> maths.Node:
            if isinstance(node, maths.Index) and isinstance(node.base, maths.Sym):
                letters = self.reader.named_inputs[node.base.name].letters
                starts = [self.ranges[letter].start for letter in letters]
                return maths.Index(node.base, tuple(map(_from_one, node.indices, starts)))
            parts = maths.children(node)
            return maths.rebuild(node, tuple(map(counted, parts))) if parts else node

        return counted(self.node)


def _as_rows(value: Nested, families: int) -> Nested:
    """Vectors, below so many axes of families, as matrices of one row."""
    if not families or not isinstance(value, Sequence):
        return (value,)
    return [_as_rows(one, families - 1) for one in value]


def _from_one(place: maths.Node, start: maths.Node | None) -> maths.Node:
    if start in (None, maths.Num("1")):
        return place
    return maths.Binary("+", maths.Binary("-", place, start), maths.Num("1"))


def read_formula(
    statement: tree.Statement,
    quantities: Sequence[Quantity],
    *,
    as_numbers: bool = False,
    put_in: Sequence[tree.Statement] = (),
) -> Formula:
    """The first right side of a statement that can be computed with.

    Raises:
        RefusedError: none can, or nothing is set; it says why of the first one.
    """
    pairs = list(_sides(statement))
    if not pairs:
        raise RefusedError("it sets nothing equal to a value that can be computed")
    refused: RefusedError | None = None
    for left, right, is_update, bound in pairs:
        try:
            reader = Reader(quantities, statement, as_numbers=as_numbers)
            node = reader.read(right)
            formula = Formula(
                left, right, node, reader, is_update, as_numbers, tuple(put_in), tuple(quantities), bound
            )
            _check(formula)
            return formula
        except RefusedError as error:
            refused = refused or error
    assert refused is not None
    raise refused


_Pair = tuple[tree.Node | None, tree.Node, bool, tuple[str, tree.Node] | None]


def _sides(statement: tree.Statement) -> list[_Pair]:
    """What is set, and each right side it is set to; of an inequality what is bounded from above or below."""
    if not statement.relations:
        return [(None, statement.sides[0], False, None)]
    if len(statement.relations) == 2 and statement.relations[0] == statement.relations[1] in _BOUNDS:
        _, between, last = statement.sides
        return [(None, last, False, (_BOUNDS[statement.relations[1]], between))]
    pairs: list[_Pair] = []
    left: tree.Node | None = statement.sides[0]
    bounds = {_BOUNDS[one] for one in statement.relations if one in _BOUNDS}
    update = statement.relations[0] in _UPDATES
    for relation, right in zip(statement.relations, statement.sides[1:], strict=True):
        if relation in _FOLLOWS:
            left = right
        elif relation == "\\in":  # it says where the value lies, and no more
            left = None
        elif left is None or (relation not in _SETS and relation not in _BOUNDS) or len(bounds) > 1:
            return []
        elif relation in _BOUNDS or (pairs and pairs[-1][3]):
            pairs.append((None, right, False, (next(iter(bounds)), statement.sides[0])))
        else:
            pairs.append((left, right, update, None))
    return pairs


def is_named(left: tree.Node) -> bool:
    """Whether a left side is one thing with a name."""
    match left:
        case tree.Ref() | tree.Apply() | tree.Expect() | tree.Derivative() | tree.Gradient():
            return True
        case tree.Pow(base) | tree.Bracket(base) | tree.Norm(base):
            return is_named(base)
        case tree.Div(top, bottom):
            return is_named(top) and is_named(bottom)
        case _:
            return False


def _check(formula: Formula) -> None:
    left, given = formula.left, formula.inputs
    if left is not None and not is_named(left):
        raise RefusedError("its left side is not a single quantity")
    if not given:
        raise RefusedError("nothing is given in it")
    if operations(formula.node) == 0:
        raise RefusedError("it only gives a name")
    if left is not None and not formula.is_update:
        parts = (left.top, left.bottom) if isinstance(left, tree.Div) else (left,)
        if not {latex_of(one.node) for one in given}.isdisjoint(map(latex_of, parts)):
            raise RefusedError("its left side also stands on the right")
    counts = (one for one in given if one.quantity.domain.is_whole and not one.shape and not one.is_call)
    if any(one.start is None for one in formula.reader.ranges.values()) and any(counts):
        raise RefusedError("a count may be that of the set that its sum runs over")
    _check_entries(given)
    _check_arguments(given)


def _check_entries(given: Sequence[Input]) -> None:
    """An array and its entries under one letter are one thing: it is not drawn as two."""
    named = [(one, one.node.name) for one in given if isinstance(one.node, tree.Ref)]
    entries = {name.base for one, name in named if one.runs and not one.axes}
    if any(one.axes and not name.label and name.base in entries for one, name in named):
        raise RefusedError("an array stands beside its own entries")


def _check_arguments(given: Sequence[Input]) -> None:
    """A call that stays one value, beside its own argument, letter or values, would be drawn twice."""
    keys = {
        latex_of(one.node)
        for one in given
        if isinstance(one.node, tree.Ref) and one.letters != (letter_of(one.node),)
    }
    calls = [(one, one.node) for one in given if isinstance(one.node, tree.Apply)]
    for one, call in calls:
        inside = {latex_of(part) for arg in call.args for part in walk(arg) if isinstance(part, tree.Ref)}
        if not inside.isdisjoint(keys):
            raise RefusedError(f"${latex_of(call)}$ stands beside its own argument")
        if latex_of(call.function) in inside | keys:
            raise RefusedError(f"${latex_of(call.function)}$ is a function and a quantity")
        if not one.runs and any(other.runs and _is_sibling(its, call) for other, its in calls):
            raise RefusedError(f"${latex_of(call)}$ stands beside all values like it")


def _is_sibling(other: tree.Apply, call: tree.Apply) -> bool:
    """Whether another call differs in one argument alone."""
    differ = sum(a != b for a, b in zip(other.args, call.args, strict=False))
    return other.function == call.function and differ == 1
