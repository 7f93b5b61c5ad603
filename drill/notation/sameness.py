"""Whether two formulas are the same up to spelling, and in which part they differ.

Each tree becomes a form, nested tuples in which spelling no longer shows: fonts, brackets, quotients and
powers, the order of summands and of factors that commute, what bound letters are called, ``\\exp`` and
``e^{…}``, transposes, ``\\mid`` and ``|``, ``:=``, ``\\leftarrow`` and ``=``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias

from drill.notation import tree
from drill.notation.printing import to_latex, to_tokens
from drill.notation.tree import Node
from drill.notation.vocabulary import GREEK
from drill.notation.walk import walk

Form: TypeAlias = tuple[Any, ...]
"""A formula without its spelling: a tag, then parts, which are forms, numbers or text."""

DifferenceKind = Literal[
    "side", "relation", "summand", "factor", "sign", "index", "exponent", "name", "argument", "bound", "part"
]

_EQUAL: Final = frozenset(("=", ":=", "=:", "\\leftarrow", "\\equiv", "\\doteq"))
_FLIPPED: Final = {">": "<", "\\geq": "\\leq", "\\ni": "\\in", "\\supset": "\\subset", "\\gg": "\\ll"}
_DIRECTED: Final = frozenset((":=", "=:", "\\leftarrow"))
_PLAIN: Final = frozenset(("", "\\cdot"))
_VARIANTS: Final = {
    "\\varepsilon": "\\epsilon",
    "\\varphi": "\\phi",
    "\\vartheta": "\\theta",
    "\\varrho": "\\rho",
    "\\ell": "l",
}
_UNRANKED: Final = frozenset(("\\oplus", "\\ominus", "\\boxplus"))
"""Signs of which nobody says whether they join before sums do."""
_LOGARITHMS: Final = frozenset(("\\log", "\\ln", "log", "ln"))
_SAID_OTHERWISE: Final = {"\\argmax": "argmax", "\\argmin": "argmin", "\\Pr": "P"}
_LARGEST_POWER: Final = 50
_ONE: Final[Form] = ("number", Fraction(1))
_ZERO: Final[Form] = ("number", Fraction(0))
_MATRICES: Final = {"(": "pmatrix", "[": "bmatrix", "\\{": "Bmatrix"}


@dataclass(frozen=True, slots=True)
class Difference:
    """The smallest part in which a formula differs: what is due, and what stands there; empty for nothing."""

    kind: DifferenceKind
    due: str
    given: str


def same(key: Node, answer: Node) -> bool:
    """Whether two formulas are the same up to spelling; ``key`` tells which factors may be arrays."""
    return any(one == other for one, other in _pairs(key, answer))


def difference(key: Node, answer: Node) -> Difference | None:
    """The smallest part in which ``answer`` differs from ``key``; None where they are the same."""
    if same(key, answer):
        return None
    facts = _Facts.of(key)
    sources: dict[Form, Node] = {}
    found = _differs(_Former(facts, sources).form(key), _Former(facts, sources).form(answer), sources)
    return found or Difference("part", _shown(key), _shown(answer))


def forms(key: Node, answer: Node | None = None) -> Callable[[Node], Hashable]:
    """What gives parts of formulas their forms beside ``key``: equal where they are the same."""
    facts = _Facts.of(key)
    further = frozenset[str]() if answer is None else in_several_fonts(answer)
    return _Former(replace(facts, fonts=facts.fonts | further)).form


def commutes(key: Node, answer: Node) -> bool:
    """Whether the factors of all products in both are numbers for sure, which may change places."""
    arrays = _Facts.of(key).arrays
    for part in (*walk(key), *walk(answer)):
        if isinstance(part, tree.Transpose | tree.Matrix):
            return False
        if isinstance(part, tree.Mul):
            has_arrays = any(_may_be_array(one, arrays) for one in part.factors)
            open_ones = [one for one in part.factors if not _is_scalar(one, arrays)]
            is_mixed = _mixes_calls(part.factors) or not _PLAIN.issuperset(part.signs)
            if is_mixed or (has_arrays and len(open_ones) > 1):
                return False
    return True


def _pairs(key: Node, answer: Node) -> Iterator[tuple[Form, Form]]:
    """The forms of both, with each meaning that a star and a prime may have in the answer."""
    facts, due, stars, has_primes = _due(key)
    if fonts := in_several_fonts(answer) - facts.fonts:
        facts = replace(facts, fonts=facts.fonts | fonts)
        due = _Former(facts).form(key)
    for star in stars:
        facts = replace(facts, star=star)
        yield due, _Former(facts).form(answer)
        if not has_primes and any(isinstance(part, tree.Ref) and part.primes for part in walk(answer)):
            yield due, _Former(replace(facts, primes_transpose=True)).form(answer)


@lru_cache(maxsize=256)
def _due(key: Node) -> tuple[_Facts, Form, tuple[str, ...], bool]:
    """What a key tells, its form, what a typed star may mean beside it, and whether it has primes."""
    facts = _Facts.of(key)
    signs = {sign for part in walk(key) if isinstance(part, tree.Mul) for sign in part.signs}
    stars = (facts.star,) if facts.star else ("", *(["\\odot"] if "\\odot" in signs else []))
    has_primes = any(isinstance(part, tree.Ref) and part.primes for part in walk(key))
    return facts, _Former(facts).form(key), stars, has_primes


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a key tells about the letters of both formulas."""

    arrays: frozenset[str]
    """Letters that stand behind an array in a product."""
    apart: frozenset[str]
    """Variants of letters that are letters of their own here."""
    sets: frozenset[str]
    """Sets called by the capital of what runs in them, which a sum need not name."""
    has_expectations: bool
    is_directed: bool = False
    """Whether a side is defined by the other, or takes its value: then they do not change places."""
    fonts: frozenset[str] = frozenset()
    """Letters that stand in several fonts."""
    star: str = ""
    primes_transpose: bool = False

    @classmethod
    def of(cls, key: Node) -> _Facts:
        bases = {part.name.base for part in walk(key) if isinstance(part, tree.Ref)}
        bases |= {part.letter for part in walk(key) if isinstance(part, tree.Running)}
        apart = frozenset(variant for variant, usual in _VARIANTS.items() if {variant, usual} <= bases)
        behind = {name for part in walk(key) if isinstance(part, tree.Mul) for name in _behind_arrays(part)}
        signs = {sign for part in walk(key) if isinstance(part, tree.Mul) for sign in part.signs}
        bounds = [part for part in walk(key) if isinstance(part, tree.Bound)]
        sets = frozenset(base for bound in bounds if (base := _own_set(bound)))
        has_expectations = any(isinstance(part, tree.Expect) for part in walk(key))
        star = "\\ast" if signs & {"*", "\\ast"} else ""
        relations = {
            sign for part in walk(key) if isinstance(part, tree.Statement) for sign in part.relations
        }
        is_directed = not _DIRECTED.isdisjoint(relations)
        return cls(frozenset(behind), apart, sets, has_expectations, is_directed, in_several_fonts(key), star)


