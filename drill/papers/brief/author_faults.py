"""Find a second author's faults that a proof does not detect: a key that can be guessed or read off, and
lines of text that do not follow.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress

from drill.banks.draws import draw_variant
from drill.banks.models import Exercise
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import MarkedLine, TextSpec, canonicalise_tree, mark_derivation, split_sum_terms
from drill.errors import BankError, CheckError, DrillError
from drill.maths.maths_tree import Node, Sym, find_symbols
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.notation import is_latex, read_latex
from drill.papers.brief.empty_tasks import find_empty_task
from drill.papers.brief.restrictions import FORMULA, list_restrictions
from drill.proving import (
    SeparatingDraws,
    collect_like_terms,
    find_key_in_other_letters,
    find_special_difference,
    make_question_trials,
)

_SENTENCE = re.compile(r"(?<=[.;?!])\s+")
# Numbers that many wrong formulas also give.
_GUESSED = ("0", "1", "-1")
_SHOWN = re.compile(r"\$([^$]+)\$|(?:=|\bis|\bare|:)\s+([^$]+)$")
# Words of a prompt that covers zeros.
_NAMES_ZEROS = re.compile(
    r"\bof (?:zeros|length 0)\b|\bzero (?:row|column|vector)|\ball (?:0|zeros)\b", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z]\w*")
_EQUAL = re.compile(r"(?<![<>!:=])=(?!=)")
# Words of a sentence that may quote a falsehood, and of one whose equation is a condition.
_QUOTES = re.compile(
    r"\b(?:you|student|some(?:body|one)|claim|wrong|mistak|error|false|slip|fault|not)", re.I
)
_CONDITIONS = re.compile(
    r"\b(?:if|where|when|which|until|unless|solv|set|requir|condition|balanc|suppos|instead|would)", re.I
)
# Words right before a formula that is a condition.
_GIVEN = re.compile(r"\b(?:for|with|at|and|or)(?: \w+){0,2},? ?$", re.I)


def list_author_faults(
    exercise: Exercise, draws: SeparatingDraws, letters: Collection[str] = (), *, has_step: bool = False
) -> Iterator[tuple[str, str, bool]]:
    """Yield the code and sentence of each fault, and whether it is an error; the sentence begins with its
    field.

    ``letters`` are those of ``pi``, ``e`` and ``i`` that are letters of its paper. With ``has_step`` its
    author says which step is not in the task, so that whoever solves it decides whether there is one.
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
        if not has_step and (printed := find_empty_task(exercise)):
            yield (
                "empty",
                f"prompt: {printed}; ask for what takes an idea beyond what is printed, or add "
                '`step: "the step that is not in the task"`',
                True,
            )
        yield from _list_faults_of_draws(exercise, draws.seeds, letters)
    except (BankError, CheckError) as error:
        yield "value", f"{error.sentence}, in a draw that was not tried before", True


def _list_faults_of_draws(
    exercise: Exercise, seeds: Sequence[int], letters: Collection[str]
) -> Iterator[tuple[str, str, bool]]:
    told: set[str] = set()
    variants = [VariantMaker(draw_variant(exercise, seed)).questions for seed in seeds]
    for place, (seed, stages) in enumerate(zip(seeds, variants, strict=True)):
        for stage in stages:
            if not place and (head := find_key_in_other_letters(stage, seed)):
                message = "only writes the key in other letters; compute it from what the prompt states"
                yield "wrapped", f"witness: this {head} {message}", True
            if not place and (difference := _find_difference(stage, seed)):
                message = "give a key for these, too, or say in assume what is left out"
                yield "special", f"witness: for an array {difference}; {message}", True
            if not place:
                yield from ((code, fault, True) for code, fault in list_restrictions(stage, seed))
            if not place and _shows_key(stage, exercise.title):
                yield "leak", "title: it prints the key as a formula; name the idea", True
            for field, line in _list_breaks(stage, letters):
                if field not in told:
                    told.add(field)
                    yield "line", f"{field}: {line}", True


def _find_difference(stage: StageMaker, seed: int) -> str:
    """Return the special arrays within the assumptions on which code and witness differ; empty for none."""
    heads = {"array", "loops"} & stage.question.witness.keys()
    if stage.kind != "code" or not heads:
        return ""
    prompt = stage.prompt()
    (claimed,) = make_question_trials(stage, seed)
    return find_special_difference(claimed.trial, needs_value=_NAMES_ZEROS.search(prompt) is not None)


