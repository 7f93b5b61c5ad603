"""A question about a formula, as plain values: what is asked, its key, and how the key is computed again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

About = Literal["numbers", "special case", "prediction"]
AnswerKind = Literal["expression", "matrix-expression", "number", "vector", "choice"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A wrong answer that is likely, and what to say to it."""

    answer: str
    say: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice, and the reply to whoever takes it wrongly."""

    id: str
    text: str
    say: str = ""
    is_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """One question: texts are Markdown with ``$…$``, in which ``@`` puts drawn numbers.

    ``names`` has the LaTeX of typed names, ``shapes`` the axes of those that are arrays, ``params`` what is
    drawn. ``witness`` says how the key is computed again, in the language of banks. ``what`` is for a title.
    """

    about: About
    what: str
    prompt: str
    kind: AnswerKind
    key: str = ""
    options: tuple[Choice, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    shapes: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    assume: tuple[str, ...] = ()
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    # Conditions on what is drawn.
    where: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    hints: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    shape: str
    motion: str
    witness: Mapping[str, Any]
    # How much it is worth beside others of the same formula, from 1 to 5.
    worth: float


# Give the drawn numbers of several questions of one exercise names of their own.

# Names of drawn numbers, and where they stand in a text and in mathematics.
_DRAWN_NAMES: Final = "abcdfghjkmnpqrsuvwxyz"
_TEMPLATE: Final = re.compile(r"@(?:\{[^}]*\}|\w+)")
_DRAWN: Final = re.compile(r"(?<![A-Za-z_])[A-Za-z]\w*")
_NUMBERS_IN_ASK: Final = frozenset(("at", "first", "second"))


def separate_drawn_names(questions: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    """Return questions of one exercise of which each draws numbers under names of its own."""
    taken = {name for question in questions for name in (*question.names, *question.params)}
    free = (name for name in _DRAWN_NAMES if name not in taken)
    separated: list[AskedQuestion] = []
    for question in questions:
        used = {name for other in separated for name in other.params}
        fresh = {name: next(free, f"{name}2") for name in question.params if name in used}
        separated.append(_rename_drawn(question, fresh) if fresh else question)
    return separated


def _rename_drawn(question: AskedQuestion, fresh: Mapping[str, str]) -> AskedQuestion:
    def rename(text: str) -> str:
        return _DRAWN.sub(lambda match: fresh.get(match[0], match[0]), text)

    def rename_in(text: str) -> str:
        return _TEMPLATE.sub(lambda match: rename(match[0]), text)

    ask = {
        name: {latex: rename(value) for latex, value in said.items()} if name in _NUMBERS_IN_ASK else said
        for name, said in question.witness.get("ask", {}).items()
    }
    return replace(
        question,
        prompt=rename_in(question.prompt),
        key=rename(question.key),
        params={fresh.get(name, name): values for name, values in question.params.items()},
        where=tuple(map(rename, question.where)),
        replies=tuple(replace(reply, answer=rename(reply.answer)) for reply in question.replies),
        hints=tuple(map(rename_in, question.hints)),
        steps=tuple(map(rename_in, question.steps)),
        witness={**question.witness, "ask": ask},
    )


# What is reported of a formula that was worked; plain values, so that who shows them needs no NumPy.


@dataclass(frozen=True, slots=True)
class FoundBreak:
    """What does not fit: the part, where it begins in the formula as it was given (from 1), and why."""

    at: int
    part: str
    why: str


@dataclass(frozen=True, slots=True)
class PartValue:
    """A part of a formula with its value in one small world; several where something runs over it.

    It goes in, comes out, or is made on the way. ``over`` is what runs, ``values`` what it has at each of the
    ``places``; ``letter`` can be moved. A ``line`` is one of a box, Markdown, which may have no value.
    """

    part: str
    value: str
    kind: Literal["input", "process", "output", "line"] = "process"
    over: str = ""
    places: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Inside:
    """A look inside a formula: its parts in the world of a ``seed``; of a statement left out, why."""

    parts: tuple[PartValue, ...]
    seed: int
    unfollowed: str = ""


@dataclass(frozen=True, slots=True)
class SpecialCase:
    """A case in LaTeX, and what is left of the formula there, as it is typed."""

    case: str
    left: str


@dataclass(frozen=True, slots=True)
class MissingDomain:
    """A question about values that are not finite, and the rows that a yes puts in the place of others."""

    question: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkedStatement:
    """One statement of a formula, worked with its letters.

    ``out`` is what comes out, empty where that is not known; ``breaks`` what does not fit, ``unfollowed``
    what drill has no rule or no value for, ``asks`` what a person has to say; ``domains`` says of which of
    these the answer is other rows.
    """

    statement: str
    out: str = ""
    fits: bool = False
    breaks: tuple[FoundBreak, ...] = ()
    unfollowed: str = ""
    asks: tuple[str, ...] = ()
    # One NumPy expression of the right side, which gave its value in three worlds; empty for none.
    numpy: str = ""
    inside: tuple[PartValue, ...] = ()
    special: tuple[SpecialCase, ...] = ()
    domains: tuple[MissingDomain, ...] = ()