def in_several_fonts(node: Node) -> frozenset[str]:
    """The letters that a formula has in more than one font."""
    seen: dict[str, str] = {}
    several: set[str] = set()
    for part in walk(node):
        if isinstance(part, tree.Ref) and seen.setdefault(part.name.base, part.name.font) != part.name.font:
            several.add(part.name.base)
    return frozenset(several)


def _own_set(bound: tree.Bound) -> str:
    """The set that is called by the capital of what runs, ``s \\in S``."""
    match bound:
        case tree.Bound((tree.Ref(tree.Name(letter)),), among=tree.Ref(tree.Name(base), (), ())) if (
            base == letter.upper()
        ):
            return base
        case _:
            return ""


def _behind_arrays(product: tree.Mul) -> Iterator[str]:
    is_behind = False
    for factor in product.factors:
        if is_behind and isinstance(factor, tree.Ref):
            yield factor.name.base
        is_behind = is_behind or _may_be_array(factor, frozenset())


def _may_be_array(node: Node, arrays: frozenset[str]) -> bool:
    """Whether factors may not change places with one: it has a capital name, or is transposed."""
    match node:
        case tree.Ref(name):
            is_capital = name.base[:1].isupper() or name.base in ("\\Sigma", "\\Lambda", "\\Theta", "\\Phi")
            return (is_capital and name.font != "\\mathcal") or name.base in arrays
        case tree.Transpose() | tree.Matrix():
            return True
        case (
            tree.Apply()
            | tree.Norm()
            | tree.Num()
            | tree.Reduce()
            | tree.Integral()
            | tree.Expect()
            | tree.Derivative()
            | tree.Entry()
        ):
            return False
        case tree.Add(parts) | tree.Mul(parts, _):
            return any(_may_be_array(one, arrays) for one in parts)
        case tree.Neg(body) | tree.Bracket(body) | tree.Pow(body, _) | tree.Inverse(body) | tree.Root(body):
            return _may_be_array(body, arrays)
        case tree.Div(top, bottom):
            return _may_be_array(top, arrays) or _may_be_array(bottom, arrays)
        case _:
            return False


def _mixes_calls(factors: Sequence[Any]) -> bool:
    """Whether values of a function with a capital name stand beside those of another, ``P(s) v(s)``."""
    called = {one.function.name.base for one in factors if isinstance(one, tree.Apply) and one.opening == "("}
    return len(called) > 1 and any(len(base) == 1 and base.isupper() for base in called)


