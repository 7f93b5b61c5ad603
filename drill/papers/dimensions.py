"""Sides of numbers, vectors and matrices: their quantities with shapes, and the side in NumPy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from drill.maths import tree as maths
from drill.papers.formula.array_functions import COMPUTED_WORDS, DIAGONALS, TRACES, is_rounding
from drill.papers.formula.array_values import Axis, Value, array, number
from drill.papers.formula.arrays import JOINTS, Arrays
from drill.papers.formula.branches import branches_of
from drill.papers.formula.given import is_given
from drill.papers.formula.known_numbers import (
    CIRCLE_NUMBER,
    check_constants,
    is_constant,
    with_circle_number,
    with_euler,
)
from drill.papers.formula.naming import quantity_names
from drill.papers.formula.printing import to_latex
from drill.papers.formula.quantities import check_arithmetic
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
    Table,
    Transpose,
    children,
    symbols,
)
from drill.papers.guessed_shapes import entailed, guesses, is_scalar_name, told_by_place
from drill.papers.identities import Identity, identity_in
from drill.papers.lowered import Lowered, assumed
from drill.papers.paper import Paper
from drill.papers.ranges import RANGES, Range
from drill.papers.roles import Roles
from drill.papers.told_shapes import (
    COLUMN,
    KINDS,
    MATRIX,
    NUMBER,
    Known,
    Told,
    axis_name,
    is_said_matrix,
    is_said_number,
    matrix_like,
    told_of,
)

_MOST_NAMES: Final = 8
_AXES: Final = ("d", "n", "m", "k", "p", "q", "a", "b")
_PLACES: Final = ("i", "j", "l")
_STEP: Final = Symbol("\\Delta")
_E: Final = Symbol("e", "\\mathrm")
_HALVES: Final = ("1/2", "0.5")
_ENTRYWISE_WORDS: Final = re.compile(
    r"\bhadamard\b|\b(?:element|entry|component|point)-?\s?wise\b|\bentry by entry\b", re.IGNORECASE
)


def lower_arrays(paper: Paper, left: Node, right: Node, known: Known | None = None) -> Lowered:
    """A side of numbers, vectors and matrices; ``known`` are kinds that other formulas tell.

    Raises:
        RefusedError: a shape is neither stated nor told, or it could be meant in two ways.
    """
    side = with_euler(with_circle_number(right))
    problem, told, roles = _posed(paper, left, side, known or {})
    refusal: RefusedError | None = None
    for guess in guesses(paper, left, side, told, problem.fits(told)):
        try:
            chosen = {node for node, one in told.items() if one is None and not is_scalar_name(node)}
            return problem.solved(guess, chosen).lowered({node: roles.of(node) for node in told})
        except RefusedError as error:
            refusal = refusal or error
    raise refusal or RefusedError("shapes are neither stated nor told")


def kinds_told(paper: Paper, left: Node, right: Node, known: Known) -> Known:
    """The kinds of a side's quantities and of its left side, where they follow from what is known.

    Raises:
        RefusedError: they do not, or nothing in it is an array.
    """
    side = with_euler(with_circle_number(right))
    problem, told, _ = _posed(paper, left, side, known)
    if not any(one is not None and one[0] != "number" for one in told.values()):
        raise RefusedError("shapes are neither stated nor told")
    kinds = entailed(told, problem.fits(told))
    value = problem.solved(kinds, {node for node, one in told.items() if one is None}).value
    found = {timeless(node): KINDS[kind] for node, (kind, _) in kinds.items() if told[node] is None}
    if isinstance(left, Symbol | Call):
        found[timeless(left)] = KINDS[value.kind]
    return found


def _posed(
    paper: Paper, left: Node, side: Node, known: Known
) -> tuple[_Problem, dict[Node, Told | None], Roles]:
    """What is to be solved, and what is told of the quantities."""
    identity = identity_in(paper, side)
    _check(paper, side, identity, known)
    found = (leaf for leaf in _leaves(side) if not identity or leaf != identity.symbol)
    quantities = tuple(dict.fromkeys(found))
    if not 1 <= len(quantities) <= _MOST_NAMES:
        raise RefusedError("it has more than eight quantities" if quantities else "it has no quantity")
    roles = Roles(paper, side, left)
    told = _told(paper, side, left, quantities, roles, known)
    return _Problem(paper, left, side, quantity_names(quantities), identity), told, roles


def timeless(node: Node) -> Node:
    """A quantity without its step of time: ``x_{k-1}`` and ``x_k``, ``x'(t)`` and ``x(t)``."""
    match node:
        case Symbol(sub=sub) if _is_step(sub):
            return replace(node, sub=sub[:1])
        case Call(Symbol(primes=primes) as head) if primes:
            return replace(node, head=replace(head, primes=0))
        case _:
            return node


