"""The names that operators run over, and whether parts of a formula hold them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.occurrences import whole_name
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import Applied, Big, Bracket, Call, Node, Statement, Symbol, children
from drill.papers_first.formula.vocabulary import LETTERS, RELATIONS

_ENDS: Final = RELATIONS | {":"}
_AROUND: Final = frozenset(("(", ")", "\\langle", "\\rangle"))
_DRAWING: Final = (("\\sim",), ("\\in",))
BELOW: Final = (("<",), ("\\leq",), ("\\le",))


def mentions(rest: Sequence[Node], big: Big) -> bool:
    """Whether later terms hold what an operator runs over; its parts count where its body holds but parts,
    and its indices, of ``\\sum_{r_{ij}}``, where the body holds but those.
    """
    free = free_names(rest, big)
    if bound_names(big) & free:
        return True
    inside = free_names([big.body], big, within=True)
    absent = bound_names(big) - inside
    indices = {letter for name in absent if " _ { " in name for letter in name.split(" _ { ")[1].split()}
    return any(f"{name} _" in free for name in absent) or bool(indices & inside & free)


def bound_names(big: Big) -> frozenset[str]:
    """The names that an operator runs over, as text with their indices."""
    return frozenset(" ".join(part) for part in split_bounds(big.lower) if part)


def drawn_names(operator: Call | Applied) -> frozenset[str]:
    """The names that an expectation runs over: x of ``\\mathbb{E}_{x \\sim p}``."""
    match operator.head:
        case Symbol("E" | "\\mathbb{E}", sub=sub) if "\\sim" in sub:
            return frozenset(" ".join(part) for part in split_bounds(sub) if part)
        case Call(_, Bracket(parts=parts)) as drawn if only_draws(drawn):
            return frozenset(
                " ".join(name) for part in parts for name in split_bounds(tuple(to_tokens(part))) if name
            )
        case _:
            return frozenset()


def only_draws(call: Call) -> bool:
    """``\\mathbb{E}[x \\sim p, t \\in A]``: whether the brackets of a mean only say what is drawn."""
    match call:
        case Call(Symbol("E", font), Bracket(_, _, parts)) if font:
            return all(isinstance(part, Statement) and part.relations in _DRAWING for part in parts)
        case _:
            return False


def split_bounds(lower: tuple[str, ...]) -> list[tuple[str, ...]]:
    """``x, y \\in A`` as its parts up to the relation; both of ``1 \\leq i < j \\leq n`` and of
    ``x \\in A, y \\in B``.
    """
    is_between = bool(lower) and lower[0].isdigit() and lower[1:2] in BELOW
    lower = lower[2:] if is_between else lower
    ends = [at for at, token in enumerate(lower) if token in _ENDS]
    head = [token for token in _without_norm(lower[: ends[0]] if ends else lower) if token not in _AROUND]
    parts: list[tuple[str, ...]] = []
    begin = 0
    for index, token in enumerate([*head, ","]):
        if token == ",":
            parts.append(tuple(head[begin:index]))
            begin = index + 1
    if is_between and len(ends) > 1:
        parts.append(lower[ends[0] + 1 : ends[1]])
    return parts + _further(lower, ends)


def _further(lower: tuple[str, ...], ends: Sequence[int]) -> list[tuple[str, ...]]:
    """What is said of further names behind the first relation: y of ``x \\in A, y \\in B``."""
    found: list[tuple[str, ...]] = []
    for last, end in pairwise(ends):
        commas = [at for at in range(last, end) if lower[at] == ","]
        name = lower[commas[-1] + 1 : end] if commas else ()
        is_said = (lower[last],) in _DRAWING and (lower[end],) in _DRAWING
        if is_said and name and not _AROUND & set(name) and whole_name(list(name)) is not None:
            found.append(tuple(name))
    return found


def _without_norm(lower: tuple[str, ...]) -> tuple[str, ...]:
    """``\\|f\\|_L`` as ``f``."""
    bars = [index for index, token in enumerate(lower) if token in ("|", "\\|")]
    return lower[1 : bars[1]] if len(bars) == 2 and bars[0] == 0 else lower


def free_names(nodes: Sequence[Node], big: Big, *, within: bool = False) -> frozenset[str]:
    """Names in ``nodes``, with and without indices, but those of operators that run over the same.

    A name with an index is there as ``x _`` too.
    """
    found: set[str] = set()

    def visit(node: Node) -> None:
        if not within and _runs_over(node) & bound_names(big):
            return
        if isinstance(node, Symbol):
            found.update(names_of(node))
        for child in children(node):
            visit(child)

    for node in nodes:
        visit(node)
    return frozenset(found)


def _runs_over(node: Node) -> frozenset[str]:
    match node:
        case Big():
            return bound_names(node)
        case Call() | Applied():
            return drawn_names(node)
        case _:
            return frozenset()


def names_of(symbol: Symbol) -> list[str]:
    """A name as text, with and without its index, and the letters that index it below and above."""
    bare = Symbol(symbol.base, symbol.font, symbol.accents)
    whole = " ".join(to_tokens(symbol))
    is_index = not symbol.sub or symbol.font == "\\mathbf"
    parts = [f"{' '.join(to_tokens(bare))} _"] if symbol.sub else []
    alone = [" ".join(to_tokens(bare))] if is_index and not symbol.primes else []
    return [whole, *parts, *alone, *index_letters(symbol)]


def index_letters(symbol: Symbol) -> list[str]:
    """The letters below and above a name."""
    return [
        token
        for token in (*symbol.sub, *symbol.mark)
        if (len(token) == 1 and token.isalpha()) or token in LETTERS
    ]