def _is_scalar(node: Node, arrays: frozenset[str]) -> bool:
    """Whether a factor is a number for sure, beside arrays: a numeral, a Greek letter, a norm, a quotient."""
    match node:
        case tree.Num() | tree.Norm():
            return True
        case tree.Ref(tree.Name(base, font)):
            return base in GREEK and base[1].islower() and not font and base not in arrays
        case tree.Apply(tree.Ref(tree.Name(base))):
            return base in _LOGARITHMS or base == "\\exp"
        case tree.Root(body):
            return not _may_be_array(body, arrays)
        case tree.Bracket(body) | tree.Neg(body) | tree.Pow(body, _):
            return _is_scalar(body, arrays)
        case tree.Add(parts) | tree.Mul(parts, _):
            return all(_is_scalar(one, arrays) for one in parts)
        case tree.Div(top, bottom):
            return not _may_be_array(bottom, arrays) and _is_scalar(top, arrays)
        case _:
            return False


def _divides_or_is_scalar(factor: Node, exponent: int, arrays: frozenset[str]) -> bool:
    """Whether a factor changes places with arrays: it is a number, or a denominator that is no array."""
    return _is_scalar(factor, arrays) or (exponent < 0 and not _may_be_array(factor, arrays))


class _Former:
    """Makes forms of one formula, and remembers of which part each was made."""

    def __init__(self, facts: _Facts, sources: dict[Form, Node] | None = None) -> None:
        self.facts = facts
        self.sources = sources
        self.bound: dict[tuple[str, int], str] = {}

    def form(self, node: Node) -> Form:
        """The form of a part."""
        found = self._form(node)
        if self.sources is not None:
            self.sources.setdefault(found, node)
        return found

    def _forms(self, nodes: Iterable[Node]) -> tuple[Form, ...]:
        return tuple(self.form(one) for one in nodes)

    def _form(self, node: Node) -> Form:
        match node:
            case tree.Num(text):
                return "number", Fraction(text)
            case tree.Ref():
                return self._ref(node)
            case tree.Bracket(tree.Matrix() as table, opening):
                return "matrix", _MATRICES.get(opening, opening), tuple(map(self._forms, table.rows))
            case tree.Bracket(body, "\\lfloor" | "\\lceil" as opening, closing):
                return "call", (opening + closing,), self.form(body)
            case tree.Bracket(body):
                return self.form(body)
            case tree.Neg(body):
                return _product_of(("number", Fraction(-1)), self.form(body))
            case tree.PlusMinus("+", body):
                return self.form(body)
            case tree.Add(terms) if any(
                isinstance(one, tree.Mul) and not _UNRANKED.isdisjoint(one.signs) for one in terms
            ):
                return "sum in order", *self._forms(terms)
            case tree.Add(terms):
                return _added(self.form(one) for one in terms)
            case tree.Mul((tree.Integral(tree.Num("1"), by) as integral, *rest), signs) if by:
                body = tree.Mul(tuple(rest), signs[1:]) if len(rest) > 1 else rest[0]
                return self.form(replace(integral, body=body))  # ``\int dx\, f(x)``
            case tree.Mul() | tree.Div():
                return self._product(node)
            case tree.Pow(tree.Ref(tree.Name("e", "" | "\\mathrm"), (), (), 0, ""), exponent):
                return "power", ("name", "exp"), self.form(exponent)
            case tree.Pow(tree.Apply(tree.Ref(tree.Name("E")), (arg,), (), (), None, "("), exponent) if (
                self.facts.has_expectations
            ):  # of a square, not its square
                return self.form(tree.Expect(tree.Ref(tree.Name("E")), tree.Pow(arg, exponent)))
            case tree.Pow(base, exponent):
                return _raised(self.form(base), self.form(exponent))
            case tree.Inverse(base):
                return _power(self.form(base), ("number", Fraction(-1)))
            case tree.Root(body, degree):
                below = self.form(degree) if degree is not None else ("number", Fraction(2))
                return _power(self.form(body), _power(below, ("number", Fraction(-1))))
            case tree.Transpose(base):
                return self._transposed(base)
            case tree.Norm(body, bars, order):
                below = self.form(order) if order is not None else ()
                is_usual = bars == "\\|" and below == ("number", Fraction(2))
                return "norm", bars, self.form(body), () if is_usual else below
            case tree.Statement():
                return self._statement(node)
            case _:
                return self._operator(node)

    def _operator(self, node: Node) -> Form:
        match node:
            case tree.Listed():
                return self._list(node)
            case tree.Apply():
                return self._call(node)
            case tree.Expect(operator, body, over, given):
                law = self.form(over) if over is not None else ()
                number, inner = _number_apart(self.form(body))
                said = ("expect", self._word(operator), operator.mark, law, inner, self._forms(given))
                return _product_of(("number", number), said)
            case tree.Reduce() | tree.Integral() | tree.Family():
                return self._bound(node)
            case tree.Derivative(body, by, sign):
                letter = "δ" if sign == "\\delta" else "d"
                derived = self.form(body) if body is not None else ()
                return "derivative", letter, derived, tuple(sorted(self._forms(by), key=repr))
            case tree.Entry(body, (tree.Computed(tree.Ref(tree.Name("+"))),)):
                return "extreme", "\\max", tuple(sorted((self.form(body), _ZERO), key=repr))
            case tree.Entry(tree.Num("1"), (tree.Computed(condition),)):
                return self._indicator(condition)
            case tree.Entry(body, below):
                return "entry", self.form(body), self._indices("", below)
            case tree.Matrix(rows, environment):
                return "matrix", environment.rstrip("*"), tuple(map(self._forms, rows))
            case tree.Text(text):
                return "text", " ".join(text.split()).strip(" ,.")
            case tree.Opaque(tokens):
                return "opaque", tokens
            case tree.Open(sign):
                return ("dots",) if sign not in (":", "\\cdot") else ("open",)
            case _:
                return self._anything(node)

    def _anything(self, node: Node) -> Form:
        """The form of a node that has one spelling only: its kind and its parts."""
        parts = (getattr(node, one.name) for one in fields(node) if one.compare)
        return type(node).__name__, *map(self._part, parts)

    def _part(self, value: Any) -> Any:
        if isinstance(value, tree.Spanned):
            return self.form(value)  # type: ignore[arg-type]  # every kind of Spanned is one of Node
        return tuple(map(self._part, value)) if isinstance(value, tuple) else value

    # Names

    def _letter(self, base: str) -> str:
        return base if base in self.facts.apart else _VARIANTS.get(base, base)

    def _ref(self, ref: tree.Ref) -> Form:
        name = ref.name
        if not ref.below and not name.accents and (bound := self.bound.get((name.base, ref.primes))):
            return "name", bound
        if self.facts.primes_transpose and ref.primes == 1:
            return self._transposed(replace(ref, primes=0))
        base, number = self._letter(name.base), ()
        if len(base) > 1 and base[0].isalpha() and base[1:].isdigit():
            base, number = base[0], (("number", Fraction(base[1:])),)
        if base == "1" and len(ref.below) == 1 and isinstance(ref.below[0], tree.Computed):
            return self._indicator(ref.below[0].body)
        if name.base in self.facts.fonts or (name.base == "e" and name.font == "\\mathbf"):
            base = f"{name.font} {base}"
        word = base.lower() if len(base) > 1 and base.isalpha() else base
        word = "tr" if word == "trace" else word
        below = (*number, *self._indices(name.label, ref.below))
        if base == "D" and below == (("name", "K"), ("name", "L")):
            return "name", "kl"
        mark = ref.mark.removeprefix("\\operatorname{").removeprefix("\\mathrm{").removesuffix("}")
        mark = "*" if mark in ("\\ast", "\\star") else mark
        plain = not (name.accents or below or ref.primes or mark)
        said: Form = ("name", word) if plain else ("name", word, name.accents, below, ref.primes, mark)
        if not ref.above:
            return said
        above = self._indices("", ref.above)
        if len(above) == 1 and above[0][0] == "name" and len(above[0]) == 2 and len(above[0][1]) > 1:
            label = above[0][1]
            if label.isalpha():
                return "name", word, name.accents, below, ref.primes, label
        if len(above) == 1 and isinstance(ref.above[0], tree.Computed) and above[0][0] == "number":
            return _power(said, above[0])
        return "raised", said, above, bool(ref.opening)

    def _indicator(self, condition: Node) -> Form:
        inner = condition.body if isinstance(condition, tree.Bracket) else condition
        return "indicator", self.form(inner)

    def _word(self, ref: tree.Ref) -> Form:
        return "name", ref.name.base.lower() if len(ref.name.base) > 1 else ref.name.base

    def _indices(self, label: str, indices: Sequence[tree.Index]) -> Form:
        """Labels letter by letter, for ``d_{in}`` is typed so; letters and numbers one by one."""
        found: list[Form] = [("name", letter) for letter in label]
        for index in indices:
            match index:
                case tree.Running(letter, offset):
                    own = self.bound.get((letter, 0)) or self._letter(letter)
                    found.append(_added([("name", own), ("number", Fraction(offset))]))
                case tree.Fixed(text):
                    mark = "*" if text in ("\\ast", "\\star") else text
                    found.append(("number", Fraction(text)) if text[0].isdigit() else ("mark", mark))
                case tree.Open(sign):
                    found.append(("open", sign))
                case tree.Computed(tree.Bracket(body, "(" | "[")):
                    found.append(("in brackets", self.form(body)))
                case tree.Computed(body):
                    found.append(self.form(body))
        return tuple(found)

    # Products

    def _product(self, node: tree.Mul | tree.Div) -> Form:
        commuting: list[tuple[Form, Form]] = []
        ordered: list[tuple[Form, Form]] = []
        factors = list(self._factors(node, 1))
        arrays = self.facts.arrays
        has_arrays = any(_may_be_array(one, arrays) for one, _ in factors if not isinstance(one, tuple))
        has_arrays = has_arrays or _mixes_calls([one for one, _ in factors])
        for factor, exponent in factors:
            raised: Form = ("number", Fraction(exponent))
            if isinstance(factor, tuple):
                (ordered if has_arrays else commuting).append((factor, raised))
            elif has_arrays and not _divides_or_is_scalar(factor, exponent, arrays):
                ordered.append((self.form(factor), raised))
            else:
                commuting.append((self.form(factor), raised))
        if len(ordered) == 1:
            commuting, ordered = [*commuting, *ordered], []
        return _multiplied(commuting, ordered)

    def _factors(self, node: Node, exponent: int) -> Iterator[tuple[Any, int]]:
        """The factors of products and quotients inside of each other; a product of another kind is a form."""
        match node:
            case tree.Bracket(tree.Mul() | tree.Div() | tree.Bracket() as body, "(" | "[" | "{"):
                yield from self._factors(body, exponent)
            case tree.Mul(factors, signs) if all(self._multiplies(node, at) for at in range(len(signs))):
                for factor in factors if exponent > 0 else factors[::-1]:
                    yield from self._factors(factor, exponent)
            case tree.Mul():
                yield self._joined(node), exponent
            case tree.Div(top, bottom):
                yield from self._factors(top, exponent)
                yield from self._factors(bottom, -exponent)
            case _:
                yield node, exponent

    def _multiplies(self, node: tree.Mul, at: int) -> bool:
        sign = node.signs[at]
        if sign == "\\times":
            return isinstance(node.factors[at], tree.Num) or isinstance(node.factors[at + 1], tree.Num)
        return sign in _PLAIN or (sign in ("*", "\\ast") and not self.facts.star)

    def _joined(self, node: tree.Mul) -> Form:
        """Factors of which some are joined by a sign of another kind, from the left."""
        runs: list[list[Node]] = [[node.factors[0]]]
        signs: list[str] = []
        for at, factor in enumerate(node.factors[1:]):
            if self._multiplies(node, at):
                runs[-1].append(factor)
            else:
                sign = node.signs[at]
                signs.append(self.facts.star if sign in ("*", "\\ast") else sign)
                runs.append([factor])
        parts = [
            self.form(tree.Mul(tuple(run), ("",) * (len(run) - 1)) if len(run) > 1 else run[0])
            for run in runs
        ]
        said = parts[0]
        for sign, part in zip(signs, parts[1:], strict=True):
            before = said[2] if said[0] == "joined" and said[1] == sign else (said,)
            joined = (*before, part)
            if sign in ("\\odot", "\\cap", "\\cup", "\\wedge", "\\vee"):
                joined = tuple(sorted(joined, key=repr))
            said = ("joined", sign, joined)
        return said

    def _transposed(self, base: Node) -> Form:
        match base:
            case tree.Bracket(body):
                return self._transposed(body)
            case tree.Mul(factors, signs) if not any(signs):
                return self.form(tree.Mul(tuple(tree.Transpose(one) for one in factors[::-1]), signs))
            case tree.Transpose(body):
                return self.form(body)
            case _:
                return "transpose", self.form(base)

    # Calls and what is bound

    def _list(self, node: tree.Listed) -> Form:
        items = self._forms(node.items)
        if node.opening == "\\langle":
            return "inner", tuple(sorted(items, key=repr))
        bars = ("\\mid", ":", "|") if node.opening == "\\{" else ("\\mid",)
        separators = tuple("|" if mark in bars else mark for mark in node.separators)
        return "list", node.opening, items, separators

    def _call(self, node: tree.Apply) -> Form:
        function = node.function
        base = function.name.base
        if base == "1" and len(node.args) == 1:
            return self._indicator(node.args[0])
        if base == "E" and self.facts.has_expectations and len(node.args) == 1:
            return self.form(tree.Expect(node.function, node.args[0], None, node.given))
        args = self._forms(node.args)
        if base in ("\\exp", "exp") and len(args) == 1:
            return _power(("power", ("name", "exp"), args[0]), self._exponent(node))
        name: Form = ("name", "log") if base in _LOGARITHMS else self.form(function)
        if base in _LOGARITHMS and function.below:
            name = ("name", "log", self._indices("", function.below))
        if name == ("name", "log") and len(args) == 1:
            return _power(_logarithm(args[0]), self._exponent(node))
        given = self._forms(node.given)
        given = given if node.bar == "\\|" else tuple(sorted(given, key=repr))
        parameters = self._forms(node.parameters)
        if parameters and base == "N":
            args, parameters = parameters, ()
        said = ("call", name, args, given, parameters)
        return _power(said, self._exponent(node))

    def _exponent(self, node: tree.Apply) -> Form:
        return self.form(node.power) if node.power is not None else _ONE

    def _bound(self, node: tree.Reduce | tree.Integral | tree.Family) -> Form:
        outer = dict(self.bound)
        match node:
            case tree.Reduce(operator, tree.Listed(items), None):
                found = ("extreme", operator, tuple(sorted(self._forms(items), key=repr)))
            case tree.Reduce(operator, body, tree.Bound(names) as bound):
                self._bind(names)
                below = self._limits(bound)
                found = _drawn_out(operator, self.form(body), below, [*self.bound.values()][len(outer) :])
            case tree.Integral(body, by, lower, upper, among, sign):
                limits = self._part((lower, upper, among))
                self._bind([one for one in by if isinstance(one, tree.Ref)])
                found = ("integral", sign, self.form(body), self._part(by), limits)
            case tree.Family(body, bound, opening):
                self._bind(bound.names)
                found = ("family", opening, self.form(body), self._limits(bound))
            case tree.Reduce(operator, body):
                found = _drawn_out(_SAID_OTHERWISE.get(operator, operator), self.form(body), (), ())
        self.bound = outer
        return found

    def _bind(self, names: Sequence[tree.Ref]) -> None:
        for name in names:
            if not (name.below or name.above or name.mark or name.name.accents):
                self.bound[name.name.base, name.primes] = f"#{len(self.bound)}"

    def _limits(self, bound: tree.Bound) -> Form:
        among = bound.among
        if isinstance(among, tree.Ref) and among.name.base in self.facts.sets and not among.below:
            among = None
        parts = (bound.names, bound.lower, bound.upper, among, bound.condition)
        return tuple(self._part(one) if one is not None else () for one in parts)

    def _statement(self, node: tree.Statement) -> Form:
        relations = ["=" if one in _EQUAL else one for one in node.relations]
        sides = list(self._forms(node.sides))
        if len(relations) == 1 and relations[0] in _FLIPPED:
            relations, sides = [_FLIPPED[relations[0]]], sides[::-1]
        if set(relations) == {"="}:
            are_alike = (
                len(sides) == 2 and sides[0][0] == sides[1][0] == "call" and sides[0][1] == sides[1][1]
            )
            first = 0 if are_alike or (len(sides) == 2 and not self.facts.is_directed) else 1
            sides[first:] = sorted(sides[first:], key=repr)
        if not relations:
            return sides[0]
        return "statement", tuple(relations), tuple(sides)


