"""A right side with numbers to put in: what each quantity is drawn from, and what the draws must satisfy.

Everything that is claimed of it is tried on many draws, by two computations: the plain language's on the text
that the bank will hold, and the paper's tree's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from drill.banks.draw import Generator
from drill.banks.params import read_domain
from drill.errors import CheckError, DrillError
from drill.maths import exact
from drill.maths import tree as maths
from drill.maths.names import Names
from drill.maths.numeric import compile_scalar
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.papers.formula.naming import quantity_names
from drill.papers.formula.printing import join, to_tokens
from drill.papers.formula.quantities import quantities, with_circle_number
from drill.papers.formula.rewrite import at_index, walk
from drill.papers.formula.scalars import scalar_tree
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Big, Bracket, Call, Node, Norm, Number, Product, Statement, Symbol
from drill.papers.formula.unroll import Ranges, unrolled
from drill.papers.formula.values import Real, value
from drill.papers.mistakes import mixed
from drill.papers.paper import Paper
from drill.papers.roles import RANGES, WIDE, Range, Roles

MOST_QUANTITIES: Final = 8
_DRAWS: Final = 40
_MOST_TRIES: Final = 12
_AUDITED: Final = 16
"""So many draws are computed exactly and a second way; the others tell sizes and mistakes apart."""
_LEAST_SHARE: Final = 0.35
_FEWEST_VARIANTS: Final = 20
_LARGEST: Final = 10_000
_CLOSE: Final = 1e-9
_PLACES: Final = 6
"""A decimal of so many places is written down as it is."""

Draw = Mapping[str, Fraction]


@dataclass(frozen=True)
class Side:
    """A right side under typed names."""

    original: Node
    """As the paper has it, sums as loops."""
    node: Node
    """Sums written out."""
    ranges: Ranges
    names: Mapping[Node, str]
    tree: maths.Node
    says: str = ""
    """How an expectation or an integral became arithmetic, as a sentence."""
    outcomes: frozenset[Symbol] = frozenset()
    """What takes few values, with probabilities that add up to 1."""

    @property
    def text(self) -> str:
        """The side in the plain language."""
        return to_plain(self.tree)

    def typed(self, node: Node) -> maths.Node:
        """Another expression of the same quantities."""
        return scalar_tree(node, self.names)


def read_side(original: Node, *, says: str = "", outcomes: frozenset[Symbol] = frozenset()) -> Side:
    """A side as an expression of at most eight numbers.

    Raises:
        RefusedError: it is none, has nothing to compute, or has too many quantities.
    """
    right = with_circle_number(original)
    for count in (3, 2):
        node, ranges = unrolled(right, count)
        found = quantities(node)
        if len(found) <= MOST_QUANTITIES:
            break
    else:
        raise RefusedError("it has more than eight quantities")
    if any(_is_extreme(one) for one in found) and ranges.bound:
        raise RefusedError("the largest or smallest of the others is one of its quantities")
    if not found:
        raise RefusedError("it has no quantity to put a number in for")
    names = quantity_names(found)
    tree = scalar_tree(node, names)
    if isinstance(tree, maths.Sym) or (isinstance(tree, maths.Neg) and isinstance(tree.arg, maths.Sym)):
        raise RefusedError("there is nothing to compute")
    _check_reading(tree, names.values())
    return Side(right, node, ranges, names, tree, says, outcomes)


def _is_extreme(quantity: Node) -> bool:
    return isinstance(quantity, Symbol) and bool({"\\max", "\\min"} & set(quantity.sub))


def _check_reading(tree: maths.Node, names: object) -> None:
    """That the text which a bank holds is read back as the same tree."""
    declared = Names(declared=frozenset(names), functions="bank")  # type: ignore[arg-type]
    try:
        again = parse(to_plain(tree), declared)
    except DrillError as error:
        raise RefusedError("its names cannot be typed") from error
    if to_plain(again) != to_plain(tree):
        raise RefusedError("its names cannot be typed")


@dataclass(frozen=True)
class Drawing:
    """Parameters in a bank's words, what they must satisfy, and draws that do."""

    params: Mapping[str, str | Sequence[str]]
    lets: Mapping[str, str]
    where: tuple[str, ...]
    draws: tuple[Draw, ...]
    results: tuple[float, ...]
    exact: tuple[Real, ...]
    """The results of the first draws, exact where they are rational."""
    roles: Mapping[Node, Range]
    largest: float

    @property
    def is_exact(self) -> bool:
        """Whether every result is a number that one writes down exactly: short decimals, small fractions."""
        return all(map(_is_short, self.exact))

    def is_short(self, tree: maths.Node) -> bool:
        """Whether the values of an expression at the draws are all such numbers."""
        found = (exact.rational(tree, dict(drawn)) for drawn in self.draws[:_AUDITED])
        return all(one is not None and _is_short(one) for one in found)


