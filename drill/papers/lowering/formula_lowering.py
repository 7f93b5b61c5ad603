"""Read a formula as written into a tree one can compute with: each product, norm and index decided.

The types of its symbols decide. Axes are worked out again from the leaves up, so that parts of other formulas
may be put in; what does not fit together is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from drill.arraycode import is_reserved
from drill.errors import ParseError
from drill.maths import maths_tree as maths
from drill.maths.maths_tree import Binary, Call, Const, Num
from drill.notation import FUNCTIONS, Lowering, print_tokens_as_latex, replace_nodes, to_tokens, tree
from drill.notation import walk_nodes as walk_tree
from drill.notation.tree import Node, Ref
from drill.papers.lowering import inputs
from drill.papers.lowering.inputs import Axes, Input, Range, RefusedError, is_row_vector, letters_in
from drill.papers.lowering.operations import (
    DENSITIES,
    DIVERGENCES,
    MADE,
    OPERATIONS,
    SPELLINGS,
    find_value_axes,
)
from drill.papers.sheet import type_rules
from drill.papers.sheet.types import (
    Array,
    Domain,
    Function,
    IndexType,
    Length,
    Number,
    Quantity,
    Random,
    SetType,
    Type,
    Unknown,
)

_PLAIN: Final = frozenset(("", "\\cdot", "\\times", "\\,", "\\;", "*"))
# What joins vectors, whatever brackets are around it.
_JOINS: Final = frozenset(("\\|", "\\Vert", "\\parallel"))
_FOLDS: Final[Mapping[str, str]] = {
    "\\sum": "sum", "\\prod": "prod", "\\max": "largest", "\\min": "smallest", "\\sup": "largest",
    "\\inf": "smallest",
}  # fmt: skip
_DECIMAL: Final = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_CHANCE: Final = Domain(0, 1, is_low_open=False, is_high_open=False)
_ONE, _TWO = tree.Num("1"), tree.Num("2")
_EYE, _ONES = "eye", "ones"
# Letters that run over the samples of expectations, and what their axes are called.
_SAMPLES: Final = (("sample", "samples"), ("draw", "draws"), ("trial", "trials"))
# Letters that run over the members of sets.
_MEMBERS: Final = ("member", "element", "item")
# What may be given as one value.
_Opaque: TypeAlias = tree.Apply | tree.Expect | tree.Gradient | tree.Derivative | tree.Bracket | tree.Norm
_Given: TypeAlias = Ref | _Opaque
# The size of an identity matrix until something beside it tells.
_FITTING: Final = maths.Sym("#?")


def latex_of(node: Node) -> str:
    """Return a part of a formula as LaTeX."""
    return print_tokens_as_latex(to_tokens(node))


def letter_of(ref: Ref) -> str:
    r"""Return what distinguishes running letters: ``a``, ``a'``, ``\hat{a}`` and a bold ``a`` are four."""
    return "".join(ref.name.accents) + ref.name.base + "'" * ref.primes + ("!" if ref.name.font else "")


@dataclass(frozen=True, slots=True)
class _Form:
    """A symbol with its running indices opened, as a row of the sheet has it."""

    name: tree.Name
    places: tuple[str, ...]
    primes: int
    mark: str


def _make_symbol_form(ref: Ref) -> _Form:
    places = tuple(index.text if isinstance(index, tree.Fixed) else "·" for index in (*ref.below, *ref.above))
    return _Form(ref.name, places, ref.primes, ref.mark)


class Quantities:
    """The quantities of a statement by their spelling; functions may share a number's letter."""

    def __init__(self, quantities: Sequence[Quantity]) -> None:
        self._of: dict[tuple[Ref | _Form, bool], Quantity] = {}
        for quantity in sorted(quantities, key=lambda candidate: isinstance(candidate.type, Unknown)):
            is_called = quantity.key.endswith("(·)")
            for written in (quantity.symbol, _make_symbol_form(quantity.symbol)):
                self._of.setdefault((written, is_called), quantity)

    def of(self, ref: Ref, is_called: bool = False) -> Quantity | None:
        """Return the quantity of a symbol; primes and marks count if the sheet distinguishes them."""
        form = _make_symbol_form(ref)
        bare = replace(form, primes=0, mark="")
        forms = (ref, form, replace(form, primes=0), replace(form, mark=""), bare)
        places = [(form, called) for called in (is_called, not is_called) for form in forms]
        candidates = [self._of[position] for position in places if position in self._of]
        return next(
            (candidate for candidate in candidates if not isinstance(candidate.type, Unknown)),
            candidates[0] if candidates else None,
        )

    def has_array(self, name: tree.Name) -> bool:
        """Return whether a letter is an array somewhere in the statement, whatever indices it has there."""
        return any(
            form.name == name and isinstance(quantity.type, Array) for (form, _), quantity in self._of.items()
        )

    def whole_of(self, ref: Ref) -> Quantity | None:
        """Return the array that an indexed symbol is an entry of, if the statement has that, too."""
        whole = self._of.get((replace(ref, below=(), separators=()), False))
        if whole is None or not isinstance(whole.type, Array) or len(whole.type.axes) != len(ref.below):
            return None
        return whole


@dataclass(frozen=True, slots=True)
class _Sampling:
    """A mean over samples, or a sum over the members of a set: what is drawn, and what runs over it.

    ``letters`` run outside of it and decide what it is drawn from.
    """

    drawn: tuple[Ref, ...]
    along: Range
    letters: tuple[str, ...] = ()

    def varies(self, node: Node) -> bool:
        """Return whether a value differs from sample to sample: what is drawn, its members, and calls of
        such.
        """
        names = {ref.name.base for ref in self.drawn}
        letters = {letter_of(ref) for ref in self.drawn}
        for part in walk_tree(node):
            if isinstance(part, tree.Running) and part.letter in letters:
                return True
            if isinstance(part, Ref) and part.name.base in names:
                return True
        calls = (part for part in walk_tree(node) if isinstance(part, tree.Apply))
        args = (arg for call in calls for arg in (*call.args, *call.given, *call.parameters))
        return any(
            isinstance(part, Ref) and part.name.base[0].islower() for arg in args for part in walk_tree(arg)
        )


