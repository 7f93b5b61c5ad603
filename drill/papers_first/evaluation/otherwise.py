"""Lines that mean something else than the arithmetic that stands there, and quantities that are not free."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.alteration.working import steps_of
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.own_entries import check_entries
from drill.papers_first.evaluation.unlike_indices import check_unlike
from drill.papers_first.formula.held_fixed import is_held_fixed
from drill.papers_first.formula.own_signs import has_sign, own_signs
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Node,
    Power,
    Product,
    Statement,
    Symbol,
    symbols,
)
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.given_roles import given_role
from drill.papers_first.plausible.known_numbers import is_constant
from drill.papers_first.sides import Line

_TRANSPOSED: Final = Symbol("T")
_TIMES: Final = frozenset(("t", "s", "\\tau"))
_PLACES: Final = frozenset(("\\argmin", "\\argmax"))
_PAIR: Final = 2
_KNOWN: Final = re.compile(
    r"\b(?:gamma|digamma|beta|zeta|bessel|error|cumulative|normal|gaussian)\b.{0,30}\bfunction\b|\bcdf\b",
    re.IGNORECASE,
)
"""Functions whose value everybody can look up."""
_PSEUDO: Final = re.compile(r"\bpseudo-?\s?inverse|\bMoore(?:--?|–|\s)Penrose\b", re.IGNORECASE)
_MOMENTS: Final = frozenset(("E", "\\mathbb{E}", "Var", "var", "V"))
_SIZED: Final = re.compile(
    r"\$(\\?[A-Za-z]+)\$ (?:is|are) (?:an? |of (?:size|dimensions?|shape|order) )?"
    r"\$[^$=]{1,16}\\times[^$=]{1,16}\$"
)
_VARIANCES: Final = frozenset(("Var", "var", "V"))
_RISING: Final = re.compile(r"\b(?:distribution function|cumulative|CDF)\b", re.IGNORECASE)
_SIGMOID: Final = re.compile(r"\b(?:sigmoid|logistic)\b", re.IGNORECASE)
_FACTORS: Final = frozenset(
    (
        "\\alpha",
        "\\beta",
        "\\gamma",
        "\\epsilon",
        "\\varepsilon",
        "\\eta",
        "\\kappa",
        "\\lambda",
        "\\nu",
        "\\tau",
        "\\omega",
    )
)
"""Letters of numbers rather than of functions."""


def check_meaning(paper: Paper, line: Line, side: Side) -> None:
    """That a side means what stands there.

    Raises:
        RefusedError: it does not, or one of its quantities is decided elsewhere.
    """
    if any(map(_names_its_body, line.rights)):
        raise RefusedError("of what is searched for a side is the value, not the place")
    if isinstance(line.left, Symbol) and _sums_in_silence(line.left, side.original):
        raise RefusedError("it is summed over an index without a sign")
    if any(map(_is_transposed, walk(side.original))):
        raise RefusedError("what stands raised is a transpose")
    if has_sign(side.original, own_signs((line.statement,))):
        raise RefusedError("its sign is set by the same sign of something else")
    if any(_is_started(paper, node) for node in side.names):
        raise RefusedError("the paper sets its members one by one")
    if any(_is_factor(node, side) for node in side.names):
        raise RefusedError("a letter before brackets may be a factor")
    if _is_bare(side) and any(steps_of(one) > 1 for one in line.rights if one != side.original):
        raise RefusedError("another side of its chain says more")
    if sum(any(map(is_held_fixed, walk(node))) for node in side.names) > 1:
        raise RefusedError("what is held fixed has the value of what it is of")
    if any(_is_settled(paper, node, side) for node in side.names):
        raise RefusedError("what is given follows from other numbers")
    if any(_is_defined(paper, node, side) for node in side.names):
        raise RefusedError("what is given follows from other numbers")
    if "dimension" not in side.says and _multiplies_sized(paper, side):
        raise RefusedError("what has rows and columns is no number")
    if any(map(_is_variance_of_indicator, side.names)):
        raise RefusedError("the variance of what is 0 or 1 is at most a quarter")
    if any(_is_of_given_law(node, side) for node in side.names):
        raise RefusedError("the number that is a law decides what is taken over it")
    if any(_is_ordered(paper, node, side) for node in side.names):
        raise RefusedError("two values of a law are in the order of their arguments")
    if _shares_members(side):
        raise RefusedError("two sets have members of one name")
    if any(isinstance(node, Call) and node.head in paper.told.of_mean_one for node in side.names):
        raise RefusedError("weights of the mean 1 are not free")
    if any(node in paper.told.of_ones for node in side.names):
        raise RefusedError("all entries of an array are set")
    check_entries(side)
    check_unlike(paper, side)


def _is_settled(paper: Paper, node: Node, side: Side) -> bool:
    """Whether a value is that of a known function of other given numbers: ``\\Gamma(a)`` beside a.

    So is a pseudo-inverse beside what the paper makes its matrix of.
    """
    match node:
        case Symbol(mark=("+",) | ("\\dagger",)):
            return _is_inverted(paper) and any(
                one.relations and one.sides[0] == replace(node, mark=()) and _holds_given(one, side)
                for one in paper.told.equations
            )
        case Call(Symbol() as head, Bracket(_, _, parts) as arguments):
            said = [one for one in symbols(arguments) if not is_constant(one)]
        case _:
            return False
    given = [one for one in walk(arguments) if one in side.names]
    # of one value beside a part of its argument nothing follows, of two values their order does
    is_single = sum(isinstance(one, Call) and one.head == head for one in side.names) == 1
    if not given or (is_single and not all(_is_within(one, given) for one in said)):
        return False
    entry = paper.meaning(head)
    is_beta = head.base in ("B", "\\beta") and len(parts) == _PAIR
    return (
        head.base in ("\\Gamma", "\\Phi")
        or is_beta
        or (head.base == "\\sigma" and _speaks_of_sigmoids(paper))
        or (entry is not None and bool(_KNOWN.search(entry.meaning)))
    )


@once
def _is_inverted(paper: Paper) -> bool:
    """Whether a paper speaks of pseudo-inverses, so that a raised plus or dagger makes one."""
    return any(_PSEUDO.search(paragraph.text) for paragraph in paper.document.paragraphs)


def _holds_given(statement: Statement, side: Side) -> bool:
    """Whether right sides of a statement hold members of what is given: ``H_t``, of which ``H_1`` is."""
    given = {replace(one, sub=()) for one in side.names if isinstance(one, Symbol) and one.sub}
    return any(
        replace(one, sub=()) in given for right in statement.sides[1:] for one in symbols(right) if one.sub
    )


def _is_within(symbol: Symbol, given: Sequence[Node]) -> bool:
    return any(symbol in walk(one) for one in given)


def _speaks_of_sigmoids(paper: Paper) -> bool:
    shown = (formula.latex for formula in paper.document.formulas)
    return any(map(_SIGMOID.search, (*(paragraph.text for paragraph in paper.document.paragraphs), *shown)))


def _multiplies_sized(paper: Paper, side: Side) -> bool:
    """``Z D``, of which Z has rows and columns."""
    factors = (part.factors for part in walk(side.original) if isinstance(part, Product))
    return any(
        isinstance(one, Symbol) and one.base.isupper() and to_latex(one) in _sized(paper)
        for each in factors
        for one in each
    )


@once
def _sized(paper: Paper) -> frozenset[str]:
    """Names that a sentence tells the rows and columns of: ``$B$ is $n \\times k$``."""
    return frozenset(
        match[1] for paragraph in paper.document.paragraphs for match in _SIZED.finditer(paragraph.text)
    )


def _is_variance_of_indicator(node: Node) -> bool:
    match node:
        case Call(Symbol(base), Bracket(_, _, (body,), (), ())) | Applied(Symbol(base), body):
            return base in _VARIANCES and given_role(body) == "indicator"
        case _:
            return False


def _is_of_given_law(node: Node, side: Side) -> bool:
    """``P_{y \\sim p}(y = 1)`` beside a p that is a number: it is the chance of a 1."""
    below = node.head.sub if isinstance(node, Call) and isinstance(node.head, Symbol) else ()
    law = below[below.index("\\sim") + 1 :] if "\\sim" in below else ()
    return any(tuple(to_tokens(other)) == law for other in side.names if isinstance(other, Symbol))


def _is_ordered(paper: Paper, node: Node, side: Side) -> bool:
    """Whether a distribution function's values are given at two given arguments: ``G(x)``, ``G(a)``."""
    if not isinstance(node, Call) or not isinstance(node.head, Symbol):
        return False
    entry = paper.meaning(node.head)
    if entry is None or not _RISING.search(entry.meaning):
        return False
    alike = [one for one in side.names if isinstance(one, Call) and one.head == node.head]
    return len(alike) > 1 and all(set(one.arguments.parts) <= side.names.keys() for one in alike)


