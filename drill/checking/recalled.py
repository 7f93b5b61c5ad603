"""A formula from memory as its notation: read once, compared up to spelling, lowered where it computes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drill.checking.kinds.formula import FormulaSpec
from drill.errors import DrillError
from drill.latex import canonical
from drill.maths.tree import Node, Relation
from drill.notation import (
    FONTS,
    RELATIONS,
    Atoms,
    Difference,
    Notation,
    commutes,
    difference,
    forms,
    is_latex,
    reordered,
    same,
    statements,
    typed_latex,
)
from drill.notation import tree as written

_TYPED: Final = Notation(is_typed=True)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A formula as it was written: its canonical tokens, and its statements where they are read."""

    tokens: tuple[str, ...]
    statements: tuple[written.Statement, ...] | None

    @property
    def statement(self) -> written.Statement | None:
        """The one statement that it is."""
        return self.statements[0] if self.statements and len(self.statements) == 1 else None


def recalled(text: str, key: Recalled | None = None) -> Recalled:
    """Return a formula as its LaTeX prints it, else as people type it; as what is ``key`` where one is.

    Raises ParseError where its brackets do not match.
    """
    printed = None
    with suppress(DrillError):
        printed = _read(canonical(text), Notation())
        if key is not None and are_same(key, printed):
            return printed
    is_printed = is_latex(text) and printed is not None and printed.statements is not None
    try:
        tokens = canonical(typed_latex(text, key.tokens if key is not None else ()))
        typed = _read(tokens, *((Notation(), _TYPED) if is_latex(text) else (_TYPED,)))
    except DrillError:
        if printed is None or not is_printed:
            raise
        return printed
    is_meant = key is not None and are_same(key, typed)
    return printed if printed is not None and is_printed and not is_meant else typed


def _read(tokens: list[str], *notations: Notation) -> Recalled:
    while tokens[-1:] in (["."], [","]):
        tokens = tokens[:-1]
    for notation in notations:
        found = statements(tokens, notation)
        said = tuple(one.statement for one in found if one.statement is not None)
        if found and len(said) == len(found):
            return Recalled(tuple(tokens), said)
    return Recalled(tuple(tokens), None)


@lru_cache(maxsize=256)
def keys_of(spec: FormulaSpec) -> tuple[Recalled, ...]:
    """Return the formulas that are due, as they are written."""
    return tuple(_keys(spec.texts))


def _keys(texts: Sequence[str]) -> Iterator[Recalled]:
    for text in texts:
        try:
            yield recalled(text)
        except DrillError:
            continue


def are_same(key: Recalled, answer: Recalled) -> bool:
    """Whether an answer is a formula up to spelling; token by token where one of them is not read."""
    if key.tokens == answer.tokens:
        return True
    if key.statements is None or answer.statements is None:
        return False
    if key.statement is not None and _says_how(key.statement):
        return _without_fonts(key.tokens) == _without_fonts(answer.tokens)
    pairs = zip(key.statements, answer.statements, strict=False)
    return len(key.statements) == len(answer.statements) and all(same(one, other) for one, other in pairs)


def is_reordered(key: Recalled, answer: Recalled) -> bool:
    """Whether an answer is a formula but for letters that changed places, and may be vectors or matrices."""
    one, other = key.statement, answer.statement
    return one is not None and other is not None and not _says_how(one) and reordered(one, other)


def _says_how(statement: written.Statement) -> bool:
    """Whether a formula's sides are the same up to spelling: then it is the spelling that it tells."""
    return len(statement.sides) > 1 and same(statement.sides[0], statement.sides[1])


def _without_fonts(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if token not in FONTS and token not in ("{", "}")]


def is_some_sides(key: Recalled, answer: Recalled) -> bool:
    """Whether an answer is some of a key's sides, in their order: the first alone says nothing."""
    if key.statement is None or answer.statement is None:
        return False
    due, given = _sides(key.statement), _sides(answer.statement)
    if not 0 < len(given) < len(due):
        return False
    left = iter(due if len(given) > 1 else due[1:])
    return all(any(same(side, one) for side in left) for one in given)


def _sides(statement: written.Statement) -> tuple[written.Node, ...]:
    """What stands between equals signs; nothing where others relate."""
    is_chain = all(RELATIONS.get(one) == "=" for one in statement.relations)
    return statement.sides if is_chain else ()


def has_sides(key: Recalled) -> int:
    """Count how many sides an equation has."""
    return len(_sides(key.statement)) if key.statement is not None else 0


def where_it_differs(keys: Sequence[Recalled], answer: Recalled) -> Difference | None:
    """Return the smallest difference from one of the formulas that are due."""
    for key in keys:
        if key.statement is not None and answer.statement is not None:
            return difference(key.statement, answer.statement)
    return None


# What computes


def both_lowered(key: Recalled, answer: Recalled) -> list[tuple[Node, Node]]:
    """Return the values or equations that two formulas are, in pairs, among names that nobody declared.

    What is no arithmetic (``f(x)``, ``\\sum_i x_i``) is a number by itself, the same where it is spelled the
    same. No pairs where there is nothing to compare, or where the order of factors may matter.
    """
    one, other = key.statement, answer.statement
    if one is None or other is None or _says_how(one) or _says_how(other) or not commutes(one, other):
        return []
    due, given = _sides(one), _sides(other)
    lower = Atoms(forms(one, other)).node
    if len(due) != len(given):
        return []
    if len(due) == 2 and not same(due[0], given[0]) and {*one.relations, *other.relations} == {"="}:
        left, right, other_left, other_right = map(lower, (*due, *given))
        return [(Relation("=", left, right), Relation("=", other_left, other_right))]
    return [(lower(side), lower(found)) for side, found in zip(due, given, strict=True)]
