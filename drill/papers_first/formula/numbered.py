"""Superscripts that number: ``y_i^1, \\ldots, y_i^R`` and, with it, ``y_i^j``; ``u_k^1`` beside ``u_k^2``.

Nobody lists a first power: what a list begins with ``^1`` has indices above it. A polynomial's powers begin
with 1, with the name alone, or with ``^0``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

from drill.papers_first.formula.occurrences import Occurrence, group_end, occurrences, whole_name
from drill.papers_first.formula.raised import is_step
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import DECAYS

Family: TypeAlias = tuple[Symbol, bool]
"""A symbol without scripts, and whether it has an index below: ``y_i^1`` tells nothing of ``y``."""
_Content: TypeAlias = tuple[str, ...]

_DOTS: Final = frozenset(("\\dots", "\\ldots", "\\cdots"))
_RAISES: Final = re.compile(r"\b(?:powers?|exponents?|monomials?|raised|polynomials?|moments?)\b")
_OPENING: Final = frozenset(("", "(", "[", "{", "\\{"))
_FIRST: Final[_Content] = ("1",)
_SECOND: Final[_Content] = ("2",)
_POWERS: Final = frozenset(("-", "/", "\\frac", "\\cdot"))


@dataclass(slots=True)
class _Family:
    """What stands above the names of one family."""

    above: set[_Content] = field(default_factory=set[_Content])
    by_index: dict[_Content, set[_Content]] = field(default_factory=dict[_Content, set[_Content]])
    """What stands above a name, by the index below."""
    listed: set[_Content] = field(default_factory=set[_Content])
    displayed: set[_Content] = field(default_factory=set[_Content])
    """What numbers lists outside of sentences, which may be of monomials where the name stands alone, too."""

    def add(self, name: Occurrence) -> None:
        self.above.add(name.above)
        self.by_index.setdefault(name.sub, set()).add(name.above)

    def lists(self) -> set[_Content]:
        """What numbers the lists that are of no monomials."""
        may_be_powers = () in self.above and () in self.by_index
        return self.listed if may_be_powers else self.listed | self.displayed

    def is_raised(self) -> bool:
        """Whether something above can only be a power, or a series of powers begins with 0."""
        return any(content == ("0",) or _is_power(content) for content in self.above)

    def are_two(self) -> bool:
        """Whether the first and the second of a name are met, and never a name alone."""
        pairs = (contents for contents in self.by_index.values() if {_FIRST, _SECOND} <= contents)
        return () not in self.above and any(pairs)


def numbered(
    rows: Iterable[Sequence[str]], beside: Iterable[Sequence[str]], texts: Iterable[str]
) -> dict[Family, frozenset[_Content]]:
    """The families of names that superscripts number, each with what numbers it.

    ``rows`` are the canonical tokens of the formulas, ``beside`` those inside of sentences, ``texts`` the
    sentences.
    """
    families: dict[Family, _Family] = {}
    for tokens in rows:
        names = _gather(tokens, families)
        for first, listed in _lists(tokens, names):
            families[_family(first)].displayed.update(listed)
        if names and _is_range(tokens, names[0]):
            families[_family(names[0])].displayed.add(names[0].above)
    for tokens in beside:
        for first, listed in _lists(tokens, _gather(tokens, families)):
            families[_family(first)].listed.update(listed)
    monomials = set(_monomials(texts))
    found = {key: frozenset(_numbers(family, is_lowered=key[1])) for key, family in families.items()}
    return {
        key: numbers
        for key, numbers in found.items()
        if numbers and not (families[key].is_raised() or key in monomials or _is_base(key))
    }


def _is_range(tokens: Sequence[str], left: Occurrence) -> bool:
    """``P_1^4 = \\sum_{n=1}^4 p_n``: what is set has the sum's own ends for its index and above it."""
    if left.begin != 0 or tuple(tokens[left.end : left.end + 1]) not in (("=",), (":=",)):
        return False
    if not all(len(one) == 1 and one[0].isdigit() for one in (left.sub, left.above)):
        return False
    ends = ("=", *left.sub, "}", "^", "{", *left.above, "}")
    return any(
        token in ("\\sum", "\\prod") and tuple(tokens[at + 4 : at + 4 + len(ends)]) == ends
        for at, token in enumerate(tokens)
    )


def _gather(tokens: Sequence[str], families: dict[Family, _Family]) -> list[Occurrence]:
    """The names of a row, added to their families as are those in its exponents."""
    names = list(occurrences(tokens))
    for one in (*names, *_raised(tokens)):
        families.setdefault(_family(one), _Family()).add(one)
    return names


def _raised(tokens: Sequence[str]) -> Iterator[Occurrence]:
    """The names in exponents: ``z_u^j`` of ``a^{z_u^j}``."""
    for at, token in enumerate(tokens):
        if token == "^":
            yield from occurrences(tokens[at + 2 : group_end(tokens, at + 1) - 1])


