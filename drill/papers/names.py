"""What an inline formula names: a symbol, several, or a call; and what the formula says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.printing import to_tokens
from drill.papers.formula.tokens import RefusedError, canonical
from drill.papers.formula.tree import Bracket, Call, Gradient, Node, Norm, Number, Power, Product, Symbol

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
_CHAINING: Final = frozenset(("=", "<", ">", "\\leq", "\\geq"))
_ORDERS: Final = frozenset(("O", "o", "\\Omega", "\\Theta"))


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a formula begins with, and the relation and tokens that follow them."""

    names: tuple[Name, ...]
    relation: str = ""
    rest: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether the formula sets the name to a number or bounds it by one."""
        return bool(self.relation) and all(token[0].isdigit() or token in ".,-\\infty" for token in self.rest)

    @property
    def is_switch(self) -> bool:
        """Whether the formula sets the name to 0 or 1, as one names a case by."""
        return self.relation == "=" and self.rest in (("0",), ("1",))

    @property
    def is_statement(self) -> bool:
        """Whether more is said than what the name equals, lies in or maps: a chain, a limit."""
        chained = _before_relation(list(self.rest))[1] in _CHAINING
        return self.relation in ("\\rightarrow", "\\approx", "\\neq", "\\propto", "\\equiv") or (
            chained and self.relation in _CHAINING
        )


def read_names(latex: str) -> Names | None:
    """What the formula names; None where it is another expression or cannot be read."""
    if len(latex) > _LONGEST:
        return None
    try:
        tokens = canonical(latex)
    except RefusedError:
        return None
    head, relation, rest = _before_relation(tokens)
    names = [plain_name(part) for part in _listed(head) if part[0] not in _DOTS]
    known = tuple(name for name in names if name is not None)
    return Names(known, relation, tuple(rest)) if known and len(known) == len(names) else None


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
    try:
        statement = parse_tokens(tokens)
    except RefusedError:
        return None
    if statement.relations:
        return None
    node = statement.sides[0]
    if isinstance(node, Call) and to_tokens(node.arguments)[1:-1] == ["\\cdot"]:
        node = node.head
    return tuple(to_tokens(node)) if _is_name(node) else None


def _is_name(node: Node) -> bool:
    match node:
        case Symbol(base):
            return not base[0].isdigit()
        case Call(head, Bracket()):
            return isinstance(head, Symbol) and head.base not in _ORDERS
        case Power(Symbol(), exponent):
            return isinstance(exponent, Symbol | Bracket) or exponent == Number("2")
        case Product((Symbol("\\Delta", sub=()), Symbol()), _):
            return True
        case Gradient(Symbol() | Call(), _, _) | Norm(_, Symbol(), _):
            return True
        case _:
            return False