class Reader(Lowering):
    """Reads one statement and collects its inputs in the order in which they are written."""

    def __init__(
        self,
        quantities: Sequence[Quantity],
        whole: Node,
        values: Mapping[Node, Type] | None = None,
        own_brackets: frozenset[str] = frozenset(),
        *,
        draws_samples: bool = True,
    ) -> None:
        super().__init__()
        self._draws_samples = draws_samples
        self.known = Quantities(quantities)
        self._values = values or {}
        self._own_brackets = own_brackets
        self._samplings: tuple[_Sampling, ...] = ()
        self.sampled: dict[str, str] = {}
        """What expectations are estimated over, as LaTeX, by the letters that run over samples."""
        self._members: dict[Node, Range] = {}
        """What runs over samples and members, by what those are of."""
        self._set_lengths: dict[Node, Length] = {}
        """How many members the sets have that sums run over."""
        self._scope: dict[str, Range] = {}
        self._inputs: dict[object, Input] = {}
        self.named_inputs: dict[str, Input] = {}
        """What is given, by the names that trees call it."""
        self._axes: dict[maths.Node, Axes] = {}
        self.leaves: dict[Node, maths.Node] = {}
        """What the symbols and calls of the formula are that are given."""
        self._laws: set[Node] = set()
        self.expected: dict[str, tree.Apply] = {}
        """The laws of expectations that are computed, by the letter that runs."""
        self.ranges: dict[str, Range] = {}
        """Every letter that a sum binds anywhere in the statement."""
        self._open: dict[str, str] = {}
        self._lengths: dict[tuple[_Form, int], str] = {}
        self._find_ranges(whole)
        self._find_running_places(whole)

    def copy(self) -> Reader:
        """Return another reader of the same statement, whose inputs are collected separately."""
        duplicate = copy(self)
        vars(duplicate).update((name, copy(value)) for name, value in vars(self).items() if name != "known")
        return duplicate

    def with_rows(self, name: str, along: Range) -> Reader:
        """Return a reader of the same statement that has many of one input, each a row of an array."""
        duplicate = self.copy()
        duplicate.named_inputs[name] = replace(
            self.named_inputs[name], runs=(along.length,), letters=(along.letter,)
        )
        duplicate.ranges[along.letter] = along
        duplicate._open[along.letter] = along.letter
        duplicate._axes.clear()
        return duplicate

    # What runs

    def _find_ranges(self, whole: Node) -> None:
        sets: dict[str, Node | None] = {}
        counted = {node.body for node in walk_tree(whole) if isinstance(node, tree.Norm)}
        for node in walk_tree(whole):
            if isinstance(node, tree.Reduce) and node.bound is not None and node.operator in _FOLDS:
                members = _members_of(node.bound)
                if members in counted:
                    self._set_lengths[members] = self._set_length(members)
                for ref in node.bound.names:
                    letter = letter_of(ref)
                    if sets.setdefault(letter, node.bound.among) != node.bound.among:
                        raise RefusedError("one letter runs over two sets")
                    if letter not in self.ranges:
                        self.ranges[letter] = Range(letter, latex_of(ref), self._length(ref, node.bound))

    def _length(self, ref: Ref, bound: tree.Bound) -> Length:
        """Return the name of the number of members; a number if both ends are."""
        match bound.lower, bound.upper:
            case tree.Num(low), tree.Num(high) if low.isdigit() and high.isdigit():
                return int(high) - int(low) + 1
            case tree.Num("1"), Ref() as last:
                return self._length_name(last)
            case tree.Num("0"), tree.Add((Ref() as last, tree.Neg(tree.Num("1")))):
                return self._length_name(last)
            case tree.Num("1"), tree.Norm(Ref() as members, "|"):
                return "n" + re.sub(r"[^A-Za-z]", "", members.name.base)
            case _ if (members := _members_of(bound)) in self._set_lengths:
                return self._set_length(members)
            case _:
                return "n" + re.sub(r"[^A-Za-z]", "", ref.name.base)

    def _length_name(self, ref: Ref) -> str:
        quantity = self.known.of(ref)
        return quantity.typed if quantity is not None else re.sub(r"\W|\\", "", latex_of(ref)) or "n"

    def _find_running_places(self, whole: Node) -> None:
        """Find which index places of which symbols run: those with a bound letter anywhere."""
        letter_spots = [
            ((_make_index_free_form(ref), position), index.letter)
            for ref in (node for node in walk_tree(whole) if isinstance(node, Ref))
            for position, index in enumerate((*ref.below, *ref.above))
            if isinstance(index, tree.Running)
        ]
        self._lengths |= {spot: letter for spot, letter in reversed(letter_spots) if letter in self.ranges}
        for spot, letter in letter_spots:
            if spot in self._lengths and letter not in self.ranges:
                self._open.setdefault(letter, self._lengths[spot])

    @property
    def free(self) -> dict[str, Range]:
        """The letters of open indices at places that run elsewhere: ``i`` of ``exp(s_i) / sum_j
        exp(s_j)``."""
        return {
            letter: replace(self.ranges[along], letter=letter, latex=letter)
            for letter, along in self._open.items()
        }

    def axes_of(self, node: maths.Node) -> Axes:
        """Return the axes of a part.

        Raises:
            RefusedError: its parts do not fit together.
        """
        return find_value_axes(node, self._axes_of_name, self._axes)

    def _axes_of_name(self, name: str, places: int) -> Axes:
        operand = self.named_inputs.get(name)
        if operand is None:
            return ()
        return operand.axes[places - len(operand.runs) :] if places > len(operand.runs) else operand.axes

    # Leaves

    def read(self, node: Node) -> maths.Node:
        """Return the tree that a part of the formula is.

        Raises:
            RefusedError: it is not computed with.
        """
        try:
            value = self.node(node)
        except ParseError as error:
            raise RefusedError(error.message) from error
        if _contains_fitting_length(value):
            raise RefusedError("nothing tells the size of its identity matrix or of its ones")
        self.axes_of(value)
        return value

    def node(self, node: Node) -> maths.Node:
        """Return the value of a part; its inputs are recorded."""
        value = super().node(node)
        if isinstance(value, maths.Index) or (isinstance(value, maths.Sym) and value.name[0] not in ":#"):
            self.leaves[node] = value
        return value

    def named(self, node: Node) -> maths.Node | None:
        """Return the value of a part that is no plain arithmetic; None for arithmetic.

        Raises:
            RefusedError: it is not computed with.
        """
        match node:
            case tree.Num(text):
                if not _DECIMAL.fullmatch(text):
                    raise RefusedError(f"{text} is no plain number")
                return Num("0" + text if text.startswith(".") else text)
            case tree.Bracket(_, opening) if opening in self._own_brackets:
                return self._opaque(node)
            case tree.Bracket(body, opening):
                return self._bracket(body, opening)
            case tree.Pow(base, exponent):
                return self._power_of(base, exponent)
            case tree.Root(body, degree):
                inner = self.node(body)
                if len(self.axes_of(inner)) > 1:
                    raise RefusedError("the root of a matrix is taken")
                if degree is None:
                    return Call("sqrt", (inner,))
                return Binary("^", inner, Binary("/", Num("1"), self.node(degree)))
            case tree.Inverse(base):
                inner = self.node(base)
                return Call("inv", (inner,)) if self.axes_of(inner) else Binary("/", Num("1"), inner)
            case tree.Norm():
                return self._norm(node)
            case tree.Listed(items, _, opening) if opening in ("\\langle", "<") and len(items) == 2:
                return self._inner(self.node(items[0]), self.node(items[1]))
            case tree.Listed(items, signs):
                return self._joined(items, signs, node.opening)
            case tree.Matrix(rows):
                return _concatenate_parts([self._beside([self.node(cell) for cell in row]) for row in rows])
            case tree.Apply():
                return self._applied(node)
            case tree.Reduce():
                return self._reduce(node)
            case tree.Cases():
                return self._cases(node)
            case tree.Expect():
                return self._expectation(node)
            case tree.Gradient() | tree.Derivative():
                return self._opaque(node)
            case tree.Ref() | tree.Neg() | tree.Add() | tree.Mul() | tree.Div() | tree.Transpose():
                return None
            case tree.Factorial() | tree.Binomial():
                return None
            case _:
                return self.other(node)

    def other(self, node: Node) -> maths.Node:
        """Refuse a part.

        Raises:
            RefusedError: always; it says what it is.
        """
        raise RefusedError(_UNREAD.get(type(node).__name__, "it holds something that is not computed"))

    def name(self, ref: Ref) -> maths.Node:
        """Return the value of a symbol: a constant, a length, a running letter, or an input.

        Raises:
            RefusedError: nothing is known of it, or it is no number.
        """
        letter = letter_of(ref)
        if ref.name.base in ("\\nabla", "\\partial") or ref.name == tree.Name("d", "\\mathrm"):
            raise RefusedError("an operator of its own stands in it")
        is_plain = not ref.below and not ref.above and not ref.name.accents
        if is_plain and (letter in self._scope or letter in self._open):
            if not self._is_index(letter):
                raise RefusedError(f"the values that ${latex_of(ref)}$ runs over are used in it")
            return inputs.make_letter_symbol(letter)
        quantity = self.known.of(ref) or self.known.of(self._opened_member(ref))
        if (fixed := self._fixed_array(ref, quantity)) is not None:
            return fixed
        if quantity is None:
            if ref.name.base == "\\pi":
                return Const("pi")
            raise RefusedError(f"nothing is known of ${latex_of(ref)}$")
        if quantity.typed in self._all_lengths():
            return inputs.make_length_symbol(quantity.typed)
        if ":" in latex_of(ref) and not isinstance(quantity.type, Array):
            raise RefusedError("it takes a slice of an array")
        if ref.name.base in ("\\ldots", "\\cdots", "\\dots", "\\infty"):
            raise RefusedError("it has dots or infinity in it")
        return self._member(ref, quantity)

    def _fixed_array(self, ref: Ref, quantity: Quantity | None) -> maths.Node | None:
        """Return an identity matrix or an array of ones, of the size that fits."""
        kind = quantity.type if quantity is not None else Unknown()
        is_square = isinstance(kind, Array) and len(kind.axes) == 2 and kind.axes[0] == kind.axes[1]
        if ref.name.base == "0" or (ref.name.base == "1" and not ref.name.font):
            raise RefusedError("an array of zeros is in it")
        is_identity = ref.name.base == "I" and (is_square or quantity is None or isinstance(kind, Unknown))
        if not is_identity and ref.name.base != "1":
            return None
        name = _EYE if is_identity else _ONES
        match (*ref.below,):
            case (tree.Running(letter),):
                of = self.known.of(Ref(tree.Name(letter)))
                return Call(name, (inputs.make_length_symbol(of.typed if of is not None else letter),))
            case (tree.Fixed(text),) if text.isdigit():
                return Call(name, (Num(text),))
            case _:
                return Call(name, (_FITTING,))

    def _fitted(self, node: maths.Node, length: Length) -> maths.Node:
        """Return a part with identity matrices and ones of a size."""
        return maths.substitute_symbols(node, {_FITTING.name: inputs.make_length_symbol(length)})

    def _is_index(self, letter: str) -> bool:
        """Return whether a running letter is an index: it has ends, or occurs as an index somewhere."""
        along = self._scope.get(letter)
        return along is None or along.start is not None or letter in self._lengths.values()

    def _all_lengths(self) -> frozenset[Length]:
        every = {*self.ranges.values(), *self.free.values()}
        return frozenset(along.length for along in every) | frozenset(
            axis for operand in self._inputs.values() for axis in operand.shape
        )

    def _member(self, ref: Ref, quantity: Quantity) -> maths.Node:
        opened = self._opened_member(ref)
        quantity = self.known.of(opened) or quantity if opened != ref else quantity
        places: list[maths.Node] = []
        lengths: list[Length] = []
        letters: list[str] = []
        key_parts: list[object] = []
        for position, index in enumerate((*ref.below, *ref.above)):
            along = self._lengths.get((_make_index_free_form(ref), position))
            if along is None:
                if isinstance(index, tree.Computed) and self._scope.keys() & set(
                    list_running_letters(index.body)
                ):
                    raise RefusedError("an index is computed from what runs")
                key_parts.append(index)
                continue
            key_parts.append("·")
            places.append(self._place(index))
            lengths.append(self.ranges[along].length)
            letters.append(index.letter if isinstance(index, tree.Running) else along)
        whole = self.known.whole_of(ref) if places and len(places) == len(ref.below) else None
        if whole is not None:
            bare = replace(ref, below=(), separators=())
            return self._given((whole.key, (), ref.primes, ref.mark), bare, whole, tuple(places), (), ())
        key = (quantity.key, tuple(key_parts), ref.primes, ref.mark)
        return self._given(key, ref, quantity, tuple(places), lengths, letters)

    def _opened_member(self, ref: Ref) -> Ref:
        """Return the running members that one fixed member belongs to: ``x_i`` for ``x_1``."""
        below = tuple(
            tree.Running(self._lengths[_make_index_free_form(ref), position])
            if isinstance(index, tree.Fixed) and (_make_index_free_form(ref), position) in self._lengths
            else index
            for position, index in enumerate(ref.below)
        )
        return replace(ref, below=below)

    def _given(
        self,
        key: object,
        node: _Given,
        quantity: Quantity,
        places: tuple[maths.Node, ...],
        runs: Sequence[Length],
        letters: Sequence[str],
    ) -> maths.Node:
        """Return an input at its indices, under the paper's one name for it."""
        if isinstance(quantity.type, Unknown):
            raise RefusedError(f"nothing tells what ${latex_of(node)}$ is")
        places, runs, letters = self._with_samples(node, places, runs, letters)
        key = (key, *letters) if self._samplings else key
        operand = self._inputs.get(key)
        if operand is None:
            axes = self._axes_of_type(quantity.type)
            name, number = make_python_identifier(quantity.typed), 2
            while name in self.named_inputs:
                name, number = f"{make_python_identifier(quantity.typed)}_{number}", number + 1
            is_call = not isinstance(node, Ref)
            operand = Input(name, node, quantity, axes, tuple(runs), tuple(letters), is_call)
            self._inputs[key] = self.named_inputs[name] = operand
        elif not isinstance(node, Ref) and operand.runs != tuple(runs):
            raise RefusedError("a value is of something else in another place, or is not indexed there")
        leaf = maths.Sym(operand.name)
        return maths.Index(leaf, places) if places else leaf

    def _with_samples(
        self, node: _Given, places: tuple[maths.Node, ...], runs: Sequence[Length], letters: Sequence[str]
    ) -> tuple[tuple[maths.Node, ...], Sequence[Length], Sequence[str]]:
        """Return the places of what is given with those of samples, in the order in which letters are bound.

        The axes of a symbol stay in the order in which its indices below are written.
        """
        over = [sampling for sampling in self._samplings if sampling.varies(node)]
        more = dict.fromkeys(
            letter for sampling in over for letter in (*sampling.letters, sampling.along.letter)
        )
        added = [letter for letter in more if letter not in letters]
        places = (*map(inputs.make_letter_symbol, added), *places)
        runs = (*(self._scope[letter].length for letter in added), *runs)
        letters = (*added, *letters)
        if not added and isinstance(node, Ref) and not node.above:
            return places, runs, letters
        order = [letter for letter in self._scope if letter in letters]
        if len(order) < len(letters) or len(set(letters)) < len(letters):
            return places, runs, letters
        rows = sorted(zip(letters, runs, places, strict=True), key=lambda row: order.index(row[0]))
        return tuple(row[2] for row in rows), [row[1] for row in rows], [row[0] for row in rows]

    def _place(self, index: object) -> maths.Node:
        match index:
            case tree.Fixed(text) if text.isdigit():
                return Num(text)
            case tree.Running(letter, offset) if letter in self._scope or letter in self._open:
                running = inputs.make_letter_symbol(letter)
                sign: maths.BinaryOp = "+" if offset > 0 else "-"
                return Binary(sign, running, Num(str(abs(offset)))) if offset else running
            case _:
                raise RefusedError("one member stands beside others that run, or an index is computed")

    def _axes_of_type(self, kind: Type) -> Axes:
        match kind:
            case Number() | IndexType():
                return ()
            case Array(axes):
                if len(axes) > 2:
                    raise RefusedError("a tensor of three axes is in it")
                return axes
            case Random(of) | Function(_, of):
                return self._axes_of_type(of)
            case SetType():
                raise RefusedError("a set stands in it as if it were a number")
            case _:
                raise RefusedError("a distribution stands in it as if it were a number")

    # What stays one value

    def call(self, call: tree.Apply) -> maths.Node:
        """Return the value of a function call.

        Raises:
            RefusedError: it is not computed with.
        """
        return self._applied(call)

    def _applied(self, node: tree.Apply) -> maths.Node:
        if type_rules.is_indicator(node.function) and not node.given:
            return self._indicator(node.args)
        if node.power == tree.Neg(_ONE):
            raise RefusedError("an inverse function stands in it")
        if node.power is not None:  # the square of f(t) is that of the value f(t)
            return Binary("^", self.node(replace(node, power=None)), self.node(node.power))
        if (computed := self._of_laws(node)) is not None:
            return computed
        known = known_function(node.function, self.known.of(node.function, is_called=True))
        whole, arguments = self.known.of(node.function), (*node.args, *node.parameters)
        kind = whole.type if whole is not None and node.opening == "[" and len(arguments) > 1 else Unknown()
        kind = kind.gives if isinstance(kind, Function) and not kind.takes else kind
        if isinstance(kind, Array) and len(kind.axes) == 2:  # a matrix, and no function
            joined = self._joined(arguments, (";" if node.parameters else ",",), "[")
            return self._times(self.name(node.function), "", joined)
        if known is None or node.given or node.parameters:
            if node.function.name.base in ("O", "o") and node.function.name.font in ("", "\\mathcal"):
                raise RefusedError("it holds up to a rest of some order")
            return self._opaque(node)
        if known == "concat":
            return self._joined(node.args, ("\\|",), "")
        match known, node.function.below:
            case _, ():
                pass
            case "ln", (tree.Fixed("2" | "10" as base),):
                known = f"log{base}"
            case _:
                raise RefusedError("a function has an index of its own")
        return self._known_call(known, [self.node(arg) for arg in node.args])

    def _of_laws(self, node: tree.Apply) -> maths.Node | None:
        """Return the density of a value under a distribution written in full, or a divergence of two."""
        conditions = (*node.given, *node.parameters)
        if len(node.args) != 1:
            return None
        match node.args[0], conditions:
            case tree.Apply(first, args), (tree.Apply(second, second_args),) if "KL" in (
                node.function.name.label,
                type_rules.find_function_word(node.function),
            ) and law_name(first):
                if law_name(first) != law_name(second):
                    return None
                values = [*self._parameters(first, args), *self._parameters(second, second_args)]
                if any(map(self.axes_of, values)) != (law_name(first) == "categorical"):
                    raise RefusedError("a divergence of such laws of vectors, or of numbers, is not computed")
                return DIVERGENCES[law_name(first)](*values)
            case value, (_, *_) if name := law_name(node.function):
                x = self.node(value)
                parameters = self._parameters(node.function, conditions)
                length = next(iter(self.axes_of(x)), 1)
                return DENSITIES[name](
                    x, *(self._fitted(parameter, length) for parameter in parameters), bool(self.axes_of(x))
                )
            case _:
                return None

    def _parameters(self, law: Ref, args: Sequence[Node]) -> list[maths.Node]:
        """Return the parameters of a distribution; a normal's second one is a variance if written as one."""
        if len(args) != (2 if law_name(law) == "normal" else 1):
            raise RefusedError("a law has other parameters than its mean and variance, or its chance")
        values = [self.node(arg) for arg in args]
        is_bare = isinstance(args[-1], Ref) and len(args) == 2 and not _contains_fitting_length(values[-1])
        if is_bare and not self.axes_of(values[-1]):
            raise RefusedError("a normal law's second parameter may be a variance or a deviation")
        return values

    def _known_call(self, known: str, args: list[maths.Node]) -> maths.Node:
        if known in ("max", "min") and len(args) > 2:
            args = [self._known_call(known, args[:-1]), args[-1]]
        wanted = OPERATIONS[known].arguments if known in OPERATIONS else 3 if known == "clip" else 1
        if len(args) != wanted:
            raise RefusedError(f"{known} takes a different number of arguments here")
        axes = self.axes_of(args[0])
        is_square = len(axes) == 2 and axes[0] == axes[1] and isinstance(args[0], maths.Sym | maths.Index)
        if known in ("exp", "ln") and is_square:
            raise RefusedError(f"the {known} of a square matrix may be meant as a whole")
        return MADE[known](*args) if known in MADE else Call(known, tuple(args))

    def _indicator(self, args: Sequence[Node]) -> maths.Node:
        """Return 1 if a statement holds, else 0."""
        inner = args[0].body if len(args) == 1 and isinstance(args[0], tree.Bracket) else args[0]
        if len(args) != 1 or not isinstance(inner, tree.Statement):
            raise RefusedError("an indicator is of no statement")
        return Call("ind", (self._relation(inner),))

    def _relation(self, node: Node) -> maths.Node:
        relation = self.statement(node) if isinstance(node, tree.Statement) else None
        if not isinstance(relation, maths.Relation):
            raise RefusedError("a condition is no comparison of two values")
        return relation

    def _cases(self, node: tree.Cases) -> maths.Node:
        """Return the first branch whose condition holds; the last one holds where no other does."""
        *first, (last, _) = node.branches
        value = self.node(last)
        for body, condition in reversed(first):
            if condition is None:
                raise RefusedError("a case has no condition")
            value = Call("where", (self._relation(condition), self.node(body), value))
        return value

    def _opaque(self, node: _Opaque) -> maths.Node:
        """Return a call, an expectation or a gradient as one value, over the letters that run in it."""
        running = (
            letter for letter in list_running_letters(node) if letter in self._scope or letter in self._open
        )
        letters = tuple(dict.fromkeys(running))
        opened = _number_running_letters(node, letters)
        if any(letter in self.ranges and letter not in self._scope for letter in list_running_letters(node)):
            raise RefusedError("an index is summed over in one place and free in another")
        quantity = self._value_of(node)
        if node in self._laws:
            quantity = replace(quantity, domain=_CHANCE)
        runs = [(self._scope.get(letter) or self.free[letter]).length for letter in letters]
        return self._given(
            opened, node, quantity, tuple(map(inputs.make_letter_symbol, letters)), runs, letters
        )

    def _expectation(self, node: tree.Expect) -> maths.Node:
        """Return a mean over finitely many values, if the distribution is written; else one value."""
        law = law_of(node)
        letter = letter_of(law.args[0]) if law is not None and isinstance(law.args[0], Ref) else ""
        if law is None or letter in self._scope or letter not in list_running_letters(node.body):
            return self._sampled(node) or self._opaque(node)
        has_law = any(isinstance(part, tree.Apply) and part == law for part in walk_tree(node.body))
        if not has_law and self._draws_samples and (mean := self._sampled(node)) is not None:
            return mean
        outside = (operand for operand in self.named_inputs.values() if letter not in operand.letters)
        if any(letter in list_running_letters(operand.node) for operand in outside):
            raise RefusedError("an index is summed over in one place and free in another")
        along = Range(letter, latex_of(law.args[0]), "n" + re.sub(r"[^A-Za-z]", "", letter))
        attempt = self.copy()
        attempt._scope[letter] = attempt.ranges[letter] = along
        attempt._laws.add(law)
        try:
            weighted = Binary("*", attempt.node(law), attempt.node(node.body))
        except (ParseError, RefusedError):
            if (mean := self._sampled(node) if has_law else None) is None:
                raise
            return mean
        del attempt._scope[letter]
        vars(self).update(vars(attempt))
        self.expected[letter] = law
        return self._fold("sum", along, weighted)

    def _sampled(self, node: tree.Expect) -> maths.Node | None:
        """Return the mean over samples of what an expectation is taken over; None where that is not said or
        read.
        """
        over, drawn = node.over, tuple(_list_expectation_symbols(node.over))
        free = [names for names in _SAMPLES if names[0] not in self.ranges]
        if over is None or not drawn or node.given or node.operator.name.base != "E":
            return None
        if over not in self._members and free:
            self._members[over] = Range(free[0][0], latex_of(over), free[0][1])
        along = self._members.get(over)
        total = None if along is None else self._over_members(drawn, along, over, node.body)
        if along is None or total is None:
            return None
        self.sampled[along.letter] = along.latex
        return Binary("/", total, inputs.make_length_symbol(along.length))

    def _over_members(
        self, drawn: tuple[Ref, ...], along: Range, law: Node | None, body: Node
    ) -> maths.Node | None:
        """Return the sum of a body over samples or members; None where it is not read, or only gives a
        name."""
        letters = (
            ()
            if law is None
            else tuple(letter for letter in list_running_letters(law) if letter in self._scope)
        )
        attempt = self.copy()
        for ref in drawn:  # a letter that stands for a value is no index
            attempt.ranges.pop(letter_of(ref), None)
        attempt._samplings = (*self._samplings, _Sampling(drawn, along, letters))
        attempt._scope[along.letter] = attempt.ranges[along.letter] = along
        try:
            term = attempt.node(body)
        except (ParseError, RefusedError):
            return None
        if along.letter not in letters_in(term):
            return None
        attempt._samplings = self._samplings
        del attempt._scope[along.letter]
        vars(self).update(vars(attempt))
        return self._fold("sum", along, term)

    def _value_of(self, node: _Opaque) -> Quantity:
        match node:
            case tree.Apply(function):
                quantity = self.known.of(function, is_called=True)
                if quantity is None:
                    raise RefusedError(f"nothing is known of ${latex_of(function)}$")
                kind = quantity.type.gives if isinstance(quantity.type, Function) else quantity.type
                return replace(quantity, symbol=function, type=kind)
            case tree.Expect(operator, body):
                name = make_python_identifier(operator.name.base.strip("\\")) or "E"
                mean = _make_lowered_quantity(name, operator, self._values.get(node, Number()))
                is_square = isinstance(body, tree.Pow) and body.exponent == _TWO
                is_positive = is_square or name.lower() in ("var", "std", "v")
                return replace(mean, domain=Domain(low=0)) if is_positive else mean
            case tree.Gradient(body, _, order):
                if body is None or order is not None:
                    raise RefusedError("a gradient stands without its function")
                kind = self._values.get(node, Unknown())
                if not isinstance(kind, Number | Array):
                    raise RefusedError("nothing tells the shape of its gradient")
                return _make_lowered_quantity("grad", Ref(tree.Name("grad")), kind)
            case tree.Derivative(None):
                raise RefusedError("a derivative stands without its function")
            case tree.Derivative():
                kind = self._values.get(node, Unknown())
                if not isinstance(kind, Number | Array):
                    raise RefusedError("it holds a derivative with respect to an array")
                return _make_lowered_quantity("slope", Ref(tree.Name("slope")), kind)
            case tree.Bracket():
                return _make_lowered_quantity("bracket", Ref(tree.Name("bracket")), Number())
            case tree.Norm():
                size = _make_lowered_quantity("size", Ref(tree.Name("size")), Number())
                return replace(size, domain=Domain(low=0))

    # Arithmetic

    def check_beside(self, before: Node, factor: Node) -> None:
        """Accept what papers write."""

    def _bracket(self, body: Node, opening: str) -> maths.Node:
        if opening in ("\\lfloor", "\\lceil"):
            return Call("floor" if opening == "\\lfloor" else "ceil", (self.node(body),))
        if opening not in ("(", "[", "\\{", "{", ""):
            raise RefusedError("a bracket has a special meaning")
        return self.node(body)

    def _product(self, node: tree.Mul) -> maths.Node:
        for sign, (factor, following) in zip(node.signs, pairwise(node.factors), strict=True):
            if not sign and (self._is_operator(factor) or _may_act_on(factor, following)):
                raise RefusedError("an operator in it acts on what stands behind it")
            if sign == "\\circ" and isinstance(following, tree.Apply) and isinstance(factor, Ref):
                raise RefusedError("a circle in it may join functions")
        product = self.node(node.factors[0])
        for sign, factor in zip(node.signs, node.factors[1:], strict=True):
            product = self._times(product, sign, self.node(factor))
        return product

    def _is_operator(self, factor: Node) -> bool:
        """Return whether a factor is a word, or a calligraphic capital as of a Fourier transform, that nobody
        declares.
        """
        inner = factor.base if isinstance(factor, tree.Inverse) else factor
        is_word = (
            isinstance(inner, Ref) and inner.name.font == "\\operatorname"
        )  # ``\\operatorname{top}_k x``
        if isinstance(inner, Ref) and (is_word or (inner.name == tree.Name("d") and inner.below)):
            known = self.known.of(inner)
            return known is None or not known.is_stated
        if not isinstance(inner, Ref) or inner.name.font not in ("\\mathcal", "\\mathscr", "\\mathfrak"):
            return False
        quantity = self.known.of(inner)
        return quantity is None or not (quantity.is_stated or isinstance(quantity.type, Array))

    def _sum(self, terms: Sequence[Node]) -> maths.Node:
        total = super()._sum(terms)
        if not _contains_fitting_length(total):
            parts = [self.node(term) for term in terms] if self.axes_of(total) else []
            if any(
                not self.axes_of(part) and any(map(self.axes_of, maths.walk_tree(part))) for part in parts
            ):
                raise RefusedError("a number made of arrays is added to an array")
            return total
        for term in terms:
            part = self.node(term)
            if not _contains_fitting_length(part) and (axes := self.axes_of(part)):
                return self._fitted(total, axes[0])
        return total

    def _times(self, left: maths.Node, sign: str, right: maths.Node) -> maths.Node:
        if (
            _contains_fitting_length(left)
            and not _contains_fitting_length(right)
            and (b := self.axes_of(right))
        ):
            left = self._fitted(left, b[0])
        if _contains_fitting_length(left) != _contains_fitting_length(right) and self._is_outer(left, right):
            raise RefusedError("nothing tells the size of its ones")
        if (
            _contains_fitting_length(right)
            and not _contains_fitting_length(left)
            and (a := self.axes_of(left))
        ):
            right = self._fitted(right, a[-1])
        a, b = self.axes_of(left), self.axes_of(right)
        if not a or not b:
            if sign not in _PLAIN | type_rules.ENTRYWISE:
                raise RefusedError(f"${sign}$ between numbers is not computed")
            return Binary("*", left, right)
        if sign in type_rules.ENTRYWISE:
            return Binary("*", left, right)
        if sign == "\\cdot" and len(a) == len(b) == 1:
            return self._inner(left, right)
        if sign == "\\otimes":
            return Call("kron", (left, right))
        if sign not in _PLAIN or sign == "*":
            raise RefusedError(f"${sign}$ between arrays is not computed")
        if len(a) == 1 and is_row_vector(b):
            return Call("outer", (left, right))
        if len(a) == 1 and len(b) == 1:
            raise RefusedError("two vectors stand side by side without a transpose")
        return Call("matmul", (left, right))

    def _is_outer(self, left: maths.Node, right: maths.Node) -> bool:
        """Return whether a column meets a row, of which neither has the length of the other."""
        return len(self.axes_of(left)) == 1 and is_row_vector(self.axes_of(right))

    def _inner(self, left: maths.Node, right: maths.Node) -> maths.Node:
        a, b = self.axes_of(left), self.axes_of(right)
        if not (a or b):
            return Binary("*", left, right)
        if len(a) == len(b) == 1:
            return Call("matmul", (Call("T", (left,)), right))
        raise RefusedError("an inner product joins arrays of different shapes")

    def _joined(self, items: Sequence[Node], signs: Sequence[str], opening: str) -> maths.Node:
        """Return ``[a; b]`` and ``[A, B]``; vectors of one length with a comma may be columns of a matrix."""
        if not signs:
            raise RefusedError(_UNREAD["Listed"])
        parts = [self.node(item) for item in items]
        axes, sign = [*map(self.axes_of, parts)], signs[0]
        is_one_way = len(set(signs)) == 1 and (opening == "[" or sign in _JOINS)
        if (
            is_one_way
            and all(len(length) == 1 for length in axes)
            and (sign != "," or len(set(axes)) == len(axes))
        ):
            return _concatenate_parts(parts)
        if not is_one_way or sign not in (";", ",") or not all(len(axis) == 2 for axis in axes):
            raise RefusedError(_UNREAD["Listed"])
        return _concatenate_parts(parts) if sign == ";" else self._beside(parts)

    def _beside(self, parts: Sequence[maths.Node]) -> maths.Node:
        """Return matrices side by side."""
        axes = [*map(self.axes_of, parts)]
        if len(parts) == 1 and axes[0]:
            return parts[0]
        if not all(len(length) == 2 and not is_row_vector(length) for length in axes):
            raise RefusedError(_UNREAD["Matrix"])
        return Call("T", (_concatenate_parts([Call("T", (part,)) for part in parts]),))

    def _power_of(self, base: Node, exponent: Node) -> maths.Node:
        if isinstance(base, Ref) and base.name == tree.Name("e") and self.known.of(base) is None:
            return Call("exp", (self.node(exponent),))
        if _is_function_word(exponent) and not isinstance(base, tree.Num):
            raise RefusedError("a word stands above it, as a label does")
        power = Binary("^", self.node(base), self.node(exponent))
        axes = self.axes_of(power.left)
        if len(axes) < 2:
            return power
        if isinstance(power.right, Num) and power.right.text in ("2", "3") and axes[0] == axes[1]:
            square = Call("matmul", (power.left, power.left))
            return square if power.right.text == "2" else Call("matmul", (square, power.left))
        operand = self.named_inputs.get(power.left.name) if isinstance(power.left, maths.Sym) else None
        if operand is not None and operand.quantity.domain.mark == "diagonal":
            return Call("diag", (Binary("^", Call("diag", (power.left,)), power.right),))
        raise RefusedError("a power of a matrix is taken")

    def transposed(self, node: Node, mark: str) -> maths.Node:
        """Return a transpose."""
        return Call("T", (self.node(node),))

    def _may_be_set(self, ref: Ref) -> bool:
        """Return whether bars around a name may count members: an undeclared capital letter."""
        quantity = self.known.of(ref)
        is_said = quantity is not None and (quantity.is_stated or isinstance(quantity.type, Array))
        return type_rules.is_capital(ref) and not is_said

    def _norm(self, node: tree.Norm) -> maths.Node:
        if node.body in self._set_lengths:
            return inputs.make_length_symbol(self._set_lengths[node.body])
        if node.bars == "|" and isinstance(node.body, Ref) and node.body.name.font == "\\mathcal":
            raise RefusedError("bars around a set count its members")
        if node.bars == "|" and isinstance(node.body, Ref) and self._may_be_set(node.body):
            if self.known.has_array(node.body.name):
                raise RefusedError("bars around an array may mean a norm, a determinant or sizes of entries")
            return self._opaque(node)
        body, order = self.node(node.body), node.order
        axes = self.axes_of(body)
        if not axes and order in (None, _ONE, _TWO):
            return Call("abs", (body,))
        if node.bars == "|":
            operand = self.named_inputs.get(body.name) if isinstance(body, maths.Sym) else None
            if operand is None or operand.quantity.domain.mark != "psd":
                raise RefusedError("bars around an array may mean a norm, a determinant or sizes of entries")
            return Call("det", (body,))
        is_matrix = len(axes) == 2 and not is_row_vector(axes)
        name = order.name.base if isinstance(order, Ref) else ""
        if order == _ONE and not is_matrix:
            return Call("norm1", (body,))
        if name == "F" or (order in (None, _TWO) and not is_matrix):
            return Call("norm", (body,))
        if order is not None and name and len(axes) == 1:
            square = Call("matmul", (Call("matmul", (Call("T", (body,)), self.node(order))), body))
            if not self.axes_of(square):
                return Call("sqrt", (square,))
        raise RefusedError("the norm is of a kind of its own")

    # Sums over letters

    def _reduce(self, node: tree.Reduce) -> maths.Node:
        if node.operator not in _FOLDS:
            raise RefusedError(f"{node.operator.strip(chr(92))} is not computed")
        sign, bound = _FOLDS[node.operator], node.bound
        if bound is None:
            return self._extreme_of_list(node.operator.strip("\\"), node.body)
        among = bound.among or bound.condition
        if among is not None and not self._open.keys().isdisjoint(list_running_letters(among)):
            raise RefusedError("what it runs over depends on an index")
        if sign == "sum" and (members := _members_of(bound)) is not None:
            attempt = self.copy()
            try:
                value = attempt._reduce_plainly(node, sign, bound)
            except (ParseError, RefusedError):
                if (total := self._over_set(bound.names, members, node.body)) is None:
                    raise
                return total
            vars(self).update(vars(attempt))
            return value
        return self._reduce_plainly(node, sign, bound)

    def _over_set(self, names: tuple[Ref, ...], members: Node, body: Node) -> maths.Node | None:
        """Return the sum over the members of a set whose values are used in its body."""
        if members not in self._members:
            letter = next((name for name in _MEMBERS if name not in self.ranges), "")
            if not letter:
                return None
            self._members[members] = Range(letter, latex_of(members), self._set_length(members))
        return self._over_members(names, self._members[members], members, body)

    def _set_length(self, members: Node) -> Length:
        base = members.name.base if isinstance(members, Ref) else ""
        return "n" + re.sub(r"[^A-Za-z]", "", base)

    def _reduce_plainly(self, node: tree.Reduce, sign: str, bound: tree.Bound) -> maths.Node:
        is_extreme = sign in ("largest", "smallest")
        has_ends = bound.lower is not None or bound.among is not None
        if is_extreme and not has_ends and not all(map(_is_finite, bound.names)):
            raise RefusedError("a maximum or minimum is taken over everything")
        if bound.condition is not None and sign != "sum":
            raise RefusedError("what it runs over has a condition")
        if bound.among is not None and any(
            isinstance(part, Ref) and part.name.font == "\\mathbb" for part in walk_tree(bound.among)
        ):
            raise RefusedError("it runs over infinitely many values")
        if isinstance(bound.among, tree.Listed) and bound.among.opening in ("[", "("):
            raise RefusedError("it runs over an interval")
        if any(letter_of(ref) in self._scope for ref in bound.names):
            raise RefusedError("two sums use the same index")
        if len(bound.names) > 1 and is_extreme:
            raise RefusedError("an extreme is taken over several letters")
        if sign == "prod" and _may_end_early(node.body, bound.names):
            raise RefusedError("what stands behind its product may be a factor of it or not")
        ranges = [self._range(ref, bound) for ref in bound.names]
        self._scope |= {along.letter: along for along in ranges}
        body = self.node(node.body)
        if bound.condition is not None:
            body = Binary("*", Call("ind", (self._relation(bound.condition),)), body)
        for along in ranges:
            del self._scope[along.letter]
        for along in reversed(ranges):
            if along.letter not in letters_in(body):
                raise RefusedError(f"nothing depends on the letter that its {sign} runs over")
            body = self._fold(sign, along, body)
        return body

    def _fold(self, sign: str, over: Range, body: maths.Node) -> maths.Node:
        first, last = over.start or Num("1"), over.stop or inputs.make_length_symbol(over.length)
        return Call(sign, (body, inputs.make_letter_symbol(over.letter), first, last))

    def _range(self, ref: Ref, bound: tree.Bound) -> Range:
        known = self.ranges.get(letter_of(ref))
        if known is None:
            raise RefusedError("another letter runs than in the formula")
        start = self.node(bound.lower) if bound.lower is not None else None
        length = self._length(ref, bound)
        counts_members = isinstance(bound.upper, tree.Norm) and isinstance(length, str)
        stop = (
            None
            if bound.upper is None
            else inputs.make_length_symbol(length)
            if counts_members
            else self.node(bound.upper)
        )
        if isinstance(known.length, str) and start is None and stop is None:
            length = self._length_elsewhere(letter_of(ref)) or length
        self.ranges[letter_of(ref)] = replace(known, length=length, start=start, stop=stop)
        return self.ranges[letter_of(ref)]

    def _length_elsewhere(self, letter: str) -> Length | None:
        """Return the length of a letter whose sum has no ends: that of another letter at the same place."""
        spots = {spot for spot, along in self._lengths.items() if along == letter}
        other_letters = (self._lengths[spot] for spot in spots if self._lengths[spot] != letter)
        return next((self.ranges[candidate].length for candidate in other_letters), None)

    def _extreme_of_list(self, name: str, body: Node) -> maths.Node:
        inner = body.body if isinstance(body, tree.Bracket) else body
        if name in ("max", "min") and isinstance(inner, tree.Listed) and len(inner.items) == 2:
            return self._known_call(name, [self.node(item) for item in inner.items])
        raise RefusedError("it is not said over what the extreme is taken")


