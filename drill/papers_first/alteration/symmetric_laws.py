"""What is random and as likely as its opposite: turned round, a formula says of it what it said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers_first.arithmetic.points import differ
from drill.papers_first.formula.edit import mapped
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Bracket, Call, Node, Number, Signed, Statement, Symbol, symbols

_INLINE: Final = re.compile(r"\$([^$]{1,40}\\sim[^$]{1,60})\$")
_NORMAL: Final = frozenset(("N", "Normal", "Gaussian"))
_STANDARD: Final = re.compile(r"^(?:\\operatorname\{(?:std|standard)\}|std|standard)$")
"""What below the letter of a law says that its mean is 0."""
_SAID: Final = re.compile(
    r"\b(?:standard (?:\w+ )?(?:normal|gaussian)|(?:gaussian|white|zero-mean)(?: \w+)? noise|zero-mean)\b",
    re.IGNORECASE,
)


def symmetric(
    statements: Iterable[Statement], texts: Iterable[str], meanings: Iterable[tuple[Symbol | None, str]]
) -> frozenset[Symbol]:
    """Letters, without indices, that the paper draws from a normal law about 0, or calls so."""
    inline = (match[1] for text in texts for match in _INLINE.finditer(text))
    drawn = (_drawn(statement) for statement in (*statements, *_parsed(inline)))
    called = (name for name, words in meanings if _SAID.search(words))
    return frozenset(Symbol(name.base, name.font) for name in (*drawn, *called) if name is not None)


def is_as_likely(altered: Node, original: Node, letters: frozenset[Symbol]) -> bool:
    """Whether a changed formula is the original one with the opposite of such a letter."""

    def turned(letter: Symbol) -> Node:
        def change(node: Node) -> Node:
            is_it = isinstance(node, Symbol) and Symbol(node.base, node.font) == letter
            return Bracket("(", ")", (Signed("-", node),)) if is_it else node

        return mapped(altered, change)

    inside = {Symbol(symbol.base, symbol.font) for symbol in symbols(original)} & letters
    return any(not differ(turned(letter), original) for letter in inside)


def _parsed(formulas: Iterable[str]) -> Iterator[Statement]:
    for latex in formulas:
        try:
            found = parse_tokens(canonical(latex))
        except RefusedError:
            continue
        if isinstance(found, Statement):
            yield found


def _drawn(statement: Statement) -> Symbol | None:
    match statement:
        case Statement((Symbol() as name, Call(Symbol(base), Bracket(_, _, (mean, *_)))), ("\\sim",)) if (
            base in _NORMAL and _is_zero(mean)
        ):
            return name
        case Statement((Symbol() as name, Call(Symbol(base, sub=sub), _)), ("\\sim",)) if (
            base in _NORMAL and _STANDARD.match("".join(sub))
        ):
            return name
        case _:
            return None


def _is_zero(node: Node) -> bool:
    return node == Number("0") or (isinstance(node, Symbol) and node.base == "0")
