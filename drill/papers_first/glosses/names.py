"""What an inline formula names: a symbol, several, or a call; and what the formula says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
)
from drill.papers_first.formula.vocabulary import GREEK
from drill.papers_first.glosses.signs import is_sign

Name = tuple[str, ...]
"""Canonical tokens of one name."""

_LONGEST: Final = 400
_DOTS: Final = frozenset(("\\ldots", "\\cdots"))
_OPENING: Final = frozenset(("{", "(", "[", "\\{"))
_CLOSING: Final = frozenset(("}", ")", "]", "\\}"))
_RELATIONS: Final = frozenset((
    "=", ":=", ":", "<", ">", "\\in", "\\subset", "\\subseteq", "\\sim", "\\geq", "\\leq", "\\rightarrow",
    "\\approx", "\\neq", "\\equiv", "\\triangleq", "\\propto", "\\ll", "\\gg", "\\leftarrow", "\\mapsto",
    "\\coloneqq", "\\gtrsim", "\\lesssim", "\\succ", "\\succeq", "\\notin",
))  # fmt: skip
_STATING: Final = frozenset((
    "\\rightarrow", "\\approx", "\\neq", "\\propto", "\\equiv", "\\succ", "\\succeq", "\\ll", "\\gg",
))  # fmt: skip
_NUMERIC: Final = frozenset((".", ",", "-", "\\infty", "^", "{", "}", "\\times", "\\cdot"))
SETTING: Final = ("=", ":=")
"""What sets a name to something."""
_RANGING: Final = frozenset(("=", "\\in"))
_CHAINING: Final = frozenset(("=", "<", ">", "\\leq", "\\geq"))
_BELOW: Final = frozenset(("<", "\\leq"))
_DEFINING: Final = frozenset(("\\equiv", "\\triangleq", "\\coloneqq"))
_MODULI: Final = frozenset(("\\bmod", "\\pmod", "\\operatorname{mod}"))
_ORDERS: Final = frozenset(("O", "o", "\\Omega", "\\Theta"))
_DRESSES: Final = frozenset((
    "\\mathbf", "\\mathcal", "\\mathbb", "\\mathsf", "\\mathrm", "\\mathfrak", "\\hat", "\\bar", "\\tilde",
    "\\vec", "\\dot", "\\check",
))  # fmt: skip
_NO_MARKS: Final = frozenset((("T",), ("\\top",), ("\\dagger",)))


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a formula begins with, and the relation and tokens that follow them."""

    names: tuple[Name, ...]
    relation: str = ""
    rest: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether the formula sets the name to a number or bounds it by one."""
        return bool(self.rest) and all(map(_is_numeric, self.rest))

    @property
    def is_switch(self) -> bool:
        """Whether the formula sets the name to 0 or 1, as one names a case by."""
        return self.relation == "=" and self.rest in (("0",), ("1",))

    @property
    def is_statement(self) -> bool:
        """Whether more is said than what the name equals, lies in or maps: a chain, a limit."""
        _, chained, last = _before_relation(list(self.rest))
        is_chain = chained in _CHAINING and self.relation in _CHAINING
        return self.relation in _STATING or (is_chain and not self._is_one_thing(chained, last))

    def _is_one_thing(self, chained: str, last: list[str]) -> bool:
        """``L = D - A = U V``: whichever side a noun speaks of, it speaks of all; but not with numbers."""
        is_open = "=" in (chained, self.relation) and not _before_relation(last)[1]
        return chained == self.relation and is_open and not all(map(_is_numeric, last))


def parts_of(name: Name) -> tuple[Name, ...]:
    """The names in a pair ``(u, v)``; nothing for any other name."""
    if name[0] != "(" or name[-1] != ")":
        return ()
    parts = [plain_name(part) for part in _listed(list(name[1:-1]))]
    named = tuple(part for part in parts if part is not None)
    return named if len(named) == len(parts) > 1 else ()


def read_names(latex: str) -> Names | None:
    """What the formula names; None where it is another expression or cannot be read."""
    if len(latex) > _LONGEST:
        return None
    try:
        tokens = canonical(latex)
    except RefusedError:
        return None
    head, relation, rest = _before_relation(tokens)
    if relation in _DEFINING and _is_expression(rest):
        relation = ":="
    if relation in _BELOW and all(map(_is_numeric, head)):
        below, (head, relation, rest) = head, _before_relation(rest)
        if relation not in _BELOW or not all(map(_is_numeric, rest)):
            return None
        relation, rest = "\\in", ["[", *below, ",", *rest, "]"]  # ``0 < \\gamma \\leq 1``
    names = [plain_name(part) for part in _listed(head) if part[0] not in _DOTS]
    known = tuple(name for name in names if name is not None)
    if not known or len(known) != len(names):
        return None
    if len(known) > 1 and relation in _RANGING and runs_over(known[-1], rest, known[:-1]):
        return Names(known[:-1])  # ``x_i, i = 1, \ldots, n``
    return Names(known, relation, tuple(rest))


def runs_over(index: Name, rest: Sequence[str], named: Sequence[Name]) -> bool:
    """Whether ``i = 1, \\ldots, n``, ``i \\in I`` says what the index of names before it runs over."""
    is_index = len(index) == 1 and any(index[0] in name[1:] for name in named)
    return is_index and (bool(_DOTS & set(rest)) or _is_set(rest))


def _is_set(tokens: Sequence[str]) -> bool:
    """``\\{1, 2\\}``, ``\\mathcal{I}``, ``I``, ``[n]``: what an index is taken from."""
    first = next((token for token in tokens if token not in _DRESSES and token != "{"), "")
    return first in ("\\{", "[") or (first.isalpha() and first.isupper())


def _is_expression(tokens: list[str]) -> bool:
    """Whether what stands behind ``\\equiv`` defines: no number, no other name, no residue."""
    is_name = tokens[:1] != ["("] and plain_name(tokens) is not None
    return not (is_name or _MODULI & set(tokens) or all(map(_is_numeric, tokens)))


def _is_numeric(token: str) -> bool:
    return token[0].isdigit() or token in _NUMERIC


def _before_relation(tokens: list[str]) -> tuple[list[str], str, list[str]]:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth == 0 and token in _RELATIONS:
            return tokens[:index], token, tokens[index + 1 :]
    return tokens, "", []


def _listed(tokens: list[str]) -> list[list[str]]:
    """``\\beta_1, \\beta_2``: the parts between commas."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if token == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def plain_name(tokens: list[str]) -> Name | None:
    """The name that a meaning belongs to: a call keeps its arguments but for a bare dot; None for no name."""
    if tokens[:1] in (["\\log"], ["\\ln"]) and plain_name(tokens[1:]) is not None:
        return tuple(tokens)
    behind = _behind_gradient(tokens)
    if behind[:1] == ["\\log"] and plain_name(behind) is not None:
        return tuple(tokens)
    if is_sign(tokens) or _is_several(tokens) or _is_acronym(tokens) or _is_chance(tokens):
        return tuple(tokens)
    try:
        statement = parse_tokens(tokens)
    except RefusedError:
        return tuple(tokens) if _is_dressed(tokens) else None
    if statement.relations:
        return None
    node = statement.sides[0]
    if isinstance(node, Call) and to_tokens(node.arguments)[1:-1] == ["\\cdot"]:
        node = node.head
    is_inverse = isinstance(node, Power) and tuple(to_tokens(node.exponent)) == ("-", "1")
    if _is_name(node) or (is_inverse and _is_dressed(to_tokens(node))):
        return tuple(to_tokens(node))
    return None


