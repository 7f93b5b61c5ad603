"""The quantities of a formula where every symbol stands for one number: its symbols, and what is given whole.

A value such as ``f(x)``, a gradient, an expectation or an integral is given as one number, under its own
name; what surrounds it is computed. What could be read as something else than arithmetic is refused: an
index in the place of a power, an operator in the place of a factor, a set, a convolution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers.formula.branches import branches_of
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Applied,
    Big,
    Binomial,
    Bracket,
    Call,
    Derivative,
    Differential,
    Factorial,
    Fraction,
    Function,
    Gradient,
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
from drill.papers.formula.vocabulary import GREEK

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
}
"""Functions that are computed, and their names in the plain language."""
NAMED: Final[Mapping[str, str]] = {
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "softplus": "softplus",
    "sign": "sign",
    "sgn": "sign",
    "erf": "erf",
    "relu": "relu",
    "ReLU": "relu",
}
"""Calls by a word that are computed."""
CLIPS: Final = frozenset(("clip", "Clip", "clamp", "Clamp"))
"""Calls that keep a number between two others."""
_NO_QUANTITY: Final = frozenset(
    (
        *("\\infty", "\\dots", "\\ldots", "\\cdots", "\\vdots", "\\ddots", "\\partial", "\\emptyset"),
        *("\\varnothing", "\\top", "\\bot", "\\perp", "\\cdot", "\\square", "\\Box", "\\star", "\\ast"),
        *("\\dagger", "\\bullet", "\\circ", "\\Delta", "\\Re", "\\Im"),
    )
)
_NUMBER_FONTS: Final = frozenset(("", "\\mathrm", "\\mathit", "\\operatorname", "\\mathsf", "\\mathtt"))
_SCRIPT_LETTERS: Final = frozenset("LJEFHUV")
_PRODUCT_SIGNS: Final = frozenset(("", "\\cdot", "\\times", "\\odot", "/", "\\div"))
_ROUND: Final = frozenset((("(", ")"), ("[", "]"), ("\\{", "\\}")))
_WHOLE_PARTS: Final = {
    ("\\lfloor", "\\rfloor"): "floor",
    ("\\lceil", "\\rceil"): "ceil",
}
_OPERATORS: Final = frozenset(("E", "V", "D", "\\mathbb{E}"))
_ARRAYS: Final = frozenset(("diag", "vec", "vech", "concat", "Concat", "span", "supp"))
"""Words that give an array whatever they are taken of."""
_POWER_LETTERS: Final = frozenset(map(Symbol, ("\\alpha", "\\beta", "\\gamma", "\\kappa")))
"""Letters that as superscripts of a lone letter are powers, no indices."""
_RATES: Final = frozenset(
    ("\\alpha", "\\beta", "\\gamma", "\\lambda", "\\rho", "\\mu", "\\delta", "\\eta", "\\nu")
)
_FUNCTION_LETTERS: Final = frozenset("fghpquvFQV")
_TIMES: Final = frozenset(("t", "k", "n", "N", "T", "i", "j", "s", "K"))
_WORD: Final = 3
_MEASURES: Final = frozenset(map(Symbol, ("\\mu", "\\nu", "\\xi", "P", "Q")))
_ENTRY_INDICES: Final = frozenset("ijklmn")
_SETS: Final = frozenset(("\\cap", "\\cup", "\\setminus"))
CIRCLE_NUMBER: Final = Symbol("\\pi", "\\mathrm")
"""π where it is known to be the number."""
_OF_ANGLES: Final = frozenset(("\\sin", "\\cos", "\\tan"))
_DOTS: Final = frozenset(("\\dots", "\\ldots", "\\cdots"))


def whole_part(bracket: Bracket) -> str:
    """``floor`` or ``ceil`` for such brackets, else empty."""
    return _WHOLE_PARTS.get((bracket.opening, bracket.closing), "")


def is_grouping(bracket: Bracket) -> bool:
    """Whether brackets only hold an expression together."""
    same = (bracket.opening, bracket.closing) in _ROUND
    return same and len(bracket.parts) == 1 and not bracket.sub


def is_given(node: Node) -> bool:
    """Whether a part is given as one number rather than computed."""
    match node:
        case Symbol() | Gradient() | Derivative() | Applied():
            return True
        case Call() if is_clip(node) or rounded_part(node) is not None:
            return False
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (_,), (), ())):
            return base not in NAMED
        case Call():
            return True
        case Function(name):
            return name == "\\det"
        case Norm(bars, body, sub):
            return bool(sub) or bars != "|" or _is_size(body)
        case Bracket("\\langle", "\\rangle"):
            return True
        case Big(name, lower):
            return name not in ("\\sum", "\\prod") and not (name in ("\\max", "\\min") and not lower)
        case _:
            return False


def rounded_part(node: Node) -> Node | None:
    """What is rounded to the nearest whole number, ``\\lfloor x \\rceil``; None for anything else."""
    match node:
        case Bracket("\\lfloor", "\\rceil", (part,), (), ()):
            return part
        case Call(
            Symbol("round" | "Round", "\\operatorname", (), (), 0, ()), Bracket("(", _, (part,), (), ())
        ):
            return part
        case _:
            return None


def is_extreme_entry(node: Node) -> bool:
    """``\\max(X)``: the largest or smallest entry of an array, or member of a set."""
    return (
        isinstance(node, Big)
        and node.name in ("\\max", "\\min")
        and not (node.lower or (isinstance(node.body, Bracket) and len(node.body.parts) > 1))
    )


def is_clip(node: Node) -> bool:
    """Whether it is a number kept between two others: ``\\operatorname{clip}(x, a, b)``."""
    match node:
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket("(", _, (_, _, _), (",", ","), ())):
            return base in CLIPS
        case _:
            return False


def _is_size(body: Node) -> bool:
    """``|A|`` of a capital or script letter: the size of a set or a determinant, not an absolute value."""
    if isinstance(body, Function):
        return False
    if isinstance(body, Product) and _SETS & set(body.signs):
        return True
    return isinstance(body, Call) or (
        isinstance(body, Symbol) and (body.base.isupper() or body.font in ("\\mathcal", "\\mathbf"))
    )


def quantities(node: Node) -> tuple[Node, ...]:
    """Every quantity of ``node`` once, in order; sums and products with bounds are to be unrolled before.

    Raises:
        RefusedError: a part of it is no quantity, and nothing that numbers are computed with.
    """
    found: dict[Node, None] = {}
    for part in _visited(node):
        found[part] = None
    if {Symbol("i"), Symbol("j"), Symbol("e")} & found.keys():
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
            _check_symbol(node)
        return
    if is_given(node) and not isinstance(node, Norm):
        _check_given(node)
        return
    match node:
        case Product(factors, signs):
            _check_words(factors, signs)
            for left, sign, right in zip(factors, signs, factors[1:], strict=False):
                if sign == "":
                    _check_neighbours(left, right)
        case Power(base, exponent):
            _check_power(base, exponent)
        case _:
            pass
    for child in children(node):
        check_arithmetic(child)


def _visited(node: Node) -> Iterator[Node]:
    match node:
        case Number():
            return
        case Symbol():
            if not is_constant(node):
                _check_symbol(node)
                yield node
        case Call(Symbol(base), _) if base.lower() == "softmax":
            raise RefusedError("softmax gives an array")
        case _ if is_extreme_entry(node):
            yield node
        case _ if is_given(node):
            _check_given(node)
            yield node
        case _:
            for part in _parts(node):
                yield from _visited(part)


def _parts(node: Node) -> tuple[Node, ...]:
    """What a computed node is computed of."""
    match node:
        case Signed(sign, body) if sign in "+-":
            return (body,)
        case Sum(terms, signs) if set(signs) <= {"+", "-"}:
            return terms
        case Product(factors, signs):
            _check_product(factors, signs)
            return factors
        case Fraction(top, bottom) | Binomial(top, bottom):
            return (top, bottom)
        case Power(base, exponent):
            _check_power(base, exponent)
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


def _check_symbol(symbol: Symbol) -> None:
    if symbol.base in _NO_QUANTITY:
        raise RefusedError(f"{symbol.base} is no quantity")
    if symbol.font == "\\mathcal" and symbol.base not in _SCRIPT_LETTERS and not is_entry(symbol):
        raise RefusedError("a script letter may be a set or a distribution")
    if symbol.base == "I" and not symbol.sub and not symbol.primes:
        raise RefusedError("I may be an identity")
    if symbol.font == "\\mathbf" and not symbol.base[0].isdigit():
        return
    if symbol.font not in _NUMBER_FONTS and symbol.font != "\\mathcal":
        raise RefusedError(f"{symbol.font} letters are no numbers")
    if symbol == Symbol("\\pi"):
        raise RefusedError("π may be the number or a name")


def _check_given(node: Node) -> None:
    """That the value of a part is one number."""
    match node:
        case Gradient(None):
            raise RefusedError("a bare gradient is an operator")
        case Derivative(top):
            if _is_bare_operator(top):
                raise RefusedError("a bare derivative is an operator")
        case Big("\\argmax" | "\\argmin" | "\\bigcup" | "\\bigcap" | "\\lim" | "\\sum" | "\\prod"):
            raise RefusedError(_why_not(node))
        case Call(Symbol(base), _) | Applied(Symbol(base), _) if base in _ARRAYS:
            raise RefusedError(f"{base} gives an array")
        case Applied(Gradient() | Derivative(), _) | Applied(Symbol(), _):
            return
        case Applied():
            raise RefusedError("an operator is applied that has no name")
        case Call(Symbol() as head, Bracket(_, _, _, separators)):
            is_density = head.base in ("N", "U") and separators[:1] and separators[0] in ("|", "\\mid", ";")
            if head.font == "\\mathcal" and head.base in ("N", "U", "D", "B", "G", "O") and not is_density:
                raise RefusedError("a distribution or an order is no number")
        case Call(Call()):
            return
        case Call():
            raise RefusedError("it calls what is no name")
        case Big("\\int" | "\\iint" | "\\iiint" | "\\oint") if not any(
            isinstance(part, Call) or _is_of_measure(part) for part in walk(node)
        ):
            raise RefusedError("its integral has a value of its own")
        case _:
            return


def _is_of_measure(part: Node) -> bool:
    """``d\\mu``: an integral against a measure has a value that nothing beside it tells."""
    return isinstance(part, Differential) and part.variable in _MEASURES


def _is_bare_operator(top: tuple[str, ...]) -> bool:
    rest = [token for token in top if token not in ("\\partial", "d", "\\mathrm", "{", "}", "^")]
    return not [token for token in rest if not token.isdigit()]


def is_circle_number(symbol: Symbol) -> bool:
    """Whether a symbol has been recognised as the number π (see ``with_circle_number``)."""
    return symbol == CIRCLE_NUMBER


def is_constant(symbol: Symbol) -> bool:
    """Whether a symbol has been recognised as π or as Euler's number (see ``with_circle_number``)."""
    return is_circle_number(symbol) or symbol == Symbol("e", "\\mathrm")