_UNREAD: Final[Mapping[str, str]] = {
    "Opaque": "a part of it is not read", "Integral": "it holds an integral", "Text": "it holds words",
    "PlusMinus": "it has two signs at once", "Family": "it holds a family as a whole",
    "At": "it takes a value at a place", "Statement": "it holds a statement inside",
    "Listed": "it lists several things", "Matrix": "its entries are listed",
}  # fmt: skip


def _concatenate_parts(parts: Sequence[maths.Node]) -> maths.Node:
    return Call("concat", tuple(parts)) if len(parts) > 1 else parts[0]


def make_python_identifier(typed: str) -> str:
    """Return a name in the form of a Python identifier."""
    name = re.sub(r"\W+", "_", typed.replace("'", "_prime").replace("*", "_star"), flags=re.ASCII).strip("_")
    name = name if name and not name[0].isdigit() else f"x_{name}".rstrip("_")
    return f"{name}_" if is_reserved(name) else name


def known_function(ref: Ref, quantity: Quantity | None) -> str | None:
    """Return the function of the table that a name is: declared to be, or by its own name."""
    base = ref.name.base.lstrip("\\")
    quantity = None if quantity is not None and isinstance(quantity.type, Unknown) else quantity
    if quantity is not None and isinstance(quantity.type, Function) and quantity.type.known:
        return SPELLINGS.get(quantity.type.known)
    if ref.name.base == "\\Gamma":
        return "gamma" if quantity is None else None
    if len(base) == 1 or ref.name.accents or ref.primes or ref.mark:
        return None
    return SPELLINGS.get(base)


