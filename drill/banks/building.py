"""Build exercises from written fields, whose types were checked before.

A sister is merged here: each of her fields replaces the exercise's, except for her prompt, which is appended
to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from drill.banks.models import (
    OPTIONS,
    SHAPE,
    SISTER,
    SLIP,
    Declared,
    Exercise,
    ExerciseShape,
    FieldPath,
    Fields,
    Form,
    Question,
)
from drill.banks.params import HEADS, describe_unknown_head, find_head
from drill.banks.yaml_nodes import Path, RuleFault
from drill.checking import (
    KINDS,
    NO_SLIP,
    ChoicesSpec,
    ClozeSpec,
    FaultSpec,
    FormulaSpec,
    OptionsSpec,
    OrderSpec,
    Spec,
    find_prompt_gaps,
)
from drill.reading import Written, plan_record
from drill.text import did_you_mean


def build_exercise(written: Fields, shape: ExerciseShape = SHAPE) -> Exercise:
    """Return the exercise of written fields, which have a prompt and an answer or stages."""
    return _Builder(shape).exercise(written)


class _Builder:
    def __init__(self, shape: ExerciseShape) -> None:
        self._shape = shape

    def exercise(self, written: Fields) -> Exercise:
        """Return an exercise with one form, or with one per sister."""
        forms = [
            self._form(_merge_sister(written, sister), ("sisters", sister["id"]))
            for sister in written.get("sisters", ())
        ]
        own = _select_fields(self._shape.exercise, written)
        return self._shape.exercise(**own, forms=tuple(forms) or (self._form(written, ()),))

    def _form(self, written: Fields, path: FieldPath) -> Form:
        own = _select_fields(self._shape.form, written)
        own["at"] = path
        own["declared"] = self._declared(written)
        own["sister"] = path[1] if path else ""
        if "stages" not in written:
            own.pop("figure", None)  # the figure of the question
            return self._shape.form(**own, questions=(self._question(written, path, Declared()),))
        setting = written.get("prompt", "")
        questions = tuple(
            self._question(stage, (*path, "stages", index), self._declared(stage), setting)
            for index, stage in enumerate(written["stages"])
        )
        return self._shape.form(**own, setting=setting, questions=questions, has_stages=True)

    def _question(self, written: Fields, path: FieldPath, declared: Declared, setting: str = "") -> Question:
        own = _select_fields(self._shape.question, written)
        own.setdefault("prompt", "")
        own["answer"] = with_asked_rounding(own["answer"], own["prompt"], setting)
        return self._shape.question(**own, at=path, declared=declared)

    def _declared(self, written: Fields) -> Declared:
        return self._shape.declared(**_select_fields(self._shape.declared, written))


def _select_fields(model: Any, written: Fields) -> dict[str, Any]:
    """Return the written fields that belong to a class."""
    names = (planned.attribute for planned in plan_record(model) if not planned.is_derived)
    return {name: written[name] for name in names if name in written}


def _merge_sister(written: Fields, sister: Fields) -> Fields:
    prompts = [fields["prompt"] for fields in (written, sister) if fields.get("prompt")]
    merged = {**written, **sister, "prompt": "\n\n".join(prompts)}
    if "stages" in sister:
        merged.pop("answer", None)
    elif "answer" in sister:
        merged.pop("stages", None)
    return merged


# Decimals that a prompt accepts, decided from its words once for all draws.

_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = rf"(?P<count>{'|'.join(_NUMBER_WORDS)}|\d{{1,2}})"
# Digits count as a request only after such a word, because other sentences mention digits, too.
_ASKED = re.compile(
    rf"\b{_COUNT}[ -](?P<of>significant (?:digits?|figures?)|decimals?\b(?! (?:digit|point)))"
    rf"|\b(?:to|with|give) (?P<plain>{'|'.join(_NUMBER_WORDS)}|\d{{1,2}}) digits?\b",
    re.IGNORECASE,
)
# Only requests, because other sentences also call something exact or a fraction of something.
_ASKED_EXACT = re.compile(
    r"\b(?:Answer|Write|Give|Compute|Find|Type)\b[^.?!]*\bexactly(?:$|[.,:)]|\s+(?:at|for|in|as|\()\s*)"
    r"|\bexact (?:values?|upper|ends|numbers?|decimals?|fractions?|entries|vector)\b|\bboth exact\b"
    r"|\(exact\b(?!,? or\b)|, exactly[.?)]"
    r"|\b(?:as|with|of|in|write) (?:an? (?:\w+ )?fraction|(?:\w+ )?fractions)\b"
    r"(?! of\b|,? or (?:in )?(?:a )?(?:dec|num|per))",
    re.IGNORECASE,
)


def with_asked_rounding(answer: Spec, prompt: str, setting: str = "") -> Spec:
    """Return an answer that accepts the decimals that the prompt, or else the setting, asks for."""
    rounding = _find_asked_rounding(prompt)
    if rounding != "exact" and answer.parts and "exact" in prompt.lower():
        return answer  # it applies to some parts only, and it is unknown to which
    return replace(answer, rounding=rounding or _find_asked_rounding(setting))


def _find_asked_rounding(prompt: str) -> str:
    """Return ``2 digits``, ``3 decimals`` or ``exact``, as a prompt asks; empty for none or several."""
    roundings: set[str] = set()
    for match in _ASKED.finditer(prompt):
        word = (match["count"] or match["plain"]).lower()
        count = _NUMBER_WORDS.index(word) + 1 if word in _NUMBER_WORDS else int(word)
        kind = "decimals" if (match["of"] or "").lower().startswith("decimal") else "digits"
        if 0 < count <= 30:
            roundings.add(f"{count} {kind}")
    if not roundings and _ASKED_EXACT.search(prompt):
        return "exact"
    return roundings.pop() if len(roundings) == 1 else ""


# Rules between the fields of one exercise that no schema expresses.

# Kinds whose answers are lists of options.
LETTERED = tuple(kind.name for kind in KINDS.values() if issubclass(kind.spec, OptionsSpec))
# Fields that belong to stages if an exercise has any.
_OF_QUESTION = ("answer", "hints", "steps", "wrong", "witness")
# A symbol may be declared with its LaTeX, because only params and ``let`` names have values.
_MAY_SHARE = {"vars", "names"}
# Min sisters, because learners soon know fewer by heart; for a rapid exercise its draws count instead, and
# missing parts of a formula are to be known by heart.
_FEWEST_SISTERS = 3


def completeness_faults(body: Fields) -> Iterator[RuleFault]:
    """Yield what prevents a text from being an exercise: no prompt or answer, or both stages and an
    answer."""
    sisters = body.get("sisters")
    if not sisters:
        yield from _find_missing_fields(body, ())
        return
    may_be_few = "pace" in body or all(_has_gap(sister) for sister in sisters)
    if len(sisters) < _FEWEST_SISTERS and not may_be_few:
        yield RuleFault(("sisters",), f"at least {_FEWEST_SISTERS} entries are expected", "", "schema")
    for index, id_ in _find_repeated_ids([sister["id"] for sister in sisters]):
        yield RuleFault(("sisters", index, "id"), f"a second sister with the id {id_}")
    for sister in sisters:
        sister_path = ("sisters", sister["id"])
        of_stages = {name: value for name, value in body.items() if name not in _OF_QUESTION}
        yield from _find_missing_fields(
            {**(of_stages if "stages" in sister else body), **sister}, sister_path
        )


def _has_gap(sister: Fields) -> bool:
    """Return whether a sister asks for the missing part of a formula."""
    answer = sister.get("answer")
    return isinstance(answer, FormulaSpec) and bool(answer.around)


def _find_repeated_ids(ids: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Return the places and ids of a list's entries that repeat an earlier id."""
    return ((index, id_) for index, id_ in enumerate(ids) if id_ in ids[:index])


