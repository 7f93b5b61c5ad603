"""A statement as something to compute: its left side, the tree it is set to, and its inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from drill.maths import maths_tree as maths
from drill.notation import list_children, tree, walk_nodes
from drill.papers.lowering.formula_lowering import Reader, latex_of, law_name, list_running_letters
from drill.papers.lowering.formula_values import Nested, evaluate_formula_tree
from drill.papers.lowering.inputs import (
    Axes,
    Input,
    Range,
    RefusedError,
    count_tree_operations,
    is_row_vector,
    letters_in,
    list_quantity_names,
    make_letter_symbol,
    takes_work,
)
from drill.papers.lowering.numpy_code import Program, numpy_program
from drill.papers.sheet.types import Length, Quantity, Type

# Sides of a statement that is no chain.
_PAIR: Final = 2
_UPDATES: Final = frozenset(("\\leftarrow", "\\gets", "\\to"))
_FOLLOWS: Final = frozenset(("\\Rightarrow", "\\Leftrightarrow"))
# Letters of a size up to a constant factor, which has no value: ``O[T^2]``.
_ORDERS: Final = frozenset(("O", "\\Theta", "\\Omega"))
_BOUNDS: Final = {"\\leq": "upper", "<": "upper", "\\geq": "lower", ">": "lower"}
_SETS: Final = _UPDATES | {"=", ":=", "\\triangleq", "\\equiv", "\\coloneqq", "\\approx", "\\doteq"}


@dataclass(frozen=True)
class Formula:
    """One right side as a tree, and what it is set to."""

    left: tree.Node | None
    right: tree.Node
    node: maths.Node
    reader: Reader
    is_update: bool = False
    # Which part of a statement it is, where that is not simply the left side: the upper bound, the mean.
    part: str = ""
    quantities: tuple[Quantity, ...] = field(default=(), repr=False)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The inputs."""
        return self.inputs_of(self.node)

    def inputs_of(self, node: maths.Node, *, with_ends: bool = True) -> tuple[Input, ...]:
        """Return the inputs in a part, in the order in which they are written."""
        used = dict.fromkeys(list_quantity_names(node, with_ends=with_ends))
        return tuple(self.reader.named_inputs[name] for name in used)

    @property
    def has_arrays(self) -> bool:
        """Whether an array is given."""
        return any(operand.shape for operand in self.inputs)

    @property
    def axes(self) -> Axes:
        """The axes of the result."""
        return self.reader.axes_of(self.node)

    @property
    def ranges(self) -> Mapping[str, Range]:
        """The ranges of all running letters, open indices included."""
        return {**self.reader.ranges, **self.reader.free}

    @property
    def free(self) -> Mapping[str, Range]:
        """The letters of open indices that this right side depends on."""
        used = letters_in(self.node)
        return {letter: along for letter, along in self.reader.free.items() if letter in used}

    @property
    def left_quantity(self) -> Quantity | None:
        """The type of the left side."""
        if isinstance(self.left, tree.Apply):
            return self.reader.known.of(self.left.function, is_called=True)
        return self.reader.known.of(self.left) if isinstance(self.left, tree.Ref) else None

    def parts(self) -> Iterator[tree.Node]:
        """Yield parts of the right side from the top down, none below a running letter or inside an input."""
        waiting = [self.right]
        while waiting:
            node = waiting.pop()
            yield node
            if node not in self.reader.leaves and not isinstance(node, tree.Reduce):
                waiting += reversed(list_children(node))

    def with_rows(self, operand: Input, along: Range) -> Formula:
        """Return the same for many of one input at once, which an array holds as its rows."""

        def run(node: maths.Node) -> maths.Node:
            if node == maths.Sym(operand.name):
                return maths.Index(node, (make_letter_symbol(along.letter),))
            parts = () if isinstance(node, maths.Index) else maths.list_parts(node)
            return maths.replace_parts(node, tuple(map(run, parts))) if parts else node

        return replace(self, node=run(self.node), reader=self.reader.with_rows(operand.name, along))

    def program(self, node: maths.Node | None = None) -> Program:
        """Return the formula, or a part of it, in NumPy; raises RefusedError."""
        return numpy_program(self.node if node is None else node, self.reader, self.free)

    def value(
        self, values: Mapping[str, Any], lengths: Mapping[Length, int], letter_values: Mapping[str, int], *,
        evaluate: Callable[[maths.Node, Mapping[str, Any]], Any] = evaluate_formula_tree,
    ) -> Any:  # fmt: skip
        """Return the right side's value, with letters of open indices at integers.

        Raises:
            UndefinedError: it has none.
        """
        known = {**values, **{f"#{length}": float(count) for length, count in lengths.items()}}
        known |= {f":{letter}": float(number) for letter, number in letter_values.items()}
        for given_input in self.inputs:
            if is_row_vector(given_input.axes):
                known[given_input.name] = _as_rows(known[given_input.name], len(given_input.runs))
        value = evaluate(self._counted, known)
        return value[0] if is_row_vector(self.axes) and not isinstance(value, float) else value

    @cached_property
    def _counted(self) -> maths.Node:
        """Return the tree with members counted from 1, wherever their letters begin."""

        def counted(node: maths.Node) -> maths.Node:
            if isinstance(node, maths.Index) and isinstance(node.base, maths.Sym):
                letters = self.reader.named_inputs[node.base.name].letters
                starts = [self.ranges[letter].start for letter in letters]
                return maths.Index(node.base, tuple(map(_from_one, node.indices, starts)))
            parts = maths.list_parts(node)
            return maths.replace_parts(node, tuple(map(counted, parts))) if parts else node

        return counted(self.node)


