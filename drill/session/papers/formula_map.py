"""The map of a paper: its formulas in order, how far the learner is with each, and what to do next for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import GoalPath, Path, path_of, skills_of
from drill.gyr.progress import minutes_of
from drill.gyr.skills import Skill
from drill.gyr.state import due
from drill.session.further_theory import of_skills
from drill.session.goals import find_path_to_goal
from drill.session.mastery import mastery
from drill.session.papers.workbook_views import FormulaView, PaperExercise, PaperView
from drill.session.prerequisites import skills_before
from drill.session.reading import formulas_followed
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
class PathSkill:
    """A skill on the way to a paper, and the formulas that need it, in the paper's order."""

    skill: str
    title: str
    # Whether it is neither learned nor known, nor set aside; and whether an exercise of it was met.
    is_left: bool
    is_begun: bool
    # ``you`` alone for one that the learner added.
    needed_by: tuple[str, ...]
    # Of the topic that trains it, as Markdown; empty where none is written.
    theory: str


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
    # The formula before it for which the same exercise comes next.
    after: str = ""

    @property
    def green(self) -> int:
        """How many of its exercises are green."""
        return sum(exercise.state == "green" for exercise in self.exercises)

    @property
    def is_named(self) -> bool:
        """Whether people call it by a name."""
        return self.formula is None or bool(self.formula.row.called)

    @property
    def is_to_read(self) -> bool:
        """Whether the learner can read it now, and has not."""
        return self.formula is not None and self.reached in ("drilled", "ready")


@dataclass(frozen=True, slots=True)
class FormulaMap:
    """The map of a paper, with the skills on its path and the page that its ``address`` is of."""

    path: Path
    rows: tuple[MapRow, ...]
    # All on the path, deepest first.
    skills: tuple[PathSkill, ...] = ()
    # A question of the learner's that has no answer yet.
    question: str = ""
    # Of the link that is marked as the paper; empty where none is.
    address: str = ""

    @property
    def named(self) -> tuple[MapRow, ...]:
        """The formulas that are called by a name; all where none is."""
        named = tuple(row for row in self.rows if row.is_named)
        return named if any(row.formula is not None for row in named) else self.rows

    @property
    def next(self) -> MapRow | None:
        """The first row with an exercise that may be done now."""
        return next((row for row in self.rows if row.next is not None), None)

    def describe_path(self) -> str:
        """Return the counts of skills: ``61 of 80 skills, 19 left``."""
        if not self.path.skills:
            return ""
        skills = f"{self.path.done} of {self.path.skills} skills"
        return f"{skills}, {len(self.path.left)} left" if self.path.left else skills

    def describe_next(self) -> str:
        """Return what to do next, as a sentence; empty where nothing is."""
        to_read = next((row for row in self.rows if row.is_to_read), None)
        row = self.next
        if row is None or row.next is None:
            if to_read is not None:
                return f"Next: read {to_read.called}."
            waits = any(row.reached in ("begun", "waiting") for row in self.rows)
            return "What is left waits for another day." if waits else ""
        if row.next.skill:
            return f"Next: {row.next.title}, for {row.called}."
        then = ", then read on" if to_read is not None else ""
        return f"Next: drill {row.called}{then}."


def make_map(workspace: Workspace, view: PaperView) -> FormulaMap:
    """Return the map of a paper as far as the learner is with it now."""
    bank = workspace.catalogue.bank(view.row.bank)
    way = find_path_to_goal(workspace, bank) if bank is not None else None
    chooser = _Chooser(workspace, way)
    followed = formulas_followed(workspace, bank) if bank is not None else frozenset[str]()
    rows, before = list[MapRow](), dict[str, str]()
    for formula in view.formulas:
        # Numbers are those of the learner's own source; a shipped sheet numbers by itself.
        called = formula.called if view.row.is_imported else formula.row.called or formula.called
        row = chooser.make_row(formula.row.id, called, formula, formula.exercises, before, followed)
        rows.append(row)
    if view.others:
        rows.append(chooser.make_row(OTHERS, "other exercises", None, view.others, before, followed))
    skills = chooser.list_skills(rows, added=[SkillId(p.line.skill) for p in view.skills])
    return FormulaMap(chooser.path, tuple(rows), skills, _find_question(view), _find_address(view))


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

    def __init__(self, workspace: Workspace, way: GoalPath | None) -> None:
        parts = workspace.parts()
        self._workspace = workspace
        self._way = way
        self._has = mastery(workspace, parts)
        self._skills = skills_of(workspace.catalogue.entries, parts)
        self._states, self._today = workspace.standing(), workspace.study_day()
        self._gaps = workspace.method().gaps_in_force
        self._excluded = way.excluded if way is not None else frozenset[ItemId]()
        self.path = path_of(way.skills if way is not None else (), self._has)

    def make_row(
        self,
        key: str,
        called: str,
        formula: FormulaView | None,
        exercises: Sequence[PaperExercise],
        before: dict[str, str],
        followed: frozenset[str],
    ) -> MapRow:
        """Return the row of a formula; ``before`` names, by exercise, the row for which it comes next."""
        entries, still_left = self._find_entries(exercises), set(self.path.left)
        left = [skill for skill in self._find_skills(entries) if skill in still_left]
        following = self._find_skill_exercise(left) if left else self._find_own(entries)
        after = before.get(following.item, "") if following is not None else ""
        if following is not None:
            before.setdefault(following.item, called)
        titles = tuple(skill_title(self._workspace, skill) for skill in left)
        reached = _find_reached(key in followed, exercises, is_ready=not left)
        return MapRow(
            key, called, formula, reached, titles, tuple(exercises), None if after else following, after
        )

    def list_skills(self, rows: Sequence[MapRow], added: Iterable[SkillId]) -> tuple[PathSkill, ...]:
        """Return all skills on the path, and those that the learner added, with the formulas they are for."""
        on_path = self._way.skills if self._way is not None else ()
        needed_by: dict[SkillId, list[str]] = {}
        for row in rows:
            for skill in self._find_skills(self._find_entries(row.exercises)):
                needed_by.setdefault(skill, []).append(row.called)
        further = [skill for skill in added if skill not in set(on_path)]
        theories = of_skills(self._workspace, {*on_path, *further})
        return tuple(
            PathSkill(
                skill,
                skill_title(self._workspace, skill),
                is_left=skill not in self._has and skill not in self._has.set_aside,
                is_begun=skill in self._has.begun,
                needed_by=tuple(needed_by.get(skill, ["you"] if skill in further else [])),
                theory=theories.get(skill, ""),
            )
            for skill in (*on_path, *further)
        )

    def _find_entries(self, exercises: Iterable[PaperExercise]) -> Sequence[Entry]:
        return [self._workspace.catalogue.entries[ItemId(exercise.item)] for exercise in exercises]

    def _find_skills(self, entries: Sequence[Entry]) -> Sequence[SkillId]:
        """Return all that exercises name and rest on, deepest first."""
        named = dict.fromkeys(skill for entry in entries for skill in entry.named_skills)
        return skills_before(self._workspace, named)

    def _find_own(self, entries: Iterable[Entry]) -> NextExercise | None:
        """Return the first exercise on a formula that may be done now: one that is due, else an unmet one."""
        candidates = [entry for entry in entries if self._may_come(entry)]
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