def _drawn_out(operator: str, body: Form, limits: Form, bound: Sequence[str]) -> Form:
    """A sum of a product with the factors before it that do not depend on what runs."""
    if operator != "\\sum":
        return "reduce", operator, body, limits
    number, body = _number_apart(body)
    if body[0] != "product" or not bound:
        said = ("reduce", operator, body, limits)
        return _product_of(("number", number), said)
    _, _, commuting, ordered = body
    outside = [one for one in commuting if not any(repr(name) in repr(one) for name in bound)]
    inside = [one for one in commuting if one not in outside]
    inner = ("reduce", operator, _multiplied(inside, list(ordered)), limits)
    return _multiplied([(("number", number), _ONE), *outside, (inner, _ONE)], [])


def _logarithm(form: Form) -> Form:
    """The logarithm of a product as a sum of logarithms, each as often as its factor is raised."""
    match form:
        case ("product", number, commuting, ordered) if number > 0:
            terms = [_product_of(exponent, _logarithm(base)) for base, exponent in (*commuting, *ordered)]
            return _added([*terms, *([_logarithm(("number", number))] if number != 1 else [])])
        case ("power", base, exponent):
            return _multiplied([(exponent, _ONE), (_logarithm(base), _ONE)], [])
        case ("number", Fraction() as number) if number > 0 and number.numerator == 1 != number.denominator:
            return _multiplied(
                [(("number", Fraction(-1)), _ONE), (_logarithm(("number", 1 / number)), _ONE)], []
            )
        case ("number", Fraction() as number) if number == 1:
            return _ZERO
        case _:
            return "call", ("name", "log"), (form,), (), ()


