"""Decide whether two formulas are the same up to spelling.

Each tree becomes a form (`make_form_of`) without differences of spelling: fonts, brackets, quotients and
powers, the order of summands and of factors that commute, names of bound letters, ``\\exp`` and ``e^{…}``,
transposes, ``\\mid`` and ``|``, ``:=``, ``\\leftarrow`` and ``=``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from functools import lru_cache
from typing import Any

from drill.codec import is_tuple
from drill.maths import normal_forms as normal
from drill.maths.normal_forms import (
    Form,
    Name,
    Part,
    Power,
    in_order,
    make_number_form,
    multiply_forms,
    raise_form,
)
from drill.notation import tree
from drill.notation.cursor import FUNCTIONS, GREEK, INTEGRALS
from drill.notation.tree import Node, find_nodes, find_references, walk_nodes

_EQUAL = frozenset(("=", ":=", "=:", "\\leftarrow", "\\equiv", "\\doteq"))
_FLIPPED = {">": "<", "\\geq": "\\leq", "\\ni": "\\in", "\\supset": "\\subset", "\\gg": "\\ll"}
_DIRECTED = frozenset((":=", "=:", "\\leftarrow"))
_PLAIN = frozenset(("", "\\cdot"))
_STARS = frozenset(("*", "\\ast"))
_SYMMETRIC = frozenset(("\\odot", "\\cap", "\\cup", "\\wedge", "\\vee"))
_VARIANTS = {
    "\\varepsilon": "\\epsilon", "\\varphi": "\\phi", "\\vartheta": "\\theta", "\\varrho": "\\rho",
    "\\ell": "l",
}  # fmt: skip
# Signs without a fixed precedence, because papers differ in whether they bind tighter than sums.
_UNRANKED = frozenset(("\\oplus", "\\ominus", "\\boxplus"))
_LOGARITHMS = frozenset(("\\log", "\\ln", "log", "ln"))
_MINUS_ONE = tree.Neg(tree.Num("1"))
_EXPONENTIALS = frozenset(("\\exp", "exp"))
_EXP = Name("exp")
_MATRICES = {"(": "pmatrix", "[": "bmatrix", "\\{": "Bmatrix"}


def is_same_formula(key: Node, answer: Node) -> bool:
    """Return whether two formulas are the same up to spelling; ``key`` shows which factors may be arrays."""
    return any(key_form == answer_form for key_form, answer_form in _list_form_pairs(key, answer))


def is_same_reordered(key: Node, answer: Node) -> bool:
    """Return whether two formulas are the same except for exchanged letters that may be vectors."""
    return any(
        key_form == answer_form for key_form, answer_form in _list_form_pairs(key, answer, is_loose=True)
    )


def sources_of(key: Node, answer: Node) -> tuple[Form, Form, dict[Form, Node]]:
    """Return the forms of two formulas, and for each form in them the first part it was made from."""
    facts = _Facts.of(key)
    sources: dict[Form, Node] = {}
    return _Former(facts, sources).form(key), _Former(facts, sources).form(answer), sources


def make_form_of(key: Node, answer: Node | None = None) -> Callable[[Node], Form]:
    """Return the function that maps parts of formulas to forms, equal for parts that are the same."""
    facts = _Facts.of(key)
    further = frozenset[str]() if answer is None else in_several_fonts(answer)
    return _Former(replace(facts, fonts=facts.fonts | further)).form


def has_commuting_factors(key: Node, answer: Node) -> bool:
    """Return whether the factors of all products in both are certainly numbers, which may change places."""
    arrays = _Facts.of(key).arrays
    for part in (*walk_nodes(key), *walk_nodes(answer)):
        if isinstance(part, tree.Transpose | tree.Matrix):
            return False
        if isinstance(part, tree.Mul):
            ranks = [_rank_factor(factor, arrays) for factor in part.factors]
            is_mixed = _mixes_calls(part.factors) or not _PLAIN.issuperset(part.signs)
            if is_mixed or (_Rank.ARRAY in ranks and len(ranks) - ranks.count(_Rank.NUMBER) > 1):
                return False
    return True


def _list_form_pairs(key: Node, answer: Node, *, is_loose: bool = False) -> Iterator[tuple[Form, Form]]:
    """Yield the forms of both, for each meaning that a star may have in the answer."""
    facts, due = _find_key_facts(key)
    fonts = in_several_fonts(answer) - facts.fonts
    has_densities = facts.has_densities and any(map(_is_density, walk_nodes(answer)))
    if fonts or is_loose or has_densities != facts.has_densities:
        letters = {part.name.base for part in find_nodes(key, tree.Ref) if not part.name.font}
        loose = frozenset(letters) if is_loose else facts.loose
        facts = replace(facts, fonts=facts.fonts | fonts, loose=loose, has_densities=has_densities)
        due = _Former(facts).form(key)
    yield due, _Former(facts).form(answer)
    if facts.has_entrywise and not facts.star:
        yield due, _Former(replace(facts, star="\\odot")).form(answer)


@lru_cache(maxsize=256)
def _find_key_facts(key: Node) -> tuple[_Facts, Form]:
    """Return the facts about a key, and its form."""
    facts = _Facts.of(key)
    return facts, _Former(facts).form(key)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Properties of both formulas' letters that a key shows."""

    # Letters that are after an array in a product.
    arrays: frozenset[str]
    # Variants such as ``\varphi`` that are separate letters here, because the key has both forms.
    apart: frozenset[str]
    # Sets named by the capital of their running member, ``s \in S``, which a sum may omit.
    sets: frozenset[str]
    has_expectations: bool
    # Whether a normal law names its variable, ``N(x; \mu, \sigma)``; otherwise that is optional.
    has_densities: bool
    # Whether factors are joined by ``\odot``, which may be typed as a star.
    has_entrywise: bool
    # Whether a prime belongs to a name; else it transposes.
    has_primes: bool
    # Whether one side is defined by or assigned from the other, because such sides may not be exchanged.
    is_directed: bool
    # Letters that are in several fonts.
    fonts: frozenset[str]
    # The operation that a star denotes; empty if it is multiplication.
    star: str
    # Letters that are sorted wherever they are side by side, even if they may be vectors.
    loose: frozenset[str] = frozenset()

    @classmethod
    def of(cls, key: Node) -> _Facts:
        parts = tuple(walk_nodes(key))
        products = [part for part in parts if isinstance(part, tree.Mul)]
        signs = {sign for product in products for sign in product.signs}
        refs = [part for part in parts if isinstance(part, tree.Ref)]
        bases = {part.name.base for part in refs}
        bases |= {part.letter for part in parts if isinstance(part, tree.Running)}
        relations = {sign for part in parts if isinstance(part, tree.Statement) for sign in part.relations}
        return cls(
            arrays=frozenset(name for product in products for name in _behind_arrays(product)),
            apart=frozenset(variant for variant, usual in _VARIANTS.items() if {variant, usual} <= bases),
            sets=frozenset(filter(None, map(_own_set, parts))),
            has_expectations=any(isinstance(part, tree.Expect) for part in parts),
            has_densities=any(map(_is_density, parts)),
            has_entrywise="\\odot" in signs,
            has_primes=any(ref.primes for ref in refs),
            is_directed=not _DIRECTED.isdisjoint(relations),
            fonts=in_several_fonts(key),
            star="" if _STARS.isdisjoint(signs) else "\\ast",
        )


