"""Finding a family's pattern in a formula: holes bound to parts, within a bounded number of steps.

A role's letter in a pattern is a hole. It binds one part, the same at every occurrence; in a sum or a product
the last hole takes the rest. An index in a pattern (``m_{t-1}``) matches any index: the same letter for the
same one, shifted alike. Terms of a sum may change places, factors only where the pattern allows it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Protocol

from drill.notation.tree import Fixed, Ref, Running
from drill.papers.families.move_forms import MoveForm, drop_index, join_product, join_sum, list_indices

# Max children of a sum or product, and max steps of a search; beyond them nothing is found.
MOST_PARTS = 8
MOST_STEPS = 2_000
# Functions of the whole field, which therefore never fill a role.
_NAMELESS = ("log", "exp", "det")
_NO_OPERANDS = ("number", "negative", "function", "gap", "Text", "Opaque")


@dataclass(frozen=True, slots=True)
class FamilyPattern:
    """A spelling of a move: the sides of a statement, whose ``holes`` are letters of roles."""

    latex: str
    sides: tuple[MoveForm, ...]
    holes: frozenset[str]
    has_free_order: bool = False


@dataclass(frozen=True, slots=True)
class Binding:
    """Contents of the holes: for comparison (indices dropped), as first written, and the indices."""

    compared: Mapping[str, MoveForm] = field(default_factory=dict[str, MoveForm])
    shown: Mapping[str, MoveForm] = field(default_factory=dict[str, MoveForm])
    indices: Mapping[str, str] = field(default_factory=dict[str, str])

    def bind(self, hole: str, compared: MoveForm, shown: MoveForm) -> Binding | None:
        """Return the binding with a hole bound; None if it is bound to something else already."""
        if hole in self.compared:
            return self if self.compared[hole] == compared else None
        return replace(self, compared={**self.compared, hole: compared}, shown={**self.shown, hole: shown})

    def bind_index(self, letter: str, running: str) -> Binding | None:
        """Return the binding with a pattern's index bound; None where either is bound otherwise."""
        if self.indices.get(letter, running) != running:
            return None
        if letter not in self.indices and running in self.indices.values():
            return None
        return replace(self, indices={**self.indices, letter: running})


def find_pattern(pattern: FamilyPattern, sides: Sequence[MoveForm]) -> Iterator[tuple[MoveForm, Binding]]:
    """Yield the matches of a pattern in a statement: the part matched, the largest first, and the holes.

    A pattern with a relation is matched against sides that follow each other. The search ends after
    `MOST_STEPS`.
    """
    with suppress(_TooLongError):
        yield from _find_all(_Search(pattern), sides)


def _find_all(search: _Search, sides: Sequence[MoveForm]) -> Iterator[tuple[MoveForm, Binding]]:
    wanted, *further = search.pattern.sides
    if further:
        for left, right in pairwise(sides):
            for binding in search.match(wanted, left, Binding()):
                for both in search.match(further[0], right, binding):
                    yield right, both
        return
    for side in sides[1:] or sides:
        for part in _list_parts(side):
            if part.head == wanted.head or wanted.head == "name":
                for binding in search.match_part(wanted, part):
                    yield part, binding


@lru_cache(maxsize=64)
def _list_parts(side: MoveForm) -> tuple[MoveForm, ...]:
    """Return a side of a statement and all parts below it, the largest first."""
    return tuple(sorted(side.walk(), key=lambda form: -form.size))


class _Join(Protocol):
    def __call__(self, forms: Sequence[MoveForm], /) -> MoveForm: ...


class _TooLongError(Exception):
    """The search takes more steps than it may."""


