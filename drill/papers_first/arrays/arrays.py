"""Right sides as arrays: their shapes worked out, written in NumPy, and entry by entry beside it.

A value is a number, a column, a row or a matrix; lengths of axes are unknowns that sums and products make
equal. Beside its NumPy text each value knows its entry at an index as a tree of the plain language, which is
built by other rules (sums over indices instead of matrix products), so that one may be checked by the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arrays import array_functions as functions
from drill.papers_first.arrays.array_identities import TIMES, Identities
from drill.papers_first.arrays.array_pieces import by_cases, of_entries, one_behind_the_other
from drill.papers_first.arrays.array_products import (
    determinant,
    inner_of,
    inverse,
    matrix_power,
    times,
)
from drill.papers_first.arrays.array_values import (
    Letters,
    Value,
    added,
    diagonal_of,
    entrywise,
    mapped,
    negative,
    number,
    ones,
    refuse_matrix,
    transposed,
)
from drill.papers_first.formula.given import is_grouping, rounded_part, whole_part
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
    Table,
    Transpose,
)
from drill.papers_first.plausible.known_numbers import is_base_e

HADAMARD: Final = frozenset(("\\odot", "\\circ"))
"""Signs of products entry by entry."""
JOINTS: Final = frozenset((",", ";", "\\|"))
"""What stands between vectors in square brackets that are put one behind the other."""
_LOGARITHMS: Final = frozenset(("\\log", "\\ln"))


@dataclass
class Arrays:
    """The lowering of one side: ``given`` are the values of its quantities.

    Where powers and quotients of vectors would be meant otherwise than entry by entry, it is not
    ``entrywise``.
    """

    given: Mapping[Node, Value]
    entrywise: bool = True
    identities: Identities | None = None
    """The identity matrix, which sums give the shape of their other terms."""
    diagonals: Mapping[Node, Value] = field(default_factory=dict[Node, Value])
    """The diagonals of the diagonal matrices."""
    by_entry: bool = False
    """Whether all that is done to arrays is done to every entry by itself."""
    chosen: AbstractSet[Node] = frozenset()
    """Quantities whose kind is a guess."""
    letters: Letters = field(default_factory=Letters)

    def of(self, node: Node) -> Value:
        """The value of an expression.

        Raises:
            RefusedError: shapes do not fit, or it could be meant in two ways.
        """
        if node in self.given:
            return self.given[node]
        if node in self.diagonals:
            return diagonal_of(self.diagonals[node])
        match node:
            case Number(text):
                return number(text, maths.Num(text))
            case Symbol() if is_ones(node):
                return ones()
            case Signed(sign, body):
                return negative(self.of(body)) if sign == "-" else self.of(body)
            case Sum(terms, signs):
                return self._sum(terms, signs)
            case Product(factors, signs):
                return self._product(factors, signs)
            case Fraction(top, bottom):
                return self._quotient(self.of(top), self.of(bottom))
            case Power(base, exponent):
                return self._power(base, exponent)
            case Transpose(base, _):
                return transposed(self.of(base))
            case Bracket():
                return self._bracket(node)
            case Norm():
                return self._norm(node)
            case Table(environment) if environment.endswith("cases"):
                return by_cases(node, self.of)
            case Table():
                return of_entries(node, self.of)
            case _:
                return self._applied(node)

    def _bracket(self, node: Bracket) -> Value:
        match node:
            case Bracket(_, _, (body,)) if is_grouping(node):
                return self.of(body)
            case _ if (inner := rounded_part(node)) is not None:
                return functions.rounded(self.of(inner), "round")
            case Bracket(_, _, (body,)) if whole_part(node) and not node.sub:
                return mapped(self.of(body), f"np.{whole_part(node)}", whole_part(node))
            case Bracket("[", "]", (_, _, *_) as parts, separators, ()) if set(separators) <= JOINTS:
                return one_behind_the_other(parts, self.of)
            case Bracket("\\langle", "\\rangle", (first, second), (",",), sub):
                left, right = self.of(first), self.of(second)
                if sub and (sub != ("F",) or left.kind != "matrix"):
                    raise RefusedError("an inner product of another kind")
                return inner_of(left, right, self.letters)
            case _:
                raise RefusedError("it is no arithmetic of arrays")

    def _norm(self, node: Norm) -> Value:
        body = self.of(node.body)
        if node.bars == "\\|":
            return functions.norm(body, node.sub, self.letters)
        if (body.kind != "number" and not self.by_entry) or node.sub:
            raise RefusedError("bars round an array may be a norm, a determinant or a size")
        return mapped(body, "np.abs", "abs")

    def _applied(self, node: Node) -> Value:
        match node:
            case Root(body, None):
                value = self.of(body)
                refuse_matrix(value)
                return mapped(value, "np.sqrt", "sqrt")
            case Function(name, Norm("|", body, ()), (), None) if name in _LOGARITHMS and self._is_matrix(
                body
            ):
                return functions.size_logarithm(determinant(self.of(body)))
            case Function(name, body, (), None) if (
                name in _LOGARITHMS and (pair := functions.determinants(body)) is not None
            ):
                above, below = (determinant(self.of(matrix)) for matrix in pair)
                return functions.size_logarithm(self._quotient(above, below))
            case Function("\\det", body, (), None):
                return determinant(self.of(body))
            case Function(name, body, (), None) if name in functions.FUNCTIONS:
                value = self.of(body)
                if name in _LOGARITHMS and functions.DETERMINANT in value.code:
                    return functions.size_logarithm(value)
                if name not in functions.BY_ENTRY:
                    refuse_matrix(value)
                return mapped(value, *functions.FUNCTIONS[name])
            case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (body,), (), ())):
                return functions.named(base, self.of(body), self.letters)
            case _ if functions.is_clipping(node):
                body, low, high = node.arguments.parts
                return functions.clipped(self.of(body), self.of(low), self.of(high), (low, high))
            case Big("\\max" | "\\min" as name, (), (), Bracket(_, _, (Symbol() as body,), (), ())):
                return functions.extreme(name[1:], self.of(body))
            case Big("\\max" | "\\min" as name, (), (), Bracket(_, _, (first, second), (",",), ())):
                return functions.larger(name[1:], self.of(first), self.of(second))
            case _:
                raise RefusedError("it is no arithmetic of arrays")

    def _is_matrix(self, node: Node) -> bool:
        """Whether the bars of a logarithm hold a matrix: a determinant."""
        return self.of(node).kind == "matrix"

    # --- sums -----------------------------------------------------------------------------------------

    def _sum(self, terms: tuple[Node, ...], signs: tuple[str, ...]) -> Value:
        identities = self.identities
        others = [term for term in terms if identities is None or not identities.holds(term)]
        eye = self._eye(others[0]) if others and len(others) < len(terms) else None
        values = [self.of(term) if term in others else self._multiple(term, eye) for term in terms]
        if {value.kind for value in values} == {"matrix", "column"}:
            values = [self._on_diagonal(term) or value for term, value in zip(terms, values, strict=True)]
        total = values[0]
        for sign, value in zip(signs, values[1:], strict=True):
            if sign not in ("+", "-"):
                raise RefusedError(f"{sign} has two values")
            total = added(total, sign, value)
        return total

    def _on_diagonal(self, term: Node) -> Value | None:
        """Of ``A + s diag(A)`` the second term as a matrix; None for what is no diagonal of one."""
        match term:
            case Signed("-", body):
                value = self._on_diagonal(body)
                return value and negative(value)
            case Product((*factors, last), (*signs, _)) if is_diagonal_part(last):
                factor, value = self._product(tuple(factors), tuple(signs)), self._on_diagonal(last)
                return entrywise(factor, value, "*") if value and factor.kind == "number" else None
            case _ if is_diagonal_part(term):
                value = self.of(term)
                return diagonal_of(value) if value.kind == "column" else None
            case _:
                return None

    def _eye(self, term: Node) -> Value:
        """The identity as large as the matrix that it is added to."""
        assert self.identities is not None
        return self.identities.eye(term, self.of(term), {**self.given, **self.diagonals})

    def _multiple(self, term: Node, eye: Value | None) -> Value:
        """The identity, or something times it."""
        match term:
            case _ if eye is None:
                raise RefusedError("nothing tells how large the identity is")
            case Signed(sign, body):
                value = self._multiple(body, eye)
                return negative(value) if sign == "-" else value
            case Product((first, _)):
                factor = self.of(first)
            case Product((*factors, _), (*signs, _)):
                factor = self._product(tuple(factors), tuple(signs))
            case _:
                return eye
        if factor.kind != "number":
            raise RefusedError("an identity behind an array")
        return entrywise(factor, eye, "*")

    # --- products, quotients, powers ------------------------------------------------------------------

    def _product(self, factors: tuple[Node, ...], signs: tuple[str, ...]) -> Value:
        """Runs of what stands side by side; between them products entry by entry."""
        groups: list[tuple[list[Node], list[str]]] = [([factors[0]], [])]
        for sign, factor in zip(signs, factors[1:], strict=True):
            if sign in HADAMARD:
                groups.append(([factor], []))
            else:
                groups[-1][0].append(factor)
                groups[-1][1].append(sign)
        first, *rest = [self._run(run, joints) for run, joints in groups]
        if rest and "number" in (first.kind, *(value.kind for value in rest)):
            raise RefusedError("a number is multiplied entry by entry")
        for value in rest:
            first = entrywise(first, value, "*")
        return first

    def _run(self, factors: list[Node], signs: list[str]) -> Value:
        is_joined = len(factors) > 1
        result = self._factor(factors[0], is_joined)
        for sign, factor in zip(signs, factors[1:], strict=True):
            if sign in ("/", "\\div"):
                result = self._quotient(result, self.of(factor))
            elif sign in TIMES:
                right = self._factor(factor, True)
                if sign and (result.kind, right.kind) == ("column", "column"):
                    if factor in self.chosen:
                        raise RefusedError("a dot between what may be numbers")
                    if is_shifted(factor) or is_shifted(factors[0]):
                        raise RefusedError("a dot that may be meant entry by entry")
                result = times(result, right, sign, self.letters)
            else:
                raise RefusedError("a product of another kind")
        return result

    def _factor(self, factor: Node, is_joined: bool) -> Value:
        """A factor; beside others the square of a matrix is a product of matrices."""
        match factor:
            case Power(base, Number("2" | "3" as exponent)) if is_joined:
                value = self.of(base)
                if value.kind == "matrix":
                    return matrix_power(value, exponent, self.letters)
                return self.of(factor)
            case _:
                return self.of(factor)

    def _quotient(self, above: Value, below: Value) -> Value:
        if below.kind != "number" and not self.entrywise:
            raise RefusedError("a division by an array")
        if below.kind == "matrix" or (above.kind == "matrix" and below.kind != "number"):
            raise RefusedError("a division by a matrix")
        return entrywise(above, below, "/")

    def _power(self, base: Node, exponent: Node) -> Value:
        if is_base_e(base) and base not in self.given:
            value = self.of(exponent)
            refuse_matrix(value)
            return mapped(value, "np.exp", "exp")
        if base in self.diagonals:
            return diagonal_of(entrywise(self.diagonals[base], self.of(exponent), "**"))
        value = self.of(base)
        if value.kind == "matrix" and exponent == Signed("-", Number("1")):
            return inverse(value)
        if value.kind == "matrix" or (value.kind != "number" and not self.entrywise):
            raise RefusedError("a power of an array may be meant entry by entry")
        if isinstance(base, Norm) and exponent == Number("2"):
            return entrywise(value, number("2", maths.Num("2")), "**")
        power = self.of(exponent)
        if power.kind != "number":
            raise RefusedError("an exponent that is an array")
        return entrywise(value, power, "**")


def is_ones(node: Node) -> bool:
    """Whether a symbol is a vector of ones: a bold or hollow 1, with its length or without."""
    return isinstance(node, Symbol) and node.base == "1" and node.font in ("\\mathbf", "\\mathbb")


def is_diagonal_part(node: Node) -> bool:
    """``diag(A)``."""
    match node:
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (_,), (), ())):
            return base in functions.DIAGONALS
        case _:
            return False


def is_shifted(factor: Node) -> bool:
    """Whether a number is added to all entries, as of a mask: ``(1 - m)``, which is seldom a linear map."""
    match factor:
        case Bracket(_, _, (Sum(terms),)):
            return any(isinstance(term.body if isinstance(term, Signed) else term, Number) for term in terms)
        case _:
            return False
