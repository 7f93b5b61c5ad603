"""The verdict on an answer and the mark that follows, with their sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from drill.banks.draws import Stage
from drill.banks.models import Link
from drill.checking import NO_SLIP, Key
from drill.codec import leave_out_empty, pick_fields
from drill.drawing.figure import Figure
from drill.gyr.events import Attempt
from drill.gyr.state import Colour, ItemState, State
from drill.session.drilling.answer_help import option_signs, right_places, taken_ids
from drill.session.drilling.exercise_view import RENEWED, ExerciseView
from drill.session.drilling.session_events import Drawn, Markdown, Sentence, SessionEvent, figure_shape
from drill.session.drilling.verdict_question import UNMARKED
from drill.session.drilling.working_feedback import CheckedWorking
from drill.session.key_display import LETTERS, as_key, key_text, mark_up_typed_text, shown_key
from drill.session.library.exercise_library import format_link
from drill.store import OpenAttempt
from drill.text import describe_return_day

if TYPE_CHECKING:
    from drill.session.standing.prerequisites import SkillLine


@dataclass(frozen=True, slots=True)
class Consequence:
    """The effect of a mark, shown next to its key before the key is pressed."""

    colour: Colour
    # The state that the exercise is in then, and when it comes back.
    after: ItemState
    due: date | None
    # False for practice that does not count.
    counts: bool

    @property
    def shown(self) -> State:
        """The colour, or that it is parked."""
        return "parked" if self.after.state == "parked" else self.colour


# How a verdict was reached, in words.
_EVIDENCE = {
    "structure": "compared as written", "proved": "proved by SymPy", "numeric": "compared by values",
    "rounded": "compared as a rounded number", "code": "compared on random arrays",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictView(SessionEvent):
    """The verdict on the exercise at hand, and the effect of each mark."""

    TYPE = "verdict"

    exercise: ExerciseView
    """As it is since its key is shown."""
    right: Mapping[bool, Consequence]
    """Consequences of "I know why" yes and no, if the answer counts as right."""
    wrong: Mapping[bool, Consequence]
    """Consequences of "I see where" yes and no, if the answer counts as wrong."""
    seconds: float
    """Active time up to the answer."""
    at_pace: bool | None = None
    """Whether a right rep was at pace; None if no clock is shown."""
    evidence: str = ""
    """How the checker reached the verdict: a word of `drill.checking.Verdict`."""
    figure: Figure | None = None
    """With a wrong answer drawn in it, where the figure has a place for it."""
    source: str = ""
    """Where the exercise is from, if its file says so."""
    parts: Mapping[str, bool] = field(default_factory=dict[str, bool])
    """Of a wrong answer in several parts, whether each is right; a part that is not decided is left out."""
    first_description: str = ""
    """The fault of a first answer, if there was a second try: ``the reciprocal: invert the fraction.``"""
    working: CheckedWorking | None = None
    """The working with its signs; None if none was typed, or it could not be checked in time."""
    sentence: str = ""
    """After a right answer on a paper's formula, the paper's sentence around it."""

    @property
    def type(self) -> str:
        """The name of its kind: a key that was shown without a verdict is another."""
        return "revealed" if self.verdict == "revealed" else self.TYPE

    @property
    def stage(self) -> Stage:
        """The stage that the answer belongs to."""
        return self.exercise.stage

    @property
    def attempt(self) -> OpenAttempt:
        """The attempt, which holds the checker's verdict."""
        return self.exercise.attempt

    @property
    def verdict(self) -> Literal["correct", "wrong", "revealed"]:
        """The checker's verdict; ``revealed`` without one."""
        if self.exercise.decides or self.attempt.given.revealed:
            return "revealed"
        return "correct" if self.attempt.given.ok else "wrong"

    @property
    def message(self) -> str:
        """The fault in the answer, or in the line of an argument."""
        return self.attempt.given.message or self.stage.reason

    @property
    def reached(self) -> str:
        """How the checker reached the verdict, in words; empty for what needs none."""
        return _EVIDENCE.get(self.evidence, "")

    @property
    def why_wrong(self) -> str:
        """Why it is wrong, where no steps are shown, because the first step explains more than a remark that
        the answer is not equal to the key, or how many times as large it is.
        """
        says_little = self.attempt.given.code in ("wrong", "factor")
        if says_little:
            return next(iter(self.stage.steps), self.message)
        return self.message

    @property
    def answer(self) -> Key:
        """The answer given, on the second try if there was one."""
        return as_key(self.attempt.given.second or self.attempt.given.answer)

    @property
    def first(self) -> Key:
        """The first answer, if there was a second try; else empty."""
        return as_key(self.attempt.given.answer) if self.attempt.given.second else ""

    @property
    def is_second_right(self) -> bool:
        """Whether the second answer was right: the attempt counts as wrong all the same."""
        return self.attempt.given.is_second_right and self.verdict == "wrong"

    @property
    def ok(self) -> bool | None:
        """Whether the answer counts as right; None if the learner judges it."""
        return None if self.exercise.decides else bool(self.attempt.given.ok)

    @property
    def whole(self) -> bool | None:
        """Whether the attempt would count as right if marked now; None if the learner judges it."""
        return self.ok and self.exercise.is_last and not self.exercise.failed_before

    @property
    def shape(self) -> str:
        """The author's shape once the attempt may be marked; of a rapid exercise none."""
        return self.exercise.variant.shape if self._shows_way else ""

    @property
    def motion(self) -> str:
        """The author's motion once the attempt may be marked; of a rapid exercise none."""
        return self.exercise.variant.motion if self._shows_way else ""

    @property
    def _shows_way(self) -> bool:
        return "mark" in self.exercise.ways and not self.exercise.entry.is_rapid

    @property
    def own_line(self) -> str:
        """One's own line on shape and motion in this pass."""
        state = self.exercise.state
        lines = self.exercise.own_lines
        return next((line.text for line in lines if line.pass_ == state.next_pass), "")

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The verdict with the fault, the answer and the right one."""
        return tuple(list_verdict(self))

    @property
    def fields(self) -> dict[str, Any]:
        """The verdict, or the key that was revealed."""
        attempt = self.attempt
        fields: dict[str, Any] = {"message": self.message} if self.message else {}
        if self.verdict != "revealed":
            fields = {"verdict": self.verdict, "code": attempt.given.code, "message": self.message}
            fields |= leave_out_empty({"mistake": attempt.given.mistake})
            if self.first:
                fields["second"] = "correct" if self.is_second_right else "wrong"
        if self.exercise.is_rep:
            fields["at_pace"] = self.at_pace
        fields |= pick_fields(self.stage, "key steps") | {"figure": figure_shape(self.figure)}
        fields["step_figures"] = [*map(figure_shape, self.stage.step_figures)]
        if self.exercise.stage_number is not None:
            fields |= {"stage": list(self.exercise.stage_number), "then": list(self.exercise.ways)}
        return fields


@dataclass(frozen=True, slots=True)
class Marked(SessionEvent):
    """A mark that is durable."""

    TYPE = "marked"

    # As it was before the mark.
    exercise: ExerciseView
    facts: Attempt
    effect: Consequence
    # The study day.
    day: date
    # For a red or parked exercise: the skills to drill first, the deepest first.
    first: tuple[SkillLine, ...] = ()
    # With the first red, and for a parked exercise: other explanations.
    links: tuple[Link, ...] = ()
    # One line, where passes alone do not seem to help.
    advice: str = ""
    notice: str = ""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The effect of the mark; nothing if the answer cannot count."""
        return tuple(filter(None, [describe_mark(self)]))

    @property
    def fields(self) -> dict[str, Any]:
        """The mark with its effect, and the texts beside it."""
        effect = self.effect
        more = {
            "red_pass": effect.after.red_pass if effect.counts else 0,
            **pick_fields(self.facts, "stages"),
            **pick_fields(self, "advice notice first(skill title left)"),
            "links": [*map(format_link, self.links)],
        }
        return {
            **pick_fields(self.exercise, "item"), **pick_fields(effect, "mark=colour"),
            **pick_fields(effect.after, "state round pass=passes"), **pick_fields(effect, "due"),
            **leave_out_empty(more),
        }  # fmt: skip


