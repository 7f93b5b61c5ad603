r"""Letters that equations of a derivation tie: values at which all of these hold.

``S = n \sigma^2`` says nothing of σ alone, as S can be what it has to be. Where all equations can be
satisfied so, two expressions in the other letters that differ do so under the equations, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from drill.checking.derivations.calculus_reading import OPAQUE, free_symbols
from drill.checking.derivations.moments import MOMENT
from drill.checking.derivations.said_conditions import find_names_in_formula
from drill.checking.diagnosis_trials import reals_at
from drill.checking.equality import Point, Sample
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import Node

# Letters that count where nobody says what they are.
COUNTING: Final = frozenset("nmkijN")
# Max letters, and max equations, that are solved.
_MOST: Final = 8

Equation = tuple[Node, Node]


@dataclass(frozen=True)
class TiedLetters:
    """Equations, and the letters by which they are satisfied whatever the others are."""

    equations: tuple[Equation, ...]
    letters: tuple[str, ...]

    def are_apart(self, first: Node, second: Node, names: frozenset[str], assumed: Assumptions) -> bool:
        """Return whether two expressions differ at most points where all equations hold."""
        apart = same = 0
        # Forty points are tried, of which eight are enough.
        for point in islice(Sample(names, assumed).ordinary(), 40):
            if not self._solve(point, assumed):
                continue
            one, other = reals_at(first, [point])[0], reals_at(second, [point])[0]
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

    def _solve(self, point: Point, assumed: Assumptions) -> bool:
        """Set the letters of a point so that all equations hold; return whether they can, none 0."""
        import numpy as np

        position = np.array([point[letter] for letter in self.letters], dtype=float)
        for _ in range(40):
            here = self._differences(position, point)
            if here is None:
                return False
            if np.max(np.abs(here)) < 1e-9:
                break
            slopes = np.zeros((len(here), len(position)))
            for index in range(len(position)):
                beside = position.copy()
                step = 1e-6 * (abs(position[index]) or 1.0)
                beside[index] += step
                there = self._differences(beside, point)
                if there is None:
                    return False
                slopes[:, index] = (np.array(there) - np.array(here)) / step
            move = np.linalg.lstsq(slopes, -np.array(here), rcond=1e-8)[0]
            longest = float(np.max(np.abs(move) / (1 + np.abs(position))))
            position = position + move / max(1.0, longest)
        else:
            return False
        values = dict(zip(self.letters, map(float, position), strict=True))
        if any(
            not 1e-4 < abs(value) < 1e6 or value not in assumed.domain(name) for name, value in values.items()
        ):
            return False
        point.update(values)
        return True

    def _differences(self, position: Iterable[float], point: Point) -> list[float] | None:
        """Return by how much the sides of each equation differ; None where one has no real value."""
        at = {**point, **dict(zip(self.letters, map(float, position), strict=True))}
        differences: list[float] = []
        for left, right in self.equations:
            one, other = reals_at(left, [at])[0], reals_at(right, [at])[0]
            if one is None or other is None:
                return None
            differences.append((one - other) / (1 + abs(one) + abs(other)))
        return differences


def find_tied_letters(
    equations: Sequence[Equation], names: frozenset[str], known: frozenset[str]
) -> TiedLetters | None:
    """Return the equations that may tie some letters, and other letters in them; None where one has none, or
    nothing ties the names.

    A letter that is ``known`` otherwise, that counts, or that is among the names is none of these; a moment
    among them is, since all that is known of it are equations.
    """
    connected = _select_connected_equations(list(dict.fromkeys(equations)), names)
    letters: set[str] = set()
    for equation in connected:
        own = {
            letter
            for letter in _find_equation_letters(equation) - known
            if (letter not in names or letter.startswith(MOMENT))
            and letter not in COUNTING
            and not _depends_on_known_letters(letter, names | known)
        }
        if not own:
            return None
        letters |= own
    if not connected or len(letters) > _MOST or len(connected) > _MOST:
        return None
    return TiedLetters(tuple(connected), tuple(sorted(letters)))


def _find_equation_letters(equation: Equation) -> frozenset[str]:
    return free_symbols(equation[0]) | free_symbols(equation[1])


def _depends_on_known_letters(letter: str, names: frozenset[str]) -> bool:
    """Return whether a quantity without numbers, such as ``E[X]``, is about letters that are known."""
    return letter.startswith(OPAQUE) and not names.isdisjoint(find_names_in_formula(letter))


def _select_connected_equations(equations: list[Equation], names: frozenset[str]) -> list[Equation]:
    """Return the equations that share letters with the names, or with others that do."""
    reached = names
    found: list[Equation] = []
    while more := [
        one for one in equations if one not in found and not reached.isdisjoint(_find_equation_letters(one))
    ]:
        found += more
        reached = reached.union(*map(_find_equation_letters, more))
    return found
