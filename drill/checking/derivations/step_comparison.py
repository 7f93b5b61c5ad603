"""Whether two sides of a derivation's step are equal in every meaning that their letters may have.

A declared letter has one meaning. Another one may be any number; where it is a capital, bold, or a factor
beside one, it may be a square matrix as well. A step follows, or breaks, only if all meanings say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice
from typing import Any, Literal

from drill.checking.answer_verdict import Clock, PointApart
from drill.checking.decimals import stands_for
from drill.checking.derivations.calculus_reading import BOUND, DIFFERENTIAL, OPAQUE, free_symbols, has_binding
from drill.checking.derivations.declarations import Declarations
from drill.checking.diagnosis import real_at
from drill.checking.equality import Comparison, NumberMeaning, Point, Sample, compare
from drill.checking.equality.tree_structure import canonicalise_tree
from drill.checking.grids import Grid, convert_to_grid
from drill.checking.judge import point_apart
from drill.checking.judges.context import Context
from drill.checking.kinds.matrix_expression_answers import MatrixExpressionSpec
from drill.checking.spec import replace_spec_key
from drill.checking.tolerances import OF_LINES
from drill.errors import CheckError, KeyFaultError, TimedOutError
from drill.maths.derivatives import derivative_of
from drill.maths.domains import REALS, Assumptions, Domain
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Node,
    Num,
    RelationOp,
    Sym,
    change_parts,
    find_in_tree,
    find_symbols,
    list_parts,
    substitute_symbols,
    walk_tree,
)
from drill.maths.maths_tree import Sequence as Items
from drill.maths.tree_evaluation import limit_computing_time
from drill.text import split_words

Outcome = Literal["equal", "different", "unclear"]
Equation = tuple[Node, Node]

_POSITIVE_INTEGER = Domain(low=Fraction(1), has_low=True, integer=True)
_NATURAL = "positive integer"
_IN_SUM = Domain(low=Fraction(1), high=Fraction(9), has_low=True, has_high=True, integer=True)
# The domains that an undeclared letter may have besides the reals.
_DOMAINS = (
    Domain(low=Fraction(0)), _POSITIVE_INTEGER, Domain(Fraction(0), Fraction(1)), Domain(high=Fraction(0)),
)  # fmt: skip
# Letters that are counts if they are not declared.
_COUNTING = frozenset("nmkijN")
# Letters of constants of integration.
_CONSTANTS = frozenset("CKck")
# Points for comparing doubles, the least number of them that must have real values, and those of an
# inequality.
_POINTS, _LEAST, _ORDER_POINTS = 24, 3, 60
# Relative differences beyond rounding: of numeric integrals, and of plain values.
_CLEAR, _EQUAL = 1e-6, 1e-9
# Relative difference of values that written decimals may explain.
_ROUNDING_SHARE = 0.02
# The letter of the identity, unless it is declared.
IDENTITY = "I"
# The letter of the direction of a slope, and the end of the name of a letter for another value of it.
_DIRECTION, _OTHER = f"{BOUND}v", "_other"
_RARE = split_words("gcd lcm mod")
STEPPING = split_words("floor ceil sign max min ind")
_ARRAY_CALLS = split_words("T norm dot inv det trace hadamard rank diag gradient")
_SQUARE = ("n", "n")


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """Whether two expressions are equal, a message about it, and a point where they differ.

    ``undeclared`` are letters that may be numbers or arrays, so that nothing is decided.
    """

    outcome: Outcome
    message: str = ""
    point: PointApart | None = None
    undeclared: frozenset[str] = frozenset()

    @property
    def equal(self) -> bool:
        """Whether they are shown to be equal."""
        return self.outcome == "equal"

    @property
    def differs(self) -> bool:
        """Whether they are shown to differ."""
        return self.outcome == "different"


def unclear(message: str = "") -> StepOutcome:
    """Return the outcome of a comparison that shows nothing."""
    return StepOutcome("unclear", message)


@dataclass
class StepComparison:
    """Compares expressions under the declarations of a text, within a budget of time.

    ``limit_s`` are the seconds of computing for all steps together, ``step_s`` those for one. An exercise
    ``is_settled``: its logarithms are natural, and its constants are no letters.
    """

    declared: Declarations
    limit_s: float
    step_s: float
    is_settled: bool = False
    _spent_s: float = field(default=0.0, init=False)
    _real: list[Node] = field(default_factory=list[Node], init=False)

    @property
    def left_s(self) -> float:
        """The seconds of computing that are left."""
        return self.limit_s - self._spent_s

    def expect_real(self, node: Node) -> None:
        """Remember an expression of the text: its roots and logarithms have real values at all points."""
        self._real += [
            part
            for part in walk_tree(node)
            if _may_be_unreal(part) and not any(name.startswith(BOUND) for name in find_symbols(part))
        ]

    def compare(self, first: Node, second: Node, by: str = "") -> StepOutcome:
        """Compare two expressions; where they are integrals ``by`` a letter, up to a constant."""
        return self.within(lambda clock: self._compare(first, second, by, clock))

    def cancels(self, names: Iterable[str], first: Node, second: Node) -> bool:
        """Return whether the difference of two expressions is the same for all values of some letters."""
        difference = Binary("-", first, second)
        others: dict[str, Node] = {name: Sym(name + _OTHER) for name in names}
        return self.compare(difference, substitute_symbols(difference, others)).equal

    def compare_up_to_factor(self, first: Node, second: Node, letters: Iterable[str]) -> StepOutcome:
        """Return whether the quotient of two expressions is the same for any two values of the letters."""
        others: dict[str, Node] = {name: Sym(name + _OTHER) for name in letters}
        left = Binary("*", first, substitute_symbols(second, others))
        outcome = self.compare(left, Binary("*", substitute_symbols(first, others), second))
        if not outcome.differs:
            return outcome
        return StepOutcome("different", f"The quotient of the two still depends on {' and '.join(letters)}.")

    def find_counterexample(self, op: RelationOp, first: Node, second: Node) -> PointApart | None:
        """Return a point that refutes an inequality between two expressions."""
        names = free_symbols(first, second)
        for point in self._points(names, self.assume(names, first, second), _ORDER_POINTS):
            one, other = real_at(first, point), real_at(second, point)
            if one is None or other is None:
                continue
            gap = (one - other) * (1 if op in ("<", "<=") else -1)
            least = _EQUAL * max(abs(one), abs(other))
            if gap > least or (op in "<>" and one == other):
                return _describe_point_apart(point, one, other)
        return None

    def within(self, judge: Callable[[Clock], StepOutcome]) -> StepOutcome:
        """Return an outcome that is found within the budget of time."""
        if self._spent_s >= self.limit_s:
            return unclear("The time for this text is used up.")
        seconds = min(self.step_s, self.limit_s - self._spent_s)
        clock = Clock(seconds)
        both_s = clock.left_s + clock.proving_s
        try:
            with limit_computing_time(seconds):
                return judge(clock)
        except TimedOutError:
            return unclear("To compare the two takes too long.")
        except (CheckError, OverflowError, RecursionError, ArithmeticError):
            return unclear("The two could not be computed.")
        finally:
            self._spent_s += both_s - clock.left_s - clock.proving_s

    def assume(self, names: frozenset[str], *nodes: Node) -> Assumptions:
        """Return the domains of letters: the declared ones, integers for counts, else the reals."""
        counted = frozenset[str]().union(*map(_counted_letters, nodes))
        domains: dict[str, Domain] = {}
        for name in names:
            usual = _POSITIVE_INTEGER if name in _COUNTING else REALS
            declared = self.declared.domains.get(find_base_name(name), usual)
            domains[name] = _IN_SUM if name in counted else declared
        return Assumptions(domains, self.declared.assumed.relations)

    def has_arrays(self, *nodes: Node) -> bool:
        """Return whether some of the expressions are of vectors or matrices."""
        is_written = any(list(find_in_tree(node, Items)) for node in nodes)
        named = map(find_base_name, free_symbols(*nodes))
        return is_written or _has_array_calls(nodes) or any(name in self.declared.shapes for name in named)

    # Meanings

    def _compare(self, first: Node, second: Node, by: str, clock: Clock) -> StepOutcome:
        if first == second:
            return StepOutcome("equal")
        names = free_symbols(first, second)
        loose = {name for name in names - {IDENTITY} if find_base_name(name) not in self.declared.names}
        constants: dict[str, Node] = dict.fromkeys(_CONSTANTS, Num("1")) if by else {}
        bare = [substitute_symbols(node, constants) for node in (first, second)]
        doubtful = frozenset(loose & _find_possible_arrays(bare, self.declared.shapes))
        if self.has_arrays(first, second):
            return self._compare_arrays(first, second, doubtful, clock)
        outcome = self._compare_numbers_or_slopes(first, second, by, clock)
        if not doubtful or outcome.outcome == "unclear":
            return outcome
        as_arrays = self._compare_arrays(first, second, doubtful, clock)
        if as_arrays.outcome == outcome.outcome:
            return outcome
        return StepOutcome("unclear", _say_undeclared(doubtful), None, doubtful)

    def _compare_numbers_or_slopes(self, first: Node, second: Node, by: str, clock: Clock) -> StepOutcome:
        outcome = self._compare_scalars(first, second, clock)
        if by and outcome.differs and not find_integration_letters(first, second):
            slope, other = derivative_of(first, by), derivative_of(second, by)
            if not self._compare_scalars(slope, other, clock).differs:
                return StepOutcome("equal")
        return outcome

    def _compare_scalars(self, first: Node, second: Node, clock: Clock) -> StepOutcome:
        if canonicalise_tree(first) == canonicalise_tree(second):
            return StepOutcome("equal")
        if letters := find_integration_letters(first, second):
            if len(set(letters)) > 1:
                return unclear("The integrals are by different letters.")
            first, second = (_without_integral(node, letters[0]) for node in (first, second))
            return self._compare_scalars(first, second, clock)
        names = free_symbols(first, second)
        outcome = self._compare_values(first, second, names, clock)
        if outcome.equal and _find_stepping(first) != _find_stepping(second):
            return unclear("The values that were tried cannot tell these two apart.")
        if not outcome.differs:
            return outcome
        found = compare(first, second, list(self._list_meanings(first, second, names)), clock)
        is_certain = found.outcome == "different" or not found.evidence
        return outcome if is_certain else unclear(found.evidence)

    def _compare_values(self, first: Node, second: Node, names: frozenset[str], clock: Clock) -> StepOutcome:
        """Compare in doubles, and with many digits and by SymPy where no integral or sum leaves fewer."""
        assumed = self.assume(names, first, second)
        is_bound = has_binding(first) or has_binding(second)
        clear = _CLEAR if is_bound else _EQUAL
        real = [node for node in dict.fromkeys(self._real) if free_symbols(node) <= names]
        count = 12 if is_bound else _POINTS
        points = self._points(names, assumed, 4 * count if real else count)
        points = [point for point in points if None not in (real_at(node, point) for node in real)][:count]
        pairs = list(_real_pairs(first, second, points, clock))
        if not pairs and (names or is_bound):
            return unclear("The two have no real values to compare.")
        apart = [pair for pair in pairs if _differ_relatively(pair[1], pair[2], clear)]
        is_few = bool(names) and len({tuple(point.values()) for point, _, _ in pairs}) < _LEAST
        if is_few and not apart:
            return unclear("The two have real values at too few points.")
        precise = "" if is_bound else compare(first, second, (NumberMeaning(assumed),), clock).outcome
        if precise == "equal" or (is_bound and not apart):
            return StepOutcome("equal")
        if not apart:
            return unclear("The two agree at the points that were tried, and not everywhere.")
        if has_decimal_number(second) and stands_for(first, second, OF_LINES, assumed, clock):
            return StepOutcome("equal")
        is_rounded = has_decimal_number(first, second)
        if is_rounded and not any(_differ_relatively(one, other, _ROUNDING_SHARE) for _, one, other in pairs):
            return unclear("Rounded numbers are not compared. Write ≈ before them.")
        apart = [pair for pair in pairs if _differ_relatively(pair[1], pair[2], 1e-4 if is_bound else _CLEAR)]
        # The sides have to differ in a quarter of the points.
        if names and (len(apart) < _LEAST or len(apart) < 0.25 * len(pairs)):
            return unclear("The two differ at few points only.")
        if not apart:
            return unclear("The two differ by less than rounding may.")
        if precise not in ("", "different"):
            return unclear("The two could not be told apart.")
        shown = None if is_bound else point_apart(first, second, assumed, free=names)
        return StepOutcome("different", "", shown or _describe_point_apart(*apart[0], digits=6))

    def _list_meanings(self, first: Node, second: Node, names: frozenset[str]) -> Iterator[_PointsMeaning]:
        """Yield the meaning as written, and the others that logarithms, constants and letters may have."""
        assumed = self.assume(names, first, second)
        points = self._points(names, assumed, _POINTS)
        yield _PointsMeaning("", points)
        changes: dict[str, Callable[[Node], Node]] = {
            "Is the power that of the logarithm?": _move_power_inside_logarithm
        }
        if not self.is_settled:
            for base in ("2", "10"):
                changes[f"The two agree with logarithms to base {base}."] = _make_base_change(base)
            changes["Not judged: a letter may be e, π or i here."] = free_constants
        for missing, change in changes.items():
            pair = change(first), change(second)
            if pair != (first, second):
                every = free_symbols(*pair)
                yield _PointsMeaning(missing, self._points(every, self.assume(every), _POINTS), change)
        loose = names - self.declared.domains.keys() - _COUNTING
        if self.is_settled or not loose:
            return
        missing = f"Not judged: the range of {min(loose)} is not given."
        for domain in _DOMAINS:
            other = Assumptions({**assumed.domains, **dict.fromkeys(loose, domain)}, assumed.relations)
            yield _PointsMeaning(missing, self._points(names, other, _POINTS))
        if len(names) > 1:
            ordered = sorted(names)
            missing = f"Not judged: which of {ordered[0]} and {ordered[1]} is larger is not given."
            for is_reversed in (False, True):
                values = (sorted(point.values(), reverse=is_reversed) for point in points)
                yield _PointsMeaning(missing, [dict(zip(ordered, row, strict=True)) for row in values])

    def _points(self, names: frozenset[str], assumed: Assumptions, count: int) -> list[Point]:
        return list(islice(Sample(names, assumed).ordinary(), count)) if names else [{}]

    # Arrays

    def _compare_arrays(
        self, first: Node, second: Node, doubtful: frozenset[str], clock: Clock
    ) -> StepOutcome:
        """Compare expressions of arrays, undeclared letters as square matrices and as vectors beside them."""
        names = free_symbols(first, second) - {IDENTITY}
        if has_binding(first) or has_binding(second) or any(name.startswith(OPAQUE) for name in names):
            return unclear("Arrays are not computed here.")
        shapes = {name: self.declared.shapes.get(find_base_name(name), ()) for name in names}
        known = {name: axes for name, axes in shapes.items() if axes}
        if not known and not doubtful and not any(name[:1].isupper() for name in names):
            written = [part for node in (first, second) for part in find_in_tree(node, Items)]
            if any(part.kind != "list" for part in written) and not self.is_settled:
                return unclear("Several values in brackets read in more than one way.")
            if written or not _has_array_calls((first, second)):
                return self._compare_entries(convert_to_grid(first), convert_to_grid(second), clock)
        counts = {f"{name} {_NATURAL}" for name in _COUNTING & names - self.declared.names}
        structures = self.declared.assumed.structures
        bases = {name: find_base_name(name) for name in names if name.endswith(DIFFERENTIAL)}
        changes = (f"{name} {structures[base]}" for name, base in bases.items() if base in structures)
        assume = (*self.declared.list_assumed(names), *counts, *changes)
        meanings = [
            _ArrayMeaning({**known, **axes}, names, (*assume, *(f"{name} symmetric" for name in symmetric)))
            for axes, symmetric in _list_possible_axes(doubtful)
        ]
        found = compare(first, second, meanings, clock)
        if found.outcome == "different":
            return StepOutcome("different", found.evidence)
        if found.equal:
            return StepOutcome("equal")
        missing = "The sizes of the arrays are not known, or do not fit."
        return StepOutcome("unclear", _say_undeclared(doubtful) or missing, None, doubtful)

    def _compare_entries(self, first: Grid | Node, second: Grid | Node, clock: Clock) -> StepOutcome:
        """Compare two arrays that are written out, entry by entry, or two numbers."""
        if not isinstance(first, Grid) and not isinstance(second, Grid):
            return self._compare_scalars(first, second, clock)
        if not isinstance(first, Grid) or not isinstance(second, Grid):
            outcome = "different" if self.is_settled else "unclear"
            return StepOutcome(outcome, "A number and an array are not equal.")
        if first.size != second.size:
            return StepOutcome("different", "The sizes differ.")
        outcomes = [
            self._compare_scalars(*pair, clock) for pair in zip(first.entries, second.entries, strict=True)
        ]
        return min(outcomes, key=lambda outcome: ("different", "unclear", "equal").index(outcome.outcome))


@dataclass(frozen=True)
class _PointsMeaning:
    """Letters with values that they may have, and expressions as they are otherwise meant.

    ``missing`` is the information that a text would need to exclude this meaning.
    """

    missing: str
    points: Sequence[Point]
    change: Callable[[Node], Node] = field(default=lambda node: node)

    def compare(self, first: Node, second: Node, clock: Clock) -> Comparison | None:
        """Compare in doubles; None if too few points have real values."""
        pairs = list(_real_pairs(self.change(first), self.change(second), self.points, clock))
        if len(pairs) < min(_LEAST, len(self.points)):
            return None
        is_apart = any(_differ_relatively(one, other, _CLEAR) for _, one, other in pairs)
        return Comparison("different" if is_apart else "equal", self.missing)


@dataclass(frozen=True)
class _ArrayMeaning:
    """Letters that are arrays with these axes, others that are numbers, and what is assumed of them."""

    shapes: Mapping[str, tuple[str, ...]]
    names: frozenset[str]
    assume: tuple[str, ...]

    def compare(self, first: Node, second: Node, clock: Clock) -> Comparison | None:
        """Compare at random arrays; None if their sizes do not fit, or such arrays are not computed."""
        if not self.shapes:
            return None
        shapes, names = dict(self.shapes), self.names - {_DIRECTION}
        if (slopes := _along_direction(first, second, shapes)) is not None:
            first, second, shapes = slopes
            names = names | {_DIRECTION}
        spec = MatrixExpressionSpec(
            kind="matrix-expression", text="0", vars=tuple(sorted(names - shapes.keys())),
            assume=self.assume, shapes=tuple(sorted(shapes.items())),
        )  # fmt: skip
        try:
            context = replace(Context.of(spec), clock=clock)
            spec = replace_spec_key(spec, first)
            verdict = spec.compare(second, context)
            cause = spec.diagnose(second, context) if verdict.verdict == "wrong" else None
        except TimedOutError:
            raise
        except (KeyFaultError, CheckError):
            return None
        if verdict.verdict == "correct":
            return Comparison("equal", "The two are equal for random arrays.")
        if verdict.verdict != "wrong" or (cause is not None and cause.message.startswith("The size")):
            return None
        return Comparison("different", cause.message if cause else "The two differ for random arrays.")


def _list_possible_axes(names: frozenset[str]) -> Iterator[tuple[dict[str, tuple[str, ...]], frozenset[str]]]:
    """Yield the axes that undeclared letters may have together, and which of them are symmetric."""
    if not names:
        yield {}, frozenset()
        return
    yield dict.fromkeys(names, _SQUARE), frozenset()
    matrices = frozenset(name for name in names if _is_of_matrix(name))
    mixed: dict[str, tuple[str, ...]] = {name: _SQUARE if name in matrices else ("n",) for name in names}
    if len(matrices) < len(names):
        yield mixed, frozenset()
    if matrices:
        yield mixed, matrices


def _is_of_matrix(name: str) -> bool:
    return name[:1].isupper()


def _find_possible_arrays(nodes: Iterable[Node], known: Iterable[str]) -> frozenset[str]:
    """Return the letters that may be arrays: capitals and bold ones, those that an operation on arrays has,
    and factors and terms beside them; but none in a divisor, which is a number.
    """
    found: set[str] = set()

    def has_arrays(node: Node) -> bool:
        symbols = _find_base_names(node)
        return any(
            name[:1].isupper() or "_math" in name for name in symbols - {IDENTITY}
        ) or not symbols.isdisjoint(known)

    def search(node: Node, is_array: bool = False) -> None:
        match node:
            case Sym(name):
                if is_array or has_arrays(node):
                    found.add(name)
            case Binary("/", top, _):
                search(top, is_array)
            case Binary("^", base, exponent):
                search(base, is_array)
                search(exponent)
            case Call(name, arguments):
                for part in arguments:
                    search(part, name in _ARRAY_CALLS)
            case _:
                beside = is_array or (isinstance(node, Binary) and has_arrays(node))
                for part in list_parts(node):
                    search(part, beside)

    sides = list(nodes)
    for node in sides:
        search(node, any(map(has_arrays, sides)) and isinstance(node, Sym))
    return frozenset(found)


def _find_base_names(node: Node) -> frozenset[str]:
    return frozenset(map(find_base_name, free_symbols(node)))


def _say_undeclared(names: Iterable[str]) -> str:
    listed = sorted(names)
    return f"Nothing says what {', '.join(listed)} {'are' if listed[1:] else 'is'}." if listed else ""


def _has_array_calls(nodes: Iterable[Node]) -> bool:
    return any(part.name in _ARRAY_CALLS for node in nodes for part in find_in_tree(node, Call))


def find_base_name(name: str) -> str:
    """Return the letter whose declaration counts for a differential, or for another value of it."""
    return name.removesuffix(_OTHER).removesuffix(DIFFERENTIAL)


def _along_direction(
    first: Node, second: Node, shapes: dict[str, tuple[str, ...]]
) -> tuple[Node, Node, dict[str, tuple[str, ...]]] | None:
    """Return the slope of a function in a direction, and the inner product of its gradient with this.

    None if neither side is a gradient, or it is by a number.
    """
    match first, second:
        case (Call("gradient", (value, Sym(name))), other) | (other, Call("gradient", (value, Sym(name)))):
            pass
        case _:
            return None
    if name not in shapes or any(part.name == "gradient" for part in find_in_tree(other, Call)):
        return None
    direction, step = Sym(_DIRECTION), Num("0.0000000001")
    move = Binary("*", step, direction)
    after, before = (substitute_symbols(value, {name: Binary(sign, Sym(name), move)}) for sign in ("+", "-"))
    slope = Binary("/", Binary("-", after, before), Binary("*", Num("2"), step))
    inner: Node = Binary("*", Call("T", (direction,)), other)
    if len(shapes[name]) > 1:
        inner = Call("trace", (inner,))
    return slope, inner, {**shapes, _DIRECTION: shapes[name]}


def _find_stepping(node: Node) -> frozenset[str]:
    """Return the functions that may change far from all that is tried: remainders, and steps within sums."""
    parts = list(find_in_tree(node, Call))
    rare = _RARE | STEPPING if has_binding(node) else _RARE
    return frozenset(part.name for part in parts if part.name in rare and free_symbols(part))


def _describe_point_apart(point: Point, one: float, other: float, digits: int = 4) -> PointApart:
    shown = {name: value for name, value in point.items() if not name.startswith(BOUND)}
    place = ", ".join(f"{name} = {value:.4g}" for name, value in shown.items())
    return PointApart(place, f"{one:.{digits}g}", f"{other:.{digits}g}")


def _real_pairs(
    first: Node, second: Node, points: Sequence[Point], clock: Clock
) -> Iterator[tuple[Point, Any, Any]]:
    """Yield the points where both have real values, with these."""
    for point in points:
        clock.check()
        one, other = real_at(first, point), real_at(second, point)
        if one is not None and other is not None:
            yield point, one, other


def _may_be_unreal(node: Node) -> bool:
    match node:
        case Call("sqrt" | "root" | "log" | "ln" | "asin" | "acos" | "acosh" | "atanh"):
            return True
        case Binary("^", _, Num(text)):
            return not text.isdigit()
        case Binary("^", base, _):
            return not isinstance(base, (Const, Num))
        case _:
            return False


def _differ_relatively(one: float, other: float, relative: float) -> bool:
    # Values below 0.01 count as 0.01, because numeric integrals of zero are not zero.
    return abs(one - other) > relative * max(abs(one), abs(other), 1e-2)


def is_rounded_alike(one: float, other: float) -> bool:
    """Return whether written decimals may explain the difference of two numbers."""
    return abs(one - other) <= _ROUNDING_SHARE * max(abs(one), abs(other))


def has_decimal_number(*nodes: Node) -> bool:
    """Return whether some expression has a number with a decimal point."""
    return any("." in part.text for node in nodes for part in find_in_tree(node, Num))


def _counted_letters(node: Node) -> frozenset[str]:
    """Return the letters in the limits of sums, which count terms."""
    calls = (
        part for part in find_in_tree(node, Call) if part.name in ("sum", "prod") and len(part.args) == 4
    )
    return free_symbols(*(limit for call in calls for limit in call.args[2:]))


def _make_base_change(base: str) -> Callable[[Node], Node]:
    def change(node: Node) -> Node:
        match node:
            case Call("log" | "ln", (argument,)):
                return Call("log", (change(argument), Num(base)))
            case _:
                return change_parts(node, change)

    return change


def _move_power_inside_logarithm(node: Node) -> Node:
    """Return a tree in the other meaning of ``log (u)^n``: the logarithm of the power."""
    match node:
        case Binary("^", Call(("ln" | "log") as name, (argument,)), power):
            return Call(name, (_move_power_inside_logarithm(Binary("^", argument, power)),))
        case _:
            return change_parts(node, _move_power_inside_logarithm)


def free_constants(node: Node) -> Node:
    """Return an expression with letters in the place of e, where it is no base of a power, and of π."""
    match node:
        case Binary("^", Const("e") as base, exponent):
            return Binary("^", base, free_constants(exponent))
        case Const("e" | "pi" as name):
            return Sym(f"{BOUND}{name}")
        case Call("sin" | "cos" | "tan", _):
            return node
        case _:
            return change_parts(node, free_constants)


def find_integration_letters(*nodes: Node) -> list[str]:
    """Return the letters of the indefinite integrals in some expressions."""
    calls = (call for node in nodes for call in find_in_tree(node, Call) if call.name == "integrate")
    return [call.args[1].name for call in calls if len(call.args) == 2 and isinstance(call.args[1], Sym)]


def _without_integral(node: Node, name: str) -> Node:
    """Return the derivative by a letter, where an indefinite integral becomes its integrand.

    Raises CheckError if the expression is not linear in its integrals.
    """
    integrands: dict[str, Node] = {}

    def replace_integrals(part: Node) -> Node:
        match part:
            case Call("integrate", (body, Sym(letter))) if letter == name:
                if find_integration_letters(body):
                    raise CheckError("integrals of integrals are not compared")
                stand_in = f"~I{len(integrands)}"
                integrands[stand_in] = body
                return Sym(stand_in)
            case _:
                return change_parts(part, replace_integrals)

    outer = replace_integrals(node)
    total = derivative_of(outer, name)
    for stand_in, body in integrands.items():
        factor = derivative_of(outer, stand_in)
        if free_symbols(factor) & {name, *integrands}:
            raise CheckError("the integrals are not linear here")
        total = Binary("+", total, Binary("*", factor, body))
    return substitute_symbols(total, dict.fromkeys(integrands, Num("0")))
