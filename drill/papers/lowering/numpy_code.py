"""Terms as NumPy code: whole arrays, an axis for each letter that runs, brackets only where they are needed.

Each part carries the letters that its first axes run over, in the order in which sums bind them, then the
axes of its type; a row vector is stored as a vector. Parts meet entry by entry with ``None`` where one lacks
an axis, products with ``@`` wherever the letters allow it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drill.papers.lowering import terms
from drill.papers.lowering.functions import FUNCTIONS
from drill.papers.lowering.terms import Axes, RefusedError, Term
from drill.papers.sheet.types import Length

# How tightly the outermost sign of a text binds.
_ADDED: Final = 5
_MULTIPLIED: Final = 6
_SIGNED: Final = 7
_RAISED: Final = 8
_ATOM: Final = 9
_LONG: Final = 24
"""An argument that is written twice and is longer than this gets a name of its own first."""


@dataclass(frozen=True, slots=True)
class Program:
    """Assignments, then an expression; ``shape`` are the lengths of what comes out."""

    lines: tuple[str, ...]
    arrays: Mapping[str, Axes]
    letters: tuple[str, ...]
    shape: Axes

    @property
    def text(self) -> str:
        """The whole program."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of code with its level, the letters of its first axes, and how many axes of its type follow."""

    text: str
    level: int = _ATOM
    letters: tuple[str, ...] = ()
    core: int = 0

    def at_least(self, level: int) -> str:
        """The text, in brackets where its sign binds less tightly."""
        return self.text if self.level >= level else f"({self.text})"


def numpy_program(term: Term, ranges: Mapping[str, terms.Range], free: Mapping[str, terms.Range]) -> Program:
    """The program of a term; ``free`` letters become the first axes of what comes out.

    Raises:
        RefusedError: NumPy has no plain way to write it.
    """
    given = terms.inputs(term, with_ends=False)
    ends = {one for part in terms.walk(term) if isinstance(part, terms.Fold) for one in _ends(part)}
    if ends & set(given):
        raise RefusedError("the end of a sum is used as a number, too")
    writer = _Writer(given, ranges, free)
    part = writer.write(term)
    letters = tuple(letter for letter in free if letter in part.letters)
    part = writer.ordered(part)
    inner = term.axes[1:] if terms.is_row(term.axes) else term.axes
    arrays = {one.name: one.shape for one in given}
    return Program(
        (*writer.assignments, part.text), arrays, letters, (*(free[one].length for one in letters), *inner)
    )


