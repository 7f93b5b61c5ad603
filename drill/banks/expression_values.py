"""The value of a bank's expression: bank functions evaluated, arithmetic done, its form kept.

Values are trees. Expressions that print as written are substituted and tidied; only calculus, rearrangement
and matrices without rational entries go through SymPy, and come back as trees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Literal

from drill.banks import tree_numbers
from drill.banks.scope import list_bound_names, put_in, statement_holds
from drill.banks.tree_numbers import DIGITS, TreeArray, array_of, compute_real_value, decimal_node
from drill.errors import CheckError, TooLargeError
from drill.maths.domains import read_assumptions
from drill.maths.exact import decide_exactly, evaluate_exactly
from drill.maths.maths_tree import (
    Binary,
    Call,
    Index,
    Neg,
    Node,
    Num,
    Sym,
    change_parts,
    find_in_tree,
    find_symbols,
    walk_tree,
)
from drill.maths.names import BINDING
from drill.maths.tidy import rational_node, tidy_tree
from drill.maths.tree_evaluation import count_nodes, step_budget, take_steps

# Max terms of a sum that are written out; SymPy finds a closed form of a longer one.
_MOST_TERMS = 200
# Max nodes of all terms that are written out for one value: two seconds of work.
_MOST_STEPS = 20_000

# Functions that determine how their argument prints; they stay in a value's tree.
_PRINTED = frozenset({"raw", "col"})

# Functions that only banks know, so that even ``raw`` prints their value.
_WITHOUT_NOTATION = frozenset({"subs", "dec", "expand", "factor", "simplify", "mod", "diag"}) | frozenset(
    {"rank", "eigenvalues", "cdf", "pdf", "quantile"}
)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates trees without free parameters; ``assume`` has the assumptions on the remaining symbols."""

    assume: tuple[str, ...] = ()

    def value(self, tree: Node) -> Node:
        """Return the value of a tree, tidied except inside ``raw``.

        Raises CheckError (UndefinedError, TooLargeError, OutOfStepsError) if there is none.
        """
        with step_budget(_MOST_STEPS):
            return tidy_except_raw(self._compute(tree))

    def decimal_value(self, tree: Node) -> tuple[Node, Literal["", "exact", "rounded"]]:
        """Return the value of a tree, and whether decimals in it are exact or rounded.

        An exact one, ``dec(number, places)`` alone, loses its final zeros. The result of a computation with
        decimals counts as rounded.
        """
        decimals = sum(isinstance(part, Call) and part.name == "dec" for part in walk_tree(tree))
        if decimals != 1 or not isinstance(tree, Call) or tree.name != "dec":
            return self.value(tree), "rounded" if decimals else ""
        number = self.value(tree.args[0])
        value = self.value(Call("dec", (number, *tree.args[1:])))
        shown = evaluate_exactly(value, {}) if array_of(value) is None else None
        if shown is None or evaluate_exactly(number, {}) != shown:
            return value, "rounded"
        return rational_node(shown, decimal=True), "exact"

    def _compute(self, node: Node) -> Node:
        match node:
            case Neg(arg):
                inner = self._compute(arg)
                array = array_of(inner)
                if array is None:
                    return Neg(inner)
                return tree_numbers.negate_tree_array(array).tree()
            case Binary():
                return self._binary(node)
            case Call(name, args):
                return self._call(name, args)
            case Index(base, indices):
                return self._index(base, indices)
            case _:
                return change_parts(node, self._compute)

    def _binary(self, node: Binary) -> Node:
        left = self._compute(node.left)
        right = self._compute(node.right)
        first = array_of(left)
        second = array_of(right)
        if first is None and second is None:
            return Binary(node.op, left, right, node.implicit)
        result = _array_binary(node, left, first, right, second)
        if result is None:
            return self._symbolic(Binary(node.op, left, right, node.implicit))
        return result.tree() if isinstance(result, TreeArray) else result

    def _index(self, base: Node, indices: tuple[Node, ...]) -> Node:
        inner = self._compute(base)
        computed_indices = tuple(map(self._compute, indices))
        array = array_of(inner)
        if array is None and find_symbols(inner):
            return Index(inner, computed_indices)  # an entry of something unknown
        places = [read_whole_number(index) for index in computed_indices]
        known = [position for position in places if position is not None]
        if array is None or len(known) < len(places):
            raise CheckError("an entry of a matrix written out is expected, such as A[1, 2]")
        return tree_numbers.take_tree_entry(array, known)

    def _call(self, name: str, args: tuple[Node, ...]) -> Node:
        match name:
            case "raw":
                return Call(name, tuple(map(self._written, args)))
            case "ind":
                holds = decide_exactly(args[0], {})
                return Num(str(int(statement_holds(args[0]) if holds is None else holds)))
            case "pick":
                return self._compute(self._picked(args))
            case "subs":
                return self._subs(args)
            case "dec":
                return self._dec(args)
            case "eye":
                return self._identity(args)
            case "diag":
                return self._diagonal(args)
            case "diff" | "integrate" | "limit" | "expand" | "factor" | "simplify":
                return self._by_entries(name, args)
            case "sum" | "prod":
                return self._loop(name, args)
            case "cdf" | "pdf" | "quantile":
                return self._distribution(name, args)
            case _:
                return self._applied(name, tuple(map(self._compute, args)))

    def _applied(self, name: str, args: tuple[Node, ...]) -> Node:
        """Return a function of values, evaluated."""
        arrays = [array_of(arg) for arg in args]
        if name in _OF_ARRAYS and any(arrays):
            known_arrays = [array for array in arrays if array is not None]
            if len(known_arrays) < len(arrays):
                raise CheckError("two vectors are expected")
            result = _OF_ARRAYS[name](*known_arrays)
            if result is None:
                return self._symbolic(Call(name, args))
            return result.tree() if isinstance(result, TreeArray) else result
        if name in ("gcd", "mod"):
            value = evaluate_exactly(Call(name, args), {})
            return Call(name, args) if value is None else rational_node(value)
        if name in ("ceil", "floor", "max", "min") and not any(map(find_symbols, args)):
            return _rounded_or_chosen(name, args)
        return Call(name, args)

    def _written(self, node: Node) -> Node:
        """Return a tree inside ``raw``: as written, except for functions without notation in formulas."""
        if isinstance(node, Call) and node.name == "pick":
            return self._written(self._picked(node.args))
        if isinstance(node, Call) and node.name in _WITHOUT_NOTATION:
            return self.value(node)
        return change_parts(node, self._written)

    def _picked(self, args: tuple[Node, ...]) -> Node:
        """Return the value that ``pick`` chooses, not yet computed."""
        number = read_whole_number(self.value(args[0]))
        if number is None:
            raise CheckError("pick: the first argument must be a whole number")
        if not 1 <= number < len(args):
            raise CheckError(f"pick has {len(args) - 1} values, there is no number {number}")
        return args[number]

    def _by_entries(self, name: str, args: tuple[Node, ...]) -> Node:
        """Return a value that only SymPy can compute; for an array entry by entry."""
        inner, *further_args = map(self.value, args)
        array = array_of(inner)
        if array is None:
            return self._symbolic(Call(name, (inner, *further_args)))
        return array.each(lambda entry: self._symbolic(Call(name, (entry, *further_args)))).tree()

    def _loop(self, name: str, args: tuple[Node, ...]) -> Node:
        """Return ``sum`` or ``prod``: written out if the bounds are numbers, else a closed form."""
        ends = self.value(args[2]), self.value(args[3])
        low, high = map(read_whole_number, ends)
        if low is None or high is None or high - low > _MOST_TERMS:
            return self._symbolic(Call(name, (self.value(args[0]), args[1], *ends)))
        bound = args[1]
        assert isinstance(bound, Sym)
        take_steps(count_nodes(args[0]) * max(0, high - low + 1))
        places = (rational_node(Fraction(number)) for number in range(low, high + 1))
        terms = [self._compute(_with_symbol_values(args[0], {bound.name: number})) for number in places]
        if not terms:
            return Num("0" if name == "sum" else "1")
        return reduce(lambda x, y: self._binary(Binary("+" if name == "sum" else "*", x, y)), terms)

    def _subs(self, args: tuple[Node, ...]) -> Node:
        names = list_bound_names(Call("subs", args))
        values = {name: self._compute(value) for name, value in zip(names, args[2::2], strict=True)}
        return self._compute(_with_symbol_values(self._compute(args[0]), values))

    def _dec(self, args: tuple[Node, ...]) -> Node:
        value = self.value(args[0])
        places = read_whole_number(self.value(args[1])) if len(args) > 1 else None
        if len(args) > 1 and (places is None or not 0 <= places <= DIGITS):
            raise CheckError(f"dec: a whole number of places from 0 to {DIGITS} is expected")
        array = array_of(value)
        if array is None:
            return decimal_node(value, places)
        return array.each(lambda entry: decimal_node(entry, places)).tree()

    def _identity(self, args: tuple[Node, ...]) -> Node:
        size = read_whole_number(self.value(args[0]))
        if size is None:
            raise CheckError("eye: a whole number is expected")
        if size > 20:
            raise TooLargeError(f"a matrix of size {size}")
        return tree_numbers.make_tree_identity(size).tree()

    def _diagonal(self, args: tuple[Node, ...]) -> Node:
        values = [self._compute(arg) for arg in args]
        array = array_of(values[0]) if len(values) == 1 else None
        return tree_numbers.make_tree_diagonal(values if array is None else list(array.entries)).tree()

    def _distribution(self, name: str, args: tuple[Node, ...]) -> Node:
        """Return ``cdf``, ``pdf`` or ``quantile``, a number to double precision."""
        family = args[0]
        if isinstance(family, Call):
            family = Call(family.name, tuple(map(self.value, family.args)))
        value = compute_real_value(Call(name, (family, self.value(args[1]))))
        return rational_node(value, decimal=True)

    def _symbolic(self, tree: Node) -> Node:
        result = by_sympy(tidy_except_raw(tree), self.assume)
        if tree_numbers.is_decimal(tree):
            return _write_fractions_as_decimals(result)
        return result


