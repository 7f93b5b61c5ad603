"""What a day is planned from, gathered from banks, marks, settings, papers and the class."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from drill.gyr.curriculum import Curriculum
from drill.gyr.day_facts import DayFacts
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import Mastered
from drill.gyr.skills import Parts
from drill.gyr.standing import Standing
from drill.gyr.state import UNSEEN
from drill.session.scope import find_named_exercises
from drill.session.standing.asked_notes import due_notes
from drill.session.standing.exercises_on_request import find_unplanned
from drill.session.standing.goals import Goal, current_goal, find_goal, find_path_to_goal
from drill.session.standing.mastery import find_learner_mastery
from drill.session.standing.paper_names import is_import, is_letters_item
from drill.session.standing.queueing import Checks, checks_in_day, find_speed
from drill.session.standing.rapid_exercises import (
    begins_with_set,
    find_newly_fluent_skills,
    find_returning_exercises,
    list_practisable_exercises,
    may_begin_with_set,
)
from drill.session.standing.reading import unclear_skills
from drill.session.standing.worked_formulas import find_held_back, list_asked_letters
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a day is planned from, with the skills that the learner has and the checks of the day."""

    facts: DayFacts
    has: Mastered
    checks: Checks


def gather_facts(
    workspace: Workspace,
    *,
    scope: Sequence[str] = (),
    named: Collection[ItemId] = (),
    is_day: bool = True,
    towards: str = "",
    before: DayFacts | None = None,
    day: date | None = None,
) -> Gathered:
    """Return what today, or a later ``day``, is planned from, its minutes left open, and what it was made of.

    ``named`` are exercises that are part of it though their bank is not. Of a session that is not the day's
    (``is_day``) no checks, class work or goal are in it, and of notes those on the papers in its ``scope``.
    ``towards`` names a goal in place of the learner's.
    What was computed of exercises ``before`` is taken over where they are the same.
    """
    today, standing, catalogue = day or workspace.study_day(), workspace.standing(), workspace.catalogue
    is_strict = workspace.method().is_strict
    parts: Parts = {} if is_strict else workspace.parts()
    has = Mastered() if is_strict else find_learner_mastery(workspace, parts)
    class_work = _find_class_work(workspace, standing, today) if is_day else ()
    notes = () if is_strict or not (is_day or scope) else due_notes(workspace, scope, today)
    aside = workspace.banks_aside() if is_day else ()
    goal = None
    if is_day and not is_strict:
        goal = find_goal(workspace, towards) if towards else current_goal(workspace)
    papers = [catalogue.bank(word.rpartition("/")[0] if is_letters_item(word) else word) for word in scope]
    papers += [goal.bank] if goal is not None and goal.is_bank else []
    asked = [each for bank in papers for each in list_asked_letters(workspace, bank)]
    path = None if goal is None else find_path_to_goal(workspace, goal, parts)
    in_day = {*named, *class_work, *(() if path is None else path.shared)}
    unplanned = find_unplanned(catalogue, standing)
    entries = {
        entry.item: entry
        for entry in catalogue.entries.values()
        if (entry.bank not in aside and entry.item not in unplanned) or entry.item in in_day
    }
    entries |= {note.entry.item: note.entry for note in notes}
    entries = {letters.entry.item: letters.entry for letters in asked} | entries
    if before is not None and before.curriculum.entries == entries:
        curriculum = before.curriculum
    else:
        curriculum = Curriculum(entries, catalogue.skills.needs)
    mixes = is_day and workspace.settings.checks == "mix"
    checks = checks_in_day(workspace, today, parts, has) if mixes else Checks()
    facts = DayFacts(
        today=today, minutes=0.0, curriculum=curriculum, states=standing, parts=parts,
        known=has.known, method=workspace.method(),
        goal=path,
        speed=find_speed(workspace),
        checks=[ItemId(offer.item) for offer in checks.offers],
        returns=find_returning_exercises(workspace, standing, today) if is_day and not is_strict else (),
        unclear=unclear_skills(workspace, None if goal is None else goal.bank), class_work=class_work,
        notes=tuple(note.entry.item for note in notes), fluent=find_newly_fluent_skills(workspace, today),
        has_warm_up=is_day
        and may_begin_with_set(workspace, today)
        and begins_with_set(workspace, list_practisable_exercises(workspace, standing, has=has), today),
        rank_linked=_find_linked_order(workspace, goal),
        held_back=find_held_back(workspace, standing, today).union(
            each.entry.item for each in asked if each.waits or not workspace.asks_letters
        ),
    )  # fmt: skip
    return Gathered(facts, has, checks)


def _find_linked_order(workspace: Workspace, goal: Goal | None) -> Callable[[SkillId], Sequence[ItemId]]:
    """Return in which order the exercises of a skill come that a formula of the goal is linked to."""
    if goal is None or not (goal.is_bank and is_import(goal.bank)):
        return lambda _: ()
    from drill.session.papers.lesson import LinkedOrder  # with all that a paper is kept as

    return LinkedOrder(workspace, goal.bank).list_items


def _find_class_work(workspace: Workspace, standing: Standing, today: date) -> tuple[ItemId, ...]:
    """Return what the class is to drill until today or later and was not met, the earliest last day first."""
    items = (
        entry.item
        for assignment in workspace.store.assignments()
        if assignment.until is None or assignment.until >= today.isoformat()
        for entry in find_named_exercises(workspace.catalogue, assignment.what)
        if entry.item not in standing.greens
        if standing.others.get(entry.item, UNSEEN).state == "unseen"
    )
    return tuple(dict.fromkeys(items))
