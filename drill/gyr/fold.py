"""The fold: it derives the state of one item from a log of events.

State is derived, never stored as truth. `fold` reads the events of an item in their total order, leaves out
undone ones, and applies overrides and regrades to their attempts. `fold_step` adds one newer event to a
state; if `needs_refold` is true for the event, the whole past must be read again instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple, get_args

from drill.codec import pick_fields
from drill.gyr.events import ATTEMPTS, UNDOABLE, Event, EventId, Kind, LogLine, RoundId, line_of
from drill.gyr.state import CAP, NEVER_MET, Colour, ItemState, Opened, PassMark, Review, State, colour

_REFOLDING: frozenset[str] = frozenset({"undo", "override", "regrade"})


@dataclass(frozen=True, slots=True)
class Lineage:
    """The loaded exercise's ``maths`` hash, and the earlier ones whose marks it keeps."""

    maths: str
    corrects: frozenset[str] = frozenset()

    def __contains__(self, maths: str) -> bool:
        return maths == self.maths or maths in self.corrects

    @property
    def basis(self) -> str:
        """Its hashes as one text, the loaded one first."""
        return " ".join((self.maths, *sorted(self.corrects)))


class Outcome(NamedTuple):
    """The outcome of one attempt: ``counts`` is false for extra practice."""

    counts: bool
    ok: bool
    why: bool
    colour: Colour


def fold(events: Iterable[Event], lineage: Lineage | None = None) -> ItemState:
    """Return the state after the events of one item, whose sequence does not matter.

    Events of other contents than ``lineage`` are left out; ``None`` reads them all.
    """
    return fold_lines(map(line_of, events), lineage)


def fold_lines(lines: Iterable[LogLine], lineage: Lineage | None = None) -> ItemState:
    """Fold lines as `fold` does events."""
    return _fold_lines_with_outcomes(lines, lineage, None)


def find_attempt_outcomes(lines: Iterable[LogLine], lineage: Lineage | None = None) -> dict[EventId, Outcome]:
    """Return the outcome of each attempt of one item in the total order, without undone ones."""
    seen: dict[EventId, Outcome] = {}
    _fold_lines_with_outcomes(lines, lineage, seen)
    return seen


def needs_refold(kind: Kind) -> bool:
    """Return whether an event of this kind changes the meaning of earlier ones."""
    return kind in _REFOLDING


def fold_step(state: ItemState, line: LogLine) -> ItemState:
    """Return the state after one more event of the loaded content.

    The event comes after those of ``state`` in the total order, and `needs_refold` is false for its kind.

    Raises ValueError for an event without the item's content.
    """
    if needs_refold(line.kind):
        raise ValueError(f"an event of kind {line.kind} needs the item's whole log")
    working = _FoldState(state)
    working.step(line, line.ok, line.why)
    return working.state()


def _fold_lines_with_outcomes(
    lines: Iterable[LogLine], lineage: Lineage | None, seen: dict[EventId, Outcome] | None
) -> ItemState:
    ordered = sorted(lines)
    if lineage is not None:
        known = {lineage.maths, *lineage.corrects}
        ordered = [line for line in ordered if line.maths in known or line.kind == "undo"]
    words: Mapping[EventId, tuple[bool, bool]] = {}
    if any(line.kind in _REFOLDING for line in ordered):
        gone = undone(ordered)
        ordered = [line for line in ordered if line.kind != "undo" and line.id not in gone]
        words = _find_corrected_verdicts(ordered, lineage)
    working = _FoldState(NEVER_MET)
    for line in ordered:
        if line.kind == "override":
            # Its effect is in the attempt that it names.
            if line.target in words:
                working.undoable = line.id
            continue
        ok, why = words.get(line.id, (line.ok, line.why))
        counts = working.step(line, ok, why)
        if seen is not None and line.kind in ATTEMPTS:
            seen[line.id] = Outcome(counts, ok, why, colour(ok, why))
    return working.state()


def undone(lines: Iterable[LogLine]) -> set[str]:
    """Return the ids of events that were undone; undos, regrades and notes cannot be."""
    kinds: dict[str, Kind] = {}
    targets: set[str] = set()
    for line in lines:
        kinds[line.id] = line.kind
        if line.kind == "undo":
            targets.add(line.target)
    return {target for target in targets if kinds.get(target) in UNDOABLE}


