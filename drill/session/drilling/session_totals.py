"""The totals of a session so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from drill.gyr.events import ATTEMPTS, Attempt, BankId, ItemId, Kind
from drill.gyr.progress import LEAST_SECONDS
from drill.gyr.state import ItemState, colour, due
from drill.session.drilling.day_end import TOMORROW, DayEnd
from drill.session.drilling.exercise_view import Consequence, ExerciseView, Marked
from drill.session.drilling.follow_up import MANY_YELLOWS, SPLIT_IT
from drill.session.library.reading_links import links_of
from drill.session.standing.placement import SkillsFound
from drill.session.standing.prerequisites import States, drill_first
from drill.session.today.today_view import describe_completed_banks, due_counts
from drill.session.workspace import Workspace
from drill.text import count

# By so many minutes a session goes on beyond its end.
MORE_MINUTES = 10
# Beside its pace, what a rapid exercise costs of the day: reading the key and saying why.
RAPID_EXTRA_S = 10


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """The end of a session."""

    # Practice included; the colours count only what counts.
    attempts: int
    green: int
    yellow: int
    red: int
    parked: int
    seconds: float
    lines: tuple[Marked, ...]
    # How many become due tomorrow, in all banks.
    tomorrow: int
    # How many more this session could serve.
    waiting: int
    # How many are still due today, in all banks.
    due: int = 0
    # What is left of the day's list, in words; empty where that is nothing, or the list is another.
    left: str = ""
    # Why it ended by itself, a sentence; empty where it was left.
    ended: str = ""
    # A line for each subject that this session completed: all green, or green and parked.
    complete: tuple[str, ...] = ()
    # Sentences on what changed besides: skills that were known and are new again.
    remarks: tuple[str, ...] = ()
    # It was a placement; then ``waiting`` is how many more questions there are.
    is_placement: bool = False
    # What it could go on with are other subjects than the goal's.
    others: bool = False
    # What the day came to; ``None`` of a placement.
    end: DayEnd | None = None
    # What a placement found.
    found: SkillsFound | None = None


def tell_rows(summary: SessionSummary) -> tuple[tuple[str, str, str], ...]:
    """Return what a day or a placement came to: what a line is of, what it says, the action that leads on."""
    of = summary.end or summary.found
    rows = of.tell_rows() if of is not None else ()
    if not summary.left:
        return rows
    before = tuple(row for row in rows if row[0] != TOMORROW)
    return (*before, ("Today", summary.left, ""), *rows[len(before) :])


def days_told(summary: SessionSummary) -> str:
    """Return what is still due today, and what comes back tomorrow, where nothing more is known of either."""
    if summary.is_placement:
        return ""
    sentences = (
        [f"{count(summary.due, 'exercise')} to repeat {'is' if summary.due == 1 else 'are'} still due today."]
        if summary.due and not summary.left
        else []
    )
    is_planned = summary.end is not None and summary.end.tomorrow
    comes = "comes" if summary.tomorrow == 1 else "come"
    if summary.tomorrow and not is_planned:
        sentences.append(f"Tomorrow {count(summary.tomorrow, 'exercise')} {comes} back.")
    return " ".join(sentences)


class SessionTotals:
    """The attempts of one session, in order."""

    def __init__(self) -> None:
        self.lines: list[Marked] = []
        self.parked_by_hand: list[ItemId] = []

    @property
    def counted(self) -> list[Marked]:
        """The marks that count, in order."""
        return [line for line in self.lines if line.effect.counts]

    @property
    def put_right(self) -> list[str]:
        """The yellows and reds that were answered right."""
        return [
            line.exercise.item
            for line in self.counted
            if line.facts.ok and line.exercise.state.state in ("yellow", "red")
        ]

    @property
    def wrong(self) -> set[str]:
        """What was answered wrong."""
        return {line.exercise.item for line in self.counted if not line.facts.ok}

    def day_items(self, seconds_each: float) -> float:
        """Return the marks as items of the day: a chain counts as many as it has stages.

        A rapid exercise costs its pace and `RAPID_EXTRA_S`, which is a part of an item.
        """
        paces = [line.exercise.entry.pace for line in self.lines]
        plain = sum(
            len(line.facts.stages) or 1 for line, pace in zip(self.lines, paces, strict=True) if not pace
        )
        rapid_s = sum(pace + RAPID_EXTRA_S for pace in paces if pace)
        return plain + rapid_s / max(seconds_each, LEAST_SECONDS)

    def marked(
        self, exercise: ExerciseView, facts: Attempt, after: ItemState, workspace: Workspace, states: States
    ) -> Marked:
        """Record a mark and return what to say about it. ``states`` are those of everything."""
        entry, counts = exercise.entry, facts.kind != "extra"
        day = due(after, workspace.method().gaps_in_force)
        effect = Consequence(colour(facts.ok, facts.why), after, day, counts)
        marked = Marked(exercise, facts, effect)
        if counts and effect.colour == "yellow" and after.yellows >= MANY_YELLOWS:
            marked = replace(marked, advice=SPLIT_IT)
        is_parked = after.state == "parked"
        if counts and (is_parked or after.state == "red"):
            marked = replace(marked, first=drill_first(workspace, entry, states))
            if is_parked or after.red_pass == 1:
                aside = workspace.banks_aside() if is_parked else None
                marked = replace(marked, links=links_of(workspace, entry, aside))
        self.lines.append(marked)
        return marked

    def undone(self, item: ItemId, kind: Kind) -> None:
        """Forget the newest mark or parking of ``item``, if it was given in this session."""
        if kind == "park" and item in self.parked_by_hand:
            self.parked_by_hand.remove(item)
        elif kind in ATTEMPTS:
            newest_first = reversed(range(len(self.lines)))
            index = next((index for index in newest_first if self.lines[index].exercise.item == item), None)
            if index is not None:
                del self.lines[index]

    def summary(
        self, workspace: Workspace, waiting: int, ended: str = "", remarks: tuple[str, ...] = ()
    ) -> SessionSummary:
        """Return the whole session; ``ended`` says why it is over, ``remarks`` what else changed."""
        lines = self.lines
        marks = Counter(line.effect.colour for line in self.counted)
        due_today, tomorrow = due_counts(workspace)
        newly_parked = sum(
            line.effect.after.state == "parked" and line.exercise.state.state != "parked" for line in lines
        )
        return SessionSummary(
            attempts=len(lines), green=marks["green"], yellow=marks["yellow"], red=marks["red"],
            parked=newly_parked + len(self.parked_by_hand),
            seconds=sum(line.facts.seconds for line in lines), lines=tuple(lines),
            tomorrow=tomorrow, waiting=waiting, due=due_today, ended=ended,
            complete=describe_completed_banks(workspace, self._banks()), remarks=remarks,
        )  # fmt: skip

    def _banks(self) -> set[BankId]:
        """Return the banks in which something counted in this session."""
        counted = {line.exercise.item for line in self.counted}
        return {BankId(item.rpartition("/")[0]) for item in counted | set(self.parked_by_hand)}
