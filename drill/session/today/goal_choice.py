"""Possible goals, with their cost: papers, textbooks, subjects, topics, skills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Literal

from drill.banks.catalogue import Bank, is_book
from drill.errors import DrillError, UsageError
from drill.gyr.events import ItemId
from drill.gyr.path import Mastered, Path
from drill.gyr.skills import Parts
from drill.session.progress.mistakes import attempts_of, list_past_mistakes
from drill.session.standing.goals import (
    GOAL_REACHED,
    Goal,
    GoalView,
    count_goal,
    find_goal,
    goal_view,
    is_unlinked,
    tell_weeks,
)
from drill.session.standing.paper_names import (
    find_called_paper,
    find_citation,
    find_paper_year,
    is_paper,
    list_paper_names,
    name_with_year,
    paper_bank,
    paper_banks,
)
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.withheld_exercises import ExerciseCounts
from drill.session.titles import skill_title, title_of
from drill.session.workspace import Workspace, at_one_moment
from drill.settings import SUBJECTS
from drill.text import count, one_line

# Max names offered to somebody who mistyped one.
MOST_NEAREST = 3
# Max skills that may be chosen for a paper that is linked to none.
MOST_CHOSEN = 5
NOTHING_LINKED = "Nothing in this paper is linked yet."

GoalKind = Literal["paper", "textbook", "subject", "topic", "skill", "bank"]


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal to choose: its name in the settings, its title, its kind, and the whole that contains it."""

    id: str
    title: str
    kind: GoalKind
    within: str = ""
    # The year of a paper, its authors and its full title.
    year: str = ""
    citation: str = ""

    @property
    def name(self) -> str:
        """Its title, for a paper followed by the year."""
        return name_with_year(self.title, self.year)

    @property
    def words(self) -> tuple[str, ...]:
        """All texts by which it is found."""
        return (self.name, self.within, self.kind, self.id, self.citation)


@dataclass(frozen=True, slots=True)
class GoalCost:
    """The cost of a goal: its skills that are neither learned nor known, and the exercises of its own left.

    ``rests_on`` names the subjects of these skills, of a topic the topics, with the number of skills in each.
    """

    skills: int
    own: int
    rests_on: tuple[tuple[str, int], ...]
    # Whether a placement could find known skills.
    is_mostly_new: bool
    # About how long it takes, in weeks; empty of one's own papers and of goals that are not papers.
    weeks: str = ""

    def __str__(self) -> str:
        """The cost in words: ``80 skills``, ``29 skills, two weeks``; where none is left, exercises."""
        if self.weeks:
            return f"{self.without_weeks}, {self.weeks}"
        return self.without_weeks

    @property
    def without_weeks(self) -> str:
        """The same without how long it takes."""
        if self.skills:
            return count(self.skills, "skill")
        return count(self.own, "exercise") if self.own else "nothing left"

    def tell_rests_on(self, cells: int) -> str:
        """Return its requirements in words, as many as fit: ``calculus 31, linear algebra 20 …``."""
        words = ""
        named = [f"{title} {skills}" for title, skills in self.rests_on]
        for number, each in enumerate(named, 1):
            longer = f"{words}, {each}" if words else each
            if len(longer) + 2 * (number < len(named)) > cells:
                return f"{words} …" if words else ""
            words = longer
        return words


@at_one_moment
def list_goals(workspace: Workspace) -> tuple[GoalRow, ...]:
    """Return all goals but skills: papers, one's own first; subjects, each with its topics; other banks."""
    catalogue = workspace.catalogue
    rows = list[GoalRow]()
    rows += [
        GoalRow(bank.id, bank.title, "paper", "", find_paper_year(bank), find_citation(bank))
        for bank in paper_banks(catalogue)
    ]
    others = [bank for bank in catalogue.banks if not is_paper(bank.id)]
    for bank in sorted(others, key=lambda bank: (bank.id not in SUBJECTS, is_book(bank.id))):
        rows.append(GoalRow(bank.id, bank.title, _find_kind(bank)))
        if bank.id in SUBJECTS:
            used = {entry.topic for entry in bank.entries}
            topics = (topic for topic in bank.topics if topic.id in used)
            rows += [GoalRow(f"{bank.id}/{topic.id}", topic.title, "topic", bank.title) for topic in topics]
    return tuple(row for row in rows if row.kind == "topic" or find_goal(workspace, row.id) is not None)


