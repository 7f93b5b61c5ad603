"""Patterns of einops, such as ``b t (h d) -> b h t d``: read, checked and measured before einops is called.

Patterns that einops would refuse are refused here, in words and with a place, so that its own errors are
never shown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice, permutations

from drill.errors import CheckError, ParseError
from drill.text import did_you_mean, join_in_sentence

# The error for arrays whose shapes do not fit, because such an answer is readable, but wrong.

Shape = tuple[int, ...]


class MisfitError(CheckError):
    """Shapes or axes that do not fit; ``code`` is ``shape`` or ``axis``.

    ``by_entry`` is set if arrays were taken entry by entry, so that a kept axis may be missing.
    """

    def __init__(self, code: str, message: str, *, by_entry: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.by_entry = by_entry


def format_shape(shape: Sequence[int]) -> str:
    """Return a shape as Python writes it."""
    if len(shape) == 1:
        return f"({shape[0]},)"
    return "(" + ", ".join(map(str, shape)) + ")"


# The functions of einops that take a pattern.
PATTERN_FUNCTIONS = ("rearrange", "reduce", "repeat")
REDUCTIONS = ("mean", "sum", "max", "min", "prod")
# The axes that an ellipsis covers.
DOTS = "..."
ARROW = "->"

_EXAMPLE = "such as 'b t (h d) -> b h t d'"
# Max characters of a pattern, because one that fills three lines is a slip.
_CHARACTERS_LIMIT = 200
# Max axes on one side, so that with those under an ellipsis there are fewer than NumPy's limit.
_AXES_LIMIT = 16
_WORD = re.compile(r"\.\.\.|->|\w+|.", re.ASCII | re.DOTALL)
_NAME = re.compile(r"[A-Za-z](?:\w*[A-Za-z0-9])?", re.ASCII)

# An axis by its name, the axes under an ellipsis, or an axis by its length.
AxisPart = str | int
# Axes that are joined into one; without any it is an axis of length 1.
Group = tuple[AxisPart, ...]


@dataclass(frozen=True, slots=True)
class PatternSide:
    """One side of a pattern; an ellipsis outside brackets is not a group, because its axes stay separate."""

    groups: tuple[Group | str, ...]

    @property
    def parts(self) -> tuple[AxisPart, ...]:
        """All axes in their order, without those of length 1."""
        parts: list[AxisPart] = []
        for group in self.groups:
            parts += group if isinstance(group, tuple) else (group,)
        return tuple(parts)

    def __str__(self) -> str:
        return " ".join(map(_format_group, self.groups))


@dataclass(frozen=True, slots=True)
class AxisPattern:
    """Both sides of a pattern."""

    left: PatternSide
    right: PatternSide

    def __str__(self) -> str:
        return f"{self.left} {ARROW} {self.right}"


def _format_group(group: Group | str) -> str:
    if isinstance(group, str):
        return group
    if len(group) == 1 and group != (DOTS,):
        return str(group[0])
    return f"({' '.join(map(str, group))})" if group else "1"


@lru_cache(maxsize=256)
def read_axis_pattern(text: str) -> AxisPattern:
    """Return the pattern of a text. Raises ParseError, whose place counts characters from 1."""
    # Spaces do not count, because a pattern has others when it is printed and read again.
    length = len(text.replace(" ", ""))
    if length > _CHARACTERS_LIMIT:
        message = f"this pattern has {length:,} characters; at most {_CHARACTERS_LIMIT} are read"
        raise ParseError(message, None, code="too-large")
    words = _list_words(text)
    arrows = [at for word, at in words if word == ARROW]
    if len(arrows) != 1:
        raise ParseError(f"a pattern has one ->, {_EXAMPLE}", arrows[1] if arrows else None)
    pattern = AxisPattern(
        _read_side([(word, at) for word, at in words if at < arrows[0]], "left"),
        _read_side([(word, at) for word, at in words if at > arrows[0]], "right"),
    )
    for side in (pattern.left, pattern.right):
        if len(side.groups) + len(side.parts) > 2 * _AXES_LIMIT:
            raise ParseError("this pattern has too many axes", None, code="too-large")
    return pattern


def _list_words(text: str) -> list[tuple[str, int]]:
    """Return the words of a pattern, each with its place from 1."""
    return [(match.group(), match.start() + 1) for match in _WORD.finditer(text) if match.group() != " "]


def _read_side(words: Sequence[tuple[str, int]], side: str) -> PatternSide:
    groups: list[Group | str] = []
    opened: int | None = None  # the place of the open bracket
    in_brackets: list[AxisPart] = []
    seen: set[str] = set()
    for word, at in words:
        if word == "(":
            if opened is not None:
                raise ParseError("brackets in brackets are not read in a pattern", at)
            opened = at
            in_brackets = []
        elif word == ")":
            if opened is None:
                raise ParseError("no bracket is open here in the pattern", at)
            groups.append(tuple(in_brackets))
            opened = None
        elif word == DOTS and opened is not None and side == "left":
            raise ParseError("on the left of a pattern ... is not read in brackets", at)
        else:
            part = _read_part(word, at)
            if word in seen:
                raise ParseError(f"{word} is twice on the {side} of the pattern", at)
            if isinstance(part, str):
                seen.add(word)
            # An axis of length 1 holds nothing.
            axes = () if part == 1 else (part,)
            if opened is not None:
                in_brackets += axes
            elif part == DOTS:
                groups.append(DOTS)
            else:
                groups.append(axes)
    if opened is not None:
        raise ParseError("this bracket of the pattern is not closed", opened)
    return PatternSide(tuple(groups))


def _read_part(word: str, at: int) -> AxisPart:
    if word == DOTS or _NAME.fullmatch(word):
        return word
    if word.isdecimal():
        if int(word) == 0:
            raise ParseError("an axis of the pattern cannot have length 0", at)
        return int(word)
    if not word.replace("_", "a").isalnum():
        explanation = f"a pattern has names, lengths, round brackets, ... and ->, and no {word!r}"
    elif word[0].isdecimal():
        explanation = f"{word} is neither a name nor a length: a name begins with a letter"
    else:
        explanation = f"{word} is not a name of an axis in a pattern: it begins or ends with an underscore"
    raise ParseError(explanation, at)


def check_axis_pattern(text: str, function: str, given: Collection[str]) -> AxisPattern:
    """Return the pattern of a call with the axes whose lengths are ``given``.

    Raises ParseError if this function of einops does not accept it for any array.
    """
    pattern = read_axis_pattern(text)
    left = pattern.left.parts
    right = pattern.right.parts
    for part in left:
        if function != "reduce" and isinstance(part, int):
            raise _refuse_length_in(text, part, "left", function)
        if part not in right and function != "reduce":
            message = f"{part} is only on the left of the pattern, and {function} drops no axis"
            raise ParseError(message, _find_place(text, part, "left"))
    for part in right:
        if function != "repeat" and isinstance(part, int):
            raise _refuse_length_in(text, part, "right", function)
        if part not in left and (part == DOTS or function != "repeat"):
            reason = "covers nothing on the left" if part == DOTS else f"{function} adds no axis"
            message = f"{part} is only on the right of the pattern, and {reason}"
            raise ParseError(message, _find_place(text, part, "right"))
    names = {part for part in (*left, *right) if isinstance(part, str)} - {DOTS}
    for name in given:
        if name not in names:
            hint = did_you_mean(name, sorted(names))
            raise ParseError(f"{name} is not an axis of the pattern, so it has no length", None, hint=hint)
    for part in right:
        if isinstance(part, str) and part not in left and part not in given:
            message = f"the length of {part} is not known: {function} needs {part}=…"
            raise ParseError(message, _find_place(text, part, "right"))
    for group in pattern.left.groups:
        unknown = [part for part in group if isinstance(part, str) and part not in given and part != DOTS]
        if isinstance(group, tuple) and len(unknown) > 1:
            listed = join_in_sentence(unknown)
            message = f"the lengths of {listed} are not known: give all but one, such as {unknown[0]}=…"
            raise ParseError(message, _find_place(text, unknown[0], "left"))
    return pattern


def _refuse_length_in(text: str, length: int, side: str, function: str) -> ParseError:
    """Return the error for a length in place of a name, because each length is an axis of its own."""
    message = f"{function} takes no length but 1 on the {side} of the pattern: give the axis a name"
    return ParseError(message, _find_place(text, length, side))


def _find_place(text: str, part: AxisPart, side: str) -> int | None:
    """Return the place of an axis on a side of a pattern."""
    words = _list_words(text)
    arrow = words.index(next(pair for pair in words if pair[0] == ARROW))
    shown = words[:arrow] if side == "left" else words[arrow + 1 :]
    return next(
        (at for word, at in shown if word == str(part) or (word.isdecimal() and int(word) == part)), None
    )


def find_pattern_shape(pattern: AxisPattern, shape: Shape, lengths: Mapping[str, int]) -> Shape:
    """Return the shape of the result for an array of this shape, where some axes have given ``lengths``.

    Raises MisfitError if the array does not fit the pattern, which :func:`check_axis_pattern` has accepted.
    """
    known = dict(lengths)
    spread = tuple(_spread_dots(pattern.left.groups, shape, pattern))
    for group, length in zip(spread, shape, strict=True):
        product = math.prod(part if isinstance(part, int) else known.get(part, 1) for part in group)
        unknown = [part for part in group if isinstance(part, str) and part not in known]
        if unknown and length % product == 0:
            known[unknown[0]] = length // product
        elif unknown or product != length:
            raise _refuse_length(group, length, product, lengths)
    # Lengths of the axes that three dots cover.
    covered: list[int] = []
    for part in chain.from_iterable(spread):
        if isinstance(part, str) and part.startswith(DOTS):
            covered.append(known[part])
    known[DOTS] = math.prod(covered)
    result: list[int] = []
    for group in pattern.right.groups:
        if isinstance(group, str):
            result += covered
        else:
            result.append(math.prod(part if isinstance(part, int) else known[part] for part in group))
    return tuple(result)


def _spread_dots(groups: Sequence[Group | str], shape: Shape, pattern: AxisPattern) -> Iterator[Group]:
    """Yield a group for each axis of the array: an ellipsis covers the remaining ones."""
    covered = len(shape) - sum(isinstance(group, tuple) for group in groups)
    if covered < 0 or (covered and DOTS not in groups):
        least = "at least " if DOTS in groups else ""
        count = len(shape) - covered
        axes = f"{least}{count} {'axis' if count == 1 else 'axes'}"
        named = f"the pattern names {axes} on the left, {pattern.left}"
        message = f"{named}, and the array has shape {format_shape(shape)}"
        raise MisfitError("shape", message)
    for group in groups:
        if isinstance(group, tuple):
            yield group
        else:
            yield from ((f"{DOTS}{index}",) for index in range(covered))


def _refuse_length(group: Group, length: int, product: int, lengths: Mapping[str, int]) -> MisfitError:
    """Return the error for an axis whose length differs from that of the pattern."""
    given = ", ".join(
        f"{part} = {lengths[part]}" for part in group if isinstance(part, str) and part in lengths
    )
    axis = f"({' '.join(map(str, group))})" if len(group) > 1 else _format_group(group)
    if any(isinstance(part, str) and part not in lengths for part in group):
        such = f" ({given})" if given else ""
        message = f"the axis {axis} has length {length}, which is not a multiple of {product}{such}"
    else:
        such = f" with {given}" if given else ""
        message = f"the axis {axis}{such} has length {product} in the pattern and {length} in the array"
    return MisfitError("shape", message)


def list_other_groupings(text: str) -> Iterator[tuple[str, str]]:
    """Yield each group of several axes, and the pattern with these in another order."""
    pattern = read_axis_pattern(text)
    for side in ("left", "right"):
        groups: tuple[Group | str, ...] = getattr(pattern, side).groups
        for index, group in enumerate(groups):
            # Three axes have six orders.
            if isinstance(group, str) or not 2 <= len(group) <= 3:
                continue
            for order in islice(permutations(group), 1, None):
                changed = PatternSide((*groups[:index], order, *groups[index + 1 :]))
                yield _format_group(group), str(replace(pattern, **{side: changed}))
