"""Whether one expression of a derivation equals the next: it follows, breaks at a point, or is not known.

A break is certain: it shows at several points, in every domain that the letters may have, in
every base that a logarithm may have. Whatever agrees in one of them is undecided.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import islice, product
from typing import Any

from drill.checking.answer_verdict import Clock, PointApart
from drill.checking.decimals import stands_for
from drill.checking.derivations.calculus_reading import BOUND, DIFFERENTIAL, OPAQUE, free_symbols, has_binding
from drill.checking.derivations.equation_steps import (
    COUNTING,
    Equation,
    EquationOutcome,
    StepOutcome,
    are_apart,
    compare_inequalities,
    compare_solutions,
    find_solutions,
    find_tied_letters,
    select_missing,
    unclear,
)
from drill.checking.derivations.said_conditions import SaidConditions, Shape
from drill.checking.diagnosis import real_at, value_at
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
    Relation,
    Sym,
    change_parts,
    find_in_tree,
    list_parts,
    substitute_symbols,
    walk_tree,
)
from drill.maths.maths_tree import Sequence as Items
from drill.maths.tree_evaluation import limit_computing_time
from drill.text import split_words

_POSITIVE_INTEGER = Domain(low=Fraction(1), has_low=True, integer=True)
_IN_SUM = Domain(low=Fraction(1), high=Fraction(9), has_low=True, has_high=True, integer=True)
# The domains that an undeclared letter may have.
_DOMAINS = (
    Domain(low=Fraction(0)), _POSITIVE_INTEGER, Domain(Fraction(0), Fraction(1)), Domain(high=Fraction(0)),
)  # fmt: skip
# Points for comparing doubles, and the least number of them that must have real values.
_POINTS = 24
_LEAST = 3
# Points for trying an inequality.
_ORDER_POINTS = 60
# Relative differences beyond rounding: of numeric integrals, and of plain values.
_CLEAR = 1e-6
_EQUAL = 1e-9
# Relative difference of values that written decimals may explain.
_ROUNDING_SHARE = 0.02
# The letter of the identity, unless it is declared.
IDENTITY = "I"
# Max readings of the undeclared letters of a step.
_MOST_MEANINGS = 16
# The letter of the direction of a slope.
_DIRECTION = f"{BOUND}v"
# The end of the name of a letter for another value of the same quantity.
_OTHER = "_other"
_RARE = split_words("gcd lcm mod")
STEPPING = split_words("floor ceil sign max min ind")
_ARRAY_CALLS = split_words("T norm dot inv det trace hadamard rank diag gradient")


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


@dataclass
class StepComparison:
    """Compares expressions under the declarations of a text, within a budget of time.

    ``limit_s`` are the seconds of computing for all steps together, ``step_s`` those for one.
    """

    said: SaidConditions
    limit_s: float
    step_s: float
    _spent_s: float = field(default=0.0, init=False)
    _real: list[Node] = field(default_factory=list[Node], init=False)

    def expect_real(self, node: Node) -> None:
        """Remember an expression of the text whose roots and logarithms have real values there."""
        if node not in self._real:
            self._real += [
                part for part in walk_tree(node) if _may_be_unreal(part) and not _has_bound_letter(part)
            ]

    def compare(self, first: Node, second: Node, by: str = "") -> StepOutcome:
        """Compare two expressions; where they are integrals ``by`` a letter, up to a constant."""
        return self._within(lambda clock: self._compare(first, second, by, clock))

    def compare_up_to_factor(self, first: Node, second: Node, letters: Iterable[str]) -> StepOutcome:
        """Return whether the quotient of two expressions is the same for any two values of the letters."""
        left = Binary("*", first, _with_other_letters(second, letters))
        right = Binary("*", _with_other_letters(first, letters), second)
        outcome = self.compare(left, right)
        if not outcome.differs:
            return outcome
        return StepOutcome("different", f"The quotient of the two still depends on {' and '.join(letters)}.")

    def is_multiple(self, first: Node, second: Node) -> bool:
        """Return whether one of two expressions that differ is the other times a number.

        Then no condition on their letters makes them equal, except where both are 0.
        """
        names = free_symbols(first) & free_symbols(second)
        return bool(names) and self.compare_up_to_factor(first, second, names).equal

    def cancels(self, names: Iterable[str], first: Node, second: Node) -> bool:
        """Return whether the difference of two expressions is the same for all values of some letters."""
        difference = Binary("-", first, second)
        return self.compare(difference, _with_other_letters(difference, names)).equal

    def compare_equations(self, before: Node, statement: Node) -> EquationOutcome:
        """Compare the solutions of two statements, equations or several joined by ``or``."""
        names = free_symbols(before, statement)
        assumed = self._assumptions(names)

        def judge(clock: Clock) -> StepOutcome:
            return compare_solutions(before, statement, Context(assumed, clock))

        outcome = self._within(judge)
        if not outcome.differs or len(names) != 1:
            return EquationOutcome(outcome)
        old, new = (find_solutions(node, min(names), assumed) for node in (before, statement))
        return EquationOutcome(outcome, min(names), select_missing(old, new), select_missing(new, old), new)

    def compare_inequalities(self, before: Sequence[Relation], statement: Relation) -> StepOutcome:
        """Compare an inequality with those of the line before, in every domain its letters may have."""
        names = free_symbols(statement)
        every = [self._assumptions(names), *self._list_other_assumptions(names)]

        def judge(clock: Clock) -> StepOutcome:
            missing = ""
            for each in before:
                if free_symbols(each) != names or self.has_arrays(each, statement):
                    continue
                found = [compare_inequalities(each, statement, Context(one, clock)) for one in every]
                outcomes = {outcome.outcome for outcome in found}
                # With the same sides the two are cases, and no conclusion.
                are_cases = {each.left, each.right} == {statement.left, statement.right}
                if outcomes == {"equal"} or (outcomes == {"different"} and not are_cases):
                    return found[0]
                if "equal" in outcomes:
                    missing = self._describe_missing_range(names)
            return unclear(missing)

        return self._within(judge)

    def find_counterexample(self, op: str, first: Node, second: Node) -> PointApart | None:
        """Return a point that refutes ``<=`` or ``>=`` between two expressions."""
        names = free_symbols(first, second)
        points = self._points(names, self._assumptions(names, first, second), _ORDER_POINTS)
        sign = 1 if op in ("<", "<=") else -1
        for point in points:
            one = real_at(first, point)
            other = real_at(second, point)
            if one is None or other is None:
                continue
            if sign * (one - other) > _EQUAL * max(abs(one), abs(other)):
                return _describe_point_apart(point, one, other)
        return None

    def _within(self, compare: Callable[[Clock], StepOutcome]) -> StepOutcome:
        """Return the outcome of a comparison within the budget of time."""
        if self._spent_s >= self.limit_s:
            return unclear("The time for this text is used up.")
        seconds = min(self.step_s, self.limit_s - self._spent_s)
        clock = Clock(seconds)
        both_s = clock.left_s + clock.proving_s
        try:
            with limit_computing_time(seconds):
                return compare(clock)
        except TimedOutError:
            return unclear("To compare the two takes too long.")
        except (CheckError, OverflowError, RecursionError, ArithmeticError):
            return unclear("The two could not be computed.")
        finally:
            self._spent_s += both_s - clock.left_s - clock.proving_s

    def differs_in_constants(self, first: Node, second: Node) -> bool:
        """Return whether two expressions that differ do so whatever π and e mean, without the letter i."""
        if self.said.is_settled:
            return True
        if uses_constant(first, "i") or uses_constant(second, "i"):
            return self.said.has_imaginary_unit and not any(
                _may_be_unreal(part)
                for node in (first, second)
                for part in walk_tree(node)
                if not isinstance(part, Binary) or part.left != Const("e")
            )
        return all(
            self.compare(_free_constant(first, name), _free_constant(second, name)).differs
            for name in ("e", "pi")
            if uses_constant(first, name) or uses_constant(second, name)
        )

    def differ_under(
        self, first: Node, second: Node, equations: Sequence[Equation], known: frozenset[str]
    ) -> bool:
        """Return whether two expressions that differ do so where all equations hold.

        The equations need other letters that can satisfy them for all values of those of the
        expressions; a letter that is ``known`` otherwise does not count.
        """
        names = free_symbols(first, second)
        if self.has_arrays(first, second, *(side for pair in equations for side in pair)):
            return False
        solved = find_tied_letters(equations, names, known)
        if not solved:
            return False
        every = names.union(*(free_symbols(*equation) for equation, _ in solved))
        assumed = [self._assumptions(every, first, second)]
        # Letters of equations are often positive without a word.
        assumed += self._list_other_assumptions(every, first, second)[:1]

        def judge(_clock: Clock) -> StepOutcome:
            is_apart = all(are_apart(first, second, solved, every, each) for each in assumed)
            return StepOutcome("different" if is_apart else "unclear")

        return self._within(judge).differs

    # Comparisons

    def _compare(self, first: Node, second: Node, by: str, clock: Clock) -> StepOutcome:
        if first == second:
            return StepOutcome("equal")
        if self.has_arrays(first, second):
            names = free_symbols(first, second)
            return self._compare_arrays(first, second, self._assumptions(names), clock)
        outcome = self._compare_scalars(first, second, clock)
        if by and outcome.differs and not find_integration_letters(first, second):
            slope, other = derivative_of(first, by), derivative_of(second, by)
            if not self._compare_scalars(slope, other, clock).differs:
                return StepOutcome("equal")
        return outcome

    def _compare_scalars(self, first: Node, second: Node, clock: Clock) -> StepOutcome:
        if canonicalise_tree(first) == canonicalise_tree(second):
            return StepOutcome("equal")
        if antiderivatives := find_integration_letters(first, second):
            name = antiderivatives[0]
            if any(other != name for other in antiderivatives):
                return unclear("The integrals are by different letters.")
            first, second = _without_integral(first, name), _without_integral(second, name)
            return self._compare_scalars(first, second, clock)
        names = free_symbols(first, second)
        outcome = self._compare_numbers(first, second, names, clock)
        if outcome.equal and _find_stepping(first) != _find_stepping(second):
            return unclear("The values that were tried cannot tell these two apart.")
        if not outcome.differs:
            return outcome
        meanings = list(self._list_meanings(first, second, names))
        found = compare(first, second, meanings, clock)
        is_certain = found.outcome == "different" or not found.evidence
        return outcome if is_certain else unclear(found.evidence)

    def _compare_numbers(self, first: Node, second: Node, names: frozenset[str], clock: Clock) -> StepOutcome:
        """Compare in doubles, and with many digits where no integral or sum leaves fewer."""
        assumed = self._assumptions(names, first, second)
        is_bound = has_binding(first) or has_binding(second)
        points = self._list_expected_points(names, assumed, 12 if is_bound else _POINTS)
        pairs = list(_real_pairs(first, second, points, clock))
        if not pairs and (names or is_bound):
            return unclear("The two have no real values to compare.")
        apart = [
            pair for pair in pairs if _differ_relatively(pair[1], pair[2], _CLEAR if is_bound else _EQUAL)
        ]
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
        shown = point_apart(first, second, assumed, free=names)
        return StepOutcome("different", "", shown or _describe_point_apart(*apart[0], digits=6))

    def _list_expected_points(self, names: frozenset[str], assumed: Assumptions, count: int) -> list[Point]:
        """Return points that give roots and logarithms of the text real values."""
        expected = [node for node in self._real if free_symbols(node) <= names]
        points = self._points(names, assumed, 4 * count if expected else count)
        return [point for point in points if None not in (real_at(node, point) for node in expected)][:count]

    def _list_meanings(self, first: Node, second: Node, names: frozenset[str]) -> Iterator[_PointsMeaning]:
        """Yield the meaning as written, and the others that logarithms and undeclared letters may have."""
        assumed = self._assumptions(names, first, second)
        points = self._points(names, assumed, _POINTS)
        yield _PointsMeaning("", points)
        changes = {"Is the power that of the logarithm?": _move_power_inside_logarithm}
        if not self.said.is_settled:
            for base in ("2", "10"):
                changes[f"The two agree with logarithms to base {base}."] = partial(_in_base, base=base)
        for missing, change in changes.items():
            if change(first) != first or change(second) != second:
                yield _PointsMeaning(missing, points, change)
        if self.said.is_settled:
            return
        others = self._list_other_assumptions(names, first, second)
        for other in others:
            missing = self._describe_missing_range(names)
            yield _PointsMeaning(missing, self._points(names, other, _POINTS))
        if others and len(names) > 1:
            ordered = sorted(names)
            missing = f"Not judged: which of {ordered[0]} and {ordered[1]} is larger is not given."
            for is_reversed in (False, True):
                values = (sorted(point.values(), reverse=is_reversed) for point in points)
                yield _PointsMeaning(missing, [dict(zip(ordered, row, strict=True)) for row in values])

    # Points

    def _assumptions(self, names: frozenset[str], *nodes: Node) -> Assumptions:
        counted = frozenset[str]().union(*map(_counted_letters, nodes))
        domains: dict[str, Domain] = {}
        for name in names:
            undeclared = _POSITIVE_INTEGER if name in COUNTING else REALS
            declared = self.said.domains.get(_find_base_name(name), undeclared)
            domains[name] = _IN_SUM if name in counted else declared
        return Assumptions(domains, self.said.relations)

    def _list_other_assumptions(self, names: frozenset[str], *nodes: Node) -> list[Assumptions]:
        """Return other domains that the undeclared letters may have; nothing if all are declared."""
        assumed = self._assumptions(names, *nodes)
        loose = names - self.said.domains.keys()
        domains = [dict.fromkeys(loose - COUNTING, domain) for domain in _DOMAINS if loose]
        return [replace(assumed, domains={**assumed.domains, **each}) for each in domains]

    def _describe_missing_range(self, names: frozenset[str]) -> str:
        return f"Not judged: the range of {min(names - self.said.domains.keys())} is not given."

    def _points(self, names: frozenset[str], assumed: Assumptions, count: int) -> list[Point]:
        if names:
            return list(islice(Sample(names, assumed).ordinary(), count))
        return [{}]

    # Arrays

    def has_arrays(self, *nodes: Node) -> bool:
        """Return whether some of the expressions are of vectors or matrices."""
        is_written = any(list(find_in_tree(node, Items)) for node in nodes)
        return is_written or _has_array_calls(nodes) or self._has_named_arrays(*nodes)

    def _has_named_arrays(self, *nodes: Node) -> bool:
        named = self.said.shapes.keys() | self.said.unsized
        symbols = free_symbols(*nodes)
        has_calls = _has_array_calls(nodes)
        return any(
            _find_base_name(name) in named or "_math" in name or (has_calls and name[:1].isupper())
            for name in symbols
        )

    def _compare_arrays(self, first: Node, second: Node, assumed: Assumptions, clock: Clock) -> StepOutcome:
        """Compare expressions of matrices in all shapes that their letters may have."""
        names = (free_symbols(first, second)) - {IDENTITY}
        if has_binding(first) or has_binding(second) or any(name.startswith(OPAQUE) for name in names):
            return unclear("Arrays are not computed here.")
        written = [part for node in (first, second) for part in find_in_tree(node, Items)]
        if any(part.kind != "list" for part in written) and not self.said.is_settled:
            return unclear("Several values in brackets read in more than one way.")
        if not self._has_named_arrays(first, second):
            return self._compare_entries(convert_to_grid(first), convert_to_grid(second), clock)
        declared = {name: self.said.shapes.get(_find_base_name(name)) for name in names}
        known = {name: shape for name, shape in declared.items() if shape is not None}
        unknown = sorted(names - known.keys() - self.said.domains.keys())
        shapes = list(_list_possible_shapes(unknown, (first, second)))
        if len(shapes) > _MOST_MEANINGS or (unknown and self.said.is_settled):  # the prompt may declare it
            return unclear(f"Nothing says what {unknown[0]} is.")
        meanings = [_ArrayMeaning({**known, **each}, names, assumed) for each in shapes]
        found = compare(first, second, meanings, clock)
        if found.outcome == "different":
            return StepOutcome("different", found.evidence)
        if found.equal:
            return StepOutcome("equal")
        if not found.evidence:
            return unclear("The sizes of the arrays are not known, or do not fit.")
        return unclear(f"Nothing says what {min(unknown)} is.")

    def _compare_entries(self, first: Grid | Node, second: Grid | Node, clock: Clock) -> StepOutcome:
        """Compare two arrays that are written out, entry by entry, or two numbers."""
        if not isinstance(first, Grid) and not isinstance(second, Grid):
            return self._compare_scalars(first, second, clock)
        if not isinstance(first, Grid) or not isinstance(second, Grid):
            outcome = "different" if self.said.is_settled else "unclear"
            return StepOutcome(outcome, "A number and an array are not equal.")
        if first.size != second.size:
            return StepOutcome("different", "The sizes differ.")
        outcomes = [
            self._compare_scalars(*pair, clock) for pair in zip(first.entries, second.entries, strict=True)
        ]
        return min(outcomes, key=lambda outcome: ("different", "unclear", "equal").index(outcome.outcome))


@dataclass(frozen=True)
class _ArrayMeaning:
    """Letters that are arrays of these shapes, and others that are numbers."""

    shapes: Mapping[str, Shape]
    names: frozenset[str]
    assumed: Assumptions

    def compare(self, first: Node, second: Node, clock: Clock) -> Comparison | None:
        """Compare at random arrays; None if their sizes do not fit."""
        if not self.shapes:
            return None
        shapes = self.shapes
        names = self.names - {_DIRECTION}
        if (slopes := _along_direction(first, second, shapes)) is not None:
            first, second, shapes = slopes
            names = names | {_DIRECTION}
        scalars = {name: self.assumed.domain(name) for name in sorted(names - shapes.keys())}
        assumed = [f"{name} {shape.drawn_as}" for name, shape in shapes.items() if shape.drawn_as]
        assumed += [text for name, domain in scalars.items() for text in _write_domain(name, domain)]
        spec = MatrixExpressionSpec(
            kind="matrix-expression",
            text="0",
            vars=tuple(scalars),
            assume=tuple(assumed),
            shapes=tuple((name, shape.axes) for name, shape in sorted(shapes.items())),
        )
        spec = replace_spec_key(spec, first)
        context = Context(self.assumed, clock)
        try:
            verdict = spec.compare(second, context)
        except KeyFaultError:
            return None
        if verdict.verdict == "correct":
            return Comparison("equal", "The two are equal for random arrays.")
        cause = spec.diagnose(second, context)
        if verdict.verdict != "wrong" or (cause is not None and cause.message.startswith("The size")):
            return None
        return Comparison("different", cause.message if cause else "The two differ for random arrays.")


def _list_possible_shapes(unknown: Sequence[str], sides: Equation) -> Iterator[Mapping[str, Shape]]:
    """Yield the shapes that undeclared letters may have; a letter without one is a number.

    A capital letter is a square matrix, symmetric or not, other letters are vectors; both may be numbers if
    no operation on them needs an array.
    """
    calls = [part for side in sides for part in find_in_tree(side, Call)]
    operations = [part for part in calls if part.name in ("T", "inv", "det", "trace", "rank")]
    arrays = free_symbols(*operations)
    square = Shape(("n", "n"))
    choices: list[list[Shape | None]] = []
    for name in unknown:
        shapes = [square, replace(square, structure="symmetric")] if name[:1].isupper() else [Shape(("n",))]
        choices.append([*shapes] if name in arrays else [*shapes, None])
    for shapes in islice(product(*choices), _MOST_MEANINGS + 1):
        yield {name: shape for name, shape in zip(unknown, shapes, strict=True) if shape is not None}


def _has_array_calls(nodes: Iterable[Node]) -> bool:
    return any(part.name in _ARRAY_CALLS for node in nodes for part in find_in_tree(node, Call))


def _with_other_letters(node: Node, letters: Iterable[str]) -> Node:
    """Return an expression with letters replaced by others of the same kind."""
    return substitute_symbols(node, {name: Sym(name + _OTHER) for name in letters})


def _find_base_name(name: str) -> str:
    """Return the letter whose declaration counts for a differential, or for another value of it."""
    return name.removesuffix(_OTHER).removesuffix(DIFFERENTIAL)


def _along_direction(
    first: Node, second: Node, shapes: Mapping[str, Shape]
) -> tuple[Node, Node, Mapping[str, Shape]] | None:
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
    direction = Sym(_DIRECTION)
    step = Num("0.0000000001")
    move = Binary("*", step, direction)
    after = substitute_symbols(value, {name: Binary("+", Sym(name), move)})
    before = substitute_symbols(value, {name: Binary("-", Sym(name), move)})
    slope = Binary("/", Binary("-", after, before), Binary("*", Num("2"), step))
    inner: Node = Binary("*", Call("T", (direction,)), other)
    if len(shapes[name].axes) > 1:
        inner = Call("trace", (inner,))
    return slope, inner, {**shapes, _DIRECTION: replace(shapes[name], structure="")}


def _write_domain(name: str, domain: Domain) -> Iterator[str]:
    """Yield a domain as an exercise assumes it."""
    yield f"{name} integer" if domain.integer else f"{name} real"
    for bound, sign in ((domain.low, ">=" if domain.has_low else ">"),
                        (domain.high, "<=" if domain.has_high else "<")):  # fmt: skip
        if math.isfinite(bound):
            yield f"{name} {sign} {Fraction(bound)}"


def _find_stepping(node: Node) -> frozenset[str]:
    """Return the functions that may change far from all that is tried: remainders, and steps within sums."""
    parts = list(find_in_tree(node, Call))
    rare = _RARE | STEPPING if has_binding(node) else _RARE
    return frozenset(part.name for part in parts if part.name in rare and free_symbols(part))


def _describe_point_apart(point: Point, one: complex, other: complex, digits: int = 4) -> PointApart:
    place = ", ".join(f"{name} = {value:.4g}" for name, value in point.items())
    return PointApart(place, f"{one:.{digits}g}", f"{other:.{digits}g}")


def _real_pairs(
    first: Node, second: Node, points: Sequence[Point], clock: Clock | None
) -> Iterator[tuple[Point, Any, Any]]:
    """Yield the points where both have real values, with these; of complex numbers all values count."""
    is_complex = uses_constant(first, "i") or uses_constant(second, "i")
    for point in points:
        if clock is not None:
            clock.check()
        one = real_at(first, point)
        other = real_at(second, point)
        if one is not None and other is not None:
            yield point, one, other
        elif is_complex:
            values = value_at(first, point), value_at(second, point)
            if None not in values:
                yield point, *values


def _may_be_unreal(node: Node) -> bool:
    match node:
        case Call("sqrt" | "root" | "log" | "ln" | "asin" | "acos" | "arcsin" | "arccos" | "acosh" | "atanh"):
            return True
        case Binary("^", _, Num(text)):
            return not text.isdigit()
        case Binary("^", base, _):
            return not isinstance(base, (Const, Num))
        case _:
            return False


def _has_bound_letter(node: Node) -> bool:
    return any(part.name.startswith(BOUND) for part in find_in_tree(node, Sym))


def _differ_relatively(one: complex, other: complex, relative: float) -> bool:
    # Values below 0.01 count as 0.01, because numeric integrals of zero are not zero.
    return abs(one - other) > relative * max(abs(one), abs(other), 1e-2)


def is_rounded_alike(one: complex, other: complex) -> bool:
    """Return whether written decimals may explain the difference of two numbers."""
    return abs(one - other) <= _ROUNDING_SHARE * max(abs(one), abs(other))


def has_decimal_number(*nodes: Node) -> bool:
    """Return whether some expression has a number with a decimal point."""
    return any("." in part.text for node in nodes for part in find_in_tree(node, Num))


def _counted_letters(node: Node) -> frozenset[str]:
    """Return the letters in the limits of sums, which count terms."""
    return frozenset[str]().union(*(
        free_symbols(*part.args[2:])
        for part in find_in_tree(node, Call)
        if part.name in ("sum", "prod") and len(part.args) == 4
    ))  # fmt: skip


def _in_base(node: Node, base: str) -> Node:
    match node:
        case Call("log" | "ln", (argument,)):
            return Call("log", (_in_base(argument, base), Num(base)))
        case _:
            return change_parts(node, lambda part: _in_base(part, base))


def _move_power_inside_logarithm(node: Node) -> Node:
    """Return a tree in the other meaning of ``log (u)^n``: the logarithm of the power."""
    match node:
        case Binary("^", Call(("ln" | "log") as name, (argument,)), power):
            return Call(name, (_move_power_inside_logarithm(Binary("^", argument, power)),))
        case _:
            return change_parts(node, _move_power_inside_logarithm)


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


def uses_constant(node: Node, name: str) -> bool:
    """Return whether an expression holds a constant, e as more than the base of a power."""
    match node:
        case Binary("^", Const("e"), exponent):
            return uses_constant(exponent, name)
        case Const(constant) | Sym(constant) if constant == name:
            return True
        case _:
            return any(uses_constant(part, name) for part in list_parts(node))


def _free_constant(node: Node, name: str) -> Node:
    """Return an expression with a letter in the place of a constant."""
    match node:
        case Const(constant) if constant == name:
            return Sym(f"{BOUND}{name}")
        case _:
            return change_parts(node, lambda part: _free_constant(part, name))
