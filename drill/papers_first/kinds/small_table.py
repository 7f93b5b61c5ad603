"""What exercises on a small table of values have in common: a formula, a few values, one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from drill.papers_first.arrays.proof import is_confirmed
from drill.papers_first.draft import Exercise
from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Function,
    Node,
    Norm,
    Signed,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.making import capital
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.given_roles import given_role
from drill.papers_first.plausible.ranges import Role
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line
from drill.papers_first.skills import skills_of
from drill.papers_first.wording import maths, meant, place, resources, shown_tokens

_CHANCES: Final = frozenset(("p", "q", "P", "Q"))
_NEGATIVE, _POSITIVE = "-40..-4", "4..40"
_SHARES: Final = "0.02..0.32 step 0.02"
_OF_ROLES: Final[dict[Role, str]] = {
    "probability": _SHARES,
    "rate": "0.02..0.98 step 0.02",
    "cosine": "-0.9..0.9 step 0.1",
}
_LONG: Final = 90


@dataclass(frozen=True, slots=True)
class Table:
    """Values, what is said of them, what is asked, and how that is worked out."""

    params: Mapping[str, str | list[str]]
    where: Sequence[str]
    says: str
    asks: str
    key: str
    shape: str
    motion: str
    hint: str
    steps: Sequence[str]
    witness: Mapping[str, object]
    wrong: Sequence[tuple[str, str]] = ()
    """Mistakes: what they give, and what to say to them."""
    level: int = 1
    digits: int = 0
    """So many digits has the key where it is no number that one writes down exactly."""
    lets: Mapping[str, str] = field(default_factory=dict[str, str])


def exercise_of(paper: Paper, line: Line, table: Table) -> Exercise:
    """The exercise in the bank format.

    Raises:
        RefusedError: a search among the cases does not confirm its key.
    """
    skill, *needs = skills_of(line.statement) or ("",)
    about = meant(paper, symbols(line.statement), line.statement, line.formula)
    optional = {"skill": skill, "needs": needs, "let": dict(table.lets), "where": list(table.where)}
    sentences = (*((f"Here {about}.",) if about else ()), table.says, table.asks)
    found = {
        "level": table.level,
        **{name: one for name, one in optional.items() if one},
        "params": dict(table.params),
        "prompt": " ".join(
            (f"{capital(place(paper, line.formula))}: {shown_tokens(line.reading.tokens)}", *sentences)
        ),
        "answer": {"number": table.key, **({"digits": table.digits} if table.digits else {"form": "exact"})},
        "shape": table.shape,
        "motion": table.motion,
        "hints": [table.hint],
        "steps": list(table.steps),
        "wrong": [{"answer": answer, "say": say} for answer, say in table.wrong],
        "witness": dict(table.witness),
        "resources": resources(paper, line.formula),
    }
    if not is_confirmed(found):
        raise RefusedError("a search among the cases does not confirm it")
    return found


def named(body: Node, otherwise: str) -> str:
    """An expression where it is short enough to be written once more, else what it is called."""
    while isinstance(body, Bracket) and is_grouping(body):
        (body,) = body.parts
    latex = to_latex(body)
    return f"${maths(latex)}$" if len(latex) <= _LONG else otherwise


def range_of(paper: Paper, body: Node) -> str:
    """What the values of an expression are drawn from: chances small enough for several, losses positive."""
    if isinstance(body, Symbol | Call):
        role = Roles(paper, body, None).of(body).role
        if role in _OF_ROLES:
            return _OF_ROLES[role]
    match body:
        case Norm("|", Sum((one, other), ("-",))) if {
            Roles(paper, body, None).of(term).role for term in (one, other)
        } == {"probability"}:
            return _SHARES  # how far two chances are apart
        case Sum(terms, signs) if set(signs) == {"+"} and {range_of(paper, one) for one in terms} == {
            _NEGATIVE
        }:
            return _NEGATIVE
        case Call(Symbol("ELBO")) | Symbol("ELBO"):
            return _NEGATIVE
        case Bracket(_, _, (inner,), (), ()):
            return range_of(paper, inner)
        case Call(Symbol(base)) if base in _CHANCES and given_role(body) == "probability":
            return _SHARES
        case Function("\\log" | "\\ln"):
            return _NEGATIVE
        case Signed("-", inner):
            return _POSITIVE if range_of(paper, inner) == _NEGATIVE else _NEGATIVE
        case Big("\\sum", _, _, inner) | Applied(Symbol("E" | "\\mathbb{E}"), inner):
            kept = range_of(paper, inner)
            return kept if kept in (_NEGATIVE, _POSITIVE) else _POSITIVE
        case Call(Symbol("E" | "\\mathbb{E}"), Bracket(_, _, (Sum() | Function() | Bracket() as inner,))):
            return range_of(paper, inner)
        case _:
            return _NEGATIVE if given_role(body) == "negative" else _POSITIVE
