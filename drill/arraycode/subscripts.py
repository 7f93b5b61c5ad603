"""The subscripts of an einsum, read by ourselves: the shape of its result and what it sums over."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from drill.arraycode.misfits import MisfitError, Shape, shown
from drill.errors import ParseError

_TERM = r"[A-Za-z]*(?:\.\.\.)?[A-Za-z]*"
_SUBSCRIPTS = re.compile(rf"{_TERM}(?:,{_TERM})*(?:->{_TERM})?")
_DOTS = "..."
# Arrays of one einsum: NumPy takes more, a formula has three.
_OPERANDS = 8


def einsum_shape(subscripts: str, shapes: Sequence[Shape]) -> tuple[Shape, int]:
    """The result's shape, and over how many combinations of indices each of its entries is a sum.

    Raises ParseError for subscripts that say nothing, MisfitError for arrays that they do not fit.
    """
    terms, result = _read(subscripts)
    if len(terms) != len(shapes):
        message = f"np.einsum: its subscripts name {len(terms)} arrays, given are {len(shapes)}"
        raise ParseError(message, None)
    if len(terms) > _OPERANDS:
        raise ParseError("np.einsum: these are too many arrays", None, code="too-large")
    lengths: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        for index, length in zip(_spread(term, shape), shape, strict=True):
            if lengths.setdefault(index, length) != length:
                if 1 not in (length, lengths[index]):
                    message = f"np.einsum: {index} is {lengths[index]} in one array and {length} in another"
                    raise MisfitError("shape", message)
                lengths[index] = max(length, lengths[index])
    dots = [index for index in sorted(lengths, reverse=True) if index.startswith(".")]
    kept: list[str] = []
    for index in re.findall(r"\.\.\.|[A-Za-z]", result):
        kept += dots if index == _DOTS else [index]
    summed = math.prod(length for index, length in lengths.items() if index not in kept)
    return tuple(lengths[index] for index in kept), summed


def _read(subscripts: str) -> tuple[list[str], str]:
    """The terms of the arrays and that of the result, worked out where it is not written."""
    if not _SUBSCRIPTS.fullmatch(subscripts):
        raise ParseError(f"np.einsum: the subscripts {subscripts!r} are not read", None)
    given, arrow, result = subscripts.partition("->")
    terms = given.split(",")
    counted = Counter(given.replace(",", "").replace(_DOTS, ""))
    if not arrow:
        alone = "".join(sorted(index for index, count in counted.items() if count == 1))
        return terms, (_DOTS if _DOTS in given else "") + alone
    letters = result.replace(_DOTS, "")
    if len(set(letters)) < len(letters):
        raise ParseError("np.einsum: an index stands twice in the result", None)
    for index in letters:
        if index not in counted:
            raise ParseError(f"np.einsum: {index} of the result stands in no array", None)
    return terms, result


def _spread(term: str, shape: Shape) -> list[str]:
    """One index for each axis of an array; axes under the dots are numbered from the last."""
    letters = term.replace(_DOTS, "")
    covered = len(shape) - len(letters)
    if covered < 0 or (covered and _DOTS not in term):
        axes = f"{len(shape)} {'axis' if len(shape) == 1 else 'axes'}"
        raise MisfitError("shape", f"np.einsum: {term!r} stands for an array of {axes}, {shown(shape)}")
    before, dots, after = term.partition(_DOTS)
    return [*before, *([f".{place:02}" for place in range(covered, 0, -1)] if dots else []), *after]
