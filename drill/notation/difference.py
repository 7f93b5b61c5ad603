"""In which part two formulas differ: the smallest one that explains why they are not the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Literal

from drill.maths import normal_forms as normal
from drill.maths.normal_forms import Form
from drill.notation.printing import to_latex, to_tokens
from drill.notation.sameness import same, sources_of
from drill.notation.tree import Node

DifferenceKind = Literal[
    "side", "relation", "summand", "factor", "sign", "index", "exponent", "name", "argument", "bound", "part"
]


@dataclass(frozen=True, slots=True)
class Difference:
    """The smallest part in which a formula differs: what is due, and what stands there; empty for nothing."""

    kind: DifferenceKind
    due: str
    given: str


def difference(key: Node, answer: Node) -> Difference | None:
    """The smallest part in which ``answer`` differs from ``key``; None where they are the same."""
    if same(key, answer):
        return None
    due, given, sources = sources_of(key, answer)
    found = _Comparison(sources).of(due, given)
    return found or Difference("part", _written(key), _written(answer))


class _Comparison:
    """Compares forms; ``sources`` are the parts of the formulas that they were made of."""

    def __init__(self, sources: dict[Form, Node]) -> None:
        self.sources = sources

    def of(self, due: Form, given: Form) -> Difference | None:
        """The smallest difference of two forms; None where it is not told."""
        match due, given:
            case normal.Relations(signs, sides), normal.Relations(others, further):
                if signs != others:
                    return Difference("relation", " ".join(signs), " ".join(others))
                return self._among("side", sides, further)
            case (normal.Sum(), _) | (_, normal.Sum()):
                return self._summands(dict(normal.terms_of(due)), dict(normal.terms_of(given)))
            case (normal.Product() | normal.Power(), _) | (_, normal.Product() | normal.Power()):
                return self._factors(due, given)
            case normal.Raised(base, above), normal.Raised(other, further) if base == other:
                return self._told("exponent", above[0], further[0])
            case normal.Name(base), normal.Name(other):
                return self._told("index" if base == other else "name", due, given)
            case normal.Call(name), normal.Call(other) if name == other:
                return self._among("argument", _arguments(due), _arguments(given))
            case _ if type(due) is type(given):
                return self._inside(_parts(due), _parts(given)) or self._whole(due, given)
            case _:
                return self._whole(due, given)

    def _told(self, kind: DifferenceKind, due: Form | None, answer: Form | None) -> Difference:
        return Difference(kind, self._text(due), self._text(answer))

    def _whole(self, due: Form, answer: Form) -> Difference | None:
        is_written = due in self.sources and answer in self.sources
        return self._told("part", due, answer) if is_written else None

    def _inside(self, parts: Sequence[Any], others: Sequence[Any]) -> Difference | None:
        """The difference in the one part that differs."""
        apart = [pair for pair in zip(parts, others, strict=False) if pair[0] != pair[1]]
        if len(parts) != len(others) or len(apart) != 1:
            return None
        item, other = apart[0]
        if isinstance(item, tuple) and isinstance(other, tuple):
            return self._inside(item, other)
        return self.of(item, other) if isinstance(item, Form) and isinstance(other, Form) else None

    def _among(self, kind: DifferenceKind, due: Sequence[Form], answers: Sequence[Form]) -> Difference | None:
        apart = [pair for pair in zip(due, answers, strict=False) if pair[0] != pair[1]]
        if len(due) != len(answers) or not apart:
            return Difference(kind, "", "")
        return self.of(*apart[0]) if len(apart) == 1 else self._told(kind, *apart[-1])

    def _summands(self, due: dict[Form, Fraction], answer: dict[Form, Fraction]) -> Difference | None:
        signs = [part for part, count in due.items() if answer.get(part) == -count]
        if len(signs) == 1:
            (part,) = signs
            return self._told("sign", normal.counted(part, due[part]), normal.counted(part, answer[part]))
        missing = [normal.counted(part, count) for part, count in due.items() if answer.get(part) != count]
        extra = [normal.counted(part, count) for part, count in answer.items() if due.get(part) != count]
        if len(missing) == len(extra) == 1:
            return self.of(missing[0], extra[0])
        if len(missing) + len(extra) == 1:
            return self._told("summand", *(one[0] if one else None for one in (missing, extra)))
        return None

    def _factors(self, due: Form, answer: Form) -> Difference | None:
        (count, factors), (other, further) = normal.factors_of(due), normal.factors_of(answer)
        if factors == further and count != other:
            kind: DifferenceKind = "sign" if count == -other else "factor"
            return Difference(kind, str(count), "" if other == 1 else str(other))
        missing = [factor for factor in factors if factor not in further]
        extra = [item for item in further if item not in factors]
        if count == other and len(missing) == len(extra) == 1:
            (item,), (another,) = missing, extra
            if item.base == another.base:
                exponents = (
                    None if exponent == normal.ONE else exponent
                    for exponent in (item.exponent, another.exponent)
                )
                return self._told("exponent", *exponents)
            if item.exponent == another.exponent:
                return self.of(item.base, another.base)
        if count == other and len(missing) + len(extra) == 1:
            written = (normal.power(*_parts(item[0])) if item else None for item in (missing, extra))
            return self._told("factor", *written)
        return self._whole(due, answer)

    def _text(self, form: Form | None) -> str:
        """A part as it was written; empty where none was written so."""
        match form:
            case None:
                return ""
            case _ if form in self.sources:
                return _written(self.sources[form])
            case normal.Number(value):
                return str(value)
            case normal.Product(count) if count < 0:
                rest = self._text(normal.counted(form, -count))
                return f"-{rest}" if rest else ""
            case _:
                return ""


def _arguments(call: normal.Call) -> tuple[Form, ...]:
    return (*call.args, *call.given, *call.parameters)


def _parts(form: Form) -> tuple[Any, ...]:
    return tuple(getattr(form, field.name) for field in fields(form))


def _written(node: Node) -> str:
    return to_latex(to_tokens(node))