def _find_missing_fields(body: Fields, field_path: FieldPath) -> Iterator[RuleFault]:
    if "stages" in body and "answer" in body:
        yield RuleFault(
            (*field_path, "answer"), "an exercise has an answer or stages, not both", "take one out"
        )
    elif "stages" in body:
        for field in _OF_QUESTION:
            if field in body:
                yield RuleFault((*field_path, field), f"with stages each stage has its own {field}")
    elif "answer" not in body:
        yield RuleFault(field_path, "an answer is missing", "answer: {number: 2}, or stages:", "schema")
    if "prompt" not in body:
        yield RuleFault((*field_path, "prompt"), "is missing", "", "schema")


def rule_faults(exercise: Exercise) -> Iterator[RuleFault]:
    """Yield broken rules of one exercise whose shape the schema has accepted."""
    for form in exercise.forms:
        for name in form.params:
            if name in (SISTER, SLIP, OPTIONS):
                field_path = (*form.at, "params", name)
                yield RuleFault(
                    field_path, f"{name} is the name of a draw of its own", "rename the parameter"
                )
        for question in form.questions:
            yield from _find_question_rule_faults(form, question)


def _find_question_rule_faults(form: Form, question: Question) -> Iterator[RuleFault]:
    yield from _twice_declared(form, question)
    kind = KINDS[question.answer.kind]
    field_path = question.at
    if form.has_stages and kind.name == "self":
        yield RuleFault((*field_path, "answer"), "a stage is checked: the kind self cannot be used here")
    if isinstance(question.answer, OptionsSpec) and question.answer.show:
        yield from _pool_faults(question.answer, (*field_path, "answer"))
    if isinstance(question.answer, OrderSpec) and not any(
        step.after or step.after is None for step in question.answer.options
    ):
        yield RuleFault(
            (*field_path, "answer", "order"), "no entry comes after another, so every order is right"
        )
    if isinstance(question.answer, FaultSpec):
        yield from _slip_faults(question.answer, (*field_path, "answer"))
    if question.wrong and not kind.takes_mistakes:
        entry_name = {"slips": "slip", "options": "wrong option"}.get(kind.mistakes)
        hint = f"each {entry_name} has its own `say`" if entry_name else ""
        yield RuleFault((*field_path, "wrong"), f"the kind {kind.name} takes no `wrong`", hint)
    if question.witness and not kind.takes_witness:
        yield RuleFault((*field_path, "witness"), f"the kind {kind.name} takes no witness")
    yield from _gap_faults(question)
    yield from _parts_in_wrong(question)
    yield from witness_faults(question)


