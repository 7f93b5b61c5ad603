"""Compare a key's distribution with the one a witness describes: by density, or by shares of mass."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from drill.checking import read_distribution
from drill.errors import BankError, CheckError, ParseError
from drill.maths.maths_tree import Call, Node
from drill.maths.maths_tree import Sequence as Row
from drill.maths.names import DISTRIBUTIONS, FAMILY_SPELLINGS
from drill.maths.numeric import compile_numeric
from drill.proving.witnesses.densities import Family, make_density_family
from drill.proving.witnesses.trial import AGREED, Finding, Point, Trial
from drill.proving.witnesses.unnormalised import Measure, log_function
from drill.reading import Written

# Named families of distributions in a witness.


def named_family(trial: Trial, text: str, bound: tuple[str, ...]) -> Call | None:
    """Return a named family with all values substituted, or ``None`` for a density written out."""
    word = text.strip().partition("(")[0].strip()
    is_spelt = word in FAMILY_SPELLINGS and word not in trial.scope.frame.names.declared
    if not (word in DISTRIBUTIONS or is_spelt) or not text.strip().endswith(")"):
        return None
    try:
        node = read_distribution(text, lambda part: trial.scope.frame.read(part, "witness", bound=bound))
    except (ParseError, BankError):
        return None
    return as_call(trial.put_in(node))


def family_at(named: Call, point: Mapping[str, Any]) -> Family:
    """Return a named family with the values of its parameters at a point. Raises CheckError for parameters
    that are not real numbers."""
    parts = [compile_numeric(part)(point) for part in named.args]
    if not all(isinstance(part, (int, float)) for part in parts):
        raise CheckError("a parameter is not a real number")
    return make_density_family(named.name, [float(part) for part in parts])


def as_call(named: Node) -> Call:
    """Return the node of a named family. Raises CheckError for anything else."""
    if not isinstance(named, Call) or named.name not in DISTRIBUTIONS:
        raise CheckError("a distribution is expected, such as beta(2, 3)")
    return named


# A function that returns, at a point of the free symbols, the log density as a function of the bound names.
Density = Callable[[Point], Callable[[Point], float]]

# Max whole numbers to try in a discrete range.
_MOST_WHOLE = 60


def log_density(trial: Trial, text: str, names: tuple[str, ...]) -> Density:
    """Return a named family or a density written out (up to a constant) as a function of bound names."""
    named = named_family(trial, text, names)
    if named is None:
        body = log_function(trial.tree(text, names))
        return lambda point: lambda values: body({**point, **values})
    if named.name == "dirichlet":
        return lambda point: _make_dirichlet_density(named, names, point)
    (name,) = names
    return lambda point: _on_support(family_at(named, point), name)


def _on_support(family: Family, name: str) -> Callable[[Point], float]:
    return lambda values: (
        family.log_density(values[name]) if family.low <= values[name] <= family.high else -math.inf
    )


def _make_dirichlet_density(named: Call, names: tuple[str, ...], point: Point) -> Callable[[Point], float]:
    """Return the log density of a Dirichlet distribution; the last share is the rest of the others."""
    alphas = [float(compile_numeric(part)(point)) for part in named.args]

    def density(values: Point) -> float:
        shares = [values[name] for name in names]
        if len(shares) == len(alphas) - 1:
            shares.append(1 - sum(shares))
        if len(shares) != len(alphas) or min(alphas) <= 0 or min(shares) <= 0:
            return -math.inf
        return sum((alpha - 1) * math.log(share) for alpha, share in zip(alphas, shares, strict=True))

    return density


def compare_densities_up_to_factor(trial: Trial, over: Mapping[str, Written], density: Density) -> Finding:
    """Compare densities: the quotient of the witness's and the key's is to be constant over the range. A
    range ``a..b`` is discrete. Raises CheckError where a density has no value.
    """
    names = tuple(over)
    is_discrete = len(names) == 1 and isinstance(over[names[0]], str)
    for point, samples in trial.once(lambda: _sampled_densities(trial, over, density, is_discrete)):
        try:
            key = _claimed_density(as_call(trial.claim.node), names, point, is_discrete)
        except CheckError as error:
            return Finding(False, str(error))
        ratios: list[float] = []
        for values, expected in samples:
            claimed = key(values)
            if math.isinf(expected) or math.isinf(claimed):
                if expected != claimed:
                    location = ", ".join(f"{name} = {values[name]:.6g}" for name in names)
                    return Finding(False, f"only one of the key and the witness has mass at {location}")
                continue
            ratios.append(expected - claimed)
        if len(ratios) < 3 - is_discrete:
            raise CheckError("the density vanishes nearly everywhere in the range")
        # The relative error of two quadratures.
        if max(ratios) - min(ratios) > 1e-7 * max(1.0, max(map(abs, ratios))):
            return Finding(False, "the density of the witness is not proportional to the key's")
    return AGREED


def _sampled_densities(
    trial: Trial, over: Mapping[str, Written], density: Density, is_discrete: bool
) -> list[tuple[Point, list[tuple[Point, float]]]]:
    """Return the log density at points all over the range, for some values of the free symbols."""
    samples: list[tuple[Point, list[tuple[Point, float]]]] = []
    for point in trial.points(2):
        places = (
            _list_integer_points(trial, over, point)
            if is_discrete
            else _draw_spread_points(trial, over, point)
        )
        density_at = density(point)
        samples.append((point, [(position, density_at(position)) for position in places]))
    return samples


def _claimed_density(
    claimed: Call, names: tuple[str, ...], point: Point, is_discrete: bool
) -> Callable[[Point], float]:
    if claimed.name == "dirichlet":
        return _make_dirichlet_density(claimed, names, point)
    (name,) = names
    family = family_at(claimed, point)
    if family.discrete != is_discrete:
        raise CheckError(f"{claimed.name} is {'discrete' if family.discrete else 'not discrete'}")
    return _on_support(family, name)


def _list_integer_points(trial: Trial, over: Mapping[str, Written], point: Point) -> list[Point]:
    """Return the integers of a range, only the first ones if it is long."""
    ((name, raw),) = over.items()
    low, high = trial.range(raw, point)
    first = math.ceil(low - 1e-9)
    last = first + _MOST_WHOLE if math.isinf(high) else min(math.floor(high + 1e-9), first + _MOST_WHOLE)
    return [{**point, name: float(number)} for number in range(first, last + 1)]


def _draw_spread_points(trial: Trial, over: Mapping[str, Written], point: Point) -> list[Point]:
    """Return points all over the range; of an infinite one, within reach of the density's mass."""
    places: list[Point] = []
    for _ in range(25):
        values = dict(point)
        for name, raw in over.items():
            low, high = trial.range(raw, values)
            share = trial.generator.real(0.02, 0.98)
            if math.isfinite(low) and math.isfinite(high):
                values[name] = low + share * (high - low)
            elif math.isfinite(low):
                values[name] = low + share / (1 - share)
            elif math.isfinite(high):
                values[name] = high - share / (1 - share)
            else:
                values[name] = math.tan(math.pi * (share - 0.5)) * 2
        places.append(values)
    return places


