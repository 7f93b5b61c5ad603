"""A usual range within what a paper says of a name, sets it to, or keeps it in by its equations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.banks.params import read_domain
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import Node, Symbol
from drill.papers_first.paper import Paper, at_steps, without_index
from drill.papers_first.plausible.definitions import like
from drill.papers_first.plausible.intervals import Interval, within
from drill.papers_first.plausible.leading_conditions import leading_condition
from drill.papers_first.plausible.ranges import COUNT_NAMES, RANGES, Range
from drill.papers_first.plausible.settled import near_settings, within_span
from drill.papers_first.plausible.spans import SHARE

_SAID_ROLES: Final = frozenset(
    ("count", "probability", "indicator", "sign", "exponent", "cosine", "squared count")
)
"""What a letter is that elsewhere, in other numbers, is something else."""
_RATES: Final = frozenset(("rate", "small"))
"""What a letter is where it is called so, whatever it is kept in elsewhere."""
_LOOSE: Final = frozenset(("value", "positive", "negative"))
"""What is guessed of a quantity, where its own equation may say more."""
_STARS: Final = (("*",), ("\\star",), ("\\ast",))
_TWO: Final = 2
_BROKEN: Final = "0.2..4 step 0.1"
"""Exponents with a decimal, where whole ones would soon repeat."""
_COUNTING: Final = COUNT_NAMES | frozenset("ijlmrshLR")
_WHOLE_WORDS: Final = re.compile(
    r"\b(?:integers?|order|degree|index|number|counts?|level|depth|layers?|steps?|rounds?|iterations?|epochs?"
    r"|time|hops?|labels?|class(?:es)?|natural)\b",
    re.IGNORECASE,
)


def narrowed(paper: Paper, quantity: Node, written: Symbol | None, usual: Range, *, is_local: bool) -> Range:
    """A range within what the paper says of a name: of one elsewhere that may mean another thing, not.

    ``written`` is the name, or that of a function, with its running index in the place of a number;
    ``is_local`` leaves aside what is said farther away.
    """
    names: dict[Node, None] = {quantity: None}
    if isinstance(quantity, Symbol) and written is not None:
        names |= dict.fromkeys((written, *at_steps(quantity), *_unstarred(written)))
        if usual.role in _LOOSE:
            names |= dict.fromkeys(_averaged(written))
    kept, where = paper.kept, paper.where
    for one in names:
        name = tuple(to_tokens(one))
        condition = leading_condition(paper, name)
        if condition is not None:
            return within(condition, usual)
        interval = kept.nearest(name, where) if is_local else kept.interval(name, where)
        if interval is None and usual.role in _LOOSE and not is_local:
            interval = kept.of_members(name)
        if interval is None:
            continue
        found = within(interval, usual)
        if usual == RANGES["exponent"] and _whole_in(interval, found) < _TWO and not interval.is_single:
            # of the whole numbers one at most is in it, and with it as an exponent nothing is raised
            is_broken = not interval.is_whole and _may_be_broken(paper, quantity, written)
            found = within(interval, replace(usual, role="positive")) if is_broken else found
        is_near = where is not None and kept.is_said_in(name, where.section)
        is_said = usual.role in _SAID_ROLES or (
            usual.role in _RATES and written is not None and paper.meaning(written) is not None
        )
        return found if is_near or not is_said or _overlap(found, usual) else usual
    if usual == RANGES["exponent"] and _may_be_broken(paper, quantity, written):
        return replace(usual, fine=_BROKEN)
    if usual.role in _LOOSE and written is not None and written.sub and isinstance(quantity, Symbol):
        # where v < 0, so is v_n, whatever n numbers
        side = kept.side_of_zero(tuple(to_tokens(replace(without_index(written), mark=()))), where)
        if side is not None:
            return within(side, usual)
    return usual if is_local else _as_defined(paper, quantity, written, usual)


def _whole_in(interval: Interval, found: Range) -> int:
    """How many of the numbers that were found for a name are in what it is kept in."""
    return sum(interval.holds(one.value) for one in read_domain(found.params))


def _as_defined(paper: Paper, quantity: Node, written: Symbol | None, usual: Range) -> Range:
    """A range within what the paper's own equations keep a name in, near the numbers that it sets."""
    if written is None:
        return usual
    kept = paper.told.spans.get(like(written))
    if usual == RANGES["count"] and kept is not None and kept.high <= 0 and paper.meaning(written) is None:
        usual = RANGES["value"]  # a letter that mostly counts, but not where it is never above 0
    if usual.role == "cosine" and kept is not None and SHARE.holds(kept):
        return RANGES["rate"]  # a correlation by its name, a share by its equation
    if usual.role not in _LOOSE:
        return usual
    if kept is not None and any(paper.meaning(one) is not None for one in (written, like(written))):
        kept = paper.told.spans_in(None if paper.where is None else paper.where.section).get(like(written))
    if kept is not None:
        return within_span(kept, usual)
    is_scalar = usual.role == "value" and isinstance(quantity, Symbol) and written.font != "\\mathbf"
    return near_settings(paper.told.settings.get(written, ()), usual) if is_scalar else usual


def _may_be_broken(paper: Paper, quantity: Node, written: Symbol | None) -> bool:
    """Whether an exponent is nothing that counts: neither by its letter nor by what is said of it."""
    if not isinstance(quantity, Symbol) or written is None or quantity.base in _COUNTING:
        return False
    said = paper.meaning(quantity) or paper.meaning(written)
    return said is None or not _WHOLE_WORDS.search(said.meaning)


def _unstarred(symbol: Symbol) -> Iterator[Symbol]:
    """Of ``w^*``, the best or the true one, the w."""
    if symbol.mark in _STARS:
        yield replace(symbol, mark=())


def _averaged(symbol: Symbol) -> Iterator[Symbol]:
    """Of ``\\bar{h}``, a mean of such, the h: numbers of an interval have their mean in it."""
    if symbol.accents == ("\\bar",):
        yield replace(symbol, accents=())


def _overlap(found: Range, usual: Range) -> bool:
    values = {one.value for one in read_domain(found.params)}
    return any(one.value in values for one in read_domain(usual.params))
