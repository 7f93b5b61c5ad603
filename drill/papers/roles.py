"""What numbers a quantity may sensibly be: rates between 0 and 1, counts whole, variances positive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from drill.papers.formula.given import whole_part
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
)
from drill.papers.formula.vocabulary import DIFFERENCE
from drill.papers.paper import Paper
from drill.papers.ranges import (
    COUNT_NAMES,
    COUNT_WORDS,
    HEAD_ENDS,
    LEARNED,
    POSITIVE_HEADS,
    POSITIVE_NAMES,
    POSITIVE_WORDS,
    PROBABILITY_HEADS,
    PROBABILITY_WORDS,
    RANGES,
    RATE_NAMES,
    RATE_WORDS,
    SMALL_NAMES,
    SMALL_WORDS,
    SQUARE_WORDS,
    TINY_WORDS,
    VALUE_WORDS,
    Range,
    Role,
)
from drill.papers.telling_places import places

_TIMES: Final = frozenset(("t", "s", "\\tau"))
_DECISIVE: Final[Mapping[str, Role]] = {
    "exponent": "exponent",
    "complement": "rate",
    "square": "square",
    "ratio": "ratio",
    "negative": "negative",
    "above one": "above one",
}
"""Places that say more than a name or a meaning."""


class Roles:
    """The ranges of the quantities of one side, told by their meanings, their names and their places."""

    def __init__(self, paper: Paper, side: Node, left: Node | None, unrolled: Node | None = None) -> None:
        self._paper = paper
        self._places = dict(places(side)) | dict(places(unrolled or side))
        self._indexed = {
            replace(part, sub=()): part for part in walk(side) if isinstance(part, Symbol) and part.sub
        }
        self._counts = self._is_of_counts(side, left)

    def of(self, quantity: Node) -> Range:
        """What a quantity is drawn from."""
        role = self._role(quantity)
        return RANGES["count" if self._counts and role in ("value", "positive", "probability") else role]

    def _is_of_counts(self, side: Node, left: Node | None) -> bool:
        """Whether sizes and numbers of things are computed: whole-number arithmetic, and one is called so."""
        parts = list(walk(side))
        if not all(
            isinstance(part, Symbol | Number | Sum | Product | Bracket | Signed | Fraction) for part in parts
        ):
            return False
        rounded = {
            inner for part in parts if isinstance(part, Bracket) and whole_part(part) for inner in walk(part)
        }
        if any(isinstance(part, Fraction) and part not in rounded for part in parts):
            return False
        named = [part for part in (*parts, left) if isinstance(part, Symbol)]
        return any(self._by_meaning(symbol) == "count" for symbol in named)

    def _role(self, quantity: Node) -> Role:
        place = self._places.get(quantity)
        quantity = _of_any_outcome(quantity)
        if not isinstance(quantity, Symbol):
            found = {"square": "positive", "complement": "rate", "ratio": "ratio"}.get(place or "")
            return found or self._of_given(quantity, place)  # type: ignore[return-value]
        if place == "square" and "count" in (self._by_meaning(quantity), _by_name(quantity)):
            return "squared count"
        if place is not None and place in _DECISIVE:
            return _DECISIVE[place]
        said = self._by_meaning(quantity)
        if said in (None, "value") and {quantity, self._as_written(quantity)} & self._paper.weights:
            return "rate"
        if said is not None:
            return said
        named = _by_name(quantity)
        return "positive" if place == "positive" and named == "value" else named

    def _of_given(self, quantity: Node, place: str | None) -> Role:
        """The range of a value given whole: by its name, else by what its function means."""
        role = _given_role(quantity)
        if not isinstance(quantity, Call) or not isinstance(quantity.head, Symbol):
            return role
        said = self._by_meaning(quantity.head)
        if (said == "value" and quantity.head.base in LEARNED) or said == "probability":
            return said
        if role != "value":
            return role
        if said in ("probability", "positive"):
            return said
        return "positive" if place == "positive" else role

    def _as_written(self, symbol: Symbol) -> Symbol:
        """The symbol whose running index a number has taken the place of: ``x_i`` for ``x_2``."""
        is_numbered = bool(symbol.sub) and any(token.isdigit() for token in symbol.sub)
        return self._indexed.get(replace(symbol, sub=()), symbol) if is_numbered else symbol

    def _by_meaning(self, symbol: Symbol) -> Role | None:
        entry = (
            self._paper.meaning(symbol)
            or self._paper.meaning(replace(symbol, primes=0))
            or self._paper.meaning(self._as_written(symbol))
        )
        if entry is None:
            return None
        tables: tuple[tuple[re.Pattern[str], Role], ...] = (
            (TINY_WORDS, "tiny"),
            (SQUARE_WORDS, "positive"),
            (VALUE_WORDS, "value"),
            (RATE_WORDS, "rate"),
            (SMALL_WORDS, "small"),
            (PROBABILITY_WORDS, "probability"),
            (COUNT_WORDS, "count"),
            (POSITIVE_WORDS, "positive"),
        )
        head = HEAD_ENDS.sub("", entry.meaning.strip())
        for words, role in tables:
            if words.search(head):
                return role
        return None


def _of_any_outcome(quantity: Node) -> Node:
    """A quantity without the raised number of its outcome: ``x^{(2)}`` is drawn as ``x``."""

    def change(part: Node) -> Node | None:
        match part:
            case Call(Symbol(mark=("(", number, ")")) as head, arguments) if number.isdigit():
                return Call(replace(head, mark=()), replaced(arguments, change))  # type: ignore[arg-type]
            case Symbol(mark=("(", number, ")")) if number.isdigit():
                return replace(part, mark=())
            case _:
                return None

    return replaced(quantity, change)


def _by_name(symbol: Symbol) -> Role:
    if DIFFERENCE in symbol.accents:
        return "small" if symbol.base in _TIMES else "value"
    if symbol.base in ("\\epsilon", "\\varepsilon") and not symbol.sub:
        return "tiny" if symbol.base == "\\epsilon" else "small"
    if symbol.base in RATE_NAMES or symbol == Symbol("\\lambda"):
        return "rate"
    if symbol.base in ("L", "\\ell"):
        return "positive"
    if symbol.base in SMALL_NAMES:
        return "small"
    if symbol.base in POSITIVE_NAMES:
        return "positive"
    if symbol.base in ("p", "q", "\\pi") and symbol.sub and not symbol.font:
        return "probability"
    if symbol.base in COUNT_NAMES and not symbol.sub and not symbol.font:
        return "count"
    if symbol.base == "\\Sigma":
        return "positive"
    if symbol.base == "n" and len(symbol.sub) == 1 and not symbol.font:
        return "count"
    return "value"


def _has_relation(node: Node) -> bool:
    """Whether a call is of a condition: ``1[x > 0]``."""
    return any(isinstance(part, Statement) for part in walk(node))


def _is_square(node: Node) -> bool:
    """``g^2``, ``x x``, ``\\|x\\|^2``: what is never negative, and so is its mean."""
    match node:
        case Power(_, Number("2")):
            return True
        case Product((first, second), ("" | "\\cdot",)):
            return first == second
        case _:
            return False


def _is_log_of_chance(node: Node) -> bool:
    """``\\log P(D|w)``, whose mean is never above 0; of ``p`` it may be a density's."""
    match node:
        case Bracket(_, _, (inner,), (), ()):
            return _is_log_of_chance(inner)
        case Function("\\log" | "\\ln", Call(Symbol(base)) | Bracket(_, _, (Call(Symbol(base)),))):
            return base in PROBABILITY_HEADS
        case _:
            return False


