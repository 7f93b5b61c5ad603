"""Views of an exercise for the front ends: the exercise, its verdict, its mark; plain values only.

Texts such as prompts, steps and theory are Markdown with ``$…$``; keys and answers are plain maths as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from drill.banks.catalogue import is_book
from drill.banks.draws import Stage, Variant
from drill.banks.models import Card, Link, Renews
from drill.checking import FormulaSpec, Key
from drill.drawing.figure import Figure
from drill.gyr.entry import Entry
from drill.gyr.events import UNDECIDED, Attempt, ItemId, StageWord
from drill.gyr.plan_ledger import Reason
from drill.gyr.state import Colour, ItemState, State
from drill.session.drilling.working_feedback import CheckedWorking
from drill.session.key_display import as_key, shown_result
from drill.session.library.exercise_library import OwnLine
from drill.store import OpenAttempt

if TYPE_CHECKING:
    from drill.session.standing.prerequisites import SkillLine

CountsAs = Literal["pass", "check", "extra", "rep"]
# The code of a wrong answer that is tried again before its key is shown.
SECOND = "second"
_COUNTS_AS: Mapping[str, CountsAs] = {"verdict": "pass", "check": "check", "extra": "extra"}


# How an exercise comes back.
RENEWED: Mapping[Renews, str] = {
    "numbers": "with other numbers",
    "sister": "with another of its kind",
    "form": "in another form",
    "nothing": "",
}


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
class ExerciseView:
    """The exercise at hand: the question, the state of its attempt, and its item's earlier state."""

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
        return as_key(self.attempt.draft)

    @property
    def hints_shown(self) -> tuple[str, ...]:
        """The hints shown on request."""
        return self.stage.hints[: self.attempt.hints]

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
        is_in_chain = self.variant.is_chain and (bool(self.attempt.done) or self.attempt.key_shown)
        return is_in_chain or self.attempt.is_tried_again

    @property
    def is_undecided(self) -> bool:
        """Whether the last answer could not be decided: once the key is shown, the learner decides."""
        return self.attempt.code == UNDECIDED

    @property
    def decides(self) -> bool:
        """Whether the learner judges the answer.

        True for kind ``self``, after an undecided answer, and where a formula appears next to its key.
        """
        is_compared = self.attempt.key_shown and self.attempt.ok is None
        return self.stage.kind == "self" or self.is_undecided or is_compared

    @property
    def asks_once(self) -> bool:
        """Whether the learner compares the missing part of a formula: one answer says whether it was right
        and known.
        """
        expect = self.stage.expect
        is_part = isinstance(expect, FormulaSpec) and bool(expect.around)
        return is_part and self.decides and self.attempt.key_shown and self.asks_why

    @property
    def failed_before(self) -> bool:
        """Whether an earlier stage was not right: then the attempt cannot be right any more."""
        return any(stage.word != "correct" for stage in self.attempt.done)

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways on from the verdict: the next stage, or the mark once the attempt is over or failed."""
        if self.is_last:
            return ("mark",)
        has_failed = self.failed_before or self.decides or not self.attempt.ok
        return ("next", "mark") if has_failed and self.asks_why else ("next",)

    @property
    def words(self) -> tuple[StageWord, ...]:
        """The outcomes of the stages whose key was shown, by the checker; empty without stages."""
        words: list[StageWord] = [stage.word for stage in self.attempt.done]
        if self.attempt.key_shown and not self.decides:
            words.append("revealed" if self.attempt.revealed else "correct" if self.attempt.ok else "wrong")
        return tuple(words) if self.variant.is_chain else ()

    @property
    def retype(self) -> Retype | None:
        """The message on the first answer, while a second one is expected."""
        if not self.attempt.is_tried_again:
            return None
        return Retype(SECOND, self.attempt.before_key)

    @property
    def figure(self) -> Figure | None:
        """The figure that may be seen before the answer: with the prompt, or after a hint."""
        seen = {"prompt", "hints"} if self.attempt.hints else {"prompt"}
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
class VerdictView:
    """The verdict on the exercise at hand, and the effect of each mark."""

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
    """What a first answer was, if there was a second try: ``the reciprocal: invert the fraction.``"""
    working: CheckedWorking | None = None
    """The working with its signs; None if none was typed, or it could not be checked in time."""
    sentence: str = ""
    """After a right answer on a paper's formula, the paper's sentence around it."""

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
        if self.exercise.decides or self.attempt.revealed:
            return "revealed"
        return "correct" if self.attempt.ok else "wrong"

    @property
    def message(self) -> str:
        """The fault in the answer, or in the line of an argument."""
        return self.attempt.message or self.stage.reason

    @property
    def reached(self) -> str:
        """How the checker reached the verdict, in words; empty for what needs none."""
        return _EVIDENCE.get(self.evidence, "")

    @property
    def why_wrong(self) -> str:
        """Why it is wrong, where no steps are shown, because the first step explains more than a remark that
        the answer is not equal to the key, or how many times as large it is.
        """
        says_little = self.attempt.code in ("wrong", "factor")
        if says_little:
            return next(iter(self.stage.steps), self.message)
        return self.message

    @property
    def answer(self) -> Key:
        """The answer given, on the second try if there was one."""
        return as_key(self.attempt.second or self.attempt.answer)

    @property
    def first(self) -> Key:
        """The first answer, if there was a second try; else empty."""
        return as_key(self.attempt.answer) if self.attempt.second else ""

    @property
    def is_second_right(self) -> bool:
        """Whether the second answer was right: the attempt counts as wrong all the same."""
        return self.attempt.is_second_right and self.verdict == "wrong"

    @property
    def ok(self) -> bool | None:
        """Whether the answer counts as right; None if the learner judges it."""
        return None if self.exercise.decides else bool(self.attempt.ok)

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


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An answer that cannot be read; nothing is marked. ``at`` is a column from 1; ``part`` names a field."""

    message: str
    at: int | None
    part: str = ""


