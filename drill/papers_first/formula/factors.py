"""Which juxtaposed factors are no product: letters of a word, tuples, conditions, places in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.means import check_means
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.spelled import ABBREVIATIONS
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Derivative,
    Differential,
    Fraction,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Statement,
    Sum,
    Symbol,
    Table,
    Words,
    symbols,
)

_CALLED_WORDS: Final = frozenset(
    ("do", "tf", "df", "tr", "sg", "pa", "ch", "ne", "de", "id", "Tr", "Pa", "Ch", "Li", "Si", "He")
)
_FREEDOM: Final = frozenset(("df", "edf", "ddf", "ndf"))
"""Degrees of freedom."""
_SPELLING: Final = frozenset(("\\mathcal", "\\mathrm", "\\mathsf", "\\mathtt", "\\operatorname"))
_OPERATIONS: Final = frozenset(("\\bullet", "\\circ", "\\oplus", "\\otimes", "\\ominus", "\\star", "\\odot"))
_CONVOLUTIONS: Final = frozenset(("*", "\\ast", "\\star"))
_IMAGINARY: Final = (Symbol("i"), Symbol("j"))
_DOTS: Final = frozenset(("\\ldots", "\\cdots"))
_ORDERS: Final = frozenset(("<", ">", "\\leq", "\\geq"))
_SLOPES: Final = frozenset(("D", "\\partial"))
_WHOLE_SLOPES: Final = (Symbol("D"), Power(Symbol("D"), Number("2")))
_FUNCTIONS: Final = frozenset("fghuvF")
"""What slopes are taken of."""
_COMPOSED: Final = frozenset((*_FUNCTIONS, "G", "\\phi", "\\psi", "\\varphi", "\\sigma", "\\pi"))
_SPREADS: Final = ("Var", "Cov", "Std")
_LONGEST_RUN: Final = 4
_SPOKEN: Final = re.compile(r"[b-df-hj-np-tv-z]+[aeiou]+[b-df-hj-np-tv-z]+[a-z]*$")
"""What can be pronounced: with an index behind it, ``net_j``, one name rather than three."""


def is_word(side: Node) -> bool:
    """Whether a whole side may be a name of several letters: ``MSE``, ``wkv_t``."""
    if not isinstance(side, Product) or len(side.factors) < 3 or any(side.signs):
        return False
    letters = [_plain_letter(factor) for factor in side.factors]
    is_latin = all(letter is not None and letter.isascii() for letter in letters)
    is_bare = not any(isinstance(factor, Symbol) and factor.sub for factor in side.factors[:-1])
    return is_latin and is_bare and len({str(letter).isupper() for letter in letters[1:]}) == 1


def may_be_called_word(side: Node) -> bool:
    """``pe(a, b) = …``: letters before arguments on a left side, where nobody puts a product."""
    match side:
        case Product(
            (Symbol(one, "", (), (), 0, ()), Call(Symbol(other, "", (), _, 0, ()), arguments)), ("",)
        ):
            is_latin = len(one + other) == 2 and (one + other).isascii() and (one + other).islower()
            return is_latin and len(arguments.parts) > 1
        case _:
            return False


def _holds_place(factor: Node) -> bool:
    """``(t)``: a lone name in brackets, at which something is taken."""
    return isinstance(factor, Bracket) and factor.opening == "(" and isinstance(factor.parts[0], Symbol)


def _is_given(first: Node, second: Node) -> bool:
    """``(T f)(x)``, ``(I + A)^{-1}(x)``, ``(w * x)[i, j]``: places, which nobody multiplies brackets by."""
    match first:
        case Bracket("(", _, (Product(_, signs),)) if isinstance(second, Bracket) and second.separators:
            return second.opening == "[" and bool(_CONVOLUTIONS & set(signs))
        case Bracket(_, _, (Product() | Sum(),)) | Power(Bracket("("), _):
            return _holds_place(second)
        case _:
            return False


def check_factors(
    factors: Sequence[Node],
    signs: Sequence[str],
    primed: frozenset[Symbol] = frozenset(),
    *,
    are_steps: bool = False,
) -> None:
    """Refuse letters that spell a word, and a tuple as a factor.

    ``primed`` are the bare symbols whose primes are known to belong to their names; ``are_steps`` tells that
    square brackets hold conditions in several places.
    """
    if not signs:
        return
    check_means(factors, signs)
    _check_compositions(factors, signs)
    _check_differential(factors)
    _check_bold_slope(factors, signs)
    _check_volume(factors, signs)
    _check_derivatives(factors, signs)
    _check_primes(factors, signs, primed)
    _check_dots(factors, signs)
    _check_blocks(factors)
    _check_rows(factors, signs)
    run = ""
    for index, factor in enumerate(factors):
        is_tuple = isinstance(factor, Bracket) and factor.opening == "(" and "," in factor.separators
        if is_tuple and not set(signs[max(0, index - 1) : index + 1]) <= _OPERATIONS:
            raise RefusedError("a tuple as a factor")
        is_last = index == len(factors) - 1 and not are_steps
        if isinstance(factor, Bracket) and _is_condition(factor, is_last=is_last):
            raise RefusedError("a condition as a factor")
        before = factors[index - 1] if index and not signs[index - 1] else None
        if isinstance(before, Derivative | Table | Fraction) and _holds_place(factor):
            raise RefusedError("brackets after a derivative or a table")
        if before is not None and _is_given(before, factor):
            raise RefusedError("brackets after what may be an operator's")
        if isinstance(before, Table) and "cases" in before.environment:
            raise RefusedError("something right behind cases")
        if isinstance(factor, Words) and "" in signs[max(0, index - 1) : index + 1]:
            raise RefusedError("words as a factor")
        if index and not signs[index - 1]:
            _check_font(factors[index - 1], factor)
            _check_numbered(factors[index - 1], factor)
        if index and signs[index - 1]:
            _check_word(run)
            run = ""
        letter = _plain_letter(factor)
        if letter is None:
            call = factor.base if isinstance(factor, Power) else factor
            if isinstance(call, Call) and (not index or not signs[index - 1]):
                _check_called(run if index and _same_font(factors[index - 1], call.head) else "", call)
            _check_word(run)
            run = ""
            continue
        if index and not _same_font(factors[index - 1], factor):
            _check_word(run)
            run = ""
        run += letter
        if isinstance(factor, Symbol) and (factor.sub or factor.mark):
            _check_word(run)
            if factor.sub and _SPOKEN.match(run):
                raise RefusedError(f"{run} may be a word")
            run = ""
    _check_word(run)


def _is_condition(bracket: Bracket, *, is_last: bool) -> bool:
    """Whether brackets hold a condition rather than the number that it makes: ``[0 < x] f(x)``; behind all
    other factors they may say where the rest holds.
    """
    if not any(isinstance(part, Statement) for part in bracket.parts):
        return False
    match bracket:
        case Bracket("[", "]", (Statement(_, relations),), (), ()) if set(relations) <= _ORDERS:
            return is_last
        case _:
            return True


def has_steps(tokens: Sequence[str]) -> bool:
    """Whether square brackets hold nothing but a condition in several places: ``a [x < b] + c [b < x]``."""
    found = depth = 0
    order = False
    for token in tokens:
        depth += (token == "[") - (token == "]")
        order = (order or token in _ORDERS) and token != "["
        found += token == "]" and order
        order = order and token != "]"
    return found > 1


def _same_font(one: Node, other: Node) -> bool:
    return isinstance(one, Symbol) and isinstance(other, Symbol) and one.font == other.font


def _check_differential(factors: Sequence[Node]) -> None:
    """Refuse ``f(x) \\, dx`` and ``dN(t)`` outside of integrals, where d may be a sign and no factor."""
    for index, factor in enumerate(factors[:-1]):
        if factor != Symbol("d"):
            continue
        variable = factors[index + 1]
        if isinstance(variable, Call) and _is_capital(variable.head):
            raise RefusedError("d may be a differential")
        if isinstance(variable, Symbol) and any(variable in symbols(before) for before in factors[:index]):
            raise RefusedError("d may be a differential")


def _check_bold_slope(factors: Sequence[Node], signs: Sequence[str]) -> None:
    """Refuse ``\\mathbf{dV}``: before a bold capital a bold d is the sign of its slope and no column."""
    for (one, other), sign in zip(pairwise(factors), signs, strict=False):
        is_bold = isinstance(other, Symbol) and other.font == "\\mathbf" and _is_capital(other)
        if one == Symbol("d", "\\mathbf") and is_bold and not sign:
            raise RefusedError("d may be a differential")


def _check_volume(factors: Sequence[Node], signs: Sequence[str]) -> None:
    """Refuse ``f(x, y) \\, dx \\, y``: a name behind a differential is rather integrated over, too."""
    for index, (one, other) in enumerate(pairwise(factors)):
        if index and isinstance(one, Differential) and isinstance(other, Symbol) and not signs[index]:
            raise RefusedError("what is integrated over is not clear")


def _is_capital(head: Node) -> bool:
    """Whether a capital is called, as processes and measures are."""
    return isinstance(head, Symbol) and head.base.lstrip("\\")[0].isupper()


def _check_derivatives(factors: Sequence[Node], signs: Sequence[str]) -> None:
    """Refuse ``D_t S(t)``, which may be the slope of what follows with respect to its argument, and
    ``D^2 f(x)``.
    """
    for one, sign, other in zip(factors, signs, factors[1:], strict=False):
        if sign or not isinstance(other, Call):
            continue
        if one in _WHOLE_SLOPES and isinstance(other.head, Symbol) and other.head.base in _FUNCTIONS:
            raise RefusedError("D may take a derivative")
        if not isinstance(one, Symbol) or one.base not in _SLOPES or len(one.sub) != 1 or one.mark:
            continue
        if Symbol(one.sub[0]) in other.arguments.parts:
            raise RefusedError(f"{one.base} may take a derivative")


def _check_compositions(factors: Sequence[Node], signs: Sequence[str]) -> None:
    """Refuse ``g \\circ h(x)``, which is the composition taken at x rather than g times what h gives."""
    for one, sign, other in zip(factors, signs, factors[1:], strict=False):
        if sign != "\\circ" or not isinstance(one, Symbol) or not isinstance(other, Call):
            continue
        is_akin = isinstance(other.head, Symbol) and other.head.base == one.base
        if is_akin or (one.base in _COMPOSED and not one.sub):
            raise RefusedError("a composition before brackets")


def _check_blocks(factors: Sequence[Node]) -> None:
    """Refuse ``(A | B | C)`` of tables side by side, whose bars stand between the blocks of one."""
    has_table = any(isinstance(one, Table) for one in factors)
    if has_table and any(isinstance(one, Norm) and isinstance(one.body, Table) for one in factors):
        raise RefusedError("bars between blocks, or around one")


def _check_rows(factors: Sequence[Node], signs: Sequence[str]) -> None:
    """Refuse ``[0, 1][1, 0, 0]``: rows of numbers side by side are joined, or shown one by one."""
    are_rows = [
        isinstance(one, Bracket) and (one.opening, set(one.separators)) == ("[", {","}) for one in factors
    ]
    if any(both == (True, True) and not sign for both, sign in zip(pairwise(are_rows), signs, strict=True)):
        raise RefusedError("rows side by side")


def _check_dots(factors: Sequence[Node], signs: Sequence[str]) -> None:
    """Refuse ``a + b \\ldots - c``, where the dots stand for terms, though no sign parts them."""
    ends = (factors[0], signs[0]), (factors[-1], signs[-1])
    if any(isinstance(one, Symbol) and one.base in _DOTS and not sign for one, sign in ends):
        raise RefusedError("dots beside a factor")


def _check_primes(factors: Sequence[Node], signs: Sequence[str], primed: frozenset[Symbol]) -> None:
    """Refuse ``X'X`` and ``Z'y``, where the prime may transpose."""
    for one, sign, other in zip(factors, signs, factors[1:], strict=False):
        if not isinstance(one, Symbol) or one.primes != 1 or sign:
            continue
        is_doubled = replace(one, primes=0) in factors
        is_alone = Symbol(one.base, one.font, one.accents) in primed
        if is_doubled or (isinstance(other, Symbol) and other.primes == 0 and not is_alone):
            raise RefusedError("a prime may transpose")
    last = factors[-1]
    is_indexed = isinstance(last, Symbol) and last.primes == 1 and (last.sub or last.base.isupper())
    if is_indexed and replace(last, primes=0) in factors:
        raise RefusedError("a prime may transpose")


def _check_font(first: Node, second: Node) -> None:
    """``\\mathcal{G}\\mathcal{P}(f)``: letters of one font before brackets spell a name."""
    if not isinstance(second, Call) or not isinstance(second.head, Symbol) or not isinstance(first, Symbol):
        return
    if first.font == second.head.font and first.font in _SPELLING and not (first.sub or first.mark):
        raise RefusedError("letters of a word before brackets")


def _check_numbered(first: Node, second: Node) -> None:
    """Refuse ``F1``: a number behind a letter is a part of its name, as factors begin with a number."""
    if (
        isinstance(second, Number)
        and first not in _IMAGINARY
        and isinstance(first, Symbol)
        and (_plain_letter(first) is not None or bool(first.accents))
        and not (first.sub or first.mark)
    ):
        raise RefusedError("a number behind a letter")


def _check_called(run: str, call: Call) -> None:
    """Letters before a call may spell the function's name with its last one."""
    last = _plain_letter(call.head)
    if last is None or not run:
        return
    word = run + last
    if word in _CALLED_WORDS:
        raise RefusedError("letters of a word before brackets")
    if (
        (last.isupper() and run[-1].isupper())
        or len(word) > 3
        or (len(word) > 2 and word.islower())
        or (word[0].isupper() and word[1:].islower() and run[1:])
    ):
        raise RefusedError("letters of a word before brackets")
    _check_word(word)


def _check_word(run: str) -> None:
    if run in _FREEDOM:
        raise RefusedError(f"{run} may be one name")
    if run.startswith(_SPREADS):
        raise RefusedError(f"{run[:3]} may be a word")
    if run in ABBREVIATIONS or (len(run) > _LONGEST_RUN and run[1:].islower()):
        raise RefusedError(f"{run} may be a word")


def _plain_letter(factor: Node) -> str | None:
    plain = (
        isinstance(factor, Symbol)
        and factor.font in ("", "\\mathbf")
        and not factor.accents
        and not factor.primes
    )
    return factor.base if isinstance(factor, Symbol) and plain and len(factor.base) == 1 else None