def with_circle_number(node: Node) -> Node:
    """``node`` with the π of ``2\\pi`` and of angles told apart from a name."""

    def change(part: Node) -> Node | None:
        match part:
            case Product(factors) if (found := _with_circle(factors)) != factors:
                return replaced(Product(found, part.signs), change)
            case Function(name, body) if name in _OF_ANGLES and Symbol("\\pi") in set(walk(body)):
                return replaced(replace(part, body=with_circle_everywhere(body)), change)
            case _:
                return None

    return replaced(node, change)


def _with_circle(factors: tuple[Node, ...]) -> tuple[Node, ...]:
    found = list(factors)
    for place in range(len(found) - 1):
        if isinstance(found[place], Number) and found[place + 1] == Symbol("\\pi"):
            found[place + 1] = CIRCLE_NUMBER
    return tuple(found)


def with_factors(node: Node) -> Node:
    """``node`` where a Greek letter that stands alone too is a factor before brackets, and no function.

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

    def change(part: Node) -> Node | None:
        if isinstance(part, Call) and part.head in alone:
            inner = replaced(part.arguments, change)
            return Product((part.head, inner), ("",))
        return None

    return replaced(node, change) if alone else node


def _values_alone(node: Node) -> Iterator[Symbol]:
    """Symbols that stand for a value, no heads of calls."""
    if isinstance(node, Symbol):
        yield node
    elif isinstance(node, Call):
        yield from _values_alone(node.arguments)
    elif not is_given(node):
        for child in children(node):
            yield from _values_alone(child)


def with_euler(node: Node) -> Node:
    """``node`` with the e of ``2\\pi e`` as the number."""

    def change(part: Node) -> Node | None:
        match part:
            case Product((Number(), pi, Symbol("e", "", (), (), 0, ()), *rest)) if pi == CIRCLE_NUMBER:
                factors = (*part.factors[:2], Symbol("e", "\\mathrm"), *rest)
                return replaced(replace(part, factors=factors), change)
            case _:
                return None

    return replaced(node, change)


def with_circle_everywhere(node: Node) -> Node:
    """``node`` where every bare π is the number."""
    return replaced(node, lambda part: CIRCLE_NUMBER if part == Symbol("\\pi") else None)


def is_base_e(base: Node) -> bool:
    """Whether the base of a power is Euler's number."""
    return base in (Symbol("e"), Symbol("e", "\\mathrm"))


