"""Formulas in words, with what their symbols mean in the place of letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.notation import to_latex, walk
from drill.notation.tree import Mul, Node, Ref
from drill.papers.draft import Line
from drill.papers.structure import outside_names, quantities, sides_of
from drill.papers.wording import Glossary
from drill.typeset import spoken

# Signs that a text within a formula would be read by.
_MARKUP: Final = frozenset("\\{}%#&^_~")


def spoken_with_names(line: Line, glossary: Glossary) -> str:
    """``the buffer at step t equals the decay times …``; empty where no symbol has a meaning."""
    sides = sides_of(line.statement)
    named = dict(_named(sides, line, glossary))
    if not named:
        return ""
    joints = {place for side in sides for place in _joints(side)}
    tokens: list[str] = []
    at = 0
    while at < len(line.tokens):
        tokens += ["\\cdot"] if at in joints else []
        end, words = named.get(at, (at + 1, ""))
        tokens.append(f"\\text{{{words}}}" if words else line.tokens[at])
        at = end
    return spoken(to_latex(tokens)).replace(" to the the ", " to the power of the ")


def _named(sides: tuple[Node, ...], line: Line, glossary: Glossary) -> Iterator[tuple[int, tuple[int, str]]]:
    """Where each symbol with a meaning begins: where it ends, and its name."""
    known = quantities(*sides)
    for side in sides:
        for ref in outside_names(side):
            if isinstance(ref, Ref) and ref in known:
                words = _words(glossary.called(ref, line.formula.section))
                if words:
                    yield ref.span[0], (ref.span[1], f" {words} ")


def _words(meaning: str) -> str:
    """A meaning as it is said: its formulas in words, too; empty where it holds markup."""
    pieces = meaning.replace("@@", "@").split("$")
    said = "".join(spoken(piece) if at % 2 else piece for at, piece in enumerate(pieces))
    return "" if _MARKUP & set(said) else said


def _joints(side: Node) -> Iterator[int]:
    """Where factors stand side by side, which letters show and names do not."""
    for node in walk(side):
        if isinstance(node, Mul):
            for sign, factor in zip(node.signs, node.factors[1:], strict=True):
                if not sign:
                    yield factor.span[0]
