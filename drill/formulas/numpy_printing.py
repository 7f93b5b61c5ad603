"""Print a lowered formula as one NumPy expression: whole arrays, an axis for each index that a sum binds.

A part carries the bound names that its first axes run over; then come its own axes, as its type has them.
Parts are combined entry by entry, with ``None`` in the place of a missing axis; products of vectors and
matrices under a sum are an ``einsum``. A value of a declared function is an array of its own. A part without
such an expression is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from drill.errors import DrillError
from drill.formulas.formula import Formula
from drill.formulas.formula_lowering import Lowered, check_shapes
from drill.formulas.formula_parts import find_upper_end
from drill.formulas.letter_lowering import EVERY, NEVER, UNIT, DrawnSymbol, find_axes
from drill.formulas.lowered_values import compute_part, reporting_no_value
from drill.formulas.small_world import MEMBERS, Value, World
from drill.maths import maths_tree as maths
from drill.maths.maths_tree import Binary, Call, Num, Sym
from drill.maths.operators import OPERATORS
from drill.notation import tree
from drill.notation.tree import Node, Ref
from drill.types import ONE, UNKNOWN, ArrayType, Axis, IndexType, NumberType, Type

_ADDED, _MULTIPLIED, _SIGNED, _RAISED, _ATOM = range(5)
_BINARY = {"+": (" + ", _ADDED), "-": (" - ", _ADDED), "/": (" / ", _MULTIPLIED), "^": ("**", _RAISED)}
_FOLDS = {
    "sum": "np.sum", "prod": "np.prod", "largest": "np.max", "smallest": "np.min", "argmax": "np.argmax",
    "argmin": "np.argmin",
}  # fmt: skip
_RELATIONS = {"=": "==", "!=": "!="}
# Functions whose value is a number, or that take whole matrices: under a sum they have no expression.
_WHOLE = frozenset(
    ("inv", "det", "trace", "matpow", "diag", "meanof", "sumof", "maxof", "minof", "norm1", "norminf")
)
# Max characters of an array's name.
_LONGEST_NAME = 24


class NotPrinted(DrillError):
    """The reason why a formula has no NumPy expression."""


@dataclass(frozen=True, slots=True)
class NumpyProgram:
    """An expression and the arrays in it: by name, the part and the bound names of its first axes."""

    text: str
    arrays: Mapping[str, tuple[Node, tuple[str, ...]]]

    def gather_arrays(self, formula: Formula, world: World) -> dict[str, Value]:
        """Return the arrays' values in a world, families stacked along the indices that run."""
        return {
            name: _gather_members(formula, world, node, letters)
            for name, (node, letters) in self.arrays.items()
        }


@dataclass(frozen=True, slots=True)
class _CodePart:
    """A piece of code: how tightly it binds, the bound names of its first axes, and its own axes."""

    text: str
    level: int = _ATOM
    letters: tuple[str, ...] = ()
    axes: tuple[Axis, ...] = ()

    def at_least(self, level: int) -> str:
        """The text, in brackets where it binds less."""
        return self.text if self.level >= level else f"({self.text})"


