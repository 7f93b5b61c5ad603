"""Whether an equation of a derivation has the solutions of the one before it, and which it lost or added."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal

from drill.checking.answer_verdict import PointApart
from drill.checking.diagnosis_trials import reals_at
from drill.checking.judges.context import Context
from drill.checking.kinds.set_answers import EquationSpec
from drill.checking.real_root_search import roots_along
from drill.checking.spec import replace_spec_key
from drill.errors import CheckError
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import Binary, Logic, Node, Relation
from drill.maths.names import Names

Outcome = Literal["equal", "different", "unclear"]

# Max relative difference of equal roots, and max value of a zero that rounding leaves.
_SAME_ROOT: Final = 1e-6
_EQUATION: Final = EquationSpec(kind="equation", text="0 = 0")


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """Whether two expressions are equal, what can be said of it, and a point where they differ."""

    outcome: Outcome
    message: str = ""
    point: PointApart | None = None


@dataclass(frozen=True, slots=True)
class EquationOutcome:
    """Whether two statements have the same solutions; else which in their one unknown are lost or added."""

    step: StepOutcome
    name: str = ""
    lost: tuple[float, ...] = ()
    added: tuple[float, ...] = ()

    def describe(self, before: str) -> str:
        """Return which solution is lost or added; empty if none is known. ``before`` names the other line."""
        name = self.name
        if self.lost and self.added:
            return f"{name} = {self.lost[0]:g} solves {before}, {name} = {self.added[0]:g} solves this one."
        if self.lost:
            return f"{name} = {self.lost[0]:g} is lost here."
        return f"{name} = {self.added[0]:g} does not solve {before}." if self.added else ""


def compare_solutions(before: Node, statement: Node, context: Context) -> StepOutcome:
    """Compare the solutions of two statements. Raises CheckError where that cannot be done."""
    spec = replace_spec_key(_EQUATION, before, Names(undeclared="allow"))
    verdict = spec.compare(statement, context)
    if verdict.verdict == "correct":
        return StepOutcome("equal")
    return StepOutcome("different" if verdict.verdict == "wrong" else "unclear", verdict.message)


def find_solutions(statement: Node, name: str, assumed: Assumptions) -> tuple[float, ...]:
    """Return the solutions of a statement in one unknown that are found, within its domain."""
    found: list[float] = []
    for relation in list_joined_equations(statement):
        with suppress(CheckError):
            difference = Binary("-", relation.left, relation.right)
            roots = [root for root in roots_along(difference, {}, name) if root in assumed.domain(name)]
            values = reals_at(difference, [{name: root} for root in roots])
            found += [
                root + 0.0
                for root, value in zip(roots, values, strict=True)
                if value is not None and abs(value) < _SAME_ROOT
            ]
    return tuple(found)


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