def _check_power(base: Node, exponent: Node) -> None:
    """That a superscript is a power and no index, and what is raised to it is clear."""
    if _is_twofold(base):
        raise RefusedError("a letter before brackets with an exponent may be a factor")
    if isinstance(exponent, Number):
        if exponent.text in ("0", "1"):
            raise RefusedError(f"a superscript {exponent.text} is an index rather than a power")
        if is_base_e(base):
            raise RefusedError("e may be a name here")
        return
    if isinstance(exponent, Signed) and isinstance(exponent.body, Number):
        if isinstance(base, Symbol) and base.font == "\\mathbf":
            raise RefusedError("an inverse matrix")
        return
    if isinstance(base, Number | Bracket | Norm | Call | Fraction) or is_base_e(base):
        return
    if isinstance(exponent, Fraction) and all(
        isinstance(part, Number) for part in (exponent.top, exponent.bottom)
    ):
        return
    if isinstance(base, Symbol) and base.base in _RATES and not base.font:
        return
    if (
        isinstance(exponent, Symbol)
        and exponent in _POWER_LETTERS
        and base == Symbol(getattr(base, "base", ""))
    ):
        return
    raise RefusedError("a superscript may be an index")


def _is_twofold(base: Node) -> bool:
    """``G(C/6)`` before an exponent: perhaps ``G`` times a power."""
    match base:
        case Call(Symbol(letter, ""), Bracket(_, _, (inner,), (), ())) if len(letter) == 1:
            return letter not in _FUNCTION_LETTERS and any(
                isinstance(part, Fraction | Number | Sum) for part in walk(inner)
            )
        case _:
            return False


