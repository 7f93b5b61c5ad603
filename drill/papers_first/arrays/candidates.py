"""Choices among candidates and means over draws, ``\\argmin_\\theta L(\\theta)``: as axes of what is given.

What is minimised or averaged is given whole for every candidate and every draw: an array with an axis for
each that its formula names. What is done with these numbers is the exercise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.nesting import between_commas
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Ranged,
    Signed,
    Symbol,
    symbols,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS

MEAN: Final = "\\operatorname{mean}"
"""The name of a mean over draws, as a sum has one."""
_EXTREMES: Final = {
    **{name: name for name in ("\\min", "\\max", "\\argmin", "\\argmax")},
    "\\inf": "\\min",
    "\\sup": "\\max",
}
PLACES: Final = ("\\argmin", "\\argmax")
_ENDS: Final = frozenset(
    ("\\in", ":", "|", "\\mid", "\\sim", "\\leq", "\\le", "\\geq", "\\ge", "<", ">", "=", ";")
)
"""What ends the names of what is chosen, and begins what they are chosen from."""
_LETTERS: Final = "cgusvwqhr"
_LAWS: Final = frozenset(
    ("p", "q", "\\pi", "\\theta", "\\phi", "\\psi", "\\lambda", "\\mu", "\\nu", "\\rho", "e")
)


@dataclass(frozen=True, slots=True)
class Run:
    """What is chosen or drawn, under the letter of its axis."""

    index: str
    variables: tuple[Symbol, ...]
    is_drawn: bool
    is_counted: bool = False
    """Whether it is an index of entries rather than something of its own."""
    source: tuple[str, ...] = ()
    """What is written of the set that it is chosen from: ``\\in A(s)``."""

    @property
    def said(self) -> str:
        """As what it is named in a prompt."""
        if self.is_counted:
            return self.name
        return f"draws of {self.name}" if self.is_drawn else f"candidates {self.name}"

    @property
    def name(self) -> str:
        """What is chosen or drawn, as one formula."""
        names = ", ".join(to_latex(one) for one in self.variables)
        return f"${names}$" if len(self.variables) == 1 else f"$({names})$"

    def narrows(self, inner: Run) -> bool:
        """Whether it decides the set that something else is chosen from, as s does for ``a \\in A(s)``."""
        return any(is_spoken_of(tuple(to_tokens(one)), inner.source) for one in self.variables)

    def is_in(self, node: Node) -> bool:
        """Whether a part speaks of it: ``\\theta`` in ``f_\\theta(x)``; ``x_t`` is no ``x``."""
        inner = symbols(node)
        indices = [_tokens_of(part) for part in walk(node)]
        return any(
            one in inner or any(_is_in_index(one, tokens) for tokens in indices) for one in self.variables
        )


def _is_in_index(one: Symbol, tokens: tuple[str, ...]) -> bool:
    """Whether a name stands in an index, under which every part of a lone letter counts: ``\\theta_0``."""
    return one.base in tokens if one == Symbol(one.base) else is_spoken_of(tuple(to_tokens(one)), tokens)


def is_spoken_of(name: tuple[str, ...], tokens: tuple[str, ...]) -> bool:
    """Whether a name stands among tokens, without an index or mark that would make it another one."""
    ends = (place + len(name) for place in range(len(tokens)) if tokens[place : place + len(name)] == name)
    return any(tokens[end : end + 1] not in (("_",), ("^",)) for end in ends)


def _tokens_of(part: Node) -> tuple[str, ...]:
    """What stands in the indices of a part."""
    match part:
        case Symbol():
            return (*part.sub, *part.mark)
        case Gradient(_, sub, _) | Norm(_, _, sub) | Function(_, _, sub, _) | Bracket(sub=sub):
            return sub
        case Derivative(top, bottom):
            return (*top, *bottom)
        case Big(_, lower, upper, _) | Ranged(_, _, lower, upper):
            return (*lower, *upper)
        case _:
            return ()


@dataclass(slots=True)
class Choices:
    """A side whose extremes and means run over letters."""

    side: Node
    runs: list[Run] = field(default_factory=list[Run])


def with_letters(side: Node) -> Choices | None:
    """A side with an axis for what is chosen and what is drawn; None where nothing is.

    Raises:
        RefusedError: what is chosen is not named, or the same thing is chosen twice.
    """
    found = Choices(side)
    found.side = _rewritten(side, found, ())
    named = [variable for run in found.runs for variable in run.variables]
    if len(set(named)) < len(named):
        raise RefusedError("the same thing is chosen twice")
    return found if found.runs else None


def _rewritten(node: Node, found: Choices, chosen: tuple[Run, ...]) -> Node:
    def change(part: Node) -> Node | None:
        match part:
            case Big(name, lower, upper, body) if name in _EXTREMES and lower and not upper:
                variables = _variables(lower)
                is_counted = _are_indices(variables, lower, body)
                if not is_counted and _has_parts(variables, body):
                    raise RefusedError("what is summed are parts of what is chosen")
                if is_counted and len(variables) > 1:
                    raise RefusedError("two indices at once")
                run = _run(found, variables, is_counted=is_counted, source=_source(lower))
                inner = _rewritten(body, found, (*chosen, run))
                return Big(_EXTREMES[name], (run.index,), (), inner)
            case Call(Symbol(base) as head, Bracket(_, _, (body,), (), ())) | Applied(
                Symbol(base) as head, body
            ) if base in EXPECTATIONS:
                if not head.sub or any(run.is_in(head) for run in chosen):
                    return part  # what is drawn depends on what is chosen: the mean is given whole
                drawn = _drawn(head.sub)
                if not drawn:
                    return part
                run = _run(found, drawn, is_drawn=True)
                return Big(MEAN, (run.index,), (), _rewritten(body, found, chosen))
            case _ if is_given(part):
                return part  # what is given whole is written as the paper writes it
            case _:
                return None

    return replaced(node, change)


def _has_parts(variables: tuple[Symbol, ...], body: Node) -> bool:
    """Whether a sum runs over parts of what is chosen: over ``\\beta_j`` where that is ``\\beta``."""
    bound = {part.lower[0] for part in walk(body) if isinstance(part, Big) and part.lower}
    return any(
        replace(one, sub=()) in variables and bool(bound & set(one.sub)) for one in symbols(body) if one.sub
    )


def _are_indices(variables: tuple[Symbol, ...], lower: tuple[str, ...], body: Node) -> bool:
    """Whether what is chosen stands in indices alone: ``\\max_i x_i``; a map ``f : A \\to B`` is none."""
    if "\\rightarrow" in lower:
        return False
    is_alone = any(part in variables for part in walk(body))
    return not is_alone and all(one == Symbol(one.base) and one.base.isalpha() for one in variables)


def _run(
    found: Choices,
    variables: tuple[Symbol, ...],
    *,
    is_drawn: bool = False,
    is_counted: bool = False,
    source: tuple[str, ...] = (),
) -> Run:
    taken = {token for part in symbols(found.side) for token in (part.base, *part.sub)}
    taken |= {run.index for run in found.runs}
    taken |= {token for part in walk(found.side) if isinstance(part, Big) for token in part.lower}
    free = next(letter for letter in _LETTERS if letter not in taken)
    run = Run(free, variables, is_drawn, is_counted, source)
    found.runs.append(run)
    return run


def _variables(lower: tuple[str, ...]) -> tuple[Symbol, ...]:
    """What an extreme runs over, ``\\theta, \\phi \\in S``.

    Raises:
        RefusedError: that is nothing with a name.
    """
    if lower[0] == "\\|" and "\\|" in lower[1:]:
        names = lower[1 : lower.index("\\|", 1)]
    else:
        end = len(lower) - len(_source(lower))
        names = tuple(token for token in lower[:end] if token not in ("(", ")", "\\{", "\\}"))
    found = tuple(_names(names))
    if not found:
        raise RefusedError("what is chosen has no name")
    return tuple(dict.fromkeys((*found, *_further(_source(lower)))))


def _further(source: tuple[str, ...]) -> Iterator[Symbol]:
    """What is chosen from sets of its own, too: the y and z of ``\\in X, y, z \\in Y, \\|y\\| = 1``."""
    waiting: list[tuple[str, ...]] = []
    for piece in between_commas(source)[1:]:
        if "\\in" in piece:
            for names in (*waiting, piece[: piece.index("\\in")]):
                yield from _names(names)
        waiting = [] if _ENDS & set(piece) else [*waiting, piece]


def _source(lower: tuple[str, ...]) -> tuple[str, ...]:
    """What is written of the set that is chosen from: all behind the names of what is chosen."""
    return lower[next((place for place, token in enumerate(lower) if token in _ENDS), len(lower)) :]


def _drawn(sub: tuple[str, ...]) -> tuple[Symbol, ...]:
    """What an expectation is taken over, where its index says it: ``x \\sim p``, ``q(z \\mid x)``."""
    if "\\sim" not in sub:
        try:
            statement = parse_tokens(list(sub))
        except RefusedError:
            statement = None
        match statement and statement.sides:
            case (Call(Symbol(), Bracket(_, _, parts, separators)),):
                return _before_bar(parts, separators)
            case _:
                found = tuple(_names(sub))
                return () if any(map(_may_be_law, found)) else found
    found: tuple[Symbol, ...] = ()
    for piece in between_commas(sub):
        names = piece[: piece.index("\\sim")] if "\\sim" in piece else piece
        drawn = tuple(_names(tuple(token for token in names if token not in ("(", ")", "\\{", "\\}"))))
        if not drawn:
            return ()
        found += drawn
    return found


def _before_bar(parts: tuple[Node, ...], separators: tuple[str, ...]) -> tuple[Symbol, ...]:
    """What a law is one of: of ``q(z, w \\mid x)`` the z and the w."""
    end = next((place for place, sign in enumerate(separators) if sign != ","), len(parts) - 1)
    found = tuple(part for part in parts[: end + 1] if isinstance(part, Symbol))
    return found if len(found) == end + 1 else ()


def _may_be_law(symbol: Symbol) -> bool:
    """Whether a letter alone may name what is drawn from, ``\\mathbb{E}_p``, rather than what is drawn."""
    return symbol.base in _LAWS or symbol.base[-1].isupper() or symbol.font == "\\mathcal"


def _names(tokens: tuple[str, ...]) -> Iterator[Symbol]:
    """The symbols between commas; none where something else stands there."""
    found: list[Symbol] = []
    for piece in between_commas(tokens):
        try:
            statement = parse_tokens(list(piece))
        except RefusedError:
            return
        match statement.sides:
            case (Symbol() as one,):
                found.append(one)
            case _:
                return
    yield from found


def escapes(side: Node) -> bool:
    """Whether what is chosen stands outside of the extreme, too: then nobody knows how far that reaches."""
    for part in walk(side):
        if isinstance(part, Big) and part.name in _EXTREMES and part.lower and not part.upper:
            try:
                chosen = Run("", _variables(part.lower), is_drawn=False)
            except RefusedError:
                continue
            rest = replaced(side, lambda one, held=part: Number("1") if one == held else None)
            if chosen.is_in(rest):
                return True
    return False


def is_place(side: Node) -> bool:
    """Whether a side is what is chosen rather than how good it is."""
    return isinstance(side, Big) and side.name in PLACES


def check_named(left: Node | None, variables: tuple[Node, ...]) -> None:
    """That a list on the left of a place names as many things as are searched: of
    ``(x^*, y^*) = \\argmin_x \\max_y f(x, y)`` only the x is.

    Raises:
        RefusedError: it does not.
    """
    if isinstance(left, Bracket) and len(left.parts) > 1 and len(left.parts) != len(variables):
        raise RefusedError("the left side names more than is searched")


def unsigned(side: Node) -> Node:
    """A side without a sign before it."""
    return side.body if isinstance(side, Signed) else side


def indexed(name: str, indices: tuple[str, ...]) -> Symbol:
    """The entry of an array."""
    return Symbol(name, sub=indices)