def _is_step(sub: tuple[str, ...]) -> bool:
    """Whether an index counts steps: ``k``, ``k - 1``, ``k | k - 1``; ``u v`` are two indices."""
    letters = {token for token in sub if token.isalpha()}
    is_one = len(letters) == 1 and sub[0] in letters and len(sub[0]) == 1
    return is_one and (len(sub) == 1 or bool({"+", "-", "|", "\\mid"} & set(sub)))


# --- what is checked, and what is told ------------------------------------------------------------------


def _check(paper: Paper, side: Node, identity: Identity | None, known: Known) -> None:
    """That nothing could be read as something else than arithmetic of arrays."""
    has_step = paper.meaning(_STEP) is not None
    has_transposes = any(isinstance(part, Transpose) for part in walk(side))
    rings = [part for part in walk(side) if isinstance(part, Product) and "\\circ" in part.signs]
    if rings and not all(any(isinstance(inner, Transpose) for inner in walk(ring)) for ring in rings):
        _check_entrywise(paper)

    def plain(part: Node) -> Node | None:
        match part:
            case Symbol() if identity is not None and part == identity.symbol:
                return replace(part, sub=("0",))  # a bare I is refused where nobody has looked at what it is
            case Symbol() if part == _STEP and has_step:
                return Symbol("s")
            case Symbol() if matrix_like(part) and (has_transposes or is_said_matrix(paper, part, known)):
                return replace(part, font="\\mathbf")  # so that two of them are no word
            case Power(body, exponent) if _is_inverse(exponent) or _half(exponent):
                return _held(replaced(body, plain))
            case Function("\\det", body) | Norm("|", body, ()):
                return _held(replaced(body, plain))
            case Bracket("\\langle", "\\rangle", (first, second), (",",), _):
                return _held(Product((replaced(first, plain), replaced(second, plain)), ("\\odot",)))
            case Bracket("[", "]", (_, _, *_) as parts, separators, ()) if set(separators) <= JOINTS:
                inner = tuple(replaced(part, plain) for part in parts)
                return Bracket("(", ")", (Sum(inner, ("+",) * (len(inner) - 1)),))
            case Call(Symbol(base, "\\operatorname"), Bracket(_, _, (body,), (), ())) if base in DIAGONALS:
                return _held(replaced(body, plain))
            case _:
                return None

    checked = replaced(side, plain)
    check_arithmetic(checked)
    for part in filter(is_rounding, walk(checked)):
        check_arithmetic(part.arguments)
    check_constants(side)


def _held(node: Node) -> Node:
    """A part in brackets that are no arguments: a sum stands in them."""
    return node if isinstance(node, Symbol) else Bracket("(", ")", (Sum((node, node), ("+",)),))


def _check_entrywise(paper: Paper) -> None:
    """That a ring is a product entry by entry: it may join functions, too.

    Raises:
        RefusedError: the paper says nothing of such products.
    """
    if not any(_ENTRYWISE_WORDS.search(paragraph.text) for paragraph in paper.document.paragraphs):
        raise RefusedError("a ring may join functions")


def _is_inverse(exponent: Node) -> bool:
    return exponent == Signed("-", Number("1"))


