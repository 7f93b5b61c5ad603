"""What the front ends show: plain values, made by the session, without any mathematics left to do.

Texts such as prompts, steps and theory are Markdown with ``$…$``; keys and answers are plain maths as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from drill.banks import Card, Link, Renews, Variant
from drill.checking import Key, Option, Spec
from drill.gyr import Colour, Kind, Offer, PassRow, StageWord, State
from drill.session.bank_shelves import is_book

CountsAs = Literal["pass", "check", "extra"]

RENEWED: Mapping[Renews, str] = {
    "numbers": "with other numbers",
    "sister": "with another of its kind",
    "form": "in another form",
    "nothing": "",
}
"""How an exercise comes back."""


Way = Literal["next", "mark"]
"""What follows a verdict."""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: the same exercise with other numbers, or its like."""

    prompt: str
    steps: tuple[str, ...]
    key: Key
    turn: int = 0
    """How many examples came before it."""


@dataclass(frozen=True, slots=True)
class Theory:
    """What is reviewed before a yellow or red returns: the skill's card, else the topic's sheet."""

    text: str
    example: Example | None
    card: Card | None = None
    skill: str = ""
    """The id of the card's skill, or the name that the bank gives the card."""
    title: str = ""
    """The title of that skill."""

    def as_text(self) -> str:
        """Return one Markdown text: the card, else the theory, then the example with its steps."""
        text = card_text(self.card, self.title) if self.card is not None else self.text.strip()
        parts = [text] if text else []
        if self.example is not None:
            steps = "\n".join(f"{n}. {step}" for n, step in enumerate(self.example.steps, 1))
            parts.append("\n\n".join(part for part in ("**Example.** " + self.example.prompt, steps) if part))
        return "\n\n".join(parts)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One's own line on shape and motion, and the pass it was written in."""

    pass_: int
    text: str


def card_text(card: Card, title: str) -> str:
    """Return a card as Markdown, titled by its skill."""
    head = f"**{title}**\n\n" if title else ""
    return f"{head}{card.when.strip()}\n\n{card.why.strip()}\n\n{card.watch.strip()}"


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """An exercise as it is met."""

    item: str
    bank: str
    subject: str
    """Title of the subject or bank."""
    topic: str
    """Title of the topic."""
    kind: str
    seed: int
    state: State
    round: int
    pass_: int
    as_: CountsAs
    trail: tuple[Colour, ...]
    """Marks of this round so far."""
    red_pass: int
    """This attempt's number counted from the round's first red (1 to 5 and on); 0 before any red."""
    prompt: str
    """Of a chain that of the current stage."""
    theory: Theory | None
    """Shown first, for a yellow or red."""
    options: tuple[Option, ...]
    fields: tuple[str, ...]
    """Names of the parts; empty otherwise."""
    names: Mapping[str, str]
    """Declared names and their LaTeX."""
    expect: Spec
    """For the live preview only: how the typed text is to be read."""
    own_lines: tuple[OwnLine, ...]
    hints: int
    """How many hints there are."""
    hints_shown: tuple[str, ...]
    has_shape: bool
    draft: Key
    left: int
    """Exercises left of this session, this one included."""
    number: int
    """Its number in this session, from 1."""
    retyped: bool = False
    """The free retype for a right value in the wrong form was used."""
    skips: int = 0
    """Skips since the item's last counted verdict."""
    notice: str = ""
    """One line about what happened around it (changed wording, another window, a draw replaced)."""
    title: str = ""
    """What it is called; empty where nobody gave it a name."""
    stage: tuple[int, int] | None = None
    """The number of the stage that is asked, from 1, and how many there are; None without stages."""
    setting: str = ""
    """Shown above every stage."""
    results: tuple[str, ...] = ()
    """What is shown of the stages before this one."""
    lines: tuple[str, ...] = ()
    """The lines of an argument, of which the first wrong one is asked for."""
    renews: Renews = "nothing"
    """What is new when it comes back."""
    last_slip: str = ""
    """What went wrong the last time, in a few words; empty where nothing did, or nobody knows."""

    @property
    def is_in_a_book(self) -> bool:
        """Whether the learner works beside a textbook, and decides."""
        return is_book(self.bank) and self.kind == "self"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a mark would do: shown beside its key, before the key is pressed."""

    colour: Colour
    state: State
    due: date | None
    round: int
    pass_: int
    red_pass: int
    """The pass counted from the round's first red; 0 without one."""
    counts: bool = True
    """False for practice that does not count."""


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict with key and worked steps, and what each mark would do.

    ``decides`` is true where the learner says too whether the answer was right: kind ``self``, and after an
    undecided answer whose key was then revealed.
    """

    verdict: Literal["correct", "wrong", "revealed"]
    code: str
    message: str
    evidence: str
    answer: Key
    key: Key
    steps: tuple[str, ...]
    shape: str
    motion: str
    own_line: str
    hints: int
    seconds: float
    decides: bool
    right: Mapping[bool, Consequence]
    """Consequences of "I know why" yes and no, if the answer counts as right."""
    wrong: Mapping[bool, Consequence]
    """Consequences of "I see where" yes and no, if the answer counts as wrong."""
    ok: bool | None
    """What the answer counts as; ``None`` where the learner decides."""
    prompt: str = ""
    stage: tuple[int, int] | None = None
    then: tuple[Way, ...] = ("mark",)
    """What may follow: the next stage, the mark, or either."""
    whole: bool | None = None
    """Whether the attempt counts as right if it is marked now; None where the learner decides."""
    failed_before: bool = False
    """Whether an earlier stage was not right: then no word on this one makes the attempt right."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The answer is not read; nothing is marked. ``at`` is a column from 1; ``part`` names a field."""

    message: str
    at: int | None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Retype:
    """Right value, wrong form: one free retype."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """Not decided in time; nothing is marked."""

    message: str


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill that something rests on, and how far it is drilled."""

    skill: str
    title: str
    state: State
    """The worst of its exercises' states."""
    left: int
    """Exercises that are neither green nor parked."""
    items: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready one is for a paper: the skills that it rests on, and how many of them are green."""

    green: int
    skills: int

    def told(self) -> str:
        """``14 skills, 9 of them green``."""
        if self.skills == 1:
            return "1 skill, which is green" if self.green else "1 skill, not green yet"
        return f"{self.skills} skills, {self.green or 'none'} of them green"


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that is durable."""

    item: str
    mark: Colour
    state: State
    round: int
    pass_: int
    due: date | None
    counted: bool
    """False where it was kept as practice."""
    notice: str = ""
    red_pass: int = 0
    """The pass counted from the round's first red (of five); 0 without one."""
    first: tuple[SkillLine, ...] = ()
    """For what is red or parked now: the skills to drill first, the deepest first."""
    links: tuple[Link, ...] = ()
    """With the first red, and for what is parked now: where else it is explained."""
    stages: tuple[StageWord, ...] = ()
    """What became of each stage; empty without stages."""
    renews: Renews = "nothing"
    """What will be new when it comes back."""
    advice: str = ""
    """One line, where passes alone do not seem to help."""
    title: str = ""
    """What it is called where its id says nothing; else empty."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An exercise put to the end of today; ``ask`` after the third time."""

    item: str
    ask: tuple[str, ...] = ()