def _own_set(node: Node) -> str:
    match node:
        case tree.Bound((tree.Ref(tree.Name(letter)),), among=tree.Ref(tree.Name(base), (), ())) if (
            base == letter.upper()
        ):
            return base
        case _:
            return ""


def _is_density(node: Node) -> bool:
    return isinstance(node, tree.Apply) and node.function.name.base == "N" and bool(node.parameters)


def in_several_fonts(node: Node) -> frozenset[str]:
    """Return the letters that a formula has in more than one font."""
    seen: dict[str, str] = {}
    several: set[str] = set()
    for part in find_nodes(node, tree.Ref):
        if seen.setdefault(part.name.base, part.name.font) != part.name.font:
            several.add(part.name.base)
    return frozenset(several)


# Commuting factors


class _Rank(IntEnum):
    """Degree of certainty that a factor is a number."""

    # A numeral, a Greek letter, a norm, a root, a value of log and exp.
    NUMBER = 0
    # It may be either, so next to an array it keeps its place.
    OPEN = 1
    # It may be a matrix, or a vector after one: it has a capital name, or is transposed.
    ARRAY = 2


def _rank_factor(node: Node, arrays: frozenset[str]) -> _Rank:
    """Return how certain it is that a factor is a number; divisors always are."""
    match node:
        case tree.Num() | tree.Norm():
            return _Rank.NUMBER
        case tree.Transpose() | tree.Matrix():
            return _Rank.ARRAY
        case tree.Ref(tree.Name(base, font)):
            is_capital = base[:1].isupper() or base in ("\\Sigma", "\\Lambda", "\\Theta", "\\Phi")
            if base in arrays or (is_capital and font != "\\mathcal"):
                return _Rank.ARRAY
            if base in GREEK and base[1].islower() and not font:
                return _Rank.NUMBER
            return _Rank.OPEN
        case tree.Apply(tree.Ref(tree.Name(base))):
            if base in _LOGARITHMS or base == "\\exp":
                return _Rank.NUMBER
            return _Rank.OPEN
        case tree.Root(body) | tree.Inverse(body) | tree.Pow(body, tree.Neg() | tree.Div()):
            if _rank_factor(body, arrays) == _Rank.ARRAY:
                return _Rank.ARRAY
            return _Rank.NUMBER
        case tree.Add(parts) | tree.Mul(parts, _):
            return max(_rank_factor(part, arrays) for part in parts)
        case tree.Neg(body) | tree.Bracket(body) | tree.Pow(body, _) | tree.Div(body, _):
            return _rank_factor(body, arrays)
        case _:
            return _Rank.OPEN


