"""Answers asked for as banks and ``drill grade`` write them, for tests that judge many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from drill.banks.building import build_exercise
from drill.banks.draws import Stage, draw_variant
from drill.banks.expression_faults import list_question_texts
from drill.banks.models import SHAPE, Exercise
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import Spec, Verdict, answer_reader, judge, known, spec_from
from drill.maths.maths_tree import Node
from drill.maths.names import Names
from drill.maths.plain import Mode
from drill.proving import ExerciseReport, verify_exercise
from drill.reading import read_typed
from tests.exercises.completeness import sister_findings, undeclared_findings
from tests.exercises.drawn_texts import OptionLengths, drawn_findings
from tests.exercises.residue import value_residue
from tests.exercises.variety import choice_findings, stage_findings

Asked = Mapping[str, Any]


def exercise_from(body: Asked) -> Exercise:
    """An exercise from what a bank writes of it, perhaps with its topic."""
    written = {name: value for name, value in body.items() if name != "topic"}
    exercise = build_exercise(read_typed(SHAPE.whole, written, scalars="text"))
    return replace(exercise, topic=body.get("topic", ""))


def check(asked: Asked, answer: Any, **more: Any) -> Verdict:
    """The verdict on an answer; asked four times more where a busy machine left it too little time."""
    spec = spec_from(asked)
    verdict = judge.check(spec, answer, **more)
    for _ in range(4):
        if verdict.code != "timeout":
            break
        verdict = judge.check(spec, answer, **more)
    return verdict


def read_spec(asked: Asked) -> Spec:
    """What is expected."""
    return known(spec_from(asked))


def read(asked: Asked, text: str) -> Node | None:
    """The tree of an answer."""
    return answer_reader.read_answer(read_spec(asked), text)


def mode_of(asked: Asked) -> Mode | None:
    """How an answer is read."""
    return read_spec(asked).mode


def names_of(asked: Asked) -> Names:
    """The names that an answer may use."""
    return read_spec(asked).typed_names


def exercise(body: Asked) -> Exercise:
    """An exercise from its text, ``id`` and ``prompt`` filled in."""
    return exercise_from({"id": "t", "prompt": "p", **body})


def question(body: Asked, seed: int) -> StageMaker:
    """The one question of an exercise, with a draw in it."""
    return expansion(body, seed).questions[0]


def expansion(body: Asked, seed: int) -> VariantMaker:
    """An exercise with a draw in it."""
    whole = exercise(body)
    return VariantMaker(draw_variant(whole, seed))


def stages(whole: Exercise, seed: int) -> tuple[Stage, ...]:
    """The stages of an exercise with a draw in them."""
    return VariantMaker(draw_variant(whole, seed)).variant("t/t", seed).stages


def findings_of_text(whole: Exercise) -> set[str]:
    """The codes of what can be found of an exercise without drawing it."""
    return {code for _, _, code, _ in (*undeclared_findings(whole), *sister_findings(whole))}


def open_findings(whole: Exercise, variants: int = 25) -> set[str]:
    """The codes of what can be found of an exercise without proving its keys: of its text and its draws."""
    codes = {
        code
        for _, _, code, _ in (*undeclared_findings(whole), *sister_findings(whole), *choice_findings(whole))
    }
    keys: dict[int, set[str]] = {}
    drawn = 0
    for form in whole.forms:
        alone = replace(whole, forms=(form,))
        draws = variants if form.params or len(whole.forms) == 1 else 3
        for seed in range(draws if whole.renews != "nothing" else 1):
            expanded = VariantMaker(draw_variant(alone, seed))
            drawn += 1
            for place, each in enumerate(expanded.questions):
                keys.setdefault(place, set()).add(str(each.key))
                for path, template in list_question_texts(each.question):
                    text = each.text(template, "steps")
                    codes |= {code for code, _ in value_residue(template, text, str(path[0]))}
    codes |= {code for _, _, code, _ in stage_findings(whole, keys, drawn)}
    return codes - {*whole.allow}


def verify(body: Asked, *, variants: int = 20) -> ExerciseReport:
    """What verification finds of an exercise."""
    return verify_exercise(exercise(body), item="b/t", variants=variants)


def style_codes(body: Asked, *, variants: int = 12) -> set[str]:
    """The codes of what the style rules of shipped exercises find in the draws of an exercise."""
    return {code for _, _, code, _ in drawn_findings(exercise(body), variants, OptionLengths())}