def _behind_gradient(tokens: list[str]) -> list[str]:
    """What stands behind ``\\nabla_x``; nothing where there is no gradient."""
    return tokens[_script_end(tokens, 1) or 1 :] if tokens[:1] == ["\\nabla"] and len(tokens) > 1 else []


def _is_name(node: Node) -> bool:
    match node:
        case Symbol(base):
            return not base[0].isdigit()
        case Call(head, Bracket()):
            return isinstance(head, Symbol) and (head.base not in _ORDERS or bool(head.sub))
        case Power(Symbol(_, "\\mathcal" | "\\mathbb"), Sum()):
            return True  # a space, ``\\mathcal{S}^{n-1}``
        case Power(Symbol(), exponent):
            return isinstance(exponent, Symbol | Bracket) or exponent == Number("2")
        case Product((Symbol("\\Delta", sub=()), Symbol()), _):
            return True
        case Gradient(Symbol() | Call(), _, _) | Norm(_, Symbol() | Call(), _):
            return True
        case _:
            return False


def _is_acronym(tokens: list[str]) -> bool:
    """Whether capitals in a row are one name: ``SNR``, ``IS(G)``, ``Gap(x)``; but two alone are a product."""
    capitals = next((at for at, token in enumerate(tokens) if not _is_capital(token)), len(tokens))
    if capitals == len(tokens):
        return capitals > 2
    letters = next((at for at, token in enumerate(tokens) if not _is_plain(token)), 0)
    is_word = capitals == 1 and letters > 2 and all(token.islower() for token in tokens[1:letters])
    opening = letters if is_word else capitals
    return opening > 1 and tokens[opening] == "(" and _closing(tokens, opening) == len(tokens) - 1


