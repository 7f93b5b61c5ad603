"""What a name is by the names akin to it: costs with other labels, other members, the same a step before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.called import role_by_words
from drill.papers_first.plausible.ranges import HEAD_ENDS

_COSTS: Final = re.compile(r"\b(?:loss|losses|costs?|penalt(?:y|ies))$", re.IGNORECASE)
_NORMALISING: Final = re.compile(
    r"\b(?:normali[sz](?:ing|ation) (?:constant|factor)|partition function|(?:model )?evidence"
    r"|marginal likelihood)s?$",
    re.IGNORECASE,
)
_NEVER_NEGATIVE: Final = re.compile(r"(?:a )?(?:non-?negative|positive)\b", re.IGNORECASE)
_TIMES: Final = re.compile(r"\btime(?:steps?)?\b", re.IGNORECASE)
_PAIR: Final = 2
_RUNNING: Final = frozenset("ijkmnt")
_PARTING: Final = frozenset((",", "(", ")", "\\ell"))
_EARLIER: Final = frozenset(
    f"\\operatorname{{{word}}}" for word in ("prev", "old", "last", "init", "new", "cur", "next")
)


def is_cost(paper: Paper, symbol: Symbol) -> bool:
    """Whether all that is said of names of its letter with other labels is that they are costs.

    ``J^{\\mathrm{b}}`` beside the control cost ``J^{\\mathrm{c}}``; of itself nothing is said.
    """
    if not _is_labelled(symbol) or paper.meanings(symbol):
        return False
    said = [
        HEAD_ENDS.sub("", entry.meaning.strip())
        for entry in paper.entries
        if entry.sure
        and (one := entry.name) is not None
        and _is_labelled(one)
        and _unlabelled(one) == _unlabelled(symbol)
    ]
    return bool(said) and all(map(_COSTS.search, said))


def is_earlier_share(paper: Paper, symbol: Symbol) -> bool:
    """``w^{\\text{prev}}`` of shares ``w_i``: what they were a step before are shares, too."""
    is_earlier = len(symbol.mark) == 1 and symbol.mark[0] in _EARLIER
    return is_earlier and replace(symbol, mark=(), sub=()) in paper.told.shares


def of_each(symbol: Symbol) -> Symbol:
    """Of ``a_{ts}^{\\ell, h}``, one of each layer and head, what it is of any of them: ``a_{ts}``."""
    is_running = all(token in _PARTING or (len(token) == 1 and token.islower()) for token in symbol.mark)
    return replace(symbol, mark=()) if is_running else symbol


def is_time(paper: Paper, symbol: Symbol) -> bool:
    """``t_j`` of a paper in which ``t`` is time."""
    if (
        symbol.base != "t"
        or symbol.font
        or symbol.accents
        or not symbol.sub[:1]
        or not symbol.sub[0].isalpha()
    ):
        return False
    entries = paper.meanings(Symbol("t"))
    return bool(entries) and all(_TIMES.search(HEAD_ENDS.sub("", entry.meaning.strip())) for entry in entries)


def is_one_of_positives(paper: Paper, symbol: Symbol) -> bool:
    """``w_i`` of a paper that calls ``w`` an importance weight, and says nothing of ``w_i``."""
    if len(symbol.sub) != 1 or symbol.sub[0] not in _RUNNING or symbol.mark or symbol.primes:
        return False
    said = paper.meanings(replace(symbol, sub=()))
    return bool(said) and all(role_by_words(entry.meaning) == "positive" for entry in said)


def is_beside_sizes(paper: Paper, symbol: Symbol) -> bool:
    """``\\lambda_2`` beside the precision ``\\lambda_1``: numbered like what is called a size or scale."""
    if len(symbol.sub) != 1 or not symbol.sub[0].isdigit():
        return False
    roles = {
        role_by_words(entry.meaning)
        for entry in paper.entries
        if entry.sure
        and (one := entry.name) is not None
        and len(one.sub) == 1
        and one.sub[0].isdigit()
        and replace(one, sub=symbol.sub) == symbol
    }
    return roles - {None} == {"positive"}


def of_all_pairs(symbol: Symbol) -> tuple[Symbol, ...]:
    """``Q_{wr}`` and ``Q_{w, r}``, of which ``Q_{w_i, r_i}`` is that of one pair."""
    letters: list[str] = []
    depth = 0
    for token in symbol.sub:
        depth += (token == "{") - (token == "}")
        if depth == 0 and token not in ("_", "}", ","):
            letters.append(token)
    if len(letters) != _PAIR or "_" not in symbol.sub:
        return ()
    first, second = letters
    return replace(symbol, sub=(first, second)), replace(symbol, sub=(first, ",", second))


def estimates_a_constant(paper: Paper, symbol: Symbol) -> bool:
    """``Z``, ``\\hat{Z}_n``: all that is said of the letter is that it normalises a law, so it is above 0."""
    if symbol.accents not in ((), ("\\hat",)):
        return False
    letter = replace(symbol, accents=(), sub=())
    said = [HEAD_ENDS.sub("", entry.meaning.strip()) for entry in paper.meanings(letter)]
    return bool(said) and all(map(_NORMALISING.search, said))


def is_of_nonnegative_family(paper: Paper, symbol: Symbol) -> bool:
    """``a_k`` where ``\\{a_k\\}_{k \\in K}`` is called a non-negative sequence."""
    own = tuple(to_tokens(symbol))
    said = [
        entry.meaning
        for entry in paper.entries
        if entry.sure and entry.symbol[:1] in (("(",), ("\\{",)) and entry.symbol[1 : len(own) + 1] == own
    ]
    return bool(symbol.sub) and bool(said) and any(map(_NEVER_NEGATIVE.match, said))


def is_mean_of_sizes(paper: Paper, symbol: Symbol) -> bool:
    """``\\bar{n}`` beside counts ``n_i``: their mean is above 0."""
    if symbol.accents != ("\\bar",) or symbol.sub:
        return False
    members = (one for entry in paper.entries if entry.sure and (one := entry.name) is not None and one.sub)
    said = [
        role_by_words(entry.meaning)
        for one in members
        if replace(one, sub=()) == replace(symbol, accents=())
        for entry in paper.meanings(one)
    ]
    return bool(said) and set(said) <= {"count", "positive"}


def of_other_members(paper: Paper, head: Symbol) -> Iterator[str]:
    """What is said of the values of functions that have another index: of ``J_g(x)`` for ``J_f``."""
    begin = tuple(to_tokens(replace(head, sub=())))
    for entry in paper.entries:
        name = entry.symbol
        if name[: len(begin)] == begin and name[len(begin) : len(begin) + 2] == ("_", "{"):
            end = name.index("}", len(begin))
            if name[end + 1 : end + 2] == ("(",):
                yield entry.meaning


def _is_labelled(symbol: Symbol) -> bool:
    """Whether an upright letter or word stands above or below it, and nothing else."""
    label = symbol.mark or symbol.sub
    is_one = not (symbol.mark and symbol.sub) and bool(label)
    return is_one and (label[0] == "\\mathrm" or (len(label) == 1 and label[0].startswith("\\operatorname{")))


def _unlabelled(symbol: Symbol) -> Symbol:
    return replace(symbol, mark=(), sub=())
