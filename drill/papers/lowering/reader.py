"""Reads a formula's tree as terms: decides each product, norm and index from the types of its symbols.

Types are worked out again from the leaves up, so that parts of other formulas may be put in; what does not
fit together is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drill.arraycode import is_reserved
from drill.notation import replaced, to_latex, to_tokens, tree
from drill.notation import walk as walk_tree
from drill.notation.tree import Node, Ref
from drill.papers.lowering import terms
from drill.papers.lowering.functions import FUNCTIONS, SPELLINGS
from drill.papers.lowering.terms import Axes, RefusedError, Term
from drill.papers.sheet.typed import Quantity
from drill.papers.sheet.types import Array, Domain, Function, IndexType, Length, Number, Random, SetType, Type

_ENTRYWISE: Final = frozenset(("\\odot", "\\circ", "\\ast"))
_PLAIN: Final = frozenset(("", "\\cdot", "\\times", "\\,", "\\;", "*"))
_FOLDS: Final[Mapping[str, terms.FoldSign]] = {
    "\\sum": "sum", "\\prod": "prod", "\\max": "max", "\\min": "min", "\\sup": "max", "\\inf": "min",
}  # fmt: skip
_DECIMAL: Final = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_CHANCE: Final = Domain(0, 1, is_low_open=False, is_high_open=False)
_SIGMOID: Final = re.compile(r"\b(sigmoid|logistic)\b", re.IGNORECASE)


def latex_of(node: Node) -> str:
    """A part of a formula as LaTeX."""
    return to_latex(to_tokens(node))


def letter_of(ref: Ref) -> str:
    """What tells one running letter from another: ``a``, ``a'``, ``\\hat{a}`` and a bold ``a`` are four."""
    return "".join(ref.name.accents) + ref.name.base + "'" * ref.primes + ("!" if ref.name.font else "")


@dataclass(frozen=True, slots=True)
class _Form:
    """A symbol with its running indices opened, as a row of the sheet has it."""

    name: tree.Name
    places: tuple[str, ...]
    primes: int
    mark: str


def _form(ref: Ref) -> _Form:
    places = tuple(index.text if isinstance(index, tree.Fixed) else "·" for index in (*ref.below, *ref.above))
    return _Form(ref.name, places, ref.primes, ref.mark)


class Quantities:
    """The quantities of a statement by how they are written; functions may share a number's letter."""

    def __init__(self, quantities: Sequence[Quantity]) -> None:
        self._exact: dict[tuple[Ref, bool], Quantity] = {}
        self._of: dict[tuple[_Form, bool], Quantity] = {}
        for quantity in quantities:
            is_called = quantity.key.endswith("(·)")
            self._exact.setdefault((quantity.symbol, is_called), quantity)
            self._of.setdefault((_form(quantity.symbol), is_called), quantity)

    def of(self, ref: Ref, is_called: bool = False) -> Quantity | None:
        """The quantity that a symbol is; primes and marks count where the sheet tells them apart."""
        for called in (is_called, not is_called):
            if (ref, called) in self._exact:
                return self._exact[ref, called]
            form = _form(ref)
            tried = (
                form, replace(form, primes=0), replace(form, mark=""), replace(form, primes=0, mark="")
            )  # fmt: skip
            for one in tried:
                if (one, called) in self._of:
                    return self._of[one, called]
        return None


