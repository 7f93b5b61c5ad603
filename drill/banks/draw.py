"""Drawing the parameters of a variant.

The generator is our own, so that the same seed gives the same variant on every machine and every release of
Python. A seed is a hash of what the variant is for.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from drill.banks.params import Domain, read_domain
from drill.banks.scope import Condition, Scope, conditions_of, frame_of
from drill.errors import BankError, CheckError
from drill.maths.exact import truth

TRIES = 500
"""How often a draw is rejected before the exercise is given up."""

_MASK = (1 << 64) - 1
_WORTH_LISTING = 2000
"""So many combinations are looked through one by one for one that was not drawn before."""


def seed_for(item: str, round_: str | int, pass_: int, learner: str, session: int | None = None) -> int:
    """The seed (63 bits) of a variant; ``session`` is the seed of a whole session, if any."""
    parts = [item, str(round_), str(pass_), learner, "" if session is None else str(session)]
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


class Generator:
    """SplitMix64: small, fast, the same everywhere. ``purpose`` keeps streams of one seed apart."""

    def __init__(self, seed: int, purpose: str = "draw") -> None:
        digest = hashlib.sha256(f"{seed}\x1f{purpose}".encode()).digest()
        self._state = int.from_bytes(digest[:8], "big")

    def bits(self) -> int:
        """64 random bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def below(self, bound: int) -> int:
        """A whole number from 0 up to ``bound`` (not reached), each equally likely."""
        limit = (1 << 64) - (1 << 64) % bound
        while (bits := self.bits()) >= limit:
            pass
        return bits % bound

    def real(self, low: float, high: float) -> float:
        """A number between two others."""
        return low + (high - low) * (self.bits() >> 11) / (1 << 53)

    def permutation(self, length: int) -> list[int]:
        """The places 0 … ``length`` − 1 in random order."""
        places = list(range(length))
        for last in range(length - 1, 0, -1):
            other = self.below(last + 1)
            places[last], places[other] = places[other], places[last]
        return places


@dataclass(frozen=True, slots=True)
class Draw:
    """Drawn values as written, and the scope in which the exercise's expressions then stand."""

    params: Mapping[str, str]
    scope: Scope


def draw(exercise: Mapping[str, object], seed: int, avoid: Sequence[Mapping[str, str]] = ()) -> Draw:
    """Admissible values of the parameters; none of ``avoid`` while others exist.

    Raises BankError (field ``where``) if no draw is admissible, and CheckError or BankError where a condition
    cannot be computed.
    """
    drawing = _Drawing(exercise)
    generator = Generator(seed)
    earlier = [dict(params) for params in avoid]
    repeated: Draw | None = None
    for _ in range(TRIES):
        found = drawing.attempt(generator)
        if found is None:
            continue
        if dict(found.params) not in earlier:
            return found
        repeated = repeated or found
        if len(earlier) >= drawing.combinations:
            return repeated
    fresh = drawing.unused(generator, earlier) if repeated else None
    if fresh or repeated:
        return fresh or repeated  # pyright: ignore[reportReturnType]
    raise BankError(
        f"no admissible draw in {TRIES} tries",
        "widen the params or loosen where",
        field="where",
        code="no-draw",
    )


def every_draw(exercise: Mapping[str, object], most: int) -> list[Draw] | None:
    """All admissible draws, or ``None`` where there are more than ``most`` combinations to look through."""
    drawing = _Drawing(exercise)
    return drawing.every() if drawing.combinations <= most else None


def fixed(exercise: Mapping[str, object], params: Mapping[str, str]) -> Draw:
    """The draw of given values, as stored with an earlier attempt; conditions are not tested again."""
    return Draw(dict(params), Scope(frame_of(exercise), params))


class _Drawing:
    """The domains and conditions of one exercise, read once."""

    def __init__(self, exercise: Mapping[str, object]) -> None:
        self._frame = frame_of(exercise)
        self._domains = domains_of(exercise)
        self._conditions = conditions_of(self._frame)
        self.combinations = math.prod(len(domain) for domain in self._domains.values())

    def attempt(self, generator: Generator) -> Draw | None:
        """One draw, or nothing if a condition fails."""
        return self._admitted([generator.below(len(domain)) for domain in self._domains.values()])

    def unused(self, generator: Generator, earlier: Sequence[Mapping[str, str]]) -> Draw | None:
        """A draw not among earlier ones, where there are few enough to look through them all."""
        if self.combinations > _WORTH_LISTING:
            return None
        places = self._places()
        for place in generator.permutation(len(places)):
            found = self._admitted(places[place])
            if found is not None and dict(found.params) not in earlier:
                return found
        return None

    def every(self) -> list[Draw]:
        """All admissible draws, in the order of the domains."""
        return [found for places in self._places() if (found := self._admitted(places)) is not None]

    def _places(self) -> list[tuple[int, ...]]:
        return list(itertools.product(*(range(len(domain)) for domain in self._domains.values())))

    def _admitted(self, places: Sequence[int]) -> Draw | None:
        drawn = {
            name: domain[place] for (name, domain), place in zip(self._domains.items(), places, strict=True)
        }
        values = {name: value.value for name, value in drawn.items()}
        if any(_fails(condition, values) for condition in self._conditions if not condition.stage):
            return None
        params = {name: value.text for name, value in drawn.items()}
        scope = Scope(self._frame, params)
        return Draw(params, scope) if all(scope.holds(each) for each in self._conditions) else None


def _fails(condition: Condition, values: Mapping[str, Fraction]) -> bool:
    """Whether a condition on the parameters alone fails, as far as exact arithmetic tells."""
    try:
        return truth(condition.tree, values) is False
    except CheckError:
        return False  # where it stands, the scope's own test names the fault


def domains_of(exercise: Mapping[str, object]) -> dict[str, Domain]:
    """The domain of every parameter, in order. Raises BankError that names the parameter."""
    params = exercise.get("params") or {}
    assert isinstance(params, Mapping)
    domains: dict[str, Domain] = {}
    for name, written in params.items():  # pyright: ignore[reportUnknownVariableType]
        try:
            domains[str(name)] = read_domain(
                written if isinstance(written, str) else [str(v) for v in written]
            )  # pyright: ignore
        except ValueError as error:
            raise BankError(str(error), field=f"params.{name}", code="params") from None
    return domains