def law_name(function: Ref) -> str:
    """Return ``normal``, ``bernoulli`` or ``categorical`` for the sign of such a distribution; else empty."""
    if not type_rules.is_law(function):
        return ""
    name = type_rules.find_function_word(function)
    starts = {"Ber": "bernoulli", "Cat": "categorical"}
    return "normal" if name in type_rules.NORMAL_LAWS else starts.get(name[:3], "")


def law_of(node: tree.Expect) -> tree.Apply | None:
    """Return the distribution of an expectation as a call of its variable; None if it is not written."""
    if node.operator.name.base != "E" or node.given:
        return None
    match node.over:
        case tree.Apply(_, (Ref(below=()),)) as law:
            return law
        case tree.Statement((Ref(below=()) as value, Ref() as law), ("\\sim",)):
            return tree.Apply(law, (value,))
        case tree.Statement((Ref(below=()) as value, tree.Apply(_, (own,)) as law), ("\\sim",)) if (
            own == value
        ):
            return law
        case _:
            return None


def _list_expectation_symbols(over: Node | None) -> Iterator[Ref]:
    r"""Yield what an expectation is taken over, if that is said: ``x`` and ``y`` of ``(x, y) \sim D``."""
    match over:
        case Ref():
            yield over
        case tree.Apply(_, args):
            yield from (arg for arg in args if isinstance(arg, Ref))
        case tree.Statement((drawn, *_), ("\\sim",)):
            yield from _list_expectation_symbols(drawn)
        case tree.Listed(items):
            for item in items:
                yield from _list_expectation_symbols(item)
        case tree.Bracket(body):
            yield from _list_expectation_symbols(body)
        case _:
            return