def _half(exponent: Node) -> bool:
    """Whether an exponent is one half or minus it."""
    body = exponent.body if isinstance(exponent, Signed) else exponent
    text = to_latex(body).replace(" ", "")
    return text in (*_HALVES, "\\frac{1}{2}")


def _told(
    paper: Paper, side: Node, left: Node, quantities: Iterable[Node], roles: Roles, known: Known
) -> dict[Node, Told | None]:
    """The kinds that the paper or its other formulas tell."""
    told = {node: told_of(paper, node, roles.of(node)) for node in quantities}
    for node in (*_beside_transposes(side), *told_by_place(side, told)):
        if isinstance(node, Symbol) and told.get(node) == NUMBER and not is_said_number(paper, node):
            told[node] = None  # its name alone made a number of it
    for node in _by_entry(side, left):
        if told.get(node, COLUMN) in (None, NUMBER):
            told[node] = COLUMN
    for node in _held_as_matrices(side):
        if isinstance(node, Call | Derivative) and told.get(node, MATRIX) in (None, NUMBER):
            told[node] = MATRIX
    return {node: _surer(one, known.get(timeless(node))) for node, one in told.items()}


def _surer(told: Told | None, known: Told | None) -> Told | None:
    """What is told, or what is known from elsewhere where that says more: the names of axes."""
    if told is None or known is None:
        return told or known
    return known if told[0] == known[0] and not any(told[1]) else told


def _is_by_cases(side: Node) -> bool:
    return isinstance(side, Table) and side.environment.endswith("cases")


def _by_entry(side: Node, left: Node) -> Iterator[Symbol]:
    """Arguments of a function that is defined by cases of them: it acts on every entry of an array."""
    if not isinstance(left, Call) or not isinstance(side, Table) or not _is_by_cases(side):
        return
    compared = {symbol for part in branches_of(side).compared for symbol in symbols(part)}
    for part in left.arguments.parts:
        if isinstance(part, Symbol) and part in compared:
            yield part


def _held_as_matrices(side: Node) -> Iterator[Node]:
    """What a determinant or a trace is taken of."""
    for part in walk(side):
        match part:
            case Function("\\det", Bracket(_, _, (body,))) | Function("\\det", body):
                yield body
            case Call(Symbol(base, "\\operatorname"), Bracket(_, _, (body,), (), ())) if base in TRACES:
                yield body
            case _:
                continue


def _beside_transposes(side: Node) -> Iterator[Node]:
    """What is transposed, and what a transpose stands before."""
    for part in walk(side):
        if isinstance(part, Transpose):
            yield part.base
        if isinstance(part, Product):
            for left, right in pairwise(part.factors):
                if isinstance(left, Transpose):
                    yield right


def _leaves(node: Node) -> Iterator[Node]:
    """The quantities of a side: what is not computed of others."""
    match node:
        case Number():
            return
        case Symbol() if is_constant(node):
            return
        case Symbol() | Gradient() | Derivative() | Applied():
            yield node
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (inner,), (), ())) if (
            base in COMPUTED_WORDS
        ):
            yield from _leaves(inner)
        case Norm("\\|", body, _) | Function("\\det", body):
            yield from _leaves(body)
        case Norm("|", Symbol(base, "\\mathbf") as body, ()) if base[-1].islower():
            yield body  # the length of a vector, or every entry's: no number of its own
        case Function("\\log" | "\\ln", Norm("|", body, ())):
            yield from _leaves(body)
        case Bracket("\\langle", "\\rangle", parts, (",",), _):
            for part in parts:
                yield from _leaves(part)
        case Big("\\max" | "\\min", (), (), Bracket(_, _, (Symbol() as inner,), (), ())):
            yield inner
        case _ if is_rounding(node):
            yield from _leaves(node.arguments)
        case Power(base, exponent) if base in (Symbol("e"), _E):
            yield from _leaves(exponent)
        case _ if is_given(node):
            yield node
        case _:
            for child in children(node):
                yield from _leaves(child)


