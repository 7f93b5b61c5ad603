"""Placement: at most fifteen exercises that tell what one seems to know, and where to begin.

Its verdicts are ordinary marks that carry ``placed``; what one believes of the skills is computed from them
whenever it is asked for (`drill.gyr.belief`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from drill.banks.catalogue import Entry
from drill.drawing.charts import hours
from drill.gyr.belief import Belief, Placed, SkillMap, asked_next
from drill.gyr.events import Attempt, BankId, ItemId, SkillId, TopicId
from drill.gyr.lines import Candidate
from drill.gyr.path import mastered
from drill.session.bank_shelves import named_skills
from drill.session.pace import minutes_to_go
from drill.session.prerequisites import skills_before
from drill.session.workspace import Workspace
from drill.settings import SUBJECTS

# So many options a choice usually shows, where the draw does not say how many it did.
USUAL_OPTIONS = 4

# Kinds of answer that a guess may hit.
GUESSABLE = frozenset(("choice", "choices", "fault"))

# So many topics are named to begin with.
TOPICS_TOLD = 3

# Kinds that a placement does not ask: nobody judges the one, and the other takes too long.
UNASKED = frozenset(("self", "stages"))


Topic = tuple[BankId, TopicId]


@dataclass(frozen=True, slots=True)
class PlacedTopic:
    """What a placement found of a topic."""

    title: str
    # Skills found known.
    known: int
    skills: int
    # The mean belief in its skills.
    belief: float
    # Whether it is a good place to begin: known in part, and belief in it is near a half.
    is_edge: bool = False


def known_skills(workspace: Workspace) -> frozenset[SkillId]:
    """Return the skills that a placement found known, whatever was marked since.

    None where the settings do without.
    """
    verdicts = _verdicts(workspace) if workspace.settings.presume else ()
    return Belief(_skills(workspace), verdicts).known() if verdicts else frozenset()


class Placement:
    """What one placement asks, one exercise after the other."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._skills = _skills(workspace)
        self._candidates = {each.item: each for each in workspace.candidates()}
        self._belief = Belief(self._skills, _verdicts(workspace))
        met, entries = workspace.standing(), workspace.catalogue.entries
        self._askable = [
            candidate
            for candidate in _asked_about(workspace)
            if candidate.item not in met and entries[candidate.item].kind not in UNASKED | GUESSABLE
        ]
        self._answers: list[Placed] = []

    @property
    def number(self) -> int:
        """The number of the question at hand; one answered with "not yet" counts, too."""
        return len(self._answers) + 1

    def next(self) -> ItemId | None:
        """Return what is asked next, ``None`` once it is over."""
        best = asked_next(self._belief, self._askable, self._answers)
        return None if best is None else best.item

    def take(self, entry: Entry, facts: Attempt) -> None:
        """Take in a verdict."""
        self._answered(_placed(self._candidates[entry.item], entry, facts))

    def not_yet(self, entry: Entry) -> None:
        """Take in that the learner has not met this yet; nothing is written of it."""
        self._answered(Placed(self._candidates[entry.item], ok=False, not_yet=True))

    def _answered(self, placed: Placed) -> None:
        self._answers.append(placed)
        self._belief.take(placed)

    def told(self) -> str:
        """Say what is known, and where to begin."""
        has = mastered(self._workspace.candidates(), self._workspace.parts(), known_skills(self._workspace))
        topics = _topics_of(self._workspace, self._skills, self._belief).values()
        if not topics:
            return "No subject is loaded for a placement to ask about."
        known, skills = len(has.known), sum(topic.skills for topic in topics)
        left = minutes_to_go(self._workspace, has.known)
        begin = ", ".join(topic.title for topic in topics if topic.is_edge)
        last = "; their exercises are put last" if known else ""
        return (
            f"{known} of {skills} skills are known{last}. "
            f"The rest takes about {hours(left)}. Good places to begin: {begin}."
        )


def placed_topics(workspace: Workspace) -> Mapping[Topic, PlacedTopic]:
    """Return what placements found so far, by topic; nothing before the first."""
    verdicts = _verdicts(workspace)
    skills = _skills(workspace)
    return _topics_of(workspace, skills, Belief(skills, verdicts)) if verdicts else {}


def _topics_of(workspace: Workspace, map_: SkillMap, belief: Belief) -> Mapping[Topic, PlacedTopic]:
    known, found = belief.known(), dict[Topic, PlacedTopic]()
    for key, skills in map_.in_topic.items():
        told = workspace.catalogue.topics.get(key)
        title, mean = told.title if told else key[1], sum(map(belief.__getitem__, skills)) / len(skills)
        found[key] = PlacedTopic(title, len(known & {*skills}), len(skills), mean)
    open_ = (key for key, topic in found.items() if topic.known < topic.skills)
    # The edge of what is known runs where belief in a topic is a half.
    edge = sorted(open_, key=lambda key: abs(found[key].belief - 0.5))[:TOPICS_TOLD]
    return found | {key: replace(found[key], is_edge=True) for key in edge}


def _verdicts(workspace: Workspace) -> Sequence[Placed]:
    """The first placed verdict on each loaded exercise."""
    catalogue = workspace.catalogue
    candidates = {each.item: each for each in workspace.candidates()}
    first: dict[ItemId, Placed] = {}
    for event in workspace.store.placed():
        entry = catalogue.entries.get(catalogue.renamed.get(event.item, event.item))
        if entry is not None and event.kind == "verdict" and isinstance(event.facts, Attempt):
            first.setdefault(entry.item, _placed(candidates[entry.item], entry, event.facts))
    return [*first.values()]


def _placed(candidate: Candidate, entry: Entry, facts: Attempt) -> Placed:
    is_right = facts.ok and not facts.hints and not facts.revealed and facts.decided_by == "checker"
    options = _options_of(entry, facts.params.get("options", ""))
    return Placed(candidate, is_right, options, moves_others=not options and entry.kind not in UNASKED)


def _options_of(entry: Entry, drawn: str) -> int:
    """How many options an exercise shows; 0 where it asks for no choice."""
    return (len(drawn.split()) or USUAL_OPTIONS) if entry.kind in GUESSABLE else 0


def _skills(workspace: Workspace) -> SkillMap:
    needs = {skill.id: skill.needs for skill in workspace.catalogue.skills.values()}
    return SkillMap(_of_subjects(workspace), needs)


def _of_subjects(workspace: Workspace) -> Iterable[Candidate]:
    return (each for each in workspace.candidates() if each.bank in SUBJECTS)


def _asked_about(workspace: Workspace) -> Iterable[Candidate]:
    """The exercises of the goal's path; without a goal those of the subjects chosen."""
    settings, candidates = workspace.settings, _of_subjects(workspace)
    goal = workspace.catalogue.bank(settings.goal) if settings.goal else None
    if goal is not None:
        named = dict.fromkeys(skill for entry in goal.entries for skill in named_skills(entry))
        path = frozenset(skills_before(workspace, tuple(named)))
        return (each for each in candidates if each.skill in path)
    chosen = settings.subjects
    return (each for each in candidates if each.skill and (not chosen or each.bank in chosen))