def _rounded_or_chosen(name: str, args: tuple[Node, ...]) -> Node:
    """Return the integer that ``ceil`` or ``floor`` of a number is, or the largest or smallest argument; the
    call itself if its value cannot be computed."""
    try:
        if name in ("ceil", "floor"):
            return rational_node(compute_real_value(Call(name, args)))
        return (max if name == "max" else min)(args, key=compute_real_value)
    except CheckError:
        return Call(name, args)


def read_whole_number(node: Node) -> int | None:
    """Return the whole number that a tree is, or ``None``."""
    value = evaluate_exactly(node, {})
    if value is not None and value.denominator == 1:
        return value.numerator
    return None


def tidy_except_raw(node: Node) -> Node:
    """Return a tree tidied everywhere except inside ``raw``."""
    if isinstance(node, Call) and node.name == "raw":
        return node
    if isinstance(node, Call) and node.name == "col":
        return Call("col", tuple(map(tidy_except_raw, node.args)))
    if not any(part.name in _PRINTED for part in find_in_tree(node, Call)):
        return tidy_tree(node)
    return change_parts(node, tidy_except_raw)


def _with_symbol_values(node: Node, values: dict[str, Node]) -> Node:
    """Return a tree with values for symbols that an inner function does not bind itself."""
    if isinstance(node, Call) and node.name in BINDING:
        inner = {name: value for name, value in values.items() if name not in list_bound_names(node)}
        return change_parts(node, lambda part: put_in(part, inner))
    if isinstance(node, Sym):
        return values.get(node.name, node)
    return change_parts(node, lambda part: _with_symbol_values(part, values))