def _is_base(family: Family) -> bool:
    """Whether its powers are those of e, or of a rate by which something decays."""
    symbol, is_lowered = family
    return symbol.base == "e" or (symbol.base in DECAYS and not is_lowered)


def _family(name: Occurrence) -> Family:
    return name.symbol, bool(name.sub)


def _numbers(family: _Family, *, is_lowered: bool) -> Iterator[_Content]:
    """The numbers of a list, its last letter, and the letters that run through it."""
    listed = family.lists()
    if family.are_two() and (listed or is_lowered):
        yield from (_FIRST, _SECOND)
    lasts = {content[0].lower() for content in listed}
    running = [one for one in family.above if is_step(one) or (len(one) == 1 and one[0] in lasts)]
    for content in listed:
        # the last step is T where one step is t; otherwise ^T transposes
        if content != ("T",) or ("t",) in running:
            yield content
    if listed:
        yield from running


def _is_power(above: Sequence[str]) -> bool:
    """``-1``, ``1/2``, ``2k``."""
    is_multiple = len(above) > 1 and above[0].isdigit()
    return is_multiple or (bool(_POWERS & set(above)) and len(above) > 1 and not is_step(above))


def _lists(tokens: Sequence[str], names: Sequence[Occurrence]) -> Iterator[tuple[Occurrence, set[_Content]]]:
    """Names with 1 above that a list begins with, each with what numbers the list."""
    for at, first in enumerate(names):
        if first.above != _FIRST or _follows_one(tokens, first) or _is_mapped(tokens, names, first):
            continue
        listed = _listed(tokens, names[at:]) or _stacked(list(tokens), first)
        if listed:
            yield first, listed


def _follows_one(tokens: Sequence[str], first: Occurrence) -> bool:
    """``1, x^1, \\ldots``: powers."""
    before = ("", *tokens)[max(first.begin - 2, 0) : first.begin + 1]
    return before[1:] in (("1", ","), ("I", ",")) and before[0] in _OPENING


def _is_mapped(tokens: Sequence[str], names: Sequence[Occurrence], first: Occurrence) -> bool:
    """``\\phi(x) = (x^1, \\ldots, x^n)``: what a function of the name alone gives may well be its powers."""
    return any(
        (one.symbol, one.sub, one.above) == (first.symbol, first.sub, ())
        and list(tokens[one.begin - 1 : one.begin]) == ["("]
        and list(tokens[one.end : one.end + 1]) == [")"]
        for one in names
        if one.begin
    )


def _stacked(tokens: list[str], first: Occurrence) -> set[_Content]:
    """What numbers a stack that begins with ``first``: ``[x^1; x^2; \\cdots; x^N]``, or
    ``x^1 E, \\ldots, x^N E``, of which each member is multiplied by the same.
    """
    end = next((at for at in range(first.end, len(tokens)) if tokens[at] in (",", ";")), len(tokens))
    shared, mark = tokens[first.end : end], tokens[end : end + 1]
    is_plain = not shared and mark == [","]
    if not mark or is_plain or (shared and whole_name(shared) is None):
        return set()
    bare: list[str] = []
    at = first.begin
    while at < len(tokens):
        after = at + len(shared)
        ends = tokens[after : after + 1] in (mark, ["]"], [")"])
        at = after if shared and ends and tokens[at:after] == shared else at
        bare.append("," if [tokens[at]] == mark else tokens[at])
        at += 1
    return _listed(bare, list(occurrences(bare)))


def _listed(tokens: Sequence[str], names: Sequence[Occurrence]) -> set[_Content]:
    """What numbers the list that begins with the first of ``names``; nothing where it is no list."""
    first = names[0]
    listed: set[_Content] = {_FIRST}
    for count, (before, name) in enumerate(pairwise(names), start=2):
        gap = [token for token in tokens[before.end : name.begin] if token != ","]
        is_alike = (name.symbol, name.sub) == (first.symbol, first.sub) and name.above != ()
        if not is_alike or "," not in tokens[before.end : name.begin]:
            break
        if len(gap) == 1 and gap[0] in _DOTS:
            return listed | ({name.above} if len(name.above) == 1 else set())
        if gap or name.above != (str(count),):
            break
        listed.add(name.above)
    return listed if first.sub and len(listed) > 1 else set()


def _monomials(texts: Iterable[str]) -> Iterator[Family]:
    """What has something above it in sentences that speak of powers."""
    for text in texts:
        if not _RAISES.search(text):
            continue
        for latex in text.split("$")[1::2]:
            if "^" in latex:
                try:
                    yield from (_family(one) for one in occurrences(canonical(latex)) if one.above)
                except RefusedError:
                    continue