class _Search:
    """A search for one pattern in one formula."""

    def __init__(self, pattern: FamilyPattern) -> None:
        self.pattern = pattern
        self._steps = 0

    def match_part(self, pattern: MoveForm, form: MoveForm) -> Iterator[Binding]:
        """Yield the matches of a whole pattern with a part; a product may have other factors around it."""
        yield from self.match(pattern, form, Binding())
        if pattern.head == form.head == "product" and len(pattern.parts) < len(form.parts) <= MOST_PARTS:
            for length in range(len(form.parts) - 1, len(pattern.parts) - 1, -1):
                for run in self._choose_runs(form.parts, length):
                    yield from self._match_parts(pattern, run, Binding())

    def match(
        self, pattern: MoveForm, form: MoveForm, binding: Binding, *, is_whole: bool = False
    ) -> Iterator[Binding]:
        """Yield the bindings that make a pattern a form; a whole argument may be a number or negative."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise _TooLongError
        if (hole := self._name_hole(pattern)) is not None:
            is_operand = form.head not in _NO_OPERANDS and not _is_made_of_numbers(form)
            if is_operand or (is_whole and (form.head != "function" or form.atom not in _NAMELESS)):
                yield from self._match_hole(hole, pattern.atom, form, binding)
        elif pattern.head == "name":
            # a name of the pattern's own, without a role: ``I``, whatever is below it
            if form.head == "name" and (
                pattern.atom.name.base == form.atom.name.base and pattern.atom.mark == form.atom.mark
            ):
                yield binding
        elif pattern.head != form.head or pattern.atom != form.atom:
            return
        elif pattern.head in ("sum", "product"):
            yield from self._match_parts(pattern, form.parts, binding)
        elif len(pattern.parts) == len(form.parts):
            yield from self._match_all(pattern.parts, form.parts, binding, pattern.head == "call")

    def _match_all(
        self, patterns: Sequence[MoveForm], forms: Sequence[MoveForm], binding: Binding, are_whole: bool
    ) -> Iterator[Binding]:
        if not patterns:
            yield binding
            return
        for first in self.match(patterns[0], forms[0], binding, is_whole=are_whole):
            yield from self._match_all(patterns[1:], forms[1:], first, are_whole)

    def _match_hole(self, hole: str, ref: Ref, form: MoveForm, binding: Binding) -> Iterator[Binding]:
        if ref.name.accents or ref.primes:  # ``dw``, ``\\bar x``, ``x'``: the hole is the undressed name
            bare = _remove_shared_dress(form, ref)
            if bare is None:
                return
            form = bare
        running = [index for index in (*ref.below, *ref.above) if isinstance(index, Running)]
        if not running:
            if (bound := binding.bind(hole, form, form)) is not None:
                yield bound
            return
        index = running[0]
        known = binding.indices.get(index.letter)
        for letter in (known,) if known is not None else list_indices(form):
            with_index = binding.bind_index(index.letter, letter)
            if with_index is None:
                continue
            compared = drop_index(form, letter, index.offset)
            if (bound := with_index.bind(hole, compared, form)) is not None:
                yield bound

    def _match_parts(
        self, pattern: MoveForm, forms: Sequence[MoveForm], binding: Binding
    ) -> Iterator[Binding]:
        """Yield the bindings that make a sum's or a product's parts some forms."""
        is_sum = pattern.head == "sum"
        join = join_sum if is_sum else join_product
        # dots in a pattern allow further terms of a sum
        asked = [part for part in pattern.parts if not (is_sum and part.head == "gap")]
        is_open = len(asked) < len(pattern.parts)
        if len(forms) > MOST_PARTS or len(asked) > len(forms):
            return
        if not is_sum and not self.pattern.has_free_order:
            yield from self._match_runs(asked, forms, binding)
            return
        structured = [part for part in asked if self._name_hole(part) is None]
        holes = [part for part in asked if self._name_hole(part) is not None]
        for rest, bound in self._assign(structured, list(forms), binding):
            yield from self._match_holes(holes, rest, bound, is_open, join)

    def _assign(
        self, patterns: Sequence[MoveForm], forms: list[MoveForm], binding: Binding
    ) -> Iterator[tuple[list[MoveForm], Binding]]:
        """Yield ways to give each pattern a form of its own, with the forms that are left."""
        if not patterns:
            yield forms, binding
            return
        for place, form in enumerate(forms):
            for bound in self.match(patterns[0], form, binding):
                yield from self._assign(patterns[1:], forms[:place] + forms[place + 1 :], bound)

    def _match_holes(
        self, holes: Sequence[MoveForm], forms: list[MoveForm], binding: Binding, is_open: bool, join: _Join
    ) -> Iterator[Binding]:
        """Yield ways to give each hole a form; the last hole takes the rest, unless further forms may
        remain."""
        if not holes:
            if not forms or is_open:
                yield binding
            return
        if len(holes) == 1 and len(forms) > 1 and not is_open:
            yield from self.match(holes[0], join(forms), binding)
            return
        for place, form in enumerate(forms):
            for bound in self.match(holes[0], form, binding):
                rest = forms[:place] + forms[place + 1 :]
                yield from self._match_holes(holes[1:], rest, bound, is_open, join)

    def _match_runs(
        self, patterns: Sequence[MoveForm], forms: Sequence[MoveForm], binding: Binding
    ) -> Iterator[Binding]:
        """Yield the ways to part factors, in their order, among patterns; a hole may take several."""
        if not patterns:
            if not forms:
                yield binding
            return
        spare = len(forms) - len(patterns)
        longest = 1 + spare if self._name_hole(patterns[0]) is not None else 1
        for length in range(1, longest + 1):
            taken = forms[0] if length == 1 else join_product(forms[:length])
            for bound in self.match(patterns[0], taken, binding):
                yield from self._match_runs(patterns[1:], forms[length:], bound)

    def _choose_runs(self, forms: Sequence[MoveForm], length: int) -> Iterator[Sequence[MoveForm]]:
        if self.pattern.has_free_order:
            yield from combinations(forms, length)
        else:
            yield from (forms[first : first + length] for first in range(len(forms) - length + 1))

    def _name_hole(self, pattern: MoveForm) -> str | None:
        """Return the role of a pattern's name."""
        if pattern.head != "name":
            return None
        ref: Ref = pattern.atom
        hole = name_hole(ref, self.pattern.holes)
        if hole not in self.pattern.holes:
            return None
        return hole