def _shares_members(side: Side) -> bool:
    """``x_i \\in A`` beside ``x_j \\in B``: both would have the members x with a number."""
    sets: dict[str, set[tuple[str, ...]]] = {}
    for lower, _ in side.ranges.runs:
        if lower[1:2] == ("_",) and "\\in" in lower:
            sets.setdefault(lower[0], set()).add(lower[lower.index("\\in") + 1 :])
    return any(len(found) > 1 for found in sets.values())


def _is_defined(paper: Paper, node: Node, side: Side) -> bool:
    """Whether the paper computes an expected value from other given numbers: ``E[X]`` beside a law's own."""
    if not isinstance(node, Call | Applied) or not (
        isinstance(node.head, Symbol) and node.head.base in _MOMENTS
    ):
        return False
    given = {one for one in side.names if one != node}
    return any(
        equation.statement.sides[0] == node and _is_of(equation.statement.sides[1], given)
        for equation in paper.equations
        if paper.here is None or equation.formula.section == paper.here.section
    )


def _is_of(right: Node, given: Collection[Node]) -> bool:
    names = [one for one in symbols(right) if not is_constant(one)]
    heads = {part.head for part in walk(right) if isinstance(part, Call)}
    return bool(names) and all(one in given or one in heads for one in names)


def _is_factor(node: Node, side: Side) -> bool:
    """Whether a value may be a product: ``\\beta (s t)``, where s stands by itself as well."""
    match node:
        case Call(Symbol(base, "", (), (), 0, ()), Bracket("(", _, (Product() as inside,))):
            return base in _FACTORS and any(part in side.names for part in walk(inside))
        case _:
            return False