def _as_rows(value: Nested, families: int) -> Nested:
    """Return vectors, below so many axes of families, as matrices with one row."""
    if not families or not isinstance(value, Sequence):
        return (value,)
    return [_as_rows(member, families - 1) for member in value]


def _from_one(node: maths.Node, start: maths.Node | None) -> maths.Node:
    if start in (None, maths.Num("1")):
        return node
    return maths.Binary("+", maths.Binary("-", node, start), maths.Num("1"))


@dataclass(frozen=True, slots=True)
class _Side:
    """A right side and what it is set to, as in `Formula`."""

    left: tree.Node | None
    right: tree.Node
    is_update: bool = False
    part: str = ""


def read_formula(
    statement: tree.Statement,
    quantities: Sequence[Quantity],
    values: Mapping[tree.Node, Type] | None = None,
    own_brackets: frozenset[str] = frozenset(),
) -> Formula:
    """Return the first right side of a statement that can be computed with, or the first that takes work.

    ``values`` are the types of its expectations and slopes; ``own_brackets`` those that mean something else
    in this paper, whose values are given.

    Raises:
        RefusedError: none can, or nothing is set; it says why of the first one.
    """
    _check_primes(statement)
    refused: RefusedError | None = None
    first: Formula | None = None
    for side in _list_computable_sides(statement):
        if first is not None and (side.part != first.part or side.left is not first.left):
            break
        for draws_samples in (True, False):  # a mean alone is no work: then the law's finitely many values
            try:
                reader = Reader(quantities, statement, values, own_brackets, draws_samples=draws_samples)
                node = reader.read(side.right)
                formula = Formula(
                    side.left, side.right, node, reader, side.is_update, side.part, tuple(quantities)
                )
                _refuse_unusable_formula(formula)
            except RefusedError as error:
                refused = refused or error
                break
            if takes_work(node) and (formula.has_arrays or len(statement.sides) == _PAIR):
                return _drop_given_left_side(formula)
            if first is None or (takes_work(node) and not takes_work(first.node)):
                first = formula
            if not reader.sampled:
                break
    if first is None:
        raise refused or RefusedError("it sets nothing equal to a value that can be computed")
    return _drop_given_left_side(first)


def _drop_given_left_side(formula: Formula) -> Formula:
    """Return a formula without its left side where that is given, too: ``x = f(x)`` sets nothing."""
    left = formula.left
    if left is None or formula.is_update:
        return formula
    parts = (left.top, left.bottom) if isinstance(left, tree.Div) else (left,)
    if {latex_of(operand.node) for operand in formula.inputs}.isdisjoint(map(latex_of, parts)):
        return formula
    if isinstance(formula.right, tree.Add) and left in formula.right.terms:
        return replace(formula, is_update=True)
    return replace(formula, left=None, part="the right-hand side")


def _list_computable_sides(statement: tree.Statement) -> Iterator[_Side]:
    """Yield each right side with a value, and of a distribution its density, its mean and its variance."""
    for side in _right_sides(statement):
        inner = side.right.body if isinstance(side.right, tree.Bracket) else side.right
        match inner:
            case tree.Apply(tree.Ref(tree.Name(letter)), (_,), (), (), None) if letter in _ORDERS:
                return
            case tree.Mul((tree.Ref(tree.Name("O")), tree.Bracket(_, "[")), ("",)):
                return
            case tree.Apply(function, args, (), parameters) if law_name(function) == "normal":
                yield side
                for word, body in zip(("mean", "variance"), (*args, *parameters)[-2:], strict=False):
                    yield replace(side, right=body, part=f"the {word} of this law")
            case _:
                yield side


