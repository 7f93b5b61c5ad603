"""Sides whose quantities have shapes: whether these fit, and the side in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arrays.alignments import align
from drill.papers_first.arrays.array_functions import determinants
from drill.papers_first.arrays.array_identities import Identities
from drill.papers_first.arrays.array_sides import EULER, is_by_cases, is_inverse
from drill.papers_first.arrays.array_values import UNKNOWN, Axis, Value, array, number
from drill.papers_first.arrays.arrays import Arrays
from drill.papers_first.arrays.axis_letters import axis_letters, letters_explained, letters_of
from drill.papers_first.arrays.identities import Identity
from drill.papers_first.arrays.lowered import Lowered, assumed
from drill.papers_first.arrays.told_shapes import (
    Told,
    axis_name,
    is_said_square,
    told_of,
)
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Call,
    Differential,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Symbol,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.known_numbers import (
    CIRCLE_NUMBER,
)
from drill.papers_first.plausible.ranges import RANGES, Range

_AXES: Final = "dnmkpq"
_PLACES: Final = ("i", "j", "l")
_BOTH: Final = 2
"""How many axes a matrix has."""


@dataclass(frozen=True)
class Problem:
    """A side whose quantities have names and want shapes."""

    paper: Paper
    left: Node
    side: Node
    names: Mapping[Node, str]
    identity: Identity | None

    def fits(self, told: Mapping[Node, Told | None]) -> Callable[[dict[Node, Told]], bool]:
        """Whether kinds go together; a number that is chosen for what is not told is not spread."""
        chosen = {node for node, one in told.items() if one is None}

        def try_(kinds: dict[Node, Told]) -> bool:
            try:
                self.solved(kinds, chosen)
            except RefusedError:
                return False
            return True

        return try_

    def solved(self, kinds: Mapping[Node, Told], chosen: AbstractSet[Node]) -> Solved:
        """The side with arrays of these kinds.

        ``chosen`` are the quantities whose kind is a guess: as numbers they are not added to arrays.

        Raises:
            RefusedError: the shapes do not fit.
        """
        axes: dict[str, Axis] = {}

        def axis(name: str) -> Axis:
            return axes.setdefault(name, Axis(name)) if name else Axis()

        given: dict[Node, Value] = {}
        diagonals: dict[Node, Value] = {}
        lengths: dict[Node, Value] = {
            CIRCLE_NUMBER: number("np.pi", maths.Const("pi")),
            EULER: number("np.e", maths.Const("e")),
        }
        for node, (kind, lengths_) in kinds.items():
            if kind == "number" and (length := _as_length(node, self.names, kinds)) is not None:
                lengths[node] = length
            elif kind == "diagonal":
                diagonals[node] = array(self.names[node], "column", tuple(map(axis, lengths_)))
            else:
                spreads = node not in chosen
                given[node] = array(self.names[node], kind, tuple(map(axis, lengths_)), spreads=spreads)
                if kind == "matrix" and is_said_square(self.paper, node):
                    given[node].axes[0].equal(given[node].axes[1])
        identities = self.identity and Identities(
            self.identity.symbol,
            axis(self.identity.size) if self.identity.size else None,
            makes_square=self.identity.is_known,
        )
        arrays = Arrays(
            {**given, **lengths},
            diagonals=diagonals,
            by_entry=is_by_cases(self.side),
            chosen=chosen,
            entrywise=isinstance(self.left, Symbol | Gradient) or is_by_cases(self.side),
            identities=identities,
        )
        value = arrays.of(self.side)
        if UNKNOWN in value.code:
            raise RefusedError("nothing tells how many ones there are")
        align(self.left, value, given)
        if len(value.axes) == _BOTH and is_said_square(self.paper, self.left):
            value.axes[0].equal(value.axes[1])
        if identities:
            identities.check_squares()
        self._check_left(value, axis)
        return Solved(self, arrays, value, {**given, **diagonals})

    def _check_left(self, value: Value, axis_called: Callable[[str], Axis]) -> None:
        """That what is told of the left side's shape is what comes out, in the paper's own lengths."""
        left = self.left
        if any(isinstance(part, Gradient) and part.body is None for part in walk(left)):
            raise RefusedError("an operator on the left may make vectors of bold capitals")
        is_named = isinstance(left, Symbol | Call | Norm | Function | Differential)
        told = told_of(self.paper, left, RANGES["value"]) if is_named else None
        if told is None:
            return
        axes = (*told[1], *told[1]) if told[0] == "diagonal" else told[1]
        if len(axes) != len(value.axes) or any(
            name and axis.name and name != axis.name for name, axis in zip(axes, value.axes, strict=True)
        ):
            raise RefusedError("its left side has another shape")
        for name, axis in zip(axes, value.axes, strict=True):
            if name:
                axis.equal(axis_called(name))


@dataclass(frozen=True)
class Solved:
    """A side as an array, and the values of its quantities (of a diagonal matrix the diagonal's)."""

    problem: Problem
    arrays: Arrays
    value: Value
    given: Mapping[Node, Value]

    def lowered(self, roles: Mapping[Node, Range]) -> Lowered:
        """The side in NumPy with names for all axes.

        Raises:
            RefusedError: names clash.
        """
        names = {node: self.problem.names[node] for node in self.given}
        taken = set(names.values())
        ends = {token for part in walk(self.problem.side) for token in _ends_of(part)}
        other = letters_of(self.problem.side, self.problem.left) | letters_explained(self.problem.paper)
        chosen = _name_axes(self.given.values(), taken | ends | _own_name(self.problem.left), other)
        arrays, value = self.arrays, self.value
        arrays.letters.used = {
            *taken,
            *(axis.name for one in self.given.values() for axis in one.axes),
            *_PLACES,
        }
        places = [letter for letter in _PLACES if letter not in taken]
        over = {place: axis.name for place, axis in zip(places, value.axes, strict=False)}
        if len(over) < len(value.axes):
            raise RefusedError("its names leave no letter for an index")
        side = self.problem.side
        plain = self._without_inverses(side)
        return Lowered(
            node=side,
            code=value.code,
            arrays={names[node]: tuple(axis.name for axis in one.axes) for node, one in self.given.items()},
            latex={names[node]: to_latex(node) for node in self.given},
            entry=value.entry(*(maths.Sym(place) for place in over)),
            over=over,
            assumed=assumed(plain, names, roles),
            code_of=self._code_of,
            axes_of=self._axes_of,
            diagonals=frozenset(names[node] for node in arrays.diagonals),
            chosen=chosen,
        )

    def _without_inverses(self, node: Node) -> Node:
        """The side without the inverses and determinants of matrices, whose entries may have any sign."""

        def change(part: Node) -> Node | None:
            match part:
                case Power(base, exponent) if is_inverse(exponent) and self._is_matrix(base):
                    return Number("1")
                case Function("\\log" | "\\ln", Norm("|", body, ())) if self._is_matrix(body):
                    return Number("1")
                case Function("\\log" | "\\ln", body) if determinants(body) is not None:
                    return Number("1")
                case Function("\\det"):
                    return Number("1")
                case _:
                    return None

        return replaced(node, change)

    def _is_matrix(self, node: Node) -> bool:
        axes = self._axes_of(node)
        return axes is not None and len(axes) == 2 and node not in self.arrays.diagonals

    def _code_of(self, node: Node) -> str | None:
        try:
            code = self.arrays.of(node).code
        except RefusedError:
            return None
        return None if UNKNOWN in code else code

    def _axes_of(self, node: Node) -> tuple[str, ...] | None:
        try:
            return tuple(axis.name for axis in self.arrays.of(node).axes)
        except RefusedError:
            return None


def _as_length(node: Node, names: Mapping[Node, str], kinds: Mapping[Node, Told]) -> Value | None:
    """A symbol that the paper gives as the length of an axis: NumPy takes it from the array's shape."""
    if not isinstance(node, Symbol):
        return None
    try:
        name = axis_name(to_latex(node))
    except RefusedError:
        return None
    for other, (_, axes) in kinds.items():
        if name in axes:
            return number(f"{names[other]}.shape[{axes.index(name)}]", maths.Sym(name))
    return None


def _ends_of(part: Node) -> tuple[str, ...]:
    """The letters at which parts of vectors end, ``x_{1:d}``: these have other lengths."""
    return part.sub if isinstance(part, Symbol) and ":" in part.sub else ()


def _own_name(left: Node) -> set[str]:
    """What is computed as a length would be called: ``d = \\|U\\|_F^2`` is told by an axis of that name."""
    try:
        return {axis_name(to_latex(left))} if isinstance(left, Symbol) else set()
    except RefusedError:
        return set()


def _name_axes(values: Iterable[Value], taken: set[str], meant: AbstractSet[str]) -> frozenset[str]:
    """Names for the axes that have none, apart from what is ``meant`` by something else; these names."""
    found = [axis for value in values for axis in value.axes]
    used = {axis.name for axis in found if axis.name}
    chosen: set[str] = set()
    if used & taken:
        raise RefusedError("a length and a symbol share their name")
    for axis in found:
        if not axis.name:
            axis.name = next(axis_letters(_AXES, frozenset((*used, *taken, *meant, *_PLACES))))
            used.add(axis.name)
            chosen.add(axis.name)
    return frozenset(chosen)