class Reader:
    """One statement being read; what is given is collected in the order in which it is written."""

    def __init__(self, quantities: Sequence[Quantity], whole: Node, *, as_numbers: bool = False) -> None:
        self.known = Quantities(quantities)
        self._as_numbers = as_numbers
        self._scope: dict[str, terms.Range] = {}
        self._inputs: dict[object, terms.Input] = {}
        self._names: set[str] = set()
        self.leaves: dict[int, Term] = {}
        """What the symbols and calls of the tree are, by the identity of their nodes."""
        self._laws: set[int] = set()
        self.expectations: dict[int, tuple[str, tree.Apply]] = {}
        """Expectations that are computed, by the identity of their nodes: what runs, and its law."""
        self.ranges: dict[str, terms.Range] = {}
        """Every letter that a sum binds anywhere in the statement."""
        self._open: dict[str, str] = {}
        self._lengths: dict[tuple[_Form, int], str] = {}
        self._find_ranges(whole)
        self._find_running_places(whole)

    # What runs

    def _find_ranges(self, whole: Node) -> None:
        sets: dict[str, Node | None] = {}
        for node in walk_tree(whole):
            if isinstance(node, tree.Reduce) and node.bound is not None and node.operator in _FOLDS:
                for ref in node.bound.names:
                    letter = letter_of(ref)
                    if sets.setdefault(letter, node.bound.among) != node.bound.among:
                        raise RefusedError("one letter runs over two sets")
                    if letter not in self.ranges:
                        self.ranges[letter] = terms.Range(
                            letter, latex_of(ref), self._length(ref, node.bound)
                        )

    def _length(self, ref: Ref, bound: tree.Bound) -> Length:
        """The name of the number of members; a number where both ends are."""
        match bound.lower, bound.upper:
            case tree.Num(low), tree.Num(high) if low.isdigit() and high.isdigit():
                return int(high) - int(low) + 1
            case tree.Num("1"), Ref() as last:
                return self._length_name(last)
            case tree.Num("0"), tree.Add((Ref() as last, tree.Neg(tree.Num("1")))):
                return self._length_name(last)
            case _:
                return "n" + re.sub(r"[^A-Za-z]", "", ref.name.base)

    def _length_name(self, ref: Ref) -> str:
        quantity = self.known.of(ref)
        return quantity.typed if quantity is not None else re.sub(r"\W|\\", "", latex_of(ref)) or "n"

    def _find_running_places(self, whole: Node) -> None:
        """Which places of which symbols run: those that hold a bound letter anywhere in the statement."""
        found = [
            ((_spot(ref), place), index.letter)
            for ref in (node for node in walk_tree(whole) if isinstance(node, Ref))
            for place, index in enumerate((*ref.below, *ref.above))
            if isinstance(index, tree.Running)
        ]
        self._lengths |= {spot: letter for spot, letter in reversed(found) if letter in self.ranges}
        for spot, letter in found:
            if spot in self._lengths and letter not in self.ranges:
                self._open.setdefault(letter, self._lengths[spot])

    @property
    def free(self) -> dict[str, terms.Range]:
        """Letters of open indices at places that run elsewhere: ``i`` of ``exp(s_i) / sum_j exp(s_j)``."""
        return {
            letter: replace(self.ranges[along], letter=letter, latex=letter)
            for letter, along in self._open.items()
        }

    # Leaves

    def read(self, node: Node) -> Term:
        """The term that a part of the formula is.

        Raises:
            RefusedError: it is not computed with.
        """
        term = self._term(node)
        if isinstance(term, (terms.Given, terms.Size, terms.Running, terms.Constant)):
            self.leaves[id(node)] = term
        return term

    def _term(self, node: Node) -> Term:
        match node:
            case tree.Num(text):
                if not _DECIMAL.fullmatch(text):
                    raise RefusedError(f"{text} is no plain number")
                return terms.Constant("0" + text if text.startswith(".") else text)
            case Ref():
                return self._ref(node)
            case tree.Bracket(body, opening):
                return self._bracket(body, opening)
            case tree.Neg(body):
                return _minus(self.read(body))
            case tree.Add(addends):
                return self._sum([self.read(term) for term in addends])
            case tree.Mul(factors, signs):
                return self._product(factors, signs)
            case tree.Div(top, bottom):
                return _over(self.read(top), self.read(bottom))
            case tree.Pow():
                return self._power(node)
            case tree.Root(body, degree):
                return self._root(body, degree)
            case tree.Transpose(base):
                return self._transposed(self.read(base))
            case tree.Inverse(base):
                return self._inverse(self.read(base))
            case tree.Norm():
                return self._norm(node)
            case tree.Listed(items, _, opening) if opening in ("\\langle", "<") and len(items) == 2:
                return _inner(self.read(items[0]), self.read(items[1]))
            case tree.Apply():
                return self._apply(node)
            case tree.Reduce():
                return self._reduce(node)
            case tree.Expect():
                return self._expectation(node)
            case tree.Gradient() | tree.Derivative():
                return self._opaque(node)
            case _:
                raise RefusedError(
                    _UNREAD.get(type(node).__name__, "it holds something that is not computed")
                )

    def _ref(self, ref: Ref) -> Term:
        letter = letter_of(ref)
        is_plain = not ref.below and not ref.above and not ref.name.accents
        if is_plain and (letter in self._scope or letter in self._open):
            if not self._is_index(letter):
                raise RefusedError(f"the values that ${latex_of(ref)}$ runs over are used in it")
            return terms.Running(letter)
        quantity = self.known.of(ref)
        is_one = ref.name.font or (quantity is not None and "identity" in quantity.means)
        if self._as_numbers and ref.name.base == "I" and is_one:
            return terms.Constant("1")
        if quantity is None:
            return self._constant(ref)
        if _is_fixed_array(ref, quantity.type):
            raise RefusedError("an identity matrix or an array of ones is in it")
        if quantity.typed in self._all_lengths():
            return terms.Size(quantity.typed)
        if ref.name.base in ("\\ldots", "\\cdots", "\\dots", "\\infty"):
            raise RefusedError("it has dots or infinity in it")
        return self._member(ref, quantity)

    def _is_index(self, letter: str) -> bool:
        """Whether a running letter counts: it has ends, or stands as an index somewhere."""
        along = self._scope.get(letter)
        return along is None or along.start is not None or letter in self._lengths.values()

    def _all_lengths(self) -> frozenset[Length]:
        every = {*self.ranges.values(), *self.free.values()}
        return frozenset(one.length for one in every) | frozenset(
            axis for given in self._inputs.values() for axis in given.shape
        )

    def _constant(self, ref: Ref) -> Term:
        if ref.name.base == "\\pi":
            return terms.Constant("pi")
        raise RefusedError(f"nothing is known of ${latex_of(ref)}$")

    def _member(self, ref: Ref, quantity: Quantity) -> Term:
        places: list[terms.Place] = []
        lengths: list[Length] = []
        letters: list[str] = []
        kept: list[object] = []
        for place, index in enumerate((*ref.below, *ref.above)):
            along = self._lengths.get((_spot(ref), place))
            if along is None:
                if isinstance(index, tree.Computed) and self._scope.keys() & set(_letters(index.body)):
                    raise RefusedError("an index is computed from what runs")
                kept.append(index)
                continue
            kept.append("·")
            places.append(self._place(index))
            lengths.append(self.ranges[along].length)
            letters.append(index.letter if isinstance(index, tree.Running) else along)
        axes = self._axes(quantity.type)
        key = (quantity.key, tuple(kept), ref.primes, ref.mark)
        given = self._inputs.get(key)
        if given is None:
            given = terms.Input(self._name(quantity), ref, quantity, axes, tuple(lengths), tuple(letters))
            self._inputs[key] = given
        return terms.Given(given, tuple(places), axes)

    def _place(self, index: object) -> terms.Place:
        match index:
            case tree.Running(letter, offset) if letter in self._scope or letter in self._open:
                return terms.Place(letter, offset)
            case _:
                raise RefusedError("one member stands beside others that run, or an index is computed")

    def _axes(self, kind: Type) -> Axes:
        match kind:
            case Number() | IndexType():
                return ()
            case Array(axes):
                if len(axes) > 2 and not self._as_numbers:
                    raise RefusedError("a tensor of three axes is in it")
                return () if self._as_numbers else axes
            case Random(of):
                return self._axes(of)
            case Function(_, gives):
                return self._axes(gives)
            case SetType():
                raise RefusedError("a set stands in it as if it were a number")
            case _:
                raise RefusedError("a distribution stands in it as if it were a number")

    def _name(self, quantity: Quantity) -> str:
        """The paper's one name for it; the second thing of that name has a number behind."""
        name, number = identifier(quantity.typed), 2
        while name in self._names:
            name, number = f"{identifier(quantity.typed)}_{number}", number + 1
        self._names.add(name)
        return name

    # What stays one value

    def _apply(self, node: tree.Apply) -> Term:
        known = known_function(node.function, self.known.of(node.function, is_called=True))
        if known is None or node.given or node.parameters:
            return self._opaque(node)
        if node.function.below:
            raise RefusedError("a function has an index of its own")
        term = self._known_call(known, [self.read(arg) for arg in node.args])
        return term if node.power is None else _raised(term, self.read(node.power))

    def _known_call(self, known: str, args: list[Term]) -> Term:
        if known == "softmax":
            if len(args) != 1 or not args[0].axes:
                raise RefusedError("a softmax is of no array")
            return terms.Whole("softmax", args[0], args[0].axes)
        if len(args) != FUNCTIONS[known].arguments:
            raise RefusedError(f"{known} takes a different number of arguments here")
        return _called(known, *args)

    def _opaque(self, node: tree.Apply | tree.Expect | tree.Gradient | tree.Derivative) -> Term:
        """A call, an expectation or a gradient as one value, over the letters that run in it."""
        running = (one for one in _letters(node) if one in self._scope or one in self._open)
        letters = tuple(dict.fromkeys(running))
        opened = _opened(node, letters)
        if any(one in self.ranges and one not in self._scope for one in _letters(node)):
            raise RefusedError("an index is summed over in one place and free in another")
        quantity = self._value_of(node)
        if id(node) in self._laws:
            quantity = replace(quantity, domain=_CHANCE)
        axes = self._axes(quantity.type)
        given = self._inputs.get(opened)
        runs = tuple((self._scope.get(one) or self.free[one]).length for one in letters)
        if given is None:
            name = self._name(quantity)
            given = terms.Input(name, node, quantity, axes, runs, letters, is_call=True)
            self._inputs[opened] = given
        elif given.runs != runs:
            raise RefusedError("a value is of something else in another place, or is not indexed there")
        return terms.Given(given, tuple(terms.Place(one) for one in letters), axes)

    def _expectation(self, node: tree.Expect) -> Term:
        """A mean over finitely many values, where the law is written; else one value."""
        law = law_of(node)
        letter = letter_of(law.args[0]) if law is not None and isinstance(law.args[0], Ref) else ""
        if law is None or letter in self._scope or letter not in _letters(node.body):
            return self._opaque(node)
        name = latex_of(law.args[0])
        along = terms.Range(letter, name, "n" + re.sub(r"[^A-Za-z]", "", letter))
        self._scope[letter] = self.ranges[letter] = along
        self._laws.add(id(law))
        try:
            weight, body = self.read(law), self.read(node.body)
        finally:
            del self._scope[letter]
        self.expectations[id(node)] = (letter, law)
        return terms.Fold("sum", along, terms.Times(weight, body, body.axes), body.axes)

    def _value_of(self, node: tree.Apply | tree.Expect | tree.Gradient | tree.Derivative) -> Quantity:
        match node:
            case tree.Apply(function):
                quantity = self.known.of(function, is_called=True)
                if quantity is None:
                    raise RefusedError(f"nothing is known of ${latex_of(function)}$")
                domain = Domain(low=0) if node.power == tree.Num("2") else quantity.domain
                return replace(quantity, symbol=function, type=_gives(quantity.type), domain=domain)
            case tree.Expect(operator, body):
                name = identifier(operator.name.base.strip("\\")) or "E"
                made = _made(name, operator, Number())
                is_square = isinstance(body, tree.Pow) and body.exponent == tree.Num("2")
                is_positive = is_square or name.lower() in ("var", "std", "v")
                return replace(made, domain=Domain(low=0)) if is_positive else made
            case tree.Gradient(body, by, order):
                if body is None or order is not None:
                    raise RefusedError("a gradient stands without its function")
                along = self.known.of(by[0]) if by else None
                if along is None and not self._as_numbers:
                    raise RefusedError("it is not said with respect to what the gradient is taken")
                kind = along.type if along is not None else Number()
                return _made("grad", Ref(tree.Name("grad")), Number() if self._as_numbers else kind)
            case tree.Derivative(None):
                raise RefusedError("a derivative stands without its function")
            case tree.Derivative(_, by):
                kinds = [quantity.type for one in by if (quantity := self.known.of(one)) is not None]
                if not self._as_numbers and (
                    len(kinds) != len(by) or any(isinstance(k, Array) for k in kinds)
                ):
                    raise RefusedError("it holds a derivative with respect to an array")
                return _made("slope", Ref(tree.Name("slope")), Number())

    # Arithmetic

    def _bracket(self, body: Node, opening: str) -> Term:
        if opening in ("\\lfloor", "\\lceil"):
            return _called("floor" if opening == "\\lfloor" else "ceil", self.read(body))
        if opening not in ("(", "[", "\\{", "{", ""):
            raise RefusedError("a bracket has a special meaning")
        return self.read(body)

    def _sum(self, addends: list[Term]) -> Term:
        axes = ()
        for term in addends:
            axes = _together(axes, term.axes, "a sum")
        return terms.Plus(tuple(addends), axes)

    def _product(self, factors: Sequence[Node], signs: Sequence[str]) -> Term:
        result, *others = [self.read(factor) for factor in factors]
        for sign, factor in zip(signs, others, strict=True):
            result = self._times(result, sign, factor)
        return result

    def _times(self, left: Term, sign: str, right: Term) -> Term:
        if not left.axes or not right.axes:
            if sign not in _PLAIN | _ENTRYWISE:
                raise RefusedError(f"${sign}$ between numbers is not computed")
            return terms.Times(left, right, left.axes or right.axes)
        if sign in _ENTRYWISE:
            return terms.Times(left, right, _together(left.axes, right.axes, "a product entry by entry"))
        if sign == "\\cdot" and len(left.axes) == len(right.axes) == 1:
            return _inner(left, right)
        if sign not in _PLAIN or sign == "*":
            raise RefusedError(f"${sign}$ between arrays is not computed")
        return _joined(left, right)

    def _power(self, node: tree.Pow) -> Term:
        if (
            isinstance(node.base, Ref)
            and node.base.name == tree.Name("e")
            and self.known.of(node.base) is None
        ):
            return _called("exp", self.read(node.exponent))
        base, exponent = self.read(node.base), self.read(node.exponent)
        if exponent.axes:
            raise RefusedError("an exponent is an array")
        if len(base.axes) > 1:
            raise RefusedError("a power of a matrix is taken")
        return _raised(base, exponent)

    def _root(self, body: Node, degree: Node | None) -> Term:
        inner = self.read(body)
        if len(inner.axes) > 1:
            raise RefusedError("the root of a matrix is taken")
        if degree is None:
            return _called("sqrt", inner)
        return _raised(inner, _over(terms.Constant("1"), self.read(degree)))

    def _transposed(self, body: Term) -> Term:
        axes = body.axes
        if not axes:
            if self._as_numbers:
                return body
            raise RefusedError("a number is transposed")
        if len(axes) == 1:
            return terms.Turned(body, (1, axes[0]))
        return terms.Turned(body, (axes[1],) if terms.is_row(axes) else (axes[1], axes[0]))

    def _inverse(self, body: Term) -> Term:
        if not body.axes:
            return _over(terms.Constant("1"), body)
        if len(body.axes) != 2 or body.axes[0] != body.axes[1]:
            raise RefusedError("the inverse is of no square matrix")
        return terms.Whole("inv", body, body.axes)

    def _norm(self, node: tree.Norm) -> Term:
        if node.bars == "|" and isinstance(node.body, Ref) and node.body.name.font == "\\mathcal":
            raise RefusedError("bars around a set count its members")
        body = self.read(node.body)
        if node.order not in (None, tree.Num("2")):
            raise RefusedError("the norm is of a kind of its own")
        if not body.axes:
            return _called("abs", body)
        if node.bars == "|":
            raise RefusedError("bars around an array may mean a norm, a determinant or sizes of entries")
        if len(body.axes) == 2 and not terms.is_row(body.axes):
            raise RefusedError("a norm of a matrix is taken")
        return terms.Whole("norm", body)

    # Sums over letters

    def _reduce(self, node: tree.Reduce) -> Term:
        if node.operator not in _FOLDS:
            raise RefusedError(f"{node.operator.strip(chr(92))} is not computed")
        sign = _FOLDS[node.operator]
        if node.bound is None:
            return self._extreme_of_list(sign, node.body)
        if sign not in ("sum", "prod") and node.bound.lower is None and node.bound.among is None:
            raise RefusedError("a maximum or minimum is taken over everything")
        if node.bound.condition is not None:
            raise RefusedError("what its sum runs over has a condition")
        names = node.bound.names
        if any(letter_of(ref) in self._scope for ref in names):
            raise RefusedError("two sums use the same index")
        if len(names) > 1 and sign not in ("sum", "prod"):
            raise RefusedError("an extreme is taken over several letters")
        ranges = [self._range(ref, node.bound) for ref in names]
        self._scope |= {one.letter: one for one in ranges}
        body = self.read(node.body)
        for one in ranges:
            del self._scope[one.letter]
        if body.axes and sign not in ("sum",):
            raise RefusedError("a product or an extreme of arrays is taken")
        for one in reversed(ranges):
            if not _depends(body, one.letter):
                raise RefusedError(f"nothing depends on the letter that its {sign} runs over")
            body = terms.Fold(sign, one, body, body.axes)
        return body

    def _range(self, ref: Ref, bound: tree.Bound) -> terms.Range:
        known = self.ranges.get(letter_of(ref))
        if known is None:
            raise RefusedError("another letter runs than in the formula")
        start = self.read(bound.lower) if bound.lower is not None else None
        stop = self.read(bound.upper) if bound.upper is not None else None
        length = self._length(ref, bound)
        if isinstance(known.length, str) and start is None and stop is None:
            length = self._length_elsewhere(letter_of(ref)) or length
        found = replace(known, length=length, start=start, stop=stop)
        self.ranges[letter_of(ref)] = found
        return found

    def _length_elsewhere(self, letter: str) -> Length | None:
        """The length of a letter whose sum has no ends: that of another letter at the same place."""
        spots = {spot for spot, along in self._lengths.items() if along == letter}
        others = (self._lengths[spot] for spot in spots if self._lengths[spot] != letter)
        return next((self.ranges[other].length for other in others), None)

    def _extreme_of_list(self, sign: terms.FoldSign, body: Node) -> Term:
        inner = body.body if isinstance(body, tree.Bracket) else body
        if sign in ("max", "min") and isinstance(inner, tree.Listed) and len(inner.items) == 2:
            return self._known_call(sign, [self.read(item) for item in inner.items])
        raise RefusedError("it is not said over what the extreme is taken")