def list_verdict(verdict: VerdictView) -> Iterator[Sentence]:
    """Return the verdict with the fault, the answer and the correct one."""
    yield Markdown(f"{_choose_verdict_word(verdict)} {describe_verdict(verdict)}".rstrip())
    if not (verdict.exercise.is_rep and verdict.ok):
        yield from map(Markdown, list_answers(verdict))
    if verdict.figure is not None:
        yield Drawn(verdict.figure)
    if verdict.sentence and not verdict.exercise.is_rep:
        yield Markdown(f"You can read this in the paper now: {verdict.sentence}")


def _choose_verdict_word(verdict: VerdictView) -> str:
    if verdict.exercise.is_in_a_book:
        return "Done."
    if verdict.is_second_right:
        return "Right on the second try."
    if verdict.exercise.is_rep and verdict.verdict == "revealed":
        return "Undecided, so it does not count."
    return {"correct": "Right.", "wrong": "Wrong.", "revealed": "The solution."}[verdict.verdict]


def describe_verdict(verdict: VerdictView) -> str:
    """Return the message with a verdict: the fault, or points for the learner to compare; often nothing."""
    if verdict.exercise.is_in_a_book:
        minutes, seconds = divmod(round(verdict.seconds), 60)
        return f"It took {minutes}:{seconds:02}. Compare it with the book."
    if verdict.is_second_right:
        return _describe_first_fault(verdict, f"wrong. {verdict.message}")
    if verdict.exercise.is_rep and not verdict.ok:
        return verdict.why_wrong
    before_key = verdict.attempt.given.before_key if verdict.first else ""
    if before_key and before_key not in verdict.message:
        return f"{verdict.message} {_describe_first_fault(verdict, f'wrong as well: {before_key}')}"
    return verdict.message


