"""Which symbols, and values of which functions, are said to have axes, whatever else is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers_first.formula.nesting import is_balanced, parted_at_top, top_level
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.glosses.glossary import Entry
from drill.papers_first.glosses.names import Names, plain_name, read_names
from drill.papers_first.glosses.shapes import shape_of
from drill.papers_first.source.manuscript import Place

_INLINE: Final = re.compile(
    r"(?<![$\\])\$([^$]{1,120}\\in\b[^$]{1,120})\$(?!\$)|\\\((.{1,120}\\in\b.{1,120}?)\\\)"
)
_MAPPED: Final = re.compile(
    r"(?<![$\\])\$([^$]{1,120}(?:\\to|\\rightarrow|\\longrightarrow)\b[^$]{1,120})\$(?!\$)"
)
_ARROWS: Final = frozenset(("\\to", "\\rightarrow", "\\longrightarrow"))
_COLONS: Final = frozenset((":", "\\colon"))
_EQUAL: Final = ("=", ":=")
_APART: Final = frozenset((",", ";", ":", "|", "\\mid", "\\forall", *_ARROWS, "\\mapsto"))
"""What the value of a name ends at."""
_GAP: Final = re.compile(r"\\(?:q?quad|hspace|hfill|text|mathrm|mbox)\b|\\[;, ]|~|&")
"""What may part a value from the next thing that is said."""
_WORD_BELOW: Final = re.compile(r"_\{?\\(?:text|mathrm)\{\w+\}")
"""A label, ``d_{\\mathrm{in}}``, which parts nothing."""
_NOWHERE: Final = Place("", 0)


def memberships(texts: Iterable[str]) -> Iterator[tuple[Symbol, str]]:
    """Symbols of these sentences with their shapes, each as often as it is said."""
    for text in texts:
        for match in _INLINE.finditer(text):
            yield from shapes_in(match.group(1) or match.group(2))


def shapes_in(latex: str) -> Iterator[tuple[Symbol, str]]:
    """The symbols of one formula, ``U, V \\in \\mathbb{R}^{m \\times n}``, with their shape.

    Of a tuple, ``(u, V) \\in \\mathbb{R}^m \\times \\mathbb{R}^{m \\times n}``, each has that of its own set.
    So has each of ``u \\in \\mathbb{R}^m, v \\in \\mathbb{R}^n``.
    """
    for one in _apart(latex):
        yield from _shapes_in(one)


def _apart(latex: str) -> list[str]:
    """Memberships side by side, each by itself; what follows the last one, as a range does, is left out."""
    try:
        tokens = canonical(latex)
    except RefusedError:
        return [latex]
    if top_level(tokens).count("\\in") < 2:
        return [latex]
    found: list[str] = []
    names: list[str] = []
    for part in parted_at_top(tokens, ","):
        if "\\in" in part:
            found.append(" , ".join((*names, " ".join(part))))
            names = []
        else:
            names = [*names, " ".join(part)] if plain_name(part) is not None else []
    return found


def _shapes_in(latex: str) -> Iterator[tuple[Symbol, str]]:
    names = read_names(latex)
    if names is None or names.relation not in ("\\in", *_EQUAL):
        return
    if names.relation in _EQUAL:
        told = [] if _GAP.search(_WORD_BELOW.sub("", latex)) else _of_value(names)
    else:
        told = [(name, shape) for name in names.names if (shape := shape_of(names.rest))] or _of_tuple(names)
    for name, shape in told:
        symbol = Entry(name, "", shape, _NOWHERE, 0, sure=True).name
        if symbol is not None:
            yield symbol, shape


def _of_value(names: Names) -> list[tuple[tuple[str, ...], str]]:
    """The one name that is set to a value of a set, ``y = f(x) + b \\in \\mathbb{R}^n``."""
    match parted_at_top(list(names.rest), "\\in"), names.names:
        case [value, members], (name,) if value and not _APART & set(top_level(value)) and _is_whole(value):
            shape = shape_of(tuple(members))
            return [(name, shape)] if shape else []
        case _:
            return []


def _is_whole(value: list[str]) -> bool:
    """Whether a value has both halves of its brackets, and so holds no set that the sign stands in."""
    return is_balanced(value) and value.count("\\{") == value.count("\\}")


def _of_tuple(names: Names) -> list[tuple[tuple[str, ...], str]]:
    """The names of one tuple with the shapes of the sets that are multiplied; none where not all are told."""
    match names.names:
        case (("(", *inside, ")"),):
            members = parted_at_top(inside, ",")
            shapes = [shape_of(tuple(one)) for one in parted_at_top(list(names.rest), "\\times")]
        case _:
            return []
    if len(members) != len(shapes) or not all(shapes):
        return []
    return [(tuple(member), shape) for member, shape in zip(members, shapes, strict=True)]


def value_shapes(texts: Iterable[str]) -> Iterator[tuple[Symbol, str]]:
    """Functions whose values are said to have: ``f(x) \\in \\mathbb{R}^n``, ``f : X \\to \\mathbb{R}^n``."""
    for text in texts:
        for match in _INLINE.finditer(text):
            yield from _told(match.group(1) or match.group(2), frozenset(("\\in",)), "(")
        for match in _MAPPED.finditer(text):
            yield from _told(match.group(1), _ARROWS, ":")


def _told(latex: str, signs: frozenset[str], behind: str) -> Iterator[tuple[Symbol, str]]:
    """The name before ``behind`` and before its arguments, and the shape behind the last of the signs."""
    try:
        tokens = [":" if token in _COLONS else token for token in canonical(latex)]
    except RefusedError:
        return
    at = max((place for place, token in enumerate(tokens) if token in signs), default=0)
    if behind not in tokens[:at] or (behind == "(" and tokens[at - 1] != ")"):
        return
    name = plain_name(tokens[: min(tokens.index(mark) for mark in {behind, "("} & set(tokens[:at]))])
    shape = shape_of(tuple(tokens[at + 1 :]))
    symbol = Entry(name, "", shape, _NOWHERE, 0, sure=True).name if name is not None else None
    if symbol is not None and shape:
        yield symbol, shape
