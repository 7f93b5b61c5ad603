"""Faults of a second author that a proof does not see: a key that is guessed, shown, read off its prompt or
its own witness, and lines of its texts that do not follow.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from drill.banks.draws import draw_variant
from drill.banks.models import Exercise
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import MarkedLine, TextSpec, canonicalise_tree, mark_derivation
from drill.errors import BankError, CheckError, DrillError
from drill.papers.brief.prompt_conditions import is_array_limited
from drill.proving import (
    SeparatingDraws,
    find_key_in_other_letters,
    find_special_difference,
    find_told_answer,
    make_question_trials,
)

# Numbers that many a wrong formula gives, too.
_GUESSED: Final = ("0", "1", "-1")
_SHOWN: Final = re.compile(r"\$([^$]+)\$|(?:=|\bis|\bare|:)\s+([^$]+)$")
_WORD: Final = re.compile(r"[A-Za-z]\w*")


def list_author_faults(
    exercise: Exercise, draws: SeparatingDraws, letters: Collection[str] = ()
) -> Iterator[tuple[str, str, bool]]:
    """Yield the code and sentence of each fault, and whether it is an error; the sentence begins with its
    field.

    ``letters`` are those of ``pi``, ``e`` and ``i`` that are letters of its paper.
    """
    if draws.only_key and (exercise.is_parametrised or draws.only_key in _GUESSED):
        always = "in every variant" if exercise.is_parametrised else "always"
        yield (
            "constant",
            f"answer is {always} {draws.only_key}, which many a wrong formula gives, too: let it depend on "
            "what is drawn, or ask for it in words",
            exercise.is_parametrised,
        )
    try:
        yield from _list_faults_of_draws(exercise, draws.seeds, letters)
    except (BankError, CheckError) as error:
        yield "value", f"{error.sentence}, in a draw that was not tried before", True


def _list_faults_of_draws(
    exercise: Exercise, seeds: Sequence[int], letters: Collection[str]
) -> Iterator[tuple[str, str, bool]]:
    told: set[str] = set()
    variants = [VariantMaker(draw_variant(exercise, seed)).questions for seed in seeds]
    printed = [find_told_answer(stage) for stages in variants for stage in stages]
    if printed and all(printed):
        message = "nothing is left to work out; ask for what takes an idea beyond what is printed"
        yield "empty", f"prompt: with `{printed[0]}` in it {message}", True
    for place, (seed, stages) in enumerate(zip(seeds, variants, strict=True)):
        for stage in stages:
            if not place and (head := find_key_in_other_letters(stage, seed)):
                message = "only writes the key in other letters; compute it from what the prompt states"
                yield "wrapped", f"witness: this {head} {message}", True
            if not place and (difference := _find_difference(stage, seed)):
                message = "give a key for these, too, or say in the prompt and in assume what is left out"
                yield "special", f"witness: for an array {difference}; {message}", True
            if not place and _shows_key(stage, exercise.title):
                yield "leak", "title: it prints the key as a formula; name the idea", True
            for field, line in _list_breaks(stage, letters):
                if field not in told:
                    told.add(field)
                    yield "line", f"{field}: {_describe_break(line)}", False


def _find_difference(stage: StageMaker, seed: int) -> str:
    """Return for which special arrays a code differs from its witness; nothing where a condition is said."""
    heads = {"array", "loops"} & stage.question.witness.keys()
    if stage.kind != "code" or not heads or is_array_limited(stage.prompt()):
        return ""
    (claimed,) = make_question_trials(stage, seed)
    return find_special_difference(claimed.trial)


def _shows_key(stage: StageMaker, title: str) -> bool:
    """Return whether a title has the formula of a key, its letters small or capital."""
    answer, frame = stage.question.answer, stage.scope.frame
    declared = {name.lower(): name for name in frame.names.declared}
    if not isinstance(answer, TextSpec):
        return False
    for shown in _SHOWN.finditer(title):
        text = _WORD.sub(lambda word: declared.get(word[0].lower(), word[0]), shown[1] or shown[2])
        try:
            formula, key = frame.read(text, "title"), frame.read(answer.text, "answer")
        except (BankError, CheckError):
            continue
        if canonicalise_tree(formula) == canonicalise_tree(key) and len(text) > len("1/n"):
            return True
    return False


def _list_breaks(stage: StageMaker, letters: Collection[str]) -> Iterator[tuple[str, MarkedLine]]:
    """Yield the field of each hint, step and reply with a line that does not follow, and the line."""
    question = stage.question
    letters = stage.scope.frame.names.declared | {*letters}
    texts = [(f"hints {number}", hint, "hints") for number, hint in enumerate(question.hints, 1)]
    texts += [(f"wrong {number}", wrong.say, "wrong") for number, wrong in enumerate(question.wrong, 1)]
    for field, template, name in texts:
        for line in _mark_text(stage.text(template, name), letters):
            yield field, line
    steps = [" ".join(stage.text(step, "steps").split()) for step in question.step_texts]
    for line in _mark_text("\n\n".join(steps), letters):
        yield f"steps {(line.line + 1) // 2}", line


def _mark_text(text: str, letters: frozenset[str]) -> tuple[MarkedLine, ...]:
    try:
        return mark_derivation(text, letters=letters).breaks
    except DrillError:
        return ()


def _describe_break(line: MarkedLine) -> str:
    """Return what does not follow, with the values of both sides where they are known."""
    point = line.counterexample
    at = f"at {point.place} " if point is not None and point.place else ""
    values = f": {at}{point.first} is not {point.second}" if point is not None else ""
    return f"`{line.text}` does not follow{values}"
