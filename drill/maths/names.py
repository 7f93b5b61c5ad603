"""Names in typed mathematics: those of functions, and those that are declared for an expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from drill.maths.operators import BARE as BARE
from drill.maths.operators import DEFINED, OPERATORS, Audience, FunctionNotation
from drill.text import pairs, read_word_tables

# The names declared for an expression, which decide how typed letters are read.

# How brackets and bare rows are read. ``vector`` reads ``<1, t, 0>`` and ``[1 2 3]`` too, ``matrix`` bare
# rows ``1 2; 3 4`` and rows on separate lines, ``sequence`` items separated by semicolons; all read commas,
# relations and intervals, so that a caller who requires a kind of value can name the kind it got instead.
Mode = Literal["value", "vector", "matrix", "sequence", "statement"]

# Suffix of names for a witness's computation only: answers do not contain it, and advice does not name it.
WITNESS_ONLY = "_hidden"


@dataclass(frozen=True)
class Names:
    """The names for an expression; a value, so that readers can cache by it.

    ``declared`` names beat constants and functions, the longest match first. ``matrices`` are those that
    denote matrices: there a prime is the transpose. ``functions`` selects the language: answers of matrices
    and banks have more functions, and banks refuse ambiguous text. ``undeclared`` decides on undeclared
    names: an error with code ``unknown-name``, or a symbol. ``hidden`` are constants that are not known,
    since a letter is shown for something else. With ``has_exponents``, ``2e-3`` is a number; else ambiguous.
    """

    declared: frozenset[str] = frozenset()
    matrices: frozenset[str] = frozenset()
    functions: Audience = "answer"
    undeclared: Literal["refuse", "allow"] = "refuse"
    hidden: frozenset[str] = frozenset()
    has_exponents: bool = False


# The functions of the plain-maths language: canonical names, spellings, numbers of arguments.
#
# Learners and banks share one language. Answers made of matrices have more of it (norms, identities), banks
# more still: calculus and distributions that are evaluated while a variant is prepared. Canonical names are
# what ``maths_tree.Call`` carries.


_TRIGONOMETRIC = ("sin", "cos", "tan", "sec", "csc", "cot")
_HYPERBOLIC = tuple(f"{name}h" for name in _TRIGONOMETRIC)
CIRCULAR = _TRIGONOMETRIC + _HYPERBOLIC
# Functions by angles and areas, and their inverses.
INVERSE = tuple(f"a{name}" for name in CIRCULAR)

# Arguments at most of a family that takes any number: more than an exercise writes out.
_MANY = 16

# log(x, base), root(x, n); norm: Euclidean or Frobenius, norm(x, p) of a vector; diff(f, x, y, …): one
# derivative a name; integrate(f, x) or integrate(f, x, a, b); limit(f, x, a); sum(term, i, from, to);
# subs(e, x, value, …), at once; col prints a vector as a column; ind: 1 or 0 by a condition;
# pick(k, a, b, …): the k-th, from 1; raw prints as written, not even 3/6 reduced; dec as a decimal,
# dec(e, places); cdf(normal(0, 1), x).
FUNCTIONS: dict[str, FunctionNotation] = OPERATORS

# geometric counts the trials up to the first success, from 1, negativebinomial the failures before the
# successes; dirichlet takes any number of concentrations, categorical of probabilities, multinomial the
# trials, then probabilities.
_TABLES = read_word_tables(__file__, "functions.txt")
# Families with their parameters, in our order and parameterisation; a tree holds a ``Call`` by this name.
DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    name: tuple(parameters) for name, *parameters in map(str.split, _TABLES["families"].strip().splitlines())
}

# Other spellings of canonical names.
SPELLINGS: dict[str, str] = {spelling: row.name for row in FUNCTIONS.values() for spelling in row.spellings}

# Functions that bind their second argument (``diff`` every later one, ``subs`` every other).
BINDING: frozenset[str] = frozenset({"diff", "integrate", "limit", "sum", "prod", "subs"})

# Functions of one argument that are read as their definitions: ``relu(x)`` as ``max(0, x)``.
WRITTEN_OUT: dict[str, str] = {name: first for name, (first, _) in DEFINED.items()}

# Other spellings of the families.
FAMILY_SPELLINGS: dict[str, str] = {
    **{name.capitalize(): name for name in DISTRIBUTIONS},
    **pairs(_TABLES["spellings of families"]),
}

_KEYWORDS = "mu sigma sigma2 sd std stdev var precision tau lambda theta alpha beta nu loc k n m s v r"

# Names of parameters that may be written out: ``N(mean=0, sd=2)``.
FAMILY_KEYWORDS: frozenset[str] = frozenset(
    (*(name for parameters in DISTRIBUTIONS.values() for name in parameters), *_KEYWORDS.split())
)


def is_family(name: str, arguments: int) -> bool:
    """Return whether a call is of a distribution and of nothing else: ``gamma(2, 3)``, not ``gamma(2)``."""
    function = FUNCTIONS.get(name)
    return name in DISTRIBUTIONS and (function is None or not function.least <= arguments <= function.most)


def count_arguments(name: str) -> tuple[int, int]:
    """Return the smallest and largest number of arguments of a function or family by its canonical name."""
    if name in WRITTEN_OUT:
        return 1, 1
    least, most = _MANY, 0
    if name in FUNCTIONS:
        least, most = FUNCTIONS[name].least, FUNCTIONS[name].most
    if name in DISTRIBUTIONS:
        least, most = 1, max(most, len(DISTRIBUTIONS[name]) or _MANY)
    return least, most


def arity_fault(name: str, count: int) -> str:
    """Return how many arguments a function takes, if it was called with another number; else empty."""
    least, most = count_arguments(name)
    if least <= count <= most:
        return ""
    wanted = f"{least}" if least == most else f"{least} to {most}"
    return f"{name} takes {wanted} {'argument' if wanted == '1' else 'arguments'}, not {count}"