def _is_plain(token: str) -> bool:
    return len(token) == 1 and token.isalpha()


def _is_chance(tokens: list[str]) -> bool:
    """``\\Pr[x | y]``."""
    return tokens[:1] == ["\\Pr"] and tokens[1:2] in (["("], ["["]) and _closing(tokens, 1) == len(tokens) - 1


def _is_capital(token: str) -> bool:
    return len(token) == 1 and token.isalpha() and token.isupper()


def _is_dressed(tokens: list[str]) -> bool:
    """Whether it is one letter with scripts that read in several ways, such as ``x_i^a`` and ``F^{-1}``."""
    at = 0
    while at + 1 < len(tokens) and tokens[at] in _DRESSES and tokens[at + 1] == "{":
        at += 2
    closing = at // 2
    letter = tokens[at : at + 1]
    if not letter or not _is_letter(letter[0], dressed=closing > 0) or letter == ["e"]:
        return False
    at += 1
    for _ in range(closing):
        if tokens[at : at + 1] != ["}"]:
            return False
        at += 1
    while at < len(tokens):
        if tokens[at] == "(":
            return at > 1 and _closing(tokens, at) == len(tokens) - 1
        if tokens[at] == "[":
            inside = _listed(tokens[at + 1 : -1])
            are_names = all(part == ["\\cdot"] or plain_name(part) is not None for part in inside)
            return _closing(tokens, at) == len(tokens) - 1 and bool(inside) and are_names
        end = _script_end(tokens, at)
        if end is None or (tokens[at] == "^" and tuple(tokens[at + 2 : end - 1]) in _NO_MARKS):
            return False
        at = end
    return True


def _closing(tokens: list[str], at: int) -> int:
    """Where the bracket that opens at ``at`` closes."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += (tokens[index] in _OPENING) - (tokens[index] in _CLOSING)
        if depth == 0:
            return index
    return len(tokens)


def _is_letter(token: str, *, dressed: bool) -> bool:
    is_greek = token.startswith("\\") and token[1:].isalpha() and token not in _DRESSES
    return (len(token) == 1 and (token.isalpha() or dressed)) or (is_greek and token in GREEK)


def _script_end(tokens: list[str], at: int) -> int | None:
    """Where the group above or below that opens at ``at`` ends."""
    if tokens[at] not in ("_", "^") or tokens[at + 1 : at + 2] != ["{"]:
        return None
    depth = 0
    for index in range(at + 1, len(tokens)):
        depth += (tokens[index] == "{") - (tokens[index] == "}")
        if depth == 0:
            return index + 1
    return None


def _is_several(tokens: list[str]) -> bool:
    """Whether it is a pair ``(i, j)`` or a family ``\\{x_n\\}_{n=1}^N``, ``(x_n)_n`` of names."""
    closing = {"(": ")", "\\{": "\\}"}.get(tokens[0] if tokens else "")
    end = next((index for index, token in enumerate(tokens) if token == closing), 0)
    if not end:
        return False
    parts = _listed(tokens[1:end])
    named = [part for part in parts if part[0] not in _DOTS]
    if tokens[0] == "(" and any(part[0] == "|" for part in named):
        return False  # ``(|V|, n)``: lengths of axes
    has_script = end + 1 < len(tokens) and tokens[end + 1] in ("_", "^")
    is_family = tokens[end + 1 : end + 2] == ["_"] and len(parts) == 1 and "_" in parts[0]
    is_pair = tokens[0] == "(" and len(parts) > 1 and (end == len(tokens) - 1 or has_script)
    return (
        (is_pair or is_family or tokens[0] == "\\{")
        and bool(named)
        and all(plain_name(part) for part in named)
    )


@lru_cache(maxsize=4096)
def as_symbol(tokens: tuple[str, ...]) -> Symbol | None:
    """A name as a symbol; None for a call such as ``p(x)`` and for what reads in several ways."""
    try:
        node = parse_tokens(list(tokens)).sides[0]
    except RefusedError:
        return None
    return node if isinstance(node, Symbol) else None


def applied_name(tokens: tuple[str, ...]) -> Symbol | None:
    """The name of what is applied in ``\\gamma(t)``; None for one value, ``f(0)``, and for no call."""
    if "(" not in tokens or tokens[-1] != ")" or not tokens[-2].isalpha():
        return None
    return as_symbol(tokens[: tokens.index("(")])
