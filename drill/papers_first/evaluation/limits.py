"""What results may be at least, and chances of several outcomes at most."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers_first.evaluation.admissible import is_positive
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import Bracket, Call, Node, Number, Power, Root, Sum, Symbol
from drill.papers_first.formula.vocabulary import GIVEN_BARS
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import HEAD_ENDS, Range
from drill.papers_first.plausible.signs_elsewhere import is_at_least_zero
from drill.papers_first.plausible.word_names import WORD_ROLES

_VARIANCE: Final = re.compile(r"(?<!cross-)(?<!cross )\b(?:co)?variance(?: matrix)?$", re.IGNORECASE)
_CORRELATION: Final = re.compile(
    r"\bcorrelations?(?: coefficients?)?$"
    r"|\b(?:Kendall|Spearman|Pearson)(?:['’]s)? (?:tau|rho|r|coefficient)\b",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    r"^(?!.*\b(?:log|unnormali[sz]ed|inverse|negative|logarithm|squared)\b).*"
    r"\b(?:probability|accuracy|recall|sensitivity|specificity|(?:success|hit|win|error|acceptance) rate)$",
    re.IGNORECASE,
)
_COST: Final = re.compile(r"\bcosts?$", re.IGNORECASE)


def of_kept_result(paper: Paper, side: Side, left: Node | None, found: Mapping[Node, Range]) -> Iterator[str]:
    """That a variance (a covariance of one thing) and what is made of squares elsewhere are above 0.

    What the formula's own section keeps in an interval is in it.
    """
    yield from _of_stated_result(paper, side, left, found)
    if not side.asks and isinstance(left, Symbol):
        yield from _of_named_result(paper, side, left)
    head = left.head if isinstance(left, Call) else left
    if not side.asks and isinstance(head, Symbol) and _is_called_share(paper, head):
        yield f"{side.text} >= 0"
        yield f"{side.text} <= 1"
    if not isinstance(head, Symbol) or is_at_least_zero(side.original):
        return
    is_kept = bare(head) in paper.told.never_negative or _is_variance(paper, side, left)
    is_kept = is_kept or (not side.asks and _is_cost(paper, head))
    if is_kept and not is_positive(side.tree, {side.names[node]: one.least for node, one in found.items()}):
        yield f"{side.text} > 0"


def _of_stated_result(
    paper: Paper, side: Side, left: Node | None, found: Mapping[Node, Range]
) -> Iterator[str]:
    name = tuple(to_tokens(left)) if isinstance(left, Symbol | Call) else ()
    where = paper.where
    if side.asks or where is None or not paper.kept.is_said_in(name, where.section):
        return
    interval = paper.kept.interval(name, where)
    if interval is None:
        return
    least = {side.names[node]: one.least for node, one in found.items()}
    if not math.isinf(interval.low) and (interval.low or not is_positive(side.tree, least)):
        yield f"{side.text} {'>' if interval.without_low else '>='} {interval.low:g}"
    if not math.isinf(interval.high):
        yield f"{side.text} {'<' if interval.without_high else '<='} {interval.high:g}"


def _of_named_result(paper: Paper, side: Side, left: Symbol) -> Iterator[str]:
    """That a correlation lies between -1 and 1, as does what is of the kind of those whose squares leave some
    of 1, and that a share by its name lies between 0 and 1.
    """
    entry = paper.meaning(left)
    is_said = entry is not None and _CORRELATION.search(HEAD_ENDS.sub("", entry.meaning.strip()))
    if is_said or bare(left) in set(_leaving_squares(side.node)):
        yield f"abs({side.text}) <= 1"
    elif WORD_ROLES.get(left.base) == "probability":
        yield f"{side.text} >= 0"
        yield f"{side.text} <= 1"


def _is_called_share(paper: Paper, head: Symbol) -> bool:
    """Whether a name that is no inverse is called a probability or a share of cases."""
    entry = None if head.mark else paper.meaning(head)
    return entry is not None and bool(_SHARE.search(HEAD_ENDS.sub("", entry.meaning.strip())))


def _leaving_squares(node: Node) -> Iterator[Symbol]:
    """The r of ``\\sqrt{1 - r_{xy}^2}``."""
    for part in walk(node):
        match part:
            case Root(Sum((Number("1"), Power(Symbol() as one, Number("2"))), ("-",)), None):
                yield bare(one)
            case _:
                continue


def _is_variance(paper: Paper, side: Side, left: Node | None) -> bool:
    entry = paper.meaning(left) if side.in_one_dimension and isinstance(left, Symbol) else None
    return entry is not None and bool(_VARIANCE.search(HEAD_ENDS.sub("", entry.meaning.strip())))


def _is_cost(paper: Paper, head: Symbol) -> bool:
    entry = paper.meaning(head)
    return entry is not None and bool(_COST.search(HEAD_ENDS.sub("", entry.meaning.strip())))


def of_outcomes(side: Side, found: Mapping[Node, Range]) -> Iterator[str]:
    """That chances of several outcomes under one condition fit: ``p(y_w | x)`` and ``p(y_l | x)``."""
    for nodes in outcomes(side, found):
        yield f"{' + '.join(side.names[node] for node in nodes)} <= 1"


def outcomes(side: Side, found: Mapping[Node, Range]) -> list[list[Node]]:
    """Chances of outcomes that have labels of their own, each law's under one condition together."""
    laws: dict[tuple[object, ...], list[Node]] = {}
    for node in side.names:
        match node:
            case Call(head, Bracket(_, _, (Symbol(sub=(label,)) as outcome, *given), (bar, *_))) if (
                bar in GIVEN_BARS and label.isalpha() and found[node].role == "probability"
            ):
                laws.setdefault((head, replace(outcome, sub=()), tuple(given)), []).append(node)
            case _:
                continue
    return [nodes for nodes in laws.values() if len(nodes) > 1]
