r"""Formulas in the form for the search of a family's move, independent of their spelling.

Brackets that group are gone; a quotient is a product with a reciprocal, and so is a negative power; sums and
products are flat, signs precede terms; ``e^x`` is ``\exp x``, fonts of known functions do not count, nor does
the F of a norm. Names are whole: with their accents, indices, primes and marks. What an operator runs over is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from drill.notation import FUNCTIONS, list_children, print_node, to_tokens, tree
from drill.notation.tree import Node, Ref, Running

_GROUPING = frozenset(("(", "[", "\\{", "\\left(", "\\left[", "\\left\\{", "\\big(", "\\Big("))
_BY_ENTRY = frozenset(("\\odot", "\\circ", "\\otimes"))
# Infix signs for the minimum and the maximum of two numbers.
_EXTREMES = {"\\wedge": "\\min", "\\vee": "\\max"}
# The form of a value clipped between two ends, which may be written as one: ``1 \pm \epsilon``.
_CLIP = "clip"
_EITHER = tree.PlusMinus.__name__
_LOGARITHMS = frozenset(("\\ln", "\\log", "ln", "log"))
# Orders of a norm with the same meaning as none: a root of squared entries.
_EUCLIDEAN = frozenset(
    ("2", "F", "\\mathrm{F}", "\\mathsf{F}", "\\mathcal{F}", "\\mathrm{Fro}", "\\mathrm{fro}")
)
# Replacement for the index letter of a name that is compared whatever its index is.
ANY_INDEX = "\\square"


# Commands that always denote the same part of a form, with that part.
_LASTING = {
    "\\log": "log", "\\exp": "exp", "\\cos": "cos", "\\sin": "sin", "\\det": "det", "\\sum": "\\sum",
    "\\prod": "\\prod", "\\top": "transpose", "\\nabla": "slope", "\\sqrt": "root", "\\mathbb{E}": "expect",
    "=": "=",
}  # fmt: skip
_LASTING_COMMAND = re.compile(
    r"\\mathbb\{E\}|=|\\(?:log|exp|cos|sin|det|sum|prod|top|nabla|sqrt)(?![A-Za-z])"
)
# The range of an operator is not a part of a form, and a sign in a set does not make a statement.
_RANGE = re.compile(r"[_^]\{[^{}]*\}|\\\{.*\\\}")


@dataclass(frozen=True, slots=True)
class MoveForm:
    """A part of a formula: ``head`` is its kind, ``atom`` its data besides its parts (a name, digits)."""

    head: str
    parts: tuple[MoveForm, ...] = ()
    atom: Any = None
    # Its node before the change of form, if that is one node.
    node: Node | None = field(default=None, compare=False)

    def walk(self) -> Iterator[MoveForm]:
        """Yield the form and all below it, the largest first of each branch."""
        waiting: list[MoveForm] = [self]
        while waiting:
            form = waiting.pop()
            yield form
            waiting += form.parts[::-1]

    @property
    def names(self) -> frozenset[Ref]:
        """The names in it."""
        return frozenset(form.atom for form in self.walk() if form.head == "name")

    @property
    def size(self) -> int:
        """The number of forms in it, itself among them."""
        return sum(1 for _ in self.walk())


_HALVES = (MoveForm("reciprocal", (MoveForm("number", atom="2"),)), MoveForm("number", atom="0.5"))


def make_form(node: Node) -> MoveForm:
    """Return the form of a part of a statement."""
    match node:
        case tree.Bracket(body, opening) if opening in _GROUPING:
            form = make_form(body)
        case tree.At(body):
            form = make_form(body)
        case tree.Num(text):
            form = MoveForm("number", atom=text)
        case tree.Ref():
            form = MoveForm("name", atom=node)
        case tree.Neg(body):
            form = negate_move_form(make_form(body))
        case tree.Add(terms):
            form = join_sum(map(make_form, terms))
        case tree.Mul():
            form = _make_product(node)
        case tree.Div(top, bottom):
            form = join_product((make_form(top), *invert_move_form(make_form(bottom))))
        case tree.Inverse(base):
            form = MoveForm("reciprocal", (make_form(base),))
        case tree.Pow(tree.Ref(name), exponent) if name.base in ("e", "\\mathrm{e}") and not name.accents:
            form = MoveForm("call", (MoveForm("function", atom="exp"), make_form(exponent)), (1, 0, 0, False))
        case tree.Pow(base, exponent):
            form = _make_power(make_form(base), make_form(exponent))
        case tree.Root(body, None):
            form = MoveForm("root", (make_form(body),))
        case tree.Transpose(base):
            form = MoveForm("transpose", (make_form(base),))
        case tree.Norm(body, bars, order):
            named = "" if order is None else print_node(order)
            form = MoveForm("norm", (make_form(body),), (bars, "" if named in _EUCLIDEAN else named))
        case tree.Apply():
            form = _make_call(node)
        case tree.Expect(operator, body, _, given):
            form = MoveForm("expect", tuple(map(make_form, (body, *given))), operator.name.base)
        case tree.Reduce(operator, body):
            form = _make_reduction_form(operator, make_form(body))
        case tree.Gradient(body, _, order):
            how_often = "1" if order is None else print_node(order)
            form = MoveForm("slope", () if body is None else (make_form(body),), how_often)
        case tree.Derivative(body, by):
            form = MoveForm("derivative", tuple(make_form(part) for part in (body, *by) if part is not None))
        case tree.Open():
            form = MoveForm("gap")
        case tree.Listed(items, opening="\\langle"):
            form = MoveForm("inner", tuple(map(make_form, items)))
        case _:
            own = () if list_children(node) else tuple(to_tokens(node))
            form = MoveForm(type(node).__name__, tuple(map(make_form, list_children(node))), own)
    return replace(form, node=node)


def list_lasting_parts(sides: Sequence[MoveForm]) -> frozenset[str]:
    """Return the parts of a statement that do not depend on its spelling: operators and functions."""
    parts = (part for side in sides for part in side.walk())
    found = (part.atom if part.head in ("function", "reduce") else part.head for part in parts)
    return frozenset((*found, "=") if len(sides) > 1 else found)


def list_needed_parts(latex: str) -> frozenset[str]:
    """Return the parts of every statement that contains a spelling, without reading the spelling."""
    return frozenset(_LASTING[command] for command in _LASTING_COMMAND.findall(_RANGE.sub("", latex)))


def negate_move_form(form: MoveForm) -> MoveForm:
    """Return a form with its sign changed; of a sum, each term's."""
    match form:
        case MoveForm("negative", (inner,)):
            return inner
        case MoveForm("sum", terms):
            return MoveForm("sum", tuple(map(negate_move_form, terms)))
        case _:
            return MoveForm("negative", (form,))