def _twice_declared(form: Form, question: Question) -> Iterator[RuleFault]:
    """Yield faults if a name is declared both in the exercise and in the stage."""
    first: dict[str, str] = {}
    for declared, field_path in ((form.declared, form.at), (question.declared, question.at)):
        own_params: Mapping[str, Any] = form.params if declared is form.declared else {}
        groups: dict[str, Any] = {"vars": declared.vars, "names": declared.names}
        groups |= {"params": own_params, "let": declared.let}
        for field, names in groups.items():
            for index, name in enumerate(names):
                earlier = first.setdefault(name, field)
                if earlier != field and {earlier, field} != _MAY_SHARE:
                    path = (*field_path, field, name if isinstance(names, Mapping) else index)
                    message = f"{name} is declared in {earlier} and in {field}"
                    yield RuleFault(path, message, "rename one")


def _pool_faults(answer: OptionsSpec, field_path: FieldPath) -> Iterator[RuleFault]:
    right = len(answer.right_ids)
    wrong = len(answer.options) - right
    if not isinstance(answer, ChoicesSpec):
        is_small = right <= answer.show
        due = "more entries than that"
    elif answer.is_single:
        is_small = right < 2 or wrong < answer.show
        due = f"two right options or more, and {answer.show} wrong ones"
    else:
        is_small = not wrong or right + wrong <= answer.show
        due = "more options than that, right ones and wrong ones"
    if is_small:
        yield RuleFault((*field_path, "show"), f"a pool that shows {answer.show} has {due}")