def name_hole(ref: Ref, roles: Collection[str]) -> str:
    """Return the letter of a role: the name with its number, ``x_1``, where that is a role, else the name."""
    numbers = [index.text for index in ref.below if isinstance(index, Fixed)]
    base = ref.name.base.removeprefix("\\")
    numbered = f"{base}_{numbers[0]}" if numbers else base
    return numbered if numbered in roles else base


def _is_made_of_numbers(form: MoveForm) -> bool:
    """Return whether a part is made of numbers alone, ``\\frac{1}{2}``."""
    return form.head == "number" or (
        form.head in ("reciprocal", "product", "root", "power") and all(map(_is_made_of_numbers, form.parts))
    )


def _remove_shared_dress(form: MoveForm, dress: Ref) -> MoveForm | None:
    """Return a name without the accents and primes of another; None for what does not have them."""
    accents = dress.name.accents
    if form.head != "name" or form.atom.name.accents[: len(accents)] != accents:
        return None
    if (primes := form.atom.primes - dress.primes) < 0:
        return None
    name = replace(form.atom.name, accents=form.atom.name.accents[len(accents) :])
    bare = replace(form.atom, name=name, primes=primes)
    return MoveForm("name", atom=bare, node=bare)


# Whether a spelling identifies a move by its form alone.
#
# ``\frac{e^{z_i}}{\sum_j e^{z_j}}`` does, ``a + b c`` does not, unless its letters are the ones that
# everybody uses: ``\mu + \sigma \epsilon``.

# Min fixed parts of a telling spelling: if one of them is rare, and if all are common.
_ENOUGH_WITH_RARE = 2
_ENOUGH_COMMON = 4
# Min parts of a spelling that is more telling than a part of it.
ENOUGH_PARTS = 3
# Min letters of a telling spelling; one less suffices with a fixed part.
ENOUGH_LETTERS = 3
# Parts that join letters in any formula, and therefore identify no move.
_PLAIN = frozenset(("sum", "product", "negative", "function", "gap", "name"))
# Fixed parts that are common.
_COMMON = frozenset(("number", "reciprocal", "transpose", "power", "root", "norm", "reduce", "entrywise"))


def count_fixed_parts(pattern: FamilyPattern) -> int:
    """Return the number of fixed parts of a spelling: operators, numbers, and repeated letters."""
    return len(_list_fixed_parts(pattern))


def is_telling_spelling(pattern: FamilyPattern) -> bool:
    """Return whether a spelling has enough fixed parts."""
    parts = _list_fixed_parts(pattern)
    return len(parts) >= (_ENOUGH_WITH_RARE if any(parts) else _ENOUGH_COMMON)


def has_usual_letters(pattern: FamilyPattern, binding: Binding) -> bool:
    r"""Return whether all holes contain the spelling's letters, or their Greek forms: ``\mu`` for m."""
    for hole, form in binding.shown.items():
        if form.head != "name" or form.atom.name.base.removeprefix("\\")[:1] != hole[0]:
            return False
    needed = ENOUGH_LETTERS - bool(_list_fixed_parts(pattern))
    return len(binding.shown) >= needed


@lru_cache(maxsize=2048)
def _list_fixed_parts(pattern: FamilyPattern) -> tuple[bool, ...]:
    """Return for each fixed part of a spelling whether it is rare."""
    return tuple(_walk_fixed_parts(pattern))


def _walk_fixed_parts(pattern: FamilyPattern) -> Iterator[bool]:
    yield from (False for _ in pattern.sides[1:])
    offsets: dict[str, set[int]] = {}
    seen: dict[str, bool] = {}
    for side in pattern.sides:
        for place in _walk_form_places(side, pattern):
            form = place.form
            hole = _find_hole(place.form, pattern)
            if hole is not None:
                ref: Ref = form.atom
                if ref.name.accents or ref.primes:
                    yield True
                for index in (*ref.below, *ref.above):
                    if isinstance(index, Running):
                        offsets.setdefault(index.letter, set()).add(index.offset)
                # A second function of the same argument hardly identifies a move.
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

    form: MoveForm
    is_argument: bool = False
    is_reduced: bool = False


def _walk_form_places(side: MoveForm, pattern: FamilyPattern) -> Iterator[_Place]:
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


def _find_hole(form: MoveForm, pattern: FamilyPattern) -> str | None:
    if form.head != "name":
        return None
    hole = name_hole(form.atom, pattern.holes)
    return hole if hole in pattern.holes else None