def invert_move_form(form: MoveForm) -> tuple[MoveForm, ...]:
    """Return the factors of one over a form; the sign is apart."""
    match form:
        case MoveForm("negative", (inner,)):
            return MoveForm("negative", (MoveForm("number", atom="1"),)), *invert_move_form(inner)
        case MoveForm("product", factors):
            return tuple(inverse for factor in factors for inverse in invert_move_form(factor))
        case MoveForm("reciprocal", (inner,)):
            return (inner,)
        case MoveForm("number", atom="1"):
            return ()
        case _:
            return (MoveForm("reciprocal", (form,)),)


def join_sum(terms: Iterator[MoveForm] | Sequence[MoveForm]) -> MoveForm:
    """Return a sum, flat."""
    flat = [part for term in terms for part in (term.parts if term.head == "sum" else (term,))]
    return flat[0] if len(flat) == 1 else MoveForm("sum", tuple(flat))


def join_product(factors: Sequence[MoveForm]) -> MoveForm:
    """Return a product, flat, its sign and its numbers first, without factors 1."""
    is_negative = False
    flat = list[MoveForm]()
    for factor in factors:
        if factor.head == "negative":
            is_negative = not is_negative
            factor = factor.parts[0]
        flat += factor.parts if factor.head == "product" else (factor,)
    flat = [factor for factor in flat if factor != MoveForm("number", atom="1")]
    flat.sort(key=lambda factor: not _is_number_or_reciprocal(factor))
    if not flat:
        form = MoveForm("number", atom="1")
    else:
        form = flat[0] if len(flat) == 1 else MoveForm("product", tuple(flat))
    return negate_move_form(form) if is_negative else form


def _is_number_or_reciprocal(form: MoveForm) -> bool:
    return form.head == "number" or (form.head == "reciprocal" and _is_number_or_reciprocal(form.parts[0]))


def print_form(form: MoveForm) -> str:
    """Return the LaTeX of a form: of its node, or of its parts side by side."""
    if form.node is not None:
        return print_node(form.node)
    match form:
        case MoveForm("product", factors):
            below = [factor.parts[0] for factor in factors if factor.head == "reciprocal"]
            above = [factor for factor in factors if factor.head != "reciprocal"]
            top = " ".join(map(_print_factor, above)) or "1"
            if not below:
                return top
            bottom = " ".join(map(_print_factor, below))
            return rf"\frac{{{top}}}{{{bottom}}}"
        case MoveForm("sum", terms):
            printed = [print_form(term) for term in terms]
            return printed[0] + "".join(
                f" - {text[1:].lstrip()}" if text.startswith("-") else f" + {text}" for text in printed[1:]
            )
        case MoveForm("negative", (inner,)):
            return f"-{_print_factor(inner)}"
        case MoveForm("reciprocal", (inner,)):
            return rf"\frac{{1}}{{{print_form(inner)}}}"
        case MoveForm("name" | "number", (), atom):
            return atom if isinstance(atom, str) else print_node(atom)
        case MoveForm("function", (), atom):
            if f"\\{atom}" in FUNCTIONS:
                return f"\\{atom}"
            return rf"\operatorname{{{atom}}}"
        case _:
            return ""


