"""What drawn values make of an exercise's texts, numbers, choices and stages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from drill.banks.draws import draw_variant
from drill.banks.expression_faults import list_form_texts, list_question_texts
from drill.banks.models import Exercise, FieldPath, Form
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import ChoicesSpec, FaultSpec, NumberSpec
from drill.errors import DrillError
from drill.proving import DRAWS, Severity, count_distinct
from tests.exercises.residue import (
    find_ending_faults,
    find_latex_formulas,
    find_misread_lines,
    is_value_alone,
    value_residue,
)
from tests.exercises.variety import (
    LooseNumbers,
    choice_findings,
    describe_long_key,
    guessed_fault,
    stage_findings,
    variety_fault,
)

FieldFinding = tuple[FieldPath, Severity, str, str]
# Min variants with a bare value as a step that show a fault of the exercise and not of a draw.
_BARE_STEPS = 3
# Number of variants whose formulas are read back from one line.
_READ_BACK = 5
_DIGIT = re.compile(r"\d")


@dataclass
class OptionLengths:
    """In how many of the choices drawn the right option is the longest, or the shortest."""

    choices: int = 0
    longest: int = 0
    shortest: int = 0

    def take(self, question: StageMaker) -> None:
        """Look at the options of one variant."""
        expect = question.expect
        if not isinstance(expect, ChoicesSpec) or not expect.is_single or len(expect.options) < 2:
            return
        right = next(len(option.text) for option in expect.options if option.right)
        wrong = [len(option.text) for option in expect.options if not option.right]
        self.choices += 1
        self.longest += right > max(wrong)
        self.shortest += right < min(wrong)


@dataclass
class _Drawn:
    """The findings on the draws of one exercise, each once."""

    exercise: Exercise
    lengths: OptionLengths
    found: dict[tuple[FieldPath, str], FieldFinding] = field(default_factory=dict)
    keys: dict[int, set[str]] = field(default_factory=dict)
    bare_steps: Counter[FieldPath] = field(default_factory=Counter)
    tried: int = 0

    def add(self, path: FieldPath, code: str, message: str, severity: Severity = "warning") -> None:
        if code not in self.exercise.allow:
            self.found.setdefault((path, code), (path, severity, code, message))

    def draw_form(self, form: Form, variants: int) -> None:
        alone = replace(self.exercise, forms=(form,))
        loose = [LooseNumbers() for _ in form.questions]
        count = max(self._wanted(form, variants), 1)
        for number, seed in enumerate((*self.exercise.seeds, *range(count))):
            maker = VariantMaker(draw_variant(alone, seed))
            self.tried += 1
            for name, template in list_form_texts(form):
                self._read(maker.texts.render(template, name), (*form.at, name), name, template, number)
            for index, question in enumerate(maker.questions):
                self._draw_question(question, index, number)
                loose[index].take(question, question.mistakes().kept)
        for question, numbers in zip(form.questions, loose, strict=True):
            for path, code, message in numbers.findings():
                self.add((*question.at, *path), code, message)

    def _wanted(self, form: Form, variants: int) -> int:
        answers = [question.answer for question in form.questions]
        slips = (len(answer.slips) + answer.none for answer in answers if isinstance(answer, FaultSpec))
        pools = (len(answer.options) for answer in answers if answer.show)
        return max(*slips, *pools, 1, variants if form.params else 1)

    def _draw_question(self, question: StageMaker, index: int, number: int) -> None:
        at, key = question.question.at, question.key
        self.keys.setdefault(index, set()).add(str(key))
        self.lengths.take(question)
        for path, template in list_question_texts(question.question):
            self._read(question.text(template, str(path[0])), (*at, *path), str(path[0]), template, number)
        if self.exercise.pace and (fault := describe_long_key(key)):
            self.add((*at, "answer"), "rapid", fault, "error")
        if isinstance(question.expect, NumberSpec):
            steps = [question.text(step.text, "steps") for step in question.question.steps]
            tolerance = question.expect.tolerance
            for name, code, message in find_ending_faults(question.prompt(), steps, key, tolerance):
                self.add((*at, name), code, message)

    def _read(self, text: str, path: FieldPath, name: str, template: str, number: int) -> None:
        if "@" not in template and number:
            return  # it reads the same in every variant
        for code, message in value_residue(template, text, name):
            self.add(path, code, message)
        if name == "steps" and is_value_alone(template, text):
            self.bare_steps[path] += 1
            # what is left of an equation with two equal sides is a bare value in any draw
            least = _BARE_STEPS if "@" in template and "=" not in template else 1
            if self.bare_steps[path] == least:
                self.add(path, "bare-step", f"it only states a value, {text}; write how it comes about")
        for formula in find_latex_formulas(text) if number < _READ_BACK else ():
            # numbers of as many digits are printed and read alike, and are many
            for line in find_misread_lines(formula) if find_misread_lines(_DIGIT.sub("2", formula)) else ():
                message = f"on one line ${formula}$ is printed {line}, which reads differently"
                self.add(path, "one-line", message, "error")


def drawn_findings(exercise: Exercise, variants: int, lengths: OptionLengths) -> Sequence[FieldFinding]:
    """Return what some draws of an exercise show; its choices are counted in ``lengths``.

    What cannot be drawn is left to ``drill check``.
    """
    drawn = _Drawn(exercise, lengths)
    try:
        for form in exercise.forms:
            drawn.draw_form(form, variants)
        for path, severity, code, message in _find_repetitions(exercise, drawn):
            drawn.add(path, code, message, severity)
    except DrillError:
        return ()
    return tuple(drawn.found.values())


def _find_repetitions(exercise: Exercise, drawn: _Drawn) -> Iterator[FieldFinding]:
    """Yield choices that nearly always fall one way, stages whose key never changes, and rapid exercises
    that are few or can be guessed."""
    yield from stage_findings(exercise, drawn.keys, drawn.tried)
    yield from choice_findings(exercise)
    if not exercise.pace:
        return
    distinct = count_distinct(exercise) if exercise.is_parametrised else 1
    if fault := variety_fault(exercise.forms, distinct):
        yield ("params",), "error", "rapid", fault
    if not exercise.has_stages:
        makers = (VariantMaker(draw_variant(exercise, seed)) for seed in range(DRAWS))
        if fault := guessed_fault(Counter(str(maker.questions[0].key) for maker in makers)):
            yield ("answer",), "error", "rapid", fault
