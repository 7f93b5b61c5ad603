"""The map of a paper: its formulas in order, how far the learner is with each, and what to do next for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from drill.banks.catalogue import Bank
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import Path, skills_of
from drill.gyr.progress import minutes_of
from drill.gyr.skills import Skill
from drill.gyr.state import due
from drill.session.goals import find_path_to_goal
from drill.session.mastery import mastery
from drill.session.papers.unasked import find_unplanned
from drill.session.papers.workbook import list_skills_below
from drill.session.papers.workbook_views import FormulaView, PaperExercise, PaperView
from drill.session.reading import formulas_followed, name_formula
from drill.session.titles import skill_title, title_of
from drill.session.workspace import Workspace

# ``read`` is the learner's own word; ``drilled``: an exercise on it is green and none is yellow or red;
# ``begun``: one is yellow or red; ``waiting``: skills are left; ``ready``: none is; ``bare``: no exercise.
Reached = Literal["read", "drilled", "begun", "waiting", "ready", "bare"]
# The key of the row of exercises that are about no formula.
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class NextExercise:
    """The exercise to do next for a formula: one of a skill that is left, else one on the formula itself."""

    item: str
    title: str
    minutes: float
    # The skill that it trains; empty where it is the paper's own.
    skill: str = ""


@dataclass(frozen=True, slots=True)
class MapRow:
    """A formula on the map; ``formula`` is ``None`` in the row of exercises that are about no formula."""

    key: str
    called: str
    formula: FormulaView | None
    reached: Reached
    # Titles of the skills that it needs and that are left, deepest first.
    skills_left: tuple[str, ...]
    exercises: tuple[PaperExercise, ...]
    next: NextExercise | None
    # The formula for which the same exercise comes next: the first that is not drilled.
    after: str = ""

    @property
    def green(self) -> int:
        """How many of its exercises are green."""
        return sum(exercise.state == "green" for exercise in self.exercises)

    @property
    def is_named(self) -> bool:
        """Whether it is listed at first: people call it by a name, or there is an exercise on it."""
        return self.formula is None or bool(self.formula.row.called or self.exercises)

    @property
    def is_done(self) -> bool:
        """Whether it is drilled or read."""
        return self.reached in ("drilled", "read")

    @property
    def is_to_read(self) -> bool:
        """Whether the learner can read it now, and has not: no skill is left for it."""
        is_ready = self.formula is not None and bool(self.exercises) and not self.skills_left
        return is_ready and self.reached != "read"


@dataclass(frozen=True, slots=True)
class FormulaMap:
    """The map of a paper."""

    rows: tuple[MapRow, ...]
    # A question of the learner's that has no answer yet.
    question: str = ""
    # Of the link that is marked as the paper; empty where none is.
    address: str = ""

    @property
    def named(self) -> tuple[MapRow, ...]:
        """The formulas that are listed at first; all where those are none."""
        named = tuple(row for row in self.rows if row.is_named)
        return named if any(row.formula is not None for row in named) else self.rows

    @property
    def next(self) -> MapRow | None:
        """The first row with an exercise that may be done now; those that are drilled come last."""
        rows = (row for row in self.rows if row.next is not None)
        return min(rows, key=lambda row: row.is_done, default=None)

    def describe_next(self) -> str:
        """Return what to do next, as a sentence; empty where nothing is."""
        to_read = next((name_formula(row.called) for row in self.rows if row.is_to_read), "")
        row = self.next
        if row is None or row.next is None:
            waits = any(row.reached in ("begun", "waiting") for row in self.rows)
            waiting = "What is left waits for another day." if waits else ""
            return f"Next: read {to_read}." if to_read else waiting
        then = ", then read on" if to_read else ""
        if row.next.skill:
            return f"Next: {row.next.title}, for {name_formula(row.called)}{then}."
        return f"Next: drill {name_formula(row.called)}{then}."


def make_map(workspace: Workspace, view: PaperView) -> FormulaMap:
    """Return the map of a paper as far as the learner is with it now."""
    bank = workspace.catalogue.bank(view.row.bank)
    chooser = _Chooser(workspace, view.row.path, bank)
    followed = formulas_followed(workspace, view.row.bank)
    rows = [chooser.make_row(f.row.id, f.called, f, f.exercises, followed) for f in view.formulas]
    if view.others:
        rows.append(chooser.make_row(OTHERS, "other exercises", None, view.others, followed))
    first: dict[str, MapRow] = {}
    for row in sorted(rows, key=lambda row: row.is_done):
        if row.next is not None:
            first.setdefault(row.next.item, row)
    rows = [
        row
        if row.next is None or (before := first[row.next.item]) is row
        else replace(row, next=None, after=before.called)
        for row in rows
    ]
    return FormulaMap(tuple(rows), _find_question(view), _find_address(view))


def _find_question(view: PaperView) -> str:
    """Return the first question of the learner's that has no answer."""
    for part in view.notes:
        for heading in part.headings:
            if heading.kind == "unknown" and heading.key and not heading.has_answer:
                return heading.title
    return ""