_NOUNS: Mapping[Kind, str] = {
    "verdict": "mark",
    "extra": "practice",
    "override": "correction",
    "park": "parking",
    "reopen": "reopening",
}
"""A person's word for what an event did, where its kind is not that word."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """What an undo would take back next."""

    event: str
    """Its id."""
    item: str
    kind: Kind
    mark: Colour | None
    """Of an attempt that counts."""
    day: date
    title: str = ""

    @property
    def what(self) -> str:
        """What it did, in a word."""
        return _NOUNS.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Undone:
    """An event taken back; the item stands as before."""

    item: str
    kind: Kind
    state: State
    title: str = ""
    """What it is called where its id says nothing; else empty."""
    is_open: bool = False
    """It was an attempt, and its question stands again."""

    @property
    def what(self) -> str:
        """What was undone, in a word."""
        return _NOUNS.get(self.kind, self.kind)

    @property
    def told(self) -> str:
        """What happened, in words."""
        return f"Undone: the {self.what} of {self.title or self.item}, {self.state} again"


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt of this session, for its summary."""

    item: str
    topic: str
    mark: Colour
    state: State
    pass_: int
    red_pass: int
    due: date | None
    code: str
    ok: bool
    was: State
    counted: bool
    """False for practice."""
    title: str = ""
    """What it is called where its id says nothing; else empty."""


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """The end of a session."""

    attempts: int
    """Practice included; the colours count only what counts."""
    green: int
    yellow: int
    red: int
    parked: int
    seconds: float
    lines: tuple[AttemptLine, ...]
    tomorrow: int
    """How many come back tomorrow."""
    waiting: int
    """How many due ones wait."""
    ended: str = ""
    """Why it ended by itself, a sentence; empty where it was left."""
    complete: tuple[str, ...] = ()
    """A line for each subject that this session completed: all green, or green and parked."""


