"""Expectations, integrals and normal densities as arithmetic: for few outcomes, in one dimension."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from drill.papers_first.arithmetic.densities import density
from drill.papers_first.arithmetic.opened_integrals import integral_as_sum, with_outcome
from drill.papers_first.formula.given import NAMED, is_clip, is_given, rounded_part
from drill.papers_first.formula.nesting import between_commas
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import bracketed, replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Node,
    Number,
    Product,
    Sum,
    Symbol,
    children,
    symbols,
)
from drill.papers_first.formula.vocabulary import DRESSES, EXPECTATIONS, GREEK
from drill.papers_first.plausible.ranges import Range
from drill.papers_first.wording import inline

_LETTERS: Final = ("k", "j", "m", "n", "s", "r")
_OF_RANDOM: Final = frozenset(("E", "\\mathbb{E}", "H", "I", "P"))
_OF_MATRICES: Final = frozenset(("tr", "Tr", "trace", "det", "diag", "rank", "vec"))
"""Words that are taken of numbers and arrays, unlike those that are taken of what is random."""
_LAWS: Final = frozenset(("p", "q", "P", "Q", "\\pi", "\\theta", "\\phi", "\\psi", "\\lambda"))
"""Names of distributions and of their parameters: an expectation over them says not what chance decides."""
_NOISE: Final = frozenset(map(Symbol, ("\\epsilon", "\\varepsilon", "\\xi", "\\zeta", "\\omega")))
"""Greek letters of what is random as often as of what is chosen."""
_MEANS: Final = frozenset(("m", "\\mu"))
_BARS: Final = frozenset(("|", "\\mid", "\\vert"))
_DOTS: Final = frozenset(("\\ldots", "\\dots", "\\cdots"))
_ONE: Final = Number("1")


@dataclass(frozen=True, slots=True)
class Opened:
    """An expression with a part that is computed, and the sentence that says how."""

    node: Node
    says: str
    outcomes: frozenset[Symbol] = frozenset()
    """What takes a few values only: its probabilities add up to 1."""
    drawn: Mapping[Node, Range] = field(default_factory=dict[Node, Range])
    """What quantities of a law are drawn from."""
    is_density: bool = False


def opened(
    node: Node, outcomes: int = 3, left: Node | None = None, beside: Iterable[Node] = ()
) -> Opened | None:
    """The expression with its only given value opened; None where that cannot be done.

    An expectation over nobody says what is the mean of so many ``outcomes``. What stands outside of it too,
    in ``left`` or beside it, is the same for all of them. No letter of what is shown ``beside`` it counts
    the outcomes.
    """
    given = list(dict.fromkeys(_given(node)))
    if len(given) != 1:
        return None
    part = given[0]
    fixed = frozenset((*_settled(node, part), *(() if left is None else _settled(left, part))))
    letter = _letter((node, *(() if left is None else (left,)), *beside))
    found = _expectation(part, letter) or _integral(part, letter) or _mean(part, outcomes, fixed)
    if found is None and (law := density(part)) is not None:
        found = Opened(law.node, law.says, drawn=law.drawn, is_density=True)
    if found is None:
        return None
    inner = found.node
    return replace(found, node=replaced(node, lambda one: inner if one == part else None))


def _given(node: Node) -> Iterator[Node]:
    for part in _outermost(node):
        if not isinstance(part, Symbol):
            yield part


def _settled(node: Node, given: Node) -> Iterator[Symbol]:
    """Symbols outside of what is given, of which nothing is taken that is taken of what is random."""
    match node:
        case Symbol():
            yield node
        case Call(Symbol(base), _) | Applied(Symbol(base), _) if base in _OF_RANDOM or (
            len(base) > 1 and base.isalpha() and base not in _OF_MATRICES
        ):
            return
        case _ if node != given:
            for child in children(node):
                yield from _settled(child, given)
        case _:
            return


def _outermost(node: Node) -> Iterator[Node]:
    if is_given(node) and not isinstance(node, Symbol):
        yield node
        return
    for child in children(node):
        yield from _outermost(child)


def _expectation(part: Node, letter: str | None) -> Opened | None:
    match part:
        case Call(Symbol() as head, Bracket(_, _, (body,))) | Applied(Symbol() as head, body):
            pass
        case _:
            return None
    if head.base not in EXPECTATIONS or not head.sub:
        return None
    law = _law(head.sub)
    if law is None:
        return None
    variable, weight = law
    if variable not in symbols(body) or letter is None:
        return None
    outcome = replace(variable, sub=(letter,))
    term = Product(
        (with_outcome(weight, variable, outcome), bracketed(with_outcome(body, variable, outcome))), ("",)
    )
    says = (
        f"Let {inline(variable)} take the values {inline(outcome)} only, so that the expectation is a sum "
        "of what stands in the brackets, each times its probability"
    )
    return Opened(bracketed(Big("\\sum", (letter,), (), term)), says, frozenset((variable,)))


def _mean(part: Node, outcomes: int, fixed: frozenset[Symbol]) -> Opened | None:
    """An expectation as the mean over a few outcomes that are equally likely."""
    match part:
        case Call(Symbol(base) as head, Bracket(_, _, (body,), (), ())) if base in EXPECTATIONS:
            given = ""
        case Applied(Symbol(base) as head, body) if base in EXPECTATIONS:
            given = ""
        case Call(Symbol(base) as head, Bracket(_, _, (body, *_), separators)) if (
            base in EXPECTATIONS and separators[0] in _BARS
        ):
            given = " under the condition behind the bar"
        case _:
            return None
    if any(isinstance(one, Call) and tuple(to_tokens(one.head)) == head.sub for one in walk(body)):
        return None  # of outcomes that are equally likely under a law it gives the same
    is_drawn = "\\sim" in head.sub
    drawn = _said_to_be_drawn(head.sub) if is_drawn else head.sub
    names = frozenset(token for token in drawn if token.lstrip("\\")[:1].isalpha()) - DRESSES
    if not (is_drawn or names - _LAWS) or _DOTS & set(head.sub):
        names = frozenset[str]()
    places = [_in_outcome(body, names, fixed, str(number)) for number in range(1, outcomes + 1)]
    if any(one is None or one == body for one in places):
        return None
    terms = tuple(bracketed(one) for one in places if one is not None)
    whole = bracketed(Sum(terms, ("+",) * (outcomes - 1)))
    word = {2: "two", 3: "three"}[outcomes]
    says = (
        f"Say that{given} {word} outcomes are equally likely, so that the expectation is the mean over them; "
        "what the first outcome gives is marked with a raised $(1)$, and so on"
    )
    return Opened(Product((Fraction(_ONE, Number(str(outcomes))), whole), ("",)), says)


def _said_to_be_drawn(sub: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens of what is drawn from a law each, x, y and z of ``x, y \\sim p, z \\sim q(z \\mid x)``."""
    pieces = between_commas(sub)
    laws = [place for place, piece in enumerate(pieces) if "\\sim" in piece]
    names = (piece[: piece.index("\\sim")] if "\\sim" in piece else piece for piece in pieces[: laws[-1] + 1])
    return tuple(token for piece in names for token in piece)