_UNREAD: Final[Mapping[str, str]] = {
    "Opaque": "a part of it is not read", "Integral": "it holds an integral", "Text": "it holds words",
    "PlusMinus": "it has two signs at once", "Family": "it holds a family as a whole",
    "At": "it takes a value at a place", "Statement": "it holds a statement inside",
    "Listed": "it lists several things", "Matrix": "its entries are listed", "Cases": "it has cases",
}  # fmt: skip


def identifier(typed: str) -> str:
    """A name as Python takes it."""
    name = re.sub(r"\W+", "_", typed.replace("'", "_prime").replace("*", "_star"), flags=re.ASCII).strip("_")
    name = name if name and not name[0].isdigit() else f"x_{name}".rstrip("_")
    return f"{name}_" if is_reserved(name) else name


def _is_fixed_array(ref: Ref, kind: Type) -> bool:
    """Whether a symbol is no quantity of the paper: an identity matrix, an array of zeros or ones."""
    is_square = isinstance(kind, Array) and len(kind.axes) == 2 and kind.axes[0] == kind.axes[1]
    return ref.name.base in ("0", "1") or (ref.name.base == "I" and is_square)


def known_function(ref: Ref, quantity: Quantity | None) -> str | None:
    """Which function of the table a name is; ``\\sigma`` where the paper says that it is a sigmoid."""
    base = ref.name.base.lstrip("\\")
    if base == "sigma":
        return "sigmoid" if quantity is not None and _SIGMOID.search(quantity.means) else None
    if ref.name.base == "\\Phi":
        return "Phi" if quantity is None or "normal" in quantity.means else None
    if ref.name.base == "\\Gamma":
        return "Gamma" if quantity is None else None
    if len(base) == 1 or ref.name.accents or ref.primes or ref.mark:
        return None
    return SPELLINGS.get(base)


