"""Numbers of one formula that others decide: shares of a whole, means, marginals, opposites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.evaluation.beside_chances import fractions_beside_shares, in_geometric_means
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.joint_chances import joint_whole
from drill.papers_first.evaluation.opposites import opposites
from drill.papers_first.evaluation.tied import parts_of_shares
from drill.papers_first.formula.printing import join, to_tokens
from drill.papers_first.formula.rewrite import raised_index, walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Function,
    Node,
    Number,
    Signed,
    Statement,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.formula.vocabulary import GIVEN_BARS
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.given_roles import chance_of_best

_CHANCES: Final = frozenset(("P", "p", "q", "Q", "\\pi"))
_DENSITIES: Final = _CHANCES | frozenset(("f", "g", "h"))
_OF_A_WHOLE: Final = re.compile(
    r"probabilit|distribution|proportion|prior|posterior|weight|shares?\b|frequenc|mixture|chances?\b|mass"
    r"|fraction|softmax|policy",
    re.IGNORECASE,
)
"""Words for what is one part of a whole."""
_SYMMETRIC: Final = frozenset(
    ("c", "C", "k", "K", "g", "G", "s", "S", "d", "D", "a", "A", "w", "W", "\\sigma", "\\Sigma", "\\rho")
)
"""Letters of covariances, kernels, distances and graphs, which say the same of a pair in either order."""


def shares(paper: Paper, side: Side) -> list[list[str]]:
    """Weights and probabilities over a whole range, which add up to 1: the last is what the others leave."""
    decided, parts = _from_joint(side), parts_of_shares(paper, side)
    outcomes = side.outcomes | {
        one for run in side.ranges.runs.values() for one in run.variables if isinstance(one, Symbol)
    }
    families: dict[tuple[str, str], list[str]] = {}
    added = set(_plainly_added(side.original))
    called = set(_heads_added(side.original))
    multiplied = {
        symbol.base
        for part in walk(side.original)
        if isinstance(part, Big) and part.name == "\\prod"
        for symbol in symbols(part)
    }
    multiplied |= in_geometric_means(side.original)
    beside = fractions_beside_shares(paper, side)
    for node, name in side.names.items():
        if isinstance(node, Symbol) and (replace(node, sub=()) in added or node.base in multiplied):
            continue
        if isinstance(node, Call) and node.head in called:
            continue
        if name in decided or name in parts:
            continue
        family = joint_whole(node, outcomes) or _family_of_shares(node, outcomes, paper)
        family = family if side.ranges.bound else None
        if isinstance(node, Symbol) and node.sub[-1:] and replace(node, sub=()) in beside:
            family = node.base, "beside shares"
        if family is not None:
            families.setdefault(family, []).append(name)
    joint = list(dict.fromkeys(name for _, names in decided.values() for name in names))
    return [names for names in (*families.values(), joint) if len(names) > 1]


def bound_together(side: Side) -> Iterator[tuple[str, str]]:
    """Names that others decide: the mean of what it is the mean of, the other half of a symmetric matrix,
    the probability of an opposite.
    """
    decided = _from_joint(side)
    yield from opposites(side)
    for node, name in side.names.items():
        match node:
            case Symbol(_, _, ("\\bar",), ()):
                one = replace(node, accents=())
                members = [
                    other
                    for part, other in side.names.items()
                    if isinstance(part, Symbol) and part.sub and replace(part, sub=()) == one
                ]
                if len(members) > 1 and side.ranges.bound:
                    yield name, f"({' + '.join(members)})/{len(members)}"
            case Symbol(sub=(_, _)) if side.in_one_dimension:
                # K_{fu} is the transpose of K_{uf}, so in one dimension the same number
                other = side.names.get(replace(node, sub=node.sub[::-1]))
                if other is not None and name > other:
                    yield name, other
            case Symbol(base, sub=(row, column)) if row.isdigit() and column.isdigit() and row > column:
                if base not in _SYMMETRIC or node.font == "\\mathcal":
                    continue
                other = side.names.get(replace(node, sub=(column, row)))
                if other is not None:
                    yield name, other
            case _ if name in decided:
                yield name, decided[name][0]
            case _:
                pass


def _from_joint(side: Side) -> dict[str, tuple[str, list[str]]]:
    """Probabilities that those of two things together decide: of one of them, of one given the other.

    By name, the text that they are, and the names of the joint ones that it is made of.
    """
    joint = {
        node: name
        for node, name in side.names.items()
        if isinstance(node, Call)
        and isinstance(node.head, Symbol)
        and node.head.base in _CHANCES
        and node.arguments.separators == (",",)
    }
    found: dict[str, tuple[str, list[str]]] = {}
    for node, name in side.names.items():
        match node:
            case Call(head, Bracket(_, _, (one,), (), ())):
                both = [joint[part] for part in joint if part.head == head and one in part.arguments.parts]
                if len(both) > 1:
                    found[name] = " + ".join(both), both
            case Call(head, Bracket(_, _, (one, given), (bar,), ())) if bar in GIVEN_BARS:
                both = [joint[part] for part in joint if part.head == head and given in part.arguments.parts]
                these = [
                    joint[part]
                    for part in joint
                    if part.head == head and {one, given} == set(part.arguments.parts)
                ]
                if len(both) > 1 and len(these) == 1:
                    found[name] = f"{these[0]}/({' + '.join(both)})", both
            case _:
                pass
    return found


def _plainly_added(node: Node) -> Iterator[Symbol]:
    """Of ``\\sum_i p_i`` the symbol: were they shares of a whole, nobody would add up them or their logs."""
    for part in walk(node):
        match part:
            case Big("\\sum", body=Symbol() as body) | Big(
                "\\sum", body=Function("\\log" | "\\ln", body=Symbol() as body)
            ):
                yield replace(body, sub=())
            case _:
                pass


def _heads_added(node: Node) -> Iterator[Node]:
    """Of ``\\sum_x p_i(x)`` the ``p_i``, of ``\\sum_i \\log p(x^{(i)})`` the ``p``."""
    for part in walk(node):
        if not isinstance(part, Big) or part.name != "\\sum":
            continue
        body = part.body.body if isinstance(part.body, Signed) else part.body
        while isinstance(body, Bracket) and len(body.parts) == 1:
            (body,) = body.parts
        for term in body.terms if isinstance(body, Sum) else (body,):
            term = term.body if isinstance(term, Signed) else term
            if isinstance(term, Function) and term.name in ("\\log", "\\ln"):
                is_of_marks = any(isinstance(one, Symbol) and one.mark for one in walk(term.body))
                term = term.body if is_of_marks else term
            if isinstance(term, Call):
                yield term.head


def _without(place: str, arguments: Node) -> str:
    """What members of a family are called with, but for their own number: ``(x_2, y)`` without the 2."""
    return " ".join(token for token in to_tokens(arguments) if token != place)


def _family_of_shares(node: Node, outcomes: frozenset[Symbol], paper: Paper) -> tuple[str, str] | None:
    """Of ``\\pi_2`` and ``P(X = x_2)`` what their fellows have in common."""
    match node:
        case Symbol("q") if paper.told.has_queries:
            return None
        case Symbol() if _is_called_otherwise(node, paper):
            return None
        case Symbol("\\pi" | "p" | "q", font, (), (place,)) if place.isdigit() and "," not in node.mark:
            return node.base, f"{font} {join(node.mark)}".strip()
        case Call(
            Symbol("P" | "p" | "q" | "\\pi") as head, Bracket(_, _, (Number(), *given), separators)
        ) if given and separators[0] in GIVEN_BARS:
            return join(to_tokens(head)), " ".join(token for one in given for token in to_tokens(one))
        case Call(
            Symbol("P" | "p" | "q" | "\\pi") as head,
            Bracket(_, _, (Symbol(primes=primes, sub=(place,)), *given), separators),
        ) if primes and place.isdigit() and given and separators[0] in GIVEN_BARS:
            return join(to_tokens(head)), " ".join(token for one in given for token in to_tokens(one))
        case Symbol(sub=(*before, place)) if place.isdigit() and paper.is_share(node):
            return join(to_tokens(replace(node, sub=tuple(before)))), ""
        case Call(Symbol(sub=(*before, place)) as head, arguments) if place.isdigit() and paper.is_share(
            head
        ):
            return join(to_tokens(replace(head, sub=tuple(before)))), _without(place, arguments)
        case Symbol(mark=("(", place, ")")) if place.isdigit() and paper.is_share(node):
            return join(to_tokens(replace(node, mark=()))), ""
        case Call(Symbol(sub=()) as head, Bracket(sub=(place,)) as arguments) if (
            place.isdigit() and paper.is_share(replace(head, sub=(place,)))
        ):
            return join(to_tokens(head)), join(to_tokens(replace(arguments, sub=())))
        case Call(Symbol() as head, Bracket(_, _, parts, separators)) if (
            set(separators) <= {","} and head in paper.told.laws and _are_outcomes(parts, outcomes)
        ):
            return join(to_tokens(head)), ", ".join(sorted(map(_base, parts)))
        case Big("\\int") if chance_of_best(node):
            return "\\int", " ".join(token for token in to_tokens(node) if not token.isdigit())
        case Call(
            Symbol("P" | "p" | "q" | "Q") as head,
            Bracket(_, _, (Statement((first, Symbol() as value), ("=",)), *given), (bar, *_)),
        ) if bar in GIVEN_BARS and _is_outcome(value, outcomes):
            condition = " ".join(token for one in given for token in to_tokens(one))
            return join(to_tokens(head)), f"{join(to_tokens(first))} | {condition}"
        case Call(Symbol("P" | "p" | "q" | "Q") as head, Bracket(_, _, (Statement(sides, relations),))):
            # the values of one thing; whether different things have one value goes not together
            value = join(to_tokens(sides[-1])) if _is_drawn_below(head) else ""
            told = _without(value, head), join(to_tokens(sides[0]))
            return told if relations == ("=",) else None
        case Call(Symbol("P" | "p" | "q" | "Q", font) as head, Bracket(_, _, (argument,))) if isinstance(
            argument, Number
        ) or (isinstance(argument, Symbol) and argument.sub[:1] == ()):
            return head.base, font
        case Call(
            Symbol("P" | "p" | "q" | "Q" | "\\pi" as base),
            Bracket(_, _, (Symbol() as first, *given), separators),
        ) if separators[:1] != (",",) and _is_outcome(first, outcomes):
            condition = " ".join(token for one in given for token in to_tokens(one))
            return base, f"{join(to_tokens(node.head))} | {condition}"
        case Call(Symbol(base) as head, Bracket(_, _, parts, separators)) if (
            base in _DENSITIES and (place := _first_bar(separators)) is not None
        ):
            said = parts[: place + 1]
            if not all(isinstance(one, Symbol) and _is_outcome(one, outcomes) for one in said):
                return None
            if len(set(map(_base, said))) < len(said):
                return None
            condition = " ".join(token for one in parts[place + 1 :] for token in to_tokens(one))
            return base, f"{join(to_tokens(head))} | {condition}"
        case _:
            return None


def _is_called_otherwise(symbol: Symbol, paper: Paper) -> bool:
    """Whether members of a family are said to be what need not add up to 1: ``precisions``."""
    family = replace(symbol, sub=())
    said = [
        entry.meaning
        for entry in paper.entries
        if entry.sure and entry.name is not None and entry.name.sub and replace(entry.name, sub=()) == family
    ]
    return bool(said) and not paper.is_share(symbol) and not any(map(_OF_A_WHOLE.search, said))


def _is_drawn_below(head: Node) -> bool:
    """``p_{y \\sim f_2(x)}``: whether what is drawn stands below, so that a value may be named there, too."""
    return isinstance(head, Symbol) and "\\sim" in head.sub


def _first_bar(separators: tuple[str, ...]) -> int | None:
    return next((place for place, mark in enumerate(separators) if mark in GIVEN_BARS), None)


def _is_outcome(one: Symbol, outcomes: frozenset[Symbol]) -> bool:
    """Whether it is one of the values of what is summed over, ``z_2``, ``x_0^{(2)}``."""
    is_below = bool(one.sub) and replace(one, sub=one.sub[:-1]) in outcomes
    return is_below or (bool(raised_index(one)) and replace(one, mark=()) in outcomes)


def _are_outcomes(parts: tuple[Node, ...], outcomes: frozenset[Symbol]) -> bool:
    """Whether all arguments of a law are numbered, so that it is summed over all that it is of.

    Of one thing twice, ``p(m, m)``, it is summed over some of it only.
    """
    is_numbered = all(
        isinstance(one, Symbol) and one.sub and replace(one, sub=()) in outcomes for one in parts
    )
    return is_numbered and len(set(map(_base, parts))) == len(parts)


def _base(part: Node) -> str:
    """What an argument is a value of."""
    return join(to_tokens(replace(part, sub=()))) if isinstance(part, Symbol) else ""
