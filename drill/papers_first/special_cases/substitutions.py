"""What one may put into a formula to see a special case: a weight at an end, one sample, equal points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import at_index, bracketed, replaced, summed, walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Differential,
    Fraction,
    Node,
    Number,
    Said,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.decided import Decided
from drill.papers_first.sides import Line
from drill.papers_first.special_cases.striking import ONE, ZERO
from drill.papers_first.special_cases.weights import (
    divides,
    is_added_to_1,
    is_bound,
    is_mixture,
    leads_a_term,
    running,
    scalars,
)
from drill.papers_first.wording import maths

_WEIGHT_WORDS: Final = re.compile(
    r"\b(?:weight|coefficient|strength|trade-?off|penalty|balanc\w*|mixing|interpolation|momentum|decay|discount"
    r"|regulari[sz]ation parameter|proportion|guidance scale|damping|smoothing)\b",
    re.IGNORECASE,
)
_DECAYS: Final = re.compile(r"\b(?:decay|momentum|regulari[sz]ation|damping|penalty)\b", re.IGNORECASE)
_NO_WEIGHT: Final = re.compile(
    r"\b(?:weights of|matrix|vector|weight (?:matrix|vector)|decay of)\b", re.IGNORECASE
)
_TINY_WORDS: Final = re.compile(
    r"\bsmall (?:positive )?(?:constant|number|offset)|stability\b", re.IGNORECASE
)
_NOISE_WORDS: Final = re.compile(
    r"\b(?:noise (?:variance|level|scale|standard deviation|strength)|(?:variance|level) of the noise)\b",
    re.IGNORECASE,
)
_TEMPERATURE: Final = re.compile(r"\btemperature\b", re.IGNORECASE)
_COUNTED: Final = re.compile(r"\bnumber\b", re.IGNORECASE)
_LEADING: Final = frozenset(("\\lambda", "\\beta", "\\gamma", "\\alpha", "\\mu", "\\nu", "\\rho"))
"""Letters of weights, where nothing is said of them and they lead a term."""
_COUNTS: Final = frozenset("KNMSBLTHnm")
_LIMITING: Final = frozenset((">", "<", "\\neq", "\\in"))


@dataclass(frozen=True, slots=True)
class Substitution:
    """Something put in: the equation that says so, the side with it, and what one may take for it."""

    said: str
    side: Node
    mistaken: tuple[tuple[Node, str], ...] = ()
    """Sides with something else put in, each with a sentence about it."""
    counts: bool = False
    """Whether it is how many there are of something."""
    is_set: bool = False
    """Whether a weight is set to a number."""


def substitutions(paper: Paper, line: Line, decided: Decided) -> Iterator[Substitution]:
    """What may be put into the right side of a line, the most telling first; nothing that others hang on."""
    side = line.rights[0]
    if any(isinstance(part, Table | Said | Statement | Differential) for part in walk(side)):
        return
    indices = running(side)
    names = [
        symbol
        for symbol in scalars(side)
        if symbol != line.left and not indices & set(symbol.sub) and not is_bound(symbol, side)
    ]
    for symbol in names:
        if decided.leaves_multiples(symbol, side):
            continue
        for found in _of_weight(paper, line, side, symbol):
            if not found.is_set or decided.leaves_free(symbol, side):
                yield found
    yield from _of_counts(paper, line, side)
    yield from _of_equal_points(line, side)


def _of_weight(paper: Paper, line: Line, side: Node, symbol: Symbol) -> Iterator[Substitution]:
    entry = paper.meaning(symbol)
    meaning = entry.meaning if entry is not None else ""
    if _TEMPERATURE.search(meaning) and divides(side, symbol):
        yield _put(side, symbol, ONE, None)
        return
    if _is_limited(paper, line, symbol):
        return
    is_mixed = symbol in paper.weights and is_mixture(side, symbol)
    is_weight = is_mixed or bool(_WEIGHT_WORDS.search(meaning) and not _NO_WEIGHT.search(meaning))
    if _TEMPERATURE.search(meaning):
        is_weight = leads_a_term(side, symbol)  # of an entropy, say
    if not is_weight and not meaning:
        is_weight = _is_weight_by_name(symbol) and leads_a_term(side, symbol)
    if is_weight:
        if not paper.excludes(symbol, "0"):
            yield _put(side, symbol, ZERO, ONE)
        has_other_end = is_mixed or (symbol.base == "\\beta" and not _DECAYS.search(meaning))
        if has_other_end and not paper.excludes(symbol, "1"):
            yield _put(side, symbol, ONE, ZERO)
    elif _vanishes(side, symbol, meaning):
        yield _put(side, symbol, ZERO, None)


def _is_weight_by_name(symbol: Symbol) -> bool:
    """``\\lambda``, ``c_1``: names of weights where nothing is said of them."""
    is_numbered = len(symbol.sub) == 1 and symbol.sub[0].isdigit()
    return symbol.base in _LEADING or (symbol.base in ("c", "w") and is_numbered)


def _vanishes(side: Node, symbol: Symbol, meaning: str) -> bool:
    """Whether a name is of what may be none: a small constant, a spread of noise."""
    if _TINY_WORDS.search(meaning) or _NOISE_WORDS.search(meaning):
        return True
    if symbol.base == "\\epsilon" and not meaning:
        return not symbol.sub or is_added_to_1(side, symbol)
    return symbol.base == "\\sigma" and not meaning and leads_a_term(side, symbol)


def _put(side: Node, symbol: Symbol, number: Number, other: Number | None) -> Substitution:
    latex = to_latex(symbol)
    mistaken = () if other is None else ((_with(side, symbol, other), _leaves(f"{latex} = {other.text}")),)
    return Substitution(f"{latex} = {number.text}", _with(side, symbol, number), mistaken, is_set=True)


def _leaves(said: str) -> str:
    return f"That is what ${maths(said)}$ leaves."


def _with(side: Node, symbol: Symbol, number: Node) -> Node:
    return replaced(side, lambda part: number if part == symbol else None)


def _of_counts(paper: Paper, line: Line, side: Node) -> Iterator[Substitution]:
    """One sample, one head, a batch of one: where a sum from 1 ends in a letter, and nothing else counts."""
    if isinstance(line.left, Derivative):
        return
    ends = {
        part.upper[0]
        for part in walk(side)
        if isinstance(part, Big)
        and part.name == "\\sum"
        and len(part.upper) == 1
        and part.lower[1:] == ("=", "1")
    }
    for letter in sorted(ends & _COUNTS):
        sums = [part for part in walk(side) if isinstance(part, Big) and letter in part.upper]
        is_telling = divides(side, Symbol(letter)) or bool(
            (entry := paper.meaning(Symbol(letter))) and _COUNTED.search(entry.meaning)
        )
        is_closed = len(sums) == 1 and sums[0].lower[1:] == ("=", "1") and not _escapes(sums[0], line, side)
        is_open = is_closed and not _labels(side, letter) and not _is_below(side, sums[0])
        if is_telling and is_open and not _is_one_of_them(sums[0], line, side):
            one, two = at_index(side, letter, 1), at_index(side, letter, 2)
            mistaken = (
                (_summed_over(two, (1, 2)), _leaves(f"{letter} = 2")),
                (_summed_over(one, (2,)), "The only term that is left is the first, not the second."),
            )
            yield Substitution(f"{letter} = 1", one, mistaken, counts=True)


def _labels(side: Node, letter: str) -> bool:
    """Whether a letter stands in an index too, where it may be a label: ``\\sigma_n`` beside ``n`` points."""
    plain = sum(part == Symbol(letter) for part in walk(side))
    ends = sum(isinstance(part, Big) and part.upper == (letter,) for part in walk(side))
    return to_tokens(side).count(letter) != plain + ends


def _is_below(side: Node, big: Big) -> bool:
    """Whether a sum stands below a line: what is shared out among one is 1, which its term does not show."""
    return any(isinstance(part, Fraction) and big in walk(part.bottom) for part in walk(side))


def _escapes(big: Big, line: Line, side: Node) -> bool:
    """Whether the index of a sum stands outside of it too: ``w_s = a_s / \\sum_s a_s``."""
    index = big.lower[0]
    rest = [*to_tokens(line.left or ZERO), *to_tokens(_without(side, big))]
    return index in rest


def _is_one_of_them(big: Big, line: Line, side: Node) -> bool:
    """Whether something stands there that is one of those summed over: ``r_i - \\frac{1}{n} \\sum_j r_j``.

    Of one alone the i is 1 as well.
    """
    index = big.lower[0]
    members = [part for part in walk(big.body) if isinstance(part, Symbol) and index in part.sub]
    others = {part for whole in (line.left or ZERO, side) for part in walk(whole) if isinstance(part, Symbol)}
    return any(
        other.sub != member.sub and _is_same_member(other, member, index)
        for member in members
        for other in others
    )


def _is_same_member(other: Symbol, member: Symbol, index: str) -> bool:
    """Whether two symbols differ in the letter of one index alone: ``x_i`` and ``x_j``."""
    if replace(other, sub=()) != replace(member, sub=()) or len(other.sub) != len(member.sub):
        return False
    pairs = list(zip(other.sub, member.sub, strict=True))
    return all(one == two or (two == index and len(one) == 1 and one.isalpha()) for one, two in pairs)


def _without(side: Node, big: Big) -> Node:
    return replaced(side, lambda part: ZERO if part == big else None)


def _summed_over(side: Node, places: tuple[int, ...]) -> Node:
    """A side whose sum from 1 is written out as its terms at some places."""

    def change(part: Node) -> Node | None:
        match part:
            case Big("\\sum", (index, "=", "1"), ("1" | "2",), body):
                terms = tuple(at_index(body, index, place) for place in places)
                is_one = len(terms) == 1 and not isinstance(terms[0], Sum | Signed)
                return terms[0] if is_one else bracketed(summed(terms))
            case _:
                return None

    return replaced(side, change)


def _of_equal_points(line: Line, side: Node) -> Iterator[Substitution]:
    """``x' = x`` in what is computed of their difference."""
    match line.left:
        case Call(_, Bracket(_, _, (Symbol() as first, Symbol() as second), (",",))) if first != second:
            is_difference = any(
                isinstance(part, Sum) and part.terms == (first, second) and part.signs == ("-",)
                for part in walk(side)
            )
            if is_difference:
                said = f"{to_latex(second)} = {to_latex(first)}"
                yield Substitution(said, _with(side, second, first))
        case _:
            return


def _is_limited(paper: Paper, line: Line, symbol: Symbol) -> bool:
    """Whether something beside the formula keeps a name from its ends: ``\\lambda > 0``."""
    beside = [one.tokens for one in paper.readings if one.formula == line.formula and one != line.reading]
    return any(
        symbol.base in tokens and bool(_LIMITING & set(tokens))
        for tokens in (*line.reading.conditions, *beside)
    )


def spelled(node: Node) -> tuple[str, ...]:
    """The tokens of a side, to tell it from others."""
    return tuple(to_tokens(node))
