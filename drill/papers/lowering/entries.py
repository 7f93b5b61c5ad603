"""Arrays as mathematics of numbers: one entry of the result, with products written as sums over indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from drill.maths.maths_tree import Binary, BinaryOp, Call, Index, Neg, Node, Num, Relation, Sym
from drill.papers.lowering import inputs
from drill.papers.lowering.formula_lowering import Reader
from drill.papers.lowering.inputs import FOLDS, Axes, Input, Range, RefusedError
from drill.papers.lowering.operations import OPERATIONS
from drill.papers.sheet.types import Length

_LETTERS: Final = ("r", "s", "u", "v", "w", "p", "q")


@dataclass(slots=True)
class Entries:
    """Writes entries of arrays, counted from 1."""

    reader: Reader
    taken: frozenset[str] = frozenset()
    # What lengths are called where they are not those of the paper.
    axes: Mapping[Length, Node] = field(default_factory=dict[Length, Node])
    _scope: dict[str, Node] = field(default_factory=dict[str, Node])
    _depth: int = 0
    _written: int = 0

    def entry(self, node: Node, indices: Sequence[Node] = ()) -> Node:
        """Return the number at some indices (as many as the array has axes; a row vector has one).

        Raises:
            RefusedError: it cannot be written as a sum.
        """
        self._written += 1
        if self._written > 4000:
            raise RefusedError("it is too long to be written out")
        indices = indices if self.axes_of(node) else ()
        match node:
            case Sym(name) if name.startswith("#"):
                return self.axes.get(name[1:]) or self._size(name[1:])
            case Sym(name) if name.startswith(":"):
                return self._value(name[1:])
            case Sym(name):
                return self._given(self.reader.named_inputs[name], (), indices)
            case Index(Sym(name), places):
                return self._given(self.reader.named_inputs[name], places, indices)
            case Neg(body):
                return Neg(self.entry(body, indices))
            case Binary("+" | "-" as sign, left, right):
                return _add_without_double_sign(self.entry(left, indices), sign, self.entry(right, indices))
            case Binary("^", base, exponent):
                return Binary("^", self.entry(base, indices), self.entry(exponent))
            case Relation(sign, left, right):
                return Relation(sign, self.entry(left, indices), self.entry(right, indices))
            case Binary(sign, left, right):
                return Binary(sign, self.entry(left, indices), self.entry(right, indices))
            case Call(name, (body, Sym(letter), first, last)) if name in FOLDS:
                return self._fold(name, self._range(letter[1:], first, last), body, indices)
            case Call(name, args):
                return OPERATIONS[name].entry(self, args, indices)
            case _:
                return node

    def axes_of(self, node: Node) -> Axes:
        """Return the axes of a part."""
        return self.reader.axes_of(node)

    # Leaves

    def _given(self, operand: Input, places: Sequence[Node], indices: Sequence[Node]) -> Node:
        index: list[Node] = []
        for position, letter in zip_longest(places, operand.letters[: len(places)], fillvalue=""):
            assert not isinstance(position, str)
            start = self._start(self._range_of(letter)) if letter else Num("1")
            running = inputs.letter_of_place(position)
            number = position if running is None else _shift_index(self._value(running[0]), running[1])
            index.append(_shift_index(_subtract_start(number, start), 1))
        index += indices
        return Index(Sym(operand.name), tuple(index)) if index else Sym(operand.name)

    def _range_of(self, letter: str) -> Range:
        return self.reader.ranges.get(letter) or self.reader.free[letter]

    def _range(self, letter: str, first: Node, last: Node) -> Range:
        """Return the range of a letter in one of the sums over it."""
        along = self._range_of(letter)
        return replace(
            along,
            length=inputs.length_of_size(last) or along.length,
            start=None if along.start is None else first,
            stop=None if along.stop is None else last,
        )

    def _start(self, along: Range) -> Node:
        return Num("1") if along.start is None else self.entry(along.start)

    def _value(self, letter: str) -> Node:
        if letter in self._scope:
            return self._scope[letter]
        start = self._start(self._range_of(letter))
        return _shift_index(_subtract_start(Sym(self.index_name(letter)), Num("1")), 0, start)

    def index_name(self, letter: str) -> str:
        """Return the name of the index over a letter."""
        bare = "".join(character for character in letter if character.isalpha() and character.isascii())
        return bare if len(bare) == 1 and bare not in ("e", "i") and bare not in self.taken else f"i{bare}"

    def _size(self, length: Length) -> Node:
        try:
            return Num(str(inputs.count_of(length, {})))
        except KeyError:
            return self.axes.get(length, Sym(str(length)))

    # Products and sums

    def _fresh(self) -> str:
        free = [letter for letter in _LETTERS if letter not in self.taken]
        if self._depth >= len(free):
            raise RefusedError("its products are nested too deep")
        return free[self._depth]

    def summed(self, length: Length, term: Callable[[Node], Node], sign: str = "sum") -> Node:
        """Return a sum over an inner length, or a product."""
        name = self._fresh()
        self._depth += 1
        body = term(Sym(name))
        self._depth -= 1
        return Call(sign, (body, Sym(name), Num("1"), self._size(length)))

    def _fold(self, sign: str, along: Range, body: Node, indices: Sequence[Node]) -> Node:
        if sign in ("largest", "smallest"):
            raise RefusedError("an extreme over a letter is no sum")
        name = self.index_name(along.letter)
        count, start = self._size(along.length), self._start(along)
        outer_scope = dict(self._scope)
        self._scope[along.letter] = _shift_index(_subtract_start(Sym(name), Num("1")), 0, start)
        written = self.entry(body, indices)
        self._scope = outer_scope
        return Call(sign, (written, Sym(name), Num("1"), count))

    def whole(self, node: Node) -> Node:
        """Return an array as a whole, in the language of matrices."""
        if not self.axes_of(node):
            return self.entry(node)
        match node:
            case Sym():
                return node
            case Neg(body):
                return Neg(self.whole(body))
            case Binary("+" | "-" as sign, left, right) if self.axes_of(left) and self.axes_of(right):
                return _add_without_double_sign(self.whole(left), sign, self.whole(right))
            case Binary("*" | "/" as sign, left, right) if not (self.axes_of(left) and self.axes_of(right)):
                return Binary(sign, self.whole(left), self.whole(right))
            case Call("matmul", (left, right)) if len(self.axes_of(left)) == len(self.axes_of(right)) == 2:
                return Binary("*", self.whole(left), self.whole(right))
            case Call("eye", (count,)):
                return Call("eye", (self.entry(count),))
            case Call("T" | "inv" as name, (body,)) if len(self.axes_of(body)) == 2:
                return Call(name, (self.whole(body),))
            case _:
                raise RefusedError("what is inverted is not made of matrices alone")


def _add_without_double_sign(left: Node, sign: BinaryOp, right: Node) -> Node:
    if sign == "+" and isinstance(right, Neg):
        return Binary("-", left, right.arg)
    return Binary(sign, left, right)


def _subtract_start(node: Node, start: Node) -> Node:
    if isinstance(node, Num) and isinstance(start, Num):
        return _make_integer_node(int(node.value) - int(start.value))
    return node if start == Num("0") else Binary("-", node, start)


def _shift_index(node: Node, by: int, start: Node | None = None) -> Node:
    """Return a node plus an integer (or a start); ``k - 1 + 1`` is ``k``."""
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
            return _make_integer_node(int(text) + by)
        case Neg(Num(text)):
            return _make_integer_node(by - int(text))
        case Binary("-", inner, Num(text)) if text.isdigit():
            return _shift_index(inner, by - int(text))
        case _:
            return Binary("+" if by > 0 else "-", node, Num(str(abs(by))))


def _make_integer_node(value: int) -> Node:
    return Neg(Num(str(-value))) if value < 0 else Num(str(value))
