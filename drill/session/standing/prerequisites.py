"""Prerequisites: the skills that an exercise requires, the deepest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from drill.banks.catalogue import Catalogue
from drill.gyr.belief import Belief, PlacedSkills, SkillMap
from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, Event, EventId, ItemId, SkillId
from drill.gyr.fluency import TimedRep, shows_unknown
from drill.gyr.fold import Outcome, find_attempt_outcomes
from drill.gyr.path import Mastered, find_mastered_skills
from drill.gyr.skills import Parts
from drill.gyr.state import NEVER_MET, ItemState, Standing, State
from drill.session.titles import skill_title
from drill.session.workspace import Workspace
from drill.settings import SUBJECTS
from drill.text import join_in_sentence


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A prerequisite skill, and how far it is drilled."""

    skill: str
    title: str
    # The worst of its exercises' states.
    state: State
    # Exercises that are neither green nor parked.
    left: int
    items: int
    # "learned" or "known" if the learner has it, even if some of its exercises are left.
    mastery: str = ""


States = Mapping[ItemId, ItemState]

_WORST_FIRST: tuple[State, ...] = ("red", "yellow", "unseen", "parked", "green")


def drill_first(workspace: Workspace, entry: Entry, states: States) -> tuple[SkillLine, ...]:
    """Return the skills that an exercise requires and that are not settled yet, deepest first."""
    return tuple(line for line in rests_on(workspace, entry, states) if line.left)


def rests_on(workspace: Workspace, entry: Entry, states: States) -> tuple[SkillLine, ...]:
    """Return all skills with exercises that an exercise requires, deepest first."""
    return standing_of(workspace, skills_before(workspace, [entry]), states)


def standing_of(workspace: Workspace, skills: Iterable[SkillId], states: States) -> tuple[SkillLine, ...]:
    """Return how far skills are drilled; those without exercises are left out."""
    exercises = workspace.catalogue.entries.by_skill
    return tuple(
        _make_skill_line(workspace, skill, exercises[skill], states) for skill in skills if skill in exercises
    )


def state_in(states: States, item: ItemId) -> State:
    """Return the state of an item; for a green the name is enough."""
    if isinstance(states, Standing) and item in states.greens:
        return "green"
    return states.get(item, NEVER_MET).state


def is_named_by_card(workspace: Workspace, entry: Entry, need: SkillId) -> bool:
    """Return whether the card that an exercise begins with names a skill by its title."""
    card = workspace.catalogue.card(entry.skill, entry.bank) if entry.skill else None
    if card is None:
        return False
    return skill_title(workspace, need).casefold() in f"{card.when} {card.why} {card.watch}".casefold()


def find_worst_state(states: Iterable[State]) -> State:
    """Return the state that needs most work; ``unseen`` of nothing."""
    state_list = list(states)
    return min(state_list, key=_WORST_FIRST.index) if state_list else "unseen"


def skills_before(workspace: Workspace, targets: Sequence[Entry]) -> tuple[SkillId, ...]:
    """Return all skills that the exercises rest on, each after its own requirements, without those they
    train.
    """
    own_skills = {entry.trains for entry in targets}
    direct = dict.fromkeys(skill for entry in targets for skill in entry.named_skills)
    return tuple(skill for skill in workspace.curriculum().list_before(direct) if skill not in own_skills)


def _make_skill_line(
    workspace: Workspace, skill: SkillId, entries: Iterable[Entry], states: States
) -> SkillLine:
    standing: list[State] = [state_in(states, entry.item) for entry in entries]
    return SkillLine(
        skill=skill,
        title=skill_title(workspace, skill),
        state=find_worst_state(standing),
        left=sum(state not in ("green", "parked") for state in standing),
        items=len(standing),
    )


# Theory beyond an exercise's own: that of its topic, and of its prerequisites.

# Max theories beyond an exercise's own, the nearest first.
_MOST = 3


def find_further_theory(workspace: Workspace, item: str, shown_text: str) -> tuple[str, ...]:
    """Return theories that are not in ``shown_text``: the topic's, then those of the skills it
    needs."""
    entry = workspace.catalogue.entries[ItemId(item)]
    near = (entry, *_find_prerequisite_exercises(workspace.catalogue, entry))
    topics = dict.fromkeys(map(workspace.catalogue.topic, near))
    texts = (topic.theory.strip() for topic in topics)
    return tuple(text for text in texts if text and text not in shown_text)[:_MOST]


