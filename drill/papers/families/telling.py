r"""Whether a spelling says by its form alone which move it is.

``\frac{e^{z_i}}{\sum_j e^{z_j}}`` does, ``a + b c`` does not, unless its letters are those with which
everybody writes it: ``\mu + \sigma \epsilon``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drill.notation.tree import Ref, Running
from drill.papers.families.move_forms import Form
from drill.papers.families.pattern_search import Binding, Pattern, name_hole

# So many fixed parts say enough where one of them is rare, two more of common ones alone.
_ENOUGH_WITH_RARE, _ENOUGH_COMMON = 2, 4
# With so many a spelling says more than what stands in a part of it.
ENOUGH_PARTS: Final = 3
# So many letters do, too, or one less where a part is fixed.
ENOUGH_LETTERS: Final = 3
# What holds the letters together in any formula.
_PLAIN: Final = frozenset(("sum", "product", "negative", "function", "gap", "name"))
# What is fixed, and common.
_COMMON: Final = frozenset((
    "number", "reciprocal", "transpose", "power", "root", "reduce", "entrywise", "norm",
))  # fmt: skip


def count_fixed_parts(pattern: Pattern) -> int:
    """Return how many parts of a spelling are fixed: operators, numbers, and letters that come again."""
    return len(_list_fixed_parts(pattern))


def is_telling_spelling(pattern: Pattern) -> bool:
    """Return whether a spelling has enough fixed parts."""
    parts = _list_fixed_parts(pattern)
    return len(parts) >= (_ENOUGH_WITH_RARE if any(parts) else _ENOUGH_COMMON)


def has_usual_letters(pattern: Pattern, binding: Binding) -> bool:
    r"""Return whether all holes stand for the spelling's letters, or Greek ones of these: ``\mu`` of m."""
    for hole, form in binding.shown.items():
        if form.head != "name" or form.atom.name.base.removeprefix("\\")[:1] != hole[0]:
            return False
    needed = ENOUGH_LETTERS - bool(_list_fixed_parts(pattern))
    return len(binding.shown) >= needed


@lru_cache(maxsize=2048)
def _list_fixed_parts(pattern: Pattern) -> tuple[bool, ...]:
    """Return for each fixed part of a spelling whether it is rare."""
    return tuple(_walk_fixed_parts(pattern))


def _walk_fixed_parts(pattern: Pattern) -> Iterator[bool]:
    yield from (False for _ in pattern.sides[1:])
    offsets: dict[str, set[int]] = {}
    seen: dict[str, bool] = {}
    for side in pattern.sides:
        for place in _walk_form_places(side, pattern):
            form, hole = place.form, _find_hole(place.form, pattern)
            if hole is not None:
                ref: Ref = form.atom
                if ref.name.accents or ref.primes:
                    yield True
                for index in (*ref.below, *ref.above):
                    if isinstance(index, Running):
                        offsets.setdefault(index.letter, set()).add(index.offset)
                # That a function is taken at the same place as another one says little.
                if hole in seen and not (seen[hole] and place.is_argument):
                    yield True
                seen[hole] = seen.get(hole, True) and place.is_argument
            elif form.head == "name":
                yield True
            elif form.head == "call":
                yield _find_hole(form.parts[0], pattern) is None or any(form.atom[1:])
            elif form.head not in _PLAIN:
                yield form.head not in _COMMON or (form.head == "power" and place.is_reduced)
    yield from (True for found in offsets.values() if len(found) > 1)


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of a spelling: whether it is an argument of a hole, and whether it is summed."""

    form: Form
    is_argument: bool = False
    is_reduced: bool = False


def _walk_form_places(side: Form, pattern: Pattern) -> Iterator[_Place]:
    waiting = [_Place(side)]
    while waiting:
        place = waiting.pop()
        yield place
        form = place.form
        is_called = form.head == "call" and _find_hole(form.parts[0], pattern) is not None
        waiting += [
            _Place(
                part,
                place.is_argument or (is_called and number > 0),
                place.is_reduced or form.head == "reduce",
            )
            for number, part in reversed([*enumerate(form.parts)])
        ]


def _find_hole(form: Form, pattern: Pattern) -> str | None:
    if form.head != "name":
        return None
    hole = name_hole(form.atom, pattern.holes)
    return hole if hole in pattern.holes else None