def _slip_faults(answer: FaultSpec, field_path: FieldPath) -> Iterator[RuleFault]:
    for index, id_ in _find_repeated_ids([NO_SLIP, *(slip.id for slip in answer.slips)]):
        yield RuleFault((*field_path, "slips", index - 1, "id"), f"the id {id_} is taken")
    for slip in answer.slips:
        here = (*field_path, "slips", slip.id)
        if slip.line + len(slip.texts) - 1 > len(answer.lines):
            yield RuleFault(here, f"it reaches beyond the {len(answer.lines)} lines of the argument")
    if len({slip.line for slip in answer.slips}) < 2:
        yield RuleFault((*field_path, "slips"), "slips go in two lines or more, so that the answer varies")


def _parts_in_wrong(question: Question) -> Iterator[RuleFault]:
    """Yield faults of mistakes: for ``parts`` they name some parts, otherwise each is one text."""
    answer = question.answer
    parts = dict(answer.parts)
    how = KINDS[answer.kind].mistakes
    for index, mistake in enumerate(question.wrong):
        path = (*question.at, "wrong", index, "answer")
        if how == "parts" and isinstance(mistake.answer, str):
            yield RuleFault(path, f"a mistake in {answer.kind} names the parts, {{mean: …}}")
        elif how == "parts":
            for name in mistake.answer:
                if name not in parts:
                    known = ", ".join(parts)
                    yield RuleFault((*path, name), f"no part is called {name!r}", f"known: {known}")
        elif how == "text" and not isinstance(mistake.answer, str):
            yield RuleFault(path, "one text is expected; put it in quotes")


def _gap_faults(question: Question) -> Iterator[RuleFault]:
    """Yield faults of gaps: each gap of a prompt needs an answer, and appears in the prompt once."""
    if not isinstance(question.answer, ClozeSpec):
        return
    gap_names = [gap[1] for gap in find_prompt_gaps(question.prompt)]
    prompt_path = (*question.at, "prompt")
    for name in gap_names:
        if name not in dict(question.answer.parts):
            yield RuleFault(prompt_path, f"no gap is called {name!r}", "the names are those of `cloze`")
    for name, _ in question.answer.parts:
        if gap_names.count(name) != 1:
            yield RuleFault(prompt_path, f"[[{name}]] must appear once, outside formulas and code")


def witness_faults(question: Question) -> Iterator[RuleFault]:
    """Yield faults of a question's witness; for ``parts`` each part may have its own."""
    witness = question.witness
    field_path = (*question.at, "witness")
    if not witness:
        return
    parts = tuple(name for name, part in question.answer.parts if KINDS[part.kind].takes_witness)
    if parts and set(witness) <= set(parts):
        for part, part_witness in witness.items():
            if isinstance(part_witness, Mapping) and part_witness:
                yield from _find_witness_faults(part_witness, (*field_path, part), ())
            else:
                yield RuleFault(
                    (*field_path, part), "a witness is expected, such as {value: 2}", "", "witness"
                )
        missing = [
            name
            for name, part in question.answer.parts
            if KINDS[part.kind].needs_witness and name not in witness
        ]
        if missing:
            yield RuleFault(field_path, f"it says nothing about {missing[0]}", "", "witness")
        return
    yield from _find_witness_faults(witness, field_path, parts)


def _find_witness_faults(
    witness: Mapping[str, Written], path: Path, parts: Sequence[str]
) -> Iterator[RuleFault]:
    """Yield faults of one witness, whose arguments may include names of parts."""
    name = find_head(witness)
    if name is None:
        unknown, message, hint = describe_unknown_head(witness)
        yield RuleFault((*path, unknown), message, hint, "witness")
        return
    head = HEADS[name]
    for argument in witness:
        if argument != name and argument not in (*head.arguments, *parts):
            hint = did_you_mean(argument, head.arguments) if head.arguments else f"{name} takes none"
            message = f"{name} has no argument {argument!r}"
            yield RuleFault((*path, argument), message, hint, "witness")
    missing = [argument for argument in head.needs if argument not in witness]
    if missing:
        yield RuleFault(path, f"{name} needs {' and '.join(missing)}", "", "witness")