def _is_short(result: Real) -> bool:
    if not isinstance(result, Fraction):
        return False
    return (result * 10**_PLACES).denominator == 1 or result.denominator <= 60


def draw_numbers(paper: Paper, side: Side, left: Node | None) -> Drawing:
    """What to draw the quantities of a side from, so that it has a value, of a size for a hand.

    Raises:
        RefusedError: too few draws have one, or the two computations disagree.
    """
    roles = Roles(paper, side.original, left, side.node)
    shared = _shares(side, paper.shares)
    _check_norms(side)
    lets = {names[-1]: "1 - " + " - ".join(names[:-1]) for names in shared}
    lets |= {name: text for name, text in _bound_together(side) if name not in lets}
    chances = {name for names in shared for name in names}
    found = {
        quantity: RANGES["probability"] if name in chances else roles.of(quantity)
        for quantity, name in side.names.items()
    }
    where = [
        *(f"{names[-1]} > 0" for names in shared),
        *_conditions(side.tree, found, side.names),
        *_left_conditions(side, left, found),
        *_mixed_conditions(side),
    ]
    drawing = _tried(side, found, lets, where) or _tried(side, _wider(found), lets, where)
    if drawing is None or drawing.largest > _LARGEST:
        bounded = [*where, f"abs({side.text}) <= {_LARGEST}"]
        drawing = _tried(side, _milder(found), lets, bounded)
    if drawing is None:
        raise RefusedError("too few numbers give it a value")
    return drawing


def _wider(found: Mapping[Node, Range]) -> dict[Node, Range]:
    return {node: replace(one, params=WIDE.get(one.role, one.params)) for node, one in found.items()}


def _milder(found: Mapping[Node, Range]) -> dict[Node, Range]:
    """Positive numbers where any were allowed."""
    return {node: RANGES["positive"] if one.role == "value" else one for node, one in found.items()}


def _tried(
    side: Side, found: Mapping[Node, Range], lets: Mapping[str, str], where: Sequence[str]
) -> Drawing | None:
    params = {
        side.names[node]: one.params if isinstance(one.params, str) else list(one.params)
        for node, one in found.items()
        if side.names[node] not in lets
    }
    names = frozenset(side.names.values())
    read: Callable[[str], maths.Node] = lambda text: parse(  # noqa: E731
        text, Names(declared=names, functions="bank"), "statement"
    )
    conditions = [read(text) for text in where]
    let_trees = {name: read(text) for name, text in lets.items()}
    compute = compile_real(side.tree)
    domains = {name: read_domain(text) for name, text in params.items()}
    draws: list[Draw] = []
    results: list[float] = []
    audited: list[Real] = []
    tries = 0
    for seed in range(_DRAWS):
        generator = Generator(seed)
        for _ in range(_MOST_TRIES):
            tries += 1
            drawn = {name: domain[generator.below(len(domain))].value for name, domain in domains.items()}
            drawn |= {name: exact.rational(tree, drawn) or Fraction(0) for name, tree in let_trees.items()}
            if all(_holds(condition, drawn) for condition in conditions):
                break
        else:
            return None
        if len(audited) < _AUDITED:
            audited.append(_agreed(side, drawn))
        result = compute(drawn)
        if result is None:
            raise RefusedError("it has no value for some numbers")
        draws.append(drawn)
        results.append(result)
    share = len(draws) / tries
    variants = math.prod(map(len, domains.values()))
    if share < _LEAST_SHARE or share * variants < 1.5 * _FEWEST_VARIANTS:
        return None
    largest = max(map(abs, results))
    return Drawing(
        params, dict(lets), tuple(where), tuple(draws), tuple(results), tuple(audited), dict(found), largest
    )


