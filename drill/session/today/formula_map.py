"""The map of a paper: its formulas in order, the learner's progress in each, and the next exercise for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from drill.banks.catalogue import Bank
from drill.errors import DrillError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import PathFormula, is_drilled, is_to_read
from drill.gyr.plan_ledger import Planned
from drill.gyr.progress import Day, minutes_of
from drill.gyr.state import State
from drill.papers import find_unread_reason
from drill.session.papers.lesson import ALSO, Lesson, Standpoint
from drill.session.papers.workbook import open_paper
from drill.session.papers.workbook_views import FormulaView, PaperExercise, PaperView
from drill.session.standing.formula_needs import find_linked_record, list_chosen_skills, list_skills_beside
from drill.session.standing.goals import find_purposes, goal_bank, paper_formulas
from drill.session.standing.paper_names import is_paper, list_kept_beside
from drill.session.standing.placement import Placement, find_tried
from drill.session.standing.prerequisites import GUESSABLE, UNASKED, find_learner_mastery
from drill.session.standing.queueing import find_speed
from drill.session.standing.reading import formulas_followed
from drill.session.titles import skill_title, title_of
from drill.session.today.session_list import DayList, list_way_to_paper
from drill.session.workspace import Workspace, at_one_moment
from drill.text import NUMBERS, count, name_some

# ``read`` is the learner's own word; ``drilled``: all exercises on it are green or parked, and its letters
# known; ``begun``: one is green, yellow or red; ``waiting``: skills are left; ``ready``: none is;
# ``bare``: it needs none.
Reached = Literal["read", "drilled", "begun", "waiting", "ready", "bare"]
# The states of an exercise that was tried and is not parked.
_TRIED = frozenset(("green", "yellow", "red"))
# The key of the row of all that is about no formula: exercises, and skills on the way.
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class NextExercise:
    """The exercise that comes next for a formula: of a skill that is left for it, or on it."""

    item: str
    title: str
    minutes: float
    # The skill that it trains; empty if it is the paper's own.
    skill: str = ""
    # Whether it is green and comes as a check of the day.
    is_check: bool = False
    # The skill that the exercises on the formula name and that builds on this one, if they do not name this.
    leads_to: str = ""

    @property
    def whole_minutes(self) -> int:
        """Its minutes as they are shown: at least one."""
        return max(1, round(self.minutes))


@dataclass(frozen=True, slots=True)
class MapRow:
    """A formula on the map; ``formula`` is ``None`` in the row of all that is about none."""

    key: str
    called: str
    formula: FormulaView | None
    reached: Reached
    # Titles of the skills that it needs and that are left, deepest first.
    skills_left: tuple[str, ...]
    exercises: tuple[PaperExercise, ...]
    next: NextExercise | None
    # The earlier formula that the same exercise is for, as on Today, too.
    after: str = ""
    # All skills that it needs, deepest first.
    skills: tuple[SkillId, ...] = ()
    # The titles of those that an import's formula is linked to, without their requirements.
    linked: tuple[str, ...] = ()
    # Why an import did not read the formula; empty if it did, or if something can be drilled for it.
    unread: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether nothing can be drilled for it."""
        return self.reached == "bare" and not self.exercises

    @property
    def is_further(self) -> bool:
        """Whether it is a formula of an import that is not among the central ones."""
        return self.formula is not None and self.formula.is_of_import and not self.formula.is_central

    @property
    def green(self) -> int:
        """How many of its exercises are green."""
        return sum(exercise.state == "green" for exercise in self.exercises)

    @property
    def is_named(self) -> bool:
        """Whether it is listed at first."""
        return self.formula is None or self.formula.is_listed

    @property
    def is_to_read(self) -> bool:
        """Whether reading it comes next, as on Today, too."""
        is_ready = self.formula is not None and self.formula.can_be_ready and not self.skills_left
        states: list[State] = [exercise.state for exercise in self.exercises]
        return is_to_read(states, is_ready=is_ready, is_read=self.reached == "read")

    def describe_next(self) -> str:
        """Return the next exercise for it in a few words; nothing if it is over."""
        if self.is_to_read:
            return "read it now"
        if self.after:
            return f"after {self.after}"
        if self.next is not None:
            return self.next.title
        if self.formula is not None and self.is_bare:
            if self.unread:
                return f"not read: {self.unread}"
            return "not among the central ones" if self.is_further else "no exercise yet"
        is_over = self.reached == "read" or (self.reached == "drilled" and not self.skills_left)
        return "" if is_over else "waits for another day"


@dataclass(frozen=True, slots=True)
class FormulaMap:
    """The map of a paper."""

    rows: tuple[MapRow, ...]
    # The row that the first exercise of the day is for.
    next: MapRow | None = None

    @property
    def named(self) -> tuple[MapRow, ...]:
        """The formulas that are listed at first, in the paper's order; all where none is."""
        named = tuple(row for row in self.rows if row.is_named)
        if any(row.formula is not None for row in named):
            return named
        return self.rows