def _describe_first_fault(verdict: VerdictView, otherwise: str) -> str:
    """Return the fault of the first answer, which is the subject because ``This`` would mean the second one.

    ``otherwise`` completes the sentence where the checker has no description of the answer.
    """
    return f"Your first answer was {verdict.first_description or otherwise}"


def list_answers(verdict: VerdictView) -> Iterator[str]:
    """Return the answer given and the right one, a Markdown line each; options and parts one by one."""
    view = verdict.exercise
    if view.is_chosen:
        yield from _list_chosen_options(view, verdict)
        return
    if verdict.first:
        yield f"You first: {mark_up_typed_text(key_text(verdict.first))}"
    if verdict.parts and isinstance(verdict.answer, Mapping) and isinstance(verdict.stage.key, Mapping):
        for name, text in verdict.answer.items():
            is_right = verdict.parts.get(name)
            word = "not decided" if is_right is None else "right" if is_right else "wrong"
            key = "" if is_right else f"; {shown_key(view.stage, {name: verdict.stage.key[name]})}"
            yield f"{name}: you typed {mark_up_typed_text(text)}, {word}{key}"
        return
    if verdict.ok and key_text(verdict.answer) == key_text(verdict.stage.key):
        return
    if verdict.answer:
        yield f"{'Then' if verdict.first else 'You'}: {mark_up_typed_text(key_text(verdict.answer))}"
    if verdict.stage.key:
        yield f"Right: {shown_key(view.stage, verdict.stage.key)}"


def _list_chosen_options(view: ExerciseView, verdict: VerdictView) -> Iterator[str]:
    signs = option_signs(verdict)
    chosen = str(verdict.answer).split()
    if view.stage.kind == "fault":
        for number, text in enumerate(view.stage.lines, 1):
            is_wrong = str(number) == verdict.stage.key
            yield f"{number}) {text}" + (" (this line is wrong)" if is_wrong else "")
        if verdict.stage.right_line:
            yield f"It should be: {verdict.stage.right_line}"
        elif signs.get(NO_SLIP) == "right":
            yield "No line is wrong."
        return
    letters = {option.id: letter for letter, option in zip(LETTERS, view.stage.options, strict=False)}
    texts = {option.id: option.text for option in view.stage.options}
    if view.stage.kind == "order":
        places = right_places(verdict)
        for index, id_ in enumerate(taken_ids(verdict), 1):
            wrong = signs.get(id_) == "wrong"
            yield f"{index}. {texts[id_]}" + (f" (wrong here: it is number {places[id_]})" if wrong else "")
        return
    words_by_sign = {"right": "right", "wrong": "wrong", "missed": "right, but not chosen"}
    for id_, text in texts.items():
        words = [words_by_sign[signs[id_]]] if id_ in signs else []
        words += ["your choice"] if id_ in chosen and view.stage.kind == "choice" else []
        yield f"{letters[id_]}) {text}" + (f" ({', '.join(words)})" if words else "")


def describe_consequence(mark_effect: Consequence) -> str:
    """Return the effect that a mark would have."""
    if mark_effect.after.state == "parked" and mark_effect.counts:
        return "parks it"
    return mark_effect.colour


def describe_mark(marked: Marked) -> str:
    """Return the effect of a mark; nothing if the answer cannot count."""
    effect = marked.effect
    if not marked.exercise.asks_why:
        return marked.notice
    if not effect.counts:
        notice = marked.notice or UNMARKED
        return f"{notice[0].upper()}{notice[1:].rstrip('.')}."
    if effect.shown == "parked":
        return describe_parked(marked)
    advice = "".join(f" {text}" for text in (marked.advice, marked.notice) if text)
    if effect.colour == "green":
        return f"Green.{advice}"
    how = RENEWED[marked.exercise.entry.renews]
    renewed = ", ".join(filter(None, (describe_return_day(effect.due, marked.day), how)))
    return f"{effect.colour.capitalize()}. Again {renewed}.{advice}"


def describe_parked(marked: Marked) -> str:
    """Return the effect of an exercise's fifth red, with other ways to it."""
    name = marked.exercise.title or marked.exercise.item
    sentences = [f"Red in the fifth pass: {name} is parked until you reopen it."]
    if marked.first:
        sentences.append(f"First drill {marked.first[0].title}.")
    if marked.links:
        sentences.append(f"Read {format_link(marked.links[0])}.")
    return " ".join(sentences)