@dataclass(frozen=True, slots=True)
class BankProgress:
    """One bank's items by state, and its passes."""

    bank: str
    title: str
    items: int
    states: Mapping[State, int]
    passes: tuple[PassRow, ...]
    complete: bool
    lapses: int = 0
    """Checks of greens that were not green."""
    minutes_left: float = 0.0
    """About how long it takes until all is green or parked."""


@dataclass(frozen=True, slots=True)
class ClosedPass:
    """A pass that has all its verdicts now, beside the other passes of its bank."""

    bank: str
    title: str
    row: PassRow
    passes: tuple[PassRow, ...]
    reds: tuple[tuple[str, int], ...] = ()
    """Titles of the topics with most reds in it, and how many."""
    slips: tuple[tuple[str, int], ...] = ()
    """The commonest diagnoses in it, and how often."""
    unsure: int = 0
    """Right answers in it of which the learner did not know why."""


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """One topic's marks by pass, all rounds together."""

    topic: str
    title: str
    cells: Mapping[int, tuple[int, int]]
    """Pass → green and all verdicts in it."""
    open: int
    """Exercises never met."""
    parked: Mapping[int, int] = field(default_factory=dict[int, int])
    """Pass → reds in it that parked, where there were any."""
    states: Mapping[State, int] = field(default_factory=dict[State, int])


@dataclass(frozen=True, slots=True)
class ParkedItem:
    """One parked exercise."""

    item: str
    subject: str
    topic: str
    trail: tuple[Colour, ...]
    """The marks of its round."""
    since: date | None
    """The study day on which it was parked."""
    by_hand: bool
    may_reopen: bool
    """It has rested."""
    note: str
    own_lines: tuple[OwnLine, ...]
    links: tuple[Link, ...]
    first: tuple[SkillLine, ...] = ()
    """The skills to drill first, the deepest first."""
    title: str = ""
    """What it is called where its id says nothing; else empty."""


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """One exercise as the library lists it."""

    item: str
    subject: str
    topic: str
    topic_id: str
    level: int
    state: State
    due: date | None
    title: str = ""
    """What it is called where its id says nothing; else empty."""


@dataclass(frozen=True, slots=True)
class LibraryLook:
    """One exercise looked at more closely, with some numbers (not those of the next attempt)."""

    item: str
    level: int
    variant: Variant
    renews: Renews
    """What is new whenever it comes back."""
    state: State
    pass_: int
    """Of the next attempt."""
    red_pass: int
    """The next attempt's number counted from the round's first red; 0 before any red."""
    trail: tuple[Colour, ...]
    due: date | None
    own_lines: tuple[OwnLine, ...]
    rests_on: tuple[SkillLine, ...]
    """The nearest skill first."""
    title: str = ""
    """What it is called where its id says nothing; else empty."""


@dataclass(frozen=True, slots=True)
class DayProgress:
    """One study day."""

    day: date
    minutes: float
    attempts: int
    """Verdicts and checks."""
    green: int
    yellow: int
    red: int
    checks: int = 0
    lapses: int = 0
    """Checks that were not green."""


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One line of today's queue."""

    item: str
    bank: str
    topic: str
    state: State
    pass_: int
    round: int
    due: date | None
    why: Literal["re-attempt", "unseen"]
    title: str = ""
    """What it is called where its id says nothing; else empty."""


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One bank on the first screen."""

    bank: str
    title: str
    states: Mapping[State, int]
    due: int
    rests_on: Readiness | None = None
    """Of a paper alone."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which something comes back."""

    day: date
    yellow: int
    red: int
    subjects: tuple[str, ...]
    """Titles of their banks."""


@dataclass(frozen=True, slots=True)
class TodayView:
    """What today holds."""

    study_day: date
    minutes: int
    minutes_done: float
    items: tuple[PlannedItem, ...]
    subjects: tuple[SubjectLine, ...]
    resume: str
    """The item in hand, if one was left; else empty."""
    parked: int
    reopenable: str
    """One parked item that has rested for 14 days, another each day, or empty."""
    next_due: date | None
    """The next day on which something comes back."""
    problems: tuple[str, ...] = field(default=())
    """Faults in banks and settings, a line each."""
    checks: tuple[Offer, ...] = ()
    """Greens that could be checked, the likeliest forgotten first."""
    offers_checks: bool = False
    """Nothing is due, so they are offered."""
    orphans: int = 0
    """Items with marks whose exercise is in no bank here."""
    more: int = 0
    """Exercises that could be drilled today, those beyond the minutes among them."""
    ahead: tuple[DueDay, ...] = ()
    """The next days on which something comes back."""
    coming: tuple[PlannedItem, ...] = ()
    """What comes back on later days, the next first; at most ``LISTED_AHEAD``."""