def law_of(node: tree.Expect) -> tree.Apply | None:
    """The law that an expectation is taken over, as a call of what runs; None where it is not written."""
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


def _spot(ref: Ref) -> _Form:
    """A symbol whatever stands in its indices."""
    return _Form(ref.name, ("·",) * (len(ref.below) + len(ref.above)), 0, ref.mark)


def _gives(kind: Type) -> Type:
    return kind.gives if isinstance(kind, Function) else kind


def _made(name: str, symbol: Ref, kind: Type) -> Quantity:
    return Quantity(name, symbol, name, kind, Domain(), is_sure=True)


def _letters(node: Node) -> Iterator[str]:
    """Letters that may run in a part, in the order in which it is written."""
    for one in walk_tree(node):
        if isinstance(one, Ref) and not one.below:
            yield letter_of(one)
        elif isinstance(one, tree.Running):
            yield one.letter


def _opened(node: Node, letters: Sequence[str]) -> Node:
    """A part of the formula with its running letters numbered, to tell the same value at another place."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Ref) and letter_of(part) in letters and not part.below:
            return tree.Text(f"·{letters.index(letter_of(part))}")
        if isinstance(part, tree.Running) and part.letter in letters:
            if part.offset:
                raise RefusedError("a value stands at a shifted place")
            return tree.Running(f"·{letters.index(part.letter)}")
        return None

    return replaced(node, change)


def _depends(term: Term, letter: str) -> bool:
    return any(
        (isinstance(part, terms.Running) and part.letter == letter)
        or (isinstance(part, terms.Given) and any(place.letter == letter for place in part.places))
        for part in terms.walk(term)
    )


def _together(a: Axes, b: Axes, what: str) -> Axes:
    """The axes of two things that meet entry by entry."""
    if not a or not b or a == b:
        return a or b
    raise RefusedError(f"{what} joins arrays of different shapes")


def _minus(body: Term) -> Term:
    return terms.Minus(body, body.axes)


def _over(top: Term, bottom: Term) -> Term:
    return terms.Over(top, bottom, _together(top.axes, bottom.axes, "a quotient"))


def _raised(base: Term, exponent: Term) -> Term:
    return terms.Raised(base, exponent, base.axes)


def _called(function: str, *args: Term) -> Term:
    axes: Axes = ()
    for arg in args:
        axes = _together(axes, arg.axes, f"{function}")
    if (
        function in ("exp", "log")
        and len(axes) == 2
        and axes[0] == axes[1]
        and isinstance(args[0], terms.Given)
    ):
        raise RefusedError(f"the {function} of a square matrix may be meant as a whole")
    return terms.Called(function, args, axes)


def _inner(left: Term, right: Term) -> Term:
    if not (left.axes or right.axes):
        return terms.Times(left, right)
    if len(left.axes) == len(right.axes) == 1 and left.axes == right.axes:
        return terms.Joined(terms.Turned(left, (1, *left.axes)), right)
    raise RefusedError("an inner product joins arrays of different shapes")


def _joined(left: Term, right: Term) -> Term:
    a, b = left.axes, right.axes
    if len(a) == 1 and terms.is_row(b):
        return terms.Outer(left, right, (a[0], b[1]))
    if len(a) == 1 and len(b) == 1:
        raise RefusedError("two vectors stand side by side without a transpose")
    if len(a) == 1:
        if a[0] != b[0]:
            raise RefusedError("inner lengths of a product differ")
        return terms.Joined(terms.Turned(left, (1, a[0])), right, (b[1],))
    if a[1] != b[0]:
        raise RefusedError("inner lengths of a product differ")
    if len(b) == 1:
        return terms.Joined(left, right, () if terms.is_row(a) else (a[0],))
    return terms.Joined(left, right, (a[0], b[1]))
