"""Print a formula as one NumPy expression: whole arrays, an axis for each index that a sum binds.

A part carries the bound letters that its first axes run over; then come its own axes, as its type has them.
Parts meet entry by entry with ``None`` where one lacks an axis; products of vectors and matrices under a sum
are an ``einsum``. A value of a declared function is an array of its own. What has no such expression is not
printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.formula import Formula, Found, name_function, print_node
from drill.formulas.formula_lowering import Lowered, check_shapes
from drill.formulas.formula_parts import (
    INDICATORS,
    find_upper_end,
    has_bracket_rule,
    has_unclear_power,
    infer_bound,
    is_constant,
    is_entry_bracket,
    is_free_index,
    is_identity,
    is_name,
    is_series,
    is_written_argument,
    name_norm,
    split_clip_ends,
)
from drill.formulas.letter_types import FITTING, ONE, UNKNOWN, Array, Axis, Function, Index, Number, Type
from drill.formulas.lowered_values import Evaluation, reporting_no_value
from drill.formulas.shapes import is_square
from drill.formulas.small_world import MEMBERS, Value, World
from drill.maths.operators import name_product
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Ref

_ADDED, _MULTIPLIED, _SIGNED, _RAISED, _ATOM = range(5)
_CALLS: Final = {
    "log": "np.log", "ln": "np.log", "log2": "np.log2", "log10": "np.log10", "exp": "np.exp",
    "sqrt": "np.sqrt", "sin": "np.sin", "cos": "np.cos", "tan": "np.tan",
    "arctan": "np.arctan", "sinh": "np.sinh", "cosh": "np.cosh",
    "tanh": "np.tanh", "sign": "np.sign", "sgn": "np.sign", "abs": "np.abs", "diag": "np.diag",
    "tr": "np.trace", "Tr": "np.trace", "trace": "np.trace", "det": "np.linalg.det", "mean": "np.mean",
    "std": "np.std", "var": "np.var",
}  # fmt: skip
_FOLDS: Final = {
    "\\sum": "np.sum", "\\prod": "np.prod", "\\max": "np.max", "\\min": "np.min", "\\sup": "np.max",
    "\\inf": "np.min", "\\argmax": "np.argmax", "\\argmin": "np.argmin",
}  # fmt: skip
_RELATIONS: Final = {"=": "==", "<": "<", ">": ">", "\\leq": "<=", "\\geq": ">=", "\\neq": "!="}
_ACCENTS: Final = {"\\hat": "hat", "\\bar": "bar", "\\tilde": "tilde", "\\dot": "dot", "\\Delta": "delta"}
# Characters of an array's name.
_LONGEST_NAME: Final = 24
_RESERVED: Final = frozenset(("np", "lambda", "in", "is", "if", "or", "and", "not", "as", "def", "for"))


class NotPrinted(DrillError):
    """Why a formula has no NumPy expression here."""


@dataclass(frozen=True, slots=True)
class NumpyProgram:
    """An expression and the arrays in it: by name, the letter and the bound letters of its first axes."""

    text: str
    arrays: Mapping[str, tuple[Node, tuple[str, ...]]]

    def gather_arrays(self, formula: Formula, world: World) -> dict[str, Value]:
        """Return the arrays' values in a world, families stacked along the indices that run."""
        return {
            name: _gather_members(formula, world, node, letters)
            for name, (node, letters) in self.arrays.items()
        }


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of code: how tightly it binds, the bound letters of its first axes, and its own axes."""

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
    types: Mapping[int, Type]
    # The bound letters in order, each with the text of how many there are; empty until an array says it.
    bound: dict[str, str] = field(default_factory=lambda: dict[str, str]())
    arrays: dict[str, tuple[Node, tuple[str, ...]]] = field(
        default_factory=lambda: dict[str, tuple[Node, tuple[str, ...]]]()
    )

    def write(self, node: Node) -> _Part:
        rule = self._RULES.get(type(node))
        if rule is None:
            raise NotPrinted(f"{print_node(node)} is not written in NumPy")
        return rule(self, node)

    # Letters

    def _write_letter(self, ref: Ref) -> _Part:
        name = ref.name.base
        if ref == Ref(tree.Name(name)) and name in self.bound:
            return _Part(f"np.arange(1, {self._count(name)} + 1)", letters=(name,))
        found = self.formula.find_letter(ref)
        if found is not None:
            return self._write_row(ref, found)
        if axis := self.formula.find_axis(ref):
            return _Part(self._write_length(Axis(axis)))
        if is_constant(ref) and name in ("\\pi", "e"):
            return _Part("np.pi" if name == "\\pi" else "np.e")
        if is_free_index(ref, self.formula):
            self.arrays[re.sub(r"\W", "", name)] = ref, ()
            return _Part(re.sub(r"\W", "", name))
        raise NotPrinted(f"{print_node(ref)} is not an array")

    def _write_row(self, ref: Ref, found: Found) -> _Part:
        kind = found.letter.type
        if not isinstance(kind, Number | Array | Index):
            raise NotPrinted(f"{print_node(ref)} is not an array")
        running = tuple(
            i.letter for i in found.members if isinstance(i, tree.Running) and i.letter in self.bound
        )
        if any(isinstance(i, tree.Running) and i.offset for i in found.members if self._runs(i)):
            raise NotPrinted(f"{print_node(ref)} is a member beside the one that runs")
        if len(set(running)) < len(running):
            raise NotPrinted(f"{print_node(ref)} has one index twice")
        below = tuple(index for index in ref.below if index not in found.entries)
        whole = replace(ref, below=below, above=tuple(i for i in ref.above if i not in found.entries))
        name = self._name_array(whole, found, running)
        self.arrays[name] = whole, running
        for letter in running:
            self.bound[letter] = self.bound[letter] or f"{name}.shape[{running.index(letter)}]"
        axes = kind.axes if isinstance(kind, Array) else ()
        part = _Part(name, letters=running, axes=axes)
        return self._pick_entries(ref, part, found.entries) if found.entries else part

    def _runs(self, index: tree.Index) -> bool:
        return isinstance(index, tree.Running) and index.letter in self.bound

    def _name_array(self, ref: Ref, found: Found, running: Sequence[str]) -> str:
        fixed = [
            index
            for index in (*ref.below, *ref.above)
            if not (isinstance(index, tree.Running) and index.letter in running)
        ]
        texts = [*map(_ACCENTS.get, ref.name.accents), ref.name.label, *map(_spell_index, fixed), found.dress]
        base = re.sub(r"\W", "", ref.name.base)
        words = [base, *(re.sub(r"\W", "", text or "") for text in texts)]
        name = "_".join(filter(None, words)).replace("'", "_prime")
        name = f"{name}_" if name in _RESERVED else name
        known = self.arrays.get(name)
        if known is not None and known != (ref, tuple(running)):
            raise NotPrinted(f"two arrays would be called {name}")
        return name

    def _pick_entries(self, ref: Ref, part: _Part, entries: Sequence[tree.Index]) -> _Part:
        letters: list[str] = []
        places: list[str] = []
        for axis, index in zip(part.axes, entries, strict=False):
            if isinstance(index, tree.Running) and index.letter in self.bound and not index.offset:
                letters.append(index.letter)
                places.append(":")
                length = f"{part.text}.shape[{len(part.letters) + len(places) - 1}]"
                self.bound[index.letter] = self.bound[index.letter] or length
            elif isinstance(index, tree.Open):
                raise NotPrinted(f"{print_node(ref)} is a part of an array")
            elif isinstance(index, tree.Fixed) and index.text.isdigit():
                places.append(str(int(index.text) - 1))
            else:
                raise NotPrinted(f"which entry of {axis} {print_node(ref)} is")
        both = (*part.letters, *letters)
        if len(set(both)) < len(both):
            raise NotPrinted(f"{print_node(ref)} has one index twice")
        text = part.text
        if any(place != ":" for place in places):
            text = f"{text}[{', '.join([*(':' for _ in part.letters), *places])}]"
        return _Part(text, letters=both, axes=part.axes[len(entries) :])

    def _count(self, letter: str) -> str:
        if not self.bound[letter]:
            raise NotPrinted(f"how far {letter} runs")
        return self.bound[letter]

    def _write_length(self, axis: Axis) -> str:
        """Return the length of an axis as an array's shape."""
        for letter in self.formula.letters:
            kind = letter.type
            if isinstance(kind, Array) and axis in kind.axes:
                found = self.formula.find_letter(letter.ref)
                if found is not None and not found.members:
                    name = self._name_array(letter.ref, found, ())
                    self.arrays[name] = letter.ref, ()
                    return f"{name}.shape[{kind.axes.index(axis)}]"
        raise NotPrinted(f"no array has an axis {axis}")

    # Entry by entry

    def _spread(self, parts: Sequence[_Part]) -> tuple[list[_Part], tuple[str, ...]]:
        """Return parts whose first axes are those of all the letters, in the order of binding."""
        letters = tuple(letter for letter in self.bound if any(letter in part.letters for part in parts))
        most = max((len(part.axes) for part in parts), default=0)
        return [self._place_axes(part, letters, most) for part in parts], letters

    def _place_axes(self, part: _Part, letters: Sequence[str], own: int) -> _Part:
        ordered = [letter for letter in letters if letter in part.letters]
        text, level = part.text, part.level
        if tuple(ordered) != part.letters:
            order = [part.letters.index(letter) for letter in ordered]
            order += range(len(order), len(order) + len(part.axes))
            text, level = f"np.transpose({text}, {tuple(order)})", _ATOM
        places = [":" if letter in part.letters else "None" for letter in letters]
        while places and places[0] == "None":
            places.pop(0)  # leading axes are made by themselves
        places += [":"] * len(part.axes) if part.axes and part.letters else []
        places += ["None"] * (own - len(part.axes)) if part.letters and own > len(part.axes) else []
        if "None" in places:
            text = f"{_Part(text, level).at_least(_ATOM)}[{', '.join(places)}]"
            level = _ATOM
        return _Part(text, level, tuple(letters) if part.letters else (), part.axes)

    def _join(self, sign: str, left: _Part, right: _Part, level: int) -> _Part:
        (one, other), letters = self._spread((left, right))
        if left.axes and right.axes and FITTING not in (*left.axes, *right.axes) and left.axes != right.axes:
            raise NotPrinted(f"{left.text} and {right.text} have different axes")
        tighter = level + (sign in (" - ", " / ", "**"))
        if sign == "**":
            text = f"{one.at_least(_ATOM)}**{other.at_least(_RAISED)}"
        else:
            text = f"{one.at_least(level)}{sign}{other.at_least(tighter)}"
        return _Part(text, level, letters, left.axes or right.axes)

    def _write_sum(self, node: tree.Add) -> _Part:
        sized = next(
            (axes for term in node.terms if (axes := self._find_axes(term)) and FITTING not in axes), ()
        )
        total: _Part | None = None
        for term in node.terms:
            inner, sign = (term.body, " - ") if isinstance(term, tree.Neg) else (term, " + ")
            part = self._write_sized(inner, sized)
            if total is None:
                total = (
                    part
                    if sign == " + "
                    else _Part(f"-{part.at_least(_SIGNED)}", _SIGNED, part.letters, part.axes)
                )
            else:
                total = self._join(sign, total, part, _ADDED)
        if total is None:
            raise NotPrinted("nothing is added")
        return total

    def _find_axes(self, node: Node) -> tuple[Axis, ...]:
        kind = self.types.get(id(node))
        return kind.axes if isinstance(kind, Array) else ()

    def _write_sized(self, node: Node, axes: tuple[Axis, ...]) -> _Part:
        """Write a term; an identity gets the size of the others."""
        if isinstance(node, Ref) and is_identity(node) and self.formula.find_letter(node) is None and axes:
            return _Part(f"np.eye({self._write_length(axes[0])})", axes=axes)
        if isinstance(node, tree.Mul) and any(isinstance(f, Ref) and is_identity(f) for f in node.factors):
            if any(node.signs):
                raise NotPrinted("a sign beside an identity matrix")
            parts = [self._write_sized(factor, axes) for factor in node.factors]
            total = parts[0]
            for part in parts[1:]:
                total = self._multiply(total, part, "")
            return total
        return self.write(node)

    def _write_negative(self, node: tree.Neg) -> _Part:
        part = self.write(node.body)
        return _Part(f"-{part.at_least(_SIGNED)}", _SIGNED, part.letters, part.axes)

    def _write_quotient(self, node: tree.Div) -> _Part:
        return self._join(" / ", self.write(node.top), self.write(node.bottom), _MULTIPLIED)

    def _write_power(self, node: tree.Pow) -> _Part:
        base, exponent = self.write(node.base), self.write(node.exponent)
        if len(base.axes) == 2:
            raise NotPrinted("a power of a matrix")
        return self._join("**", base, exponent, _RAISED)

    # Products

    def _write_product(self, node: tree.Mul) -> _Part:
        parts: list[tuple[_Part, str]] = []
        for place, (factor, sign) in enumerate(zip(node.factors, ("", *node.signs), strict=True)):
            if place and is_written_argument(node.factors[place - 1], factor, self.formula):
                raise NotPrinted(f"{print_node(factor)} is what a letter depends on")
            if place and is_entry_bracket(factor):
                raise NotPrinted(f"{print_node(factor)} may be a place")
            parts.append((self.write(factor), sign))
        total = parts[0][0]
        for part, sign in parts[1:]:
            total = self._multiply(total, part, sign)
        return total

    def _multiply(self, one: _Part, other: _Part, sign: str) -> _Part:
        rule = name_product(sign, len(one.axes), len(other.axes))
        if rule in ("scaled", "entries"):
            return self._join(" * ", one, other, _MULTIPLIED)
        if rule not in ("inner", "matrix"):
            raise NotPrinted(f"a product {sign}")
        is_row = len(one.axes) == 2 and one.axes[0] == ONE
        if len(one.axes) == 1 and len(other.axes) == 2 and other.axes[0] == ONE:
            return self._contract(one, other, "a", "b", "ab", (one.axes[0], other.axes[1]))
        left = "a" if len(one.axes) == 1 or is_row else "ca"
        right = "a" if len(other.axes) == 1 else "ab"
        out = left.replace("a", "") + right.replace("a", "")
        axes = (() if "c" not in left else one.axes[:1]) + (() if "b" not in right else other.axes[1:])
        if is_row and axes:
            axes = (ONE, *axes)
        return self._contract(one, other, left, right, out, axes)

    def _contract(
        self, one: _Part, other: _Part, left: str, right: str, out: str, axes: tuple[Axis, ...]
    ) -> _Part:
        """Multiply arrays along their inner axis: ``@``, or an einsum where letters run, too."""
        if not one.letters and not other.letters:
            if out == "ab" and left == "a":
                return _Part(f"np.outer({one.text}, {other.text})", axes=axes)
            return _Part(f"{one.at_least(_MULTIPLIED)} @ {other.at_least(_SIGNED)}", _MULTIPLIED, axes=axes)
        letters = tuple(letter for letter in self.bound if letter in (*one.letters, *other.letters))
        names = {letter: "ijklmn"[index] for index, letter in enumerate(letters)}
        first, second = ("".join(names[letter] for letter in part.letters) for part in (one, other))
        subscripts = f"{first}{left},{second}{right}->{''.join(names.values())}{out}"
        return _Part(f"np.einsum('{subscripts}', {one.text}, {other.text})", letters=letters, axes=axes)

    def _write_transpose(self, node: tree.Transpose) -> _Part:
        part = self.write(node.base)
        if len(part.axes) == 1:
            return _Part(part.text, part.level, part.letters, (ONE, *part.axes))
        if part.letters or len(part.axes) != 2:
            raise NotPrinted("a transpose under a sum")
        return _Part(f"{part.at_least(_ATOM)}.T", axes=part.axes[::-1])

    def _write_inverse(self, node: tree.Inverse) -> _Part:
        part = self.write(node.base)
        if part.letters or len(part.axes) not in (0, 2):
            raise NotPrinted("an inverse under a sum")
        if part.axes:
            return _Part(f"np.linalg.inv({part.text})", axes=part.axes)
        return _Part(f"1 / {part.at_least(_SIGNED)}", _MULTIPLIED)

    # Calls

    def _write_call(self, node: tree.Apply) -> _Part:
        if has_unclear_power(node, self.formula):
            raise NotPrinted("a power of a function or of its value")
        found = self.formula.find_letter(node.function)
        word = name_function(node.function)
        if found is not None:
            kind = found.letter.type
            if not (isinstance(kind, Function) and kind.known):
                return self._write_value(node)
            word = kind.known
        part = self._write_known_call(node, word)
        if node.power is not None:
            part = self._join("**", part, self.write(node.power), _RAISED)
        return part

    def _write_value(self, node: tree.Apply) -> _Part:
        """Return the value of a declared function, where nothing in it runs, as an array with a name."""
        letters = [part for part in walk_nodes(node) if isinstance(part, Ref)]
        running = {index.letter for index in walk_nodes(node) if isinstance(index, tree.Running)}
        if any(part.name.base in self.bound for part in letters) or running & self.bound.keys():
            raise NotPrinted(f"{print_node(node)} under a sum")
        name = re.sub(r"[\W_]+", "_", re.sub(r"\\(?=\w)", "", print_node(node))).strip("_")
        if len(name) > _LONGEST_NAME or self.arrays.get(name, (node, ())) != (node, ()):
            raise NotPrinted(f"{print_node(node)} has no short name")
        self.arrays[name] = node, ()
        return _Part(name, axes=self._find_axes(node))

    def _write_known_call(self, node: tree.Apply, word: str) -> _Part:
        lower = word.lower()
        if word in INDICATORS and node.function.name.font and len(node.args) == 1:
            part = self.write(node.args[0])
            return _Part(f"1.0 * {part.at_least(_ATOM)}", _MULTIPLIED, part.letters, part.axes)
        if word in ("max", "min") and not (node.given or node.parameters):
            return self._write_extreme(f"\\{word}", node.args)
        if word == "clip" and (ends := split_clip_ends(node)) is not None:
            parts, letters = self._spread([self.write(arg) for arg in (node.args[0], *ends)])
            return _Part(
                f"np.clip({', '.join(part.text for part in parts)})", letters=letters, axes=parts[0].axes
            )
        if len(node.args) != 1 or node.given or node.parameters:
            raise NotPrinted(f"{print_node(node.function)} is not written in NumPy")
        part = self.write(node.args[0])
        if is_series(node, self.formula) and is_square(self.types.get(id(node.args[0]), UNKNOWN)):
            raise NotPrinted(f"{word} of a matrix")
        if lower in ("sigmoid", "logistic"):
            return _Part(f"1 / (1 + np.exp(-{part.at_least(_SIGNED)}))", _MULTIPLIED, part.letters, part.axes)
        if lower == "relu":
            return _Part(f"np.maximum({part.text}, 0)", letters=part.letters, axes=part.axes)
        if lower == "softplus":
            return _Part(f"np.log(1 + np.exp({part.text}))", letters=part.letters, axes=part.axes)
        if lower == "softmax":
            power = f"np.exp({part.text})"
            text = f"{power} / np.sum({power}, axis=-1, keepdims=True)"
            return _Part(text, _MULTIPLIED, part.letters, part.axes)
        if word not in _CALLS and lower not in _CALLS:
            raise NotPrinted(f"{print_node(node.function)} is not written in NumPy")
        name = _CALLS.get(word) or _CALLS[lower]
        if name in ("np.trace", "np.linalg.det", "np.mean", "np.std", "np.var", "np.diag") and part.letters:
            raise NotPrinted(f"{word} under a sum")
        axes = self._find_axes(node)
        return _Part(f"{name}({part.text})", letters=part.letters, axes=axes)

    def _write_norm(self, node: tree.Norm) -> _Part:
        part = self.write(node.body)
        order = name_norm(node)
        if node.bars == "|":
            if len(part.axes) == 2:
                return _Part(f"np.linalg.det({part.text})")
            return _Part(f"np.abs({part.text})", letters=part.letters, axes=part.axes)
        ways = {"": "", "2": "", "F": "", "1": "1", "\\infty": "np.inf"}
        if order not in ways or (len(part.axes) == 2 and order != "F"):
            raise NotPrinted(f"a norm with {order}")
        along = ", axis=-1" if part.letters and part.axes else ""
        how = f", {ways[order]}" if ways[order] else ""
        return _Part(f"np.linalg.norm({part.text}{how}{along})", letters=part.letters)

    def _write_extreme(self, operator: str, items: Sequence[Node]) -> _Part:
        if len(items) < 2:
            raise NotPrinted("the largest of one thing")
        name = "np.maximum" if operator in ("\\max", "\\sup") else "np.minimum"
        total = self.write(items[0])
        for item in items[1:]:
            (one, other), letters = self._spread((total, self.write(item)))
            total = _Part(f"{name}({one.text}, {other.text})", letters=letters, axes=one.axes or other.axes)
        return total

    def _write_reduction(self, node: tree.Reduce) -> _Part:
        bound = node.bound or infer_bound(node)
        if bound is None:
            items = node.body.items if isinstance(node.body, tree.Listed) else (node.body,)
            return self._write_extreme(node.operator, items)
        if node.operator not in _FOLDS or len(bound.names) != 1 or bound.condition is not None or bound.among:
            raise NotPrinted(f"{node.operator} over this range")
        if not is_name(bound.names[0]):
            raise NotPrinted("what runs is not a name")
        letter = bound.names[0].name.base
        is_whole = bound.lower is None or print_node(bound.lower) == "1"
        if not is_whole or letter in self.bound or bound.names[0].below:
            raise NotPrinted("a sum over a part of an axis")
        self.bound[letter] = ""
        part = self.write(node.body)
        self._refuse_shorter_range(bound, self.bound[letter])
        if letter not in part.letters:
            raise NotPrinted(f"nothing in the sum has the index {letter}")
        place = part.letters.index(letter)
        rest = tuple(other for other in part.letters if other != letter)
        del self.bound[letter]
        axis = f", axis={place}" if rest or part.axes else ""
        text, level = f"{_FOLDS[node.operator]}({part.text}{axis})", _ATOM
        if node.operator.startswith("\\arg"):
            text, level = f"{text} + 1", _ADDED
        return _Part(text, level, rest, part.axes)

    def _refuse_shorter_range(self, bound: tree.Bound, count: str) -> None:
        """Raise NotPrinted unless a sum runs along the whole axis that its index picks."""
        if bound.upper is None or not count:
            return
        array, _, place = count.removesuffix("]").rpartition(".shape[")
        node, letters = self.arrays[array]
        found = self.formula.find_letter(node)
        kind = found.letter.type if found else None
        if int(place) < len(letters):
            return  # a family of members is gathered as far as the sum runs
        axis = kind.axes[int(place) - len(letters)] if isinstance(kind, Array) else None
        if axis is None or str(axis) != print_node(bound.upper).replace(" ", ""):
            raise NotPrinted("a sum over a part of an axis")

    def _write_truth(self, node: tree.Statement) -> _Part:
        if len(node.sides) != 2 or node.relations[0] not in _RELATIONS:
            raise NotPrinted("a condition")
        sign = f" {_RELATIONS[node.relations[0]]} "
        part = self._join(sign, self.write(node.sides[0]), self.write(node.sides[1]), _ADDED)
        return _Part(f"({part.text})", letters=part.letters, axes=part.axes)

    def _write_cases(self, node: tree.Cases) -> _Part:
        if len(node.branches) != 2:
            raise NotPrinted("cases with more than one condition")
        (value, condition), (other, last) = node.branches
        is_plain = isinstance(last, tree.Text) or (
            isinstance(last, tree.Statement) and isinstance(last.sides[0], tree.Text)
        )
        if condition is None or not (last is None or is_plain):
            raise NotPrinted("cases with more than one condition")
        parts, letters = self._spread([self.write(part) for part in (condition, value, other)])
        axes = parts[1].axes or parts[2].axes
        return _Part(f"np.where({', '.join(part.text for part in parts)})", letters=letters, axes=axes)

    def _write_root(self, node: tree.Root) -> _Part:
        if node.degree is not None:
            raise NotPrinted("a root of another degree")
        part = self.write(node.body)
        if is_square(self.types.get(id(node.body), UNKNOWN)):
            raise NotPrinted("a root of a matrix")
        return _Part(f"np.sqrt({part.text})", letters=part.letters, axes=part.axes)

    def _write_bracket(self, node: tree.Bracket) -> _Part:
        part = self.write(node.body)
        names = {"\\lfloor": "np.floor", "\\lceil": "np.ceil"}
        if not has_bracket_rule(node):
            raise NotPrinted("brackets without a rule")
        if node.opening in names:
            return _Part(f"{names[node.opening]}({part.text})", letters=part.letters, axes=part.axes)
        return part

    def _write_list(self, node: tree.Listed) -> _Part:
        if node.opening != "\\langle" or len(node.items) != 2:
            raise NotPrinted("a list")
        return self._multiply(self.write(node.items[0]), self.write(node.items[1]), "\\cdot")

    _RULES: ClassVar[dict[type, Callable[[Any, Any], _Part]]] = {
        tree.Num: lambda printer, node: _Part(node.text),
        tree.Ref: _write_letter,
        tree.Neg: _write_negative,
        tree.Bracket: _write_bracket,
        tree.Add: _write_sum,
        tree.Mul: _write_product,
        tree.Div: _write_quotient,
        tree.Pow: _write_power,
        tree.Root: _write_root,
        tree.Transpose: _write_transpose,
        tree.Inverse: _write_inverse,
        tree.Norm: _write_norm,
        tree.Listed: _write_list,
        tree.Statement: _write_truth,
        tree.Apply: _write_call,
        tree.Reduce: _write_reduction,
        tree.Cases: _write_cases,
    }


