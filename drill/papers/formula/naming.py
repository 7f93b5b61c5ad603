"""Names that a learner can type for a paper's symbols: ``\\hat{m}_{t}`` becomes ``mhat``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from drill.papers.formula.tree import Symbol

_ACCENTS: Final = {
    "\\tilde": "tilde",
    "\\hat": "hat",
    "\\bar": "bar",
    "\\vec": "vec",
    "\\dot": "dot",
    "\\ddot": "ddot",
}
_VARIANTS: Final = {
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "phi",
    "varrho": "rho",
    "ell": "l",
}
_TIMES: Final = frozenset(("t", "k", "i", "j", "n", "s", "T"))
_WORD: Final = re.compile(r"[A-Za-z0-9]+")
# Names that the plain language reads as something else: constants, functions, the imaginary unit.
_TAKEN: Final = frozenset(("e", "i", "I", "E", "pi", "C", "P", "inf", "beta", "gamma", "zeta", "T", "U", "N"))


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
    base = symbol.base.lstrip("\\")
    name = _VARIANTS.get(base, base) + "".join(_ACCENTS.get(accent, "") for accent in symbol.accents)
    name += "prime" * symbol.primes + (
        "star" if "*" in "".join(symbol.mark) or "\\star" in symbol.mark else ""
    )
    index = _index(symbol.sub)
    if level == 0 and (not symbol.sub or symbol.sub[0] in _TIMES):
        return name
    if level < 2 and index in _TIMES:
        return name + index
    return name + index + _index(symbol.mark if level == 2 else ())


def _index(tokens: tuple[str, ...]) -> str:
    text = "".join(tokens).replace("+", "plus").replace("-", "minus").replace("operatorname", "")
    return "".join(_WORD.findall(text))


def _numbered(name: str, taken: set[str]) -> str:
    number = 1
    while f"{name}{number}" in taken:
        number += 1
    return f"{name}{number}"