@at_one_moment
def list_skills(workspace: Workspace) -> tuple[GoalRow, ...]:
    """Return the skills of the subjects, each with its topic, in the subjects' order."""
    catalogue = workspace.catalogue
    rows = list[GoalRow]()
    for topics in workspace.curriculum().subjects.values():
        for (bank_id, topic), skills in topics.items():
            within = catalogue.topics[bank_id, topic].title
            known = (skill for skill in skills if skill in catalogue.skills)
            rows += [GoalRow(skill, skill_title(workspace, skill), "skill", within) for skill in known]
    return tuple(rows)


def choose_skills(workspace: Workspace, paper: str, skills: Sequence[str]) -> None:
    """Keep the skills that an imported paper is to lead to besides those that it is linked to.

    They replace those that were chosen before.

    Raises:
        UsageError: the paper is unknown, it was not imported with families, a skill has no
            exercises, or there are too many.
    """
    from drill.session.standing.formula_needs import find_linked_record, list_chosen_skills
    from drill.session.standing.paper_notes import write_note

    bank = paper_bank(workspace.catalogue, paper)
    if find_linked_record(workspace, bank) is None:
        raise UsageError(f"no skills are chosen for {bank.id}", "they are chosen for an imported paper")
    chosen = dict.fromkeys(skills)
    if not 0 < len(chosen) <= MOST_CHOSEN:
        raise UsageError(f"{count(len(chosen), 'skill')} cannot be chosen", "choose one to five")
    trained = workspace.catalogue.entries.by_skill
    for skill in chosen:
        if skill not in trained:
            near = get_close_matches(skill, map(str, trained), n=MOST_NEAREST, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else "the Library (2) names them"
            raise UsageError(f"no skill with exercises is called {one_line(skill)!r}", hint)
    before = list_chosen_skills(workspace, bank)
    for skill in dict.fromkeys((*before, *chosen)):
        write_note(workspace, bank.id, "needs", skill, "yes" if skill in chosen else "")


def _find_kind(bank: Bank) -> GoalKind:
    if bank.id in SUBJECTS:
        return "subject"
    return "textbook" if is_book(bank.id) else "bank"


@at_one_moment
def find_costs(workspace: Workspace, goals: Iterable[str]) -> dict[str, GoalCost]:
    """Return the costs of loaded goals, by their names."""
    has = find_learner_mastery(workspace)
    parts = workspace.parts()
    costs: dict[str, GoalCost] = {}
    for name in goals:
        if (goal := find_goal(workspace, name)) is None:
            continue
        counted = count_goal(workspace, goal, parts, has)
        path = counted.path
        skills = len(path.left) + len(path.set_aside)
        own = counted.own.left
        weeks = tell_weeks(goal.bank, counted, workspace.settings.mean_minutes)
        costs[name] = GoalCost(skills, own, _count_parts(workspace, goal, path), path.is_mostly_new, weeks)
    return costs


def _count_parts(workspace: Workspace, goal: Goal, path: Path) -> tuple[tuple[str, int], ...]:
    """Return the subjects of the skills that are left, within a subject the other topics; the most first."""
    curriculum = workspace.curriculum()
    catalogue = workspace.catalogue
    counted = Counter[str]()
    for skill in path.left:
        entry = curriculum.exercises[skill][0]
        if goal.is_bank and goal.bank.id != entry.bank:
            counted[entry.bank.replace("-", " ")] += 1
        elif (title := catalogue.topic(entry).title) != goal.title:
            counted[title] += 1
    return tuple(counted.most_common())


def resolve_goal(workspace: Workspace, word: str) -> Goal:
    """Return the goal that a word names: a bank, a topic or a skill, by its name or its title.

    Raises UsageError, with the nearest names, for a word that names none.
    """
    goals = {name: goal for name in workspace.goal_names() if (goal := find_goal(workspace, name))}
    names: dict[str, str] = {}
    for name, goal in goals.items():
        for called in (name, name.partition("/")[2], *sorted(list_paper_names(name, goal.title))):
            names.setdefault(called, name)
    for called in (word, word.casefold()):
        if called and called in names:
            return goals[names[called]]
    bank = workspace.catalogue.bank(word) or find_called_paper(workspace.catalogue, word)
    if bank is not None and is_unlinked(workspace, bank):
        ways = f"drill goal {bank.id} --skills SKILL,…; drill take {bank.id} --with COMMAND"
        raise UsageError(f"{NOTHING_LINKED} Choose up to five skills, or ask your assistant", ways)
    if word in workspace.catalogue.entries:
        raise UsageError(f"{word} is an exercise", "a paper, a subject, a topic or a skill may be a goal")
    near = get_close_matches(word.casefold(), [*filter(None, names)], n=8, cutoff=0.5)
    ids = list(dict.fromkeys(names[called] for called in near))[:MOST_NEAREST]
    hint = f"did you mean {' or '.join(ids)}?" if ids else "drill goal --list names them"
    raise UsageError(f"no paper, subject or topic is called {one_line(word)!r}", hint)


# The end of a goal: reported once, after the summary of the day on which it is reached.


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """The first wrong answer to an exercise on a paper's central formula, and the newest right one."""

    formula: str
    title: str
    wrong: str
    wrong_on: date
    right: str
    right_on: date
    # The formula itself.
    latex: str = ""


@dataclass(frozen=True, slots=True)
class NextPaper:
    """A paper to aim for next, and how many of its skills are left."""

    bank: str
    title: str
    year: str
    skills: int


@dataclass(frozen=True, slots=True)
class WayOn:
    """A next step after a goal: in words, with the bank that it is about and the command for it."""

    kind: Literal["read", "aim", "another"]
    words: str
    bank: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalReached:
    """The achievements for a goal, and the possible next steps."""

    bank: str
    title: str
    on: date
    # The titles of its skills that were learned, and how many were known before.
    learned: tuple[str, ...]
    known: int
    own: ExerciseCounts
    # The skills that are set aside and its own exercises that are parked, by name.
    parked: tuple[str, ...]
    # The kinds of its reds, and the number of each; the commonest first.
    reds: tuple[tuple[str, int], ...]
    # Days drilled and marks given, whatever they were for.
    days: int
    marks: int
    then_and_now: ThenAndNow | None
    next_papers: tuple[NextPaper, ...]

    @property
    def is_paper(self) -> bool:
        """Whether it is a paper, which may be read now."""
        return is_paper(self.bank)

    @property
    def head(self) -> str:
        """The goal that was reached: ``You can read DDPM.``."""
        if self.is_paper:
            return f"You can read {self.title}."
        return f"Goal reached: {self.title}."

    def tell(self) -> tuple[str, ...]:
        """Return the achievements and the reds, a sentence each."""
        had = f"{self.known} you had, " if self.known else ""
        skills = count(self.known + len(self.learned), "skill")
        worked = f"{count(self.days, 'day')}, {count(self.marks, 'mark')}"
        lines = [f"{skills}: {had}{len(self.learned)} learned in {worked}."]
        if self.own.every:
            lines.append(f"Its exercises: {self.own.every - self.own.left} of {self.own.every}.")
        if self.parked:
            lines.append(f"Parked: {' · '.join(self.parked)}.")
        if self.reds:
            reds = " · ".join(f"{name} ({times})" if times > 1 else name for name, times in self.reds)
            lines.append(f"What was red: {reds}.")
        return tuple(lines)

    def list_ways(self) -> tuple[WayOn, ...]:
        """Return the possible next steps: to read it, the nearest papers, another goal."""
        ways = [WayOn("read", "Read it now", self.bank, f"drill start {self.bank}")] if self.is_paper else []
        for paper in self.next_papers:
            words = f"{name_with_year(paper.title, paper.year)}: {count(paper.skills, 'skill')} left"
            ways.append(WayOn("aim", words, paper.bank, f"drill goal {paper.bank}"))
        return (*ways, WayOn("another", "Another one", "", "drill goal --list"))


# Max papers that are offered next, and max kinds of reds that are named.
NEXT_PAPERS = 3
_NAMED_REDS = 3


@at_one_moment
def find_newly_reached(workspace: Workspace) -> GoalReached | None:
    """Return the achievements for the goal, if it is newly reached; from then on None."""
    parts = workspace.parts()
    has = find_learner_mastery(workspace, parts)
    goal = goal_view(workspace, parts, has)
    if goal is None or not goal.is_reached or goal.reached_with is not None:
        return None
    with suppress(DrillError):  # a store that cannot be written is passed over in silence
        today = workspace.study_day()
        workspace.store.keep_fact(f"{GOAL_REACHED}{goal.bank}", f"{goal.own.every} {today}")
        return _sum_up_goal(workspace, goal, today)
    return None


@at_one_moment
def find_reached(workspace: Workspace, name: str, on: date | None) -> GoalReached | None:
    """Return the achievements for a goal that was reached, as they are now; ``None`` if it is not loaded."""
    goal = find_goal(workspace, name)
    parts = workspace.parts()
    if goal is None:
        return None
    counted = count_goal(workspace, goal, parts, find_learner_mastery(workspace, parts))
    return _sum_up_goal(workspace, counted, on or workspace.study_day())


def _sum_up_goal(workspace: Workspace, goal: GoalView, on: date) -> GoalReached:
    parts = workspace.parts()
    drilled = tuple(workspace.store.totals().days())
    has = find_learner_mastery(workspace, parts)
    return GoalReached(
        bank=goal.bank,
        title=goal.short_title,
        on=on,
        learned=tuple(skill_title(workspace, skill) for skill in goal.path.learned),
        known=len(goal.path.known),
        own=goal.own,
        parked=_name_parked(workspace, goal),
        reds=_count_reds(workspace, goal),
        days=len(drilled),
        marks=sum(day.attempts for day in drilled),
        then_and_now=find_then_and_now(workspace, goal.bank),
        next_papers=list_next_papers(workspace, parts, has)[:NEXT_PAPERS],
    )


def list_next_papers(workspace: Workspace, parts: Parts, has: Mastered) -> tuple[NextPaper, ...]:
    """Return the papers with skills left, the nearest first: those of the goal's field, then by skills."""
    at_hand = workspace.catalogue.bank(workspace.settings.goal)
    ranked: list[tuple[tuple[bool, int], NextPaper]] = []
    for bank in paper_banks(workspace.catalogue):
        goal = find_goal(workspace, bank.id)
        if goal is None or bank is at_hand:
            continue
        left = len(count_goal(workspace, goal, parts, has).path.left)
        if left:
            rank = (at_hand is None or bank.field_of_work != at_hand.field_of_work, left)
            ranked.append((rank, NextPaper(bank.id, bank.title, find_paper_year(bank), left)))
    return tuple(paper for _, paper in sorted(ranked, key=lambda each: each[0]))


def _count_reds(workspace: Workspace, goal: GoalView) -> tuple[tuple[str, int], ...]:
    """Return the most frequent reds among the goal's skills and its own exercises."""
    of_path = {*goal.path.known, *goal.path.learned, *goal.path.set_aside}
    entries = workspace.catalogue.entries
    red = Counter(
        past.slip or f"“{past.title or past.item}”"
        for past in list_past_mistakes(workspace)
        if past.colour == "red"
        and (past.item.rpartition("/")[0] == goal.bank or entries[ItemId(past.item)].trains in of_path)
    )
    return tuple(red.most_common(_NAMED_REDS))


def _name_parked(workspace: Workspace, goal: GoalView) -> tuple[str, ...]:
    bank = workspace.catalogue.bank(goal.bank)
    entries = () if bank is None else bank.entries
    parked = (entry.item for entry in entries if workspace.state(entry).state == "parked")
    skills = (skill_title(workspace, skill) for skill in goal.path.set_aside)
    return (*skills, *(title_of(workspace, item) or item for item in parked))


def find_then_and_now(workspace: Workspace, goal: str) -> ThenAndNow | None:
    """Return the first wrong answer to the most central formula that has one, beside the newest right one.

    Where a paper marks no formula as central, those with most exercises come first. ``None`` if the goal is
    not a paper, and where nothing was answered wrong, or was not typed.
    """
    from drill.session.standing.paper_names import formulas_of  # loads paper records

    bank = workspace.catalogue.bank(goal)
    if bank is None or not is_paper(bank.id):
        return None
    formulas = formulas_of(workspace, bank)
    central = sorted(formulas, key=lambda of: (not of[0].central, 0 if of[0].central else -len(of[1])))
    for formula, entries in central:
        for entry in entries:
            attempts = [past for past in attempts_of(workspace, entry) if past.answer and not past.is_choice]
            wrong = next((past for past in reversed(attempts) if not past.ok), None)
            right = next((past for past in attempts if past.ok), None)
            if wrong is not None and right is not None and wrong.day <= right.day:
                title = title_of(workspace, entry.item) or entry.item
                now = right.by_stage.get(wrong.wrong_stage, right.answer)  # at the stage that was wrong
                return ThenAndNow(
                    formula.title, title, wrong.answer, wrong.day, now, right.day, formula.latex
                )
    return None
