"""The domains of symbols, as declared by texts such as ``x > 0`` and ``n positive integer``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from drill.errors import CheckError, KeyFaultError
from drill.maths import exact, numeric
from drill.maths.maths_tree import Logic, Node, Relation, RelationOp, Sym, find_symbols
from drill.maths.names import Names
from drill.maths.plain import parse

# A rational, or ±infinity as a float.
Bound = Fraction | float


@dataclass(frozen=True, slots=True)
class Domain:
    """The real numbers that a symbol may be: an interval, with or without its ends."""

    low: Bound = -math.inf
    high: Bound = math.inf
    has_low: bool = False
    has_high: bool = False
    # Whether only integers count.
    integer: bool = False
    nonzero: bool = False
    # Whether its members are False and True, as of a mask; they are 0 and 1 as numbers.
    boolean: bool = False

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, (int, float, Fraction)):
            return False
        above = value > self.low or (value == self.low and self.has_low)
        below = value < self.high or (value == self.high and self.has_high)
        whole = not self.integer or value == math.floor(value)
        return above and below and whole and not (self.nonzero and value == 0)

    @property
    def is_positive(self) -> bool:
        """Whether every member is above zero."""
        return self.low > 0 or (self.low == 0 and (not self.has_low or self.nonzero))

    @property
    def is_nonnegative(self) -> bool:
        """Whether no member is below zero."""
        return self.low >= 0

    @property
    def is_negative(self) -> bool:
        """Whether every member is below zero."""
        return self.high < 0 or (self.high == 0 and (not self.has_high or self.nonzero))

    @property
    def is_nonpositive(self) -> bool:
        """Whether no member is above zero."""
        return self.high <= 0


REALS = Domain()


@dataclass(frozen=True)
class Assumptions:
    """Assumptions about the symbols of an exercise.

    ``domains`` has an entry for every declared name; ``relations`` are those between several names, such as
    ``a < b``, which a drawn point must satisfy as well; ``structures`` lists properties of matrices, such as
    ``symmetric``.
    """

    domains: Mapping[str, Domain] = field(default_factory=dict[str, Domain])
    relations: tuple[Node, ...] = ()
    structures: Mapping[str, str] = field(default_factory=dict[str, str])

    def domain(self, name: str) -> Domain:
        """Return the domain of a name; the reals if nothing is assumed of it."""
        return self.domains.get(name, REALS)


_WORDED = re.compile(r"\s*([A-Za-z]\w*'*)\s+(?:is\s+)?((?:an?\s+)?[a-z-]+(?:\s+[a-z-]+)*(?:\s+1)?)\s*")
_LABELS = re.compile(r"\s*([A-Za-z]\w*'*)\s+(?:is\s+|are\s+)?labels\s+-1\s+or\s+1\s*")
_SIGNS: dict[str, RelationOp] = {
    "positive": ">", "negative": "<", "nonnegative": ">=", "nonpositive": "<=", "nonzero": "!=",
}  # fmt: skip
_WORDS = frozenset({"real", "integer", "binary", "boolean", *_SIGNS})
# Classes of two, as numbers.
LABELS = "labels -1 or 1"
# A matrix of weights or probabilities, of any shape: positive entries, each row with sum 1.
ROWS_SUM_TO_1 = "rows sum to 1"
# A joint table of probabilities: positive entries, which have sum 1 together.
ENTRIES_SUM_TO_1 = "entries sum to 1"
# A mask with at least one entry left in each row, such as a real token in each sequence.
ROWS_NOT_ZERO = "rows not zero"
# Unit vectors: each row has the Euclidean norm 1; of a vector itself.
ROWS_OF_NORM_1 = "rows of norm 1"
# Columns of norm 1 that are orthogonal to each other, of a matrix that has at least as many rows.
ORTHONORMAL_COLUMNS = "orthonormal columns"
# Entries that rise along the last axis.
SORTED = "sorted"
# Assumptions that make entries probabilities.
SHARES = frozenset((ROWS_SUM_TO_1, ENTRIES_SUM_TO_1))
# Assumptions for arrays of any shape; other structures belong to square matrices, and orthonormal columns
# to matrices with at least as many rows.
OF_ANY_SHAPE = SHARES | {ROWS_NOT_ZERO, ROWS_OF_NORM_1, SORTED}
# Properties that a matrix may be assumed to have.
STRUCTURES: frozenset[str] = frozenset((
    *("symmetric", "skew", "antisymmetric", "orthogonal", "diagonal", "invertible"),
    *("positive definite", "positive semidefinite", "upper triangular", "lower triangular"),
    ORTHONORMAL_COLUMNS, *OF_ANY_SHAPE,
))  # fmt: skip
_ARTICLES = frozenset({"a", "an", "number"})
_MIRRORED: dict[RelationOp, RelationOp] = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


def read_assumptions(texts: Sequence[str], declared: Iterable[str]) -> Assumptions:
    """Read ``x > 0``, ``0 < p < 1``, ``n positive integer``, ``M binary``, ``y labels -1 or 1``, ``a < b``,
    ``A symmetric``.

    Names need not be declared beforehand. Raises :class:`CheckError` (a :class:`ParseError` for text that is
    not read) on anything else.
    """
    domains = dict.fromkeys(declared, REALS)
    relations: list[Node] = []
    structures: dict[str, str] = {}
    for text in texts:
        if (worded := split_worded_assumption(text)) is not None:
            name, words = worded
            if words == LABELS:
                domains[name] = Domain(Fraction(-1), Fraction(1), True, True, integer=True, nonzero=True)
            elif words in STRUCTURES:
                structures[name] = words
            else:
                domains[name] = _narrow_by_words(domains.get(name, REALS), words, text)
            continue
        names = Names(declared=frozenset(domains), functions="bank", undeclared="allow")
        for relation in _split_conjunction(parse(text, names, mode="statement"), text):
            if not _narrow_domain(domains, relation):
                relations.append(relation)
                domains.update({name: REALS for name in find_symbols(relation) if name not in domains})
    return Assumptions(domains, tuple(relations), structures)


def split_worded_assumption(text: str) -> tuple[str, str] | None:
    """Return the name and the words of ``n is a positive integer``; None of a relation.

    A structure is one of ``STRUCTURES``, and labels are ``LABELS``.
    """
    if labels := _LABELS.fullmatch(text):
        return labels[1], LABELS
    worded = _WORDED.fullmatch(text)
    if worded is None:
        return None
    structure = worded[2].replace("semi-", "semi").replace("-", " ")
    if structure in STRUCTURES:
        return worded[1], structure
    words = worded[2].replace("non-", "non")
    return None if _WORDS.isdisjoint(words.split()) else (worded[1], words)


@lru_cache(maxsize=256)
def assumptions_of(texts: tuple[str, ...], declared: frozenset[str]) -> Assumptions:
    """Return what an exercise assumes; an error here is the exercise's fault: KeyFaultError."""
    try:
        return read_assumptions(texts, sorted(declared))
    except CheckError as error:
        raise KeyFaultError(f"assume: {error.message}") from None


