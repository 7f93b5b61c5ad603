"""A variant of an exercise: values drawn and substituted, text rendered, keys and known mistakes computed.

Runs in processes that may compute: in the worker, or in ``drill check`` and ``drill preview``.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property

from drill.authored_figure import AuthoredFigure
from drill.banks.draws import (
    Draw,
    KnownMistake,
    SplitMix64,
    Stage,
    Variant,
    draw_variant,
    fixed_in,
    restore_draw,
)
from drill.banks.figure_expansion import FigureExpansion
from drill.banks.filled_answers import Answers, counts_as_same_answer
from drill.banks.models import OPTIONS, SLIP, Exercise, FieldPath, Question
from drill.banks.scope import DrawScope, at_field, frame_of
from drill.banks.templates import Texts
from drill.checking import (
    NO_SLIP,
    ArraySpec,
    ClozeSpec,
    ConditionsSpec,
    FaultSpec,
    Key,
    Option,
    OptionsSpec,
    OrderSpec,
    PartsSpec,
    ShapeSpec,
    Slip,
    Spec,
    axes_in_prompt,
    names_of_entries,
    with_blanks,
)
from drill.drawing.figure import Figure
from drill.errors import BankError

# Why a known mistake is left out of a draw in which it is right.
EQUALS_KEY = "equals the key"


def expand_variant(
    exercise: Exercise, seed: int, *, item: str, avoid: Sequence[Mapping[str, str]] = ()
) -> Variant:
    """Return the variant of a seed; ``avoid`` contains earlier draws that should not come again.

    The variant should not read like them either. Raises BankError that names the exercise and the field if
    something cannot be drawn or computed.
    """
    with at_field(exercise=exercise.id):
        drawn = draw_variant(exercise, seed, avoid)
        maker = _make_unlike_variant(exercise, seed, drawn, avoid) if avoid else VariantMaker(drawn)
        return maker.variant(item, seed)


def _make_unlike_variant(
    exercise: Exercise, seed: int, drawn: Draw, avoid: Sequence[Mapping[str, str]]
) -> VariantMaker:
    """Return the maker of a variant that reads differently from all earlier draws; of ``drawn`` if none
    does."""
    first = VariantMaker(drawn)
    earlier_texts: set[tuple[str, ...]] = set()
    for params in avoid[-24:]:
        with suppress(BankError):  # its sister may no longer exist
            earlier_texts.add(VariantMaker(restore_draw(exercise, params)).asked())
    candidate = first
    drawn_before = [*avoid]
    # Max draws that are tried for one that reads differently.
    for _ in range(40 if earlier_texts else 0):
        if candidate.asked() not in earlier_texts:
            return candidate
        drawn_before.append(candidate.drawn.params)
        candidate = VariantMaker(draw_variant(exercise, seed, drawn_before))
        if candidate.drawn.params in drawn_before:
            break
    return first if candidate.asked() in earlier_texts else candidate


def expand_values(exercise: Exercise, params: Mapping[str, str], *, item: str, seed: int = 0) -> Variant:
    """Return the variant of values that were drawn before; the seed only orders the options."""
    with at_field(exercise=exercise.id):
        return VariantMaker(restore_draw(exercise, params)).variant(item, seed)


def expand_with(exercise: Exercise, seed: int, wanted: Mapping[str, str], *, item: str) -> Variant:
    """Return the variant of a seed with some given values."""
    with at_field(exercise=exercise.id):
        return VariantMaker(fixed_in(exercise, seed, wanted)).variant(item, seed)


@contextmanager
def fields_at(field_path: FieldPath) -> Generator[None]:
    """Prefix ``field_path`` to the field named by a BankError that is raised inside."""
    try:
        yield
    except BankError as error:
        error.field = ".".join(filter(None, (*map(str, field_path), error.field)))
        raise


@dataclass(frozen=True, slots=True)
class Mistakes:
    """The known mistakes of a variant, and why others are left out, by their indices in ``wrong``."""

    kept: tuple[KnownMistake, ...]
    # The index of each kept mistake in ``wrong``.
    places: tuple[int, ...]
    dropped: Mapping[int, str]


class VariantMaker:
    """Computes the `Variant` of a draw, part by part, each on first use."""

    def __init__(self, drawn: Draw) -> None:
        self.drawn = drawn
        self.form = drawn.form
        self.scope = DrawScope(frame_of(drawn.form), drawn.params)

    @cached_property
    def texts(self) -> Texts:
        """The renderer of the form's templates."""
        return Texts(self.scope)

    @cached_property
    def questions(self) -> tuple[StageMaker, ...]:
        """Return the makers of the stages of the form's questions."""
        questions: list[StageMaker] = []
        for question in self.form.questions:
            with fields_at(question.at):
                questions.append(StageMaker(question, self.drawn))
        return tuple(questions)

    def asked(self) -> tuple[str, ...]:
        """Return all texts that a learner sees before an answer, the same for every seed."""
        with fields_at(self.form.at):
            texts = [self.texts.render(self.form.setting, "prompt")]
        if self.form.figure or any(question.figure for question in self.form.questions):
            texts += self.drawn.params.values()
        for question in self.questions:
            with fields_at(question.question.at):
                texts += [question.prompt(), *question.lines(), *question.option_texts()]
        return tuple(texts)

    def variant(self, item: str, seed: int) -> Variant:
        """Compute all parts of the variant and return it."""
        form = self.form
        with fields_at(form.at):
            texts = self.texts
            setting = texts.render(form.setting, "prompt")
            theory = texts.render(form.theory, "theory")
            shape = texts.render(form.shape, "shape")
            motion = texts.render(form.motion, "motion")
        return Variant(
            item=item, seed=seed, params=dict(self.drawn.params), is_chain=form.has_stages,
            setting=setting, theory=theory, card=form.card, shape=shape, motion=motion, links=form.links,
            figure=self.figure(), stages=tuple(question.stage(seed) for question in self.questions),
        )  # fmt: skip

    def figure(self) -> Figure | None:
        """Return the figure of the setting."""
        with fields_at(self.form.at):
            return _expand_figure_or_none(self.form.figure, self.scope, self.texts, "figure")


