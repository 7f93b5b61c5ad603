"""Which signs take a mean, or another value of what is random, of what follows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.occurrences import group_end
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import Applied, Bracket, Call, Node, Power, Symbol, Transpose, symbols
from drill.papers_first.formula.vocabulary import RELATIONS, SIGNS

_LAWS: Final = frozenset(("p", "q", "\\pi", "P", "Q"))
_INDICES: Final = frozenset("ijklmnt")

_DRAWING: Final = frozenset(("\\sim", "|", "\\mid"))
_MEANS: Final = ("", "\\mathbf", "\\boldsymbol", "\\mathsf")
"""Fonts of the letter E in which authors set expectations, too."""
_SPREADS: Final = frozenset(
    f"\\operatorname{{{word}}}" for word in ("var", "Var", "cov", "Cov", "sd", "Sd", "bias", "Bias")
)
_EXTREMES: Final = frozenset(("\\sup", "\\inf", "\\max", "\\min"))
_VARIABLES: Final = frozenset("XYZ")
_OPENING: Final = frozenset(("(", "[", "\\{", "{"))
_CLOSING: Final = frozenset((")", "]", "\\}", "}"))
_TAKEN: Final = (Symbol("V", "\\mathbb"), Symbol("H", "\\mathbb"), Symbol("\\Re"), Symbol("\\Im"))
"""Variance, entropy, and the parts of complex numbers."""


def has_law(symbol: Symbol) -> bool:
    """``E_{x \\sim p}``, ``\\mathbf{E}_{q(z)}``, ``E_{z|x}``: what the mean is taken over stands below."""
    below = symbol.sub
    is_law = bool(below) and below[0] in _LAWS and "(" in below and below[-1] == ")"
    return symbol.base == "E" and not symbol.mark and (is_law or bool(_DRAWING & set(below)))


def takes_means(symbol: Symbol, tokens: Sequence[str]) -> bool:
    """``\\mathbf{E} f(x) + \\mathbf{E}[g(x)]``: whether an E has its argument in square brackets somewhere in
    ``tokens``, which matrices and energies have not.
    """
    if symbol.base != "E" or symbol.font not in _MEANS:
        return False
    row = list(tokens)
    name = [symbol.font, "{", "E", "}"] if symbol.font else ["E"]
    ends = (at + len(name) for at, token in enumerate(row) if token == name[0])
    ends = (at for at in ends if row[at - len(name) : at] == name)
    behind = (group_end(row, at + 1) if row[at : at + 1] == ["_"] else at for at in ends)
    return any(row[at : at + 1] == ["["] for at in behind)


def may_average(symbol: Symbol, rest: Sequence[str]) -> bool:
    """``E_q \\log p(y)``, ``\\mathbf{E}_x f(x, y)``: whether below an E is a law, or what a call behind it
    holds; ``E f(X)``, ``E_{-j} \\log p(z)``, ``E_s \\sup_f s``: whether what follows is random whatever
    stands below.
    """
    if symbol.base != "E" or symbol.font not in _MEANS:
        return False
    if _is_log_of_value(rest) or (not symbol.sub and _is_of_variable(rest)):
        return True
    if not symbol.sub or symbol.sub[0] in _INDICES:
        return False
    if rest[:1] and rest[0] in _EXTREMES:
        return True
    begin = next((at for at, token in enumerate(rest) if token in ("(", "[")), len(rest))
    end = next((at for at, token in enumerate(rest) if token in (")", "]")), len(rest))
    is_held = symbol.sub[0] in rest[begin:end] and not SIGNS & set(rest[:begin])
    is_law = symbol.sub[0] in _LAWS and symbol.sub[1:2] in ((), ("_",))
    return is_law or (is_held and {",", symbol.sub[0]} >= set(symbol.sub[:2]))


def _is_log_of_value(rest: Sequence[str]) -> bool:
    """``\\log p(x)``, ``\\ln(1 - h(u))``: the logarithm of a function's value."""
    end = next((at for at, token in enumerate(rest) if token in RELATIONS), len(rest))
    inside = rest[1:end]
    if not rest or rest[0] not in ("\\log", "\\ln") or inside[:1] == ["_"]:
        return False  # to a base: of a rate of bits, ``E_b \\log_2(M)``
    depth = 0
    for at, token in enumerate(inside):
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth < 0 or (depth == 0 and token in SIGNS):
            return False
        if token in ("(", "[") and at and (is_letter(inside[at - 1]) or inside[at - 1] == "}"):
            return True
    return False


def _is_of_variable(rest: Sequence[str]) -> bool:
    """``f(X)``, ``\\mathrm{var}(Y | X)``: a value at one capital, as of a random variable, or a spread."""
    if rest[:1] and rest[0] in _SPREADS:
        return True
    is_called = len(rest) > 2 and is_letter(rest[0]) and not rest[0].isupper() and rest[1] == "("
    return is_called and rest[2] in _VARIABLES and rest[3] in (")", "_", ",")


def check_means(factors: Sequence[Node], signs: Sequence[str]) -> None:
    """Refuse ``\\mathbb{E}(X - m)(Y - m)``, whose mean is rather that of the product, and
    ``\\mathbb{V}\\mathbb{E}(X)``, where nothing is multiplied.
    """
    for index, (one, sign) in enumerate(zip(factors, signs, strict=False)):
        if one in _TAKEN and not sign:
            raise RefusedError("what a sign is taken of is not in brackets")
        end = next((at for at in range(index, len(signs)) if signs[at]), len(signs))
        if _goes_on(one, factors[index + 1 : end + 1]):
            raise RefusedError("how far E reaches is not clear")


def _goes_on(mean: Node, beside: Sequence[Node]) -> bool:
    """Whether a mean may be that of the factors beside it, too: the round brackets behind its sign, which
    hold more than a name, may as well belong to the first of them.
    """
    match _unraised(mean):
        case Symbol("E", "\\mathbb") if beside and isinstance(_unraised(beside[0]), Bracket):
            return True
        case Symbol("E") if beside:
            return isinstance(beside[0], Applied) and _is_mean(beside[0].head)
        case Call(Symbol("E"), Bracket("(", _, (part,), (), ())) if not isinstance(part, Symbol | Call):
            known = set(symbols(part))
            return any(_is_round(factor) or known & set(symbols(factor)) for factor in beside)
        case _:
            return False


def _is_mean(head: Node) -> bool:
    return isinstance(head, Symbol) and head.base == "E"


def _unraised(node: Node) -> Node:
    return node.base if isinstance(node, Power | Transpose) else node


def _is_round(factor: Node) -> bool:
    bracket = _unraised(factor)
    return isinstance(bracket, Bracket) and bracket.opening == "("
