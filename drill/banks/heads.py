"""The heads of witnesses and their arguments: one table for reading, for the editors' schema and for running.

What each head computes is in :mod:`drill.proving.witnesses`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drill.errors import BankError
from drill.removals import describe_removal
from drill.text import did_you_mean


@dataclass(frozen=True, slots=True)
class Head:
    """One head of witnesses: what it computes, the arguments it needs, and those it may have."""

    says: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def arguments(self) -> tuple[str, ...]:
        """All arguments."""
        return (*self.needs, *self.may)


_MOMENTS = ("mean", "variance", "probability")

# Every head of a witness.
HEADS: Mapping[str, Head] = {
    "value": Head("the expression on the second engine (floats); of a distribution its parameters"),
    "derivative": Head("differences with Richardson extrapolation", ("wrt",), ("at",)),
    "gradient": Head("all first derivatives, by differences", (), ("wrt", "at", "shapes")),
    "hessian": Head("all second derivatives, by differences", (), ("wrt", "at", "shapes")),
    "jacobian": Head(
        "a row for each entry, a column for each name, by differences", (), ("wrt", "at", "shapes")
    ),
    "antiderivative": Head("the key's differences give the expression", (), ("wrt",)),
    "integral": Head("quadrature, the last name of over innermost", ("over",)),
    "limit": Head("near points, extrapolated", ("wrt", "to"), ("side",)),
    "sum": Head("a loop; ends may be inf", ("over",)),
    "product": Head("a loop; ends may be inf", ("over",)),
    "recursion": Head("a loop over {name: next value}; the first name is the key", ("start", "times")),
    "root": Head("all changes of sign in a range, bisected; a number, a set or a list", ("wrt", "in")),
    "maximum": Head("the place of the largest value, or what give says of it", ("over",), ("give",)),
    "minimum": Head("the place of the smallest value, or what give says of it", ("over",), ("give",)),
    "inverse-map": Head("the map with the key in the place of wrt gives equals", ("wrt", "equals")),
    "eigen": Head("eigenvalues by NumPy, or with value the residual of an eigenvector", (), ("value",)),
    "solve": Head("A x = b by least squares", ("equals",), ("norm",)),
    "identity": Head("the same on random matrices of the shapes, in several sizes", (), ("shapes", "assume")),
    "truth": Head(
        "membership of the key at its ends, around them, and where the relation changes", (), ("wrt",)
    ),
    "loops": Head("the array built entry by entry; over maps an index to its axis, from 1", ("over",)),
    "array": Head("the shape that NumPy gives; of code its values, by other code", (), ("arrays",)),
    "world": Head(
        "the value of a paper's formula in small drawn worlds, whatever its letters are",
        ("letters",),
        ("ask",),
    ),
    "enumerate": Head(
        "a sum over all cases: probability, mean, variance or count, or the distribution of give",
        (),
        (*_MOMENTS, "count", "give", "weight", "given"),
    ),
    "law": Head(
        "quadrature or a sum under a density or named family; for a distribution, its density or give's",
        (),
        ("over", "name", *_MOMENTS, "total", "give"),
    ),
    "posterior": Head(
        "prior times likelihood on a grid: densities compared, or moments",
        ("over",),
        (*_MOMENTS, "total", "mode"),
    ),
    "monte-carlo": Head(
        "a simulation with a fixed seed, within five standard errors: the last resort",
        (),
        (*_MOMENTS, "give", "given"),
    ),
}

# What each argument says.
ARGUMENTS: Mapping[str, str] = {
    "wrt": "the variable, or a list of variables", "at": "the place: an expression, or {x: 1, y: 2}",
    "over": "ranges: {x: [0, 1]}, for whole numbers {k: 0..n}; for loops {index: axis}",
    "to": "where the limit is taken; inf and -inf too",
    "side": "the side of a limit (+ or -)", "start": "where it begins: {m: 0}", "times": "how often",
    "in": "the range in which roots are looked for: [a, b]",
    "give": "what is asked of the place, or whose distribution is asked for",
    "equals": "the right side b; of an inverse map what the map gives",
    "norm": "least: the shortest of several solutions",
    "shapes": "shapes of matrices: {A: [n, n]}",
    "arrays": "shapes of arrays: {A: [m, n]}",
    "assume": "what matrices are: {A: symmetric}; positive-definite, orthogonal, diagonal, skew, positive",
    "probability": "the event whose probability is asked for",
    "mean": "the expression whose mean is asked for",
    "variance": "the expression whose variance is asked for",
    "mode": "the name whose most likely value is asked for",
    "count": "the condition on the cases that are counted",
    "total": "any expression: the integral of the density itself", "weight": "the weight of a case",
    "given": "the condition under which cases count",
    "name": "the name of the variable in a named family (x)",
    "value": "the eigenvalue",
    "letters": "what the formula's letters are and what holds between them, a row each: 'S_t: m, d'",
    "ask": "what is asked of the formula: at, times, each, equal, change, negative, instead",
}  # fmt: skip

# Heads whose arguments bear names of other heads, and so are looked for first.
_FIRST = ("posterior", "law", "enumerate", "monte-carlo", "eigen")


def find_head(witness: Mapping[str, object]) -> str | None:
    """Return the head of a witness, if it has one."""
    return next((name for name in (*_FIRST, *HEADS) if name in witness), None)


def head_of(witness: Mapping[str, object]) -> str:
    """Return the head of a witness; BankError for none or an unknown one."""
    head = find_head(witness)
    if head is not None:
        return head
    name, message, hint = describe_unknown_head(witness)
    raise BankError(message, hint, field=f"witness.{name}", code="witness")


def describe_unknown_head(witness: Mapping[str, object]) -> tuple[str, str, str]:
    """Return which name in a witness without a head is no head, that it is none, and what to write."""
    former = next((name for name in witness if describe_removal("witness", name)), "")
    name = former or next(iter(witness), "")
    hint = describe_removal("witness", former) or did_you_mean(name, tuple(HEADS))
    return name, f"no witness is called {name!r}", hint