class StageMaker:
    """Computes the `Stage` of a question and a draw, part by part."""

    def __init__(self, question: Question, drawn: Draw) -> None:
        self.question = question
        self.drawn = drawn
        self.scope = DrawScope(frame_of(drawn.form, question), drawn.params)
        self.texts = Texts(self.scope)
        self.kind = question.answer.kind

    @cached_property
    def answers(self) -> Answers:
        """The answers of the question for this draw."""
        return Answers(self.scope, self.texts.render)

    def text(self, template: str, field: str) -> str:
        """Return a template of the question with the values in it."""
        return self.texts.render(template, field)

    def prompt(self) -> str:
        """Return the prompt, with blanks for the gaps of a cloze."""
        template = self.question.prompt
        has_gaps = isinstance(self.question.answer, ClozeSpec)
        return self.text(with_blanks(template) if has_gaps else template, "prompt")

    @cached_property
    def slip(self) -> Slip | None:
        """Return the slip drawn into an argument, or None. Raises BankError if it no longer exists."""
        drawn = self.drawn.params.get(self.question.drawn_name(SLIP))
        slips = {slip.id: slip for slip in self.question.answer.slips}
        if drawn == NO_SLIP or drawn in slips:
            return slips.get(drawn)
        raise BankError(f"no slip is called {drawn!r}", field="answer.slips", code="gone")

    @cached_property
    def expect(self) -> Spec:
        """Return the answer spec with all values substituted, ready for the checker."""
        spec = self.question.answer
        if isinstance(spec, FaultSpec):
            key = NO_SLIP if self.slip is None else str(self.slip.line)
            spec = FaultSpec(kind="fault", argument=key, count=len(spec.lines))
        elif isinstance(spec, OptionsSpec):
            spec = replace(spec, options=self._options_shown(spec), show=0)
        frame = self.scope.frame
        latex = tuple(frame.latex.items())
        expect = replace(self.answers.expect(spec), vars=frame.vars, latex=latex, assume=self.scope.assumed)
        prompts = f"{self.drawn.form.setting} {self.question.prompt}"
        axes = axes_in_prompt(prompts, self.drawn.params)
        if isinstance(expect, ShapeSpec):
            return replace(expect, lengths=axes)
        if isinstance(expect, PartsSpec):
            parts = (
                (name, replace(part, lengths=axes) if isinstance(part, ShapeSpec) else part)
                for name, part in expect.parts
            )
            return replace(expect, parts=tuple(parts))
        if isinstance(expect, (ArraySpec, ConditionsSpec)) and (length := expect.length_of_vector):
            return replace(expect, entries=names_of_entries(prompts, length))
        return expect

    def _options_shown(self, spec: OptionsSpec) -> tuple[Option, ...]:
        """Return the options drawn from a pool, in the file's order.

        Raises BankError if one no longer exists.
        """
        drawn = self.drawn.params.get(self.question.drawn_name(OPTIONS))
        if drawn is None:
            return spec.options
        ids = drawn.split()
        known = {option.id for option in spec.options}
        if gone := next((id_ for id_ in ids if id_ not in known), ""):
            raise BankError(f"no option is called {gone!r}", field=f"answer.{spec.kind}", code="gone")
        return tuple(option for option in spec.options if option.id in ids)

    def lines(self) -> tuple[str, ...]:
        """Return the lines of an argument with the slip in it; empty for other kinds."""
        answer = self.question.answer
        if not isinstance(answer, FaultSpec):
            return ()
        lines = list(self._lines_of(answer))
        if self.slip is not None:
            start = self.slip.line - 1
            texts = self.texts.each(self.slip.texts, f"answer.slips.{self.slip.id}.text")
            lines[start : start + len(texts)] = texts
        return tuple(lines)

    def right_line(self) -> str:
        """Return the first wrong line as it would be without the slip; empty if no line is wrong."""
        answer = self.question.answer
        if not isinstance(answer, FaultSpec) or self.slip is None:
            return ""
        return self._lines_of(answer)[self.slip.line - 1]

    def _lines_of(self, answer: FaultSpec) -> tuple[str, ...]:
        return self.texts.each([line.text for line in answer.lines], "answer.fault")

    def option_texts(self) -> list[str]:
        """Return the texts of the options shown; empty for other kinds."""
        answer = self.question.answer
        options = self._options_shown(answer) if isinstance(answer, OptionsSpec) else ()
        return [self.text(option.text, f"answer.{answer.kind}") for option in options]

    def mistakes(self) -> Mistakes:
        """Return the known mistakes that differ in this variant from the key and from one another."""
        distinct: list[KnownMistake] = []
        places: list[int] = []
        dropped: dict[int, str] = {}
        for index, mistake in enumerate(self.question.wrong):
            answer = self._mistake(mistake.answer, f"wrong.{index}.answer")
            why = "has no value" if answer is None else self._find_same(answer, distinct, places)
            if answer is None or why:
                dropped[index] = why
                continue
            said = self.text(mistake.say, f"wrong.{index}.say")
            distinct.append(KnownMistake(answer, said, mistake.mistake))
            places.append(index)
        if isinstance(self.question.answer, FaultSpec) and self.slip is not None:
            distinct.append(
                KnownMistake(NO_SLIP, self.text(self.slip.say, f"answer.slips.{self.slip.id}.say"))
            )
        return Mistakes(tuple(distinct), tuple(places), dropped)

    def _find_same(self, answer: Key, earlier: Sequence[KnownMistake], places: Sequence[int]) -> str:
        """Describe the answer that a mistake equals within the tolerance (key, earlier one), if any."""
        if counts_as_same_answer(self.expect, answer, None):
            return EQUALS_KEY
        same = (
            place
            for mistake, place in zip(earlier, places, strict=True)
            if counts_as_same_answer(self.expect, answer, mistake.answer)
        )
        place = next(same, None)
        return "" if place is None else f"equals wrong {place + 1}"

    def _mistake(self, raw: Key, field: str) -> Key | None:
        """Return the wrong answer of a known mistake as typeable text, or None if it has no value here."""
        expect = self.expect
        try:
            if isinstance(raw, str):
                return self._mistake_text(expect, raw, field)
            return {name: self._mistake_text(expect.part(name), text, field) for name, text in raw.items()}
        except BankError as error:
            if error.code != "value":
                raise
            return None

    def _mistake_text(self, expect: Spec, text: str, field: str) -> str:
        value = expect.fill_text(self.answers, text, field)
        return self.answers.shown(expect, value)

    def options(self, seed: int) -> tuple[Option, ...]:
        """Return the options in the order shown: at random, unless ``keep-order`` is set."""
        expect = self.expect
        if not isinstance(expect, OptionsSpec) or expect.keep_order:
            return expect.options
        places = _shuffle_options(expect, seed, self.question.drawn_name(OPTIONS))
        return tuple(expect.options[index] for index in places)

    def stage(self, seed: int) -> Stage:
        """Compute all parts of the stage and return it."""
        question = self.question
        with fields_at(question.at):
            prompt = self.prompt()
            result = self.text(question.result, "result")
            steps = self.texts.each((step.text for step in question.steps), "steps")
            key = self.key
            expect = self.expect
            return Stage(
                prompt=prompt,
                key=key,
                expect=expect,
                result=result,
                steps=steps,
                hints=self.texts.each(question.hints, "hints"),
                options=self.options(seed),
                lines=self.lines(),
                right_line=self.right_line(),
                fields=tuple(key) if isinstance(key, Mapping) else (),
                names=dict(self.scope.frame.latex),
                vars=self.scope.frame.vars,
                figure=self.figure(question.figure, "figure"),
                step_figures=self.step_figures(),
                option_figures={
                    option.id: figure
                    for option in expect.options
                    if (figure := self.figure(question.option_figures.get(option.id), "answer.figure"))
                },
                wrong=self.mistakes().kept,
            )

    def figure(self, figure: AuthoredFigure | None, field: str) -> Figure | None:
        """Return a figure of the question; None if one that is not needed cannot be drawn."""
        return _expand_figure_or_none(figure, self.scope, self.texts, field)

    def step_figures(self) -> tuple[Figure | None, ...]:
        """Return the figures of the steps, one each; empty if no step has one."""
        steps = self.question.steps
        if not any(step.figure for step in steps):
            return ()
        return tuple(self.figure(step.figure, f"steps.{index}.figure") for index, step in enumerate(steps))

    @cached_property
    def key(self) -> Key:
        """Return the key as typeable text."""
        with at_field("answer"):
            return self.expect.typeable_key(self.answers)


def _expand_figure_or_none(
    figure: AuthoredFigure | None, scope: DrawScope, texts: Texts, field: str
) -> Figure | None:
    if figure is None:
        return None
    try:
        return FigureExpansion(figure, scope, texts.render, field).figure()
    except BankError:
        if figure.needed:
            raise
        return None  # the exercise does not need it, and `drill check` names it


def _shuffle_options(expect: OptionsSpec, seed: int, stream: str) -> list[int]:
    """Return the option indices in random order; for an order question, one that is not the right order."""
    generator = SplitMix64(seed, stream)
    ids = [option.id for option in expect.options]
    places = generator.permutation(len(ids))
    if not isinstance(expect, OrderSpec) or len(ids) == 1:
        return places
    # Entries drawn from a pool may be right in every order.
    for _ in range(1000):
        if expect.first_misplaced([ids[index] for index in places]) is not None:
            break
        places = generator.permutation(len(ids))
    return places
