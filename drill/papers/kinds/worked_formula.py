"""The exercises of a formula whose letters are said: work it, and go further with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from drill.banks.models import Declared, Exercise, Form, Mistake, Question, Step
from drill.checking import Spec, spec_from
from drill.formulas import AskedQuestion, ask_questions, choose_questions, separate_drawn_names
from drill.latex import canonicalise_formula
from drill.papers.draft import Draft, Kind, explain_symbol_typing
from drill.papers.model import FormulaRow
from drill.papers.wording import capitalise_sentence, refer_to_formula, write_displayed_formula
from drill.text import join_in_sentence

# As long as titles of exercises may be.
_LONGEST_TITLE: Final = 60
_LEVELS: Final[Mapping[Kind, int]] = {"work": 3, "further": 4}
_FIXED: Final = "it is asked of one formula, which stays as it is"


def draft_worked_formula(row: FormulaRow, rows: Sequence[str]) -> tuple[Draft, ...]:
    """Return the exercises Work and Further with of a formula whose letters ``rows`` declare.

    None where nothing stands.
    """
    asked = ask_questions(row.in_use, rows)
    drafts: list[Draft] = []
    for kind, questions in zip(("work", "further"), choose_questions(asked), strict=True):
        if questions:
            drafts.append(_draft_exercise(row, kind, separate_drawn_names(questions)))
    return tuple(drafts)


def _draft_exercise(row: FormulaRow, kind: Kind, questions: Sequence[AskedQuestion]) -> Draft:
    has_stages = len(questions) > 1
    setting = f"{capitalise_sentence(refer_to_formula(row))} reads {write_displayed_formula(row.in_use)}"
    if row.parts:
        setting += f"\n\nHere {join_in_sentence([*map(_explain_part, row.parts)])}."
    params = {name: domain for question in questions for name, domain in question.params.items()}
    form = Form(
        setting=setting if has_stages else "",
        params=params,
        where=tuple(dict.fromkeys(said for question in questions for said in question.where)),
        declared=Declared() if has_stages else _declare(questions[0]),
        shape="" if has_stages else questions[0].shape,  # each stage has its own
        motion="" if has_stages else questions[0].motion,
        questions=tuple(
            _build_question(question, index if has_stages else None, "" if has_stages else f"{setting}\n\n")
            for index, question in enumerate(questions)
        ),
        has_stages=has_stages,
    )
    names = dict.fromkeys(name for question in questions for name in question.names)
    exercise = Exercise(
        id="",
        title=_write_title(row, [question.what for question in questions]),
        level=_LEVELS[kind],
        forms=(form,),
        allow=dict.fromkeys(names, "a letter of the paper"),
    )
    source = " ".join(canonicalise_formula(row.in_use))
    return Draft(kind, row.id, source, "", exercise, is_proved=True)


def _declare(question: AskedQuestion) -> Declared:
    return Declared(names=question.names, assume=question.assume)


def _build_question(question: AskedQuestion, index: int | None, setting: str) -> Question:
    return Question(
        prompt=setting + " ".join(filter(None, (question.prompt, _explain_names(question)))),
        answer=_make_answer(question),
        declared=Declared() if index is None else _declare(question),
        hints=question.hints,
        steps=tuple(Step(text=step) for step in question.steps),
        wrong=tuple(Mistake(answer=reply.answer, say=reply.say) for reply in question.replies),
        witness=question.witness,
        fixed="" if question.params or index is None else _FIXED,
        at=() if index is None else ("stages", index),
    )


def _explain_part(row: str) -> str:
    """Return what a row ``a := \\log p: < 0`` says of a letter, in words."""
    name, _, rest = row.partition(":=")
    return f"${name.strip()}$ stands for ${(rest.rpartition(':')[0] or rest).strip()}$"


def _explain_names(question: AskedQuestion) -> str:
    """Return how letters are typed; a value of a function is typed as the formula has it."""
    return explain_symbol_typing({name: latex for name, latex in question.names.items() if "(" not in latex})


def _make_answer(question: AskedQuestion) -> Spec:
    shapes = {name: [*axes] for name, axes in question.shapes.items()}
    match question.kind:
        case "choice":
            return spec_from({"choice": [*map(_write_option, question.options)]})
        case "matrix-expression":
            return spec_from({"matrix-expression": question.key, "shapes": shapes})
        case "number":
            return spec_from({"number": question.key, "form": "exact"})
        case kind:
            return spec_from({kind: question.key})


def _write_option(option: Any) -> dict[str, str]:
    said = {"id": option.id, "right" if option.is_right else "wrong": option.text}
    return said | ({"say": option.say} if option.say else {})


def _write_title(row: FormulaRow, what: Iterable[str]) -> str:
    title = f"{row.name}: {'; '.join(dict.fromkeys(what))}"
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"
