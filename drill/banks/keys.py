"""Keys that a bank does not write but implies: an eigenvector, a factorisation, all solutions."""

# SymPy has no types, so nothing that it returns has one.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from drill.banks.matrices import Array, array_of, null_space, subtract_diagonal
from drill.checking import EigenvectorSpec, FactorisationSpec
from drill.errors import CheckError
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.maths.tree import Node, Sequence

if TYPE_CHECKING:
    import sympy

_NAMES = Names(functions="bank", undeclared="allow")
# The letters of directions in solutions.
DIRECTIONS = ("s", "t", "u", "w", "p", "q", "r")


def eigenvector_text(expect: EigenvectorSpec) -> str:
    """Return an eigenvector for the stated eigenvalue, as text. Raises CheckError if it is none."""
    matrix = _matrix(expect.text)
    value = parse(expect.eigenvalue, _NAMES)
    basis = null_space(subtract_diagonal(matrix, value))
    if basis is None:
        numbers = _in_sympy(matrix.tree())
        vectors = (numbers - _in_sympy(value) * numbers.eye(numbers.rows)).nullspace(simplify=True)
        basis = [_array_from(vector) for vector in vectors]
    if not basis:
        raise CheckError(f"{expect.eigenvalue} is no eigenvalue of the matrix")
    return to_plain(basis[0].tree())


def solutions_text(point: str, span: str) -> str:
    """Return a particular solution and the vectors that span the others, with a letter for each direction."""
    terms = [point]
    if span:
        directions = parse(span, _NAMES)
        rows = directions.items if isinstance(directions, Sequence) and array_of(directions) else ()
        letters = [letter for letter in DIRECTIONS if letter not in f"{point} {span}"]
        terms += [f"{letter} {to_plain(row)}" for letter, row in zip(letters, rows, strict=False)]
    return " + ".join(terms)


def factorisation_text(expect: FactorisationSpec) -> str:
    """Return the factors by name, such as ``Q = …; R = …``."""
    parts = _factors(expect.method, _in_sympy(_matrix(expect.matrix).tree()))
    return named_factors({name: to_plain(_array_from(part).tree()) for name, part in parts.items()})


def named_factors(factors: Mapping[str, str]) -> str:
    """Return factors as one text, ``Q = …; R = …``."""
    return "; ".join(f"{name} = {text}" for name, text in factors.items())


def _factors(kind: str, matrix: sympy.Matrix) -> dict[str, Any]:
    match kind:
        case "lu" | "plu":
            lower, upper, swaps = matrix.LUdecomposition()
            if kind == "plu":
                return {"P": matrix.eye(matrix.rows).permute_rows(swaps).T, "L": lower, "U": upper}
            if swaps:
                raise CheckError("the matrix has no LU factorisation without exchanges; ask for plu")
            return {"L": lower, "U": upper}
        case "qr":
            return dict(zip("QR", matrix.QRdecomposition(), strict=True))
        case "svd":
            return dict(zip("USV", matrix.singular_value_decomposition(), strict=True))
        case "eigen":
            return dict(zip("PD", matrix.diagonalize(), strict=True))
        case "cholesky":
            return {"L": matrix.cholesky()}
        case _:
            raise CheckError(f"no factorisation is called {kind!r}")


def _matrix(text: str) -> Array:
    array = array_of(parse(text, _NAMES))
    if array is None:
        raise CheckError("a matrix is expected")
    return array


def _in_sympy(node: Node) -> Any:
    from drill.maths import symbolic

    return symbolic.to_sympy(node, {})


def _array_from(value: Any) -> Array:
    from drill.maths import symbolic

    array = array_of(symbolic.from_sympy(value))
    if array is None:
        raise CheckError("a vector or matrix was expected")
    return Array(array.rows, is_vector=value.shape[1] == 1)


def written_factors(text: str) -> dict[str, str]:
    """Return the texts of the named factors of ``Q = …; R = …``. Raises CheckError for anything else."""
    factors: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals:
            raise CheckError("factors are written Q = …; R = …")
        factors[name.strip()] = value.strip()
    return factors


def factor_trees(text: str) -> dict[str, Node]:
    """Return the named factors of ``Q = …; R = …`` as trees."""
    return {name: parse(value, _NAMES, "matrix") for name, value in written_factors(text).items()}
