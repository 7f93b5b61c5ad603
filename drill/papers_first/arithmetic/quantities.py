"""The quantities of a formula where every symbol stands for one number: its symbols, and what is given whole.

A value such as ``f(x)``, a gradient, an expectation or an integral is given as one number, under its own
name; what surrounds it is computed. What could be read as something else than arithmetic is refused: an
index in the place of a power, an operator in the place of a factor, a set, a convolution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from drill.papers_first.arithmetic.branches import branches_of
from drill.papers_first.arithmetic.doubts import (
    check_given,
    check_neighbours,
    check_power,
    check_product,
    check_symbol,
    check_words,
    is_entry,
    is_power,
)
from drill.papers_first.formula.given import (
    is_extreme_entry,
    is_given,
    is_grouping,
    rounded_part,
    whole_part,
)
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Binomial,
    Bracket,
    Call,
    Differential,
    Factorial,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
    Words,
    children,
)
from drill.papers_first.formula.vocabulary import GREEK
from drill.papers_first.plausible.known_numbers import (
    UNITS,
    check_constants,
    is_base_e,
    is_constant,
)

COMPUTED: Final[Mapping[str, str]] = {
    "\\exp": "exp",
    "\\log": "ln",
    "\\ln": "ln",
    "\\sin": "sin",
    "\\cos": "cos",
    "\\tan": "tan",
    "\\sinh": "sinh",
    "\\cosh": "cosh",
    "\\tanh": "tanh",
    "\\arctan": "atan",
    "\\arcsin": "asin",
    "\\arccos": "acos",
    "\\Gamma": "gamma",
    "\\psi": "digamma",
    "\\Phi": "Phi",
}
"""Functions that are computed, and their names in the plain language."""
_TIMES: Final = frozenset(("t", "k", "n", "N", "T", "i", "j", "s", "K"))
_CONVOLVING: Final = ("\\ast", "\\circledast", "\\star")
"""What signs of convolutions begin with; some have an index."""
_DOTS: Final = frozenset(("\\dots", "\\ldots", "\\cdots"))


def quantities(node: Node, *, in_one_dimension: bool = False) -> tuple[Node, ...]:
    """Every quantity of ``node`` once, in order; sums and products with bounds are to be unrolled before.

    ``in_one_dimension`` says that letters of arrays stand for one number each.

    Raises:
        RefusedError: a part of it is no quantity, and nothing that numbers are computed with.
    """
    found: dict[Node, None] = {}
    for part in _visited(node, in_one_dimension):
        found[part] = None
    if (UNITS | {Symbol("e")}) & found.keys():
        check_constants(node)
    if any(isinstance(part, Power) and is_base_e(part.base) and part.base in found for part in walk(node)):
        raise RefusedError("e is a name and a number here")
    return tuple(found)


def check_arithmetic(node: Node) -> None:
    """That nothing in ``node`` could be read as something else than arithmetic, of numbers or of arrays.

    Raises:
        RefusedError: something could.
    """
    if isinstance(node, Symbol):
        if not is_constant(node):
            check_symbol(node)
        return
    if is_given(node) and not isinstance(node, Norm):
        check_given(node)
        return
    match node:
        case Product(factors, signs):
            check_words(factors, signs)
            for left, sign, right in zip(factors, signs, factors[1:], strict=False):
                if sign == "":
                    check_neighbours(left, right)
        case Power(base, exponent):
            check_power(base, exponent)
        case _:
            pass
    for child in children(node):
        check_arithmetic(child)


def _visited(node: Node, in_one_dimension: bool) -> Iterator[Node]:
    match node:
        case Number():
            return
        case Symbol():
            if not is_constant(node):
                check_symbol(node)
                yield node
        case Call(Symbol(base), _) if base.lower() == "softmax":
            raise RefusedError("softmax gives an array")
        case _ if is_extreme_entry(node) or is_convolution(node):
            yield node
        case _ if is_given(node):
            check_given(node)
            yield node
        case _:
            for part in _parts(node, in_one_dimension):
                yield from _visited(part, in_one_dimension)


def _parts(node: Node, in_one_dimension: bool) -> tuple[Node, ...]:
    """What a computed node is computed of."""
    match node:
        case Signed(sign, body) if sign in "+-":
            return (body,)
        case Sum(terms, signs) if set(signs) <= {"+", "-"}:
            return terms
        case Product(factors, signs):
            check_product(factors, signs, are_numbers=in_one_dimension)
            return factors
        case Fraction(top, bottom) | Binomial(top, bottom):
            return (top, bottom)
        case Power(base, exponent):
            check_power(base, exponent, is_number=in_one_dimension)
            return (exponent,) if is_base_e(base) else (base, exponent)
        case Root(body, None) | Factorial(body) | Norm("|", body, ()):
            return (body,)
        case Root(body, degree) if degree is not None:
            return (degree, body)
        case Bracket() if is_grouping(node) or (whole_part(node) and len(node.parts) == 1 and not node.sub):
            return node.parts
        case Bracket(_, _, parts) if rounded_part(node) is not None:
            return parts
        case Table():
            found = branches_of(node)
            compared = [
                side for line in found.lines for one, _, other in line.comparisons for side in (one, other)
            ]
            values = [line.value for line in found.lines] + ([] if found.rest is None else [found.rest])
            return (*compared, *values)
        case Call(_, Bracket(_, _, parts)):
            return parts
        case Function(_, body, (), power):
            return (body,) if power is None else (power, body)
        case Function("\\log", body, ("2" | "10",), None):
            return (body,)
        case Big("\\max" | "\\min", (), (), Bracket(_, _, parts, separators, ())) if len(parts) > 1:
            if set(separators) == {","}:
                return parts
    raise RefusedError(_why_not(node))


def _why_not(node: Node) -> str:
    match node:
        case Transpose():
            return "it has a transpose, so its symbols are arrays"
        case Differential():
            return "it has a differential"
        case Table():
            return "it is a table"
        case Statement() | Words():
            return "it holds a statement"
        case Sum():
            return "it has a sign of two values"
        case Big(name):
            return f"the range of {name} is not said in numbers"
        case _:
            return "it is no plain arithmetic"


def is_convolution(node: Node) -> bool:
    """``W \\ast x``: its value at one place is given as one number."""
    return isinstance(node, Product) and all(sign.startswith(_CONVOLVING) for sign in node.signs)


def with_factors(node: Node) -> Node:
    """``node`` where what is no function stands as a factor before brackets.

    That is a Greek letter that stands alone too, and the entry of a matrix before a sum.

    Raises:
        RefusedError: another letter stands alone and before brackets.
    """
    heads = {
        part.head
        for part in walk(node)
        if isinstance(part, Call) and isinstance(part.head, Symbol) and len(part.arguments.parts) == 1
    }
    alone = {part for part in _values_alone(node) if part in heads}
    if any(symbol.base not in GREEK for symbol in alone):
        raise RefusedError("a letter stands alone and before brackets")

    entries = {
        part.head
        for part in walk(node)
        if isinstance(part, Call)
        and isinstance(part.head, Symbol)
        and is_entry(part.head)
        and isinstance(part.arguments.parts[0], Sum)
        and len(part.arguments.parts) == 1
    }

    def change(part: Node) -> Node | None:
        if isinstance(part, Call) and part.head in alone | entries:
            inner = replaced(part.arguments, change)
            return Product((part.head, inner), ("",))
        return None

    return replaced(node, change) if alone or entries else node


def _values_alone(node: Node) -> Iterator[Symbol]:
    """Symbols that stand for a value, no heads of calls."""
    if isinstance(node, Symbol):
        yield node
    elif isinstance(node, Call):
        yield from _values_alone(node.arguments)
    elif not is_given(node):
        for child in children(node):
            yield from _values_alone(child)


def has_dots(node: Node) -> bool:
    """Whether something is left to the reader, ``x_1 + \\cdots``."""
    return any(isinstance(part, Symbol) and part.base in _DOTS for part in walk(node))


def has_open_dots(node: Node) -> bool:
    """The same, but for what a value that is given whole is taken of: ``mean(r_1, \\ldots, r_n)``."""
    if isinstance(node, Call) and is_given(node):
        return False
    if isinstance(node, Symbol) and node.base in _DOTS:
        return True
    return any(map(has_open_dots, children(node)))


def is_superscripted(left: Node) -> bool:
    """Whether a left side shows that the paper writes indices as superscripts: ``x^{t+1} = …``."""
    if not isinstance(left, Power) or not isinstance(left.base, Symbol):
        return False
    return left.exponent != Number("2") and not is_power(left.exponent)
