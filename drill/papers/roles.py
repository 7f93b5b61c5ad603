"""What numbers a quantity may sensibly be: rates between 0 and 1, counts whole, variances positive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeGuard

from drill.papers.formula.given import is_clip, is_given, whole_part
from drill.papers.formula.known_numbers import is_base_e
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Factorial,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Statement,
    Sum,
    Symbol,
)
from drill.papers.paper import Paper

Role = Literal[
    "rate", "small", "tiny", "probability", "count", "positive", "square", "squared count", "exponent",
    "indicator", "cosine", "ratio", "value",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """What a parameter is drawn from, in the words of a bank; what may be said of its sign."""

    role: Role
    params: str | tuple[str, ...]
    least: float
    """It is never below this."""
    is_whole: bool = False


RANGES: Final[dict[Role, Range]] = {
    "rate": Range("rate", ("0.1", "0.2", "0.25", "0.3", "0.4", "0.6", "0.7", "0.75", "0.8", "0.9"), 0.1),
    "small": Range("small", ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5"), 0.01),
    "tiny": Range("tiny", ("0.01", "0.1", "0.5", "1"), 0.01),
    "probability": Range("probability", ("0.1", "0.2", "0.25", "0.3", "0.4", "0.5", "0.6", "0.8"), 0.1),
    "count": Range("count", "2..12", 2, True),
    "positive": Range("positive", "1..9", 1, True),
    "square": Range("square", ("0.25", "1", "4", "9", "16", "25"), 0.25),
    "squared count": Range("squared count", ("4", "9", "16", "25", "36", "49", "64"), 4, True),
    "indicator": Range("indicator", ("0", "1"), 0, True),
    "cosine": Range("cosine", "-0.9..0.9 step 0.1 !0", -0.9),
    "ratio": Range("ratio", "0.4..1.6 step 0.1", 0.4),
    "exponent": Range("exponent", "1..3", 1, True),
    "value": Range("value", "-4..6 !0", -4, True),
}

WIDE: Final[dict[Role, str]] = {
    "rate": "0.02..0.98 step 0.02",
    "small": "0.01..0.5 step 0.01",
    "tiny": "0.01..0.5 step 0.01",
    "probability": "0.02..0.98 step 0.02",
    "count": "2..60",
    "positive": "1..40",
    "value": "-20..20 !0",
}
"""Wider ranges, for a formula of so few quantities that the others would soon repeat."""

FINE: Final[dict[Role, str]] = {
    "rate": "0.02..0.98 step 0.02",
    "small": "0.01..0.5 step 0.01",
    "tiny": "0.01..0.5 step 0.01",
    "probability": "0.02..0.98 step 0.02",
    "positive": "0.2..4 step 0.1",
    "value": "-3..3 step 0.1 !0",
}
"""Smaller numbers with a decimal, for what grows fast."""

_TINY_WORDS: Final = re.compile(r"\bsmall (?:positive )?(?:constant|number|offset)\b", re.IGNORECASE)
_SQUARE_WORDS: Final = re.compile(
    r"\b(?:second (?:raw )?moment|squared?|squares|singular values?|loss|losses|cost|(?:cross-)?entropy)\b",
    re.IGNORECASE,
)
_VALUE_WORDS: Final = re.compile(
    r"\b(?:buffer|vector|gradient|parameters|weights|estimate|average|mean|error|velocity|moment|output"
    r"|inputs?|states?|reward|value|residual|bias|noise|embedding|token|label|coordinate|logit|score|feature)"
    r"\b(?! (?:size|length|dimension|rate))",
    re.IGNORECASE,
)
_RATE_WORDS: Final = re.compile(
    r"\b(?:momentum|decay|discount|damping|smoothing|mixing|dropout|interpolation|forgetting|proportion"
    r"|share|weight)\b(?! (?:buffer|vector|matrix))",
    re.IGNORECASE,
)
_SMALL_WORDS: Final = re.compile(r"\b(?:learning rate|step ?size|stepsize|rate)\b", re.IGNORECASE)
_PROBABILITY_WORDS: Final = re.compile(
    r"\b(?:probabilit|likelihood|density|PDF\b|CDF\b|confidence|intersection over union|overlap|accuracy)",
    re.IGNORECASE,
)
_COUNT_WORDS: Final = re.compile(
    r"\b(?:number|size|side|count|length|width|height|dimension|stride|horizon|amount|padding)\b"
    r"|^(?:the )?(?:current |time |training )*(?:step|iteration|epoch)s?$",
    re.IGNORECASE,
)
_HEAD_ENDS: Final = re.compile(
    r"\s*(?:\b(?:of|at|in|for|to|from|on|with|that|which|or|and|by)\b|[,;:(]).*", re.DOTALL
)
"""Where the head of a meaning ends: ``parameters at step t`` are parameters."""
_POSITIVE_WORDS: Final = re.compile(
    r"\b(?:variance|deviation|temperature|scale|precision|norm|distance|magnitude|radius|bandwidth|constant"
    r"|period|length-?scale|frequency)\b",
    re.IGNORECASE,
)
_RATE_NAMES: Final = frozenset(("\\beta", "\\gamma", "\\rho", "\\nu"))
_SMALL_NAMES: Final = frozenset(("\\alpha", "\\eta", "\\varepsilon"))
_POSITIVE_NAMES: Final = frozenset(("\\sigma", "\\tau", "\\kappa"))
_COUNT_NAMES: Final = frozenset(("n", "N", "K", "M", "T", "S", "k", "t", "B", "D", "d"))
_PROBABILITY_HEADS: Final = frozenset(
    ("p", "q", "P", "Q", "\\pi", "Pr", "\\Pr", "Normal", "N", "Bernoulli", "\\Phi")
)
_LEARNED: Final = frozenset(("Q", "V"))
"""Heads that are values of states as often as distributions and losses."""
_POSITIVE_HEADS: Final = frozenset(
    ("KL", "Var", "var", "std", "Std", "sd", "H", "I", "D", "V", "TV", "L", "\\ell", "Z")
)


class Roles:
    """The ranges of the quantities of one side, told by their meanings, their names and their places."""

    def __init__(self, paper: Paper, side: Node, left: Node | None, unrolled: Node | None = None) -> None:
        self._paper = paper
        self._places = dict(_places(side)) | dict(_places(unrolled or side))
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
        if not isinstance(quantity, Symbol):
            found = {"square": "positive", "complement": "rate", "ratio": "ratio"}.get(place or "")
            return found or self._of_given(quantity, place)  # type: ignore[return-value]
        if place == "square" and "count" in (self._by_meaning(quantity), _by_name(quantity)):
            return "squared count"
        if place in ("exponent", "complement", "square", "ratio"):
            roles = {"exponent": "exponent", "complement": "rate", "square": "square", "ratio": "ratio"}
            return roles[place]  # type: ignore[return-value]
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
        if said == "value" and quantity.head.base in _LEARNED:
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
            (_TINY_WORDS, "tiny"),
            (_SQUARE_WORDS, "positive"),
            (_VALUE_WORDS, "value"),
            (_RATE_WORDS, "rate"),
            (_SMALL_WORDS, "small"),
            (_PROBABILITY_WORDS, "probability"),
            (_COUNT_WORDS, "count"),
            (_POSITIVE_WORDS, "positive"),
        )
        head = _HEAD_ENDS.sub("", entry.meaning.strip())
        for words, role in tables:
            if words.search(head):
                return role
        return None


def _by_name(symbol: Symbol) -> Role:
    if symbol.base in ("\\epsilon", "\\varepsilon") and not symbol.sub:
        return "tiny" if symbol.base == "\\epsilon" else "small"
    if symbol.base in _RATE_NAMES or symbol == Symbol("\\lambda"):
        return "rate"
    if symbol.base in ("L", "\\ell"):
        return "positive"
    if symbol.base in _SMALL_NAMES:
        return "small"
    if symbol.base in _POSITIVE_NAMES:
        return "positive"
    if symbol.base in ("p", "q", "\\pi") and symbol.sub and not symbol.font:
        return "probability"
    if symbol.base in _COUNT_NAMES and not symbol.sub and not symbol.font:
        return "count"
    return "value"


def _has_relation(node: Node) -> bool:
    """Whether a call is of a condition: ``1[x > 0]``."""
    return any(isinstance(part, Statement) for part in walk(node))


def _given_role(node: Node) -> Role:
    """The range of a value that is given whole."""
    match node:
        case Call(Symbol(base)) if base in _PROBABILITY_HEADS:
            return "probability"
        case Call(Symbol("\\sigma", "", (), _, 0, ()), Bracket(_, _, (argument,))):
            return "positive" if isinstance(argument, Symbol) else "probability"
        case Call(Symbol("sim" | "cos" | "cossim", "\\operatorname")):
            return "cosine"
        case Call(Symbol("1" | "I" | "\\chi", "\\mathbb" | "\\mathbf" | "" | "\\mathrm")) if _has_relation(
            node
        ):
            return "indicator"
        case Call(Symbol(base)) if base in _POSITIVE_HEADS:
            return "positive"
        case Call(_, Bracket(_, _, _, separators)) if {"|", "\\mid"} & set(separators):
            return "probability"
        case Function("\\Pr") | Big("\\Pr"):
            return "probability"
        case Applied(Symbol(base)) if base in _POSITIVE_HEADS:
            return "positive"
        case Norm(_, Product()):
            return "count"
        case Norm() | Big("\\int"):
            return "positive"
        case Gradient() | Derivative():
            return "value"
        case _:
            return "value"


def _places(node: Node) -> Iterator[tuple[Node, str]]:
    """What the place of a quantity in an expression says of it, the more telling last."""
    for part in walk(node):
        match part:
            case Function("\\log" | "\\ln", body) | Factorial(body):
                yield from ((inner, "positive") for inner in _direct(body))
            case Fraction(_, bottom):
                yield from ((inner, "positive") for inner in _direct(bottom))
    for part in walk(node):
        match part:
            case Root(body, None):
                yield from ((inner, "square") for inner in (body,) if is_given(inner))
                yield from ((inner, "positive") for inner in _direct(body) if inner != body)
    for part in walk(node):
        match part:
            case Sum((Number("1"), *others), signs) if set(signs) == {"-"}:
                taken = (inner for other in others for inner in _factors(other))
                yield from ((inner, "complement") for inner in map(_base, taken) if is_given(inner))
    for part in walk(node):
        if is_clip_at_one(part):
            yield part.arguments.parts[0], "ratio"
    for part in walk(node):
        if isinstance(part, Power) and not isinstance(part.exponent, Number) and not is_base_e(part.base):
            yield from ((inner, "exponent") for inner in walk(part.exponent) if isinstance(inner, Symbol))


def is_clip_at_one(node: Node) -> TypeGuard[Call]:
    """``clip(r, 1 - e, 1 + e)``: what is kept near 1 is a ratio."""
    if not isinstance(node, Call) or not is_clip(node):
        return False
    return all(isinstance(end, Sum) and end.terms[0] == Number("1") for end in node.arguments.parts[1:])


def _direct(node: Node) -> Iterator[Node]:
    """Quantities that decide the sign of a part."""
    match node:
        case Bracket(_, _, (inner,)) if not whole_part(node):
            yield from _direct(inner)
        case Sum(parts) | Product(parts):
            for inner in parts:
                yield from _direct(inner)
        case Fraction(top, bottom):
            yield from _direct(top)
            yield from _direct(bottom)
        case Power(base, _):
            yield from _direct(base)
        case Signed():
            return
        case _ if is_given(node):
            yield node
        case _:
            return


def _base(node: Node) -> Node:
    """What is raised to a power, or the part itself."""
    return node.base if isinstance(node, Power) else node


def _factors(node: Node) -> tuple[Node, ...]:
    """What a product is made of; a quotient is nothing of which one is left to 1 by itself."""
    if not isinstance(node, Product):
        return (node,)
    return () if set(node.signs) & {"/", "\\div"} else node.factors