def _check_product(factors: tuple[Node, ...], signs: tuple[str, ...]) -> None:
    if not set(signs) <= _PRODUCT_SIGNS:
        raise RefusedError("a product of another kind than of numbers")
    _check_words(factors, signs)
    if any(
        isinstance(factor, Symbol) and factor.primes and replace(factor, primes=0) in factors
        for factor in factors
    ):
        raise RefusedError("a prime may be a transpose")
    for left, sign, right in zip(factors, signs, factors[1:], strict=False):
        if sign == "":
            _check_neighbours(left, right)
    has_entries = any(isinstance(factor, Symbol) and is_entry(factor) for factor in factors)
    arrays = [
        factor
        for factor in factors
        if isinstance(factor, Symbol)
        and factor.font == "\\mathbf"
        and not (is_entry(factor) or (has_entries and _is_indexed_once(factor)))
    ]
    is_matrix = any(array.base.isupper() for array in arrays)
    if (is_matrix or len(arrays) > 1) and set(signs) != {"\\odot"}:
        raise RefusedError("a product of arrays")


def _check_neighbours(left: Node, right: Node) -> None:
    """That two parts side by side are multiplied, and the first is not applied to the second."""
    is_power = isinstance(left, Power) and isinstance(left.base, Symbol)
    if is_power and isinstance(right, Bracket) and not _holds_sum_with_number(right):
        raise RefusedError("brackets after a power may hold arguments")
    is_slope_of_log = (
        isinstance(left, Gradient)
        and isinstance(left.body, Function)
        and left.body.name in ("\\log", "\\ln")
        and isinstance(left.body.body, Call)
        and isinstance(right, Bracket | Call | Symbol)
    )
    if isinstance(left, Derivative | Gradient) and not is_slope_of_log:
        raise RefusedError("what is differentiated is not clear")
    if not isinstance(left, Symbol):
        return
    if _is_bare_capital(left) and isinstance(right, Symbol) and _is_bare_capital(right):
        raise RefusedError("two capitals side by side may be one name")
    if left.base in _OPERATORS and not left.sub and isinstance(right, Bracket):
        raise RefusedError("an operator before brackets")
    if left.font == "\\mathbb" or left.base == "\\Delta":
        raise RefusedError("an operator before what it is applied to")
    if left == Symbol("d") and isinstance(right, Symbol):
        raise RefusedError("a differential")
    if left.font == "\\operatorname" and isinstance(right, Symbol | Bracket):
        raise RefusedError("a function without brackets")
    if isinstance(right, Bracket) and not isinstance(right.parts[0], Sum) and left.base not in GREEK:
        raise RefusedError("brackets after a letter may hold arguments")


