"""Whether brackets after a symbol hold arguments or a factor; refused where nobody could tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.bars import is_parted
from drill.papers_first.formula.coefficients import is_numbered
from drill.papers_first.formula.compared import is_one_compared
from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.heads import (
    CALLED,
    COEFFICIENTS,
    FUNCTIONALS,
    INDICATORS,
    INFORMED,
    MATRICES,
    MEANS,
    OFTEN_CALLED,
    RATES,
    STEPS,
    twofold,
)
from drill.papers_first.formula.indexed_values import is_indexed_value
from drill.papers_first.formula.indicators import is_indicator, is_weight
from drill.papers_first.formula.means import has_law
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raised import is_worded
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.repeated_heads import holds_itself, names_itself, of_itself
from drill.papers_first.formula.schedules import is_weighed
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.square_brackets import in_braces, in_square
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.usage import Usage
from drill.papers_first.formula.vocabulary import (
    ACCENTS,
    BIG,
    DRESSES,
    FUNCTIONS,
    PARAMETERS,
    RELATIONS,
    SCALARS,
    SIGNS,
    TRANSPOSES,
)

_CALLED_GREEK: Final = frozenset(
    ("\\Gamma", "\\Pi", "\\Phi", "\\Psi", "\\zeta", "\\phi", "\\varphi", "\\psi")
)
_CALLED_FONTS: Final = frozenset(("\\mathcal", "\\operatorname", "\\mathbb"))
_BESSEL: Final = frozenset("IJKY")
_WEIGHING: Final = frozenset("ABMW")
"""Matrices before sums."""
_VECTORS: Final = frozenset("uvwxyz")
_INVERTED: Final = frozenset((*"fghF", "\\Phi", "\\phi", "\\varphi", "\\psi"))
_QUANTILES: Final = (("\\tau",), ("\\alpha",), ("q",))
"""Which share of the values lies below a quantile."""
_ORDERS: Final = frozenset("Oo")
_ORDERS_IN_GREEK: Final = frozenset(("\\Theta", "\\Omega"))
"""Orders of growth, too."""
_PARTS: Final = frozenset(("\\Re", "\\Im"))
_DOTS: Final = frozenset(("\\ldots", "\\cdots"))
_NOISES: Final = ("\\epsilon", "\\varepsilon")
"""What a network tells of what the same letter was added to: ``\\epsilon_\\theta(x + s \\epsilon)``."""
_ACTIVATIONS: Final = frozenset(("\\tau", "\\rho", "\\kappa", "\\nu", "\\xi", "\\zeta"))


def holds_arguments(symbol: Symbol, opening: str, inner: list[str], usage: Usage) -> bool:
    """Whether the bracket that begins with ``opening`` and holds ``inner`` are arguments of ``symbol``.

    Raises:
        RefusedError: it reads in two ways.
    """
    if not inner:
        raise RefusedError("empty brackets")
    try:
        return _holds_arguments(symbol, opening, inner, usage)
    except RefusedError:
        if _is_factor(symbol, inner, usage) or is_indexed_value(symbol, inner, usage.indexed):
            return False
        raise


def _is_factor(symbol: Symbol, inner: list[str], usage: Usage) -> bool:
    """Whether the rest of the paper settles that the symbol is a value, which brackets multiply."""
    top = top_level(inner)
    is_shift = top[:1] and top[0] in STEPS and not _is_lapse(top) and len(top) <= 3
    if is_shift or is_parted(top) or symbol.primes or symbol.base in _ORDERS_IN_GREEK or _is_loss(symbol):
        return False
    if symbol == Symbol("\\delta") and _is_lapse(top):
        return False  # an impulse, though it is a number elsewhere
    if top[:1] == ["\\nabla"] and not SIGNS & set(top) and symbol.base not in RATES:
        return False  # brackets that no factor needs, so rather of a map's slope
    if bare(symbol) in usage.values and symbol.base != "\\sigma":
        return True
    names = [token for token in top if is_letter(token) or token in DRESSES]
    is_several = len(names) > 1 or (bool(names) and _is_nested(inner) and _is_bold_matrix(symbol))
    is_product = not SIGNS & set(top) and is_several
    return is_product and bare(symbol) in usage.factors and not _may_be_called(symbol)


def _is_bold_matrix(symbol: Symbol) -> bool:
    return symbol.font == "\\mathbf" and len(symbol.base) == 1 and symbol.base.isupper()


def _holds_arguments(symbol: Symbol, opening: str, inner: list[str], usage: Usage) -> bool:
    top = top_level(inner)
    if symbol.base == "1" and symbol.primes:
        raise RefusedError("a prime may transpose")
    if is_indicator(symbol) and is_weight(symbol, inner):
        return False
    if symbol.font in _CALLED_FONTS or symbol.base in _PARTS:
        return True
    if not symbol.font and len(symbol.base) > 1 and symbol.base[0] != "\\":
        is_called = symbol.base in usage.called_words or is_parted(top) or not SIGNS & set(top)
        return is_called or twofold(symbol)
    if is_jacobian(symbol) or (symbol.base in _BESSEL and symbol.sub == ("\\nu",)):
        return True
    if inner == ["1", "-", *to_tokens(symbol)]:
        return False  # ``P_A (1 - P_A)``: a chance and that of the opposite
    if opening == "\\{":
        return bool(_spellings(symbol) & usage.functions) or in_braces(symbol, top)
    if opening == "[" and RELATIONS & set(top) and symbol.base not in FUNCTIONALS | INDICATORS | INFORMED:
        return twofold(symbol)
    if RELATIONS & set(top) and _may_be_limited(symbol, usage):
        return twofold(symbol)
    if _is_of_estimate(symbol, inner) or (symbol.base in MEANS and symbol.mark and inner[:2] == ["1", "-"]):
        return twofold(symbol)
    if RELATIONS & set(top):
        return True
    if bare(symbol) in usage.matrices and symbol.base.isupper() and _is_sum(top):
        return False
    if holds_itself(symbol, inner):
        return False
    if (symbol.base in MEANS and symbol.font in ("", "\\mathrm")) or has_law(symbol):
        return True
    if opening == "[":
        return in_square(symbol, top, inner, usage)
    if inner[0] == "\\{" and not top:
        return True  # nobody multiplies by a set
    if inner[0] == "[" and not top and is_parted(top_level(inner[1:-1])):  # a list in brackets of its own
        return symbol.base not in MATRICES or bool(_spellings(symbol) & usage.functions)
    if is_parted(top) or (symbol.base in _ORDERS and not names_itself(symbol, inner)):
        return True
    if bare(symbol) in usage.coefficients and is_numbered(symbol):
        return False
    if is_one_compared(symbol, usage.compared):
        return False
    if is_weighed(symbol, inner, top, usage.schedules):
        return False
    is_known = _spellings(symbol) & usage.functions
    if symbol.font == "\\mathbf" and symbol.base.isupper() and SIGNS & set(top):
        return False
    if names_itself(symbol, inner):
        if _is_network(symbol):
            return bool(is_known) or symbol.base in _NOISES or twofold(symbol)
        return of_itself(symbol, top, inner, is_known=bool(is_known))
    if is_known and symbol.sub and top[:1] and top[0].isdigit() and SIGNS & set(top):
        return twofold(symbol)
    if is_known and symbol not in usage.functions and _shares_capital(symbol, top, inner):
        return twofold(symbol)
    is_indexed = bool(symbol.sub) and symbol not in usage.functions and not is_worded(symbol.sub)
    is_lettered = symbol.base not in CALLED | _CALLED_GREEK | {"\\sigma"}
    if is_known and is_indexed and is_lettered and SIGNS & set(top):
        return _is_network(symbol) or twofold(symbol)
    is_both = bare(symbol) in usage.both and not _is_function_by_letter(symbol)
    if is_known and is_both and SIGNS & set(top[1:]) and top[0] not in STEPS:
        return twofold(symbol)
    if is_known or _is_network(symbol):
        return True
    if kin := _called_kin(symbol, usage):
        return (kin > 1 and not SIGNS & set(top)) or twofold(symbol)
    if symbol in usage.defined and symbol.base.isupper() and not symbol.primes:
        return False
    if not SIGNS & set(top):
        return not _multiplies(symbol, top, usage) and _unsigned(symbol, top, inner)
    if _may_be_constant(symbol, top, usage):
        return twofold(symbol)
    try:
        return _signed(symbol, top, inner, usage)
    except RefusedError:
        if bare(symbol) in usage.factors and not _may_be_called(symbol):
            return False
        raise


def _is_function_by_letter(symbol: Symbol) -> bool:
    return (
        symbol.base in CALLED | OFTEN_CALLED | _CALLED_GREEK
        or symbol.base == "\\sigma"
        or _is_network(symbol)
    )


def _is_sum(top: list[str]) -> bool:
    """Whether a sum, no list and no single argument with its sign, stands in brackets."""
    return bool(SIGNS & set(top[1:])) and not is_parted(top) and top[0] not in ("1", *STEPS)


def is_invertible(symbol: Symbol, inner: list[str]) -> bool:
    """``g^{-1}(y)``, ``\\Phi^{-1}(1 - p)``: the inverse of what is a function by its letter."""
    top = top_level(inner)
    if symbol.base not in _INVERTED or symbol.font not in ("", "\\mathbf"):
        return False
    return not SIGNS & set(top) or top[0] == "1"


def _is_of_estimate(symbol: Symbol, inner: list[str]) -> bool:
    """``y(\\hat{y})``: a value beside its estimate, which no function is given."""
    return inner[0] in ACCENTS.values() and inner[2:] == [symbol.base, "}"] and not symbol.accents


def is_jacobian(symbol: Symbol) -> bool:
    """``\\mathrm{D}_x``: the matrix of slopes of what follows."""
    return symbol.base == "D" and symbol.font == "\\mathrm" and bool(symbol.sub) and not symbol.accents


def _spellings(symbol: Symbol) -> set[Symbol]:
    """What a paper may have called, if it called this: a word below makes another name."""
    whole = replace(symbol, primes=0, mark=())
    if is_worded(symbol.sub) and symbol.base not in CALLED | OFTEN_CALLED:
        return {symbol, whole}
    return {symbol, whole, bare(symbol)}


def _called_kin(symbol: Symbol, usage: Usage) -> int:
    """How many of the functions of a paper have this letter with another word below: ``d_{in}(x)``."""
    if not _is_upright(symbol.sub):
        return 0
    own = bare(symbol)
    return sum(bare(one) == own and _is_upright(one.sub) for one in usage.functions)


def _is_upright(sub: tuple[str, ...]) -> bool:
    return is_worded(sub) or sub[:1] == ("\\mathrm",)


def _is_network(symbol: Symbol) -> bool:
    """``\\epsilon_\\theta``: a function with parameters of its own; ``\\lambda_{\\max}``: of a matrix."""
    if symbol.base == "\\lambda" and symbol.sub in (("\\max",), ("\\min",)):
        return True
    names = [token for token in symbol.sub if token not in DRESSES and token != "{"]
    return bool(names) and names[0] in PARAMETERS


def _multiplies(symbol: Symbol, top: list[str], usage: Usage) -> bool:
    """``p (\\lambda t)^{p - 1}``: a number before a product, though by its letter a function."""
    is_often_called = symbol.base in OFTEN_CALLED or symbol.base in _CALLED_GREEK
    names = [token for token in top if is_letter(token) or token in DRESSES or token in FUNCTIONS]
    is_product = is_often_called and len(names) > 1 and not symbol.primes
    if is_product and bare(symbol) in usage.factors - usage.values and _is_bold_greek(symbol):
        return twofold(symbol)  # a matrix, or a map of features
    return is_product and bare(symbol) in usage.values


def _is_bold_greek(symbol: Symbol) -> bool:
    return symbol.font == "\\mathbf" and symbol.base in _CALLED_GREEK


def _unsigned(symbol: Symbol, top: list[str], inner: list[str]) -> bool:
    base = symbol.base
    if base == "K" and top == ["\\frac"]:
        return True  # a kernel
    if base in CALLED | OFTEN_CALLED | _CALLED_GREEK or symbol.primes:
        return True
    if base in _VECTORS and _is_of_transposed(inner):
        return twofold(symbol)  # ``v_i (k_i^\top q)``: a vector times a number, or what is given one
    if top[:1] == ["\\sum"] and symbol.font in ("", "\\mathbf"):
        if base in _WEIGHING or (symbol.font and len(base) == 1 and base.isupper()):
            return False
        if base in _VECTORS:
            return twofold(symbol)
    if base == "\\sigma" and not is_worded(symbol.sub):
        return True
    if not top:
        return twofold(symbol)
    if base in RATES and (top[0] in BIG or top[0] in FUNCTIONS or top[0] in ("\\frac", "\\sqrt")):
        return False
    names = [token for token in top if token not in ("_", "^", "'")]
    if len(names) == 1:
        if names[0] in _DOTS:
            return twofold(symbol)  # ``\mathbf{U}(\cdots)``: what is left out may be given it or multiplied
        if base in COEFFICIENTS and is_letter(names[0]) and "(" in inner:
            return twofold(symbol)  # of what a function gives, or times that
        if _is_bold_matrix(symbol) and _is_nested(inner):
            return twofold(symbol)  # ``\mathbf{S}(a(\mathbf{I} - \mathbf{K}))``: of a product, or times it
        if names[0] in DRESSES or (
            is_letter(names[0]) and (base not in MATRICES | SCALARS or not _is_nested(inner))
        ):
            return True
        if names[0][0].isdigit():
            return base in _VECTORS or twofold(symbol)
        return twofold(symbol)
    if base in _VECTORS and len(top) <= 6:
        return True
    return twofold(symbol)


def _may_be_limited(symbol: Symbol, usage: Usage) -> bool:
    """``y_i (z > 0)``: whether a condition rather than an event stands behind an indexed name."""
    is_event = symbol.base in CALLED | OFTEN_CALLED or symbol.font in _CALLED_FONTS
    is_plain = len(symbol.base) == 1 and symbol.base.islower() and bool(symbol.sub)
    return is_plain and not is_event and not _spellings(symbol) & usage.functions


def _may_be_constant(symbol: Symbol, top: list[str], usage: Usage) -> bool:
    """``L (\\|x\\| + \\|y\\|)``: a constant of Lipschitz before norms; what is a factor elsewhere, too."""
    if symbol.base not in CALLED:
        return False
    is_of_norms = symbol.base.isupper() and sum(top.count(bar) for bar in ("|", "\\|")) > 1
    return is_of_norms or bare(symbol) in usage.factors


def _may_be_called(symbol: Symbol) -> bool:
    is_often_called = symbol.base in OFTEN_CALLED or symbol.base == "\\sigma" or _is_loss(symbol)
    return is_often_called or bool(symbol.primes or symbol.mark)


def _is_loss(symbol: Symbol) -> bool:
    """``\\rho_\\tau``: the loss whose minimum is a quantile."""
    return symbol.base == "\\rho" and symbol.sub in _QUANTILES


def _is_of_transposed(inner: list[str]) -> bool:
    """``k_i^\\top q``: a transposed name before something else."""
    return any(one.above in TRANSPOSES and one.end < len(inner) for one in occurrences(inner))


def _is_nested(inner: list[str]) -> bool:
    return "(" in inner or "[" in inner


def _signed(symbol: Symbol, top: list[str], inner: list[str], usage: Usage) -> bool:
    """``f(x + 1)`` against ``\\beta(x + 1)``."""
    base = symbol.base
    if base == "K" and symbol.sub == ("h",):
        return True  # a kernel with its bandwidth
    if symbol.sub and symbol in usage.values:
        return twofold(symbol)
    has_number = bool(symbol.sub) and symbol.sub[0].isdigit() and bare(symbol) in usage.values
    if base in CALLED and (has_number or _shares_label(symbol, inner)):
        return twofold(symbol)
    if base in _CALLED_GREEK and bare(symbol) in usage.matrices:
        return twofold(symbol) if STEPS & set(top) else False
    if base in CALLED or base in _CALLED_GREEK or (base == "\\sigma" and _is_activation(top, inner)):
        return True
    if symbol.primes and base in ("h", "u", "v", "\\sigma"):
        return True
    if base == "h" and _is_affine(top, inner):
        return True
    if base in OFTEN_CALLED or base == "\\sigma":
        return twofold(symbol)
    if top[0] in SIGNS and not SIGNS & set(top[1:]):
        return twofold(symbol)  # a factor would have its sign before it
    begins_with_step = top[0] in STEPS
    if base in _ACTIVATIONS and not any(token[0].isdigit() for token in top):
        return twofold(symbol)
    if symbol.font == "\\mathbf":
        is_scaled = bool(symbol.sub) and top[0][0].isdigit() and base not in CALLED | OFTEN_CALLED
        return False if base.isupper() or is_scaled else twofold(symbol)
    if base == "\\delta" and not any(token[0].isdigit() for token in top):
        return twofold(symbol)
    if base in SCALARS or base in COEFFICIENTS:
        return False if not begins_with_step or _is_lapse(top) else twofold(symbol)
    if base in MATRICES or top[0][0].isdigit():
        return False
    if len(symbol.sub) == 2 and top[0] == "-" and base.islower() and all(map(is_letter, symbol.sub)):
        return False
    return twofold(symbol)


def _is_lapse(top: list[str]) -> bool:
    """``t - t_i``: the time between two moments."""
    return len(top) > 2 and top[1] == "-" and top[2] == top[0]


def _shares_label(symbol: Symbol, inner: list[str]) -> bool:
    """``g_L (V - E_L)``, ``F_i (x_i - y_i)``: named alike, so it may be a number rather than a function."""
    label = symbol.sub
    is_name = len(label) == 1 and (label[0].isalpha() or label[0].startswith("\\operatorname"))
    return is_name and any(
        inner[index : index + 4] == ["_", "{", label[0], "}"] for index in range(len(inner))
    )


def _shares_capital(symbol: Symbol, top: list[str], inner: list[str]) -> bool:
    """``g_L (V - E_L)``: a conductance, though the letter without its index is a function elsewhere."""
    is_capital = len(symbol.sub) == 1 and symbol.sub[0].isupper() and bool(SIGNS & set(top))
    return is_capital and _shares_label(symbol, inner)


def _is_affine(top: list[str], inner: list[str]) -> bool:
    """``\\mathbf{w}^\\top \\mathbf{x} + b``: what a layer is applied to."""
    return "+" in top and top[-1] in ("b", "c", "_") and bool({"\\top", "T"} & set(inner))


def _is_activation(top: list[str], inner: list[str]) -> bool:
    """Whether what stands in ``\\sigma(…)`` is computed: a layer's sum, a difference of values."""
    return (
        top[0] in SIGNS
        or _is_affine(top, inner)
        or any(
            (len(token) == 1 and token.isupper())
            or token in ("\\mathbf", "(", "[")
            or token in FUNCTIONS
            or token in BIG
            for token in inner
        )
    )
