"""The exercise at hand as front ends show it, with its question in sentences; plain values only.

Texts such as prompts, steps and theory are Markdown with ``$…$``; keys and answers are plain maths as typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from drill.banks.catalogue import is_book
from drill.banks.draws import Stage, Variant
from drill.banks.models import Card, Renews
from drill.checking import FormulaSpec, Key
from drill.codec import leave_out_empty, pick_fields
from drill.drawing.figure import Figure
from drill.gyr.entry import Entry
from drill.gyr.events import UNDECIDED, ItemId, StageWord
from drill.gyr.plan_ledger import Reason
from drill.gyr.state import Colour, ItemState
from drill.session.drilling.session_events import (
    SECOND,
    Drawn,
    Markdown,
    Retype,
    Sentence,
    SessionEvent,
    figure_shape,
)
from drill.session.drilling.verdict_question import describe_state_and_pass, line_head
from drill.session.key_display import LETTERS, as_key, shown_result
from drill.session.library.exercise_library import OwnLine, format_link
from drill.store import OpenAttempt

CountsAs = Literal["pass", "check", "extra", "rep"]
_COUNTS_AS: Mapping[str, CountsAs] = {"verdict": "pass", "check": "check", "extra": "extra"}

# How an exercise comes back.
RENEWED: Mapping[Renews, str] = {
    "numbers": "with other numbers",
    "sister": "with another of its kind",
    "form": "in another form",
    "nothing": "",
}

# Replies to a request for a theory that nobody wrote, and the question on the lines of an argument.
NO_THEORY = "There is no theory for this exercise."
WHICH_LINE = "Which line is the first wrong one?"

# The step after a verdict.
Way = Literal["next", "mark"]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: the same exercise with other numbers, or a similar one."""

    prompt: str
    steps: tuple[str, ...]
    key: Key
    # How many examples came before it.
    turn: int = 0
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Theory:
    """The theory to review before a yellow or red returns: the skill's card, else the topic's sheet."""

    text: str
    example: Example | None
    card: Card | None = None
    # The id of the card's skill, or the name that the bank gives the card.
    skill: str = ""
    # The title of that skill.
    title: str = ""
    # That of the card.
    figure: Figure | None = None

    @property
    def read(self) -> str:
        """The card as Markdown, else the topic's sheet."""
        if self.card is not None:
            return card_text(self.card, self.title)
        return self.text.strip()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the card and of the example, if there are any."""
        drawn = self.figure, self.example.figure if self.example else None
        return tuple(figure for figure in drawn if figure is not None)

    def as_text(self) -> str:
        """Return one Markdown text: the card, else the theory, then the example with its steps."""
        parts = [self.read] if self.read else []
        if self.example is not None:
            steps = "\n".join(f"{n}. {step}" for n, step in enumerate(self.example.steps, 1))
            parts.append("\n\n".join(part for part in ("**Example.** " + self.example.prompt, steps) if part))
        return "\n\n".join(parts)


def card_text(card: Card, title: str) -> str:
    """Return a card as Markdown, titled by its skill, its parts headed."""
    heads = [f"**{title}**"] if title else []
    return "\n\n".join((*heads, *(f"**{name.capitalize()}.** {text}" for name, text in card_parts(card))))


def card_parts(card: Card) -> tuple[tuple[str, str], ...]:
    """Return the parts of a card with their heads."""
    parts = (("why", card.why), ("when", card.when), ("watch out", card.watch))
    return tuple((name, text.strip()) for name, text in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseView(SessionEvent):
    """The exercise at hand: the question, the state of its attempt, and its item's earlier state."""

    TYPE = "exercise"

    entry: Entry
    variant: Variant
    attempt: OpenAttempt
    state: ItemState
    title: str = ""
    """Its title; empty if nobody gave it one."""
    subject: str = ""
    """The title of its subject or bank."""
    topic: str = ""
    theory: Theory | None = None
    """Shown first, for a yellow or red."""
    has_read_theory: bool = False
    """Whether the theory was asked for before the answer."""
    own_lines: tuple[OwnLine, ...] = ()
    last_slip: str = ""
    """What went wrong the last time and what was answered, as Markdown; empty if nothing did."""
    why: str = ""
    """Why it comes, in words: ``for DDPM: posterior mean``, ``again: exp in place of log``."""
    reason: Reason | Literal[""] = ""
    """Why it is on the list; empty if it was chosen."""
    left: int = 1
    """Exercises left of this session, this one included."""
    number: int = 1
    """Its number in this session, from 1."""
    is_placement: bool = False
    """Whether it is asked to find out what is known: without hints, theory or any other help."""
    is_rep: bool = False
    """Whether it is a quick one of a warm-up, which colours nothing."""
    is_practice: bool = False
    """Whether its mark does not count, nor its time as time of the day."""
    asks_why: bool = True
    """Whether the learner is asked after a verdict whether they know why."""
    invites_shape: bool = False
    """Whether to say that shape and first move want to be pictured: where the setting does not decide."""
    was_asked_what_to_do: bool = False
    """Whether it was skipped a third time, and it was asked whether to reveal, park or keep it."""

    @property
    def item(self) -> ItemId:
        """The id of the exercise."""
        return self.entry.item

    @property
    def stage(self) -> Stage:
        """The current stage."""
        return self.variant.stages[len(self.attempt.done)]

    @property
    def stage_number(self) -> tuple[int, int] | None:
        """The number of the current stage, from 1, and how many there are; None without stages."""
        if not self.variant.is_chain:
            return None
        return (len(self.attempt.done) + 1, len(self.variant.stages))

    @property
    def slip_here(self) -> str:
        """The mistake of the last time, unless it reveals a stage that was not reached yet."""
        stage = self.last_slip.partition(":")[0]
        number = self.stage_number
        is_of_other = number is not None and stage.startswith("Stage ") and stage != f"Stage {number[0]}"
        return "" if is_of_other else self.last_slip

    @property
    def results(self) -> tuple[str, ...]:
        """The results of the earlier stages, as shown."""
        return tuple(map(shown_result, self.variant.stages[: len(self.attempt.done)]))

    @property
    def as_(self) -> CountsAs:
        """The kind that its mark will count as."""
        return "rep" if self.is_rep else _COUNTS_AS[self.attempt.becomes]

    @property
    def trail(self) -> tuple[Colour, ...]:
        """The marks of this round up to now."""
        return tuple(mark.colour for mark in self.state.marks if mark.round == self.state.round)

    @property
    def red_pass(self) -> int:
        """The number of this attempt counted from the round's first red, from 1; 0 before any red."""
        return self.state.red_pass + 1 if self.state.first_red else 0

    @property
    def draft(self) -> Key:
        """The answer as typed up to now."""
        return as_key(self.attempt.work.draft)

    @property
    def hints_shown(self) -> tuple[str, ...]:
        """The hints shown on request."""
        return self.stage.hints[: self.attempt.work.hints]

    @property
    def has_shape(self) -> bool:
        """Whether the author describes shape or motion."""
        return bool(self.variant.shape or self.variant.motion)

    @property
    def is_chosen(self) -> bool:
        """Whether the answer is chosen among options or lines, and not typed."""
        return bool(self.stage.options or self.stage.lines)

    @property
    def is_in_a_book(self) -> bool:
        """Whether the learner works with a textbook, and judges the answer."""
        return is_book(self.entry.bank) and self.stage.kind == "self"

    @property
    def is_last(self) -> bool:
        """Whether no stage follows."""
        return len(self.attempt.done) == len(self.variant.stages) - 1

    @property
    def is_begun(self) -> bool:
        """Whether a stage of a chain, or anything a first time, was answered: then it cannot be put away."""
        is_in_chain = self.variant.is_chain and (bool(self.attempt.done) or self.attempt.given.key_shown)
        return is_in_chain or self.attempt.is_tried_again

    @property
    def is_undecided(self) -> bool:
        """Whether the last answer could not be decided: once the key is shown, the learner decides."""
        return self.attempt.given.code == UNDECIDED

    @property
    def decides(self) -> bool:
        """Whether the learner judges the answer.

        True for kind ``self``, after an undecided answer, and where a formula appears next to its key.
        """
        is_compared = self.attempt.given.key_shown and self.attempt.given.ok is None
        return self.stage.kind == "self" or self.is_undecided or is_compared

    @property
    def asks_once(self) -> bool:
        """Whether the learner compares the missing part of a formula: one answer says whether it was right
        and known.
        """
        expect = self.stage.expect
        is_part = isinstance(expect, FormulaSpec) and bool(expect.around)
        return is_part and self.decides and self.attempt.given.key_shown and self.asks_why

    @property
    def failed_before(self) -> bool:
        """Whether an earlier stage was not right: then the attempt cannot be right any more."""
        return any(stage.word != "correct" for stage in self.attempt.done)

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways on from the verdict: the next stage, or the mark once the attempt is over or failed."""
        if self.is_last:
            return ("mark",)
        has_failed = self.failed_before or self.decides or not self.attempt.given.ok
        return ("next", "mark") if has_failed and self.asks_why else ("next",)

    @property
    def words(self) -> tuple[StageWord, ...]:
        """The outcomes of the stages whose key was shown, by the checker; empty without stages."""
        words: list[StageWord] = [stage.word for stage in self.attempt.done]
        given = self.attempt.given
        if given.key_shown and not self.decides:
            words.append("revealed" if given.revealed else "correct" if given.ok else "wrong")
        return tuple(words) if self.variant.is_chain else ()

    @property
    def retype(self) -> Retype | None:
        """The message on the first answer, while a second one is expected."""
        if not self.attempt.is_tried_again:
            return None
        return Retype(SECOND, self.attempt.given.before_key)

    @property
    def figure(self) -> Figure | None:
        """The figure that may be seen before the answer: with the prompt, or after a hint."""
        seen = {"prompt", "hints"} if self.attempt.work.hints else {"prompt"}
        return next((figure for figure in self._figures if figure.show in seen), None)

    @property
    def figure_after(self) -> Figure | None:
        """The figure that is shown with the verdict; a setting's once the attempt may be marked."""
        if self.stage.figure is not None or "mark" in self.ways:
            return next(iter(self._figures), None)
        return self.figure

    @property
    def _figures(self) -> tuple[Figure, ...]:
        return tuple(figure for figure in (self.stage.figure, self.variant.figure) if figure is not None)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The place, the theory, and the question."""
        return (*list_place(self), *list_theory(self), *list_question(self))

    @property
    def fields(self) -> dict[str, Any]:
        """All that may be seen before the answer."""
        theory = self.theory
        stage = self.stage
        return {
            **pick_fields(self, "item title stage=stage_number results as_ left"),
            **pick_fields(self.state, "state round"), **pick_fields(self.attempt, "pass_"),
            **pick_fields(stage, "kind prompt names"), "lines": list(stage.lines) or None,
            "reason": self.reason or None, "setting": self.variant.setting or None, "seed": self.variant.seed,
            "options": _shape_options(stage), "figure": figure_shape(self.figure),
            "card": _shape_card(theory, theory.card) if theory and theory.card else None,
            "example": _shape_example(theory.example) if theory and theory.example else None,
            "theory": theory.text if theory else None, "renews": self.entry.renews,
            **leave_out_empty(pick_fields(stage, "fields") | pick_fields(self, "draft")),
        }  # fmt: skip


def list_place(view: ExerciseView) -> Iterator[Sentence]:
    """Return where an exercise is in the session, its name, and the earlier notes on it."""
    topic_path = view.topic if view.subject == view.topic else f"{view.subject}, {view.topic}"
    of = f" of {view.number + view.left - 1}" if view.left > 1 else ""
    place = "" if view.is_placement or view.is_rep else f"{view.number}{of}. "
    why = f", {view.why}" if view.why else ""
    yield f"{place}{topic_path}. {describe_state_and_pass(view).capitalize()}{why}."
    if view.title and not view.is_rep:
        yield view.title
    for line in view.own_lines:
        yield f"{line_head(view, line).capitalize()}: {line.text}"
    if view.slip_here:
        yield Markdown(f"Last time: {view.slip_here.rstrip('.')}.")


def list_theory(view: ExerciseView) -> tuple[Sentence, ...]:
    """Return the theory that comes before an exercise; nothing if none is written."""
    if view.theory is None or not view.theory.as_text():
        return ()
    head = "Before you begin." if view.state.state == "unseen" else "Before you try again."
    return (head, *describe_theory(view.theory))


def describe_theory(theory: Theory) -> tuple[Sentence, ...]:
    """Return a theory with its figures."""
    text = theory.as_text() or NO_THEORY
    return (Markdown(text), *map(Drawn, theory.figures))


def list_prompt(view: ExerciseView) -> Iterator[Sentence]:
    """Return the question; of a chain its setting, the results, and the stage."""
    if view.variant.setting:
        yield Markdown(view.variant.setting)
    if view.stage_number is not None:
        for number, result in enumerate(view.results, 1):
            yield Markdown(f"{number}. {result}")
        yield f"Stage {view.stage_number[0]} of {view.stage_number[1]}."
    yield Markdown(view.stage.prompt)


def tell_names(view: ExerciseView) -> str:
    """Return how declared names are typed, if that is not how they look; nothing for a formula."""
    spellings = [f"`{name}` for ${latex}$" for name, latex in view.stage.names_to_explain]
    return f"Type {', '.join(spellings)}." if spellings else ""


def list_question(view: ExerciseView) -> Iterator[Sentence]:
    """Return the question and how it is answered."""
    stage = view.stage
    yield from list_prompt(view)
    if view.figure is not None:
        yield Drawn(view.figure, is_told=not view.figure.is_needed)
    for letter, option in zip(LETTERS, stage.options, strict=False):
        yield Markdown(f"{letter}) {option.text}")
        if option.id in stage.option_figures:
            yield Drawn(stage.option_figures[option.id])
    for number, line in enumerate(stage.lines, 1):
        yield Markdown(f"{number}) {line}")
    if stage.lines:
        yield Markdown(f"{WHICH_LINE} Type its number, or none.")
    if stage.fields:
        yield Markdown("Answer each part: " + "; ".join(f"{name} = …" for name in stage.fields))
    if stage.kind == "code":
        yield Markdown("Type it on one line, with ; between statements.")
    if names := tell_names(view):
        yield Markdown(names)


def _shape_card(theory: Theory, card: Card) -> dict[str, Any]:
    shape = pick_fields(theory, "skill title") | pick_fields(card, "when why watch")
    return shape | {"links": [*map(format_link, card.links)], "figure": figure_shape(theory.figure)}


def _shape_example(example: Example) -> dict[str, Any]:
    return pick_fields(example, "prompt steps key") | {"figure": figure_shape(example.figure)}


def _shape_options(stage: Stage) -> list[dict[str, Any]] | None:
    options: list[dict[str, Any]] = []
    for letter, option in zip(LETTERS, stage.options, strict=False):
        shape: dict[str, Any] = {"id": option.id, "letter": letter, "text": option.text}
        figure = figure_shape(stage.option_figures.get(option.id))
        options.append(shape | leave_out_empty({"figure": figure}))
    return options or None