def _behind_arrays(product: tree.Mul) -> Iterator[str]:
    is_behind = False
    for factor in product.factors:
        if is_behind and isinstance(factor, tree.Ref):
            yield factor.name.base
        is_behind = is_behind or _rank_factor(factor, frozenset()) == _Rank.ARRAY


def _mixes_calls(factors: Sequence[Node]) -> bool:
    """Return whether values of functions with capital and small names are multiplied, ``P(s) v(s)``."""
    called = {
        factor.function.name.base
        for factor in factors
        if isinstance(factor, tree.Apply) and factor.opening == "("
    }
    return len(called) > 1 and any(len(base) == 1 and base.isupper() for base in called)


def _with_bodies(product: tree.Mul) -> Node:
    r"""Return a product with what follows ``\int dx`` as the body of the integral."""
    for index, factor in enumerate(product.factors[:-1]):
        if isinstance(factor, tree.Integral) and factor.by and factor.body == tree.Num("1"):
            behind, signs = product.factors[index + 1 :], product.signs[index + 1 :]
            whole = replace(factor, body=tree.Mul(behind, signs) if signs else behind[0])
            if index:
                return tree.Mul((*product.factors[:index], whole), product.signs[:index])
            return whole
    return product


class _Former:
    """Makes forms of one formula, and remembers which part each was made from."""

    def __init__(self, facts: _Facts, sources: dict[Form, Node] | None = None) -> None:
        self.facts = facts
        self.sources = sources
        self.bound: dict[tuple[str, int], str] = {}

    def form(self, node: Node) -> Form:
        """Return the form of a part."""
        result = self._form(node)
        if self.sources is not None:
            self.sources.setdefault(result, node)
        return result

    def _forms(self, nodes: Iterable[Node]) -> tuple[Form, ...]:
        return tuple(map(self.form, nodes))

    def _form(self, node: Node) -> Form:
        match node:
            case tree.Num(text):
                return make_number_form(text)
            case tree.Ref():
                return self._ref(node)
            case tree.Bracket(tree.Matrix() as table, opening):
                return self._form(replace(table, environment=_MATRICES.get(opening, opening)))
            case tree.Bracket(body, "\\lfloor" | "\\lceil" as opening, closing):
                return Part(opening + closing, (self.form(body),))
            case tree.Bracket(body):
                return self.form(body)
            case tree.Neg(body):
                return multiply_forms(make_number_form(-1), self.form(body))
            case tree.PlusMinus("+", body):
                return self.form(body)
            case tree.Add(terms) if any(
                isinstance(term, tree.Mul) and not _UNRANKED.isdisjoint(term.signs) for term in terms
            ):
                return Part("sum in order", self._forms(terms))
            case tree.Add(terms):
                return normal.add_forms(map(self.form, terms))
            case tree.Mul(_, signs) if not all(self._multiplies(node, index) for index in range(len(signs))):
                return self._joined(node)
            case tree.Mul() | tree.Div():
                return self._product(node)
            case tree.Pow() | tree.Inverse() | tree.Root():
                return self._power(node)
            case tree.Transpose(base):
                return self._transposed(base)
            case tree.Norm(body, bars, order):
                is_usual = bars == "\\|" and order == tree.Num("2")
                return Part("norm", (bars, self.form(body), None if is_usual else self._part(order)))
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
                count, inner = normal.number_apart(self.form(body))
                word = operator.name.base.lower() if len(operator.name.base) > 1 else operator.name.base
                parts_of_law = (operator.mark, self._part(over), inner, self._forms(given))
                return multiply_forms(normal.Number(count), Part(word, parts_of_law))
            case tree.Reduce() | tree.Integral() | tree.Family():
                return self._bound(node)
            case tree.Derivative(body, by, sign):
                kind = "\\delta" if sign == "\\delta" else "d"
                return Part(kind, (self._part(body), in_order(self._forms(by))))
            case tree.Entry(body, (tree.Computed(tree.Ref(tree.Name("+"))),)):
                return Part("\\max", in_order((self.form(body), normal.ZERO)))
            case tree.Entry(tree.Num("1"), (tree.Computed(condition),)):
                return Part("indicator", (self.form(condition),))
            case tree.Entry(body, below):
                return Part("entry", (self.form(body), self._indices("", below)))
            case tree.Matrix(rows, environment):
                return Part(environment.rstrip("*"), tuple(map(self._forms, rows)))
            case tree.Text(text):
                return Part("text", (" ".join(text.split()).strip(" ,."),))
            case tree.Open(sign):
                return Part("open" if sign in (":", "\\cdot") else "dots", ())
            case _:  # one spelling only: its kind and its parts
                parts = (getattr(node, field.name) for field in fields(node) if field.compare)
                return Part(type(node).__name__, tuple(map(self._part, parts)))

    def _part(self, value: Any) -> Any:
        if isinstance(value, tree.Spanned):
            return self.form(value)  # type: ignore[arg-type]  # every kind of Spanned is one of Node
        return tuple(map(self._part, value)) if is_tuple(value) else value

    # Names

    def _letter(self, base: str) -> str:
        return base if base in self.facts.apart else _VARIANTS.get(base, base)

    def _ref(self, ref: tree.Ref) -> Form:
        name = ref.name
        if not ref.below and not name.accents and (bound := self.bound.get((name.base, ref.primes))):
            return Name(bound)
        if ref.primes == 1 and not self.facts.has_primes:
            return self._transposed(replace(ref, primes=0))
        base = self._letter(name.base)
        below = self._indices(name.label, ref.below)
        if len(base) > 1 and base[0].isalpha() and base[1:].isdigit():
            base, below = base[0], (make_number_form(base[1:]), *below)
        if base == "1" and len(ref.below) == 1 and isinstance(ref.below[0], tree.Computed):
            return Part("indicator", (self.form(ref.below[0].body),))
        if name.base in self.facts.fonts or (name.base == "e" and name.font == "\\mathbf"):
            base = f"{name.font} {base}"
        word = base.lower() if len(base) > 1 and base.isalpha() else base
        word = "tr" if word == "trace" else word
        if base == "D" and below == (Name("K"), Name("L")):
            return Name("kl")
        mark = ref.mark.removeprefix("\\operatorname{").removeprefix("\\mathrm{").removesuffix("}")
        mark = "*" if mark in ("\\ast", "\\star") else mark
        named = Name(word, name.accents, below, ref.primes, mark)
        match self._indices("", ref.above):
            case ():
                return named
            case (Name(label),) if len(label) > 1 and label.isalpha():
                return replace(named, mark=label)
            case (normal.Number() as exponent,) if isinstance(ref.above[0], tree.Computed):
                return raise_form(named, exponent)
            case above:
                return normal.Raised(named, above, bool(ref.opening))

    def _indices(self, label: str, indices: Sequence[tree.Index]) -> tuple[Form, ...]:
        """Return labels letter by letter, because ``d_{in}`` is typed so; letters and numbers one by one."""
        index_forms: list[Form] = [Name(letter) for letter in label]
        for index in indices:
            match index:
                case tree.Running(letter, offset):
                    bound_letter = self.bound.get((letter, 0)) or self._letter(letter)
                    index_forms.append(normal.add_forms((Name(bound_letter), make_number_form(offset))))
                case tree.Fixed(text):
                    mark = "*" if text in ("\\ast", "\\star") else text
                    index_forms.append(make_number_form(text) if text[0].isdigit() else Part("mark", (mark,)))
                case tree.Open(sign):
                    index_forms.append(Part("open", (sign,)))
                case tree.Computed(tree.Bracket(body, "(" | "[")):
                    index_forms.append(Part("in brackets", (self.form(body),)))
                case tree.Computed(body):
                    index_forms.append(self.form(body))
        return tuple(index_forms)

    # Products and powers

    def _product(self, node: tree.Mul | tree.Div) -> Form:
        factors = list(self._factors(node, 1))
        arrays = self.facts.arrays
        ranks = [
            _rank_factor(factor, arrays) if exponent > 0 else _Rank.NUMBER for factor, exponent in factors
        ]
        has_arrays = _Rank.ARRAY in ranks or _mixes_calls([factor for factor, _ in factors])
        loose = self._loose([factor for factor, _ in factors]) if self.facts.loose else []
        commuting: list[Power] = []
        ordered: list[Power] = []
        letters = 0
        for (factor, exponent), rank in zip(factors, ranks, strict=True):
            raised = Power(self.form(factor), make_number_form(exponent))
            if rank == _Rank.NUMBER or not has_arrays:
                commuting.append(raised)
                continue
            letters = letters + 1 if factor in loose else 0
            ordered.append(raised)
            ordered[len(ordered) - letters :] = in_order(ordered[len(ordered) - letters :])
        if len(ordered) == 1:
            commuting = [*commuting, *ordered]
            ordered = []
        return normal.multiply_factors(commuting, ordered)

    def _loose(self, factors: Sequence[Node]) -> list[Node]:
        """Return the factors that occur only once: ``P D P^{-1}`` in another order is another product."""
        letters = [(ref.name.base, ref.below) for factor in factors for ref in find_references(factor)]
        return [
            factor for factor in factors
            if isinstance(factor, tree.Ref)
            and factor.name.base in self.facts.loose
            and letters.count((factor.name.base, factor.below)) == 1
        ]  # fmt: skip

    def _factors(self, node: Node, exponent: int) -> Iterator[tuple[Node, int]]:
        """Return the factors of nested products and quotients."""
        match node:
            case tree.Bracket(tree.Mul() | tree.Div() | tree.Bracket() as body, "(" | "[" | "{"):
                yield from self._factors(body, exponent)
            case tree.Mul() if (whole := _with_bodies(node)) is not node:
                yield from self._factors(whole, exponent)
            case tree.Mul(factors, signs) if all(
                self._multiplies(node, index) for index in range(len(signs))
            ):
                for factor in factors if exponent > 0 else factors[::-1]:
                    yield from self._factors(factor, exponent)
            case tree.Div(top, bottom):
                yield from self._factors(top, exponent)
                yield from self._factors(bottom, -exponent)
            case _:
                yield node, exponent

    def _multiplies(self, node: tree.Mul, index: int) -> bool:
        """Return whether a product's sign is the usual one."""
        sign = node.signs[index]
        if sign == "\\times":
            return isinstance(node.factors[index], tree.Num) or isinstance(node.factors[index + 1], tree.Num)
        return sign in _PLAIN or (sign in _STARS and not self.facts.star)

    def _joined(self, node: tree.Mul) -> Form:
        """Return factors, some of them joined by a product sign of another kind, from the left."""
        runs: list[list[Node]] = [[node.factors[0]]]
        signs: list[str] = []
        for index, factor in enumerate(node.factors[1:]):
            if self._multiplies(node, index):
                runs[-1].append(factor)
            else:
                signs.append(self.facts.star if node.signs[index] in _STARS else node.signs[index])
                runs.append([factor])
        first, *remaining = [
            self.form(tree.Mul(tuple(run), ("",) * (len(run) - 1)) if len(run) > 1 else run[0])
            for run in runs
        ]
        for sign, part in zip(signs, remaining, strict=True):
            before = first.parts if isinstance(first, Part) and first.kind == sign else (first,)
            joined = (*before, part)
            first = Part(sign, in_order(joined) if sign in _SYMMETRIC else joined)
        return first

    def _power(self, node: tree.Pow | tree.Inverse | tree.Root) -> Form:
        match node:
            case tree.Inverse(base):
                return raise_form(self.form(base), make_number_form(-1))
            case tree.Root(body, degree):
                below = self.form(degree) if degree is not None else make_number_form(2)
                return raise_form(self.form(body), raise_form(below, make_number_form(-1)))
            case tree.Pow(tree.Ref(tree.Name("e", "" | "\\mathrm"), (), (), 0, ""), exponent):
                return Power(_EXP, self.form(exponent))
            case tree.Pow(tree.Apply(tree.Ref(tree.Name("E")), (arg,), (), (), None, "("), exponent) if (
                self.facts.has_expectations
            ):  # the expectation of a square, not the square of one
                return self.form(tree.Expect(tree.Ref(tree.Name("E")), tree.Pow(arg, exponent)))
            case tree.Pow(base, exponent):
                below, above = self.form(base), self.form(exponent)
                if not isinstance(below, Name) or isinstance(above, normal.Number | normal.Product | Power):
                    return raise_form(below, above)
                if isinstance(above, normal.Sum) and below.base in GREEK:
                    return raise_form(below, above)
                return normal.Raised(below, (above,))  # a letter above may be an index or a power

    def _transposed(self, base: Node) -> Form:
        match base:
            case tree.Bracket(body):
                return self._transposed(body)
            case tree.Mul(factors, signs) if not any(signs):
                return self.form(tree.Mul(tuple(map(tree.Transpose, factors[::-1])), signs))
            case tree.Transpose(body):
                return self.form(body)
            case _:
                return Part("transpose", (self.form(base),))

    # Calls and bound names

    def _list(self, node: tree.Listed) -> Form:
        items = self._forms(node.items)
        if node.opening == "\\langle":
            return Part("inner", in_order(items))
        bars = ("\\mid", ":", "|") if node.opening == "\\{" else ("\\mid",)
        separators = tuple("|" if mark in bars else mark for mark in node.separators)
        return Part("list", (node.opening, items, separators))

    def _call(self, node: tree.Apply) -> Form:
        function = node.function
        base = function.name.base
        if base == "1" and len(node.args) == 1:
            return Part("indicator", (self.form(node.args[0]),))
        if base == "E" and self.facts.has_expectations and len(node.args) == 1:
            return self.form(tree.Expect(function, node.args[0], None, node.given))
        if node.power == _MINUS_ONE:
            named = function.name.base
            is_known = f"\\arc{named[1:]}" in FUNCTIONS
            inverse = replace(function.name, base=f"\\arc{named[1:]}") if is_known else function.name
            mark = function.mark if is_known else "-1"
            return self._call(replace(node, function=replace(function, name=inverse, mark=mark), power=None))
        args, parameters, conditions = map(self._forms, (node.args, node.parameters, node.given))
        exponent = self.form(node.power) if node.power is not None else normal.ONE
        if base in _EXPONENTIALS and len(args) == 1:
            return raise_form(Power(_EXP, args[0]), exponent)
        if base in _LOGARITHMS and not function.below and len(args) == 1:
            return raise_form(normal.take_form_logarithm(args[0]), exponent)
        name = self.form(function)
        if base in _LOGARITHMS:
            name = replace(normal.LOG, below=self._indices("", function.below))
        if _is_density(node) and not self.facts.has_densities:
            args = parameters
            parameters = ()
        conditions = conditions if node.bar == "\\|" else in_order(conditions)
        return raise_form(normal.Call(name, args, conditions, parameters), exponent)

    def _bound(self, node: tree.Reduce | tree.Integral | tree.Family) -> Form:
        outer = dict(self.bound)
        match node:
            case tree.Reduce(operator, tree.Listed(items), None):
                result: Form = Part(operator, in_order(self._forms(items)))
            case tree.Family(body, bound, opening):
                self._bind(bound.names)
                result = Part("family", (opening, self.form(body), self._limits(bound)))
            case tree.Integral(body, by, lower, upper, among, sign):
                limits = self._part((lower, upper, among))
                self._bind([variable for variable in by if isinstance(variable, tree.Ref)])
                result = self._drawn_out(sign, body, (self._part(by), limits), len(outer))
            case tree.Reduce(operator, body, bound):
                if bound is not None:
                    self._bind(bound.names)
                limits = self._limits(bound) if bound is not None else None
                result = self._drawn_out(operator, body, (limits,), len(outer))
        self.bound = outer
        return result

    def _drawn_out(self, operator: str, body: Node, further: tuple[Any, ...], before: int) -> Form:
        """Return the form of an operator on a body; sums and integrals move constant factors outside."""
        if operator == "\\sum" or operator in INTEGRALS:
            return normal.drawn_out(operator, self.form(body), further, [*self.bound.values()][before:])
        return Part(operator, (self.form(body), *further))

    def _bind(self, names: Sequence[tree.Ref]) -> None:
        for name in names:
            if not (name.below or name.above or name.mark or name.name.accents):
                self.bound[name.name.base, name.primes] = f"#{len(self.bound)}"

    def _limits(self, bound: tree.Bound) -> tuple[Any, ...]:
        among = bound.among
        if isinstance(among, tree.Ref) and among.name.base in self.facts.sets and not among.below:
            among = None
        return self._part((bound.names, bound.lower, bound.upper, among, bound.condition))

    def _statement(self, node: tree.Statement) -> Form:
        signs = tuple("=" if relation in _EQUAL else relation for relation in node.relations)
        sides = self._forms(node.sides)
        if len(signs) == 1 and signs[0] in _FLIPPED:
            signs = (_FLIPPED[signs[0]],)
            sides = sides[::-1]
        if set(signs) == {"="}:
            match sides:
                case (normal.Call(name), normal.Call(other)) if name == other:
                    first = 0
                case _:
                    first = 0 if len(sides) == 2 and not self.facts.is_directed else 1
            sides = (*sides[:first], *in_order(sides[first:]))
        return normal.Relations(signs, sides) if signs else sides[0]
