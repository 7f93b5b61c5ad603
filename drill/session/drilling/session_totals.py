"""The totals of a session so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from drill.gyr.events import ATTEMPTS, Attempt, BankId, ItemId, Kind
from drill.gyr.progress import LEAST_SECONDS
from drill.gyr.state import ItemState, colour, due
from drill.session.drilling.day_end import TOMORROW, DayEnd
from drill.session.drilling.exercise_view import ExerciseView, Marked
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
        self._attempts: list[tuple[Marked, Attempt, int]] = []
        """Each with the pace of its exercise, which is 0 where that is not rapid."""
        self.parked_by_hand: list[ItemId] = []

    @property
    def marks(self) -> int:
        """Marks given and not undone."""
        return len(self._attempts)

    @property
    def _lines(self) -> tuple[Marked, ...]:
        return tuple(marked for marked, _, _ in self._attempts)

    @property
    def lines(self) -> tuple[Marked, ...]:
        """The marks, in order."""
        return self._lines

    @property
    def put_right(self) -> list[str]:
        """The yellows and reds that were answered right."""
        return [
            line.item for line in self._lines if line.counted and line.ok and line.was in ("yellow", "red")
        ]

    def day_items(self, seconds_each: float) -> float:
        """Return the marks as items of the day: a chain counts as many as it has stages.

        A rapid exercise costs its pace and `RAPID_EXTRA_S`, which is a part of an item.
        """
        plain = sum(len(facts.stages) or 1 for _, facts, pace in self._attempts if not pace)
        rapid_s = sum(pace + RAPID_EXTRA_S for _, _, pace in self._attempts if pace)
        return plain + rapid_s / max(seconds_each, LEAST_SECONDS)

    def marked(
        self, exercise: ExerciseView, facts: Attempt, after: ItemState, workspace: Workspace, states: States
    ) -> Marked:
        """Record a mark and return what to say about it. ``states`` are those of everything."""
        shade, counted = colour(facts.ok, facts.why), facts.kind != "extra"
        day = due(after, workspace.method().gaps_in_force)
        is_stuck = counted and after.state in ("red", "parked")
        marked = Marked(
            item=exercise.item,
            title=exercise.title,
            topic=exercise.topic,
            mark=shade,
            was=exercise.state.state,
            state=after.state,
            round=after.round,
            pass_=after.passes,
            due=day,
            ok=facts.ok,
            code=facts.code,
            mistake=facts.mistake,
            counted=counted,
            red_pass=after.red_pass if counted else 0,
            first=drill_first(workspace, exercise.entry, states) if is_stuck else (),
            links=links_of(
                workspace, exercise.entry, workspace.banks_aside() if after.state == "parked" else None
            )
            if is_stuck and (after.state == "parked" or after.red_pass == 1)
            else (),
            stages=facts.stages,
            renews=exercise.entry.renews,
            advice=SPLIT_IT if counted and shade == "yellow" and after.yellows >= MANY_YELLOWS else "",
        )
        self._attempts.append((marked, facts, exercise.entry.pace))
        return marked

    def undone(self, item: ItemId, kind: Kind) -> None:
        """Forget the newest mark or parking of ``item``, if it was given in this session."""
        if kind == "park" and item in self.parked_by_hand:
            self.parked_by_hand.remove(item)
        elif kind in ATTEMPTS:
            newest_first = reversed(range(self.marks))
            index = next((index for index in newest_first if self._lines[index].item == item), None)
            if index is not None:
                del self._attempts[index]

    def summary(
        self, workspace: Workspace, waiting: int, ended: str = "", remarks: tuple[str, ...] = ()
    ) -> SessionSummary:
        """Return the whole session; ``ended`` says why it is over, ``remarks`` what else changed."""
        lines = self._lines
        marks = Counter(line.mark for line in lines if line.counted)
        due_today, tomorrow = due_counts(workspace)
        newly_parked = sum(line.state == "parked" and line.was != "parked" for line in lines)
        return SessionSummary(
            attempts=len(lines), green=marks["green"], yellow=marks["yellow"], red=marks["red"],
            parked=newly_parked + len(self.parked_by_hand),
            seconds=sum(facts.seconds for _, facts, _ in self._attempts), lines=lines,
            tomorrow=tomorrow, waiting=waiting, due=due_today, ended=ended,
            complete=describe_completed_banks(workspace, self._banks()), remarks=remarks,
        )  # fmt: skip

    def _banks(self) -> set[BankId]:
        """Return the banks in which something counted in this session."""
        counted = {line.item for line in self._lines if line.counted}
        return {BankId(item.rpartition("/")[0]) for item in counted | set(self.parked_by_hand)}