class _Writer:
    """One program being written."""

    def __init__(
        self,
        given: tuple[terms.Input, ...],
        ranges: Mapping[str, terms.Range],
        free: Mapping[str, terms.Range],
    ) -> None:
        self._ranges = {**ranges, **free}
        self._order = list(free)
        self._inputs = given
        self._taken = {one.name for one in self._inputs}
        self.assignments: list[str] = []

    def write(self, term: Term) -> _Part:
        """The code of a term."""
        match term:
            case terms.Given():
                return self._given(term)
            case terms.Constant(text):
                return _Part({"pi": "np.pi", "e": "np.e", "inf": "np.inf"}.get(text, text))
            case terms.Size(length):
                return _Part(self._size(length))
            case terms.Running(letter):
                return self._running(letter)
            case terms.Plus(addends):
                return self._plus(addends)
            case terms.Minus(body):
                part = self.write(body)
                level = min(part.level, _SIGNED)
                return replace(part, text=f"-{part.at_least(_MULTIPLIED)}", level=max(level, _MULTIPLIED))
            case terms.Times(terms.Over(terms.Constant("1"), bottom), right):
                return self._mean(term) or self._join("/", right, bottom)
            case terms.Times(left, right):
                return self._mean(term) or self._join("*", left, right)
            case terms.Over(top, bottom):
                return self._mean(term) or self._join("/", top, bottom)
            case terms.Raised(base, exponent):
                return self._raised(base, exponent)
            case terms.Joined(left, right):
                return self._joined(left, right)
            case terms.Outer(left, right):
                return self._outer(left, right)
            case terms.Turned(body):
                return self._turned(body)
            case terms.Whole():
                return self._whole(term)
            case terms.Called():
                return self._called(term)
            case terms.Fold():
                return self._fold(term)

    # Leaves

    def _given(self, term: terms.Given) -> _Part:
        given, letters = term.input, tuple(place.letter for place in term.places)
        for place, length, letter in zip(term.places, given.runs, given.letters, strict=True):
            own, along = self._ranges[letter], self._ranges[place.letter]
            if place.shift or along.length != length or _first(along) != _first(own):
                raise RefusedError("it takes members at shifted places, which NumPy writes with slices")
        if len(set(letters)) < len(letters):
            raise RefusedError("a letter runs over two axes of one array")
        return _Part(given.name, letters=letters, core=len(given.shape) - len(given.runs))

    def _size(self, length: Length) -> str:
        if isinstance(length, int):
            return str(length)
        for given in self._inputs:
            if length in given.shape:
                return f"{given.name}.shape[{given.shape.index(length)}]"
        raise RefusedError(f"no array has the length {length}")

    def _running(self, letter: str) -> _Part:
        along = self._ranges[letter]
        first, size = _first(along), self._size(along.length)
        text = f"np.arange({size})" if first == 0 else f"np.arange({first}, {size} + {first})"
        self._bind(letter)
        return _Part(text, letters=(letter,))

    # Parts that meet

    def _bind(self, letter: str) -> None:
        if letter not in self._order:
            self._order.append(letter)

    def ordered(self, part: _Part) -> _Part:
        """The same with its letters in the order in which they are bound."""
        for letter in part.letters:
            self._bind(letter)
        order = sorted(range(len(part.letters)), key=lambda at: self._order.index(part.letters[at]))
        if order == list(range(len(order))):
            return part
        if len(order) != 2 or part.core:
            raise RefusedError("its indices stand in another order in each array")
        return _Part(f"{part.at_least(_ATOM)}.T", letters=(part.letters[1], part.letters[0]))

    def _aligned(self, found: Sequence[_Part]) -> tuple[list[_Part], tuple[str, ...], int]:
        """Parts with axes put in so that they spread over each other, their letters, and the axes of type."""
        found = [self.ordered(part) for part in found]
        letters = tuple(one for one in self._order if any(one in part.letters for part in found))
        core = max(part.core for part in found)
        return [self._spread(part, letters, core) for part in found], letters, core

    def _spread(self, part: _Part, letters: Sequence[str], core: int) -> _Part:
        index = [":" if one in part.letters else "None" for one in letters]
        index += ["None"] * (core - part.core) if part.letters else []
        index += [":"] * part.core
        while index and index[0] == "None":
            index.pop(0)
        while index and index[-1] == ":":
            index.pop()
        return _indexed(part, index)

    def _join(self, sign: str, left: Term, right: Term) -> _Part:
        (a, b), letters, core = self._aligned([self.write(left), self.write(right)])
        text = f"{a.at_least(_MULTIPLIED)} {sign} {b.at_least(_SIGNED)}"
        return _Part(text, _MULTIPLIED, letters, core)

    def _plus(self, addends: Sequence[Term]) -> _Part:
        written = [self.write(term.body if isinstance(term, terms.Minus) else term) for term in addends]
        aligned, letters, core = self._aligned(written)
        text = ""
        for term, part in zip(addends, aligned, strict=True):
            if isinstance(term, terms.Minus):
                text += f" - {part.at_least(_MULTIPLIED)}" if text else f"-{part.at_least(_SIGNED)}"
            else:
                text += f" + {part.at_least(_ADDED)}" if text else part.at_least(_ADDED)
        return _Part(text, _ADDED, letters, core)

    def _raised(self, base: Term, exponent: Term) -> _Part:
        (a, b), letters, core = self._aligned([self.write(base), self.write(exponent)])
        return _Part(f"{a.at_least(_ATOM)}**{b.at_least(_SIGNED)}", _RAISED, letters, core)

    def _called(self, term: terms.Called) -> _Part:
        template = FUNCTIONS[term.function].numpy
        if not template:
            raise RefusedError(f"NumPy has no {term.function}")
        parts, letters, core = self._aligned([self.write(arg) for arg in term.args])
        text = template
        for part in parts:
            before, _, after = text.partition("{}")
            text = before + (part.at_least(_SIGNED) if before.endswith("-") else part.text) + after
        level = _MULTIPLIED if template.startswith("1/") else _ATOM
        return _Part(text, level, letters, core)

    # Products

    def _joined(self, left: Term, right: Term) -> _Part:
        a, b = self.ordered(self.write(left)), self.ordered(self.write(right))
        letters = tuple(one for one in self._order if one in a.letters or one in b.letters)
        if not a.letters and not b.letters:
            return _Part(_at(a.text, a.level, b), _MULTIPLIED, (), a.core + b.core - 2)
        if not a.letters and b.core == 1:
            turned = a.text if a.core == 1 else f"{a.at_least(_ATOM)}.T"
            level = a.level if a.core == 1 else _ATOM
            return _Part(_at(b.text, b.level, _Part(turned, level)), _MULTIPLIED, b.letters, a.core - 1)
        if (not b.letters) or (b.core == 2 and a.core == 2 and set(a.letters) in (set(), set(b.letters))):
            return _Part(_at(a.text, a.level, b), _MULTIPLIED, letters, a.core + b.core - 2)
        raise RefusedError("a product of families of matrices is written with einsum")

    def _outer(self, left: Term, right: Term) -> _Part:
        a, b = self.write(left), self.write(right)
        if a.letters or b.letters:
            raise RefusedError("a family of outer products is written with einsum")
        return _Part(f"np.outer({a.text}, {b.text})", core=2)

    def _turned(self, body: Term) -> _Part:
        part = self.write(body)
        if part.core < 2:
            return part
        if part.letters:
            return replace(part, text=f"np.swapaxes({part.text}, -1, -2)", level=_ATOM)
        return replace(part, text=f"{part.at_least(_ATOM)}.T", level=_ATOM)

    # Whole arrays

    def _whole(self, term: terms.Whole) -> _Part:
        if term.what == "softmax":
            return self._softmax(term.body)
        part = self.write(term.body)
        last = ", axis=-1" if part.letters else ""
        text = f"np.linalg.{term.what}({part.text}{last if term.what == 'norm' else ''})"
        return _Part(text, _ATOM, part.letters, len(term.axes))

    def _softmax(self, body: Term) -> _Part:
        part = self.ordered(self.write(body))
        if len(part.text) > _LONG and self._is_closed():
            name = next(name for name in ("z", "u", "logits", "scores") if name not in self._taken)
            self._taken.add(name)
            self.assignments.append(f"{name} = {part.text}")
            part = replace(part, text=name, level=_ATOM)
        rows = ", axis=-1, keepdims=True" if part.letters or part.core == 2 else ""
        text = f"np.exp({part.text}) / np.sum(np.exp({part.text}){rows})"
        return _Part(text, _MULTIPLIED, part.letters, part.core)

    def _is_closed(self) -> bool:
        return len(self._taken) < len(self._inputs) + 3

    # Sums over letters

    def _fold(self, term: terms.Fold) -> _Part:
        self._bind(term.over.letter)
        if term.sign == "sum":
            product = self._contracted(term.over.letter, term.body)
            if product is not None:
                return product
        return self._reduced(f"np.{term.sign}", term.over.letter, self.write(term.body))

    def _reduced(self, function: str, letter: str, part: _Part) -> _Part:
        part = self.ordered(part)
        if letter not in part.letters:
            raise RefusedError("nothing in its sum is an array")
        at = part.letters.index(letter)
        letters = part.letters[:at] + part.letters[at + 1 :]
        axis = f", axis={at}" if letters or part.core else ""
        return _Part(f"{function}({part.text}{axis})", _ATOM, letters, part.core)

    def _contracted(self, letter: str, body: Term) -> _Part | None:
        """A sum of products over a letter that ends one array and begins another, as ``@``."""
        if isinstance(body, terms.Outer):
            a, b = self.ordered(self.write(body.left)), self.ordered(self.write(body.right))
            if a.letters == b.letters == (letter,):
                return _Part(_at(f"{a.at_least(_ATOM)}.T", _ATOM, b), _MULTIPLIED, (), 2)
            return None
        if not isinstance(body, terms.Times):
            return None
        a, b = self.ordered(self.write(body.left)), self.ordered(self.write(body.right))
        shared = set(a.letters) & set(b.letters)
        sizes = (len(a.letters) + a.core, len(b.letters) + b.core)
        if shared != {letter} or a.core or max(sizes) > 2 or sum(sizes) < 3:
            return None
        first = a if a.letters[-1] == letter else _Part(f"{a.at_least(_ATOM)}.T")
        second = b if b.letters[0] == letter else _Part(f"{b.at_least(_ATOM)}.T")
        left = tuple(one for one in a.letters if one != letter)
        right = tuple(one for one in b.letters if one != letter)
        return _Part(_at(first.text, first.level, second), _MULTIPLIED, left + right, b.core)

    def _mean(self, term: terms.Times | terms.Over) -> _Part | None:
        """A sum over all members divided by their number, as a mean."""
        match term:
            case terms.Over(terms.Fold("sum", over, body), terms.Size(length)) | terms.Times(
                terms.Over(terms.Constant("1"), terms.Size(length)), terms.Fold("sum", over, body)
            ) if over.length == length:
                self._bind(over.letter)
                if self._contracted(over.letter, body) is None:
                    return self._reduced("np.mean", over.letter, self.write(body))
        return None


def _ends(fold: terms.Fold) -> Iterator[terms.Input]:
    for end in (fold.over.start, fold.over.stop):
        if end is not None:
            yield from terms.inputs(end)


def _first(along: terms.Range) -> int:
    match along.start:
        case terms.Constant(text) if text.isdigit():
            return int(text)
        case None:
            return 1
        case _:
            raise RefusedError("its sum begins at a letter")


def _at(left: str, level: int, right: _Part) -> str:
    first = left if level >= _MULTIPLIED else f"({left})"
    return f"{first} @ {right.at_least(_SIGNED)}"


def _indexed(part: _Part, index: Sequence[str]) -> _Part:
    if not index:
        return part
    return replace(part, text=f"{part.at_least(_ATOM)}[{', '.join(index)}]", level=_ATOM)