@at_one_moment
def make_map(workspace: Workspace, view: PaperView) -> FormulaMap:
    """Return the map of a paper with the learner's progress."""
    maker = _MapMaker(workspace, view)
    rows = [maker.make_formula_row(formula) for formula in view.formulas]
    rows += maker.list_other_rows(rows)
    return FormulaMap(tuple(rows), maker.find_first(rows))


class _MapMaker:
    """Makes the rows of a paper's map.

    The next exercise of a formula is the first for it that a day serves on the way to the paper;
    of an import that of a session on it. Else it comes after a formula that also needs a served exercise.
    """

    def __init__(self, workspace: Workspace, view: PaperView) -> None:
        self._workspace = workspace
        self._view = view
        self._bank = workspace.catalogue.bank(view.row.bank)
        self._entries: Mapping[ItemId, Entry] = workspace.catalogue.entries
        self._ahead: Sequence[Planned] = ()
        self._purposes: Mapping[ItemId, PathFormula | None] = {}
        if self._bank is not None:
            self._ahead, self._purposes = _find_ahead(workspace, self._bank)
        self._followed = formulas_followed(workspace, view.row.bank)
        self._left = frozenset(view.row.path.left)
        self._way = frozenset(view.row.path.every)

    def make_formula_row(self, formula: FormulaView) -> MapRow:
        """Return the row of a formula."""
        exercises = [exercise for exercise in formula.exercises if exercise.comes]
        skills = self._workspace.curriculum().list_on_way(formula.needs, self._way)
        return self._make_row(formula.row.id, formula.called, exercises, skills, formula)

    def list_other_rows(self, rows: Sequence[MapRow]) -> Iterator[MapRow]:
        """Yield the rows of all that ``rows``, those of the formulas, leave out."""
        further = _list_further(self._view)
        needed = {skill for row in rows for skill in row.skills}
        beside = [skill for skill in self._view.row.path.left if skill not in needed]
        chosen: Sequence[SkillId] = ()
        also: Sequence[SkillId] = ()
        if self._bank is not None:
            chosen = list_chosen_skills(self._workspace, self._bank)
            also = [*list_skills_beside(self._workspace, self._bank)]
        if further or beside:
            called = "chosen skills" if set(chosen).intersection(beside) else "more of the path"
            if further:
                called = count(len(further), "more exercise" if rows else "exercise")
            named = [skill for each in further for skill in self._entries[ItemId(each.item)].named_skills]
            skills = dict.fromkeys((*self._workspace.curriculum().list_on_way(named, self._way), *beside))
            yield self._make_row(OTHERS, called, further, [*skills])
        if also:
            yield self._make_row(ALSO, "also in this paper", (), also)

    def find_first(self, rows: Sequence[MapRow]) -> MapRow | None:
        """Return the row that the first exercise of the day is for."""
        following = {row.next.item: row for row in reversed(rows) if row.next is not None and not row.after}
        return next((following[planned.item] for planned in self._ahead if planned.item in following), None)

    def _make_row(
        self,
        key: str,
        called: str,
        exercises: Sequence[PaperExercise],
        skills: Sequence[SkillId],
        formula: FormulaView | None = None,
    ) -> MapRow:
        own = {exercise.item for exercise in exercises}
        recalled = [item for item in own if item in self._entries and self._entries[ItemId(item)].has_gap]
        states: set[State] = {exercise.state for exercise in exercises if exercise.item not in recalled}
        is_begun = any(exercise.state in _TRIED for exercise in exercises)
        if formula is not None:
            states.update(formula.withheld)
        needs = [skill for skill in skills if skill in self._left]
        skills_left = self._list_titles(needs)
        can_be_ready = bool(exercises or skills)
        linked: tuple[str, ...] = ()
        if formula is not None:
            can_be_ready = formula.can_be_ready
        if formula is not None and formula.is_of_import:
            needs = formula.needs
            linked = self._list_titles(needs)
        if key == ALSO:
            needs = skills
            linked = self._list_titles(needs)
        is_ready = not skills_left
        reached = _find_reached(
            key in self._followed, states, is_begun=is_begun, is_ready=is_ready, can_be_ready=can_be_ready
        )
        row = MapRow(
            key, called, formula, reached, skills_left, tuple(exercises), None,
            skills=tuple(skills), linked=linked,
        )  # fmt: skip
        if formula is not None and row.is_bare:
            row = replace(row, unread=find_unread_reason(formula.row))
        planned = self._find_planned(key, own, needs)
        if planned is None:
            return row
        purpose = self._purposes[planned.item]
        after = "" if purpose is None or purpose.id == key else purpose.called
        named = formula.needs if formula is not None else ()
        return replace(row, next=self._describe_planned(planned, own, named), after=after)

    def _list_titles(self, skills: Sequence[SkillId]) -> tuple[str, ...]:
        return tuple(skill_title(self._workspace, skill) for skill in skills)

    def _find_planned(self, key: str, own: Collection[str], needs: Collection[SkillId]) -> Planned | None:
        """Return the planned exercise for a formula: one that comes for it alone before any other."""
        served = [
            planned
            for planned in self._ahead
            if planned.item in own
            or (planned.item in self._entries and self._entries[planned.item].trains in needs)
        ]
        for planned in served:
            purpose = self._purposes[planned.item]
            if purpose is None or purpose.id == key:
                return planned
        return next(iter(served), None)

    def _describe_planned(
        self, planned: Planned, own: Collection[str], named: Sequence[SkillId]
    ) -> NextExercise:
        entry = self._entries[planned.item]
        title = title_of(self._workspace, entry.item) or entry.id
        skill = "" if entry.item in own else skill_title(self._workspace, entry.trains)
        leads_to = "" if entry.item in own else self._find_reason(entry.trains, named)
        is_check = planned.reason == "check"
        return NextExercise(entry.item, title, planned.minutes, skill, is_check=is_check, leads_to=leads_to)

    def _find_reason(self, skill: SkillId, named: Sequence[SkillId]) -> str:
        """Return the title of the first named skill that rests on another; empty if that is named itself."""
        list_on_way = self._workspace.curriculum().list_on_way
        above = (need for need in named if skill in list_on_way([need], self._way))
        need = skill if skill in named else next(above, skill)
        return "" if need == skill else skill_title(self._workspace, need)


