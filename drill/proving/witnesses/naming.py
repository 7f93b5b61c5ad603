"""Named families of distributions in a witness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drill.checking import read_distribution
from drill.errors import BankError, CheckError, ParseError
from drill.maths.functions import DISTRIBUTIONS, FAMILY_SPELLINGS
from drill.maths.maths_tree import Call, Node
from drill.maths.numeric import compile_numeric
from drill.proving.witnesses.densities import Family, make_density_family
from drill.proving.witnesses.trial import Trial


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
    that are no real numbers."""
    parts = [compile_numeric(part)(point) for part in named.args]
    if not all(isinstance(part, (int, float)) for part in parts):
        raise CheckError("a parameter is no real number")
    return make_density_family(named.name, [float(part) for part in parts])


def as_call(named: Node) -> Call:
    """Return the node of a named family. Raises CheckError for anything else."""
    if not isinstance(named, Call) or named.name not in DISTRIBUTIONS:
        raise CheckError("a distribution is expected, such as beta(2, 3)")
    return named