def _shows_key(stage: StageMaker, title: str) -> bool:
    """Return whether a title has the formula of a key, its letters small or capital."""
    answer = stage.question.answer
    frame = stage.scope.frame
    declared = {name.lower(): name for name in frame.names.declared}
    if not isinstance(answer, TextSpec):
        return False
    for shown in _SHOWN.finditer(title):
        text = _WORD.sub(lambda word: declared.get(word[0].lower(), word[0]), shown[1] or shown[2])
        try:
            formula = frame.read(text, "title")
            key = frame.read(answer.text, "answer")
        except (BankError, CheckError):
            continue
        if canonicalise_tree(formula) == canonicalise_tree(key) and len(text) > len("1/n"):
            return True
    return False


def _list_breaks(stage: StageMaker, letters: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the field of each text with a line that does not follow, and the fault of the line."""
    question = stage.question
    # Letters of the exercise are numbers, but for its arrays, of which nothing is judged here.
    arrays = stage.scope.frame.names.matrices | {name for name, axes in question.answer.shapes if axes}
    names = stage.scope.frame.names.declared - arrays
    texts = [("prompt", question.prompt, "prompt")]
    texts += [(f"hints {number}", hint, "hints") for number, hint in enumerate(question.hints, 1)]
    texts += [(f"wrong {number}", wrong.say, "wrong") for number, wrong in enumerate(question.wrong, 1)]
    options = enumerate(question.answer.options, 1)
    texts += [(f"reply {number}", option.say, "answer") for number, option in options if option.say]
    for field, template, name in texts:
        text = " ".join(
            sentence
            for sentence in _SENTENCE.split(stage.text(template, name))
            if not _QUOTES.search(sentence)
        )
        for line in _mark_derivation(text, names | {*letters} - arrays):
            yield field, _describe_break(line)
        # The letters of a prompt may be bound by any equation in it.
        if equation := _find_false_equation(text, frozenset() if name == "prompt" else names):
            yield field, f"`{equation}` is false"
    steps = [" ".join(stage.text(step.text, "steps").split()) for step in question.steps]
    for line in _mark_derivation("\n\n".join(steps), names | {*letters} - arrays):
        yield f"steps {(line.line + 1) // 2}", _describe_break(line)
    for number, step in enumerate(steps, 1):
        if equation := _find_false_equation(step, names):
            yield f"steps {number}", f"`{equation}` is false"


def _mark_derivation(text: str, letters: frozenset[str], *, is_claim: bool = False) -> tuple[MarkedLine, ...]:
    try:
        return mark_derivation(text, letters=letters, is_claim=is_claim).breaks
    except DrillError:
        return ()


def _find_false_equation(text: str, letters: Collection[str]) -> str:
    """Return an equation of a text that is false, though its author claims it; empty for none.

    One is a claim that has ``letters`` alone, and a side with terms that are still to be added, because
    others are mostly conditions or definitions.
    """
    for sentence in _SENTENCE.split(text):
        if _CONDITIONS.search(sentence):
            continue
        for span in FORMULA.finditer(sentence):
            sides = [_read_side(side) for side in _EQUAL.split(span[0].strip("$`"))]
            if _GIVEN.search(sentence[: span.start()]) or not _is_worked_out(sides, letters):
                continue
            if _mark_derivation(span[0], frozenset(letters), is_claim=True):
                return span[0]
    return ""


def _read_side(text: str) -> Node:
    """Return a side of an equation; a lone letter, which may be anything, where it cannot be read."""
    names = Names(frozenset(), functions="bank", undeclared="allow")
    with suppress(DrillError):
        if is_latex(text):
            return read_latex(text, names, {})
        return parse(text, names, "value")
    return Sym("unread")


def _is_worked_out(sides: Sequence[Node], letters: Collection[str]) -> bool:
    """Return whether some side with letters is a sum of terms, and no side has letters that the others lack.

    One without such terms may have a value at the numbers of the exercise.
    """
    is_open = any(
        find_symbols(side) and len(split_sum_terms(side)) > max(1, len(collect_like_terms(side)))
        for side in sides
    )
    return is_open and all(find_symbols(side) <= {*letters} for side in sides)


def _describe_break(line: MarkedLine) -> str:
    """Return what does not follow, with the values of both sides where they are known."""
    point = line.counterexample
    at = f"at {point.place} " if point is not None and point.place else ""
    values = f": {at}{point.first} is not {point.second}" if point is not None else ""
    return f"`{line.text}` does not follow{values}"