# Points, the mass up to and including each of them, and the tolerance of that mass.
Shares = Sequence[tuple[float, float, float]]


def same_shares(trial: Trial, shares_at: Callable[[Point], Shares]) -> Finding:
    """Compare the key's mass below some points with that of the witness."""

    def expected() -> list[tuple[Point, Shares]]:
        return [(point, shares_at(point)) for point in trial.points(2)]

    for point, shares in trial.once(expected):
        try:
            family = family_at(as_call(trial.claim.node), point)
        except CheckError as error:
            return Finding(False, str(error))
        key_masses = _mass_up_to(family, [bound for bound, _, _ in shares])
        for (bound, share, error), mass in zip(shares, key_masses, strict=True):
            if abs(share - mass) > error:
                message = f"below {bound:.6g} the mass is {share:.6g}, of the key {mass:.6g}"
                return Finding(False, message)
    return AGREED


def _mass_up_to(family: Family, places: Iterable[float]) -> list[float]:
    measure = Measure(family.log_density, family.low, family.high, family.discrete)
    if family.discrete:
        return [measure.mean(lambda x, bound=position: float(x <= bound + 1e-9)) for position in places]
    low, high = measure.ends
    whole = measure.part(low, high)
    return [measure.part(low, min(max(position, low), high)) / whole for position in places]


def same_family(trial: Trial, text: str) -> Finding:
    """``value: beta(…)``: the same family, its parameters worked out again. Raises CheckError without one."""
    claimed = as_call(trial.claim.node)
    named = named_family(trial, text, ())
    if named is None:
        raise CheckError("a distribution is expected, such as beta(2, 3)")
    if named.name != claimed.name or len(named.args) != len(claimed.args):
        return Finding(False, f"the witness gives {named.name} of {len(named.args)}, the key {claimed.name}")
    expected, claimed_parameters = (compile_numeric(Row("list", law.args)) for law in (named, claimed))
    return trial.compare(expected, key=claimed_parameters)