def drop_index(form: MoveForm, letter: str, offset: int) -> MoveForm:
    """Return a form with an index letter replaced by a sign for any, ``offset`` steps further back."""

    def move(index: tree.Index) -> tree.Index:
        if isinstance(index, Running) and index.letter == letter:
            return Running(ANY_INDEX, index.offset - offset)
        return index

    if form.head == "name":
        ref: Ref = form.atom
        below = tuple(map(move, ref.below))
        above = tuple(map(move, ref.above))
        return MoveForm("name", atom=replace(ref, below=below, above=above))
    return replace(form, parts=tuple(drop_index(part, letter, offset) for part in form.parts), node=None)


def list_indices(form: MoveForm) -> tuple[str, ...]:
    """Return the letters that run as indices of names in a form, each once."""
    found = (
        index.letter
        for part in form.walk()
        if part.head == "name"
        for index in (*part.atom.below, *part.atom.above)
        if isinstance(index, Running)
    )
    return tuple(dict.fromkeys(found))


def _print_factor(form: MoveForm) -> str:
    text = print_form(form)
    if form.head in ("sum", "negative") and form.node is None:
        return f"({text})"
    return text


def _make_product(node: tree.Mul) -> MoveForm:
    r"""Return the form of a product: one by entries has the products between its signs as parts.

    ``a \wedge b`` is the minimum of both.
    """
    for sign, operator in _EXTREMES.items():
        if sign in node.signs:
            return _make_reduction_form(
                operator,
                MoveForm("Listed", tuple(map(_join_factors, _split_factors_at_signs(node, (sign,)))), ()),
            )
    entries = [_join_factors(part) for part in _split_factors_at_signs(node, _BY_ENTRY)]
    if len(entries) == 1:
        return entries[0]
    return MoveForm("entrywise", tuple(entries))


def _split_factors_at_signs(node: tree.Mul, at: Collection[str]) -> Iterator[tuple[tuple[str, Node], ...]]:
    """Yield the factors between some signs, each with the sign before it."""
    group: list[tuple[str, Node]] = []
    for sign, factor in zip(("", *node.signs), node.factors, strict=True):
        if sign in at:
            yield tuple(group)
            group = []
            sign = ""
        group.append((sign, factor))
    yield tuple(group)


def _join_factors(factors: Iterable[tuple[str, Node]]) -> MoveForm:
    forms: list[MoveForm] = []
    for sign, factor in factors:
        forms += invert_move_form(make_form(factor)) if sign in ("/", "\\div") else (make_form(factor),)
    return join_product(forms)


def _make_reduction_form(operator: str, body: MoveForm) -> MoveForm:
    """Return a reduction; in a minimum or maximum of several parts the numbers come first."""
    if operator in _EXTREMES.values() and body.head == "Listed":
        body = replace(
            body, parts=tuple(sorted(body.parts, key=lambda part: not _is_number_or_reciprocal(part)))
        )
    return MoveForm("reduce", (body,), operator)


def _make_power(base: MoveForm, exponent: MoveForm) -> MoveForm:
    if exponent.head == "negative":
        return MoveForm("reciprocal", (_make_power(base, exponent.parts[0]),))
    if exponent == MoveForm("number", atom="1"):
        return base
    if exponent in _HALVES:
        return MoveForm("root", (base,))
    return MoveForm("power", (base, exponent))


def _choose_sign(form: MoveForm, *, is_negative: bool) -> MoveForm:
    """Return a form after the choice of one sign wherever it has both."""
    if form.head == _EITHER:
        return negate_move_form(form.parts[0]) if is_negative else form.parts[0]
    if all(part.head != _EITHER for part in form.walk()):
        return form
    parts = tuple(_choose_sign(part, is_negative=is_negative) for part in form.parts)
    if form.head == "sum":
        return join_sum(parts)
    return replace(form, parts=parts, node=None)


def _make_call(node: tree.Apply) -> MoveForm:
    base = node.function.name.base
    if base in _LOGARITHMS:
        function = MoveForm("function", atom="log")
    elif base in FUNCTIONS and not node.function.below:
        function = MoveForm("function", atom=base.removeprefix("\\"))
    else:
        function = make_form(node.function)
    sides = [[make_form(part) for part in side] for side in (node.args, node.given, node.parameters)]
    if base == _CLIP and len(sides[0]) == 2 and any(part.head == _EITHER for part in sides[0][1].walk()):
        value, ends = sides[0]
        sides[0] = [value, _choose_sign(ends, is_negative=True), _choose_sign(ends, is_negative=False)]
    is_divergence = node.bar == "\\|"  # a law's condition is something else
    atom = (*map(len, sides), is_divergence)
    call = MoveForm("call", (function, *chain.from_iterable(sides)), atom)
    if node.power is None:
        return call
    return _make_power(call, make_form(node.power))