# --- shapes put in --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Problem:
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

    def solved(self, kinds: Mapping[Node, Told], chosen: AbstractSet[Node]) -> _Solved:
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
            _E: number("np.e", maths.Const("e")),
        }
        for node, (kind, lengths_) in kinds.items():
            if kind == "number" and (length := _as_length(node, self.names, kinds)) is not None:
                lengths[node] = length
            elif kind == "diagonal":
                diagonals[node] = array(self.names[node], "column", tuple(map(axis, lengths_)))
            else:
                spreads = node not in chosen
                given[node] = array(self.names[node], kind, tuple(map(axis, lengths_)), spreads=spreads)
        arrays = Arrays(
            {**given, **lengths},
            diagonals=diagonals,
            by_entry=_is_by_cases(self.side),
            chosen=chosen,
            entrywise=isinstance(self.left, Symbol | Gradient) or _is_by_cases(self.side),
            identity=self.identity.symbol if self.identity else None,
            makes_square=self.identity is not None and self.identity.is_known,
        )
        value = arrays.of(self.side)
        _align_steps(self.left, value, given)
        arrays.check_squares()
        self._check_left(value)
        return _Solved(self, arrays, value, {**given, **diagonals})

    def _check_left(self, value: Value) -> None:
        """That what is told of the left side's shape is what comes out."""
        left = self.left
        is_named = isinstance(left, Symbol | Call | Norm | Function)
        told = told_of(self.paper, left, RANGES["value"]) if is_named else None
        if told is None:
            return
        axes = (*told[1], *told[1]) if told[0] == "diagonal" else told[1]
        if len(axes) != len(value.axes) or any(
            name and axis.name and name != axis.name for name, axis in zip(axes, value.axes, strict=True)
        ):
            raise RefusedError("its left side has another shape")


@dataclass(frozen=True)
class _Solved:
    """A side as an array, and the values of its quantities (of a diagonal matrix the diagonal's)."""

    problem: _Problem
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
        _name_axes(self.given.values(), taken)
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
        )

    def _without_inverses(self, node: Node) -> Node:
        """The side without the inverses and determinants of matrices, whose entries may have any sign."""

        def change(part: Node) -> Node | None:
            match part:
                case Power(base, exponent) if _is_inverse(exponent) and self._is_matrix(base):
                    return Number("1")
                case Function("\\log" | "\\ln", Norm("|", body, ())) if self._is_matrix(body):
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
            return self.arrays.of(node).code
        except RefusedError:
            return None

    def _axes_of(self, node: Node) -> tuple[str, ...] | None:
        try:
            return tuple(axis.name for axis in self.arrays.of(node).axes)
        except RefusedError:
            return None


def _align_steps(left: Node, value: Value, given: Mapping[Node, Value]) -> None:
    """The same quantity at another step has the same shape: ``P_{k|k-1}`` and ``P_{k-1|k-1}``."""
    steps = [(node, one) for node, one in given.items() if _has_step(node)]
    if _has_step(left):
        steps.append((left, value))
    for place, (node, one) in enumerate(steps):
        for other, another in steps[:place]:
            if timeless(node) == timeless(other) and one.kind == another.kind:
                for mine, theirs in zip(one.axes, another.axes, strict=True):
                    mine.equal(theirs)


def _has_step(node: Node) -> bool:
    return (isinstance(node, Symbol) and node.sub[:1] != () and node.sub[0].isalpha()) or isinstance(
        node, Call
    )


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


def _name_axes(values: Iterable[Value], taken: set[str]) -> None:
    """Names for the axes that have none."""
    found = [axis for value in values for axis in value.axes]
    used = {axis.name for axis in found if axis.name}
    if used & taken:
        raise RefusedError("a length and a symbol share their name")
    for axis in found:
        if not axis.name:
            axis.name = next(name for name in _AXES if name not in used and name not in taken)
            used.add(axis.name)
