"""The exercises of a formula with declared letters: the first contact, one that goes further, and NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from drill.banks.models import Exercise
from drill.formulas import ask_questions, choose_questions
from drill.latex import canonicalise_formula
from drill.papers.draft import Draft, Kind, explain_symbol_typing
from drill.papers.model import FormulaRow
from drill.papers.wording import refer_to_formula, write_displayed_formula
from drill.text import capitalise, join_in_sentence

# Max characters of an exercise's title.
_LONGEST_TITLE = 60
# The kinds in the order of a lesson, with their levels.
_LEVELS: Mapping[Kind, int] = {"work": 3, "further": 4, "numpy": 3}


def draft_worked_formula(
    row: FormulaRow, rows: Sequence[str], known: Sequence[Mapping[str, str]] = ()
) -> tuple[Draft, ...]:
    """Return the exercises of a formula whose letters ``rows`` declare, in the order of a lesson.

    None of them asks about a ``known`` change, because another formula of the paper does.
    """
    chosen = choose_questions(ask_questions(row.in_use, rows), known)
    return tuple(_draft_exercise(row, kind, chosen[kind]) for kind in _LEVELS if kind in chosen)


def _draft_exercise(row: FormulaRow, kind: Kind, asked: Exercise) -> Draft:
    """Return a question on a formula with its setting, its title and its level."""
    (form,) = asked.forms
    (question,) = form.questions
    paragraphs = [f"{capitalise(refer_to_formula(row))} reads {write_displayed_formula(row.in_use)}"]
    if row.parts:
        paragraphs.append(f"Here {join_in_sentence([*map(_explain_part, row.parts)])}.")
    # A value of a function is typed as the formula writes it.
    typed = {name: latex for name, latex in form.declared.names.items() if "(" not in latex}
    paragraphs.append(" ".join(filter(None, (question.prompt, explain_symbol_typing(typed)))))
    question = replace(question, prompt="\n\n".join(paragraphs))
    exercise = replace(
        asked,
        title=_cut_title(f"{row.name}: {asked.title}"),
        level=_LEVELS[kind],
        forms=(replace(form, questions=(question,)),),
        allow=dict.fromkeys(form.declared.names, "a letter of the paper"),
    )
    return Draft(kind, row.id, " ".join(canonicalise_formula(row.in_use)), "", exercise, is_proved=True)


def _explain_part(row: str) -> str:
    """Return in words a letter's declaration by a row ``a := \\log p: < 0``."""
    name, _, rest = row.partition(":=")
    return f"${name.strip()}$ stands for ${(rest.rpartition(':')[0] or rest).strip()}$"


def _cut_title(title: str) -> str:
    if len(title) <= _LONGEST_TITLE:
        return title
    return f"{title[: _LONGEST_TITLE - 1].rstrip()}…"