def _find_address(view: PaperView) -> str:
    """Return the address of the link that is marked as the paper."""
    headings = (heading for part in view.notes for heading in part.headings)
    return next((heading.address for heading in headings if heading.is_paper), "")


class _Chooser:
    """Chooses the next exercise for formulas, by what was drilled so far."""

    def __init__(self, workspace: Workspace, path: Path, bank: Bank | None) -> None:
        parts = workspace.parts()
        self._workspace = workspace
        self._left = frozenset(path.left)
        self._has = mastery(workspace, parts)
        self._skills = skills_of(workspace.catalogue.entries, parts)
        self._states, self._today = workspace.standing(), workspace.study_day()
        self._gaps = workspace.method().gaps_in_force
        self._unplanned = find_unplanned(workspace.catalogue, self._states)
        self._excluded = frozenset[ItemId]() if bank is None else find_path_to_goal(workspace, bank).excluded

    def make_row(
        self,
        key: str,
        called: str,
        formula: FormulaView | None,
        exercises: Sequence[PaperExercise],
        followed: frozenset[str],
    ) -> MapRow:
        """Return the row of a formula."""
        left = [skill for skill in list_skills_below(self._workspace, exercises) if skill in self._left]
        following = self._find_skill_exercise(left) if left else self._find_own(exercises)
        titles = tuple(skill_title(self._workspace, skill) for skill in left)
        reached = _find_reached(key in followed, exercises, is_ready=not left)
        return MapRow(key, called, formula, reached, titles, tuple(exercises), following)

    def _find_own(self, exercises: Iterable[PaperExercise]) -> NextExercise | None:
        """Return the first exercise on a formula that may be done now: one that is due, else an unmet one."""
        entries = (self._workspace.catalogue.entries[ItemId(exercise.item)] for exercise in exercises)
        candidates = [
            entry for entry in entries if entry.item not in self._unplanned and self._may_come(entry)
        ]
        entry = min(candidates, key=self._is_unmet, default=None)
        return None if entry is None else self._describe(entry, "")

    def _find_skill_exercise(self, left: Sequence[SkillId]) -> NextExercise | None:
        """Return the next exercise of the deepest skill that may go on today."""
        for skill in left:
            exercises = self._skills[skill]
            if exercises.met_last_on == self._today:
                continue  # its second exercise comes on another day
            candidates = [
                entry
                for entry, _ in exercises.every
                if entry.item not in self._excluded
                and self._may_come(entry)
                and self._needs_are_passed(entry)
            ]
            entry = min(candidates, key=lambda e: (self._is_unmet(e), e.is_rapid, e.level), default=None)
            if entry is not None:
                return self._describe(entry, skill_title(self._workspace, skill))
        return None

    def _is_unmet(self, entry: Entry) -> bool:
        return entry.item not in self._states

    def _may_come(self, entry: Entry) -> bool:
        """Return whether an exercise is unmet, or due again today."""
        if self._is_unmet(entry):
            return True
        state = self._states.get(entry.item)
        if state is None or not state.is_open:
            return False
        day = due(state, self._gaps)
        return day is None or day <= self._today

    def _needs_are_passed(self, entry: Entry) -> bool:
        return all(
            need in self._has or need not in self._skills or self._is_passed(self._skills[need])
            for need in self._workspace.curriculum().find_needs(entry)
        )

    def _is_passed(self, skill: Skill) -> bool:
        return skill.is_passed(self._excluded, self._workspace.curriculum().circular)

    def _describe(self, entry: Entry, skill: str) -> NextExercise:
        title = title_of(self._workspace, entry.item) or entry.id
        return NextExercise(entry.item, title, minutes_of(entry), skill)


def _find_reached(is_followed: bool, exercises: Sequence[PaperExercise], *, is_ready: bool) -> Reached:
    states = {exercise.state for exercise in exercises}
    if is_followed:
        return "read"
    if not states:
        return "bare"
    if states & {"yellow", "red"}:
        return "begun"
    if "green" in states:
        return "drilled"
    return "ready" if is_ready else "waiting"