def find_skill_theories(catalogue: Catalogue, skills: Collection[str]) -> Mapping[str, str]:
    """Return the theory of the topics that train skills, as Markdown; skills without one are missing."""
    theory_by_skill: dict[str, str] = {}
    for entry in catalogue.entries.values():
        if entry.skill in skills and entry.skill not in theory_by_skill:
            theory = catalogue.topic(entry).theory.strip()
            if theory:
                theory_by_skill[entry.skill] = theory
    return theory_by_skill


def _find_prerequisite_exercises(catalogue: Catalogue, entry: Entry) -> list[Entry]:
    """Return an exercise for each prerequisite skill, the nearest skills first."""
    by_skill: dict[str, Entry] = {}
    for candidate in catalogue.entries.values():
        if candidate.skill:
            by_skill.setdefault(candidate.skill, candidate)
    needs = [need for need in (*entry.needs, entry.skill) if need]
    before = reversed(catalogue.skills.before(needs))
    return [by_skill[skill] for skill in before if skill in by_skill and skill != entry.skill]


# The skills that the learner has: learned by marks, or found known by a placement.
#
# The answers in a placement carry ``placed``; the belief about the skills is computed from them on demand
# (`drill.gyr.belief`).

# Options that a choice usually shows, where the draw does not record their number.
USUAL_OPTIONS = 4

# Max named skills that are new again.
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
    """Return the skills that a placement found known and that no later mistake above them opened again.

    None if the settings do without.
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
    if not rapid or not workspace.learner().has_reps:
        return frozenset()
    reps: dict[SkillId, list[TimedRep]] = {}
    for item, entry in workspace.store.practice({item: entry.hashes for item, entry in rapid.items()}):
        if isinstance(entry, TimedRep):
            reps.setdefault(rapid[item].skill, []).append(entry)
    return frozenset(skill for skill, of_skill in reps.items() if shows_unknown(of_skill))


def new_again(workspace: Workspace, were_known: Collection[SkillId]) -> tuple[str, ...]:
    """Return a message about the skills that were known and are neither known nor learned now, if any."""
    has = find_learner_mastery(workspace) if were_known else Mastered()
    skills = [skill for skill in workspace.catalogue.skills if skill in were_known and skill not in has]
    titles = [skill_title(workspace, skill) for skill in skills]
    if not titles:
        return ()
    again = "they will be asked again" if titles[1:] else "it will be asked again"
    if len(titles) > _NAMED:
        titles[_NAMED:] = [f"{len(titles) - _NAMED} more"]
    counted = f"Your placement counted {join_in_sentence(titles)} as known"
    return (f"{counted}; today's answers say otherwise, so {again}.",)


def placed_answers(workspace: Workspace) -> Sequence[PlacedSkills]:
    """Return the first answer in a placement to each loaded exercise, as it was graded or overruled since."""
    catalogue = workspace.catalogue
    events: dict[ItemId, Event] = {}
    for event in workspace.learner().placed:
        events.setdefault(catalogue.renamed.get(event.item, event.item), event)
    came_to: dict[EventId, Outcome] = {}
    for item, lines in workspace.store.lines(catalogue.entries.keys() & events.keys()):
        came_to |= find_attempt_outcomes(lines, catalogue.entries[item].lineage)
    answers: list[PlacedSkills] = []
    for item, event in events.items():
        if item in catalogue.entries and isinstance(event.facts, Attempt):
            outcome = came_to.get(event.id)
            facts = event.facts if outcome is None else replace(event.facts, ok=outcome.ok)
            answers.append(as_placed(catalogue.entries[item], facts))
    return answers


def as_placed(entry: Entry, facts: Attempt) -> PlacedSkills:
    """Return an answer in a placement as evidence."""
    is_right = facts.ok and not facts.hints and not facts.revealed and facts.decided_by == "checker"
    shown = facts.params.get("options", "").split()
    options = (len(shown) or USUAL_OPTIONS) if entry.kind in GUESSABLE else 0
    return PlacedSkills(entry, is_right, options, moves_others=not options and entry.kind not in UNASKED)


def skill_map(workspace: Workspace) -> SkillMap:
    """Return the skills of the subjects and their prerequisites."""
    return SkillMap(of_subjects(workspace), workspace.catalogue.skills.needs)


def of_subjects(workspace: Workspace) -> Iterable[Entry]:
    """Return the exercises of the subjects, those of papers and textbooks left out."""
    return (entry for entry in workspace.catalogue.entries.values() if entry.bank in SUBJECTS)
