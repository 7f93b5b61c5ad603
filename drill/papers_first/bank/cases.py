"""What formulas become in their special cases, told on their page: read from the drafts that ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import to_latex
from drill.papers_first.draft import Draft, Exercise
from drill.papers_first.wording import as_shown


def special_cases(drafts: Iterable[Draft]) -> Mapping[str, tuple[str, ...]]:
    """Texts such as ``$\\nu = 0$: $g_{t}$`` by the formula's LaTeX; of proved drafts alone."""
    found: dict[str, list[str]] = {}
    for draft in drafts:
        if draft.kind == "special-case" and draft.proved and draft.formula is not None:
            found.setdefault(draft.formula.latex, []).append(_told(draft))
    return {latex: tuple(dict.fromkeys(cases)) for latex, cases in found.items()}


def _told(draft: Draft) -> str:
    answer = cast("Mapping[str, object]", draft.exercise["answer"])
    if "choice" in answer:
        options = cast("Sequence[Mapping[str, str]]", answer["choice"])
        right = next(option["right"] for option in options if "right" in option)
        return as_shown(f"${draft.slot}$: ${right.strip('$')}$")
    return _typed(draft.exercise, cast("Mapping[str, str]", answer)["expression"])


def _typed(exercise: Exercise, key: str) -> str:
    names = cast("Mapping[str, str]", exercise["names"])
    witness = cast("Mapping[str, Mapping[str, str]]", exercise["witness"])
    settings = ", ".join(
        f"${_latex(name, names)} = {_latex(value, names)}$" for name, value in witness["with"].items()
    )
    return as_shown(f"{settings}: ${_latex(key, names)}$")


def _latex(typed: str, names: Mapping[str, str]) -> str:
    return to_latex(parse(typed, Names(frozenset(names))), names)
