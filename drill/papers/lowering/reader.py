"""Reads a formula's tree as terms: decides each product, norm and index from the types of its symbols.

Types are worked out again from the leaves up, so that parts of other formulas may be put in; what does not
fit together is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drill.notation import refs, replaced, to_latex, to_tokens
from drill.notation import walk as walk_tree
from drill.notation.tree import (
    Add,
    Apply,
    Binomial,
    Bound,
    Bracket,
    Cases,
    Derivative,
    Div,
    Expect,
    Factorial,
    Fixed,
    Gradient,
    Inverse,
    Listed,
    Mul,
    Name,
    Neg,
    Node,
    Norm,
    Num,
    Pow,
    Reduce,
    Ref,
    Root,
    Statement,
    Text,
    Transpose,
)  # fmt: skip
from drill.notation.tree import Running as RunningIndex
from drill.papers.lowering.functions import FUNCTIONS, SPELLINGS
from drill.papers.lowering.terms import (
    Axes,
    Branches,
    Called,
    Condition,
    Constant,
    Filled,
    Fold,
    FoldSign,
    Given,
    Input,
    Joined,
    Minus,
    Outer,
    Over,
    Place,
    Plus,
    Raised,
    Range,
    RefusedError,
    Running,
    Size,
    Term,
    Times,
    Turned,
    Whole,
    is_row,
)  # fmt: skip
from drill.papers.lowering.terms import walk as walk_terms
from drill.papers.sheet.typed import Quantity
from drill.papers.sheet.types import Array, Domain, Function, IndexType, Length, Number, Random, SetType, Type

_ENTRYWISE: Final = frozenset(("\\odot", "\\circ", "\\ast"))
_PLAIN: Final = frozenset(("", "\\cdot", "\\times", "\\,", "\\;", "*"))
_FOLDS: Final[Mapping[str, FoldSign]] = {
    "\\sum": "sum", "\\prod": "prod", "\\max": "max", "\\min": "min", "\\argmax": "argmax",
    "\\argmin": "argmin", "\\sup": "max", "\\inf": "min",
}  # fmt: skip
_SIGNS: Final[Mapping[str, str]] = {
    "<": "<", ">": ">", "\\leq": "<=", "\\le": "<=", "\\geq": ">=", "\\ge": ">=", "=": "==", "\\neq": "!=",
    "\\ne": "!=", "\\leqslant": "<=", "\\geqslant": ">=",
}  # fmt: skip
_DECIMAL: Final = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_CHANCE: Final = Domain(0, 1, is_low_open=False, is_high_open=False)
_SIGMOID: Final = re.compile(r"\b(sigmoid|logistic)\b", re.IGNORECASE)


def latex_of(node: Node) -> str:
    """A part of a formula as LaTeX."""
    return to_latex(to_tokens(node))


def letter_of(ref: Ref) -> str:
    """What tells one running letter from another: ``a``, ``a'`` and a bold ``a`` are three."""
    return ref.name.base + "'" * ref.primes + ("!" if ref.name.font else "")


@dataclass(frozen=True, slots=True)
class _Form:
    """A symbol with its running indices opened, as a row of the sheet has it."""

    name: Name
    places: tuple[str, ...]
    primes: int
    mark: str