def _may_act_on(factor: Node, following: Node) -> bool:
    """Return whether two factors may be an expectation, as in ``E|X|^3``."""
    inner = following.base if isinstance(following, tree.Pow) else following
    return (
        isinstance(factor, Ref)
        and factor.name.base == "E"
        and isinstance(inner, tree.Norm | tree.Bracket | tree.Listed)
    )


def _may_end_early(body: Node, running: Sequence[Ref]) -> bool:
    """Return whether the last factor of a product's body does not run, so that it may stand behind it."""
    match body:
        case tree.Mul(factors):
            last = factors[-1]
        case tree.Div(is_slash=True):
            last = body.bottom
        case _:
            return False
    return {name.name.base for name in running}.isdisjoint(to_tokens(last))


def _is_finite(name: Ref) -> bool:
    """Return whether a letter takes finitely many values in every paper: an index, or an action."""
    return type_rules.is_index(name) or name.name == tree.Name("a")


def _members_of(bound: tree.Bound) -> Node | None:
    r"""Return the set that a sum runs over: ``D`` of ``x \in D`` and of ``(x, y) \in D``."""
    match bound.among, bound.condition:
        case Ref() as members, None:
            return members
        case None, tree.Statement((_, Ref() as members), ("\\in",)):
            return members
        case _:
            return None