def _list_further(view: PaperView) -> Sequence[PaperExercise]:
    """Return the exercises of a paper that are about no formula: about symbols and boxes, and all others."""
    drilled = (*view.symbols, *view.algorithms, *view.referenced)
    about = (exercise for element in drilled for exercise in element.exercises)
    on_formulas = {exercise.item for formula in view.formulas for exercise in formula.exercises}
    every = {exercise.item: exercise for exercise in (*about, *view.others)}
    return [each for item, each in every.items() if each.comes and item not in on_formulas]


def _find_ahead(
    workspace: Workspace, bank: Bank
) -> tuple[Sequence[Planned], Mapping[ItemId, PathFormula | None]]:
    """Return the next exercises on the way to a paper, and the formula that each of them is for."""
    entries = workspace.catalogue.entries
    if find_linked_record(workspace, bank) is None:
        ahead = list_way_to_paper(workspace, bank)
        found = find_purposes(workspace, bank)
        return ahead, {planned.item: found.find(entries[planned.item]) for planned in ahead}
    turns = Lesson(workspace, bank).list_turns(
        Standpoint(
            workspace, parts := workspace.parts(), workspace.standing(),
            find_learner_mastery(workspace, parts),
            workspace.study_day(),
        )
    )  # fmt: skip
    formulas = {formula.id: formula for formula in paper_formulas(workspace, bank, parts)}
    formulas[ALSO] = PathFormula("also in this paper", (), (), ALSO)
    speed = find_speed(workspace.catalogue, workspace.learner())
    ahead = [Planned(turn.entry.item, turn.reason, minutes_of(turn.entry, speed)) for turn in turns]
    return ahead, {turn.entry.item: formulas.get(turn.formula) for turn in reversed(turns)}


def _find_reached(
    is_read: bool, states: set[State], *, is_begun: bool, is_ready: bool, can_be_ready: bool
) -> Reached:
    """Return how far a formula is, by the first of the conditions of `Reached` that holds."""
    if is_read:
        return "read"
    if is_drilled(states):
        return "drilled"
    if is_begun or not _TRIED.isdisjoint(states):
        return "begun"
    if not can_be_ready:
        return "bare"
    return "ready" if is_ready else "waiting"


# Where the path leads: one formula of the goal's paper, on a day on which nothing of the paper came.

# Max named skills of those left.
_SKILLS_NAMED = 3


@dataclass(frozen=True, slots=True)
class FormulaAhead:
    """A formula of the goal's paper that cannot be read yet."""

    called: str
    latex: str
    # Its statement, and the meanings of its symbols, by their LaTeX; Markdown with ``$…$``.
    words: str
    symbols: tuple[tuple[str, str], ...]
    # The titles of the skills that it needs and that are left, deepest first.
    skills_left: tuple[str, ...]
    # The exercise on it to try now; empty if it has none, or where one was tried today.
    item: str = ""

    def describe_left(self) -> str:
        """Return the skills left for it: ``Two skills left: Matrix product, Product rule.``."""
        number = len(self.skills_left)
        skills = count(number, "skill")
        skills = skills.replace(str(number), NUMBERS[number], 1) if number < len(NUMBERS) else skills
        return f"{skills} left: {name_some(self.skills_left, _SKILLS_NAMED)}."