def is_entry(symbol: Symbol) -> bool:
    """``K_{i,j}``, ``C_{2 1}``: a capital with the two indices of an entry."""
    indices = tuple(token for token in symbol.sub if token != ",")
    return (
        len(symbol.base) == 1
        and symbol.base.isupper()
        and len(indices) == 2
        and all(token in _ENTRY_INDICES or token.isdigit() for token in indices)
    )


def _is_indexed_once(symbol: Symbol) -> bool:
    """``u_i``: beside entries of a matrix an entry too."""
    return (
        symbol.base.islower()
        and len(symbol.sub) == 1
        and (symbol.sub[0] in _ENTRY_INDICES or symbol.sub[0].isdigit())
    )


def _is_bare_capital(symbol: Symbol) -> bool:
    return (
        len(symbol.base) == 1 and symbol.base.isupper() and not (symbol.font or symbol.sub or symbol.accents)
    )


def _check_words(factors: tuple[Node, ...], signs: tuple[str, ...]) -> None:
    """Three letters side by side may be a word: ``cost``."""
    run = 0
    for factor, sign in zip(factors, ("", *signs), strict=True):
        bare = isinstance(factor, Symbol) and factor == Symbol(factor.base) and len(factor.base) == 1
        run = (run + 1 if sign == "" else 1) if bare else 0
        if run == _WORD:
            raise RefusedError("letters side by side may be a word")


def _holds_sum_with_number(bracket: Bracket) -> bool:
    (first, *_) = bracket.parts
    return isinstance(first, Sum) and any(isinstance(term, Number) for term in first.terms)


def check_constants(node: Node) -> None:
    """That no letter may be a constant of mathematics.

    Raises:
        RefusedError: a bare i or j in an exponential or as a first factor, a bare e beside pi.
    """
    units = {Symbol("i"), Symbol("j")}
    for part in walk(node):
        if isinstance(part, Product) and {Symbol("e"), CIRCLE_NUMBER} <= set(part.factors):
            raise RefusedError("e may be Euler's number")
        leads = isinstance(part, Product) and part.factors[0] in units and not part.signs[0]
        exponent = None
        if isinstance(part, Power) and is_base_e(part.base):
            exponent = part.exponent
        elif isinstance(part, Function) and part.name == "\\exp":
            exponent = part.body
        if leads or (exponent is not None and units & set(walk(exponent))):
            raise RefusedError("i may be the imaginary unit")


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
    return isinstance(left, Power) and isinstance(left.base, Symbol) and left.exponent != Number("2")
