"""The map of a paper: its formulas in order, how far the learner is with each, and what to do next for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from drill.banks.catalogue import Bank
from drill.gyr.events import ItemId, SkillId
from drill.gyr.method import Planned
from drill.gyr.path import Formula, is_drilled, is_to_read
from drill.gyr.progress import minutes_of
from drill.gyr.state import State
from drill.session.papers.lesson import ALSO, Lesson, Standpoint
from drill.session.papers.workbook_views import FormulaView, PaperExercise, PaperView
from drill.session.standing.formula_needs import find_linked_record, list_chosen_skills, list_skills_beside
from drill.session.standing.goals import find_purposes, paper_formulas
from drill.session.standing.mastery import find_learner_mastery
from drill.session.standing.queueing import find_speed
from drill.session.standing.reading import formulas_followed, name_formula, name_formulas
from drill.session.standing.worked_formulas import LETTERS, SAY_LETTERS, list_asked_letters
from drill.session.titles import skill_title, title_of
from drill.session.today.day import list_on_way
from drill.session.workspace import Workspace
from drill.text import count

# ``read`` is the learner's own word; ``drilled``: all exercises on it are green or parked, and its letters
# said; ``begun``: one is green, yellow or red; ``waiting``: skills are left; ``ready``: none is; ``bare``: it
# needs none.
Reached = Literal["read", "drilled", "begun", "waiting", "ready", "bare"]
# The key of the row of all that is about no formula: exercises, and skills on the way.
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class NextExercise:
    """The exercise that comes next for a formula: of a skill that is left for it, or on it."""

    item: str
    title: str
    minutes: float
    # The skill that it trains; empty where it is the paper's own.
    skill: str = ""
    # It is green, and looked at again in the day.
    is_check: bool = False

    @property
    def whole_minutes(self) -> int:
        """Its minutes as they are told: at least one."""
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
    # The formula before it that the same exercise is for, as Today says, too.
    after: str = ""
    # All skills that it needs, deepest first.
    skills: tuple[SkillId, ...] = ()
    # Of an import the titles of those that it is linked to, without what these rest on.
    linked: tuple[str, ...] = ()

    @property
    def is_linked(self) -> bool:
        """Whether a move stands in it that exercises drill."""
        return self.formula is not None and bool(self.formula.row.linked)

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
        """Whether to read it comes next, as Today says, too."""
        is_ready = self.formula is not None and self.formula.can_be_ready and not self.skills_left
        states: list[State] = [exercise.state for exercise in self.exercises]
        return is_to_read(states, is_ready=is_ready, is_read=self.reached == "read")

    @property
    def lacks_exercises(self) -> bool:
        """Whether nothing drills it, and nothing could, but exercises that somebody writes on it."""
        return self.reached == "bare" and self.next is None and not self.after and not self.is_linked

    def describe_next(self) -> str:
        """Return what comes next for it in a few words; nothing where it is over."""
        if self.is_to_read:
            return "read it now"
        if self.after:
            return f"after {self.after}"
        if self.next is not None:
            return self.next.title
        if self.reached == "bare":
            return "not among the central ones" if self.is_linked else "nothing to drill"
        is_over = self.reached == "read" or (self.reached == "drilled" and not self.skills_left)
        return "" if is_over else "waits for another day"


@dataclass(frozen=True, slots=True)
class FormulaMap:
    """The map of a paper."""

    rows: tuple[MapRow, ...]
    # The row for which the first exercise of the day comes.
    next: MapRow | None = None
    # Of the link that is marked as the paper; empty where none is.
    address: str = ""

    @property
    def named(self) -> tuple[MapRow, ...]:
        """The formulas that are listed at first; all where those are none."""
        named = tuple(row for row in self.rows if row.is_named)
        return named if any(row.formula is not None for row in named) else self.rows

    def describe_next(self, cells: int | None = None) -> str:
        """Return what to do next, as a sentence; empty where nothing is.

        What an exercise is needed for is left out where it makes more than ``cells``.
        """
        to_read = [row.called for row in self.rows if row.is_to_read]
        reading = f"read {name_formulas(to_read)}" if to_read else ""
        row = self.next
        if row is None or row.next is None:
            waits = any(row.reached == "begun" or row.skills_left for row in self.rows)
            waiting = "What is left waits for another day." if waits else ""
            return f"Next: {reading}." if to_read else waiting
        if row.is_to_read:
            return f"Next: read {name_formula(row.called)}, then drill it."
        then = ", then read on" if to_read else ""
        if row.formula is not None and not row.next.skill:
            return f"Next: drill {name_formula(row.called)}{then}."
        exercise = f"Next: drill “{row.next.title}” ({row.next.whole_minutes} min)"
        purpose = f", needed for {name_formula(row.called)}" if row.formula is not None else ""
        sentences = (f"{exercise}{purpose}{then}.", f"{exercise}{then}.", f"{exercise}.")
        return next((each for each in sentences if cells is None or len(each) <= cells), sentences[-1])


def make_map(workspace: Workspace, view: PaperView) -> FormulaMap:
    """Return the map of a paper as far as the learner is with it now.

    What comes next for a formula is the first of what a day serves on the way to the paper that is for it;
    of an import what a session on it serves. Else it comes after a formula that also needs what is served.
    """
    bank, entries = workspace.catalogue.bank(view.row.bank), workspace.catalogue.entries
    asked = {each.row.id: each.entry for each in list_asked_letters(workspace, bank)}
    asked = asked if workspace.asks_letters else {}
    entries = {**entries, **{entry.item: entry for entry in asked.values()}} if asked else entries
    ahead, purposes = (bank and _find_ahead(workspace, bank)) or ((), {})
    followed, left = formulas_followed(workspace, view.row.bank), frozenset(view.row.path.left)

    def make_row(
        key: str,
        called: str,
        formula: FormulaView | None,
        exercises: Sequence[PaperExercise],
        skills: Sequence[SkillId],
    ) -> MapRow:
        own, skills_left = {exercise.item for exercise in exercises}, [s for s in skills if s in left]
        own |= {asked[key].item} if key in asked else set()
        states: set[State] = {exercise.state for exercise in exercises}
        states |= {"unseen"} if key in asked else set()
        needs = formula.needs if formula is not None and formula.is_of_import else skills_left
        needs = skills if key == ALSO else needs
        served = [
            p for p in ahead if p.item in own or (p.item in entries and entries[p.item].trains in needs)
        ]
        for_it = (p for p in served if (purpose := purposes[p.item]) is None or purpose.id == key)
        planned = next(for_it, served[0] if served else None)
        entry, purpose = (None, None) if planned is None else (entries[planned.item], purposes[planned.item])
        return MapRow(
            key, called, formula,
            _find_reached(
                key in followed, states, is_ready=not skills_left,
                can_be_ready=formula.can_be_ready if formula is not None else bool(exercises or skills),
            ),
            tuple(skill_title(workspace, skill) for skill in skills_left),
            tuple(exercises),
            None if planned is None or entry is None else NextExercise(
                entry.item,
                SAY_LETTERS if entry.kind == LETTERS else title_of(workspace, entry.item) or entry.id,
                planned.minutes,
                "" if entry.item in own else skill_title(workspace, entry.trains),
                is_check=planned.reason == "check",
            ),
            after="" if purpose is None or purpose.id == key else purpose.called,
            skills=tuple(skills),
            linked=tuple(skill_title(workspace, skill) for skill in needs)
            if key == ALSO or (formula is not None and formula.is_of_import)
            else (),
        )  # fmt: skip

    list_before, further = workspace.curriculum().list_before, _list_further(view)
    rows = [
        make_row(f.row.id, f.called, f, [each for each in f.exercises if each.comes], list_before(f.needs))
        for f in view.formulas
    ]
    named = [skill for each in further for skill in entries[ItemId(each.item)].named_skills]
    needed = {skill for row in rows for skill in row.skills}
    beside = [skill for skill in view.row.path.left if skill not in needed]
    skills = [*dict.fromkeys((*list_before(named), *beside))]
    if further or beside:
        number = count(len(further), "exercise" if not rows else "more exercise")
        chosen = () if bank is None else list_chosen_skills(workspace, bank)
        called = "chosen skills" if not {*chosen}.isdisjoint(beside) else "more of the path"
        rows.append(make_row(OTHERS, number if further else called, None, further, skills))
    if bank is not None and (also := [*list_skills_beside(workspace, bank)]):
        rows.append(make_row(ALSO, "also in this paper", None, (), also))
    following = {row.next.item: row for row in reversed(rows) if row.next is not None and not row.after}
    first = next((following[planned.item] for planned in ahead if planned.item in following), None)
    return FormulaMap(tuple(rows), first, _find_address(view))


def _list_further(view: PaperView) -> Sequence[PaperExercise]:
    """Return the exercises of a paper that are about no formula: about symbols and boxes, and all others."""
    drilled = (*view.symbols, *view.algorithms, *view.referenced)
    about = (exercise for element in drilled for exercise in element.exercises)
    on_formulas = {exercise.item for formula in view.formulas for exercise in formula.exercises}
    every = {exercise.item: exercise for exercise in (*about, *view.others)}
    return [each for item, each in every.items() if each.comes and item not in on_formulas]


def _find_ahead(
    workspace: Workspace, bank: Bank
) -> tuple[Sequence[Planned], Mapping[ItemId, Formula | None]]:
    """Return what is served next on the way to a paper, and the formula that each exercise is for."""
    entries = workspace.catalogue.entries
    if find_linked_record(workspace, bank) is None:
        ahead, found = list_on_way(workspace, bank), find_purposes(workspace, bank)
        return ahead, {planned.item: found.find(entries[planned.item]) for planned in ahead}
    turns = Lesson(workspace, bank).list_turns(
        Standpoint(
            workspace, parts := workspace.parts(), workspace.standing(),
            find_learner_mastery(workspace, parts),
            workspace.study_day(),
        )
    )  # fmt: skip
    formulas = {formula.id: formula for formula in paper_formulas(workspace, bank, parts)}
    formulas[ALSO] = Formula("also in this paper", (), (), ALSO)
    speed = find_speed(workspace)
    ahead = [Planned(turn.entry.item, turn.reason, minutes_of(turn.entry, speed)) for turn in turns]
    return ahead, {turn.entry.item: formulas.get(turn.formula) for turn in reversed(turns)}


def _find_address(view: PaperView) -> str:
    """Return the address of the link that is marked as the paper."""
    headings = (heading for part in view.notes for heading in part.headings)
    return next((heading.address for heading in headings if heading.is_paper), "")


def _find_reached(is_followed: bool, states: set[State], *, is_ready: bool, can_be_ready: bool) -> Reached:
    if is_followed:
        return "read"
    if is_drilled(states):
        return "drilled"
    if not states.isdisjoint(("green", "yellow", "red")):
        return "begun"
    if not can_be_ready:
        return "bare"
    return "ready" if is_ready else "waiting"
