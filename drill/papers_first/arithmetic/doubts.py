"""What could be read as something else than arithmetic of numbers, and is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Differential,
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
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.formula.vocabulary import GREEK
from drill.papers_first.plausible.known_numbers import is_base_e

_NO_QUANTITY: Final = frozenset(
    (
        *("\\infty", "\\dots", "\\ldots", "\\cdots", "\\vdots", "\\ddots", "\\partial", "\\emptyset"),
        *("\\varnothing", "\\top", "\\bot", "\\perp", "\\cdot", "\\square", "\\Box", "\\star", "\\ast"),
        *("\\dagger", "\\bullet", "\\circ", "\\Re", "\\Im"),
    )
)
_NUMBER_FONTS: Final = frozenset(("", "\\mathrm", "\\mathit", "\\operatorname", "\\mathsf", "\\mathtt"))
_SCRIPT_LETTERS: Final = frozenset("LJEFHUV")
_PRODUCT_SIGNS: Final = frozenset(("", "\\cdot", "\\times", "\\odot", "/", "\\div"))
_OPERATORS: Final = frozenset(("E", "V", "D", "\\mathbb{E}"))
_WHOLE_AXIS: Final = Symbol(":")
_ARRAYS: Final = frozenset(("diag", "vec", "vech", "concat", "Concat", "span", "supp"))
"""Words that give an array whatever they are taken of."""
_POWER_LETTERS: Final = frozenset(map(Symbol, ("\\alpha", "\\beta", "\\gamma", "\\kappa")))
"""Letters that as superscripts of a lone letter are powers, no indices."""
_RATES: Final = frozenset(
    ("\\alpha", "\\beta", "\\gamma", "\\lambda", "\\rho", "\\mu", "\\delta", "\\eta", "\\nu")
)
_FUNCTION_LETTERS: Final = frozenset("fghpquvFQV")
_WORD: Final = 3
_MEASURES: Final = frozenset(map(Symbol, ("\\mu", "\\nu", "\\xi", "P", "Q")))
_ENTRY_INDICES: Final = frozenset("ijklmn")
_ANY: Final = Symbol("\\cdot")
"""The argument of a function that is meant as a whole."""


def check_symbol(symbol: Symbol) -> None:
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


def is_quantity(symbol: Symbol) -> bool:
    """Whether nothing speaks against a name being one number."""
    try:
        check_symbol(symbol)
    except RefusedError:
        return False
    return True


def check_given(node: Node) -> None:
    """That the value of a part is one number."""
    match node:
        case Gradient(None):
            raise RefusedError("a bare gradient is an operator")
        case Derivative(top):
            if _is_bare_operator(top):
                raise RefusedError("a bare derivative is an operator")
        case Big("\\argmax" | "\\argmin" | "\\bigcup" | "\\bigcap" | "\\lim" | "\\sum" | "\\prod"):
            raise RefusedError(f"the range of {node.name} is not said in numbers")
        case Call(Symbol(base), _) | Applied(Symbol(base), _) if base in _ARRAYS:
            raise RefusedError(f"{base} gives an array")
        case Call(_, Bracket(_, _, parts)) if _WHOLE_AXIS in parts:
            raise RefusedError("a slice of an array is no number")
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


def check_power(base: Node, exponent: Node, *, is_number: bool = False) -> None:
    """That a superscript is a power and no index, and what is raised to it is clear.

    ``is_number`` says that arrays are numbers here.
    """
    if _is_twofold(base):
        raise RefusedError("a letter before brackets with an exponent may be a factor")
    if isinstance(exponent, Number):
        if exponent.text == "0" and is_base_e(base):
            return
        if exponent.text in ("0", "1"):
            raise RefusedError(f"a superscript {exponent.text} is an index rather than a power")
        if is_base_e(base):
            raise RefusedError("e may be a name here")
        return
    if isinstance(exponent, Signed) and isinstance(exponent.body, Number):
        if isinstance(base, Symbol) and base.font == "\\mathbf" and not is_number:
            raise RefusedError("an inverse matrix")
        return
    if isinstance(base, Number | Bracket | Norm | Call | Fraction | Root) or is_base_e(base):
        return
    if _is_share(exponent) or (
        isinstance(exponent, Signed) and _is_share(exponent.body) and _is_of_number(base)
    ):
        return
    if isinstance(base, Symbol) and base.base in _RATES and not base.font:
        return
    if isinstance(base, Symbol) and replace(base, primes=0) == Symbol(base.base) and is_power(exponent):
        return
    raise RefusedError("a superscript may be an index")


def is_power(exponent: Node) -> bool:
    """Whether a superscript of letters is a power and no index: ``\\alpha``, ``-\\beta - 1``."""
    letters = symbols(exponent)
    return bool(letters) and set(letters) <= _POWER_LETTERS


def _is_share(exponent: Node) -> bool:
    """``1/2``, which numbers nothing."""
    match exponent:
        case Fraction(Number(), Number()):
            return True
        case _:
            return False


def _is_of_number(base: Node) -> bool:
    """Whether a base is no letter of a matrix, whose inverse root is another matrix."""
    match base:
        case Symbol(name, font):
            return font != "\\mathbf" and name.lstrip("\\")[:1].islower()
        case _:
            return False


def _is_twofold(base: Node) -> bool:
    """``G(C/6)`` before an exponent: perhaps ``G`` times a power."""
    match base:
        case Call(Symbol(letter, ""), Bracket(_, _, (inner,), (), ())) if len(letter) == 1:
            return letter not in _FUNCTION_LETTERS and any(
                isinstance(part, Fraction | Number | Sum) for part in walk(inner)
            )
        case _:
            return False


def check_product(factors: tuple[Node, ...], signs: tuple[str, ...], *, are_numbers: bool = False) -> None:
    """That factors are multiplied as numbers are; ``are_numbers`` says that arrays are numbers here."""
    if not set(signs) <= _PRODUCT_SIGNS:
        raise RefusedError("a product of another kind than of numbers")
    check_words(factors, signs)
    if any(
        isinstance(factor, Symbol) and factor.primes and replace(factor, primes=0) in factors
        for factor in factors
    ):
        raise RefusedError("a prime may be a transpose")
    for place, (left, sign, right) in enumerate(zip(factors, signs, factors[1:], strict=False)):
        is_form = are_numbers and right in factors[:place] and isinstance(left, Power)
        if sign == "" and not is_form:  # of ``(x - m) S^{-1} (x - m)`` no function is inverted
            check_neighbours(left, right)
    if are_numbers:
        return
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


def check_neighbours(left: Node, right: Node) -> None:
    """That two parts side by side are multiplied, and the first is not applied to the second.

    What an operator runs over stands in brackets that nobody sees: before a sum sign, small letters and their
    powers are factors.
    """
    factor = left.base if isinstance(left, Power) else left
    is_number = isinstance(factor, Symbol) and _is_small_letter(factor)
    if isinstance(right, Bracket) and not right.opening and is_number:
        return
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
    if isinstance(left, Derivative | Gradient) and not (is_slope_of_log or _is_slope_before(left, right)):
        raise RefusedError("what is differentiated is not clear")
    if not isinstance(left, Symbol):
        return
    is_in_name = _is_bare_capital(left) and not left.mark  # no word goes on behind the (l) of H^{(l)}
    if is_in_name and isinstance(right, Symbol) and _is_bare_capital(right):
        raise RefusedError("two capitals side by side may be one name")
    if left.base in _OPERATORS and not left.sub and isinstance(right, Bracket):
        raise RefusedError("an operator before brackets")
    if left.base == "D" and not left.font and left.sub and isinstance(right, Call):
        raise RefusedError("an operator before what it is applied to")  # D_t f(t) is a derivative
    if left.font == "\\mathbb" or left.base == "\\Delta":
        raise RefusedError("an operator before what it is applied to")
    if left.base.lstrip("\\")[0].isupper() and isinstance(right, Call) and _ANY in right.arguments.parts:
        raise RefusedError("an operator before a function")  # P f(.)
    if left == Symbol("d") and isinstance(right, Symbol):
        raise RefusedError("a differential")
    if left.font == "\\operatorname" and isinstance(right, Symbol | Bracket):
        raise RefusedError("a function without brackets")
    if not isinstance(right, Bracket) or right.opening == "\\langle":
        return  # an inner product is a factor
    if not isinstance(right.parts[0], Sum) and left.base not in GREEK and not _is_weighted(left, right):
        raise RefusedError("brackets after a letter may hold arguments")


def _is_weighted(left: Symbol, right: Bracket) -> bool:
    """``\\mathbf{U} (\\mathbf{r} \\odot \\mathbf{h})``: a matrix before what needs its brackets, a product of
    vectors entry by entry.
    """
    match right.parts:
        case (Product(factors, signs),) if set(signs) == {"\\odot"}:
            is_of_vectors = all(isinstance(one, Symbol) and one.base.islower() for one in factors)
            return is_of_vectors and left.base.isupper() and left.font == "\\mathbf"
        case _:
            return False


def _is_small_letter(symbol: Symbol) -> bool:
    letter = symbol.base.lstrip("\\")
    return letter[0].islower() and (len(letter) == 1 or symbol.base in GREEK) and symbol.font != "\\mathbb"


def _is_slope_before(left: Derivative | Gradient, right: Node) -> bool:
    """Whether a derivative of something named stands before a factor: ``dL/dy dy/dx``, ``dL/dy (1 + a)``."""
    if isinstance(left, Gradient):  # read only where it is clear what is beside it
        is_written_out = isinstance(right, Derivative) and "(" in right.top  # has a value of its own
        is_factor = isinstance(right, Symbol | Call | Derivative) and not is_written_out
        return isinstance(left.body, Call | Symbol) and is_factor
    if _is_bare_operator(left.top):
        return False
    match right:
        case Derivative(top):
            return not _is_bare_operator(top)
        case Bracket("(" | "[", ")" | "]", (Sum(),), (), ()):
            return True
        case _:
            return isinstance(right, Symbol | Fraction)


def _is_bare_capital(symbol: Symbol) -> bool:
    return (
        len(symbol.base) == 1 and symbol.base.isupper() and not (symbol.font or symbol.sub or symbol.accents)
    )


def check_words(factors: tuple[Node, ...], signs: tuple[str, ...]) -> None:
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