def _letters_of_bounds(part: Big) -> set[str]:
    """``t`` and ``N`` of a sum from ``t`` to ``N``."""
    return {token for token in (*part.lower, *part.upper) if token.isalpha() or token in GREEK}


def _in_outcome(body: Node, names: frozenset[str], fixed: frozenset[Symbol], number: str) -> Node | None:
    """``body`` with a raised number at everything that chance decides; None where that is not clear.

    Chance decides what holds one of ``names``; where there are none, what is called, indexed or a capital
    and not ``fixed``.
    """
    mark = ("(", number, ")")
    ends = {token for one in walk(body) if isinstance(one, Big) for token in one.upper}
    is_clear = True

    def change(part: Node) -> Node | None:
        nonlocal is_clear
        match part:
            case Call(Symbol() as head, arguments):
                if head.base in NAMED or is_clip(part) or rounded_part(part) is not None:
                    return None
                is_clear = is_clear and head.base not in (*EXPECTATIONS, *_MEANS)
                is_clear = is_clear and not head.mark and not head.primes
                varies = not names or bool(names & set(to_tokens(part)))
                return Call(replace(head, mark=mark), arguments) if varies else part
            case Symbol() if part.base in ends or (not names and part in fixed):
                return part
            case Symbol():
                is_plain = part == Symbol(part.base)
                is_clear = is_clear and (bool(names) or part not in _NOISE)
                is_clear = is_clear and part.base not in _MEANS  # perhaps the mean that is computed
                if names & set(to_tokens(part)) or (not names and not (is_plain and part.base in GREEK)):
                    is_clear = is_clear and not part.mark and not part.primes
                    is_clear = is_clear and (bool(names) or not is_plain or part.base.isupper())
                    return replace(part, mark=mark)
                return part
            case Big("\\max" | "\\min", (), (), Bracket(_, _, (_, _, *_))):
                return None
            case Big() if names & _letters_of_bounds(part):
                is_clear = False  # what it runs over would have to be marked, too
                return part
            case Applied() | Big("\\int" | "\\max" | "\\min" | "\\sup" | "\\inf") | Derivative():
                is_clear = False
                return part
            case _:
                return None

    found = replaced(body, change)
    return found if is_clear else None


def _law(sub: tuple[str, ...]) -> tuple[Symbol, Node] | None:
    """What an expectation runs over, and its probability."""
    try:
        statement = parse_tokens(list(sub))
    except RefusedError:
        return None
    match statement.sides, statement.relations:
        case (Call(Symbol(), Bracket(_, _, (Symbol() as variable, *_), marks)) as weight,), ():
            is_joint = marks[:1] == (",",)  # of several, whose outcomes are not those of the first
            return (variable, weight) if not variable.sub and not is_joint else None
        case (Symbol() as variable, Symbol() as law), ("\\sim",):
            weight = Call(_density_of(law), bracketed(variable))
            return (variable, weight) if not variable.sub else None
        case (Symbol(base) as variable,), () if base not in _LAWS:
            return (variable, Call(Symbol("p"), bracketed(variable))) if not variable.sub else None
        case _:
            return None


def _density_of(law: Symbol) -> Symbol:
    """What gives the probabilities of a distribution: p or q itself, else the p with its name below."""
    return law if law.base in ("p", "q") else Symbol("p", sub=tuple(to_tokens(law)))


def _integral(part: Node, letter: str | None) -> Opened | None:
    found = integral_as_sum(part, letter)
    return None if found is None else Opened(*found)


def _letter(shown: Iterable[Node]) -> str | None:
    """A letter to count outcomes with, which means nothing else in what is shown, ends of sums included."""
    used = {token for node in shown for token in to_tokens(node)}
    return next((letter for letter in _LETTERS if letter not in used), None)
