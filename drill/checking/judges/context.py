"""The context of judging one answer, besides the key: the domains of its symbols and a budget of time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice, product

from drill.checking.answer_verdict import (
    NOT_EQUAL,
    ROUNDED,
    Clock,
    Verdict,
    join_verdicts,
    make_correct_verdict,
    make_undecided_verdict,
    make_wrong_verdict,
)
from drill.checking.decimals import measure_number_size, stands_for
from drill.checking.equality import Comparison, NumberMeaning, Point, Sample, compare, evaluate_short_rational
from drill.checking.grids import write_out_scalar
from drill.checking.kind import describe_tree_kind, make_kind_error
from drill.checking.spec import Spec
from drill.checking.tolerances import Precision
from drill.errors import CheckError, KeyFaultError, TooLargeError, UndefinedError
from drill.explanation import record_step
from drill.maths.domains import Assumptions, Domain, assumptions_of
from drill.maths.maths_tree import (
    Binary,
    Call,
    Neg,
    Node,
    Num,
    Sequence,
    change_parts,
    find_in_tree,
    find_symbols,
)
from drill.maths.precise_functions import MP

Nodes = tuple[Node, ...]


@dataclass(frozen=True)
class Context:
    """The assumptions on the symbols, and the clock that all comparisons of one check share.

    With a ``precision`` typed decimals may round numbers of the key, and ``largest`` is the size of the
    largest number of a vector, a matrix or a set.
    """

    assumed: Assumptions
    clock: Clock = field(default_factory=Clock)
    precision: Precision | None = None
    largest: MP = 0

    @classmethod
    def of(cls, spec: Spec) -> Context:
        """Return the context of a spec; raises KeyFaultError where ``assume`` is not read."""
        return cls(assumptions_of(spec.assume, spec.names.declared))

    def compare(self, key: Node, answer: Node) -> Comparison:
        """Compare two scalars within the domains and the time; odd roots of symbols may be real ones."""
        if self.is_meant(key, answer):
            return Comparison("equal", ROUNDED)
        meanings = (NumberMeaning(self.assumed),)
        result = compare(key, answer, meanings, self.clock)
        record_step("compare two scalars", key=key, answer=answer, outcome=result.outcome)
        if result.outcome == "different" and (read := with_real_roots(answer)) != answer:
            again = compare(key, read, meanings, self.clock)
            record_step("compare with real roots", answer=read, outcome=again.outcome)
            return again if again.equal else result
        return result

    def beside(self, keys: Iterable[Node]) -> Context:
        """Return the context of numbers next to each other, whose largest sets the scale."""
        if self.precision is None:
            return self
        sizes = (measure_number_size(key) for key in keys if not find_symbols(key))
        return replace(self, largest=max(sizes, default=0))

    def is_meant(self, key: Node, answer: Node) -> bool:
        """Return whether the decimals of a scalar answer round numbers that make it the key."""
        precision = self.precision
        return precision is not None and stands_for(
            key, answer, precision, self.assumed, self.clock, self.largest
        )

    def compare_all(self, keys: Iterable[Node], answers: Iterable[Node]) -> Verdict:
        """Return the verdict on scalars, each compared with its key. Raises as :func:`verdict_of`."""
        pairs = zip(keys, answers, strict=True)
        return join_verdicts(verdict_of(self.compare(*pair)) for pair in pairs)

    def equal(self, key: Node, answer: Node) -> bool:
        """Return whether two scalars are shown to be equal."""
        return self.compare(key, answer).equal


def exact_points(names: Collection[str], assumed: Assumptions, count: int) -> list[dict[str, Fraction]]:
    """Return some rational points that satisfy the assumptions; one empty point without symbols."""
    points: Iterable[Point] = islice(Sample(names, assumed).ordinary(), count) if names else ({},)
    return [
        {name: _find_nearby_fraction(value, assumed.domain(name)) for name, value in point.items()}
        for point in points
    ]


def _find_nearby_fraction(value: float, domain: Domain) -> Fraction:
    """Return a fraction near a number, with a small denominator if the domain has it."""
    # Small denominators are fast to compute with; narrow domains need finer fractions.
    near = Fraction(value).limit_denominator(32)
    if near and near in domain:
        return near
    return Fraction(value).limit_denominator(10**6)


@contextmanager
def raise_as_key_fault(subject: str) -> Generator[None]:
    """Turn any error of reading or computing in the block into KeyFaultError: the key is at fault."""
    try:
        yield
    except CheckError as error:
        raise KeyFaultError(f"{subject}: {error}") from None


def scalar_key(kind: str, key: Node) -> Node:
    """Return a key that is one number or function, as :func:`write_out_scalar` gives an answer.

    Raises KeyFaultError for a list, a statement or a distribution.
    """
    try:
        if describe_tree_kind(key):
            raise make_kind_error(kind, key)
        if not any(find_in_tree(key, Sequence)):
            return key
        return write_out_scalar(kind, key)
    except UndefinedError:
        return key  # a function of vectors that only banks have, such as norm
    except CheckError as error:
        raise KeyFaultError(f"the key is not of the kind {kind}: {error.message}") from None


def verdict_of(comparison: Comparison) -> Verdict:
    """Return the verdict of a comparison; raises UndefinedError and TooLargeError for answers without a
    value."""
    match comparison.outcome:
        case "equal":
            return make_correct_verdict(comparison.evidence)
        case "different":
            apart = comparison.difference and f"{NOT_EQUAL}: they differ by {comparison.difference}."
            return make_wrong_verdict("wrong", apart, comparison.evidence)
        case "undefined":
            raise UndefinedError("this has no value")
        case "too-large":
            raise TooLargeError("this is too large to be computed")
        case "unclear":
            return make_undecided_verdict("the answer could not be told equal or unequal to the key")


def match_equal_elements(
    same: Mapping[tuple[int, int], bool | None], due: int, answered: int
) -> dict[int, int]:
    """Return the largest matching of equal elements, from places of the answer to places of the key."""
    partner: dict[int, int] = {}

    def finds_one(i: int, tried: set[int]) -> bool:
        for j in range(answered):
            if same[i, j] and j not in tried:
                tried.add(j)
                if j not in partner or finds_one(partner[j], tried):
                    partner[j] = i
                    return True
        return False

    for i in range(due):
        finds_one(i, set())
    return partner


def are_reordered(due: Nodes, answered: Nodes, same: Callable[[Node, Node], bool]) -> bool:
    """Return whether some trees are a permutation of others."""
    places = product(range(len(due)), range(len(answered)))
    same_pairs = {(i, j): same(due[i], answered[j]) for i, j in places}
    return len(match_equal_elements(same_pairs, len(due), len(answered))) == len(due)


# --- odd roots ------------------------------------------------------------------------------------------


def with_real_roots(node: Node) -> Node:
    """Return the tree with ``x^(p/q)`` for odd ``q`` as the real root to the power ``p``.

    A principal power with an odd root is not real where its base is negative; whoever types it for the cube
    root means the real one, and is right in either reading. Powers of plain numbers have one reading.
    """
    node = change_parts(node, with_real_roots)
    if not (isinstance(node, Binary) and node.op == "^" and find_symbols(node.left)):
        return node
    try:
        exponent = None if find_symbols(node.right) else evaluate_short_rational(node.right)
    except CheckError:
        return node
    if exponent is None or exponent.denominator == 1 or exponent.denominator % 2 == 0:
        return node
    root = Call("root", (node.left, Num(str(exponent.denominator))))
    power = Num(str(abs(exponent.numerator)))
    return Binary("^", root, Neg(power) if exponent < 0 else power)
