"""The skills that the learner has: learned by marks, or found known by a placement.

The answers in a placement carry ``placed``; what is believed of the skills is computed from them whenever it
is asked for (`drill.gyr.belief`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from drill.gyr.belief import Belief, Placed, SkillMap
from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, Event, EventId, ItemId, SkillId
from drill.gyr.fluency import Rep, shows_unknown
from drill.gyr.fold import Outcome, find_attempt_outcomes
from drill.gyr.path import Mastered, find_mastered_skills
from drill.gyr.skills import Parts
from drill.session.titles import skill_title
from drill.settings import SUBJECTS
from drill.text import join_in_sentence

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


# So many options a choice usually shows, where the draw does not say how many it did.
USUAL_OPTIONS = 4

# So many skills that are new again are named.
_NAMED = 3

# Kinds of answer that a guess may hit.
GUESSABLE = frozenset(("choice", "choices", "fault"))

# Kinds that a placement does not ask: nobody judges the one, and the other takes too long.
UNASKED = frozenset(("self", "stages"))


def find_learner_mastery(workspace: Workspace, parts: Parts | None = None) -> Mastered:
    """Return the skills learned and known; ``parts`` are read where they are not given."""
    parts = workspace.parts() if parts is None else parts
    has = find_mastered_skills(workspace.catalogue.entries, parts, _find_known(workspace, parts))
    return replace(has, known=has.known - _wrong_in_warm_up(workspace, has.known))


def _find_known(workspace: Workspace, parts: Parts) -> frozenset[SkillId]:
    """Return the skills that a placement found known and that no mistake on what rests on them opened again.

    None where the settings do without.
    """
    verdicts = placed_answers(workspace) if workspace.settings.presume else ()
    if not verdicts:
        return frozenset()
    entries = workspace.catalogue.entries
    marked = ((entries[item], part) for item, part in parts.items() if item in entries)
    return Belief(skill_map(workspace), verdicts).known_despite(marked)


def _wrong_in_warm_up(workspace: Workspace, skills: Collection[SkillId]) -> frozenset[SkillId]:
    """Return those of the skills that reps of the warm-up showed to be unknown."""
    rapid = {e.item: e for e in workspace.catalogue.entries.values() if e.pace and e.skill in skills}
    if not rapid or not workspace.store.has_reps():
        return frozenset()
    reps: dict[SkillId, list[Rep]] = {}
    for item, entry in workspace.store.practice({item: entry.hashes for item, entry in rapid.items()}):
        if isinstance(entry, Rep):
            reps.setdefault(rapid[item].skill, []).append(entry)
    return frozenset(skill for skill, of_skill in reps.items() if shows_unknown(of_skill))


def new_again(workspace: Workspace, were_known: Collection[SkillId]) -> tuple[str, ...]:
    """Return a message about the skills that were known and are neither known nor learned now, if any."""
    has = find_learner_mastery(workspace) if were_known else Mastered()
    skills = [skill for skill in workspace.catalogue.skills if skill in were_known and skill not in has]
    titles = [skill_title(workspace, skill) for skill in skills]
    if len(titles) < 2:
        return tuple(f"{title} was put down as known; it is new again." for title in titles)
    if len(titles) > _NAMED:
        titles[_NAMED:] = [f"{len(titles) - _NAMED} more"]
    return (f"{join_in_sentence(titles)} were put down as known; they are new again.",)


def placed_answers(workspace: Workspace) -> Sequence[Placed]:
    """Return the first answer in a placement to each loaded exercise, as it was graded or overruled since."""
    catalogue = workspace.catalogue
    events: dict[ItemId, Event] = {}
    for event in workspace.store.placed():
        events.setdefault(catalogue.renamed.get(event.item, event.item), event)
    came_to: dict[EventId, Outcome] = {}
    for item, lines in workspace.store.lines(catalogue.entries.keys() & events.keys()):
        came_to |= find_attempt_outcomes(lines, catalogue.entries[item].lineage)
    answers: list[Placed] = []
    for item, event in events.items():
        if item in catalogue.entries and isinstance(event.facts, Attempt):
            outcome = came_to.get(event.id)
            facts = event.facts if outcome is None else replace(event.facts, ok=outcome.ok)
            answers.append(as_placed(catalogue.entries[item], facts))
    return answers


def as_placed(entry: Entry, facts: Attempt) -> Placed:
    """Return an answer in a placement as evidence."""
    is_right = facts.ok and not facts.hints and not facts.revealed and facts.decided_by == "checker"
    options = _count_shown_options(entry, facts.params.get("options", ""))
    return Placed(entry, is_right, options, moves_others=not options and entry.kind not in UNASKED)


def _count_shown_options(entry: Entry, drawn: str) -> int:
    """Return how many options an exercise shows; 0 if it is no choice."""
    return (len(drawn.split()) or USUAL_OPTIONS) if entry.kind in GUESSABLE else 0


def skill_map(workspace: Workspace) -> SkillMap:
    """Return the skills of the subjects and their prerequisites."""
    return SkillMap(of_subjects(workspace), workspace.catalogue.skills.needs)


def of_subjects(workspace: Workspace) -> Iterable[Entry]:
    """Return the exercises of the subjects, those of papers and textbooks left out."""
    return (entry for entry in workspace.catalogue.entries.values() if entry.bank in SUBJECTS)
