"""Shared code for drafts of all kinds: how an exercise is built, and that a failure costs one formula
only."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from drill.banks.models import Declared, Exercise, Form, Link, Mistake, Question, Step
from drill.checking import FormulaSpec, Spec
from drill.latex import canonicalise_formula
from drill.papers.draft import Draft, Kind, Line, Skipped
from drill.papers.formula_structure import spell_form
from drill.papers.lowering.inputs import RefusedError
from drill.papers.wording import capitalise_sentence, join_in_sentence
from drill.reading import Written

Made = Iterable[Draft | Skipped]
# What a symbol is dressed in, which nobody types.
_DRESS: Final = ("\\math", "\\operatorname", "\\text", "\\bold", "\\bm", "{", "}", "_", "^")
# Kinds of answers in which symbols are typed by their names.
_TYPED: Final = frozenset(("expression", "formula"))


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


def each_line(kind: Kind, lines: Iterable[Line], make: Callable[[Line], Made]) -> Iterator[Draft | Skipped]:
    """Yield what ``make`` makes of every line; a failure costs that line alone.

    Of lines that differ in their letters alone the first counts of which something is made.
    """
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        if (form := spell_form(line.statement) or line.tokens) in seen:
            continue
        for outcome in yield_draft_or_reason(kind, line.formula.id, lambda line=line: make(line)):
            if isinstance(outcome, Draft):
                seen.add(form)
            yield outcome


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
        raise RefusedError(f"making it failed: {type(error).__name__}: {error}", is_unclear=True) from error


def yield_draft_or_reason(kind: Kind, about: str, make: Callable[[], Made]) -> Iterator[Draft | Skipped]:
    """Yield what ``make`` makes of one thing; if it is unclear or fails, why, after what was made before."""
    try:
        with one_formula():
            yield from make()
    except RefusedError as error:
        if error.is_unclear:
            yield Skipped(kind, about, f"{capitalise_sentence(error.why)}.")
