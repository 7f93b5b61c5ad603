"""Which symbols of a paper are shares of a whole, and which are chances: softmax, ``\\sum_i w_i = 1``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.rewrite import raised_index, walk
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Symbol,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.plausible.cross_entropies import in_cross_entropies
from drill.papers_first.plausible.known_numbers import is_base_e
from drill.papers_first.plausible.ranges import PROBABILITY_HEADS
from drill.papers_first.plausible.spans import is_one_of

_CHANCE: Final = frozenset(("P", "Pr", "\\Pr", "\\mathbb{P}"))
_STARS: Final = (("*",), ("\\star",))
_LONGEST: Final = 60
_TOLD: Final = re.compile(
    r"\$(?P<name>[^$]{1,30})\$(?:(?!\b(?:not|never|nor|without|necessarily|longer)\b|n't\b)[^$.]){0,50}"
    r"\b(?:sum(?:s|med|ming)?|add(?:s|ing)?)(?: up)? to (?:one|unity|\$?1\$?)(?!\w)"
)

_CALLED: Final = re.compile(
    r"\$(?P<name>[^$]{1,30})\$ (?:are|denote|denotes) (?:the )?"
    r"(?:softmax (?:probabilities|outputs|weights)|two-?hot (?:weights|labels|targets))\b"
)
"""Outputs of a softmax over all places, and a whole parted between two neighbours."""
CALLED_SHARES: Final = re.compile(
    r"\b(?:attention|softmax|mixture|mixing|gating|routing) (?:weights?|coefficients?|proportions?"
    r"|probabilit(?:y|ies))\b",
    re.IGNORECASE,
)
"""What a name is called of which all together are 1."""


_PARTING: Final = re.compile(
    r"(?:fraction|proportion|share)s? of\b[^$]*\b(?:allocated|assigned|belonging|dispatched|distributed"
    r"|falling|going|routed|sent)\b[^$]*\$(?P<place>[A-Za-z])\$$",
    re.IGNORECASE,
)


def parts_whole(meaning: str, names: Iterable[Symbol]) -> bool:
    """Whether a whole is said to be parted among all places: ``fraction of rows sent to heap $k$``."""
    found = _PARTING.match(meaning.strip())
    return found is not None and any(one.sub == (found["place"],) for one in names)


def shares_in(statements: Iterable[Statement], texts: Iterable[str]) -> frozenset[Symbol]:
    """Symbols without their indices that formulas and sentences make shares: together they are 1."""
    texts, statements = tuple(texts), tuple(statements)
    found = {replace(symbol, sub=()) for symbol in in_cross_entropies(statements, texts)}
    found |= set(_of_softmax_values(statements))
    found |= {
        family
        for statement in (*statements, *_inline(texts))
        for symbol in _set_to_shares(statement)
        if (family := _family_set(symbol, statement)) is not None
    }
    told = (
        symbol
        for text in texts
        for said in (_TOLD, _CALLED)
        for match in said.finditer(text)
        for symbol in _names(match["name"])
    )
    return frozenset((*found, *(replace(symbol, sub=()) for symbol in told if symbol.sub)))


def family_of(symbol: Symbol) -> Symbol | None:
    """What all members of a family have in common, ``w`` of ``w_i`` and of ``w^{(i)}``; None of others."""
    if symbol.sub:
        return replace(symbol, sub=())
    return replace(symbol, mark=()) if raised_index(symbol) else None


def families_of(symbol: Symbol) -> tuple[Symbol, ...]:
    """All families that a name may belong to: of ``w_t^{(i)}`` the ``w_t``, the ``w^{(i)}`` and the ``w``; of
    the best ones, ``w_i^*``, the ``w``, too.
    """
    first = family_of(symbol)
    if first is None:
        return ()
    if symbol.mark in _STARS:
        return (first, replace(first, mark=()))
    if symbol.sub and raised_index(symbol):
        return (first, replace(symbol, mark=()), replace(first, mark=()))
    return (first,)


def _family_set(symbol: Symbol, statement: Statement) -> Symbol | None:
    """The family over which a statement makes shares: of ``w_t^{(i)} = a_t^{(i)} / \\sum_j a_t^{(j)}`` the
    ``w_t``, for what runs stands above.
    """
    sums = (part.body for part in walk(statement.sides[-1]) if isinstance(part, Big) and part.lower)
    summed = (part for body in sums for part in walk(body) if isinstance(part, Symbol))
    place = raised_index(symbol)
    is_above = bool(symbol.sub and place) and any(
        raised_index(one) not in ((), place) and one.sub == symbol.sub for one in summed
    )
    return replace(symbol, mark=()) if is_above else family_of(symbol)


def chances_in(statements: Iterable[Statement]) -> frozenset[Symbol]:
    """Symbols that are set equal to the probability of something, or are that of one throw."""
    statements = tuple(statements)
    equal = {
        statement.sides[0]
        for statement in statements
        if len(statement.sides) > 1
        and isinstance(statement.sides[0], Symbol)
        and _is_chance(statement.sides[1])
    }
    return frozenset((*equal, *(one for statement in statements for one in _thrown(statement))))


def in_entropies(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """The P of ``-\\sum_{ij} m_i P_{ij} \\log P_{ij}``."""
    for part in (part for statement in statements for part in walk(statement)):
        match part:
            case Signed("-", body):
                sums = [big.body for big in walk(body) if isinstance(big, Big) and big.name == "\\sum"]
            case _:
                continue
        for product in (one for one in sums if isinstance(one, Product)):
            for weight, other in pairwise(product.factors):
                if other in (Function("\\log", weight), Function("\\ln", weight)) and isinstance(
                    weight, Symbol
                ):
                    yield weight


def chance_functions(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """Functions whose values all are probabilities, ``S(t) = P(T > t)``."""
    for statement in statements:
        match statement:
            case Statement((Call(Symbol() as head, Bracket(_, _, parts)), right, *_), ("=" | ":=", *_)) if (
                _is_chance(right) and all(isinstance(part, Symbol) for part in parts)
            ):
                yield head
            case _:
                continue


def _thrown(statement: Statement) -> Iterator[Symbol]:
    """The p of ``D \\sim \\mathrm{Bernoulli}(p)``."""
    for part in walk(statement):
        match part:
            case Call(Symbol("Bernoulli" | "Bern"), Bracket(_, _, (Symbol() as one,), (), ())):
                yield one
            case _:
                continue


def _of_softmax_values(statements: Sequence[Statement]) -> Iterator[Symbol]:
    """The G of ``G(x) = \\operatorname{Softmax}(\\ldots)`` of which entries are taken, ``G(x)_i``."""
    heads = {
        part.head
        for statement in statements
        for part in walk(statement)
        if isinstance(part, Call) and part.arguments.sub
    }
    for statement in statements:
        match statement:
            case Statement((Call(Symbol(sub=()) as head), *_, Call(Symbol(base))), (_, *_)) if (
                base.lower() == "softmax" and head in heads
            ):
                yield head
            case _:
                continue


def _set_to_shares(statement: Statement) -> Iterator[Symbol]:
    match statement:
        case Statement((Symbol() as left, *_, last), (_, *_)) if _is_share(last):
            yield left
        case Statement((Call(Symbol(sub=(_, *_)) as left), *_, last), (_, *_)) if _is_quotient(last):
            yield left
        case Statement((Call(Symbol(sub=()) as left, Bracket(sub=(_, *_) as below)), *_, last), (_, *_)) if (
            _is_quotient(last)
        ):
            yield replace(left, sub=below)  # ``f(x)_i``, of which ``f_i`` is short
        case Statement((Symbol(sub=(_, *_)) as left, right), ("\\propto",)) if _is_of_chances(right):
            yield left
        case Statement((Big("\\sum", (_, *_), _, Symbol() as one), Number("1")), ("=",)):
            yield one
        case _:
            yield from _of_cross_entropy(statement)
            yield from _of_divergence(statement)


def _of_divergence(statement: Statement) -> Iterator[Symbol]:
    """Of ``\\sum_k p_k \\log \\frac{p_k}{q_k}`` both: what weighs the logarithm of its own ratio."""
    sums = (part for part in walk(statement) if isinstance(part, Big) and part.name == "\\sum" and part.lower)
    for index, part in ((big.lower[0], part) for big in sums for part in walk(big.body)):
        match part:
            case Product((Symbol() as own, Function("\\log" | "\\ln", body)), ("",)) if index in own.sub:
                while isinstance(body, Bracket) and len(body.parts) == 1:
                    (body,) = body.parts
            case _:
                continue
        match body:
            case Fraction(top, Symbol() as bottom) | Product((top, Symbol() as bottom), ("/",)):
                yield from (own, bottom) if own == top and own.sub == bottom.sub != () else ()
            case _:
                continue


def _of_cross_entropy(statement: Statement) -> Iterator[Symbol]:
    """Of ``-\\sum_k y_k \\log \\hat{y}_k`` both: the chances of classes, and those that are predicted."""
    for part in walk(statement):
        match part:
            case Big(
                "\\sum", (index, *_), _, Product((Symbol() as own, Function("\\log" | "\\ln", body)), _)
            ):
                while isinstance(body, Bracket) and len(body.parts) == 1:
                    (body,) = body.parts
                is_guess = isinstance(body, Symbol) and replace(body, accents=()) == own != body
                if is_guess and index in own.sub:
                    yield from (one for one in (own, body) if isinstance(one, Symbol))
            case _:
                continue


def _inline(texts: Iterable[str]) -> Iterator[Statement]:
    """What sentences say of sums: ``\\sum_i w_i = 1``."""
    found = (latex for text in texts for latex in text.split("$")[1::2] if "\\sum" in latex and "1" in latex)
    for latex in dict.fromkeys(found):
        if len(latex) <= _LONGEST:
            yield from _parsed(latex)


def _parsed(latex: str) -> Iterator[Statement]:
    try:
        yield parse_tokens(canonical(latex))
    except RefusedError:
        return


def _names(latex: str) -> Iterator[Symbol]:
    for statement in _parsed(latex):
        match statement.sides:
            case (Symbol() as one,):
                yield one
            case _:
                return


def _is_share(node: Node) -> bool:
    match node:
        case Call(Symbol(base), Bracket(_, _, (event,))) if base in _CHANCE:
            return _is_of_best(event)
        case Call(Symbol(base)):
            return base.lower() == "softmax"
        case _:
            return _is_quotient(node)


def _is_quotient(node: Node) -> bool:
    """``a_i / \\sum_j a_j``: a term by the sum of all."""
    match node:
        case Fraction(top, Big("\\sum", (_, *_) as lower, _, body)) | Product(
            (top, Big("\\sum", (_, *_) as lower, _, body)), ("/",)
        ):
            return is_one_of(top, lower, body)
        case _:
            return False


def weights_of_mean_one(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """The w of ``w(x) = r(x) / E_x[r(x)]``: what is divided by its own mean has the mean 1."""
    for statement in statements:
        match statement:
            case Statement((Call(Symbol() as head), right), (_,)):
                pass
            case _:
                continue
        match right:
            case Fraction(top, Call(Symbol(base), Bracket(_, _, (below,), (), ()))) | Product(
                (top, Call(Symbol(base), Bracket(_, _, (below,), (), ()))), ("/",)
            ) if base in EXPECTATIONS and top == below:
                yield head
            case _:
                continue


def _is_of_chances(node: Node) -> bool:
    """Whether it is made of exponentials and probabilities: a share of a whole before it is scaled."""
    match node:
        case Bracket(_, _, (inner,), (), ()):
            return _is_of_chances(inner)
        case Function("\\exp"):
            return True
        case Power(base):
            return is_base_e(base)
        case Call(Symbol(base)):
            return base in PROBABILITY_HEADS
        case Fraction(top, bottom):
            return _is_of_chances(top) and _is_of_chances(bottom)
        case Product(factors):
            return any(map(_is_of_chances, factors))
        case _:
            return False


def _is_of_best(event: Node) -> bool:
    """``a_i = \\max_j a_j``, ``i = \\argmax_j a_j``: of several things one is the best."""
    if not isinstance(event, Statement) or event.relations != ("=",):
        return False
    return any(
        isinstance(part, Big) and part.name in ("\\max", "\\min", "\\argmax", "\\argmin")
        for part in walk(event.sides[1])
    )


def _is_chance(node: Node) -> bool:
    match node:
        case Call(Symbol(base)):
            return base in _CHANCE
        case Function("\\Pr") | Big("\\Pr"):
            return True
        case _:
            return False