def _make_index_free_form(ref: Ref) -> _Form:
    """Return a symbol whatever its indices are."""
    return _Form(ref.name, (*"·" * len(ref.below), *"^" * len(ref.above)), 0, ref.mark)


def _make_lowered_quantity(name: str, symbol: Ref, kind: Type) -> Quantity:
    return Quantity(name, symbol, name, kind, Domain())


def list_running_letters(node: Node) -> Iterator[str]:
    """Return letters that may run in a part, in the order in which they are written."""
    for part in walk_tree(node):
        if isinstance(part, Ref) and not part.below:
            yield letter_of(part)
        elif isinstance(part, tree.Running):
            yield part.letter


def _number_running_letters(node: Node, letters: Sequence[str]) -> Node:
    """Return a part with its running letters numbered, to recognise the same value elsewhere."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Ref) and letter_of(part) in letters and not part.below:
            return tree.Text(f"·{letters.index(letter_of(part))}")
        if isinstance(part, tree.Running) and part.letter in letters:
            if part.offset:
                raise RefusedError("a value stands at a shifted place")
            return tree.Running(f"·{letters.index(part.letter)}")
        return None

    return replace_nodes(node, change)


def _is_function_word(node: Node) -> bool:
    base = node.name.base if isinstance(node, Ref) else ""
    return (
        base in FUNCTIONS
        or base.startswith("\\operatorname")
        or (isinstance(node, Ref) and node.name.font == "\\operatorname")
    )


def _contains_fitting_length(node: maths.Node) -> bool:
    return _FITTING in maths.walk_tree(node)