@dataclass(slots=True)
class _Printer:
    formula: Formula
    lowered: Lowered
    # The bound names in order, each with its last place and the text of how many there are.
    running: dict[str, maths.Node] = field(default_factory=dict[str, maths.Node])
    counts: dict[str, str] = field(default_factory=dict[str, str])
    arrays: dict[str, tuple[Node, tuple[str, ...]]] = field(
        default_factory=dict[str, tuple[Node, tuple[str, ...]]]
    )

    def write(self, node: maths.Node) -> _CodePart:
        match node:
            case Num(text=text):
                return _CodePart(text)
            case maths.Const(name="pi" | "e" as name):
                return _CodePart(f"np.{name}")
            case Sym():
                return self._write_symbol(node)
            case maths.Index():
                return self._write_place(node)
            case maths.Neg(arg=arg):
                part = self.write(arg)
                return _CodePart(f"-{part.at_least(_SIGNED)}", _SIGNED, part.letters, part.axes)
            case Binary(op="*", left=left, right=right):
                return self._multiply(node, left, right)
            case Binary(op=op, left=left, right=right):
                sign, level = _BINARY[op]
                return self._join(sign, self.write(left), self.write(right), level)
            case maths.Relation(op=op, left=left, right=right):
                part = self._join(f" {_RELATIONS.get(op, op)} ", self.write(left), self.write(right), _ADDED)
                return _CodePart(f"({part.text})", letters=part.letters, axes=part.axes)
            case maths.Sequence(kind="list", items=items):
                parts = [self.write(item) for item in items]
                self._refuse_letters(*parts)
                return _CodePart(
                    f"np.array([{', '.join(part.text for part in parts)}])", axes=self._axes(node)
                )
            case Call():
                return self._write_call(node)
            case _:
                raise NotPrinted("it is not written in NumPy")

    def _type_of(self, node: maths.Node) -> Type:
        return self.lowered.node_types.get(node, UNKNOWN)

    def _axes(self, node: maths.Node) -> tuple[Axis, ...]:
        return find_axes(self._type_of(node))

    def _is_array(self, node: maths.Node) -> bool:
        return isinstance(self._type_of(node), ArrayType | NumberType | IndexType)

    def _refuse_letters(self, *parts: _CodePart) -> None:
        if any(part.letters for part in parts):
            raise NotPrinted("a whole array under a sum")

    # Letters

    def _write_symbol(self, symbol: Sym) -> _CodePart:
        name = symbol.name
        if name in self.running:
            return _CodePart(f"np.arange(1, {self._count(name)} + 1)", letters=(name,))
        drawn = self.lowered.draws.get(name)
        match drawn:
            case DrawnSymbol(how="size", what=axis):
                return _CodePart(self._write_length(axis))
            case DrawnSymbol(how="letter") if self._is_array(symbol):
                return self._name_array(name, self._find_written(symbol, drawn), (), self._axes(symbol))
            case DrawnSymbol(how="place" | "count"):
                return self._name_array(name, self._find_written(symbol, drawn), (), ())
            case _:
                raise NotPrinted(f"{name} is not an array")

    def _find_written(self, made: maths.Node, drawn: DrawnSymbol | None) -> Node:
        """Return the spelling of a part; an array whose entries are taken is its letter."""
        for node, part in self.lowered.parts.values():
            if part is made:
                return node
        if drawn is not None and drawn.how == "letter":
            return drawn.what[0].ref
        if drawn is not None and drawn.how in ("place", "count"):
            return Ref(tree.Name(drawn.what))
        raise NotPrinted("it is not a part of the formula")

    def _name_array(
        self, name: str, node: Node, letters: tuple[str, ...], axes: tuple[Axis, ...]
    ) -> _CodePart:
        """Return an array by its name, which belongs to no other part."""
        name = re.sub(r"\W+", "_", name)
        names = tuple(self.lowered.bound[letter].name.base for letter in letters)
        known = self.arrays.setdefault(name, (node, names))
        if known[1] != names or len(name) > _LONGEST_NAME:
            raise NotPrinted(f"two arrays would be called {name}")
        for place, letter in enumerate(letters):
            self.counts.setdefault(letter, f"{name}.shape[{place}]")
        return _CodePart(name, letters=letters, axes=axes)

    def _count(self, letter: str) -> str:
        if letter not in self.counts:
            raise NotPrinted(f"how far {letter} runs")
        return self.counts[letter]

    def _write_length(self, axis: Axis) -> str:
        """Return the length of an axis as an array's shape."""
        for letter in self.formula.letters:
            type_ = letter.type
            if isinstance(type_, ArrayType) and axis in type_.axes and not letter.ref.below:
                name = re.sub(r"\W+", "_", next(
                    (name for name, drawn in self.lowered.draws.items()
                     if drawn.how == "letter" and drawn.what[0] is letter), ""))  # fmt: skip
                if name:
                    self.arrays.setdefault(name, (letter.ref, ()))
                    return f"{name}.shape[{type_.axes.index(axis)}]"
        raise NotPrinted(f"no array has an axis {axis}")

    def _write_place(self, node: maths.Index) -> _CodePart:
        places = node.indices
        if isinstance(node.base, Sym):
            drawn = self.lowered.draws.get(node.base.name)
            if drawn is not None and drawn.how == "family":
                return self._write_member(node, node.base, drawn, places)
        part = self.write(node.base)
        letters: list[str] = []
        texts: list[str] = []
        for place, axis in zip(places, part.axes, strict=False):
            if isinstance(place, Sym) and place.name in self.running:
                self._refuse_shorter_range(place.name, axis)
                letters.append(place.name)
                self.counts.setdefault(place.name, f"{part.text}.shape[{len(part.letters) + len(texts)}]")
                texts.append(":")
            elif isinstance(place, Num):
                texts.append(str(int(place.text) - 1))
            else:
                raise NotPrinted("which entry it is")
        both = (*part.letters, *letters)
        if len({*both}) < len(both):
            raise NotPrinted("one index twice")
        text = part.text
        if any(each != ":" for each in texts):
            text = f"{text}[{', '.join([*(':' for _ in part.letters), *texts])}]"
        return _CodePart(text, letters=both, axes=part.axes[len(places) :])

    def _write_member(
        self, node: maths.Index, base: Sym, drawn: DrawnSymbol, places: Sequence[maths.Node]
    ) -> _CodePart:
        """Return the members of a row that run as one array, and any other member as one of its own."""
        letters = [place.name for place in places if isinstance(place, Sym) and place.name in self.running]
        fixed = [place for place in places if not (isinstance(place, Sym) and place.name in letters)]
        if not all(maths.find_symbols(place).isdisjoint(self.running) for place in fixed):
            raise NotPrinted("a member beside the one that runs")
        if len({*letters}) < len(letters) or not self._is_array(node):
            raise NotPrinted("one index twice, or not an array")
        words = [base.name, *map(self._write_fixed_place, fixed)]
        return self._name_array(
            "_".join(words), self._find_written(node, drawn), tuple(letters), self._axes(node)
        )

    def _write_fixed_place(self, place: maths.Node) -> str:
        match place:
            case Sym(name=name):
                return name.removeprefix("'").removeprefix("#")
            case Num(text=text):
                return text
            case Binary(op="+" | "-" as op, left=left, right=right):
                beside = "plus" if op == "+" else "minus"
                return f"{self._write_fixed_place(left)}_{beside}_{self._write_fixed_place(right)}"
            case _:
                raise NotPrinted("which member it is")

    def _refuse_shorter_range(self, letter: str, axis: Axis) -> None:
        """Raise NotPrinted unless a sum runs along the whole axis that its index picks."""
        end = self.running[letter]
        drawn = self.lowered.draws.get(end.name) if isinstance(end, Sym) else None
        is_whole = end == Num(str(axis)) if drawn is None else drawn == DrawnSymbol("size", axis)
        if not is_whole:
            raise NotPrinted("a sum over a part of an axis")

    # Entry by entry

    def _spread(self, parts: Sequence[_CodePart]) -> tuple[list[_CodePart], tuple[str, ...]]:
        """Return parts whose first axes are those of all the names, in the order of binding."""
        letters = tuple(letter for letter in self.running if any(letter in part.letters for part in parts))
        most = max((len(part.axes) for part in parts), default=0)
        return [self._place_axes(part, letters, most) for part in parts], letters

    def _place_axes(self, part: _CodePart, letters: Sequence[str], own: int) -> _CodePart:
        if not part.letters:
            return part
        order = [part.letters.index(letter) for letter in letters if letter in part.letters]
        if order != sorted(order):
            order += range(len(order), len(order) + len(part.axes))
            part = replace(part, text=f"np.transpose({part.text}, {tuple(order)})", level=_ATOM)
        places = [":" if letter in part.letters else "None" for letter in letters]
        # NumPy adds leading axes by itself.
        places = places[places.index(":") :]
        places += [":"] * len(part.axes)
        places += ["None"] * (own - len(part.axes))
        if "None" in places:
            part = replace(part, text=f"{part.at_least(_ATOM)}[{', '.join(places)}]", level=_ATOM)
        return replace(part, letters=tuple(letters))

    def _join(self, sign: str, left: _CodePart, right: _CodePart, level: int) -> _CodePart:
        (one, other), letters = self._spread((left, right))
        tighter = level + (sign in (" - ", " / ", " % ", "**"))
        if sign == "**":
            text = f"{one.at_least(_ATOM)}**{other.at_least(_RAISED)}"
        else:
            text = f"{one.at_least(level)}{sign}{other.at_least(tighter)}"
        return _CodePart(text, level, letters, left.axes or right.axes)

    # Products

    def _multiply(self, node: maths.Node, left: maths.Node, right: maths.Node) -> _CodePart:
        one = self.write(left)
        other = self.write(right)
        if not (one.axes and other.axes):
            return self._join(" * ", one, other, _MULTIPLIED)
        # Subscripts: a is the inner axis, c and b are the outer ones. A row is printed as a vector (see
        # `_write_known`), so it has the inner axis alone.
        is_row = len(one.axes) == 2 and one.axes[0] == ONE
        left_subscripts = "a" if len(one.axes) == 1 or is_row else "ca"
        right_subscripts = "a" if len(other.axes) == 1 else "ab"
        return self._contract(one, other, f"{left_subscripts},{right_subscripts}", self._axes(node))

    def _contract(
        self, one: _CodePart, other: _CodePart, subscripts: str, axes: tuple[Axis, ...]
    ) -> _CodePart:
        """Multiply arrays along the axis that both have: ``@``, or an einsum where names run, too."""
        if not one.letters and not other.letters:
            text = f"{one.at_least(_MULTIPLIED)} @ {other.at_least(_SIGNED)}"
            return _CodePart(text, _MULTIPLIED, axes=axes)
        return self._write_einsum(one, other, subscripts, axes)

    def _write_einsum(
        self, one: _CodePart, other: _CodePart, subscripts: str, axes: tuple[Axis, ...]
    ) -> _CodePart:
        """Return an einsum of two parts over the axes that both have.

        ``subscripts`` are those of their own axes, ``ca,ab``; those of the names that run come before them.
        """
        letters = tuple(letter for letter in self.running if letter in (*one.letters, *other.letters))
        names = {letter: "ijklmn"[index] for index, letter in enumerate(letters)}
        first, second = ("".join(names[letter] for letter in part.letters) for part in (one, other))
        left, right = subscripts.split(",")
        out = "".join(axis for axis in left + right if axis not in left or axis not in right)
        whole = f"{first}{left},{second}{right}->{''.join(names.values())}{out}"
        return _CodePart(f"np.einsum('{whole}', {one.text}, {other.text})", letters=letters, axes=axes)

    # Calls

    def _write_call(self, node: Call) -> _CodePart:
        match node:
            case Call(name="hadamard", args=(left, right)):
                return self._join(" * ", self.write(left), self.write(right), _MULTIPLIED)
            case Call(name="dot", args=(left, right)):
                one = self.write(left)
                other = self.write(right)
                if len(one.axes) != 1:
                    raise NotPrinted("an inner product of matrices")
                return self._contract(one, other, "a,a", ())
            case Call(name="outer", args=(left, right)):
                return self._write_outer(node, self.write(left), self.write(right))
            case Call(name="ind", args=(truth,)):
                part = self.write(truth)
                return _CodePart(f"1.0 * {part.at_least(_ATOM)}", _MULTIPLIED, part.letters, part.axes)
            case Call(name="pick", args=(Binary(right=Call(name="ind", args=(truth,))), other, value)):
                if other == NEVER:
                    raise NotPrinted("cases of which none may hold")
                parts, letters = self._spread([self.write(part) for part in (truth, value, other)])
                texts = ", ".join(part.text for part in parts)
                return _CodePart(f"np.where({texts})", letters=letters, axes=self._axes(node))
            case Call(name="mod", args=(left, right)):
                part = self._join(" % ", self.write(left), self.write(right), _MULTIPLIED)
                # As weak as a sum, because a product or a sign before it needs brackets: c * (a % b).
                return replace(part, level=_ADDED)
            case Call(name="max" | "min" as name, args=(first, *others)):
                return self._write_extreme(name, first, others)
            case Call(name="softmax", args=(body,)):
                part = self.write(body)
                power = f"np.exp({part.text})"
                text = f"{power} / np.sum({power}, axis=-1, keepdims=True)"
                return _CodePart(text, _MULTIPLIED, part.letters, part.axes)
            case Call(name="norm", args=(body,)):
                part = self.write(body)
                if part.letters and len(part.axes) > 1:
                    raise NotPrinted("a norm of a matrix under a sum")
                along = ", axis=-1" if part.letters else ""
                return _CodePart(f"np.linalg.norm({part.text}{along})", letters=part.letters)
            case Call(name="apply"):
                return self._write_value(node)
            case Call(name=name) if name in _FOLDS:
                return self._write_fold(node)
            case _:
                return self._write_known(node)

    def _write_known(self, node: Call) -> _CodePart:
        """Return a function by its row in the table of operators. Raises NotPrinted."""
        row = OPERATORS.get(node.name)
        if row is None or not row.numpy or row.numpy.count("{") != len(node.args):
            raise NotPrinted(f"{node.name} is not written in NumPy")
        parts = [self.write(arg) for arg in node.args]
        first = parts[0]
        is_transposed = node.name == "T"
        if is_transposed and len(first.axes) == 1:
            # A row is written as the vector, and known by its axes.
            return replace(first, axes=self._axes(node))
        if node.name in _WHOLE or is_transposed:
            self._refuse_letters(*parts)
        is_call = row.numpy.startswith("np.")
        texts = [part.at_least(_ADDED if is_call else _ATOM) for part in parts]
        axes = first.axes if row.shape else self._axes(node)
        return _CodePart(row.numpy.format(*texts), _find_level(row.numpy), first.letters, axes)

    def _write_outer(self, node: Call, one: _CodePart, other: _CodePart) -> _CodePart:
        if len(one.axes) != 1 or len(other.axes) != 1:
            raise NotPrinted("an outer product of matrices")
        if not one.letters and not other.letters:
            return _CodePart(f"np.outer({one.text}, {other.text})", axes=self._axes(node))
        return self._write_einsum(one, other, "a,b", self._axes(node))

    def _write_extreme(self, name: str, first: maths.Node, others: Sequence[maths.Node]) -> _CodePart:
        total = self.write(first)
        for item in others:
            (one, other), letters = self._spread((total, self.write(item)))
            text = OPERATORS[name].numpy.format(one.text, other.text)
            total = _CodePart(text, letters=letters, axes=one.axes or other.axes)
        return total

    def _write_value(self, node: Call) -> _CodePart:
        """Return the value of a declared function without running indices as an array with a name."""
        is_free = maths.find_symbols(node).isdisjoint({*self.running, *self.lowered.bound})
        if not is_free or not self._is_array(node):
            raise NotPrinted("a value of a function under a sum")
        words = [part.name for part in maths.find_in_tree(node, Sym) if part != EVERY]
        name = "_".join(words)
        written = self._find_written(node, None)
        if self.arrays.get(re.sub(r"\W+", "_", name), (written, ()))[0] != written:
            raise NotPrinted(f"two arrays would be called {name}")
        return self._name_array(name, written, (), self._axes(node))

    def _write_fold(self, node: Call) -> _CodePart:
        if len(node.args) != 4 or node.args[2] != UNIT:
            raise NotPrinted(f"{node.name} over this range")
        body, name, _, high = node.args
        assert isinstance(name, Sym)
        letter = name.name
        self.running[letter] = high
        try:
            part = self.write(body)
        finally:
            del self.running[letter]
        if letter not in part.letters:
            raise NotPrinted(f"nothing in the sum has the index {letter}")
        place = part.letters.index(letter)
        rest = tuple(other for other in part.letters if other != letter)
        axis = f", axis={place}" if rest or part.axes else ""
        text = f"{_FOLDS[node.name]}({part.text}{axis})"
        if node.name.startswith("arg"):
            return _CodePart(f"{text} + 1", _ADDED, rest, part.axes)
        return _CodePart(text, _ATOM, rest, part.axes)