def _narrow_by_words(domain: Domain, words: str, text: str) -> Domain:
    for word in words.replace("non-", "non").split():
        if word in _ARTICLES:
            continue
        if word not in _WORDS:
            raise CheckError(f"'{word}' is not understood in the assumption '{text}'")
        if word == "integer":
            domain = replace(domain, integer=True)
        elif word in ("binary", "boolean"):
            is_mask = word == "boolean"
            domain = Domain(Fraction(0), Fraction(1), True, True, integer=True, boolean=is_mask)
        elif word in _SIGNS:
            domain = _bound_domain(domain, _SIGNS[word], Fraction(0)) or domain
    return domain


def _split_conjunction(node: Node, text: str) -> list[Relation]:
    if isinstance(node, Relation):
        return [node]
    if isinstance(node, Logic) and node.op == "and":
        return _split_conjunction(node.left, text) + _split_conjunction(node.right, text)
    raise CheckError(f"'{text}' is not an assumption", "such as x > 0, 0 < p < 1, n integer")


def _narrow_domain(domains: dict[str, Domain], relation: Relation) -> bool:
    """Narrow a name's domain by a relation with a number; return False if the relation is another."""
    left, right, op = relation.left, relation.right, relation.op
    if isinstance(right, Sym) and not isinstance(left, Sym):
        left, right, op = right, left, _MIRRORED[op]
    if not isinstance(left, Sym):
        return False
    bound = exact.evaluate_exactly(right, {})
    if bound is None:
        return False
    narrowed = _bound_domain(domains.get(left.name, REALS), op, bound)
    if narrowed is None:
        return False
    domains[left.name] = narrowed
    return True


def narrow_domain_by_constant(domains: dict[str, Domain], relation: Node) -> bool:
    """Narrow a name's domain by a relation with a number that is not rational, such as ``theta < pi``.

    Return False if the relation is another. The bound is the nearest double.
    """
    if not isinstance(relation, Relation):
        return False
    left, right, op = relation.left, relation.right, relation.op
    if isinstance(right, Sym) and not isinstance(left, Sym):
        left, right, op = right, left, _MIRRORED[op]
    if not isinstance(left, Sym) or find_symbols(right):
        return False
    bound = numeric.evaluate_real(right, {})
    if bound is None or not math.isfinite(bound):
        return False
    narrowed = _bound_domain(domains.get(left.name, REALS), op, Fraction(bound))
    if narrowed is None:
        return False
    domains[left.name] = narrowed
    return True


def _bound_domain(domain: Domain, op: RelationOp, bound: Fraction) -> Domain | None:
    match op:
        case ">" | ">=":
            tighter = bound > domain.low or (bound == domain.low and op == ">")
            if tighter:
                return replace(domain, low=bound, has_low=op == ">=")
            return domain
        case "<" | "<=":
            tighter = bound < domain.high or (bound == domain.high and op == "<")
            if tighter:
                return replace(domain, high=bound, has_high=op == "<=")
            return domain
        case "!=" if bound == 0:
            return replace(domain, nonzero=True)
        case _:
            return None
