"""An exercise as the front ends show it: as it is met, its verdict, its mark; plain values alone.

Texts such as prompts, steps and theory are Markdown with ``$…$``; keys and answers are plain maths as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from drill.banks.models import Card, Link, Renews
from drill.checking import Key, Option, Spec
from drill.drawing.figure import Figure
from drill.gyr.events import StageWord
from drill.gyr.state import Colour, State
from drill.session.bank_shelves import is_book

if TYPE_CHECKING:
    from drill.session.prerequisites import SkillLine

CountsAs = Literal["pass", "check", "extra"]


# How an exercise comes back.
RENEWED: Mapping[Renews, str] = {
    "numbers": "with other numbers",
    "sister": "with another of its kind",
    "form": "in another form",
    "nothing": "",
}


# What follows a verdict.
Way = Literal["next", "mark"]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: the same exercise with other numbers, or its like."""

    prompt: str
    steps: tuple[str, ...]
    key: Key
    turn: int = 0
    """How many examples came before it."""
    figure: Figure | None = None


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
    figure: Figure | None = None
    """That of the card."""

    @property
    def read(self) -> str:
        """The card as Markdown, else the topic's sheet."""
        return card_text(self.card, self.title) if self.card is not None else self.text.strip()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the card and of the example, as far as there are any."""
        drawn = self.figure, self.example.figure if self.example else None
        return tuple(figure for figure in drawn if figure is not None)

    def as_text(self) -> str:
        """Return one Markdown text: the card, else the theory, then the example with its steps."""
        parts = [self.read] if self.read else []
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
    """Return a card as Markdown, titled by its skill, its parts headed."""
    heads = [f"**{title}**"] if title else []
    return "\n\n".join((*heads, *(f"**{name.capitalize()}.** {text}" for name, text in card_parts(card))))


def card_parts(card: Card) -> tuple[tuple[str, str], ...]:
    """Return the parts of a card with their heads."""
    parts = (("why", card.why), ("when", card.when), ("watch out", card.watch))
    return tuple((name, text.strip()) for name, text in parts)


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
    """What went wrong the last time and what was answered, as Markdown; empty where nothing did, or nobody
    knows."""
    is_placement: bool = False
    """Whether it is asked to find out what is known: without hints, theory or any other help."""
    words: tuple[StageWord, ...] = ()
    """What became of the stages whose key was shown; empty without stages."""
    figure: Figure | None = None
    """What may be seen before the answer is given."""
    option_figures: Mapping[str, Figure] = field(default_factory=dict[str, Figure])
    """By the options' ids."""

    @property
    def is_chosen(self) -> bool:
        """Whether the answer is chosen among options or lines, and not typed."""
        return bool(self.options or self.lines)

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
    words: tuple[StageWord, ...] = ()
    """What became of the stages up to this one; empty without stages."""
    failed_before: bool = False
    """Whether an earlier stage was not right: then no word on this one makes the attempt right."""
    figure: Figure | None = None
    """With a wrong answer drawn in it, where the figure has a place for it."""
    step_figures: tuple[Figure | None, ...] = ()
    """One a step; empty where no step has one."""
    source: str = ""
    """Where the exercise is from, and its id."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The answer is not read; nothing is marked. ``at`` is a column from 1; ``part`` names a field."""

    message: str
    at: int | None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Retype:
    """Right value, in another form (once free) or rounded: nothing is marked."""

    code: str
    message: str

    @property
    def told(self) -> str:
        """What a learner reads."""
        if self.code == "rounding":
            return f"{self.message} Nothing is marked."
        return f"Right value, other form. {self.message} Once more, free of charge."


@dataclass(frozen=True, slots=True)
class Undecided:
    """Not decided in time; nothing is marked."""

    message: str


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
    not_yet: bool = False
    """In a placement: it counts as not known yet, and nothing was written."""
