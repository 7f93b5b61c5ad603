"""Numbers for what a formula is given: parameters of a bank's exercise, drawn from declared domains.

A number is one parameter, an array of at most four entries one for each entry, shares sum to 1, a positive
definite matrix has a large diagonal.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Final

from drill.maths.exact import rational
from drill.maths.print import to_plain
from drill.maths.tree import Binary, Node, Num, Sym
from drill.notation import replaced, to_latex, to_tokens
from drill.notation import walk as walk_tree
from drill.notation.tree import Apply, Fixed, Ref, Statement
from drill.notation.tree import Node as Tree
from drill.notation.tree import Running as RunningIndex
from drill.papers.lowering.inputs import Input, Range, RefusedError, measured
from drill.papers.lowering.reader import letter_of
from drill.papers.sheet import rules
from drill.papers.sheet.types import Domain, Length

# A count is drawn from its least value and so many more.
_WHOLE: Final = 5
# An array has at most so many entries.
MOST_ENTRIES: Final = 4
# So many variants at least, since some are not admitted.
FEWEST_VARIANTS: Final = 30
# Numbers of a list that one still reads.
_SHORT: Final = 12
# And an exercise so many numbers.
MOST_NUMBERS: Final = 9
_SHARES: Final = ("0.1", "0.2", "0.25", "0.3", "0.4", "0.5", "0.6", "0.7", "0.75", "0.8", "0.9")
# Chances of one fixed thing with each of three others: together they stay below 1.
_JOINT: Final = ("0.05", "0.1", "0.15", "0.2", "0.25", "0.3")
# Letters that count up to their capital.
_STEPS: Final = "ijklnt"


class TooManyError(RefusedError):
    """Too many numbers to compute by hand: shorter arrays may do."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A drawn number: how a bank writes what it may be, and the same as numbers."""

    name: str
    written: str | tuple[str, ...]
    choices: tuple[Fraction, ...]


