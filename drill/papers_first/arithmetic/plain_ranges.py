"""Ranges of sums in one spelling: ``\\sum_j^N`` begins with 1, a primed index has a letter of its own."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.runs import is_letter
from drill.papers_first.formula.rewrite import replaced
from drill.papers_first.formula.tree import Big, Node, Symbol, symbols

_LETTERS: Final = ("l", "m", "j", "k", "u", "v")


def with_plain_ranges(node: Node) -> Node:
    """``node`` where every sum says its first number, and runs over a letter without a prime."""
    return replaced(node, _plain)


def _plain(part: Node) -> Node | None:
    match part:
        case Big("\\sum" | "\\prod", (index,), (_, *_)) if is_letter(index):
            return with_plain_ranges(replace(part, lower=(index, "=", "1")))
        case Big("\\sum" | "\\prod", (index, "'", "=", *first), (_, *_), body) if is_letter(index):
            letter = _free_letter(part)
            if letter is None:
                return None
            named = _renamed(body, index, letter)
            return with_plain_ranges(replace(part, lower=(letter, "=", *first), body=named))
        case _:
            return None


def _free_letter(big: Big) -> str | None:
    used = {token for symbol in symbols(big) for token in (symbol.base, *symbol.sub, *symbol.mark)}
    used |= {*big.lower, *big.upper}
    return next((letter for letter in _LETTERS if letter not in used), None)


def _renamed(body: Node, index: str, letter: str) -> Node:
    """``body`` with ``letter`` in the place of a primed index."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, Symbol):
            return None
        if part == Symbol(index, primes=1):
            return Symbol(letter)
        if (index, "'") not in itertools.pairwise(part.sub):
            return None
        tokens: list[str] = []
        for token in part.sub:
            if token == "'" and tokens[-1] == index:
                tokens[-1] = letter
            else:
                tokens.append(token)
        return replace(part, sub=tuple(tokens))

    return replaced(body, change)