def _find_corrected_verdicts(
    live: Sequence[LogLine], lineage: Lineage | None
) -> Mapping[EventId, tuple[bool, bool]]:
    """Map attempts to the facts that replace their own.

    The last override has priority over all; a regrade holds only for the loaded content, and never against
    the learner's own judgement.
    """
    attempts = {line.id: line for line in live if line.kind in ATTEMPTS}
    words: dict[EventId, tuple[bool, bool]] = {}
    for line in live:
        target = attempts.get(EventId(line.target))
        if line.kind != "regrade" or target is None or target.own_word:
            continue
        if lineage is None or line.maths == lineage.maths:
            words[target.id] = (line.ok, target.why)
    for line in live:
        if line.kind == "override" and line.target in attempts:
            words[EventId(line.target)] = (line.ok, line.why)
    return words


class _FoldState:
    """An `ItemState` being folded; its fields are the state's."""

    def __init__(self, start: ItemState) -> None:
        self.standing: State = start.state
        self.round = start.round
        self.round_id = start.round_id
        self.opened: Opened = start.opened
        self.passes = start.passes
        self.first_red = start.first_red
        self.yellows = start.yellows
        self.study_day = start.study_day
        self.skips = start.skips
        self.skipped_on = start.skipped_on
        self.parked_by_hand = start.parked_by_hand
        self.parked_on = start.parked_on
        self.reopened_on = start.reopened_on
        self.marks = list(start.marks)
        self.undoable = start.undoable
        self.overridable = start.overridable
        self.reviews = list(start.reviews)
        self.practised = start.practised
        self.review_days = {review.study_day for review in start.reviews}

    def state(self) -> ItemState:
        return ItemState(
            self.standing, self.round, self.round_id, self.opened, self.passes, self.first_red,
            self.yellows, self.study_day, self.skips, self.skipped_on, self.parked_by_hand, self.parked_on,
            self.reopened_on, self.undoable, self.overridable, tuple(self.marks), tuple(self.reviews),
            self.practised,
        )  # fmt: skip

    def step(self, line: LogLine, ok: bool, why: bool) -> bool:
        """Apply one live event and return whether it counts; otherwise it is extra practice, or void."""
        match line.kind:
            case "verdict":
                counts = self._verdict(line, ok, why)
            case "check":
                counts = self._check(line, ok, why)
            case "skip":
                counts = self._skip(line)
            case "reopen":
                counts = self._reopen(line)
            case "park":
                counts = self._park(line)
            case "extra":
                self.practised = self.practised or not self.marks
                counts = False
            case _:
                counts = False
        if counts or line.kind in ATTEMPTS:
            self.undoable = line.id
        if counts and line.kind in ATTEMPTS:
            self.overridable = line.id
        return counts

    def _verdict(self, line: LogLine, ok: bool, why: bool) -> bool:
        if self.standing in ("green", "parked"):
            return False
        if line.round != self.round_id or line.pass_ != self.passes + 1:
            return False
        self._mark(line, ok, why)
        return True

    def _check(self, line: LogLine, ok: bool, why: bool) -> bool:
        if self.standing != "green":
            return False
        if ok and why:
            self._record_review(line.study_day, Review(line.study_day, "green"))
        else:
            self._open_round(RoundId(line.id), "check")
            self._mark(line, ok, why)
        return True

    def _skip(self, line: LogLine) -> bool:
        self.skips += 1
        self.skipped_on = line.study_day
        return True

    def _reopen(self, line: LogLine) -> bool:
        if self.standing != "parked":
            return False
        self._open_round(RoundId(line.id), "reopen")
        self.standing = "unseen" if self.study_day is None else "red"
        self.reopened_on = line.study_day
        self.skips = 0
        self.skipped_on = None
        self.parked_by_hand = False
        self.parked_on = None
        return True

    def _park(self, line: LogLine) -> bool:
        if self.standing in ("green", "parked"):
            return False
        self.standing = "parked"
        self.parked_by_hand = True
        self.parked_on = line.study_day
        return True

    def _mark(self, line: LogLine, ok: bool, why: bool) -> None:
        """Add the next pass of the current round."""
        shade = colour(ok, why)
        self.passes += 1
        if shade == "red":
            self.first_red = self.first_red or self.passes
        if shade == "yellow":
            self.yellows += 1
        parks = shade == "red" and self.passes - self.first_red + 1 >= CAP
        self.standing = "parked" if parks else shade
        self.parked_on = line.study_day if parks else None
        is_easy = shade == "green" and not (self.marks or self.practised or line.helped)
        self._record_review(line.study_day, Review(line.study_day, shade, is_easy))
        self.marks.append(
            PassMark(
                line.id, self.round, self.passes, shade, ok, parks, self.opened, line.study_day, line.helped
            )
        )

    def _open_round(self, round_id: RoundId, opened: Opened) -> None:
        self.round += 1
        self.round_id = round_id
        self.opened = opened
        self.passes = self.first_red = self.yellows = 0

    def _record_review(self, study_day: date, review: Review) -> None:
        """Record the day and outcome of a counted attempt, and reset the count of skips."""
        self.study_day = study_day
        if study_day not in self.review_days:
            self.review_days.add(study_day)
            self.reviews.append(review)
        self.skips = 0
        self.skipped_on = None


