"""Whether an equation of a derivation has the solutions of the one before it, and which it lost or added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from drill.checking.answer_verdict import PointApart
from drill.checking.derivations.calculus_reading import OPAQUE, free_symbols
from drill.checking.derivations.said_conditions import Equation, find_names_in_formula
from drill.checking.diagnosis import real_at, reals_at
from drill.checking.equality import Point, Sample
from drill.checking.equality.tree_structure import canonicalise_tree, evaluate_short_rational
from drill.checking.judges.context import Context
from drill.checking.judges.statements import MIRRORED, compare_statements
from drill.checking.kinds.set_answers import EquationSpec
from drill.checking.real_root_search import find_zeros_and_edges
from drill.checking.spec import replace_spec_key
from drill.errors import CheckError
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import Binary, Call, Logic, Node, Num, Relation, Sym, find_symbols
from drill.maths.names import Names

Outcome = Literal["equal", "different", "unclear"]

# Max relative difference of equal roots, and max value of a zero that rounding leaves.
_SAME_ROOT = 1e-6
EQUATION = EquationSpec(kind="equation", text="0 = 0")


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """Whether two expressions are equal, a message about it, and a point where they differ."""

    outcome: Outcome
    message: str = ""
    point: PointApart | None = None

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


@dataclass(frozen=True, slots=True)
class EquationOutcome:
    """Whether two statements have the same solutions; else which in their one unknown are lost or added.

    ``found`` are those of the second.
    """

    step: StepOutcome
    name: str = ""
    lost: tuple[float, ...] = ()
    added: tuple[float, ...] = ()
    found: tuple[float, ...] = ()

    def describe(self, before: str) -> str:
        """Return which solution is lost or added; empty if none is known. ``before`` names the other line."""
        name = self.name
        if self.lost and self.added:
            return f"{name} = {self.lost[0]:g} solves {before}, {name} = {self.added[0]:g} solves this one."
        if self.lost:
            return f"{name} = {self.lost[0]:g} is lost here."
        if not self.added:
            return ""
        return f"{name} = {self.added[0]:g} does not solve {before}."


def compare_solutions(before: Node, statement: Node, context: Context) -> StepOutcome:
    """Compare the solutions of two statements. Raises CheckError if that cannot be done."""
    spec = replace_spec_key(EQUATION, before, Names(undeclared="allow"))
    verdict = spec.compare(statement, context)
    if verdict.verdict == "correct":
        return StepOutcome("equal")
    return StepOutcome("different" if verdict.verdict == "wrong" else "unclear", verdict.message)


def compare_inequalities(before: Relation, statement: Relation, context: Context) -> StepOutcome:
    """Return whether an inequality holds where another does, or where this one is reversed.

    Raises CheckError if that cannot be computed.
    """
    if compare_statements(before, statement, context).verdict == "correct":
        return StepOutcome("equal")
    reversed_one = Relation(MIRRORED[before.op], before.left, before.right)
    if compare_statements(reversed_one, statement, context).verdict == "correct":
        return StepOutcome("different", "The inequality is the wrong way round.")
    return unclear()


def find_solutions(statement: Node, name: str, assumed: Assumptions) -> tuple[float, ...]:
    """Return the solutions of a statement in one unknown that are found, within its domain."""
    found: list[float] = []
    for relation in list_joined_equations(statement):
        with suppress(CheckError):
            found += _find_roots((relation.left, relation.right), {}, name, assumed)
    return tuple(found)


def _find_roots(equation: Equation, point: Point, name: str, assumed: Assumptions) -> list[float]:
    """Return the roots of an equation in one letter, within its domain, at a point of the other letters."""
    difference = Binary("-", *equation)
    roots = [root for root in find_zeros_and_edges(difference, point, name) if root in assumed.domain(name)]
    values = reals_at(difference, [{**point, name: root} for root in roots])
    # Where an expression only stops being real, the equation does not hold.
    return [
        root + 0.0
        for root, value in zip(roots, values, strict=True)
        if value is not None and abs(value) < _SAME_ROOT
    ]


def is_solution(equation: Equation, name: str, value: float) -> bool:
    """Return whether an equation in one letter holds at a value."""
    if free_symbols(*equation) != frozenset((name,)):
        return False
    one, other = (real_at(side, {name: value}) for side in equation)
    return one is not None and other is not None and abs(one - other) <= _SAME_ROOT * (1 + abs(one))


def select_missing(roots: Sequence[float], others: Sequence[float]) -> tuple[float, ...]:
    """Return the roots that are not among the others."""
    return tuple(
        root for root in roots if all(abs(each - root) > _SAME_ROOT * (1 + abs(root)) for each in others)
    )


def list_joined_equations(statement: Node) -> list[Relation]:
    """Return the equations of a statement: one, or several joined by ``or``."""
    match statement:
        case Relation("=", _, _):
            return [statement]
        case Logic("or", left, right):
            return [*list_joined_equations(left), *list_joined_equations(right)]
        case _:
            return []


def is_solved(equation: Node) -> bool:
    """Return whether an equation has a letter alone on its left side, as in ``x = 3``."""
    return isinstance(equation, Relation) and isinstance(equation.left, Sym)


def are_two_cases(before: Node, statement: Node) -> bool:
    """Return whether one side gets different plain numbers, or a letter had its final value before."""
    if not (isinstance(before, Relation) and isinstance(statement, Relation)):
        return False
    if evaluate_short_rational(before.right) is None:
        return False
    is_same = canonicalise_tree(before.left) == canonicalise_tree(statement.left)
    return is_solved(before) or (is_same and evaluate_short_rational(statement.right) is not None)


def are_function_values(*statements: Node) -> bool:
    """Return whether each equation gives a number to a value of a function, as in ``cos(t) = 3/5``."""
    return all(
        isinstance(each, Relation) and isinstance(each.left, Call) and not find_symbols(each.right)
        for each in statements
    )


def square_sides(statement: Node) -> Node:
    """Return an equation between the squares of the sides; a statement of several is unchanged."""
    if not isinstance(statement, Relation):
        return statement
    return Relation("=", Binary("^", statement.left, Num("2")), Binary("^", statement.right, Num("2")))


def share_side(before: Node, statement: Node) -> bool:
    """Return whether two equations have a side in common; otherwise several letters may be unrelated."""
    sides = [
        {canonicalise_tree(side) for each in list_joined_equations(node) for side in (each.left, each.right)}
        for node in (before, statement)
    ]
    return not sides[0].isdisjoint(sides[1])


# Letters that equations of a derivation tie: values that satisfy all of these.
#
# ``S = n \sigma^2`` does not restrict σ alone, because S can have any value. Where all equations can be
# satisfied so, two expressions in the other letters that differ do so under the equations, too.

# An equation, and the letter in which it is solved.
SolvedEquation = tuple[Equation, str]
# Letters that are counts if they are not declared.
COUNTING = frozenset("nmkijN")
# Max equations that are solved.
_MOST = 8


def are_apart(
    first: Node, second: Node, solved: Sequence[SolvedEquation], names: frozenset[str], assumed: Assumptions
) -> bool:
    """Return whether two expressions differ at most points where equations hold that are solved in turn."""
    apart = same = 0
    # Forty points are tried; eight are enough, because each costs a search for roots.
    for point in islice(Sample(names, assumed).ordinary(), 40):
        if not all(_solve(*each, point, assumed) for each in solved):
            continue
        one = real_at(first, point)
        other = real_at(second, point)
        if one is None or other is None:
            continue
        if abs(one - other) > 1e-3 * max(abs(one), abs(other)):
            apart += 1
        else:
            same += 1
        if apart + same >= 8:
            break
    # The expressions have to differ at four points, and at twice as many as they agree.
    return apart >= 4 and apart > 2 * same


def _solve(equation: Equation, letter: str, point: Point, assumed: Assumptions) -> bool:
    """Set the letter of a point so that an equation holds; return whether it can with a value that is not
    0.
    """
    roots = _find_roots(equation, point, letter, assumed)
    point[letter] = next((root for root in roots if 1e-4 < abs(root) < 1e6), 0.0)
    return point[letter] != 0


def find_tied_letters(
    equations: Sequence[Equation], names: frozenset[str], known: frozenset[str]
) -> Sequence[SolvedEquation]:
    """Return the equations that may tie some letters, each with another letter in it that can satisfy it for
    all values of the letters before; nothing if one has none, or nothing ties the names.

    A letter that is ``known`` otherwise, that counts, or that is among the names does not qualify.
    """
    remaining = _select_connected_equations(list(dict.fromkeys(equations)), names)
    if len(remaining) > _MOST:
        return ()
    solved: list[SolvedEquation] = []
    while remaining:
        letters = Counter(letter for equation in remaining for letter in free_symbols(*equation))
        own = [
            (equation, letter)
            for equation in remaining
            for letter in sorted(free_symbols(*equation) - names - known - COUNTING)
            if letters[letter] == 1 and not _depends_on_known_letters(letter, names | known)
        ]
        if not own:
            return ()
        solved.insert(0, own[0])
        remaining.remove(own[0][0])
    return solved


def _depends_on_known_letters(letter: str, names: frozenset[str]) -> bool:
    """Return whether a quantity without numbers, such as ``E[X]``, is about letters that are known."""
    return letter.startswith(OPAQUE) and not names.isdisjoint(find_names_in_formula(letter))


def _select_connected_equations(equations: list[Equation], names: frozenset[str]) -> list[Equation]:
    """Return the equations that share letters with the names, or with others that do."""
    reached = names
    found: list[Equation] = []
    while more := [
        one for one in equations if one not in found and not reached.isdisjoint(free_symbols(*one))
    ]:
        found += more
        reached |= free_symbols(*(side for equation in more for side in equation))
    return found