# Messages after a wrong first answer, and when it is given once more.
TRY_AGAIN = "Second try, before the solution is shown."
UNCHANGED = "This is still your first answer."


@dataclass(frozen=True, slots=True)
class Retype:
    """An answer to retype: right in another form or rounded, or right in another reading.

    With the code ``second`` it was wrong and is kept: ``message`` names the fault without showing the key,
    and the next answer is the second try. ``working`` are its lines with their signs, where it has any.
    """

    code: str
    message: str
    working: CheckedWorking | None = None

    @property
    def told(self) -> str:
        """The message for the learner."""
        if self.code == SECOND:
            return f"{self.message} {TRY_AGAIN}"
        if self.code in ("rounding", "ambiguous"):
            return f"{self.message} Nothing is marked."
        return f"Right value, wrong form. {self.message} Try again; it costs nothing."


@dataclass(frozen=True, slots=True)
class Undecided:
    """An answer that was not decided in time; nothing is marked."""

    message: str

    @property
    def told(self) -> str:
        """The message for the learner."""
        return (
            f"Undecided, nothing is marked: {self.message.rstrip('.')}. Try again, perhaps in a simpler "
            "form; or look at the solution, and decide yourself."
        )


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that is durable."""

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


@dataclass(frozen=True, slots=True)
class Skipped:
    """An exercise moved to the end of today; ``ask`` after the third time."""

    item: str
    ask: tuple[str, ...] = ()
    # In a placement: it counts as not known yet.
    not_yet: bool = False

    @property
    def told(self) -> str:
        """Its report, in words."""
        if self.ask:
            return (
                "Skipped three times: reveal it, park it, or skip it again, which keeps it for today's end."
            )
        if self.not_yet:
            return "Noted as not yet known; nothing is marked."
        return "Skipped to the end of today."
