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
from drill.session.working import CheckedWorking

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
    # How many examples came before it.
    turn: int = 0
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Theory:
    """What is reviewed before a yellow or red returns: the skill's card, else the topic's sheet."""

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
    # Title of the subject or bank.
    subject: str
    # Title of the topic.
    topic: str
    kind: str
    seed: int
    state: State
    round: int
    pass_: int
    as_: CountsAs
    # Marks of this round so far.
    trail: tuple[Colour, ...]
    # This attempt's number counted from the round's first red (1 to 5 and on); 0 before any red.
    red_pass: int
    # Of a chain that of the current stage.
    prompt: str
    # Shown first, for a yellow or red.
    theory: Theory | None
    options: tuple[Option, ...]
    # Names of the parts; empty otherwise.
    fields: tuple[str, ...]
    # Declared names and their LaTeX.
    names: Mapping[str, str]
    # For the live preview only: how the typed text is to be read.
    expect: Spec
    own_lines: tuple[OwnLine, ...]
    # How many hints there are.
    hints: int
    hints_shown: tuple[str, ...]
    has_shape: bool
    draft: Key
    # Exercises left of this session, this one included.
    left: int
    # Its number in this session, from 1.
    number: int
    # The free retype for a right value in the wrong form was used.
    retyped: bool = False
    # Skips since the item's last counted verdict.
    skips: int = 0
    # One line about what happened around it (changed wording, another window, a draw replaced).
    notice: str = ""
    # What it leads to, where there is a goal: ``DDPM: posterior mean``.
    leads_to: str = ""
    # What it is called; empty where nobody gave it a name.
    title: str = ""
    # The number of the stage that is asked, from 1, and how many there are; None without stages.
    stage: tuple[int, int] | None = None
    # Shown above every stage.
    setting: str = ""
    # What is shown of the stages before this one.
    results: tuple[str, ...] = ()
    # The lines of an argument, of which the first wrong one is asked for.
    lines: tuple[str, ...] = ()
    # What is new when it comes back.
    renews: Renews = "nothing"
    # What went wrong the last time and what was answered, as Markdown; empty where nothing did, or nobody
    # knows.
    last_slip: str = ""
    # The lines of a working that were typed; the last is the draft where the answer was given.
    working: tuple[str, ...] = ()
    # Whether it is asked to find out what is known: without hints, theory or any other help.
    is_placement: bool = False
    # Whether to say that shape and first move want to be pictured: where the setting does not decide.
    invites_shape: bool = False
    # What became of the stages whose key was shown; empty without stages.
    words: tuple[StageWord, ...] = ()
    # What may be seen before the answer is given.
    figure: Figure | None = None
    # By the options' ids.
    option_figures: Mapping[str, Figure] = field(default_factory=dict[str, Figure])

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
    # The pass counted from the round's first red; 0 without one.
    red_pass: int
    # False for practice that does not count.
    counts: bool = True


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
    # Consequences of "I know why" yes and no, if the answer counts as right.
    right: Mapping[bool, Consequence]
    # Consequences of "I see where" yes and no, if the answer counts as wrong.
    wrong: Mapping[bool, Consequence]
    # What the answer counts as; ``None`` where the learner decides.
    ok: bool | None
    prompt: str = ""
    stage: tuple[int, int] | None = None
    # What may follow: the next stage, the mark, or either.
    then: tuple[Way, ...] = ("mark",)
    # Whether the attempt counts as right if it is marked now; None where the learner decides.
    whole: bool | None = None
    # What became of the stages up to this one; empty without stages.
    words: tuple[StageWord, ...] = ()
    # Whether an earlier stage was not right: then no word on this one makes the attempt right.
    failed_before: bool = False
    # With a wrong answer drawn in it, where the figure has a place for it.
    figure: Figure | None = None
    # One a step; empty where no step has one.
    step_figures: tuple[Figure | None, ...] = ()
    # Where the exercise is from, if its file says so.
    source: str = ""
    # Whether the theory was asked for before the answer.
    read_theory: bool = False
    # The wrong line of an argument as it should be; empty where none is wrong.
    right_line: str = ""
    # Of a wrong answer in several parts, whether each is right; a part that is not decided is left out.
    parts: Mapping[str, bool] = field(default_factory=dict[str, bool])
    # The working with its signs; None where none was typed, or it could not be checked in time.
    working: CheckedWorking | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The answer is not read; nothing is marked. ``at`` is a column from 1; ``part`` names a field."""

    message: str
    at: int | None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Retype:
    """Right value in another form (once free) or rounded, or right in another reading: nothing is marked."""

    code: str
    message: str

    @property
    def told(self) -> str:
        """What a learner reads."""
        if self.code in ("rounding", "ambiguous"):
            return f"{self.message} Nothing is marked."
        return f"Right value, wrong form. {self.message} Try again; it costs nothing."


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
    # False where it was kept as practice.
    counted: bool
    notice: str = ""
    # The pass counted from the round's first red (of five); 0 without one.
    red_pass: int = 0
    # For what is red or parked now: the skills to drill first, the deepest first.
    first: tuple[SkillLine, ...] = ()
    # With the first red, and for what is parked now: where else it is explained.
    links: tuple[Link, ...] = ()
    # What became of each stage; empty without stages.
    stages: tuple[StageWord, ...] = ()
    # What will be new when it comes back.
    renews: Renews = "nothing"
    # One line, where passes alone do not seem to help.
    advice: str = ""
    # What it is called where its id says nothing; else empty.
    title: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An exercise put to the end of today; ``ask`` after the third time."""

    item: str
    ask: tuple[str, ...] = ()
    # In a placement: it counts as not known yet, and nothing was written.
    not_yet: bool = False