def _find_level(template: str) -> int:
    """Return how strongly the outermost sign of an operator's template binds."""
    if template.startswith(("1 /", "1.0 *")):
        return _MULTIPLIED
    is_atom = template.startswith("np.") or template.endswith(".T")
    return _ATOM if is_atom else _RAISED


def print_numpy(formula: Formula, lowered: Lowered) -> NumpyProgram:
    """Return the right side of a formula that fits as one NumPy expression.

    Raises NotPrinted.
    """
    printer = _Printer(formula, lowered)
    part = printer.write(lowered.node)
    if part.letters or (part.axes and part.axes[0] == ONE):
        raise NotPrinted("a row, or an index that nothing sums over")
    return NumpyProgram(part.text, dict(printer.arrays))


def gather_numpy_arrays(formula: Formula, world: World) -> dict[str, Value]:
    """Return the arrays of a formula's NumPy expression in a world. Raises NotPrinted, NoValue."""
    return print_numpy(formula, check_shapes(formula)).gather_arrays(formula, world)


def _gather_members(formula: Formula, world: World, node: Node, letters: Sequence[str]) -> Value:
    """Return a part's value, or those of its members along the bound names."""
    counts: list[int] = []
    members: list[Value] = []
    with reporting_no_value():
        for letter in letters:
            upper = find_upper_end(formula, letter)
            counts.append(MEMBERS if upper is None else int(compute_part(formula, world, upper)))
        for place in np.ndindex(*counts):
            names: dict[Ref, Value] = {}
            for letter, index in zip(letters, place, strict=True):
                names[Ref(tree.Name(letter))] = float(index + 1)
            members.append(compute_part(formula, world, node, names))
        return np.stack(members).reshape((*counts, *np.shape(members[0])))
