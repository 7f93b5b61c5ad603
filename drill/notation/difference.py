"""The smallest part in which two formulas differ, as an explanation of why they are not the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Literal

from drill.codec import is_tuple
from drill.maths import normal_forms as normal
from drill.maths.normal_forms import Form
from drill.notation.printing import print_tokens_as_latex, to_tokens
from drill.notation.sameness import is_same_formula, sources_of
from drill.notation.tree import Node

DifferenceKind = Literal[
    "side", "relation", "summand", "factor", "sign", "index", "exponent", "name", "argument", "bound", "part"
]


@dataclass(frozen=True, slots=True)
class Difference:
    """The smallest differing part: what is expected, and what was found; empty for nothing."""

    kind: DifferenceKind
    due: str
    given: str


def find_smallest_difference(key: Node, answer: Node) -> Difference | None:
    """Return the smallest part in which ``answer`` differs from ``key``; None where they are the same."""
    if is_same_formula(key, answer):
        return None
    due, answer_form, sources = sources_of(key, answer)
    smallest = _Comparison(sources).of(due, answer_form)
    return smallest or Difference("part", _print_difference_part(key), _print_difference_part(answer))


class _Comparison:
    """Compares forms; ``sources`` maps them to the parts of the formulas they were made of."""

    def __init__(self, sources: dict[Form, Node]) -> None:
        self.sources = sources

    def of(self, due: Form, answer_form: Form) -> Difference | None:
        """Return the smallest difference of two forms; None if it cannot be located."""
        match due, answer_form:
            case normal.Relations(signs, sides), normal.Relations(other_signs, further):
                if signs != other_signs:
                    return Difference("relation", " ".join(signs), " ".join(other_signs))
                return self._among("side", sides, further)
            case (normal.Sum(), _) | (_, normal.Sum()):
                return self._summands(dict(normal.terms_of(due)), dict(normal.terms_of(answer_form)))
            case (normal.Product() | normal.Power(), _) | (_, normal.Product() | normal.Power()):
                return self._factors(due, answer_form)
            case normal.Raised(base, above), normal.Raised(other_base, further) if base == other_base:
                return self._difference("exponent", above[0], further[0])
            case normal.Name(base), normal.Name(other_base):
                return self._difference("index" if base == other_base else "name", due, answer_form)
            case normal.Call(name), normal.Call(other_base) if name == other_base:
                return self._among("argument", _list_call_arguments(due), _list_call_arguments(answer_form))
            case _ if type(due) is type(answer_form):
                return self._inside(_list_form_parts(due), _list_form_parts(answer_form)) or self._whole(
                    due, answer_form
                )
            case _:
                return self._whole(due, answer_form)

    def _difference(self, kind: DifferenceKind, due: Form | None, answer: Form | None) -> Difference:
        return Difference(kind, self._text(due), self._text(answer))

    def _whole(self, due: Form, answer: Form) -> Difference | None:
        is_written = due in self.sources and answer in self.sources
        return self._difference("part", due, answer) if is_written else None

    def _inside(self, parts: Sequence[Any], other_parts: Sequence[Any]) -> Difference | None:
        """Return the difference within the only part that differs."""
        apart = [pair for pair in zip(parts, other_parts, strict=False) if pair[0] != pair[1]]
        if len(parts) != len(other_parts) or len(apart) != 1:
            return None
        first, second = apart[0]
        if is_tuple(first) and is_tuple(second):
            return self._inside(first, second)
        return self.of(first, second) if isinstance(first, Form) and isinstance(second, Form) else None

    def _among(self, kind: DifferenceKind, due: Sequence[Form], answers: Sequence[Form]) -> Difference | None:
        apart = [pair for pair in zip(due, answers, strict=False) if pair[0] != pair[1]]
        if len(due) != len(answers) or not apart:
            return Difference(kind, "", "")
        return self.of(*apart[0]) if len(apart) == 1 else self._difference(kind, *apart[-1])

    def _summands(self, due: dict[Form, Fraction], answer: dict[Form, Fraction]) -> Difference | None:
        signs = [part for part, count in due.items() if answer.get(part) == -count]
        if len(signs) == 1:
            (part,) = signs
            return self._difference(
                "sign",
                normal.multiply_form_by_count(part, due[part]),
                normal.multiply_form_by_count(part, answer[part]),
            )
        missing = [
            normal.multiply_form_by_count(part, count)
            for part, count in due.items()
            if answer.get(part) != count
        ]
        extra = [
            normal.multiply_form_by_count(part, count)
            for part, count in answer.items()
            if due.get(part) != count
        ]
        if len(missing) == len(extra) == 1:
            return self.of(missing[0], extra[0])
        if len(missing) + len(extra) == 1:
            return self._difference(
                "summand", *(unmatched[0] if unmatched else None for unmatched in (missing, extra))
            )
        return None

    def _factors(self, due: Form, answer: Form) -> Difference | None:
        (count, factors), (other_count, further) = (
            normal.split_form_factors(due),
            normal.split_form_factors(answer),
        )
        if factors == further and count != other_count:
            kind: DifferenceKind = "sign" if count == -other_count else "factor"
            return Difference(kind, str(count), "" if other_count == 1 else str(other_count))
        missing = [factor for factor in factors if factor not in further]
        extra = [item for item in further if item not in factors]
        if count == other_count and len(missing) == len(extra) == 1:
            (item,), (another,) = missing, extra
            if item.base == another.base:
                exponents = (
                    None if exponent == normal.ONE else exponent
                    for exponent in (item.exponent, another.exponent)
                )
                return self._difference("exponent", *exponents)
            if item.exponent == another.exponent:
                return self.of(item.base, another.base)
        if count == other_count and len(missing) + len(extra) == 1:
            written = (
                normal.raise_form(*_list_form_parts(item[0])) if item else None for item in (missing, extra)
            )
            return self._difference("factor", *written)
        return self._whole(due, answer)

    def _text(self, form: Form | None) -> str:
        """Return a part as it was written; empty if it was not written as such."""
        match form:
            case None:
                return ""
            case _ if form in self.sources:
                return _print_difference_part(self.sources[form])
            case normal.Number(value):
                return str(value)
            case normal.Product(count) if count < 0:
                positive = self._text(normal.multiply_form_by_count(form, -count))
                return f"-{positive}" if positive else ""
            case _:
                return ""


def _list_call_arguments(call: normal.Call) -> tuple[Form, ...]:
    return (*call.args, *call.given, *call.parameters)


def _list_form_parts(form: Form) -> tuple[Any, ...]:
    return tuple(getattr(form, field.name) for field in fields(form))


def _print_difference_part(node: Node) -> str:
    return print_tokens_as_latex(to_tokens(node))
