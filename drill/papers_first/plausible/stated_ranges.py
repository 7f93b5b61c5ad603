"""Which of the ends 0 and 1 a paper keeps a name from: ``0 < \\beta < 1``, ``m \\in [0, 1)``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.tokens import RefusedError, canonical

Name = tuple[str, ...]
"""Canonical tokens."""

LESS: Final = {"<": "<", ">": ">", "\\leq": "\\leq", "\\le": "\\leq", "\\geq": "\\geq", "\\ge": "\\geq"}
"""Comparisons, each spelling as one sign."""
_SEPARATORS: Final = frozenset((*LESS, "\\in"))
_EQUAL: Final = ("=", ":=")
_OPENING: Final = frozenset(("{", "(", "[", "\\{"))
_CLOSING: Final = frozenset(("}", ")", "]", "\\}"))
_ENDS: Final = ("0", "1")
ENTRIES: Final = ":"
"""Behind a name: each of its entries."""
_LONGEST: Final = 40
BINARY: Final[tuple[Name, ...]] = (("0", ",", "1"), ("1", ",", "0"))
_EITHER: Final[Name] = ("\\pm", "1")
SIGNS: Final[tuple[Name, ...]] = (
    _EITHER,
    ("-", "1", ",", "1"),
    ("-", "1", ",", "+", "1"),
    ("1", ",", "-", "1"),
    ("+", "1", ",", "-", "1"),
)


def said_apart(tokens: Sequence[str]) -> Iterator[list[str]]:
    """``a \\geq 0, b \\geq c`` as two comparisons: behind a number or an interval a comma ends one.

    ``0 < a, b < 1`` is one, of two names.
    """
    part: list[str] = []
    begin, depth = 0, 0
    for token in tokens:
        if token == "," and not depth and begin and _ends_comparison(part[begin:]):
            yield part
            part, begin = [], 0
            continue
        depth += (token in _OPENING) - (token in _CLOSING)
        part.append(token)
        if token in _SEPARATORS and not depth:
            begin = len(part)
    if part:
        yield part


def _ends_comparison(side: Sequence[str]) -> bool:
    """Whether a side is a number, or an interval or a set in brackets."""
    return bool(side) and (side[0] in _OPENING or side[0][0].isdigit())


def excluded_ends(texts: Iterable[str], rows: Iterable[Sequence[str]]) -> Mapping[Name, frozenset[str]]:
    """By name the ends that the formulas in sentences, or those beside others, rule out."""
    found: dict[Name, frozenset[str]] = {}
    for tokens in (*_inside(texts), *rows):
        if len(tokens) > _LONGEST or not _SEPARATORS & set(tokens):
            continue
        for name, end in (one for part in said_apart(tokens) for one in _told(part)):
            found[name] = found.get(name, frozenset()) | {end}
    return found


def _inside(texts: Iterable[str]) -> Iterator[list[str]]:
    for text in texts:
        for latex in text.split("$")[1::2]:
            try:
                yield canonical(latex)
            except RefusedError:
                continue


def names_in(sets: Iterable[Name], texts: Iterable[str], rows: Iterable[Sequence[str]]) -> frozenset[Name]:
    """Names that are said to be in one of these sets, ``y_i \\in \\{0, 1\\}``, ``s_i = \\pm 1``.

    With ``ENTRIES`` behind them those whose entries are, ``y \\in \\{0, 1\\}^n``.
    """
    sets = tuple(sets)
    ends = [("\\in", "\\{", *members, "\\}") for members in sets]
    found: set[Name] = set()
    for tokens in (*_inside(texts), *rows):
        if _EITHER in sets and tuple(tokens[-3:]) == ("=", *_EITHER) and _is_member(tokens[:-3]):
            found.add(tuple(tokens[:-3]))
        for place in range(1, min(len(tokens), _LONGEST)):
            end = next((end for end in ends if tuple(tokens[place : place + len(end)]) == end), None)
            if end is not None:
                found |= set(names_of(tuple(tokens[:place])))
            if end is not None and tokens[place + len(end) :][:1] == ["^"]:
                found |= {(*_whole(name), ENTRIES) for name in names_of(tuple(tokens[:place]))}
    return frozenset(found)


def _is_member(name: Sequence[str]) -> bool:
    """Whether it is a letter with an index: all such are meant; one alone may be so at places."""
    match name:
        case [_, "_", "{", index, "}"]:
            return len(index) == 1 and index.isalpha()
        case _:
            return False


def _whole(name: Name) -> Name:
    """``y_{1:n}``, all of ``y``."""
    match name:
        case (*letter, "_", "{", "1", ":", _, "}"):
            return tuple(letter)
        case _:
            return name


def _told(tokens: Sequence[str]) -> Iterator[tuple[Name, str]]:
    pieces: list[Name] = [()]
    signs: list[str] = []
    for token in tokens:
        if token in _SEPARATORS:
            signs.append(token)
            pieces.append(())
        else:
            pieces[-1] = (*pieces[-1], token)
    for (first, second), sign in zip(pairwise(pieces), signs, strict=True):
        if sign == "\\in":
            yield from ((name, end) for end in _outside(second) for name in _all_names(first))
        else:
            yield from _compared(first, LESS[sign], second)


def _compared(first: Name, sign: str, second: Name) -> Iterator[tuple[Name, str]]:
    """``0 < x`` rules 0 out, ``x < 1`` and ``1 > x`` rule 1 out, ``x > 1`` and ``x \\geq 1`` rule 0 out."""
    if sign in (">", "\\geq"):
        yield from _compared(second, "<" if sign == ">" else "\\leq", first)
        return
    if len(first) == 1 and first[0] in _ENDS:
        out = {"0"} if first[0] == "0" else {"0", "1"}
        out -= set() if sign == "<" else {first[0]}
        yield from ((name, end) for end in out for name in _all_names(second))
    if len(second) == 1 and second[0] in _ENDS:
        out = {"1"} if second[0] == "1" else {"0", "1"}
        out -= set() if sign == "<" else {second[0]}
        yield from ((name, end) for end in out for name in _all_names(first))


def equals(piece: Name) -> Iterator[Name]:
    """What a chain sets equal: in ``g = f(c) \\in (0, 1)`` the g and the f(c) lie between 0 and 1."""
    begin = depth = 0
    for at, token in enumerate((*piece, _EQUAL[0])):
        depth += (token in _OPENING) - (token in _CLOSING)
        if token in _EQUAL and not depth:
            yield piece[begin:at]
            begin = at + 1


def _all_names(piece: Name) -> Iterator[Name]:
    return (name for part in equals(piece) for name in names_of(part))


def _outside(interval: Name) -> Iterator[str]:
    """The ends that an interval leaves out: 1 of ``[0, 1)``, 0 of ``(0, \\infty)``."""
    match interval:
        case ("(" | "[" | "]" as opening, low, ",", *high, ")" | "]" | "[" as closing):
            if low in _ENDS and opening in "(]":
                yield low
            if low == "1":
                yield "0"
            if len(high) == 1 and high[0] in _ENDS and closing in ")[":
                yield high[0]
        case _:
            return


def names_of(piece: Name) -> Iterator[Name]:
    """The names of a list ``\\beta_1, \\beta_2``; what is a number or an expression is nobody's name."""
    depth, name = 0, list[str]()
    for token in (*piece, ","):
        depth += (token in _OPENING) - (token in _CLOSING)
        if token == "," and not depth:
            if name:
                yield tuple(name)
            name = []
        else:
            name.append(token)