# Arithmetic of forms


def _product_of(*factors: Form) -> Form:
    return _multiplied([(one, _ONE) for one in factors], [])


def _number_apart(form: Form) -> tuple[Fraction, Form]:
    """The number that multiplies a form, and the rest; a sum's sign is that of its first term."""
    match form:
        case ("product", number, commuting, ordered):
            return number, _counted(("product", Fraction(1), commuting, ordered), Fraction(1))
        case ("sum", terms) if terms[0][1] < 0:
            return Fraction(-1), _negative(terms)
        case _:
            return Fraction(1), form


def _added(terms: Iterable[Form]) -> Form:
    """A sum: the same terms counted together, numbers added, in one order."""
    counts: dict[Form, Fraction] = {}
    for term in terms:
        for part, count in _terms(term):
            counts[part] = counts.get(part, Fraction(0)) + count
    kept = {part: count for part, count in counts.items() if count}
    if not kept:
        return _ZERO
    if len(kept) == 1:
        ((part, count),) = kept.items()
        return _counted(part, count)
    return "sum", tuple(sorted(kept.items(), key=repr))


def _terms(form: Form) -> Iterator[tuple[Form, Fraction]]:
    match form:
        case ("number", number):
            yield _ONE, number
        case ("sum", terms):
            yield from terms
        case ("product", number, commuting, ordered):
            yield _counted(("product", Fraction(1), commuting, ordered), Fraction(1)), number
        case _:
            yield form, Fraction(1)