def _array_binary(
    node: Binary, left: Node, first: TreeArray | None, right: Node, second: TreeArray | None
) -> TreeArray | Node | None:
    """Return the result of arithmetic on arrays; ``None`` if only SymPy can compute it."""
    match node.op:
        case "+" | "-":
            if first is None or second is None:
                raise CheckError("a number and a matrix have no sum")
            return tree_numbers.add_tree_arrays(node.op, first, second)
        case "*":
            if first is not None and second is not None:
                return tree_numbers.multiply_tree_arrays(first, second)
            if second is not None:
                return tree_numbers.scale_tree_array(left, second)
            assert first is not None
            return tree_numbers.scale_tree_array(right, first)
        case "/":
            if second is not None or first is None:
                raise CheckError("division by a vector or matrix; use inv")
            return tree_numbers.divide_tree_array(first, right)
        case _:
            exponent = read_whole_number(right)
            if first is None or exponent is None:
                raise CheckError("the exponent of a matrix must be a whole number")
            return tree_numbers.raise_tree_matrix(first, exponent)


def _by_sympy_alone(array: TreeArray) -> None:
    """Return None for any array: such functions are left to SymPy."""


# Functions of arrays; ``None`` for those that only SymPy computes.
_OF_ARRAYS: Mapping[str, Callable[..., TreeArray | Node | None]] = {
    "inv": tree_numbers.invert_rational_matrix, "det": tree_numbers.compute_tree_determinant,
    "rank": tree_numbers.compute_tree_rank, "T": TreeArray.transposed,
    "trace": tree_numbers.compute_tree_trace, "norm": tree_numbers.compute_tree_norm,
    "dot": tree_numbers.dot_tree_vectors,
    "hadamard": tree_numbers.multiply_tree_entries, "cross": tree_numbers.cross_tree_vectors,
    "eigenvalues": _by_sympy_alone,
}  # fmt: skip


def _write_fractions_as_decimals(node: Node) -> Node:
    """Return fractions as decimals if these end and come from a number with a decimal point."""
    value = evaluate_exactly(node, {})
    if value is not None:
        return rational_node(value, decimal=True)
    return change_parts(node, _write_fractions_as_decimals)


@lru_cache(maxsize=2048)
def by_sympy(tree: Node, assume: tuple[str, ...]) -> Node:
    """Return the value of a tree with bank functions, as a tree.

    Symbols are real unless ``assume`` has more. Raises CheckError if SymPy finds no value within the
    budgets.
    """
    from drill.maths import sympy_conversion

    known = sympy_conversion.make_sympy_symbols(read_assumptions(assume, find_symbols(tree)))
    return sympy_conversion.from_sympy(sympy_conversion.to_sympy(tree, known))