def _form(ref: Ref) -> _Form:
    places = tuple(index.text if isinstance(index, Fixed) else "·" for index in (*ref.below, *ref.above))
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
        self._scope: dict[str, Range] = {}
        self._inputs: dict[object, Input] = {}
        self._names: set[str] = set()
        self.leaves: dict[int, Term] = {}
        """What the symbols and calls of the tree are, by the identity of their nodes."""
        self._laws: set[int] = set()
        self.expectations: dict[int, tuple[str, Apply]] = {}
        """Expectations that are computed, by the identity of their nodes: what runs, and its law."""
        self.ranges: dict[str, Range] = {}
        """Every letter that a sum binds anywhere in the statement."""
        self._open: dict[str, str] = {}
        self._lengths: dict[tuple[_Form, int], str] = {}
        above = [index for ref in refs(whole) for index in ref.above]
        self._above = {index.letter for index in above if isinstance(index, RunningIndex)}
        """Letters of indices above: the ``j`` of ``h^j``."""
        self._find_ranges(whole)
        self._find_running_places(whole)

    # What runs

    def _find_ranges(self, whole: Node) -> None:
        for node in walk_tree(whole):
            if isinstance(node, Reduce) and node.bound is not None and node.operator in _FOLDS:
                for ref in node.bound.names:
                    letter = letter_of(ref)
                    if letter not in self.ranges:
                        self.ranges[letter] = Range(letter, latex_of(ref), self._length(ref, node.bound))

    def _length(self, ref: Ref, bound: Bound) -> Length:
        """The name of the number of members; a number where both ends are."""
        match bound.lower, bound.upper:
            case Num(low), Num(high) if low.isdigit() and high.isdigit():
                return int(high) - int(low) + 1
            case Num("1"), Ref() as last:
                return self._length_name(last)
            case Num("0"), Add((Ref() as last, Neg(Num("1")))):
                return self._length_name(last)
            case _:
                return "n" + re.sub(r"[^A-Za-z]", "", ref.name.base)

    def _length_name(self, ref: Ref) -> str:
        quantity = self.known.of(ref)
        return quantity.typed if quantity is not None else re.sub(r"\W|\\", "", latex_of(ref)) or "n"

    def _find_running_places(self, whole: Node) -> None:
        """Which places of which symbols run: those that hold a bound letter anywhere in the statement."""
        for ref in (node for node in walk_tree(whole) if isinstance(node, Ref)):
            for place, index in enumerate((*ref.below, *ref.above)):
                if isinstance(index, RunningIndex) and index.letter in self.ranges:
                    self._lengths.setdefault((_spot(ref), place), index.letter)
        for ref in (node for node in walk_tree(whole) if isinstance(node, Ref)):
            for place, index in enumerate((*ref.below, *ref.above)):
                along = self._lengths.get((_spot(ref), place))
                if along and isinstance(index, RunningIndex) and index.letter not in self.ranges:
                    self._open.setdefault(index.letter, along)

    @property
    def free(self) -> dict[str, Range]:
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
        if isinstance(term, (Given, Size, Running, Filled, Constant)):
            self.leaves[id(node)] = term
        return term

    def _term(self, node: Node) -> Term:
        match node:
            case Num(text):
                if not _DECIMAL.fullmatch(text):
                    raise RefusedError(f"{text} is no plain number")
                return Constant("0" + text if text.startswith(".") else text)
            case Ref():
                return self._ref(node)
            case Bracket(body, opening):
                return self._bracket(body, opening)
            case Neg(body):
                return _minus(self.read(body))
            case Add(terms):
                return self._sum([self.read(term) for term in terms])
            case Mul(factors, signs):
                return self._product(factors, signs)
            case Div(top, bottom):
                return _over(self.read(top), self.read(bottom))
            case Pow():
                return self._power(node)
            case Root(body, degree):
                return self._root(body, degree)
            case Transpose(base):
                return self._transposed(self.read(base))
            case Inverse(base):
                return self._inverse(self.read(base))
            case Factorial(body):
                return _called("factorial", self.read(body))
            case Binomial(top, bottom):
                return _called("binomial", self.read(top), self.read(bottom))
            case Norm():
                return self._norm(node)
            case Listed(items, _, opening) if opening in ("\\langle", "<") and len(items) == 2:
                return _inner(self.read(items[0]), self.read(items[1]), self._as_numbers)
            case Apply():
                return self._apply(node)
            case Reduce():
                return self._reduce(node)
            case Expect():
                return self._expectation(node)
            case Gradient() | Derivative():
                return self._opaque(node)
            case Cases(branches):
                return self._cases(branches)
            case _:
                raise RefusedError(
                    _UNREAD.get(type(node).__name__, "it holds something that is not computed")
                )

    def _ref(self, ref: Ref) -> Term:
        letter = letter_of(ref)
        is_plain = not ref.below and not ref.above and not ref.name.accents
        if is_plain and (letter in self._scope or letter in self._open):
            return Running(letter) if self._is_index(letter) else self._value_that_runs(ref, letter)
        quantity = self.known.of(ref)
        is_one = ref.name.font or (quantity is not None and "identity" in quantity.means)
        if self._as_numbers and ref.name.base == "I" and is_one:
            return Constant("1")
        if quantity is None:
            return self._constant(ref)
        if is_identity(ref, quantity.type):
            return Constant("1") if self._as_numbers else Filled("eye", self._axes(quantity.type))
        if ref.name.base in ("0", "1"):
            what = "ones" if ref.name.base == "1" else "zeros"
            return Constant(ref.name.base) if self._as_numbers else Filled(what, self._axes(quantity.type))
        if quantity.typed in self._all_lengths():
            return Size(quantity.typed)
        if ref.name.base in ("\\ldots", "\\cdots", "\\dots", "\\infty"):
            raise RefusedError("it has dots or infinity in it")
        return self._member(ref, quantity)

    def _is_index(self, letter: str) -> bool:
        """Whether a running letter counts: it has ends, or stands as an index somewhere."""
        along = self._scope.get(letter)
        return along is None or along.start is not None or letter in self._lengths.values()

    def _value_that_runs(self, ref: Ref, letter: str) -> Term:
        """``x`` itself under a sum over all ``x``: its values are given, one for each member."""
        quantity = self.known.of(ref)
        if quantity is None:
            raise RefusedError(f"nothing is known of the values of ${latex_of(ref)}$")
        axes = self._axes(quantity.type)
        given = self._inputs.get(("value", letter))
        if given is None:
            length = self._scope[letter].length
            given = Input(self._name(quantity, ()), ref, quantity, axes, (length,), (letter,))
            self._inputs["value", letter] = given
        return Given(given, (Place(letter),), axes)

    def _all_lengths(self) -> frozenset[Length]:
        every = {*self.ranges.values(), *self.free.values()}
        return frozenset(one.length for one in every) | frozenset(
            axis for given in self._inputs.values() for axis in given.shape
        )

    def _constant(self, ref: Ref) -> Term:
        match ref.name.base:
            case "\\pi":
                return Constant("pi")
            case "e" if not ref.below and not ref.above:
                return Constant("e")
            case _:
                raise RefusedError(f"nothing is known of ${latex_of(ref)}$")

    def _member(self, ref: Ref, quantity: Quantity) -> Term:
        places: list[Place] = []
        lengths: list[Length] = []
        letters: list[str] = []
        kept: list[object] = []
        for place, index in enumerate((*ref.below, *ref.above)):
            along = self._lengths.get((_spot(ref), place))
            if along is None:
                kept.append(index)
                continue
            kept.append("·")
            places.append(self._place(index))
            lengths.append(self.ranges[along].length)
            letters.append(index.letter if isinstance(index, RunningIndex) else along)
        axes = self._axes(quantity.type)
        key = (quantity.key, tuple(kept), ref.primes, ref.mark)
        given = self._inputs.get(key)
        if given is None:
            given = Input(self._name(quantity, kept), ref, quantity, axes, tuple(lengths), tuple(letters))
            self._inputs[key] = given
        return Given(given, tuple(places), axes)

    def _place(self, index: object) -> Place:
        match index:
            case RunningIndex(letter, offset) if letter in self._scope or letter in self._open:
                return Place(letter, offset)
            case Fixed(text) if text.isdigit():
                return Place("", int(text))
            case _:
                raise RefusedError("an index is computed")

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

    def _name(self, quantity: Quantity, kept: Sequence[object]) -> str:
        """The paper's one name for it; where a formula has it at several places, which one."""
        base = identifier(quantity.typed)
        if base not in self._names:
            self._names.add(base)
            return base
        shift = next((index.offset for index in kept if isinstance(index, RunningIndex) and index.offset), 0)
        letters = "_".join(
            re.sub(r"\W", "", index.letter) if isinstance(index, RunningIndex) else "" for index in kept
        ).strip("_")
        tail = "_prev" if shift < 0 else "_next" if shift > 0 else f"_{letters}" if letters else "_2"
        name, count = base + tail, 2
        while name in self._names:
            count += 1
            name = f"{base}_{count}"
        self._names.add(name)
        return name

    # What stays one value

    def _apply(self, node: Apply) -> Term:
        if is_normal(node):
            return self._normal_density(node)
        known = known_function(node.function, self.known.of(node.function, is_called=True))
        if known is None or node.given or node.parameters:
            return self._opaque(node)
        if node.function.below:
            return self._with_base(node, known)
        term = self._known_call(known, [self.read(arg) for arg in node.args])
        return term if node.power is None else _raised(term, self.read(node.power))

    def _normal_density(self, node: Apply) -> Term:
        """The density of a normal law at a number."""
        value, mean, variance = (self.read(one) for one in (*node.args, *(node.given or node.parameters)))
        if value.axes or mean.axes or variance.axes:
            raise RefusedError("a normal density is of arrays")
        apart = value if mean == Constant("0") else Plus((value, _minus(mean)))
        off = Raised(apart, Constant("2"))
        return _over(
            _called("exp", _minus(_over(off, Times(Constant("2"), variance)))),
            _called("sqrt", Times(Times(Constant("2"), Constant("pi")), variance)),
        )

    def _with_base(self, node: Apply, known: str) -> Term:
        base = node.function.below[0]
        if known in ("log", "log2", "log10") and isinstance(base, Fixed) and base.text in ("2", "10"):
            return self._known_call(f"log{base.text}", [self.read(arg) for arg in node.args])
        if known in ("max", "min", "softmax"):
            raise RefusedError(f"it is not clear over what the {known} is taken")
        raise RefusedError("a function has an index of its own")

    def _known_call(self, known: str, args: list[Term]) -> Term:
        if known in ("softmax", "trace", "det", "diag"):
            (body,) = args if len(args) == 1 else (None,)
            if body is None:
                raise RefusedError(f"the {known} has several arguments")
            return self._whole(known, body)
        if known in ("max", "min") and len(args) == 1 and len(args[0].axes) == 1:
            return Whole("max" if known == "max" else "min", args[0])
        if len(args) != FUNCTIONS[known].arguments:
            raise RefusedError(f"{known} takes a different number of arguments here")
        return _called(known, *args)

    def _whole(self, known: str, body: Term) -> Term:
        axes = body.axes
        if self._as_numbers:
            if known == "softmax":
                raise RefusedError("a softmax of one number is 1")
            return body
        if known == "softmax":
            if not axes:
                raise RefusedError("a softmax of one number is 1")
            return Whole("softmax", body, axes)
        if known == "diag":
            if len(axes) == 1:
                return Whole("diag", body, (axes[0], axes[0]))
            _square(body, "diag")
            return Whole("diagonal", body, axes[:1])
        _square(body, known)
        return Whole("det" if known == "det" else "trace", body)

    def _opaque(self, node: Apply | Expect | Gradient | Derivative) -> Term:
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
        if given is None:
            name = self._name(quantity, ())
            runs = tuple((self._scope.get(one) or self.free[one]).length for one in letters)
            given = Input(name, node, quantity, axes, runs, letters, is_call=True)
            self._inputs[opened] = given
        elif len(given.runs) != len(letters):
            raise RefusedError("a value is indexed in one place and not in another")
        return Given(given, tuple(Place(one) for one in letters), axes)

    def _expectation(self, node: Expect) -> Term:
        """A mean over finitely many values, where the law is written; else one value."""
        law = law_of(node)
        letter = letter_of(law.args[0]) if law is not None and isinstance(law.args[0], Ref) else ""
        if law is None or letter in self._scope or letter not in _letters(node.body):
            return self._opaque(node)
        name = latex_of(law.args[0])
        along = Range(letter, name, "n" + re.sub(r"[^A-Za-z]", "", letter))
        self._scope[letter] = self.ranges[letter] = along
        self._laws.add(id(law))
        try:
            weight, body = self.read(law), self.read(node.body)
        finally:
            del self._scope[letter]
        self.expectations[id(node)] = (letter, law)
        return Fold("sum", along, Times(weight, body, body.axes), body.axes)

    def _value_of(self, node: Apply | Expect | Gradient | Derivative) -> Quantity:
        match node:
            case Apply(function):
                quantity = self.known.of(function, is_called=True)
                if quantity is None:
                    raise RefusedError(f"nothing is known of ${latex_of(function)}$")
                return replace(quantity, symbol=function, type=_gives(quantity.type))
            case Expect(operator, body):
                name = identifier(operator.name.base.strip("\\")) or "E"
                made = _made(name, operator, Number())
                is_square = isinstance(body, Pow) and body.exponent == Num("2")
                is_positive = is_square or name.lower() in ("var", "std", "v")
                return replace(made, domain=Domain(low=0)) if is_positive else made
            case Gradient(body, by, order):
                if body is None or order is not None:
                    raise RefusedError("a gradient stands without its function")
                along = self.known.of(by[0]) if by else None
                if along is None and not self._as_numbers:
                    raise RefusedError("it is not said with respect to what the gradient is taken")
                kind = along.type if along is not None else Number()
                return _made("grad", Ref(Name("grad")), Number() if self._as_numbers else kind)
            case Derivative(None):
                raise RefusedError("a derivative stands without its function")
            case Derivative(_, by):
                kinds = [quantity.type for one in by if (quantity := self.known.of(one)) is not None]
                if not self._as_numbers and (
                    len(kinds) != len(by) or any(isinstance(k, Array) for k in kinds)
                ):
                    raise RefusedError("it holds a derivative with respect to an array")
                return _made("slope", Ref(Name("slope")), Number())

    # Arithmetic

    def _bracket(self, body: Node, opening: str) -> Term:
        if opening in ("\\lfloor", "\\lceil"):
            return _called("floor" if opening == "\\lfloor" else "ceil", self.read(body))
        if opening not in ("(", "[", "\\{", "{", ""):
            raise RefusedError("a bracket has a special meaning")
        return self.read(body)

    def _sum(self, terms: list[Term]) -> Term:
        axes = ()
        for term in terms:
            axes = _together(axes, term.axes, "a sum")
        return Plus(tuple(terms), axes)

    def _product(self, factors: Sequence[Node], signs: Sequence[str]) -> Term:
        read = [self.read(factor) for factor in factors]
        try:
            result = read[0]
            for sign, factor in zip(signs, read[1:], strict=True):
                result = self._times(result, sign, factor)
            return result
        except RefusedError:
            result = read[-1]
            for sign, factor in zip(reversed(signs), reversed(read[:-1]), strict=True):
                result = self._times(factor, sign, result)
            return result

    def _times(self, left: Term, sign: str, right: Term) -> Term:
        if not left.axes or not right.axes:
            if sign not in _PLAIN | _ENTRYWISE:
                raise RefusedError(f"${sign}$ between numbers is not computed")
            return Times(left, right, left.axes or right.axes)
        if sign in _ENTRYWISE:
            return Times(left, right, _together(left.axes, right.axes, "a product entry by entry"))
        if sign == "\\cdot" and len(left.axes) == len(right.axes) == 1:
            return _inner(left, right, is_number=False)
        if sign not in _PLAIN or sign == "*":
            raise RefusedError(f"${sign}$ between arrays is not computed")
        return _joined(left, right)

    def _power(self, node: Pow) -> Term:
        if isinstance(node.base, Ref) and node.base.name == Name("e") and self.known.of(node.base) is None:
            return _called("exp", self.read(node.exponent))
        is_letter = isinstance(node.exponent, Ref) and letter_of(node.exponent) in self._above
        if is_letter and not isinstance(node.base, Ref):
            raise RefusedError("a letter above a bracket is an index elsewhere")
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
        return _raised(inner, _over(Constant("1"), self.read(degree)))

    def _transposed(self, body: Term) -> Term:
        axes = body.axes
        if not axes:
            if self._as_numbers:
                return body
            raise RefusedError("a number is transposed")
        if len(axes) == 1:
            return Turned(body, (1, axes[0]))
        return Turned(body, (axes[1],) if is_row(axes) else (axes[1], axes[0]))

    def _inverse(self, body: Term) -> Term:
        if not body.axes:
            return _over(Constant("1"), body)
        _square(body, "inverse")
        return Whole("inv", body, body.axes)

    def _norm(self, node: Norm) -> Term:
        body = self.read(node.body)
        order = (
            ""
            if node.order is None
            else re.sub(r"[\s{}]|\\(?:mathrm|operatorname|text)", "", latex_of(node.order))
        )
        if not body.axes:
            return _called("abs", body)
        if node.bars == "|":
            if len(body.axes) == 2 and not is_row(body.axes):
                _square(body, "determinant")
                return Whole("det", body)
            raise RefusedError("bars around an array may mean its norm or the size of its entries")
        if len(body.axes) == 1 or is_row(body.axes):
            if order in ("", "2", "\\ell_2"):
                return Whole("norm", body)
            if order == "1":
                return Whole("norm1", body)
            if order == "\\infty":
                return Whole("max", _called("abs", body))
            raise RefusedError("the norm is of an unusual kind")
        if order in ("F", "Fro", "2,2"):
            return Whole("norm", body)
        raise RefusedError("it is not said which norm of the matrix is meant")

    def _cases(self, branches: Sequence[tuple[Node, Node | None]]) -> Term:
        *before, (last, condition) = branches
        cases: list[tuple[Condition, Term]] = []
        for body, when in before:
            cases.append((self._condition(when), self.read(body)))
        if not cases:
            raise RefusedError("it has only one case")
        otherwise = self.read(last)
        if isinstance(condition, Statement) and not _is_complement(condition, branches[0][1]):
            raise RefusedError("its cases may leave a gap")
        if any(body.axes for _, body in cases) or otherwise.axes:
            raise RefusedError("its cases are of arrays")
        return Branches(tuple(cases), otherwise)

    def _condition(self, when: Node | None) -> Condition:
        match when:
            case Statement((left, right), (sign,)) if sign in _SIGNS:
                a, b = self.read(left), self.read(right)
                if a.axes or b.axes:
                    raise RefusedError("a condition compares arrays")
                return Condition(_SIGNS[sign], a, b)
            case _:
                raise RefusedError("a condition is no comparison of two numbers")

    # Sums over letters

    def _reduce(self, node: Reduce) -> Term:
        if node.operator not in _FOLDS:
            raise RefusedError(f"{node.operator.strip(chr(92))} is not computed")
        sign = _FOLDS[node.operator]
        if node.bound is None:
            return self._extreme_of_list(sign, node.body)
        if sign not in ("sum", "prod") and node.bound.lower is None and node.bound.among is None:
            raise RefusedError("a maximum or minimum is taken over everything")
        if node.bound.condition is not None:
            raise RefusedError("what its sum runs over has a condition")
        for ref in node.bound.names:
            if letter_of(ref) in self._scope:
                raise RefusedError("two sums use the same index")
        names = node.bound.names
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
            body = Fold(sign, one, body, body.axes)
        return body

    def _range(self, ref: Ref, bound: Bound) -> Range:
        known = self.ranges[letter_of(ref)]
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

    def _extreme_of_list(self, sign: FoldSign, body: Node) -> Term:
        inner = body.body if isinstance(body, Bracket) else body
        if sign in ("max", "min") and isinstance(inner, Listed) and len(inner.items) == 2:
            return self._known_call(sign, [self.read(item) for item in inner.items])
        if sign in ("max", "min") and not isinstance(inner, Listed):
            read = self.read(inner)
            if len(read.axes) == 1:
                return Whole("max" if sign == "max" else "min", read)
        raise RefusedError("it is not said over what the extreme is taken")