def _counted(part: Form, count: Fraction) -> Form:
    """A term as often as it is counted."""
    if part == _ONE:
        return "number", count
    match part:
        case ("product", _, commuting, ordered):
            factors = (*commuting, *ordered)
            if count == 1 and len(factors) == 1 and factors[0][1] == _ONE:
                return factors[0][0]
            return "product", count, commuting, ordered
        case _:
            return part if count == 1 else ("product", count, ((part, _ONE),), ())


def _multiplied(commuting: Sequence[tuple[Form, Form]], ordered: Sequence[tuple[Form, Form]]) -> Form:
    """A product: numbers multiplied, powers of one base put together, what commutes in one order."""
    number = Fraction(1)
    powers: dict[Form, Form] = {}
    kept: list[tuple[Form, Form]] = []
    waiting = [(one, exponent, True) for one, exponent in commuting]
    waiting += [(one, exponent, False) for one, exponent in ordered]
    while waiting:
        base, exponent, commutes = waiting.pop(0)
        whole = _whole(exponent)
        match base:
            case ("number", Fraction() as value) if whole is not None and (value or whole > 0):
                number *= value**whole
                continue
            case ("product", count, inner, behind) if whole is not None and (count or whole > 0):
                number *= count**whole
                further = [(one, _scaled(power, whole), True) for one, power in inner]
                rest = (
                    behind
                    if whole == 1
                    else tuple((one, _scaled(power, whole)) for one, power in behind[::-1])
                )
                if behind and whole not in (1, -1):
                    kept.append((("product", Fraction(1), (), behind), exponent))
                else:
                    further += [(one, power, False) for one, power in rest]
                waiting = further + waiting
                continue
            case ("power", inside, power) if whole is not None:
                base, exponent = inside, _scaled(power, whole)
            case ("sum", terms) if whole is not None and terms[0][1] < 0:
                number *= (-1) ** (whole % 2)
                waiting.insert(0, (_negative(terms), exponent, commutes))
                continue
            case _:
                pass
        if commutes:
            powers[base] = _added((powers.get(base, _ZERO), exponent))
        elif kept and kept[-1][0] == base:
            kept[-1] = (base, _added((kept[-1][1], exponent)))
        else:
            kept.append((base, exponent))
    front = tuple(sorted(((base, power) for base, power in powers.items() if power != _ZERO), key=repr))
    behind = tuple(one for one in kept if one[1] != _ZERO)
    if not number:
        return _ZERO
    factors = (*front, *behind)
    if not factors:
        return "number", number
    if len(factors) == 1:
        base, power = factors[0]
        if power == _ONE and base[0] == "sum":
            return "sum", tuple((part, count * number) for part, count in base[1])
        if number == 1:
            return base if power == _ONE else ("power", base, power)
    return "product", number, front, behind