def _is_bare(side: Side) -> bool:
    """Whether a side is a function's value times something: ``g(L) x``."""
    match side.original:
        case Product((Call() as value, Symbol()), ("",)):
            return value in side.names and not side.asks
        case _:
            return False


def _names_its_body(right: Node) -> bool:
    """``\\argmin_k d_k``, of which a further side may say what is searched as well as what is found."""
    match right:
        case Big(name, (_, *_), _, Symbol() | Call()):
            return name in _PLACES
        case _:
            return False


def _sums_in_silence(left: Symbol, right: Node) -> bool:
    """Whether an index that two factors share is not on the left: ``C_{ij} = A_{ik} B_{kj}``."""
    own = {token for token in left.sub if token.isalpha() or token.startswith("\\")}
    if not own:
        return False
    bound = {part.lower[0] for part in walk(right) if isinstance(part, Big) and part.lower}
    return any(
        index not in own | bound | _TIMES and count >= _PAIR
        for part in walk(right)
        if isinstance(part, Product)
        for index, count in _shared(part)
    )


def _shared(product: Product) -> Iterator[tuple[str, int]]:
    """Of a product with a factor of several indices the letters, and how many factors have each."""
    indexed = [factor for factor in product.factors if isinstance(factor, Symbol) and factor.sub]
    letters = [{token for token in factor.sub if len(token) == 1 and token.isalpha()} for factor in indexed]
    if any(len(one) >= _PAIR for one in letters):
        yield from Counter(letter for one in letters for letter in one).items()


def _is_transposed(part: Node) -> bool:
    """``v^T A v``: what is raised to T stands at the other end as well."""
    match part:
        case Product((Power(base, exponent), *_, last)):
            return exponent == _TRANSPOSED and base == last
        case _:
            return False


def _is_started(paper: Paper, node: Node) -> bool:
    """Whether a value is that of a numbered member of functions that are set one by the one before."""
    match node:
        case Call(Symbol(sub=(number,)) as head) if number.isdigit():
            return replace(head, sub=()) in paper.told.started
        case _:
            return False