_UNREAD: Final[Mapping[str, str]] = {
    "Opaque": "a part of it is not read", "Integral": "it holds an integral", "Text": "it holds words",
    "PlusMinus": "it has two signs at once", "Family": "it holds a family as a whole",
    "At": "it takes a value at a place", "Statement": "it holds a statement inside",
    "Listed": "it lists several things", "Matrix": "its entries are listed",
}  # fmt: skip


def identifier(typed: str) -> str:
    """A name as Python takes it."""
    name = re.sub(r"\W+", "_", typed.replace("'", "_prime").replace("*", "_star"), flags=re.ASCII).strip("_")
    name = name if name and not name[0].isdigit() else f"x_{name}".rstrip("_")
    return _TAKEN.get(name, name)


_TAKEN: Final[Mapping[str, str]] = {
    "lambda": "lam", "in": "in1", "is": "is1", "if": "if1", "or": "or1", "as": "as1",
    "np": "np1", "del": "del1",
}  # fmt: skip
"""What Python keeps for itself."""


def is_identity(ref: Ref, kind: Type) -> bool:
    """Whether a symbol is the identity matrix: an ``I`` of square shape."""
    match kind:
        case Array((a, b)):
            return ref.name.base == "I" and a == b and not ref.name.accents
        case _:
            return False


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