def _negative(terms: Sequence[tuple[Form, Fraction]]) -> Form:
    return "sum", tuple((part, -count) for part, count in terms)


def _scaled(exponent: Form, count: int) -> Form:
    return _product_of(exponent, ("number", Fraction(count)))


def _whole(exponent: Form) -> int | None:
    """A whole exponent that is no larger than is written out."""
    match exponent:
        case ("number", Fraction(denominator=1) as value) if abs(value) <= _LARGEST_POWER:
            return int(value)
        case _:
            return None


def _power(base: Form, exponent: Form) -> Form:
    if exponent == _ONE:
        return base
    return _multiplied([(base, exponent)], [])


def _raised(base: Form, exponent: Form) -> Form:
    """A power, or an index above a name: a letter above may be either."""
    if base[0] == "name" and exponent[0] not in ("number", "sum", "product", "power"):
        return "raised", base, (exponent,), False
    if base[0] == "name" and exponent[0] == "sum" and base[1] not in GREEK:
        return "raised", base, (exponent,), False
    return _power(base, exponent)


# Where two forms differ


def _differs(due: Form, given: Form, sources: Mapping[Form, Node]) -> Difference | None:
    """The smallest difference of two forms; None where they are equal."""
    if due == given:
        return None
    match due, given:
        case ("statement", relations, sides), ("statement", others, further):
            if relations != others:
                return Difference("relation", " ".join(relations), " ".join(others))
            return _among("side", sides, further, sources)
        case ("sum", terms), ("sum", others):
            return _summands(dict(terms), dict(others), sources)
        case ("sum", terms), _:
            return _summands(dict(terms), dict(_terms(given)), sources)
        case _, ("sum", terms):
            return _summands(dict(_terms(due)), dict(terms), sources)
        case ("product", *_), _:
            return _factors_differ(due, given, sources)
        case _, ("product", *_):
            return _factors_differ(due, given, sources)
        case ("power", base, exponent), ("power", other, further) if base == other:
            return Difference("exponent", _text(exponent, sources), _text(further, sources))
        case ("power", base, exponent), other if base == other:
            return Difference("exponent", _text(exponent, sources), "")
        case other, ("power", base, exponent) if base == other:
            return Difference("exponent", "", _text(exponent, sources))
        case ("raised", base, exponent, _), ("raised", other, further, _) if base == other:
            return Difference("exponent", _text(exponent[0], sources), _text(further[0], sources))
        case ("name", base, *_), ("name", other, *_):
            kind: DifferenceKind = "index" if base == other else "name"
            return Difference(kind, _text(due, sources), _text(given, sources))
        case ("call", name, *groups), ("call", other, *further) if name == other:
            parts = [one for group in groups for one in group]
            return _among("argument", parts, [one for group in further for one in group], sources)
        case (kind, *parts), (other, *further) if kind == other and len(parts) == len(further):
            return _inside(parts, further, sources) or _whole_difference(due, given, sources)
        case _:
            return _whole_difference(due, given, sources)


