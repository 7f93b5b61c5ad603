"""What is 0 or 1 by what stands in it: indicators, Kronecker's delta; and identities, which are no numbers.

None of them may be drawn beside what settles it: ``1[x > 0]`` beside x, ``\\delta_{ij}`` beside ``p_i`` and
``p_j``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import at_index, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Call, Node, Number, Power, Statement, Symbol, symbols
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.definitions import like
from drill.papers_first.plausible.given_roles import given_role
from drill.papers_first.plausible.identity_maps import is_identity_map
from drill.papers_first.plausible.said_equations import parsed
from drill.papers_first.plausible.two_valued_names import DELTA_WORDS, is_kronecker, is_of_condition

_IDENTITY_WORDS: Final = re.compile(r"\bidentit", re.IGNORECASE)
_LENGTHS: Final = frozenset("dkmnpqrDKMN")
"""Letters of how large an identity is."""
_LETTERS: Final = 3
_SET_BY_CASES: Final = re.compile(
    r"\$(?P<name>[^$]{1,40})\$ (?:is|are) set to (?:\$0\$|0|zero) (?:if|when|whenever|unless|where)\b"
    r"[^.]{1,200}?\b(?:otherwise|else),? "
    r"(?:(?:it|\$(?P=name)\$) (?:is|are) set )?(?:to )?\$(?P<value>[^$]{1,40})\$"
)
"""``$t_i$ is set to $0$ when … otherwise it is set to $1/n$``."""


def check_two_valued(paper: Paper, side: Side, left: Node | None) -> None:
    """That nothing is drawn freely which the indices, or other quantities, settle.

    Raises:
        RefusedError: something is.
    """
    for run in side.ranges.runs.values():
        if any(isinstance(one, Symbol) and paper.is_binary(one) for one in run.variables):
            raise RefusedError("what it runs over are all vectors of zeros and ones")
    for node in side.names:
        if isinstance(node, Symbol) and like(node) in _set_by_cases(paper):
            raise RefusedError("the paper says what it is, case by case")
        if isinstance(node, Symbol) and is_identity_map(paper, node):
            raise RefusedError("an identity is no number")
        match node:
            case Symbol("I"):
                _check_identity(paper, side, node, left)
            case Symbol("\\epsilon" | "\\varepsilon", "", (), (_, _, _)) if _is_of_letters(node):
                raise RefusedError("a sign of permutations is settled by its indices")
            case Symbol() if is_of_condition(node):
                _check_condition(side, node)
            case Call(Symbol("\\delta") as head) if not _is_said_otherwise(paper, head, DELTA_WORDS):
                raise RefusedError("a delta is settled by what stands in it")
            case _:
                pass
    for part in walk(side.original):
        match part:
            case Power(Symbol("\\delta", "", (), (_, *_)), exponent) if not isinstance(exponent, Number):
                raise RefusedError("a delta's superscript is an index")
            case _:
                pass
    settled = tuple(_settled(paper, side))
    for node in settled:
        _check_settled(side, node, settled)


@once
def _set_by_cases(paper: Paper) -> frozenset[Symbol]:
    """What a sentence sets to 0 in some cases and to something else than 1 in the others."""
    found = (match for each in paper.document.paragraphs for match in _SET_BY_CASES.finditer(each.text))
    said = (parsed(match["name"]) for match in found if match["value"] != "1")
    sides = (statement.sides[0] for statement in said if statement is not None and not statement.relations)
    return frozenset(like(side) for side in sides if isinstance(side, Symbol))


def _is_of_letters(symbol: Symbol) -> bool:
    return len(symbol.sub) == _LETTERS and all(len(token) == 1 and token.isalpha() for token in symbol.sub)


def _is_said_otherwise(paper: Paper, symbol: Symbol, words: re.Pattern[str]) -> bool:
    entry = paper.meaning(symbol)
    return entry is not None and not words.search(entry.meaning)


def _settled(paper: Paper, side: Side) -> Iterator[Node]:
    for node in side.names:
        if isinstance(node, Symbol):
            if is_kronecker(node, paper):
                yield node
        elif given_role(node) == "indicator":
            yield node


def _check_condition(side: Side, symbol: Symbol) -> None:
    """That what stands in the condition below an indicator is not given beside it: ``\\delta_{u < 0} u``."""
    if set(symbol.sub) & {one.base for name in side.names if name != symbol for one in symbols(name)}:
        raise RefusedError("what an indicator is of is given beside it")


def _check_settled(side: Side, node: Node, settled: tuple[Node, ...]) -> None:
    if any(other in walk(node) for other in side.names if other != node):
        raise RefusedError("what an indicator is of is given beside it")
    if any(_inside(node) <= _inside(other) for other in settled if other != node):
        raise RefusedError("two indicators speak of the same things")
    if any(_what_is_sought(node) & _what_is_sought(other) for other in settled if other != node):
        raise RefusedError("what is one thing is not another, and two indicators ask of both")
    if isinstance(node, Symbol):
        if len(settled) > 1 or any(token.isdigit() or token == "'" for token in node.sub):
            raise RefusedError("a delta is settled by its indices")
        one, *_, other = node.sub
    else:
        letters = _compared_letters(node)
        if letters is None:
            return
        one, other = letters
    others = [at_index(at_index(name, one, 1), other, 1) for name in side.names if name not in settled]
    if len(set(others)) < len(others):
        raise RefusedError("whether two indices are one settles more than an indicator")


def _inside(node: Node) -> frozenset[Symbol]:
    """What an indicator speaks of, its own sign aside."""
    return frozenset(symbols(node.arguments if isinstance(node, Call) else node))


def _what_is_sought(node: Node) -> frozenset[Node]:
    """The c of ``1[c = a_1]``, ``1[c \\in T]``: what is looked for among others."""
    found: set[Node] = set()
    for part in walk(node):
        match part:
            case Statement((sought, Symbol()), ("=" | "\\in",)):
                found.add(sought)
            case _:
                pass
    return frozenset(found)


def _compared_letters(node: Node) -> tuple[str, str] | None:
    """The two letters that an indicator compares; None where it compares something else."""
    for part in walk(node):
        match part:
            case Statement((Symbol(one) as first, Symbol(other) as second), ("=" | "\\neq" | "\\ne",)) if (
                first == Symbol(one) and second == Symbol(other)
            ):
                return one, other
            case _:
                continue
    return None


def _check_identity(paper: Paper, side: Side, symbol: Symbol, left: Node | None) -> None:
    """That an I with an index is not the identity of so many rows."""
    entry = paper.meaning(symbol)
    if entry is not None and _IDENTITY_WORDS.search(entry.meaning):
        raise RefusedError("an identity is no number")
    if entry is not None or not symbol.sub:
        return
    if "\\times" in symbol.sub:
        raise RefusedError("I may be an identity")
    (index, *more) = symbol.sub
    is_length = index in _LENGTHS and not (left is not None and _holds(left, index))
    is_alone = not any(
        isinstance(other, Symbol) and other.base == "I" for other in side.names if other != symbol
    )
    if not more and (is_length or index.isdigit()) and is_alone:
        raise RefusedError("I may be an identity")


def _holds(node: Node, index: str) -> bool:
    return any(isinstance(part, Symbol) and index in part.sub for part in walk(node))
