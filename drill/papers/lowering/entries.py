"""Terms as mathematics of numbers: one entry of the result, its products written as sums over indices.

With lengths of its own, every sum stays a sum (what a loop computes); with lengths that are numbers, every
sum is written out and every entry is a name of its own (what a learner computes by hand).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from drill.maths.tree import Binary, BinaryOp, Call, Const, Index, Neg, Node, Num, Sym
from drill.papers.lowering import terms
from drill.papers.lowering.functions import FUNCTIONS
from drill.papers.lowering.terms import Range, RefusedError, Term
from drill.papers.sheet.types import Length

_LETTERS: Final = ("r", "s", "u", "v", "w", "p", "q")
_MOST_TERMS: Final = 60


@dataclass(slots=True)
class Entries:
    """Writes entries of terms; ``lengths`` are numbers for what is written out, empty for what stays a sum.

    ``member`` gives the name of an entry of an input at whole numbers, counted from 1.
    """

    ranges: Mapping[str, Range]
    lengths: Mapping[Length, int] = field(default_factory=dict[Length, int])
    member: Callable[[terms.Input, tuple[int, ...]], Node] | None = None
    values: Mapping[str, int] = field(default_factory=dict[str, int])
    """Whole numbers that were drawn for inputs: ends of sums are made of them."""
    taken: frozenset[str] = frozenset()
    axes: Mapping[Length, Node] = field(default_factory=dict[Length, Node])
    """What lengths are called where they are not those of the paper."""
    _scope: dict[str, Node] = field(default_factory=dict[str, Node])
    _depth: int = 0
    _written: int = 0

    def entry(self, term: Term, at: Sequence[Node] = ()) -> Node:
        """The number at some indices (as many as the array has axes; a row vector has one).

        Raises:
            RefusedError: it cannot be written as a sum.
        """
        self._written += 1
        if self._written > 4000:
            raise RefusedError("it is too long to be written out")
        if not term.axes:
            at = ()
        match term:
            case terms.Given():
                return self._given(term, at)
            case terms.Constant(text):
                return {"pi": Const("pi"), "e": Const("e"), "inf": Const("inf")}.get(text, Num(text))
            case terms.Size(length):
                return self.axes.get(length) or self._size(length)
            case terms.Running(letter):
                return self._value(letter)
            case terms.Plus(addends):
                return _added([self.entry(one, at) for one in addends])
            case terms.Minus(body):
                return Neg(self.entry(body, at))
            case terms.Times(left, right):
                return Binary("*", self.entry(left, at), self.entry(right, at))
            case terms.Over(top, bottom):
                return Binary("/", self.entry(top, at), self.entry(bottom, at))
            case terms.Raised(base, exponent):
                return Binary("^", self.entry(base, at), self.entry(exponent))
            case terms.Joined(left, right):
                return self._joined(left, right, at)
            case terms.Outer(left, right):
                return Binary("*", self.entry(left, at[:1]), self.entry(right, at[1:]))
            case terms.Turned(body):
                return self.entry(body, tuple(reversed(at)))
            case terms.Whole():
                return self._whole(term, at)
            case terms.Called(function, args):
                return self._called(function, [self.entry(arg, at) for arg in args])
            case terms.Fold():
                return self._fold(term, at)

    # Leaves

    def _given(self, term: terms.Given, at: Sequence[Node]) -> Node:
        given = term.input
        index: list[Node] = []
        for place, letter in zip(term.places, given.letters, strict=True):
            own = self.ranges[letter]
            start = self._start(own)
            index.append(_moved(_less(_moved(self._value(place.letter), place.shift), start), 1))
        index += at
        if self.member is not None:
            return self.member(given, tuple(self._whole_number(one) for one in index))
        return Index(Sym(given.name), tuple(index)) if index else Sym(given.name)

    def _start(self, along: Range) -> Node:
        return Num("1") if along.start is None else self.entry(along.start)

    def _value(self, letter: str) -> Node:
        if letter in self._scope:
            return self._scope[letter]
        if self.member is not None:
            return self._start(self.ranges[letter])  # an open index: the first member
        return _moved(_less(Sym(self.index_name(letter)), Num("1")), 0, self._start(self.ranges[letter]))

    def index_name(self, letter: str) -> str:
        """The name of the index over a letter."""
        bare = "".join(one for one in letter if one.isalpha() and one.isascii())
        return bare if len(bare) == 1 and bare not in ("e", "i") and bare not in self.taken else f"i{bare}"

    def _whole_number(self, node: Node) -> int:
        from fractions import Fraction

        from drill.maths.exact import rational

        value = rational(node, {name: Fraction(number) for name, number in self.values.items()})
        if value is None or value.denominator != 1 or not 0 <= value < 1000:
            raise RefusedError("an index is no whole number here")
        return int(value)

    def _size(self, length: Length) -> Node:
        if isinstance(length, int):
            return Num(str(length))
        if length in self.lengths:
            return Num(str(self.lengths[length]))
        return self.axes.get(length, Sym(length))

    # Products and sums

    def _fresh(self) -> str:
        free = [one for one in _LETTERS if one not in self.taken]
        if self._depth >= len(free):
            raise RefusedError("its products are nested too deep")
        return free[self._depth]

    def _summed(self, length: Length, term: Callable[[Node], Node]) -> Node:
        """A sum over an inner length."""
        if self.member is not None:
            count = self._whole_number(self._size(length))
            return _added([term(Num(str(number + 1))) for number in range(count)])
        name = self._fresh()
        self._depth += 1
        body = term(Sym(name))
        self._depth -= 1
        return Call("sum", (body, Sym(name), Num("1"), self._size(length)))

    def _joined(self, left: Term, right: Term, at: Sequence[Node]) -> Node:
        inner = left.axes[-1]
        rows = 0 if terms.is_row(left.axes) or len(left.axes) == 1 else 1
        return self._summed(
            inner,
            lambda r: Binary("*", self.entry(left, (*at[:rows], r)), self.entry(right, (r, *at[rows:]))),
        )

    def _fold(self, term: terms.Fold, at: Sequence[Node]) -> Node:
        along = term.over
        if self.member is not None:
            return self._written_out(term, at)
        if term.sign in ("max", "min"):
            raise RefusedError("an extreme over a letter is no sum")
        name = self.index_name(along.letter)
        count = self._size(along.length)
        start = self._start(along)
        kept = self._scope.get(along.letter)
        self._scope[along.letter] = _moved(_less(Sym(name), Num("1")), 0, start)
        body = self.entry(term.body, at)
        if kept is None:
            del self._scope[along.letter]
        return Call(term.sign, (body, Sym(name), Num("1"), count))

    def _written_out(self, term: terms.Fold, at: Sequence[Node]) -> Node:
        along = term.over
        first = self._whole_number(self._start(along))
        if along.stop is not None:
            stop = along.stop
            last = self._size(stop.length) if isinstance(stop, terms.Size) else self.entry(stop)
            count = self._whole_number(_moved(_less(last, Num(str(first))), 1))
        else:
            count = self._whole_number(self._size(along.length))
        if not 1 <= count <= 6:
            raise RefusedError("its sum is too long to be written out")
        kept = self._scope.get(along.letter)
        written: list[Node] = []
        for number in range(first, first + count):
            self._scope[along.letter] = Num(str(number))
            written.append(self.entry(term.body, at))
        if kept is None:
            del self._scope[along.letter]
        else:
            self._scope[along.letter] = kept
        if term.sign == "sum":
            return _added(written)
        if term.sign == "prod":
            return reduce(lambda a, b: Binary("*", a, b), written)
        return Call(term.sign, tuple(written)) if len(written) > 1 else written[0]

    # Functions and whole arrays

    def _called(self, function: str, args: list[Node]) -> Node:
        if function == "relu":
            args = [*args, Num("0")]
        return Call(FUNCTIONS[function].maths, tuple(args))

    def _whole(self, term: terms.Whole, at: Sequence[Node]) -> Node:
        body = term.body
        length = body.axes[-1]
        match term.what:
            case "norm":
                squares = self._summed(length, lambda r: Binary("^", self.entry(body, (r,)), Num("2")))
                return Call("sqrt", (squares,))
            case "softmax":
                total = self._summed(length, lambda r: Call("exp", (self.entry(body, (*at[:-1], r)),)))
                return Binary("/", Call("exp", (self.entry(body, at),)), total)
            case "inv":
                if self.member is not None:
                    raise RefusedError("an inverse is too long by hand")
                return Index(Call("inv", (self._array(body),)), tuple(at))

    def _array(self, term: Term) -> Node:
        """An array as a whole, in the language of matrices."""
        match term:
            case terms.Given(given, ()):
                return Sym(given.name)
            case terms.Plus(addends) if all(one.axes for one in addends):
                return _added([self._array(one) for one in addends])
            case terms.Minus(body):
                return Neg(self._array(body))
            case terms.Times(left, right) if not left.axes:
                return Binary("*", self.entry(left), self._array(right))
            case terms.Times(left, right) if not right.axes:
                return Binary("*", self.entry(right), self._array(left))
            case terms.Over(top, bottom) if not bottom.axes:
                return Binary("/", self._array(top), self.entry(bottom))
            case terms.Joined(left, right) if len(left.axes) == len(right.axes) == 2 and not terms.is_row(
                left.axes
            ):
                return Binary("*", self._array(left), self._array(right))
            case terms.Turned(body) if len(body.axes) == 2:
                return Call("T", (self._array(body),))
            case terms.Whole("inv", body):
                return Call("inv", (self._array(body),))
            case _:
                raise RefusedError("what is inverted is not made of matrices alone")


def _added(addends: Sequence[Node]) -> Node:
    if len(addends) > _MOST_TERMS:
        raise RefusedError("its sum is too long to be written out")
    result = addends[0]
    for term in addends[1:]:
        sign: BinaryOp = "-" if isinstance(term, Neg) else "+"
        result = Binary(sign, result, term.arg if isinstance(term, Neg) else term)
    return result


def _less(node: Node, start: Node) -> Node:
    if isinstance(node, Num) and isinstance(start, Num):
        return _number(int(node.value) - int(start.value))
    return node if start == Num("0") else Binary("-", node, start)


def _moved(node: Node, by: int, start: Node | None = None) -> Node:
    """A node with a whole number (or a start) added; ``k - 1 + 1`` is ``k``."""
    if start is not None:
        match node:
            case Binary("-", inner, Num("1")) if start == Num("1"):
                return inner
            case _:
                return node if start == Num("0") else Binary("+", node, start)
    if by == 0:
        return node
    match node:
        case Num(text):
            return _number(int(text) + by)
        case Neg(Num(text)):
            return _number(by - int(text))
        case Binary("-", inner, Num(text)) if text.isdigit():
            return _moved(inner, by - int(text))
        case _:
            return Binary("+" if by > 0 else "-", node, Num(str(abs(by))))


def _number(value: int) -> Node:
    return Neg(Num(str(-value))) if value < 0 else Num(str(value))