def _right_sides(statement: tree.Statement) -> list[_Side]:
    """Yield what is set, and each right side; of an inequality what is bounded."""
    if not statement.relations:
        return [_Side(None, statement.sides[0])]
    relations = tuple(
        "=" if relation == "\\sim" and _is_law(right) else relation
        for relation, right in zip(statement.relations, statement.sides[1:], strict=True)
    )
    if len(relations) == 2 and relations[0] == relations[1] in _BOUNDS:
        _, between, last = statement.sides
        return [_Side(None, last, part=_bound_on(_BOUNDS[relations[1]], between))]
    if relations[-1] == "\\mapsto" and set(relations[:-1]) <= {":"}:
        return [_Side(None, statement.sides[-1])]
    sides: list[_Side] = []
    left: tree.Node | None = statement.sides[0]
    bounds = {_BOUNDS[relation] for relation in relations if relation in _BOUNDS}
    for relation, right in zip(relations, statement.sides[1:], strict=True):
        if relation in _FOLLOWS:
            left = right
        elif relation == "\\in":  # it says where the value lies, and no more
            left = None
        elif left is None or (relation not in _SETS and relation not in _BOUNDS) or len(bounds) > 1:
            break
        elif relation in _BOUNDS or (sides and sides[-1].part):
            sides.append(_Side(None, right, part=_bound_on(next(iter(bounds)), statement.sides[0])))
        else:
            is_update = relations[0] in _UPDATES
            sides.append(_Side(left, right, is_update))
    return sides


def _bound_on(side: str, node: tree.Node) -> str:
    return f"the {side} bound on ${latex_of(node)}$"


def _is_law(node: tree.Node) -> bool:
    return isinstance(node, tree.Apply) and bool(law_name(node.function))


def is_named(left: tree.Node) -> bool:
    """Return whether a left side is one named thing."""
    match left:
        case tree.Ref() | tree.Apply() | tree.Expect() | tree.Derivative() | tree.Gradient():
            return True
        case tree.Pow(base) | tree.Bracket(base) | tree.Norm(base) | tree.Reduce("\\lim", base):
            return is_named(base)
        case tree.Mul((tree.Ref(), tree.Bracket(_, "[")), ("",)):  # a functional: ``S[\\lambda]``
            return True
        case tree.Div(top, bottom):
            return is_named(top) and is_named(bottom)
        case _:
            return False


def _refuse_unusable_formula(formula: Formula) -> None:
    left, operands = formula.left, formula.inputs
    if left is not None and not is_named(left):
        raise RefusedError("its left side is not a single quantity")
    if not operands:
        raise RefusedError("nothing is given in it")
    if count_tree_operations(formula.node) == 0:
        raise RefusedError("it only gives a name")
    if left is not None and not formula.free.keys() <= set(list_running_letters(left)):
        raise RefusedError("an index on its right side is not on its left")
    counts = (
        operand
        for operand in operands
        if operand.quantity.domain.is_whole and not operand.shape and not operand.is_call
    )
    runs_over_set = any(
        along.start is None and along.letter not in {*formula.reader.sampled, *formula.reader.expected}
        for along in formula.reader.ranges.values()
    )
    if runs_over_set and any(counts):
        raise RefusedError("a count may be that of the set that its sum runs over")
    _check_entries(operands)


def _check_primes(statement: tree.Statement) -> None:
    """Refuse a prime before a factor that may be a transpose."""
    on_the_left = {
        ref.name for ref in walk_nodes(statement.sides[0]) if isinstance(ref, tree.Ref) and ref.primes
    }
    products = (
        node for side in statement.sides[1:] for node in walk_nodes(side) if isinstance(node, tree.Mul)
    )
    for product in products:
        for sign, factor in zip(product.signs, product.factors, strict=False):
            is_primed = isinstance(factor, tree.Ref) and factor.primes and factor.name not in on_the_left
            if is_primed and not sign:
                raise RefusedError("a prime in it may be a transpose", is_unclear=True)


def _check_entries(operands: Sequence[Input]) -> None:
    """Refuse an array and its entries under one letter: they would be drawn as two things."""
    named = [(operand, operand.node.name) for operand in operands if isinstance(operand.node, tree.Ref)]
    entries = {name.base for array, name in named if array.runs and not array.axes}
    if any(array.axes and not name.label and name.base in entries for array, name in named):
        raise RefusedError("an array stands beside its own entries")