def _given_role(node: Node) -> Role:
    """The range of a value that is given whole."""
    match node:
        case Call(Symbol("Q"), Bracket(_, _, (_, _), (",",))):
            return "value"  # of an action in a state
        case Call(Symbol(base)) if base in PROBABILITY_HEADS:
            return "probability"
        case Call(Power(_, Number("2"))):
            return "positive"
        case Call(Symbol("E" | "\\mathbb{E}"), Bracket(_, _, (body,), (), ())) if _is_log_of_chance(body):
            return "log chance"
        case Applied(Symbol("E" | "\\mathbb{E}"), body) if _is_log_of_chance(body):
            return "log chance"
        case Call(Symbol("\\sigma", "", (), _, 0, ()), Bracket(_, _, (argument,))):
            return "positive" if isinstance(argument, Symbol) else "probability"
        case Call(Symbol("sim" | "cos" | "cossim", "\\operatorname")):
            return "cosine"
        case Call(Symbol("1" | "I" | "\\chi", "\\mathbb" | "\\mathbf" | "" | "\\mathrm")) if _has_relation(
            node
        ):
            return "indicator"
        case Call(Symbol(base)) if base in POSITIVE_HEADS:
            return "positive"
        case Call(Symbol("E" | "\\mathbb{E}"), Bracket(_, _, (body,), (), ())) if _is_square(body):
            return "positive"
        case Call(_, Bracket(_, _, _, separators)) if {"|", "\\mid"} & set(separators):
            return "probability"
        case Function("\\Pr") | Big("\\Pr"):
            return "probability"
        case Applied(Symbol(base)) if base in POSITIVE_HEADS:
            return "positive"
        case Norm(_, Product()):
            return "count"
        case Big("\\int", _, _, Signed()):
            return "value"
        case Norm() | Big("\\int"):
            return "positive"
        case Gradient() | Derivative():
            return "value"
        case _:
            return "value"