class OneTry(Placement):
    """A single question: an exercise of the goal's paper before its time.

    A wrong answer colours nothing; it has unlimited time, and none of it is the day's.
    """

    opening = "This exercise comes before its skills, to show where they lead. A wrong answer is not counted."

    def __init__(self, workspace: Workspace, item: ItemId) -> None:
        super().__init__(workspace)
        self._item = item
        self.most = 1

    @property
    def could_ask_more(self) -> bool:
        """Return False, because one question is all."""
        return False

    def find_skills(self) -> None:
        """Return nothing: a single question finds nothing out."""

    def describe(self) -> str:
        """Return the outlook of the exercise."""
        return "That was where the path leads. The exercise comes again when its skills are there."

    def _next_question(self) -> ItemId | None:
        if self._item not in self._workspace.catalogue.entries:
            return None
        return self._item


def find_formula_ahead(workspace: Workspace, listed: DayList) -> FormulaAhead | None:
    """Return the formula of the goal's paper that lacks the fewest skills.

    ``None`` if the goal is not a paper, if something of it came today or is still to come, or if no formula
    waits for skills.
    """
    bank = goal_bank(workspace)
    if bank is None or not is_paper(bank.id) or not listed.is_day or workspace.method().is_strict:
        return None
    if _has_come(workspace, bank, listed):
        return None
    try:
        rows = make_map(workspace, open_paper(workspace, bank.id)).rows
    except DrillError:
        return None  # the paper's page reports the fault
    waiting = [row for row in rows if row.formula is not None and row.reached == "waiting"]
    tried = {event.item: event.study_day for event in workspace.learner().placed}
    row = min(
        waiting,
        key=lambda each: (_find_try(workspace, each, tried) is None, len(each.skills_left)),
        default=None,
    )
    if row is None or row.formula is None:
        return None
    entry = _find_try(workspace, row, tried)
    today = workspace.study_day()
    may_try = entry is not None and not find_tried(workspace.catalogue, workspace.learner(), today)
    return _describe_formula_ahead(row, row.formula, entry.item if entry is not None and may_try else "")


def find_next_formula(workspace: Workspace) -> FormulaAhead | None:
    """Return the formula of the goal's paper that can be read next: it lacks the fewest skills, or none."""
    bank = goal_bank(workspace)
    if bank is None or not is_paper(bank.id):
        return None
    try:
        rows = make_map(workspace, open_paper(workspace, bank.id)).rows
    except DrillError:
        return None  # the paper's page reports the fault
    ahead = [row for row in rows if row.formula is not None and (row.is_to_read or row.reached == "waiting")]
    row = min(ahead, key=lambda each: len(each.skills_left), default=None)
    return None if row is None or row.formula is None else _describe_formula_ahead(row, row.formula)


@dataclass(frozen=True, slots=True)
class BesideToday:
    """The columns next to the day's list: the formula that is read next, and the days of the last week."""

    ahead: FormulaAhead | None
    days: Sequence[Day]


def read_beside_today(workspace: Workspace) -> BesideToday:
    """Read the formula and the study days with marks of the last seven."""
    since = workspace.study_day() - timedelta(7)
    days = [day for day in workspace.store.totals().days() if day.day > since and day.attempts]
    return BesideToday(find_next_formula(workspace), days)


def _describe_formula_ahead(row: MapRow, formula: FormulaView, item: str = "") -> FormulaAhead:
    symbols = ((symbol.row.symbol, symbol.meaning) for symbol in formula.symbols if symbol.meaning)
    return FormulaAhead(
        row.called, formula.row.in_use, formula.row.words, tuple(symbols), row.skills_left, item
    )


def _has_come(workspace: Workspace, bank: Bank, listed: DayList) -> bool:
    """Return whether something of a bank was marked or skipped today, or is on the day's list."""
    items = {entry.item for entry in (*bank.entries, *list_kept_beside(workspace.catalogue, bank))}
    if any(row.item in items for row in listed.coming()):
        return True
    states = workspace.states(banks=[bank.id]).values()
    return any(workspace.study_day() in (state.study_day, state.skipped_on) for state in states)


def _find_try(workspace: Workspace, row: MapRow, tried: Collection[ItemId]) -> Entry | None:
    """Return the easiest exercise of a formula that was never met and that the checker alone judges."""
    entries = (workspace.catalogue.entries[ItemId(exercise.item)] for exercise in row.exercises)
    states = workspace.standing()
    askable = (
        entry
        for entry in entries
        if entry.item not in states and entry.item not in tried and entry.kind not in UNASKED | GUESSABLE
    )
    return min(askable, key=lambda entry: entry.level, default=None)