# Pass tables: the outcome of each pass of a bank, pass by pass and round by round.
#
# Every item adds only to a few cells, so that a store can keep the cells as counters and replace an item's
# cells when its state changes; `make_pass_rows` reads either.

Column = Literal["green", "yellow", "red", "parked", "waiting"]

STATES: tuple[State, ...] = get_args(State)


class Cell(NamedTuple):
    """One count of a pass table."""

    round: int
    pass_: int
    opened: Opened
    column: Column


@dataclass(frozen=True, slots=True)
class PassRow:
    """One pass: the number of its verdicts by colour, and of members without one.

    A red that parked counts under ``red`` and under ``parked``; an item parked by hand in this pass counts
    nowhere, because it left the pass.
    """

    round: int
    pass_: int
    opened: Opened
    green: int = 0
    yellow: int = 0
    red: int = 0
    parked: int = 0
    waiting: int = 0

    @property
    def verdicts(self) -> int:
        """Members that have their verdict."""
        return self.green + self.yellow + self.red

    @property
    def members(self) -> int:
        """All members of the pass."""
        return self.verdicts + self.waiting

    def joined(self, other_row: PassRow) -> PassRow:
        """Return this row with the counts of another one."""
        columns: tuple[Column, ...] = get_args(Column)
        return replace(self, **{name: getattr(self, name) + getattr(other_row, name) for name in columns})

    def to_json(self) -> dict[str, object]:
        """Return the row in the shape of ``drill progress --json``."""
        opened = () if self.opened == "first" else ("opened",)
        return pick_fields(self, "round pass_", *get_args(Column), *opened)


@dataclass(frozen=True, slots=True)
class Completion:
    """The end of a bank, all of whose items are green or parked, and the number of passes until then."""

    passes: int
    parked: int


def cells(state: ItemState) -> Iterator[Cell]:
    """Yield the cells of one item, which counts once in each."""
    for mark in state.marks:
        yield Cell(mark.round, mark.pass_, mark.opened, mark.colour)
        if mark.parked:
            yield Cell(mark.round, mark.pass_, mark.opened, "parked")
    if state.is_open:
        yield Cell(state.round, state.next_pass, state.opened, "waiting")


def count_cells(states: Iterable[ItemState], unmet: int = 0) -> Counter[Cell]:
    """Count the cells of many items; ``unmet`` is the number of further items without events."""
    counts: Counter[Cell] = Counter()
    for state in states:
        counts.update(cells(state))
    if unmet:
        counts.update(dict.fromkeys(cells(NEVER_MET), unmet))
    return counts


def make_pass_rows(counts: Mapping[Cell, int]) -> tuple[PassRow, ...]:
    """Return the rows of counted cells, by round, then how it was opened, then pass."""
    rows: dict[tuple[int, Opened, int], dict[Column, int]] = {}
    for cell, count in counts.items():
        if count:
            rows.setdefault((cell.round, cell.opened, cell.pass_), {})[cell.column] = count
    return tuple(
        PassRow(round_, pass_, opened, **columns)
        for (round_, opened, pass_), columns in sorted(rows.items(), key=lambda row: row[0])
    )


def pass_table(states: Iterable[ItemState], unmet: int = 0) -> tuple[PassRow, ...]:
    """Return the rows of a bank from its items' states and the number of items without events."""
    return make_pass_rows(count_cells(states, unmet))


def count_items_by_state(states: Iterable[ItemState], unmet: int = 0) -> dict[State, int]:
    """Count items by state, including states without items."""
    counts = Counter(state.state for state in states)
    counts["unseen"] += unmet
    return {name: counts[name] for name in STATES}


def find_bank_completion(states: Mapping[State, int], rows: Iterable[PassRow]) -> Completion | None:
    """Return the number of passes after which a bank is all green (or parked), ``None`` if it is not."""
    settled = states.get("green", 0) + states.get("parked", 0)
    if settled == 0 or settled != sum(states.values()):
        return None
    passes = max((row.pass_ for row in rows if row.verdicts), default=0)
    return Completion(passes, states.get("parked", 0))