def _holds(condition: maths.Node, drawn: Draw) -> bool:
    found = exact.truth(condition, dict(drawn))
    if found is not None:
        return found
    from drill.maths.numeric import evaluate

    try:
        return bool(evaluate(condition, {name: float(number) for name, number in drawn.items()}))
    except CheckError:
        return False


def compile_real(tree: maths.Node) -> Callable[[Draw], float | None]:
    """The plain language's value at a draw, in doubles; None where it has no finite real one."""
    compiled = compile_scalar(tree)

    def compute(drawn: Draw) -> float | None:
        try:
            found = compiled({name: float(number) for name, number in drawn.items()})
        except CheckError:
            return None
        if isinstance(found, complex):
            return None
        return float(found) if math.isfinite(found) else None

    return compute


def _agreed(side: Side, drawn: Draw) -> Real:
    """The value at a draw, computed from the bank's text and from the paper's tree.

    Raises:
        RefusedError: there is none, or the two differ.
    """
    given: dict[Node, Real] = {node: drawn[name] for node, name in side.names.items()}
    given |= {symbol: Fraction(number) for symbol, number in side.ranges.ends.items()}
    original = side.original
    for index, number in side.ranges.fixed.items():
        original = at_index(original, index, number)
    own = value(original, given, side.ranges.runs)
    try:
        typed: Real | None = exact.rational(side.tree, dict(drawn))
    except CheckError as error:
        raise RefusedError("it has no value for some numbers") from error
    if typed is None:
        typed = compile_real(side.tree)(drawn)
    if typed is None or abs(float(typed) - float(own)) > _CLOSE * max(1.0, abs(float(own))):
        raise RefusedError("two computations of it disagree")
    return typed


def _shares(side: Side, known: frozenset[Symbol]) -> list[list[str]]:
    """Weights and probabilities over a whole range, which add up to 1: the last is what the others leave."""
    families: dict[tuple[str, str], list[str]] = {}
    added = set(_plainly_added(side.original))
    for node, name in side.names.items():
        if isinstance(node, Symbol) and replace(node, sub=()) in added:
            continue
        if side.ranges.bound and (family := _family_of_shares(node, side.outcomes, known)) is not None:
            families.setdefault(family, []).append(name)
    return [names for names in families.values() if len(names) > 1]


def _check_norms(side: Side) -> None:
    """That no norm is given beside what it is the norm of, which is a number here.

    Raises:
        RefusedError: one is.
    """
    for node in side.names:
        if isinstance(node, Norm) and node.body in side.names:
            raise RefusedError("a norm stands beside what it is the norm of")


def _bound_together(side: Side) -> Iterator[tuple[str, str]]:
    """Names that others decide: the mean of what it is the mean of, the other half of a symmetric matrix,
    the probability of an opposite.
    """
    for node, name in side.names.items():
        match node:
            case Symbol(_, _, ("\\bar",), ()):
                one = replace(node, accents=())
                members = [
                    other
                    for part, other in side.names.items()
                    if isinstance(part, Symbol) and part.sub and replace(part, sub=()) == one
                ]
                if len(members) > 1 and side.ranges.bound:
                    yield name, f"({' + '.join(members)})/{len(members)}"
            case Symbol(sub=(row, column)) if row.isdigit() and column.isdigit() and row > column:
                other = side.names.get(replace(node, sub=(column, row)))
                if other is not None:
                    yield name, other
            case Call(Symbol("P" | "p"), Bracket(_, _, (Symbol(_, _, ("\\bar",)) as event,), (), ())):
                straight = replace(event, accents=())
                given = side.names.get(replace(node, arguments=replace(node.arguments, parts=(straight,))))
                if given is not None:
                    yield name, f"1 - {given}"
            case _:
                pass


def _plainly_added(node: Node) -> Iterator[Symbol]:
    """Of ``\\sum_i p_i`` the symbol: were they shares of a whole, nobody would add them up."""
    for part in walk(node):
        if isinstance(part, Big) and part.name == "\\sum" and isinstance(part.body, Symbol):
            yield replace(part.body, sub=())


