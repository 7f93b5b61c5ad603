"""What chances and laws keep a name in: ``u \\sim U(0, 1)``, ``r \\sim Ber(p)``, "with probability $p$"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import Bracket, Call, Node, Number, Statement, Sum, Symbol
from drill.papers_first.plausible.intervals import Interval
from drill.papers_first.plausible.said_equations import parsed
from drill.papers_first.plausible.stated_intervals import Stated, Where, number_of

UNIFORM: Final = frozenset(("U", "Unif", "Uniform"))
BERNOULLI: Final = frozenset(("Ber", "Bern", "Bernoulli"))
_CHANCE: Final = Interval(0, 1, without_low=True, without_high=True)
_TWO: Final = Interval(members=frozenset((Fraction(0), Fraction(1))))
_PROBABILITY: Final = re.compile(
    r"(?<!log )(?<!log-)(?<!inverse )(?<!unnormalized )(?<!unnormalised )"
    r"\bprobability (?:of )?(?:(?:at least|at most|exactly) )?\$(?P<name>[^$]{1,24})\$",
    re.IGNORECASE,
)
_LONGEST: Final = 60


def drawn_in(
    texts: Iterable[tuple[str, Where]], statements: Iterable[tuple[Statement, Where]]
) -> Iterator[Stated]:
    """What sentences and displays tell of names that are drawn, and of the chances of drawing, with where."""
    for text, where in texts:
        for latex in text.split("$")[1::2]:
            if "\\sim" in latex and (statement := _read(latex)) is not None:
                yield from _of_law(statement, where)
        for match in _PROBABILITY.finditer(text):
            yield from _of_chance(_read(match["name"]), where)
    for statement, where in statements:
        yield from _of_law(statement, where)


def _read(latex: str) -> Statement | None:
    return parsed(latex) if len(latex) <= _LONGEST else None


def _of_law(statement: Statement, where: Where) -> Iterator[Stated]:
    """A uniform law keeps what is drawn between its ends, Bernoulli's at 0 and 1, the parameter between."""
    match statement:
        case Statement((Symbol() as drawn, Call(Symbol(law), Bracket(_, _, (low, high)))), ("\\sim",)) if (
            law in UNIFORM
        ):
            ends = [number_of(tuple(to_tokens(end))) for end in (low, high)]
            if ends[0] is not None and ends[1] is not None and ends[0] < ends[1]:
                yield _stated(drawn, Interval(ends[0], ends[1], without_low=True, without_high=True), where)
        case Statement((Symbol() as drawn, Call(Symbol(law), Bracket(_, _, (chance,)))), ("\\sim",)) if (
            law in BERNOULLI
        ):
            yield _stated(drawn, _TWO, where)
            if isinstance(chance, Symbol):
                yield _stated(chance, _CHANCE, where)
        case _:
            return


def _of_chance(statement: Statement | None, where: Where) -> Iterator[Stated]:
    """Of a ``p``, and of the p in ``1 - p``."""
    match statement:
        case Statement((Symbol() as name,), ()) | Statement(
            (Sum((Number("1"), Symbol() as name), ("-",)),), ()
        ):
            yield _stated(name, _CHANCE, where)
        case _:
            return


def _stated(name: Node, interval: Interval, where: Where) -> Stated:
    return Stated(tuple(to_tokens(name)), interval, where)
