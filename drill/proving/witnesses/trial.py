"""The data of a witness: the exercise's scope, points for its free symbols, and the claimed key.

Everything runs on the second engine (:mod:`drill.maths.numeric`, and :mod:`drill.maths.mpmath_evaluation`
where doubles end); SymPy is not used here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from collections.abc import Sequence as Sequence_
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from drill.arraycode import read_axis
from drill.banks.draws import SplitMix64
from drill.banks.scope import DrawScope, statement_holds
from drill.checking import KINDS, MatrixExpressionSpec, Spec
from drill.codec import is_mapping, is_sequence
from drill.errors import BankError, CheckError, TooLargeError, UndefinedError
from drill.maths.domains import Domain, read_assumptions
from drill.maths.maths_tree import Call, Const, Neg, Node, Sequence, Sym, find_symbols
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.names import DISTRIBUTIONS, FUNCTIONS
from drill.maths.numeric import compile_numeric, make_evaluator
from drill.maths.plain import Mode
from drill.maths.precise_functions import to_double
from drill.proving.witnesses.densities import has_density, make_density_family, random_arrays
from drill.reading import Written

Point = Mapping[str, Any]
# A function of bound names and free symbols.
Function = Callable[[Point], Any]

_Missing = TypeVar("_Missing")

# Number of points that compare a witness and a key.
POINTS = 5
_STATEMENTS = frozenset(kind.name for kind in KINDS.values() if "statement" in kind.bank_modes)
_LAWS = frozenset(kind.name for kind in KINDS.values() if kind.proof == "law")


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a witness agrees with a key, and otherwise its message."""

    agrees: bool
    message: str = ""


