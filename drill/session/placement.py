"""Placement: at most fifteen exercises that tell what one seems to know, and where to begin.

Its verdicts are ordinary marks that carry ``placed``; what one believes of the skills is computed from them
whenever it is asked for (`drill.gyr.belief`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from drill.banks.catalogue import Entry
from drill.drawing.charts import hours
from drill.gyr.belief import Askable, Belief, Placed, SkillMap, asked_next
from drill.gyr.events import Attempt, BankId, ItemId, SkillId, TopicId
from drill.gyr.lines import Candidate
from drill.session.pace import minutes_to_go
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
    return Belief(_skills(workspace), verdicts).presumed() if verdicts else frozenset()


class Placement:
    """What one placement asks, one exercise after the other."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._skills = _skills(workspace)
        self._belief = Belief(self._skills, _verdicts(workspace))
        known = workspace.standing()
        self._askable = [
            Askable(candidate, _options_of(workspace.catalogue.entries[candidate.item], ""))
            for candidate in _of_subjects(workspace)
            if candidate.item not in known and workspace.catalogue.entries[candidate.item].kind not in UNASKED
        ]
        self._asked: list[Candidate] = []

    def next(self) -> ItemId | None:
        """Return what is asked next, ``None`` once it is over."""
        best = asked_next(self._belief, self._askable, self._asked)
        if best is not None:
            self._asked.append(best)
        return None if best is None else best.item

    def take(self, entry: Entry, facts: Attempt) -> None:
        """Take in a verdict."""
        self._belief.take(_placed(entry, facts))

    def not_yet(self, entry: Entry) -> None:
        """Take in that the learner has not met this yet; nothing is written of it."""
        self._belief.take(Placed(entry.skill, ok=False))

    def told(self) -> str:
        """Say what it found, and where to begin."""
        topics = self.topics()
        known, skills = sum(topic.known for topic in topics), sum(topic.skills for topic in topics)
        if not topics:
            return "No subject is loaded for a placement to ask about."
        left = minutes_to_go(self._workspace, known_skills(self._workspace))
        begin = ", ".join(topic.title for topic in topics if topic.is_edge)
        last = "; their exercises are put last" if known else ""
        return (
            f"{known} of {skills} skills seem known{last}. "
            f"The rest takes about {hours(left)}. Good places to begin: {begin}."
        )

    def topics(self) -> tuple[PlacedTopic, ...]:
        """Return what it found, topic by topic, in the order of the banks."""
        return tuple(_topics_of(self._workspace, self._skills, self._belief).values())


def placed_topics(workspace: Workspace) -> Mapping[Topic, PlacedTopic]:
    """Return what placements found so far, by topic; nothing before the first."""
    verdicts = _verdicts(workspace)
    skills = _skills(workspace)
    return _topics_of(workspace, skills, Belief(skills, verdicts)) if verdicts else {}


def _topics_of(workspace: Workspace, map_: SkillMap, belief: Belief) -> Mapping[Topic, PlacedTopic]:
    known, found = belief.presumed(), dict[Topic, PlacedTopic]()
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
    first: dict[ItemId, Placed] = {}
    for event in workspace.store.placed():
        entry = catalogue.entries.get(catalogue.renamed.get(event.item, event.item))
        if entry is not None and event.kind == "verdict" and isinstance(event.facts, Attempt):
            first.setdefault(entry.item, _placed(entry, event.facts))
    return [*first.values()]


def _placed(entry: Entry, facts: Attempt) -> Placed:
    is_known = facts.ok and not facts.hints and not facts.revealed and facts.decided_by == "checker"
    return Placed(entry.skill, is_known, _options_of(entry, facts.params.get("options", "")))


def _options_of(entry: Entry, drawn: str) -> int:
    """How many options an exercise shows; 0 where it asks for no choice."""
    return (len(drawn.split()) or USUAL_OPTIONS) if entry.kind in GUESSABLE else 0


def _skills(workspace: Workspace) -> SkillMap:
    needs = {skill.id: skill.needs for skill in workspace.catalogue.skills.values()}
    return SkillMap(_of_subjects(workspace), needs)


def _of_subjects(workspace: Workspace) -> Iterable[Candidate]:
    chosen = {*(workspace.settings.subjects or SUBJECTS)}
    return (each for each in workspace.candidates() if each.bank in chosen)