@dataclass(slots=True)
class Draws:
    """What is drawn for a formula; `member` is what `Entries` calls an entry."""

    lengths: Mapping[Length, int]
    parameters: list[Parameter] = field(default_factory=list[Parameter])
    lets: dict[str, Node] = field(default_factory=dict[str, Node])
    where: list[str] = field(default_factory=list[str])
    # Whether everything is drawn: what a mistake would need besides is refused.
    is_sealed: bool = False
    # Inputs that are counts and ends of sums: drawn once and for all.
    values: dict[str, int] = field(default_factory=dict[str, int])
    # Steps with the last of them, least values with the largest: ``t`` is at most ``T``.
    ends: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _members: dict[tuple[str, tuple[int, ...]], Node] = field(
        default_factory=dict[tuple[str, tuple[int, ...]], Node]
    )
    _shapes: dict[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    _taken: set[str] = field(default_factory=lambda: {"sister", "slip", "options", "z", "inf", "pi", "dne"})

    def give(self, given: Input) -> None:
        """Draw an input.

        Raises:
            RefusedError: no numbers suit it.
        """
        if given.name in self._shapes:
            return
        if self.is_sealed:
            raise RefusedError("it needs something that is not given")
        sizes = tuple(one if isinstance(one, int) else self.lengths[one] for one in given.shape)
        args = given.node.args if isinstance(given.node, Apply) else ()
        if any(isinstance(arg, Statement) for arg in args) and not is_chance(given):
            raise RefusedError("whether a statement holds is 0 or 1")
        if math.prod(sizes) > MOST_ENTRIES or len(sizes) > 2:
            raise TooManyError("its arrays have too many entries to compute by hand")
        self._shapes[given.name] = sizes
        base = self.name(given.name)
        domain = given.quantity.domain
        if not sizes:
            self._members[given.name, ()] = self._number(base, given, domain)
            return
        if domain.mark in ("psd", "symmetric", "diagonal", "orthogonal", "one-hot"):
            raise RefusedError("its arrays have a structure that is not drawn")
        self._entries(given, base, sizes, domain)
        if len(self.parameters) > MOST_NUMBERS:
            raise TooManyError("it has too many numbers to compute by hand")

    def member(self, given: Input, at: tuple[int, ...]) -> Node:
        """An entry of an input, counted from 1."""
        self.give(given)
        found = self._members.get((given.name, at))
        if found is None:
            raise RefusedError("a member beyond the ends of its sum is needed")
        return found

    def member_or_end(self, given: Input, at: tuple[int, ...]) -> Node:
        """An entry of an input; the number of one that was fixed for all variants."""
        if given.name in self.values:
            return Num(str(self.values[given.name]))
        return self.member(given, at)

    def shape(self, given: Input) -> tuple[int, ...]:
        """Lengths of an input's axes."""
        return self._shapes[given.name]

    # Entries

    def _entries(self, given: Input, base: str, sizes: tuple[int, ...], domain: Domain) -> None:
        along = sums_along(given)
        for place in product(*(range(1, size + 1) for size in sizes)):
            name = self.name(base + "".join(map(str, place)))
            if along is not None and place[along] == sizes[along]:
                self._members[given.name, place] = self._rest(name, given, place, along)
            else:
                self._members[given.name, place] = self._number(name, given, domain)

    def _rest(self, name: str, given: Input, place: tuple[int, ...], along: int) -> Node:
        """What the other shares leave."""
        left: Node = Num("1")
        for at in range(1, place[along]):
            left = Binary("-", left, self._members[given.name, (*place[:along], at, *place[along + 1 :])])
        self.lets[name] = left
        self.where.append(f"{name} > 0")
        return Sym(name)

    def _number(self, name: str, given: Input, domain: Domain) -> Node:
        written = choices_of(given, domain)
        if isinstance(written, tuple) and len(written) == 1:
            return Num(written[0])
        self.parameters.append(Parameter(name, written, _numbers(written)))
        return Sym(name)

    def name(self, name: str) -> str:
        """A name of letters and digits that nothing else has."""
        bare = re.sub(r"[^A-Za-z0-9]", "", name) or "x"
        bare = f"{bare}v" if bare in self._taken or bare == "e" else bare
        while bare in self._taken:
            bare += "v"
        self._taken.add(bare)
        return bare

    # Draws

    def widen(self) -> None:
        """Give more numbers to choose from where there are fewer than twenty variants."""
        variants = math.prod(len(one.choices) for one in self.parameters)
        for at, one in enumerate(self.parameters):
            if variants >= FEWEST_VARIANTS:
                break
            wider = _wider(one)
            variants = variants * len(wider.choices) // len(one.choices)
            self.parameters[at] = wider
        if variants < FEWEST_VARIANTS:
            raise RefusedError("there are too few numbers to draw")

    def turn(self, by: int) -> None:
        """Give the numbers an order of their own."""
        self.parameters = [_turned(one, by + 3 * at) for at, one in enumerate(self.parameters)]

    def tie_steps(self) -> None:
        """Keep a step from going beyond the last one, ``t`` beside ``T``, a least value beyond a largest."""
        self.ends = in_order({one.name for one in self.parameters})
        self.where += [f"{step} <= {last}" for step, last in self.ends]

    def sample(self, seed: int) -> dict[str, Fraction]:
        """One draw of all parameters."""
        chosen = random.Random(seed)
        return {one.name: chosen.choice(one.choices) for one in self.parameters}

    def numbers(self, given: Input, drawn: Mapping[str, Fraction]) -> object:
        """An input's values as nested lists of floats, in one draw."""
        values = dict(drawn)
        for name, node in self.lets.items():
            values[name] = _exact(node, values)

        def inner(place: tuple[int, ...], sizes: tuple[int, ...]) -> object:
            if not sizes:
                return float(_exact(self._members[given.name, place], values))
            return [inner((*place, at), sizes[1:]) for at in range(1, sizes[0] + 1)]

        return inner((), self._shapes[given.name])


def in_order(names: Collection[str]) -> list[tuple[str, str]]:
    """Names of steps with the last of them, of least values with the largest: ``t`` and ``T``."""
    pairs = [(step, step.upper()) for step in _STEPS]
    pairs += [(f"{name[:-3]}min", name) for name in sorted(names) if name.endswith("max")]
    return [pair for pair in pairs if set(names).issuperset(pair)]


def _wider(one: Parameter) -> Parameter:
    """Hundredths in the place of tenths; whole numbers to thirty more."""
    low, high = min(one.choices), max(one.choices)
    if low > 0 and high < 1:
        written = "0.02..0.98 step 0.02"
        return Parameter(one.name, written, tuple(Fraction(n, 50) for n in range(1, 50)))
    if isinstance(one.written, str) and low >= 1 and low.denominator == 1:
        written = f"{low}..{low + 39}"
        return Parameter(one.name, written, tuple(low + n for n in range(40)))
    if isinstance(one.written, str) and "!0" in one.written:
        numbers = tuple(Fraction(n) for n in range(-20, 21) if n not in (0, 1))
        return Parameter(one.name, "-20..20 !0 !1", numbers)
    return one


def _turned(one: Parameter, turn: int) -> Parameter:
    """The same numbers in another order, so that one seed gives others in other exercises."""
    if len(one.choices) > _SHORT:
        return one
    at = turn % len(one.choices)
    choices = (*one.choices[at:], *one.choices[:at])
    return Parameter(one.name, tuple(_text(float(number)) for number in choices), choices)


def _exact(node: Node, values: Mapping[str, Fraction]) -> Fraction:
    value = rational(node, values)
    if value is None:
        raise RefusedError("a drawn number is not rational")
    return value


def is_chance(given: Input) -> bool:
    """Whether an input is a value of a law, or a call with values between 0 and 1."""
    if not given.is_call or not isinstance(given.node, Apply):
        return False
    domain = given.quantity.domain
    is_law = given.quantity.is_law or given.node.given or rules.is_law(given.node.function)
    return (domain.low, domain.high) == (0, 1) or (math.isinf(domain.high) and bool(is_law))


def sums_along(given: Input) -> int | None:
    """Along which axis an input's numbers sum to 1; None where they do not."""
    if is_chance(given):
        return shared_axis(given)
    return len(given.shape) - 1 if given.shape and given.quantity.domain.mark == "simplex" else None


def shared_axis(given: Input) -> int | None:
    """Along which of its running places a law sums to 1: the first of what it is a law of."""
    if not isinstance(given.node, Apply):
        return None
    if not all(any(_holds(arg, letter) for letter in given.letters) for arg in given.node.args):
        return None
    for at, letter in enumerate(given.letters):
        if any(_holds(arg, letter) for arg in given.node.args):
            return at
    return None


def _holds(node: Tree, letter: str) -> bool:
    return any(
        (isinstance(part, Ref) and letter_of(part) == letter)
        or (isinstance(part, RunningIndex) and part.letter == letter)
        for part in walk_tree(node)
    )


def choices_of(given: Input, domain: Domain) -> str | tuple[str, ...]:
    """What a number may be, as a bank writes it: a range or a list."""
    if domain.values:
        return tuple(_text(value) for value in domain.values)
    low, high = domain.low, domain.high
    if domain.is_whole:
        first = int(low) if low > float("-inf") else -4
        least = first if low < 0 else 2 if high > 2 else 1  # 1 would hide a power, a step or a factor
        first = max(first + domain.is_low_open * (low == first), least)
        last = min(int(high) if high < float("inf") else first + _WHOLE, first + _WHOLE)
        if last < first:
            raise RefusedError("its whole numbers leave nothing to draw")
        return f"{first}..{last}"
    if (low, high) == (0, 1) or is_chance(given):
        return _JOINT if is_chance(given) and given.runs and shared_axis(given) is None else _SHARES
    if low == float("-inf") and high == float("inf"):
        return "-4..4 !0 !1" if given.shape else "-5..5 !0 !1"
    if high == float("inf"):
        if float(low).is_integer():
            return f"{int(low) + 1 + (low == 0)}..{int(low) + 9}"
        return tuple(_text(low + step) for step in (0.5, 1, 1.5, 2, 3))
    if low == float("-inf"):
        return tuple(_text(high - step) for step in (0.5, 1, 1.5, 2, 3))
    return tuple(dict.fromkeys(_text(low + (high - low) * part / 10) for part in range(1, 10)))


def _text(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.4f}".rstrip("0").rstrip(".")


def _numbers(written: str | tuple[str, ...]) -> tuple[Fraction, ...]:
    if isinstance(written, tuple):
        return tuple(map(Fraction, written))
    span, *without = written.split(" !")
    low, high = map(int, span.split(".."))
    return tuple(Fraction(n) for n in range(low, high + 1) if str(n) not in without)


def lengths_for(
    given: Sequence[Input], ranges: Mapping[str, Range], *, short: bool = False
) -> dict[Length, int]:
    """Lengths that keep arrays small: 2 where an array has two axes or all must be short, else 3."""
    is_wide = short or any(len(one.shape) > 1 for one in given)
    every = (*(axis for one in given for axis in one.shape), *(one.length for one in ranges.values()))
    return measured(every, lambda at: 2 if is_wide else 3)


def member_latex(given: Input, at: Sequence[int], ranges: Mapping[str, Range]) -> str:
    """How the paper would write one member: ``x_2``, ``p(z_1)``; the numbers count from 1."""
    numbers = dict(zip(given.letters, at, strict=False))

    def start(letter: str) -> int:
        first = ranges[letter].start
        if first is not None and not isinstance(first, Num):
            raise RefusedError("its sum begins at no plain number")
        return int(first.text) if first is not None else 1

    def change(part: Tree) -> Tree | None:
        if isinstance(part, RunningIndex) and part.letter in numbers:
            return Fixed(str(numbers[part.letter] - 1 + start(part.letter)))
        if isinstance(part, Ref) and letter_of(part) in numbers and not part.below:
            return Ref(part.name, (Fixed(str(numbers[letter_of(part)])),), part.above, part.primes, part.mark)
        return None

    return to_latex(to_tokens(replaced(given.node, change)))


def written(node: Node) -> str:
    """A tree as a bank types it."""
    return to_plain(node)