def _inside(parts: Sequence[Any], others: Sequence[Any], sources: Mapping[Form, Node]) -> Difference | None:
    """The difference in the one part that differs."""
    apart = [(one, other) for one, other in zip(parts, others, strict=True) if one != other]
    if len(apart) != 1 or not all(isinstance(one, tuple) and one for one in apart[0]):
        return None
    one, other = apart[0]
    if isinstance(one[0], str):
        return _differs(one, other, sources)
    return _inside(one, other, sources) if len(one) == len(other) else None


def _whole_difference(due: Form, given: Form, sources: Mapping[Form, Node]) -> Difference | None:
    if due in sources and given in sources:
        return Difference("part", _text(due, sources), _text(given, sources))
    return None


def _among(
    kind: DifferenceKind, due: Sequence[Form], given: Sequence[Form], sources: Mapping[Form, Node]
) -> Difference | None:
    if len(due) != len(given):
        return Difference(kind, "", "")
    apart = [(one, other) for one, other in zip(due, given, strict=True) if one != other]
    if len(apart) == 1:
        return _differs(*apart[0], sources)
    if not apart:
        return Difference(kind, "", "")
    one, other = apart[-1]
    return Difference(kind, _text(one, sources), _text(other, sources))


def _summands(
    due: dict[Form, Fraction], given: dict[Form, Fraction], sources: Mapping[Form, Node]
) -> Difference | None:
    signs = [part for part, count in due.items() if given.get(part) == -count]
    if len(signs) == 1:
        text = _text(_counted(signs[0], due[signs[0]]), sources)
        return Difference("sign", text, _text(_counted(signs[0], given[signs[0]]), sources))
    missing = [_counted(part, count) for part, count in due.items() if given.get(part) != count]
    extra = [_counted(part, count) for part, count in given.items() if due.get(part) != count]
    if len(missing) == len(extra) == 1:
        return _differs(missing[0], extra[0], sources)
    if len(missing) + len(extra) == 1:
        texts = [_text(one[0], sources) if one else "" for one in (missing, extra)]
        return Difference("summand", *texts)
    return None


def _factors_differ(due: Form, given: Form, sources: Mapping[Form, Node]) -> Difference | None:
    number, factors = _factors_of(due)
    other, further = _factors_of(given)
    if factors == further and number != other:
        kind: DifferenceKind = "sign" if number == -other else "factor"
        return Difference(kind, str(number), str(other))
    missing = [one for one in factors if one not in further]
    extra = [one for one in further if one not in factors]
    if number == other and len(missing) == len(extra) == 1:
        (base, power), (base_given, power_given) = missing[0], extra[0]
        if base == base_given:
            return Difference("exponent", _text(power, sources), _text(power_given, sources))
        if power == power_given:
            return _differs(base, base_given, sources)
    if number == other and len(missing) + len(extra) == 1:
        return Difference(
            "factor", *(_text(_power(*one[0]), sources) if one else "" for one in (missing, extra))
        )
    return _whole_difference(due, given, sources)


def _factors_of(form: Form) -> tuple[Fraction, list[tuple[Form, Form]]]:
    match form:
        case ("product", number, commuting, ordered):
            return number, [*commuting, *ordered]
        case ("number", number):
            return number, []
        case ("power", base, power):
            return Fraction(1), [(base, power)]
        case _:
            return Fraction(1), [(form, _ONE)]


def _text(form: Form, sources: Mapping[Form, Node]) -> str:
    """A part as it was written; empty where none was written so."""
    if form in sources:
        return _shown(sources[form])
    match form:
        case ("number", Fraction() as value):
            return str(value)
        case ("product", number, commuting, ordered) if number < 0:
            rest = _text(_counted(("product", Fraction(1), commuting, ordered), -number), sources)
            return f"-{rest}" if rest else ""
        case _:
            return ""


def _shown(node: Node) -> str:
    return to_latex(to_tokens(node))
