"""Write trees as NumPy code: whole arrays, an axis per running letter, brackets only where needed.

Each part carries the letters that its first axes run over, in the order in which sums bind them, then the
axes of its type; a row vector is stored as a vector. Parts meet entry by entry with ``None`` where one lacks
an axis, products with ``@`` wherever the letters allow it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from drill.maths.chains import split_chain
from drill.maths.maths_tree import Binary, Call, Const, Index, Neg, Node, Num, Relation, Sym
from drill.papers.lowering import inputs
from drill.papers.lowering.formula_lowering import Reader
from drill.papers.lowering.inputs import FOLDS, Axes, Range, RefusedError, find_stored_axes
from drill.papers.lowering.operations import ENTRYWISE, OPERATIONS
from drill.papers.sheet.types import Length

# How tightly the outermost sign of a text binds.
_ADDED: Final = 5
# How tightly products, signs, powers and atoms bind, as in Python's grammar.
_MULTIPLIED: Final = 6
# A sign binds more than a product.
_SIGNED: Final = 7
# A power binds more than a sign.
_RAISED: Final = 8
# Names, numbers and calls need no brackets.
_ATOM: Final = 9
_REDUCTIONS: Final = {"sum": "np.sum", "prod": "np.prod", "largest": "np.max", "smallest": "np.min"}
_RELATIONS: Final = {"=": "=="}
# An argument that is written twice and is longer than this gets a name of its own first.
_LONG: Final = 24


@dataclass(frozen=True, slots=True)
class Program:
    """Assignments, then an expression; ``shape`` has the lengths of the result."""

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
    """A piece of code with its precedence, the letters of its first axes, and the number of its type's
    axes."""

    text: str
    level: int = _ATOM
    letters: tuple[str, ...] = ()
    core: int = 0

    def at_least(self, level: int) -> str:
        """Return the text, in brackets if its operator binds less tightly."""
        return self.text if self.level >= level else f"({self.text})"


def numpy_program(node: Node, reader: Reader, free: Mapping[str, Range]) -> Program:
    """Return the program of a tree; ``free`` letters become the first axes of the result.

    Raises:
        RefusedError: NumPy has no plain way to write it.
    """
    input_names = tuple(dict.fromkeys(inputs.list_quantity_names(node, with_ends=False)))
    ends = {
        name
        for fold in inputs.list_letter_folds(node)
        for end in fold.args[2:]
        for name in inputs.list_quantity_names(end)
    }
    if ends & set(input_names):
        raise RefusedError("the end of a sum is used as a number, too")
    writer = _Writer(input_names, reader, free)
    part = writer.write(node)
    letters = tuple(letter for letter in free if letter in part.letters)
    part = writer.ordered(part)
    arrays = {name: reader.named_inputs[name].shape for name in input_names}
    shape = (*(free[letter].length for letter in letters), *find_stored_axes(reader.axes_of(node)))
    return Program((*writer.assignments, part.text), arrays, letters, shape)


class _Writer:
    """One program being written."""

    def __init__(self, input_names: tuple[str, ...], reader: Reader, free: Mapping[str, Range]) -> None:
        self._reader = reader
        self._ranges = {**reader.ranges, **free}
        self._order = list(free)
        self._inputs = [reader.named_inputs[name] for name in input_names]
        self._taken = set(input_names)
        self.assignments: list[str] = []

    def write(self, node: Node) -> _Part:
        """Return the code of a part."""
        match node:
            case Num(text):
                return _Part(text)
            case Const(name):
                return _Part(f"np.{name}")
            case Sym(name) if name.startswith("#"):
                return _Part(self._size(name[1:]))
            case Sym(name) if name.startswith(":"):
                return self._running(name[1:])
            case Sym(name):
                return self._given(name, ())
            case Index(Sym(name), places):
                return self._given(name, places)
            case Neg(body):
                part = self.write(body)
                level = min(part.level, _SIGNED)
                return replace(part, text=f"-{part.at_least(_MULTIPLIED)}", level=max(level, _MULTIPLIED))
            case Binary("+" | "-", _, _):
                return self._plus(node)
            case Binary("*", Binary("/", Num("1"), bottom), right):
                return self._mean(node) or self._join("/", right, bottom)
            case Binary("*" | "/" as sign, left, right):
                return self._mean(node) or self._join(sign, left, right)
            case Relation(sign, left, right):
                return self._join(_RELATIONS.get(sign, sign), left, right, _ADDED)
            case Binary("^", base, exponent):
                (a, b), letters, core = self._aligned([self.write(base), self.write(exponent)])
                return _Part(f"{a.at_least(_ATOM)}**{b.at_least(_SIGNED)}", _RAISED, letters, core)
            case Call("matmul", (left, right)):
                return self._joined(left, right)
            case Call("T", (body,)):
                return self._turned(body)
            case Call("softmax", (body,)):
                return self._softmax(body)
            case Call(name, (body, Sym(letter), *_)) if name in FOLDS:
                return self._fold(name, letter[1:], body)
            case Call():
                return self._called(node)
            case _:
                raise RefusedError("NumPy has no plain way to write it")

    # Leaves

    def _given(self, name: str, places: Sequence[Node]) -> _Part:
        operand = self._reader.named_inputs[name]
        letters: list[str] = []
        index: list[str] = []
        lengths = (*operand.runs, *operand.axes) if len(places) > len(operand.runs) else operand.runs
        for position, length, letter in zip_longest(places, lengths, operand.letters, fillvalue=""):
            assert not isinstance(position, str)
            first = _read_first_number(self._ranges[letter]) if letter else 1
            running = inputs.letter_of_place(position)
            if running is None:
                assert isinstance(position, Num)
                index.append(str(int(position.text) - first))
                continue
            along = self._ranges[running[0]]
            if running[1] or along.length != length or _read_first_number(along) != first:
                raise RefusedError("it takes members at shifted places, which NumPy writes with slices")
            letters.append(running[0])
            index.append(":")
        if len(set(letters)) < len(letters):
            raise RefusedError("a letter runs over two axes of one array")
        while index and index[-1] == ":":
            index.pop()
        part = _Part(operand.name, letters=tuple(letters), core=len(operand.shape) - len(places))
        return _write_indexing(part, index)

    def _size(self, length: Length) -> str:
        if isinstance(length, int):
            return str(length)
        for operand in self._inputs:
            if length in operand.shape:
                return f"{operand.name}.shape[{operand.shape.index(length)}]"
        raise RefusedError(f"no array has the length {length}")

    def _running(self, letter: str) -> _Part:
        along = self._ranges[letter]
        first, size = _read_first_number(along), self._size(along.length)
        text = f"np.arange({size})" if first == 0 else f"np.arange({first}, {size} + {first})"
        self._bind(letter)
        return _Part(text, letters=(letter,))

    # Parts that meet

    def _bind(self, letter: str) -> None:
        if letter not in self._order:
            self._order.append(letter)

    def ordered(self, part: _Part) -> _Part:
        """Return the part with its letters in the order in which they are bound."""
        for letter in part.letters:
            self._bind(letter)
        order = sorted(range(len(part.letters)), key=lambda index: self._order.index(part.letters[index]))
        if order == list(range(len(order))):
            return part
        if len(order) != 2 or part.core:
            raise RefusedError("its indices stand in another order in each array")
        return _Part(_write_transpose(part), letters=(part.letters[1], part.letters[0]))

    def _aligned(self, parts: Sequence[_Part]) -> tuple[list[_Part], tuple[str, ...], int]:
        """Return parts with inserted axes so that they broadcast, their letters, and the axes of type."""
        parts = [self.ordered(part) for part in parts]
        letters = tuple(letter for letter in self._order if any(letter in part.letters for part in parts))
        core = max(part.core for part in parts)
        return [self._spread(part, letters, core) for part in parts], letters, core

    def _spread(self, part: _Part, letters: Sequence[str], core: int) -> _Part:
        index = [":" if letter in part.letters else "None" for letter in letters]
        index += ["None"] * (core - part.core) if part.letters else []
        index += [":"] * part.core
        while index and index[0] == "None":
            index.pop(0)
        while index and index[-1] == ":":
            index.pop()
        return _write_indexing(part, index)

    def _join(self, sign: str, left: Node, right: Node, level: int = _MULTIPLIED) -> _Part:
        (a, b), letters, core = self._aligned([self.write(left), self.write(right)])
        text = f"{a.at_least(level)} {sign} {b.at_least(_SIGNED)}"
        return _Part(text, min(level, _MULTIPLIED) - (level == _ADDED), letters, core)

    def _plus(self, node: Binary) -> _Part:
        first, links = split_chain(node)
        signs = ["-" if isinstance(first, Neg) else "+", *(sign for sign, _ in links)]
        addends = [first.arg if isinstance(first, Neg) else first, *(part for _, part in links)]
        aligned, letters, core = self._aligned([self.write(addend) for addend in addends])
        text = ""
        for sign, part in zip(signs, aligned, strict=True):
            if sign == "-":
                text += f" - {part.at_least(_MULTIPLIED)}" if text else f"-{part.at_least(_SIGNED)}"
            else:
                text += f" + {part.at_least(_ADDED)}" if text else part.at_least(_ADDED)
        return _Part(text, _ADDED, letters, core)

    def _called(self, node: Call) -> _Part:
        """Return a call by its template: entry by entry, or of whole arrays along their last axes."""
        text = OPERATIONS[node.name].numpy
        if not text:
            raise RefusedError(f"NumPy has no {node.name}")
        parts = [self.write(arg) for arg in node.args]
        if node.name == "concat":
            text = text.replace("{}", ", ".join(["{}"] * len(parts)))
        core = len(find_stored_axes(self._reader.axes_of(node)))
        letters = parts[0].letters
        if node.name == "outer" and any(part.letters for part in parts):
            raise RefusedError("a family of outer products is written with einsum")
        if node.name in ENTRYWISE:
            parts, letters, core = self._aligned(parts)
        level = _MULTIPLIED if text.startswith("1/") else _ATOM
        for part in parts:
            before, _, after = text.partition("{}")
            if before.endswith("-") and part.text.startswith("-"):
                text = before[:-1] + part.text[1:] + after  # ``sigmoid(-x)``
            else:
                text = before + (part.at_least(_SIGNED) if before.endswith("-") else part.text) + after
        if node.name == "norm" and letters and parts[0].core == 1:
            text = f"{text[:-1]}, axis=-1)"
        elif letters and node.name not in ENTRYWISE:
            raise RefusedError(f"NumPy takes {node.name} of one array at a time")
        return _Part(text, level, letters, core)

    # Products

    def _joined(self, left: Node, right: Node) -> _Part:
        a, b = self.ordered(self.write(left)), self.ordered(self.write(right))
        letters = tuple(letter for letter in self._order if letter in a.letters or letter in b.letters)
        if not a.letters and not b.letters:
            return _Part(_write_matmul(a.text, a.level, b), _MULTIPLIED, (), a.core + b.core - 2)
        if not a.letters and b.core == 1:
            turned = a.text if a.core == 1 else _write_transpose(a)
            level = a.level if a.core == 1 else _ATOM
            return _Part(
                _write_matmul(b.text, b.level, _Part(turned, level)), _MULTIPLIED, b.letters, a.core - 1
            )
        if (not b.letters) or (b.core == 2 and a.core == 2 and set(a.letters) in (set(), set(b.letters))):
            return _Part(_write_matmul(a.text, a.level, b), _MULTIPLIED, letters, a.core + b.core - 2)
        if a.core == b.core == 2:
            first, second = (_place_letter_axes(part, letters, (":", ":")) for part in (a, b))
            return _Part(_write_matmul(first.text, first.level, second), _MULTIPLIED, letters, 2)
        first = _place_letter_axes(a, letters, (":", "None") if b.core == 2 else (":",) * a.core)
        second = _place_letter_axes(b, letters, ("None", ":") if a.core == 2 else (":",) * b.core)
        axis = -2 if b.core == 2 else -1
        product = f"{first.at_least(_MULTIPLIED)} * {second.at_least(_SIGNED)}"
        return _Part(f"np.sum({product}, axis={axis})", _ATOM, letters, a.core + b.core - 2)

    def _turned(self, body: Node) -> _Part:
        part = self.write(body)
        if part.core < 2:
            return part
        if part.letters:
            return replace(part, text=f"np.swapaxes({part.text}, -1, -2)", level=_ATOM)
        return replace(part, text=_write_transpose(part), level=_ATOM)

    # Whole arrays

    def _softmax(self, body: Node) -> _Part:
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

    def _fold(self, name: str, letter: str, body: Node) -> _Part:
        self._bind(letter)
        product = self._contracted(letter, body) if name == "sum" else None
        return product or self._reduced(_REDUCTIONS[name], letter, self.write(body))

    def _reduced(self, function: str, letter: str, part: _Part) -> _Part:
        part = self.ordered(part)
        if letter not in part.letters:
            raise RefusedError("nothing in its sum is an array")
        axis_index = part.letters.index(letter)
        letters = part.letters[:axis_index] + part.letters[axis_index + 1 :]
        axis = f", axis={axis_index}" if letters or part.core else ""
        return _Part(f"{function}({part.text}{axis})", _ATOM, letters, part.core)

    def _contracted(self, letter: str, body: Node) -> _Part | None:
        """Return a sum of products over a letter that ends one array and begins another, as ``@``."""
        if isinstance(body, Call) and body.name == "outer":
            a, b = (self.ordered(self.write(arg)) for arg in body.args)
            if a.letters == b.letters == (letter,):
                return _Part(_write_matmul(_write_transpose(a), _ATOM, b), _MULTIPLIED, (), 2)
            return None
        if not isinstance(body, Binary) or body.op != "*":
            return None
        a, b = self.ordered(self.write(body.left)), self.ordered(self.write(body.right))
        shared = set(a.letters) & set(b.letters)
        sizes = (len(a.letters) + a.core, len(b.letters) + b.core)
        if shared != {letter} or a.core or max(sizes) > 2 or sum(sizes) < 3:
            return None
        first = a if a.letters[-1] == letter else _Part(_write_transpose(a))
        second = b if b.letters[0] == letter else _Part(_write_transpose(b))
        left = tuple(own_letter for own_letter in a.letters if own_letter != letter)
        right = tuple(own_letter for own_letter in b.letters if own_letter != letter)
        return _Part(_write_matmul(first.text, first.level, second), _MULTIPLIED, left + right, b.core)

    def _mean(self, node: Binary) -> _Part | None:
        """Return a sum over all members divided by their number, as a mean."""
        match node:
            case Binary("/", Call("sum", (body, Sym(letter), *_)), Sym(count)) | Binary(
                "*", Binary("/", Num("1"), Sym(count)), Call("sum", (body, Sym(letter), *_))
            ) if count == f"#{self._ranges[letter[1:]].length}":
                self._bind(letter[1:])
                if self._contracted(letter[1:], body) is None:
                    return self._reduced("np.mean", letter[1:], self.write(body))
            case _:
                pass  # no mean
        return None


def _read_first_number(along: Range) -> int:
    match along.start:
        case Num(text) if text.isdigit():
            return int(text)
        case None:
            return 1
        case _:
            raise RefusedError("its sum begins at a letter")


def _write_matmul(left: str, level: int, right: _Part) -> str:
    first = left if level >= _MULTIPLIED else f"({left})"
    return f"{first} @ {right.at_least(_SIGNED)}"


def _place_letter_axes(part: _Part, letters: Sequence[str], core: Sequence[str]) -> _Part:
    """Return a part with an axis for each letter, and the index of its type's axes behind them."""
    index = [":" if letter in part.letters else "None" for letter in letters]
    if index == [":"] * len(part.letters) and "None" not in core:
        return part
    return _write_indexing(part, [*index, *core])


def _write_transpose(part: _Part) -> str:
    """Return the code of a transpose; of a transpose, what that is of."""
    text = part.at_least(_ATOM)
    return text.removesuffix(".T") if text.endswith(".T") else f"{text}.T"


def _write_indexing(part: _Part, index: Sequence[str]) -> _Part:
    if not index:
        return part
    return replace(part, text=f"{part.at_least(_ATOM)}[{', '.join(index)}]", level=_ATOM)
