"""The input of each kind of exercise, which is a line of a formula, and its output, which are drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, get_args

from drill.banks import models
from drill.banks.models import Declared, Exercise, Form, Link, Question, Step
from drill.checking import Spec
from drill.errors import describe_fault
from drill.latex import canonicalise_formula
from drill.notation.tree import Statement
from drill.papers.model import FormulaRow
from drill.text import join_in_sentence

Kind = Literal["explain", "work", "further", "numpy", "memory"]
# Kinds in the order of a formula's exercises.
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a formula, as the kinds of exercises get it.

    ``tokens`` are its canonical spelling; ``statement`` is None if it is not read, with the reason in
    ``refused``. ``printed`` is its spelling before a reader corrected it.
    """

    formula: FormulaRow
    index: int
    tokens: tuple[str, ...]
    statement: Statement | None
    refused: str = ""
    printed: tuple[str, ...] = ()

    @property
    def is_case(self) -> bool:
        """Whether the statement is a row of cases, so that it holds only under its condition."""
        return self.statement is not None and self.statement.span[0] > 0

    @property
    def source(self) -> str:
        """Its canonical spelling as printed, the source of hashes for ids."""
        return " ".join(self.printed or self.tokens)


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted exercise; it gets an id when it is written.

    ``source`` is its origin, in canonical spelling, and ``slot`` separates drafts of one kind from one
    source: the id is a hash of them. ``is_proved`` where its key was computed twice. ``about`` is the
    formula's id.
    """

    kind: Kind
    about: str
    source: str
    slot: str
    exercise: models.Exercise
    is_proved: bool

    @property
    def id(self) -> str:
        """The id, equal for equal formula, kind and slot, so that a later import recognises its exercises."""
        digest = hashlib.sha256("\n".join((self.kind, self.slot, self.source)).encode()).hexdigest()
        return f"{self.kind}-{digest[:10]}"

    @property
    def question(self) -> models.Question:
        """Its prompt, the first one if it has several."""
        return self.exercise.forms[0].questions[0]


# Shared code for drafts of all kinds: how an exercise is built, and that a failure costs one formula
# only.

# Fonts and accents of a symbol, which nobody types.
_DRESS = ("\\math", "\\operatorname", "\\text", "\\bold", "\\bm", "{", "}", "_", "^")
# Kinds of answers with symbols typed by their names.
_TYPED = frozenset(("expression", "formula"))


class RefusedError(Exception):
    """A formula without drafts, with the reason in one sentence."""


def build_drafted_exercise(
    *,
    title: str,
    prompt: str,
    answer: Spec,
    level: int,
    shape: str,
    motion: str,
    hints: Iterable[str],
    steps: Iterable[str],
    links: Iterable[str] = (),
    skills: Sequence[str] = (),
    declared: Declared = Declared(),
) -> Exercise:
    """Build an exercise with one question and without id; empty hints and steps are left out."""
    question = Question(
        prompt=" ".join(filter(None, (prompt, explain_symbol_typing(declared.names))))
        if answer.kind in _TYPED
        else prompt,
        answer=answer,
        hints=tuple(filter(None, hints)),
        steps=tuple(Step(text=step) for step in steps if step),
    )
    form = Form(
        declared=declared,
        shape=shape,
        motion=motion,
        links=tuple(Link(title=title) for title in links),
        questions=(question,),
    )
    return Exercise(
        id="", title=title, skill="".join(skills[:1]), needs=tuple(skills[1:]), level=level, forms=(form,)
    )


def explain_symbol_typing(names: Mapping[str, str]) -> str:
    """Return how symbols are typed whose names do not follow from their looks."""
    hidden: list[str] = []
    for name, latex in names.items():
        parts = [
            part.partition("{")[2].rstrip("}") if part.startswith(_DRESS) else part
            for part in canonicalise_formula(latex)
        ]
        if "".join(parts).replace("\\", "") != name.replace("_", ""):
            hidden.append(f"`{name}` for ${latex}$".replace("@", "@@"))
    return f"Type {join_in_sentence(hidden)}." if hidden else ""


@contextmanager
def one_formula() -> Generator[None]:
    """Turn any error inside into a RefusedError, so that one formula of an untrusted paper cannot cost
    others.

    Raises:
        RefusedError: with what went wrong.
    """
    try:
        yield
    except RefusedError:
        raise
    except Exception as error:
        raise RefusedError(f"making it failed: {describe_fault(error)}") from error


def list_drafts_if_possible(make: Callable[[], Iterable[Draft]]) -> list[Draft]:
    """Return the drafts that ``make`` makes of one formula; none if it fails."""
    try:
        with one_formula():
            return [*make()]
    except RefusedError:
        return []