def _spell_index(index: tree.Index) -> str:
    match index:
        case tree.Running(letter=letter, offset=offset):
            beside = f"_minus_{-offset}" if offset < 0 else f"_plus_{offset}" if offset else ""
            return letter.removeprefix("\\") + beside
        case tree.Fixed(text=text):
            return text
        case tree.Computed(body=body):
            return print_node(body)
        case _:
            return ""


def print_numpy(formula: Formula, shapes: Lowered) -> NumpyProgram:
    """Return the right side of a formula that fits as one NumPy expression.

    Raises NotPrinted.
    """
    printer = _Printer(formula, shapes.types)
    part = printer.write(formula.right)
    if part.letters or (part.axes and part.axes[0] == ONE):
        raise NotPrinted("a row, or an index that nothing sums over")
    return NumpyProgram(part.text, dict(printer.arrays))


def gather_numpy_arrays(formula: Formula, world: World) -> dict[str, Value]:
    """Return the arrays of a formula's NumPy expression in a world. Raises NotPrinted, NoValue."""
    return print_numpy(formula, check_shapes(formula)).gather_arrays(formula, world)


def _gather_members(formula: Formula, world: World, node: Node, letters: Sequence[str]) -> Value:
    """Return a part's value, or those of its members along the bound letters."""
    evaluation = Evaluation(formula, world)
    counts: list[int] = []
    members: list[Value] = []
    with reporting_no_value():
        for letter in letters:
            upper = find_upper_end(formula, letter)
            counts.append(MEMBERS if upper is None else int(evaluation.compute(upper)))
        for place in np.ndindex(*counts):
            names = {
                Ref(tree.Name(letter)): float(index + 1) for letter, index in zip(letters, place, strict=True)
            }
            with evaluation.binding(names):
                members.append(evaluation.compute(node))
        return np.stack(members).reshape((*counts, *np.shape(members[0])))
