"""Names that a learner can type for a paper's symbols: ``\\hat{m}_{t}`` becomes ``mhat``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from drill.maths.functions import FUNCTIONS, SPELLINGS
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Call,
    Derivative,
    Differential,
    Function,
    Gradient,
    Node,
    Norm,
    Symbol,
    symbols,
)

_ACCENTS: Final = {
    "\\tilde": "tilde",
    "\\hat": "hat",
    "\\bar": "bar",
    "\\vec": "vec",
    "\\dot": "dot",
    "\\ddot": "ddot",
    "\\Delta": "diff",
    "\\delta": "diff",
}
_VARIANTS: Final = {
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "phi",
    "varrho": "rho",
    "ell": "l",
}
_TIMES: Final = frozenset(("t", "k", "i", "j", "n", "s", "T"))
_STEPS: Final = {"+": "next", "-": "prev"}
_FONTS: Final = frozenset(("\\mathrm", "\\mathbf", "\\mathcal", "\\mathbb", "\\operatorname"))
_WORD: Final = re.compile(r"[A-Za-z0-9]+")
# Names that the plain language reads as something else: constants, functions, Python's words.
_TAKEN: Final = frozenset(
    ("e", "i", "I", "E", "pi", "C", "P", "inf", "beta", "gamma", "zeta", "T", "U", "N", "lambda", "np")
) | frozenset((*FUNCTIONS, *SPELLINGS, "in", "is", "or", "and", "not", "if", "as"))
# Greek letters whose English names are taken, spelt otherwise.
_OTHERWISE: Final = {"lambda": "lam", "gamma": "gam", "beta": "bet", "zeta": "zet", "pi": "pie"}


def typed_names(symbols: Iterable[Symbol], taken: frozenset[str] = _TAKEN) -> dict[Symbol, str]:
    """A short name for each symbol, all different: as few indices as keep them apart."""
    wanted = list(dict.fromkeys(symbols))
    names: dict[Symbol, str] = {}
    for level in range(3):
        candidates = {symbol: _candidate(symbol, level) for symbol in wanted if symbol not in names}
        counts = _counts(candidates.values())
        for symbol, name in candidates.items():
            if counts[name] == 1 and name not in taken and name not in names.values():
                names[symbol] = name
    for symbol in wanted:
        if symbol not in names:
            names[symbol] = _numbered(_candidate(symbol, 2), {*names.values(), *taken})
    return {symbol: names[symbol] for symbol in wanted}


def _counts(names: Iterable[str]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def _candidate(symbol: Symbol, level: int) -> str:
    """Level 0 leaves indices of time out, level 1 keeps plain ones, level 2 spells all of them."""
    base = "".join(_WORD.findall(symbol.base))
    name = _VARIANTS.get(base, base) + "".join(_ACCENTS.get(accent, "") for accent in symbol.accents)
    name += "prime" * symbol.primes + (
        "star" if "*" in "".join(symbol.mark) or "\\star" in symbol.mark else ""
    )
    index = _index(symbol.sub)
    if level == 0 and (not symbol.sub or symbol.sub[0] in _TIMES):
        return _OTHERWISE.get(name, name)
    if level < 2 and index in _TIMES:
        return name + index
    name += index + _index(symbol.mark if level == 2 else ())
    return _OTHERWISE.get(name, name)


def _index(tokens: tuple[str, ...]) -> str:
    if len(tokens) == 3 and tokens[0] in _TIMES and tokens[1] in _STEPS and tokens[2] == "1":
        return _STEPS[tokens[1]]
    text = "".join(token for token in tokens if token not in _FONTS)
    text = text.replace("+", "plus").replace("-", "minus").replace("operatorname", "")
    return "".join(_WORD.findall(text))


def _numbered(name: str, taken: set[str]) -> str:
    number = 1
    while f"{name}{number}" in taken:
        number += 1
    return f"{name}{number}"


def quantity_names(quantities: Iterable[Node]) -> dict[Node, str]:
    """A short name for each quantity; a value given whole is called by what it is the value of."""
    wanted = list(dict.fromkeys(quantities))
    stands_for = {
        quantity: quantity
        if isinstance(quantity, Symbol)
        else Symbol(_called(quantity), sub=_place(quantity))
        for quantity in wanted
    }
    names: dict[Node, str] = {}
    by_symbol = typed_names(stands_for.values())
    for quantity, symbol in stands_for.items():
        name = by_symbol[symbol]
        names[quantity] = name if name not in names.values() else _numbered(name, {*names.values(), *_TAKEN})
    return names


def _called(node: Node) -> str:
    """What a value given whole is called: ``grad``, ``normx``, ``logp`` …, letters only."""
    match node:
        case Gradient():
            return "grad"
        case Derivative(top, bottom):
            letters = "".join(_letters(tokens) for tokens in (top, bottom))
            return f"d{letters}"[:8] if letters else "slope"
        case Differential(_, variable):
            return f"d{_first(variable)}"
        case Norm("|", body) if _first(body)[:1].isupper():
            return "val" + _first(body)  # a determinant, or how many there are
        case Norm(_, body):
            return "norm" + _first(body)
        case Call(Symbol(base)):
            return _letters((base,)) or "f"
        case Applied(Symbol(base), _):
            return _letters((base,)) or "f"
        case Applied(Gradient() | Derivative(), _):
            return "slope"
        case Function(name) | Big(name):
            return _letters((name,)) + _first(node)
        case _:
            return "f"


def _first(node: Node) -> str:
    inner = symbols(node)
    return _letters((inner[0].base,)) if inner else ""


def _letters(tokens: tuple[str, ...]) -> str:
    words = (token.lstrip("\\") for token in tokens if token not in _FONTS | {"\\partial", "d"})
    return "".join(char for word in words for char in word if char.isalpha() and char.isascii())


def _place(node: Node) -> tuple[str, ...]:
    """The number that an index of an unrolled sum has in a value given whole, to tell it from its fellows."""
    numbers = [token for symbol in symbols(node) for token in symbol.sub if token.isdigit()]
    return (numbers[0],) if numbers else ()