def is_normal(node: Apply) -> bool:
    """Whether a call is a normal density whose second parameter is a variance: a square is written."""
    name = node.function.name
    is_named = name.base in ("Normal", "Gaussian") or (name.base, name.font) == ("N", "\\mathcal")
    below = node.given or node.parameters
    if not is_named or len(node.args) != 1 or len(below) != 2:
        return False
    return any(isinstance(part, Pow) and part.exponent == Num("2") for part in walk_tree(below[1]))


def law_of(node: Expect) -> Apply | None:
    """The law that an expectation is taken over, as a call of what runs; None where it is not written."""
    if node.operator.name.base != "E" or node.given:
        return None
    match node.over:
        case Apply(_, (Ref(below=()),)) as law:
            return law
        case Statement((Ref(below=()) as value, Ref() as law), ("\\sim",)):
            return Apply(law, (value,))
        case Statement((Ref(below=()) as value, Apply(_, (own,)) as law), ("\\sim",)) if own == value:
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
        elif isinstance(one, RunningIndex):
            yield one.letter


def _opened(node: Node, letters: Sequence[str]) -> Node:
    """A part of the formula with its running letters numbered, to tell the same value at another place."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Ref) and letter_of(part) in letters and not part.below:
            return Text(f"·{letters.index(letter_of(part))}")
        if isinstance(part, RunningIndex) and part.letter in letters:
            if part.offset:
                raise RefusedError("a value stands at a shifted place")
            return RunningIndex(f"·{letters.index(part.letter)}")
        return None

    return replaced(node, change)


def _depends(term: Term, letter: str) -> bool:
    return any(
        (isinstance(part, Running) and part.letter == letter)
        or (isinstance(part, Given) and any(place.letter == letter for place in part.places))
        for part in walk_terms(term)
    )


def _square(body: Term, what: str) -> None:
    if len(body.axes) != 2 or body.axes[0] != body.axes[1]:
        raise RefusedError(f"the {what} is of no square matrix")


def _together(a: Axes, b: Axes, what: str) -> Axes:
    """The axes of two things that meet entry by entry."""
    if not a or not b or a == b:
        return a or b
    raise RefusedError(f"{what} joins arrays of different shapes")


def _minus(body: Term) -> Term:
    return Minus(body, body.axes)


def _over(top: Term, bottom: Term) -> Term:
    return Over(top, bottom, _together(top.axes, bottom.axes, "a quotient"))


def _raised(base: Term, exponent: Term) -> Term:
    return Raised(base, exponent, base.axes)


def _called(function: str, *args: Term) -> Term:
    axes: Axes = ()
    for arg in args:
        axes = _together(axes, arg.axes, f"{function}")
    if function in ("exp", "log") and len(axes) == 2 and axes[0] == axes[1] and isinstance(args[0], Given):
        raise RefusedError(f"the {function} of a square matrix may be meant as a whole")
    return Called(function, args, axes)


def _inner(left: Term, right: Term, is_number: bool) -> Term:
    if is_number or not (left.axes or right.axes):
        return Times(left, right)
    if len(left.axes) == len(right.axes) == 1 and left.axes == right.axes:
        return Joined(Turned(left, (1, *left.axes)), right)
    raise RefusedError("an inner product joins arrays of different shapes")


def _joined(left: Term, right: Term) -> Term:
    a, b = left.axes, right.axes
    if len(a) == 1 and is_row(b):
        return Outer(left, right, (a[0], b[1]))
    if len(a) == 1 and len(b) == 1:
        raise RefusedError("two vectors stand side by side without a transpose")
    if len(a) == 1:
        if a[0] != b[0]:
            raise RefusedError("inner lengths of a product differ")
        return Joined(Turned(left, (1, a[0])), right, (b[1],))
    if a[1] != b[0]:
        raise RefusedError("inner lengths of a product differ")
    if len(b) == 1:
        return Joined(left, right, () if is_row(a) else (a[0],))
    return Joined(left, right, (a[0], b[1]))


def _is_complement(last: Statement, first: Node | None) -> bool:
    """Whether the second of two conditions is what the first leaves."""
    pairs = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "==": "!=", "!=": "=="}
    if not isinstance(first, Statement) or len(first.relations) != 1 or len(last.relations) != 1:
        return False
    signs = _SIGNS.get(first.relations[0], ""), _SIGNS.get(last.relations[0], "")
    return first.sides == last.sides and pairs.get(signs[0]) == signs[1]
