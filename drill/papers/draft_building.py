"""Shared code for drafts of all kinds: how an exercise is built, and that a failure costs one formula
only."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from drill.banks.models import Declared, Exercise, Form, Link, Mistake, Question, Step
from drill.checking import FormulaSpec, Spec
from drill.latex import canonicalise_formula
from drill.papers.draft import Draft
from drill.reading import Written
from drill.text import join_in_sentence

# What a symbol is dressed in, which nobody types.
_DRESS: Final = ("\\math", "\\operatorname", "\\text", "\\bold", "\\bm", "{", "}", "_", "^")
# Kinds of answers in which symbols are typed by their names.
_TYPED: Final = frozenset(("expression", "formula"))


class RefusedError(Exception):
    """A formula of which nothing is made, with one sentence why."""


def build_drafted_exercise(
    *,
    title: str = "",
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
    wrong: Iterable[Mistake] = (),
    witness: Mapping[str, Written] | None = None,
    params: Mapping[str, str | tuple[str, ...]] | None = None,
    where: Sequence[str] = (),
) -> Exercise:
    """Build an exercise with one question and without id; empty hints and steps are left out."""
    question = Question(
        prompt=" ".join(filter(None, (prompt, explain_symbol_typing(declared.names))))
        if answer.kind in _TYPED
        else prompt,
        answer=answer,
        hints=tuple(filter(None, hints)),
        steps=tuple(Step(text=step) for step in steps if step),
        wrong=tuple(wrong),
        witness=witness or {},
    )
    form = Form(
        params=params or {},
        where=tuple(dict.fromkeys(where)),
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


def formula_answer(latex: str) -> Spec:
    """Return a formula as a LaTeX answer; one without a command gets a space, which marks it as LaTeX."""
    return FormulaSpec(kind="formula", text=latex if "\\" in latex else f"{latex}\\,")


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
        raise RefusedError(f"making it failed: {type(error).__name__}: {error}") from error


def list_drafts_if_possible(make: Callable[[], Iterable[Draft]]) -> list[Draft]:
    """Return what ``make`` makes of one formula; nothing where that fails."""
    try:
        with one_formula():
            return [*make()]
    except RefusedError:
        return []