def _family_of_shares(
    node: Node, outcomes: frozenset[Symbol], known: frozenset[Symbol]
) -> tuple[str, str] | None:
    """Of ``\\pi_2`` and ``P(X = x_2)`` what their fellows have in common."""
    match node:
        case Symbol("\\pi" | "p" | "q", font, (), (place,)) if place.isdigit():
            return node.base, font
        case Symbol(sub=(*before, place)) if place.isdigit() and replace(node, sub=()) in known:
            return join(to_tokens(replace(node, sub=tuple(before)))), ""
        case Call(Symbol("P" | "p" | "q", font) as head, Bracket(_, _, (argument,))) if isinstance(
            argument, Number | Statement
        ) or (isinstance(argument, Symbol) and argument.sub[:1] == ()):
            return head.base, font
        case Call(Symbol(base), Bracket(_, _, (Symbol() as first, *_), separators)) if (
            separators[:1] != (",",) and replace(first, sub=()) in outcomes
        ):
            return base, join(to_tokens(node.head))
        case _:
            return None


# --- what the numbers must satisfy -----------------------------------------------------------------------


def _conditions(tree: maths.Node, found: Mapping[Node, Range], names: Mapping[Node, str]) -> Iterator[str]:
    least = {names[node]: one.least for node, one in found.items()}
    seen: set[str] = set()
    for text in _domain(tree, least):
        if text not in seen:
            seen.add(text)
            yield text


def _domain(tree: maths.Node, least: Mapping[str, float]) -> Iterator[str]:
    """Conditions under which a tree has a real value, innermost first."""
    for part in maths.children(tree):
        yield from _domain(part, least)
    match tree:
        case maths.Binary("/", _, below) if not _is_positive(below, least) and not isinstance(
            below, maths.Num
        ):
            yield f"{to_plain(below)} != 0"
        case maths.Binary("^", base, exponent) if not _is_positive(base, least):
            if not isinstance(exponent, maths.Num) or not exponent.text.isdigit():
                yield f"{to_plain(base)} > 0"
        case maths.Call("ln", (argument,)) if not _is_positive(argument, least):
            yield f"{to_plain(argument)} > 0"
        case maths.Call("sqrt" | "root", (argument, *_)) if not _is_positive(argument, least):
            yield f"{to_plain(argument)} > 0"
        case maths.Call("exp", (argument,)):
            yield f"abs({to_plain(argument)}) <= 5"
        case maths.Call("asin" | "acos", (argument,)):
            yield f"abs({to_plain(argument)}) <= 1"
        case maths.Call("factorial", (argument,)):
            yield f"{to_plain(argument)} >= 0"
        case _:
            return


def _is_positive(tree: maths.Node, least: Mapping[str, float]) -> bool:
    """Whether a tree is above 0 whatever is drawn."""
    match tree:
        case maths.Num():
            return tree.value > 0
        case maths.Sym(name):
            return least.get(name, -1.0) > 0
        case maths.Binary("+" | "*" | "/", left, right):
            return _is_positive(left, least) and _is_positive(right, least)
        case maths.Binary("^", base, _):
            return _is_positive(base, least)
        case maths.Call("exp", _):
            return True
        case maths.Call("sqrt", (argument,)):
            return _is_positive(argument, least)
        case _:
            return False


def _mixed_conditions(side: Side) -> Iterator[str]:
    """What is averaged differs, so that it matters which weight is whose."""
    pair = mixed(side.node)
    if pair is not None:
        one, other = (to_plain(side.typed(node)) for node in pair)
        yield f"{one} != {other}"


def _is_part_of(node: Node, other: Node) -> bool:
    """Whether a size is that of an intersection and the other that of the union of the same sets."""
    match node, other:
        case Norm(_, Product(factors, ("\\cap",))), Norm(_, Product(others, ("\\cup",))):
            return factors == others
        case _:
            return False


def _left_conditions(side: Side, left: Node | None, found: Mapping[Node, Range]) -> Iterator[str]:
    """What is known of the result: made of counts it is at least 1, a probability lies between 0 and 1."""
    if all(one.role in ("count", "exponent") for one in found.values()):
        yield f"{side.text} >= 1"
    for node, name in side.names.items():
        for other, larger in side.names.items():
            if _is_part_of(node, other):
                yield f"{name} <= {larger}"
    match left:
        case Call(Symbol(base)) if base in ("P", "\\Pr", "Pr"):
            yield f"{side.text} > 0"
            yield f"{side.text} <= 1"
        case Call(Symbol(base)) if base in ("p", "q", "KL", "Var", "var", "D", "H"):
            yield f"{side.text} > 0"
        case Norm():
            yield f"{side.text} > 0"
        case _:
            return