AGREED = Finding(True)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claimed key: its kind, its tree, and the resolved answer that it is in.

    ``tree`` is absent for kinds whose key is not a tree; ``text`` is the key as text.
    """

    kind: str
    expect: Spec
    text: str
    tree: Node | None = None

    @property
    def is_law(self) -> bool:
        """Whether the key is a distribution."""
        return self.kind in _LAWS

    @property
    def node(self) -> Node:
        """The tree; CheckError for kinds without one."""
        if self.tree is None:
            raise CheckError(f"this witness is not for the kind {self.kind}")
        return self.tree


class Trial:
    """One run of a witness against one claimed key."""

    def __init__(self, witness: Mapping[str, Written], scope: DrawScope, claim: Claim, seed: int = 0) -> None:
        self.witness = witness
        self.scope = scope
        self.claim = claim
        self._seed = seed
        self._memory: list[Any] = []
        # The expressions of the witness as written, and whether the list is complete, because the witness ran
        # to its end.
        self.expressions: dict[Node, None] = {}
        self.has_agreed = False
        self._stand_in: Callable[[Node], Node] = lambda tree: tree
        free = (*scope.frame.vars, *scope.frame.latex)
        self.free = tuple(name for name in dict.fromkeys(free) if name not in scope.trees)
        self.has_symbols = any(name in self.free for name in _list_witness_names(witness, scope, claim))
        self._assumed = read_assumptions(
            scope.assumed, (*self.free, *(name for name, _ in claim.expect.shapes))
        )

    @cached_property
    def generator(self) -> SplitMix64:
        """Random numbers, the same for every run of a seed."""
        return SplitMix64(self._seed, "witness")

    @property
    def is_settled(self) -> bool:
        """Whether it agreed without any random numbers, so that another seed would prove nothing more."""
        return self.has_agreed and "generator" not in vars(self)

    # --- arguments -------------------------------------------------------------------------------------

    def text(self, name: str) -> str:
        """Return an argument that is one text; BankError where it is missing."""
        raw = self.witness.get(name)
        if not isinstance(raw, (str, int, float)):
            raise BankError(f"the witness needs '{name}'", field=f"witness.{name}", code="witness")
        return str(raw)

    def names(self, name: str) -> tuple[str, ...]:
        """Return an argument that is one name or several."""
        raw = self.witness.get(name)
        if is_sequence(raw):
            return tuple(map(str, raw))
        return (self.text(name),)

    def mapping(self, name: str) -> dict[str, Written]:
        """Return an argument that is a mapping; empty if absent."""
        return mapping_of(self.witness.get(name))

    def stated(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return an argument that gives arrays their axes; empty if absent."""
        pairs = self.mapping(name).items()
        listed = {array: axes if is_sequence(axes) else (axes,) for array, axes in pairs}
        return {array: tuple(str(axis).strip() for axis in axes) for array, axes in listed.items()}

    def shapes(self) -> dict[str, tuple[str, ...]]:
        """Return the shapes that the answer declares, else the witness."""
        return self._declared() or self.stated("shapes")

    def _declared(self) -> dict[str, tuple[str, ...]]:
        """Return the shapes of matrices; those of arrays in code do not concern a tree."""
        expect = self.claim.expect
        if not isinstance(expect, MatrixExpressionSpec):
            return {}
        return dict(expect.shapes)

    def tree(self, text: object, bound: Iterable[str] = (), mode: Mode = "value") -> Node:
        """Return an expression of the witness with all values substituted, not evaluated."""
        return self.put_in(self.scope.frame.read(str(text), "witness", mode, bound))

    def put_in(self, tree: Node) -> Node:
        """Return a tree as the witness writes it with all values substituted, and the substitutes."""
        self.expressions.setdefault(tree)
        return self.scope.put_in(self._stand_in(tree), "witness")

    def function(self, text: object, bound: Iterable[str] = (), mode: Mode = "value") -> Function:
        """Return an expression of the witness as a function of its names."""
        return compile_value(self.tree(text, bound, mode))

    def array_function(self, text: object, bound: Iterable[str] = ()) -> Function:
        """Return an expression of the witness as a function of arrays too."""
        return make_evaluator(self.tree(text, bound))

    def number(self, text: object, point: Mapping[str, Any] | None = None) -> Any:
        """Return the value of an expression, at a point of the free symbols."""
        point = point or {}
        return self.function(text, point)(point)

    def real(self, text: object, point: Mapping[str, Any] | None = None) -> float:
        """Return the real number that an expression is; infinite ends of ranges included. Raises CheckError
        for another value."""
        word = str(text).strip()
        if word in ("inf", "infinity", "-inf", "-infinity"):
            return -math.inf if word.startswith("-") else math.inf
        value = self.number(text, point)
        if not isinstance(value, (int, float)):
            raise CheckError(f"{text}: a real number is expected")
        return float(value)

    def real_of(self, tree: Node) -> float:
        """Return the real number that a tree is, infinite ones too."""
        if tree == Const("inf"):
            return math.inf
        if tree == Neg(Const("inf")):
            return -math.inf
        with translate_numpy_refusals():
            return float(compile_numeric(tree)({}))

    def whole(self, text: object, point: Mapping[str, Any] | None = None) -> int:
        """Return the whole number that an expression is. Raises CheckError for another number."""
        value = self.real(text, point)
        if abs(value - round(value)) > 1e-9:
            raise CheckError(f"{text}: a whole number is expected")
        return round(value)

    def range(self, raw: object, point: Mapping[str, Any] | None = None) -> tuple[float, float]:
        """Return the ends of ``[a, b]`` or ``a..b``. Raises BankError for anything else."""
        low, high = split_range_ends(raw)
        return self.real(low, point), self.real(high, point)

    def nested(self, head: str, function: str) -> Node:
        """Return the expression wrapped in sum, prod or integrate for ``over``, the last name innermost.
        Raises BankError if a range is not one.
        """
        over = self.mapping("over")
        tree = self.tree(self.text(head), tuple(over))
        for name, raw in reversed(over.items()):
            low, high = (self.tree(end, tuple(over)) for end in split_range_ends(raw))
            tree = Call(function, (tree, Sym(name), low, high))
        return tree

    @property
    def structures(self) -> Mapping[str, str]:
        """The assumed structures of matrices."""
        return self._assumed.structures

    def domain(self, name: str) -> Domain:
        """Return the assumption on a free symbol."""
        return self._assumed.domain(name)

    # --- points ----------------------------------------------------------------------------------------

    def points(self, count: int = POINTS, without: Iterable[str] = ()) -> Iterator[Point]:
        """Yield random points of the free symbols under their assumptions; one empty point without any."""
        names = [name for name in self.free if name not in set(without)]
        if not names:
            yield {}
            return
        for _ in range(count):
            yield self._point(names)

    def _point(self, names: Sequence_[str]) -> Point:
        for _ in range(400):
            point = {name: self._coordinate(name) for name in names}
            if all(_is_relation_true(relation, point) for relation in self._assumed.relations):
                return point
        raise CheckError("no point satisfies what is assumed")

    def _coordinate(self, name: str) -> float:
        domain = self.domain(name)
        low, high = float(domain.low), float(domain.high)
        if domain.integer:
            lowest = min(-4, math.floor(high) - 8 if high < 4 else -4)
            start = math.ceil(low) if math.isfinite(low) else lowest
            start += int(start == low and not domain.has_low)
            width = 8 if not math.isfinite(high) else math.floor(high) - start - int(not domain.has_high) + 1
            value = start + self.generator.below(max(1, min(width, 8)))
            return float(value if value or not domain.nonzero else 1)
        if math.isfinite(low) and math.isfinite(high):
            return self.generator.real(low + 0.03 * (high - low), high - 0.03 * (high - low))
        if math.isfinite(low):
            return low + self.generator.real(0.3, 1.9)
        if math.isfinite(high):
            return high - self.generator.real(0.3, 1.9)
        return self.generator.real(0.3, 1.9) * (1.0 if self.generator.below(5) < 3 else -1.0)

    def compare(
        self,
        expected: Function,
        rel: float = 1e-6,
        key: Function | None = None,
        noise: Callable[[Point], float] = lambda point: 0.0,
    ) -> Finding:
        """Compare the key with the expected value, at points where that is a real number or array.

        A key without a value at such a point disagrees. ``noise`` is the absolute error of the expected
        value. Both are worked out once for all claims of a trial.
        """
        key = key or compile_value(self.claim.node)
        for point, value, error in self.once(lambda: self._expected(expected, noise)):
            finding = self.same(value, _key_value(key, point), rel, point, error)
            if not finding.agrees:
                return finding
        return AGREED

    def _expected(
        self, expected: Function, noise: Callable[[Point], float]
    ) -> list[tuple[Point, Any, float]]:
        wanted = POINTS if self.has_symbols else 1
        samples: list[tuple[Point, Any, float]] = []
        for _ in range(wanted * 20):
            point = next(self.points(1))
            try:
                with translate_numpy_refusals():
                    value = expected(point)
            except (UndefinedError, TooLargeError):
                if not self.has_symbols:
                    raise
                continue
            if point and np.iscomplexobj(value):
                continue
            samples.append((point, value, noise(point)))
            if len(samples) == wanted:
                return samples
        raise CheckError("the witness has no value at the points tried")

    def once(self, compute: Callable[[], Any]) -> Any:
        """Return a value that does not depend on the claim, computed for the first claim only."""
        if not self._memory:
            self._memory.append(compute())
        return self._memory[0]

    def claiming(self, claim: Claim) -> Trial:
        """Return the same trial for another claimed key."""
        trial = copy(self)
        trial.claim = claim
        return trial

    def standing_in(self, stand_in: Callable[[Node], Node], claim: Claim) -> Trial:
        """Return a trial of another claimed key, whose witness is changed before values are put in."""
        trial = Trial(self.witness, self.scope, claim)
        trial._stand_in = stand_in
        return trial

    def same(
        self,
        expected: Any,
        claimed: Any,
        rel: float = 1e-6,
        point: Mapping[str, Any] | None = None,
        noise: float = 0.0,
    ) -> Finding:
        """Return whether two values agree, and otherwise a sentence on their difference."""
        if is_close_value(expected, claimed, rel, noise):
            return AGREED
        location = "".join(
            f", {name} = {write_witness_value(value)}" for name, value in (point or {}).items()
        )
        return Finding(
            False,
            f"the witness gives {write_witness_value(expected)}, "
            f"the key {write_witness_value(claimed)}{location}",
        )

    def has_value(self, node: Node) -> bool:
        """Return whether a tree has a value at some point; of a distribution, whether its parameters allow
        one.
        """
        if self.claim.is_law and isinstance(node, Call):
            return any(_is_distribution(node, point) for point in self.points(3))
        if self.claim.kind in _STATEMENTS:
            return True
        key = make_evaluator(node)
        return any(_key_value(key, point) is not None for point in self._samples(node))

    def is_same_value(self, node: Node) -> bool:
        """Return whether a tree has the values of the key, far more closely than a witness compares.

        Points cannot compare statements and intervals; only the checker does.
        """
        if self.claim.kind in _STATEMENTS:
            return False
        key_value, node_value = (
            make_evaluator(_convert_law_to_vector(self.claim.node)),
            make_evaluator(_convert_law_to_vector(node)),
        )
        has_compared = False
        for point in self._samples(self.claim.node):
            first, second = _key_value(key_value, point), _key_value(node_value, point)
            if first is None and second is None:
                continue
            if not is_close_value(first, second, 1e-11):
                return False
            has_compared = True
        return has_compared

    def _samples(self, node: Node) -> Iterator[Point]:
        """Yield points for all symbols of a key: free symbols, declared arrays, axes."""
        if declared := self._declared():
            yield from self.array_values(declared)
            return
        axes = sorted(find_symbols(node) - set(self.free))
        for point in self.points(3):
            yield {**point, **{axis: float(self.generator.below(9) + 2) for axis in axes}}
            if not self.free and not axes:
                return

    def array_values(
        self, shapes: Mapping[str, Sequence_[str]], kinds: Mapping[str, str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield random arrays of named shapes, in several sizes, with the axes' lengths and the free numbers.

        No named axis has length 1, because a row times a column would be a number there.
        """
        kinds = {**self.structures, **(kinds or {})}
        for arrays in random_arrays(shapes, self.generator, kinds, self.scope):
            lengths = {
                axis: float(length)
                for name, named in shapes.items()
                for axis, length in zip(named, np.shape(arrays[name]), strict=False)
                if read_axis(axis).letter == axis
            }
            if 1 not in lengths.values():
                yield {**next(self.points(1)), **lengths, **arrays}

    def key_value(self) -> Any:
        """Return the value of a key without symbols; ``None`` where it has none."""
        return _key_value(compile_value(self.claim.node), {})


def _list_witness_names(witness: Mapping[str, Written], scope: DrawScope, claim: Claim) -> Iterator[str]:
    """Return every name that a key, or an expression of its witness, may contain after substitution."""
    if claim.tree is not None:
        yield from find_symbols(claim.tree)
    names = (*scope.frame.vars, *scope.frame.latex)
    words = re.findall(r"\w+", " ".join(_texts_below(witness)))
    # the letters of det and sqrt are not the names d and s
    text = " ".join(word for word in words if word in names or word not in FUNCTIONS)
    yield from (name for name in names if name in text)
    for name, tree in scope.trees.items():
        if name in text:
            yield from find_symbols(tree)


def mapping_of(value: object) -> dict[str, Written]:
    """Return a mapping by the texts of its names; empty for anything else."""
    return {str(name): entry for name, entry in value.items()} if is_mapping(value) else {}


def split_range_ends(raw: object) -> Sequence_[object]:
    """Return the two ends of ``[a, b]`` or ``a..b`` as written. Raises BankError for anything else."""
    ends = raw.split("..") if isinstance(raw, str) else raw
    if not is_sequence(ends) or len(ends) != 2:
        raise BankError("a range is expected, [a, b] or a..b", field="witness", code="witness")
    return ends


def _texts_below(value: object) -> Iterator[str]:
    if is_mapping(value) or is_sequence(value):
        for part in value.values() if is_mapping(value) else value:
            yield from _texts_below(part)
    else:
        yield str(value)


def compile_value(tree: Node) -> Function:
    """Return a tree as a function; parts of it may be beyond doubles although its value is not."""
    compute = compile_numeric(tree)

    def run(point: Point) -> Any:
        try:
            return compute(point)
        except TooLargeError:
            value = _precise_value(tree, point)
            if value is None:
                raise
            return value

    return run


def _precise_value(tree: Node, point: Point) -> float | complex | None:
    """Return the double of a number that was worked out to many digits; None where it has none."""
    if not all(isinstance(value, (int, float, complex)) for value in point.values()):
        return None
    try:
        # Doubles cannot separate a smaller value from zero.
        value = evaluate_mp(tree, point, 17)
        double = None if isinstance(value, bool) else to_double(value)
    except CheckError:
        return None
    return double if double is not None and abs(double) > 1e-290 else None


def _convert_law_to_vector(node: Node) -> Node:
    """Return a distribution as the vector of its parameters; anything else unchanged."""
    if isinstance(node, Call) and node.name in DISTRIBUTIONS:
        return Sequence("list", node.args)
    return node


def _is_distribution(node: Call, point: Mapping[str, Any]) -> bool:
    values = _key_value(compile_numeric(_convert_law_to_vector(node)), point)
    if values is None or np.iscomplexobj(values):
        return False
    if not has_density(node.name):
        return bool(np.all(np.asarray(values) >= 0))
    try:
        make_density_family(node.name, [float(value) for value in np.atleast_1d(values)])
    except CheckError:
        return False
    return True


@contextmanager
def translate_numpy_refusals() -> Generator[None]:
    """Report NumPy's refusals as BankError: arguments of another kind, or sizes that do not fit."""
    try:
        yield
    except (TypeError, ValueError) as error:  # among these LinAlgError
        is_complex = "complex" in str(error)
        why = "some value in it is not real" if is_complex else f"its arguments do not fit: {error}"
        hint = "assume: [a > 0] beside answer says what is positive" if is_complex else ""
        raise BankError(why, hint, field="witness", code="witness") from None


def evaluate_real_or(function: Function, point: Point, missing: _Missing) -> float | _Missing:
    """Return the real value of a function at a point; ``missing`` where it has none."""
    try:
        value = function(point)
    except CheckError:
        return missing
    return value if isinstance(value, float) else missing


def _key_value(key: Function, point: Mapping[str, Any]) -> Any:
    try:
        with translate_numpy_refusals():
            return key(point)
    except CheckError:
        return None


def _is_relation_true(relation: Node, point: Point) -> bool:
    try:
        return statement_holds(relation, point)
    except (UndefinedError, TooLargeError):
        return False


def is_close_value(expected: Any, actual: Any, rel: float = 1e-6, noise: float = 0.0) -> bool:
    """Return whether two numbers or arrays are equal up to a relative tolerance of their entries.

    ``noise`` is the error of the expected value itself.
    """
    if expected is None or actual is None or isinstance(expected, bool) != isinstance(actual, bool):
        return False
    left, right = np.asarray(expected), np.asarray(actual)
    if left.shape != right.shape:
        return False
    if not np.isfinite(left).all() or not np.isfinite(right).all():
        return bool(np.array_equal(left, right))
    size = np.maximum(np.abs(left), np.abs(right))
    # An entry that ought to vanish is judged relative to the largest one.
    floor = 1e-3 * float(np.max(size, initial=0.0)) if left.ndim else 0.0
    return bool(np.all(np.abs(left - right) <= rel * np.maximum(size, max(floor, 1e-7)) + 1e-13 + noise))


def write_witness_value(value: Any) -> str:
    """Return a value as text for a message."""
    if value is None:
        return "no value"
    if isinstance(value, (int, float, complex)):
        return f"{value:.10g}"
    return np.array2string(np.asarray(value), precision=6, separator=", ").replace("\n", "")
