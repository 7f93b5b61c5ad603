"""Rapid exercises: which may be practised in the warm-up, the progress with each, and which come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from drill.banks.catalogue import Catalogue
from drill.gyr import fluency
from drill.gyr.entry import Entry, group_by
from drill.gyr.events import BankId, ItemId, SkillId, TopicId
from drill.gyr.fluency import Practice, Rapid
from drill.gyr.path import Mastered
from drill.gyr.standing import Standing
from drill.gyr.state import UNSEEN
from drill.session import scope
from drill.session.standing.mastery import find_learner_mastery
from drill.session.workspace import Workspace

# Answers with rows of entries take longer to type.
_MATRICES = frozenset({"matrix", "vector", "matrix-expression"})
# A set begins a day's first session from the fourth day of drilling on.
DAYS_BEFORE_SETS = 3

_Place = TypeVar("_Place")


def rapid_entries(catalogue: Catalogue) -> list[Entry]:
    """Return the rapid exercises of all banks, in their order."""
    return [entry for entry in catalogue.entries.values() if entry.pace]


def practice_of(workspace: Workspace) -> Practice:
    """Return the progress with each rapid exercise."""
    entries = rapid_entries(workspace.catalogue)
    log = workspace.store.practice({entry.item: entry.hashes for entry in entries})
    return Practice({entry.item: entry.pace for entry in entries}, log)


def list_practisable_exercises(
    workspace: Workspace, standing: Standing, words: Sequence[str] = (), has: Mastered | None = None
) -> list[Rapid]:
    """Return the rapid exercises that may be practised: green, or new ones of a skill that is known or of
    which an ordinary exercise is green.

    ``words`` name banks, topics, skills or exercises; without any all that are part of the day are meant.
    The skills that the learner ``has`` are read where they are not given.

    Raises UsageError for a word that names nothing.
    """
    catalogue = workspace.catalogue
    aside: frozenset[BankId] = frozenset() if words else workspace.banks_aside()
    skills = {skill.id: tuple(skill.needs) for skill in catalogue.skills.values()}
    greens = (entry for item in standing.greens if (entry := catalogue.entries.get(item)) is not None)
    has = find_learner_mastery(workspace) if has is None else has
    open_skills = has.known.union(entry.trains for entry in greens if not entry.is_rapid)

    def may_be_practised(entry: Entry) -> bool:
        is_of_open_skill = entry.trains != "" and entry.trains in open_skills
        return entry.item in standing.greens or (is_of_open_skill and _is_unmet(standing, entry.item))

    return [
        Rapid(
            entry.item,
            entry.skill,
            skills.get(entry.skill, ()) + entry.needs,
            entry.pace,
            entry.kind in _MATRICES,
        )
        for entry in scope.resolve(catalogue, words).entries
        if entry.pace and entry.bank not in aside and may_be_practised(entry)
    ]


def _is_unmet(standing: Standing, item: ItemId) -> bool:
    return item not in standing.greens and standing.others.get(item, UNSEEN).state == "unseen"


def plan_of(pool: Sequence[Rapid], practice: Practice, today: date) -> fluency.Plan:
    """Return the plan of a set today; what requires a fluent skill joins first."""
    fluent = (rapid.skill for rapid in pool if practice.record(rapid.item).is_fluent)
    return fluency.plan(pool, practice.records, today, frozenset(fluent))


def find_returning_exercises(workspace: Workspace, standing: Standing, today: date) -> tuple[ItemId, ...]:
    """Return the exercises that left the warm-up before today and come in a session, card first.

    A yellow or red comes there anyway, and a parked one does not.
    """
    if not workspace.store.has_reps():
        return ()
    records = practice_of(workspace).records
    left = (item for item, done in records.items() if done.left_on is not None and done.left_on < today)
    return tuple(sorted(item for item in left if item in standing.greens or _is_unmet(standing, item)))


def find_exercises_in_work(
    workspace: Workspace, standing: Standing, today: date, has: Mastered | None = None
) -> frozenset[ItemId]:
    """Return the exercises that are in work, which are not checked as greens.

    The skills that the learner ``has`` are read where they are not given.
    """
    if not workspace.store.has_reps():
        return frozenset()
    practice = practice_of(workspace)
    pool = list_practisable_exercises(workspace, standing, has=has)
    work = plan_of(pool, practice, today).work
    return frozenset(rapid.item for rapid in work if practice.record(rapid.item).reps)


def find_newly_fluent_skills(workspace: Workspace, today: date) -> Mapping[SkillId, date]:
    """Return the skills with an exercise that became fluent of late, and when; none in strict passes."""
    if workspace.method().is_strict or not workspace.store.has_reps():
        return {}
    skills = {entry.item: entry.skill for entry in rapid_entries(workspace.catalogue)}
    return fluency.find_recently_fluent_skills(skills, practice_of(workspace).records, today)


def begins_with_set(workspace: Workspace, pool: Sequence[Rapid], today: date) -> bool:
    """Return whether the day's first session begins with a set, where ``pool`` may be practised."""
    return len(pool) >= fluency.ENOUGH_EXERCISES and may_begin_with_set(workspace, today)


def may_begin_with_set(workspace: Workspace, today: date) -> bool:
    """Return whether the day's first session begins with a set, if enough may be practised."""
    if not workspace.settings.warm_up or workspace.method().is_strict:
        return False
    is_first = not workspace.store.day(today).seconds
    return is_first and workspace.store.has_days_before(today, DAYS_BEFORE_SETS)


@dataclass(frozen=True, slots=True)
class Fluent:
    """How many of the rapid exercises of a topic or skill are fluent, in work, or were ever practised."""

    fluent: int = 0
    in_work: int = 0
    practised: int = 0
    rapid: int = 0


def fluent_by_place(workspace: Workspace) -> tuple[Mapping[TopicId, Fluent], Mapping[SkillId, Fluent]]:
    """Count the rapid exercises that are fluent and in work, by topic and by skill; none before any rep."""
    if not workspace.store.has_reps():
        return {}, {}
    practice, entries = practice_of(workspace), rapid_entries(workspace.catalogue)
    work = find_exercises_in_work(workspace, workspace.standing(), workspace.study_day())

    def counted(place_of: Callable[[Entry], _Place]) -> dict[_Place, Fluent]:
        return {
            name: Fluent(
                fluent=sum(practice.record(member.item).is_fluent for member in group),
                in_work=sum(member.item in work for member in group),
                practised=sum(practice.reps_of(member.item) > 0 for member in group),
                rapid=len(group),
            )
            for name, group in group_by(entries, place_of).items()
        }

    return counted(lambda entry: entry.topic), counted(lambda entry: entry.skill)
