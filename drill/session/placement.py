"""Placement: at most fifteen exercises that find out what one knows, and where to begin.

Its verdicts are ordinary marks that carry ``placed``; what one believes of the skills is computed from them
whenever it is asked for (`drill.gyr.belief`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drill.banks.catalogue import Bank
from drill.drawing.charts import hours
from drill.gyr.belief import Belief, Placed, SkillMap, asked_next, most_placed
from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import Attempt, ItemId
from drill.gyr.path import Mastered
from drill.session.goals import goal_bank, path_skills
from drill.session.mastery import (
    GUESSABLE,
    UNASKED,
    as_placed,
    mastery,
    of_subjects,
    placed_verdicts,
    skill_map,
)
from drill.session.pace import minutes_to_go
from drill.session.workspace import Workspace
from drill.settings import SUBJECTS

# After so long a question counts as "not yet", whatever was answered; the mark stays.
MOST_SECONDS = 60.0
OPENING = (
    "About ten minutes. Half of these should be too hard for you: not yet is an answer, too."
    " After a minute a question counts as not yet."
)
TOO_LATE = "more than a minute: the placement takes it as not yet"
# So many topics are named to begin with.
TOPICS_TOLD = 3


class Placement:
    """The questions of one placement, one after the other."""

    def __init__(self, workspace: Workspace, subjects: Sequence[str] = ()) -> None:
        """Without a goal it asks about ``subjects``, or those of the settings where none are named."""
        self._workspace = workspace
        self._skills = skill_map(workspace)
        self._belief = Belief(self._skills, placed_verdicts(workspace))
        standing = workspace.standing()
        self._askable = [
            entry
            for entry in _asked_about(workspace, subjects)
            if entry.item not in standing and entry.kind not in UNASKED | GUESSABLE
        ]
        self._answers: list[Placed] = []
        self._earlier = 0
        """So many answers were given when more was asked for."""

    @property
    def number(self) -> int:
        """The number of the question at hand; one answered with "not yet" counts, too."""
        return len(self._answers) + 1

    def next(self) -> ItemId | None:
        """Return the next question, ``None`` once it is over."""
        best = asked_next(self._belief, self._askable, self._answers, earlier=self._earlier)
        return None if best is None else best.item

    @property
    def most(self) -> int:
        """How many questions there are at most."""
        return most_placed(self._earlier)

    @property
    def could_ask_more(self) -> bool:
        """Return whether there would be further questions if they were asked for now."""
        answered = len(self._answers)
        return asked_next(self._belief, self._askable, self._answers, earlier=answered) is not None

    def more(self) -> None:
        """Continue beyond the end."""
        self._earlier = len(self._answers)

    def take(self, entry: Entry, facts: Attempt) -> None:
        """Take in a verdict."""
        self._answered(as_placed(entry, facts))

    def not_yet(self, entry: Entry) -> None:
        """Record that the learner has not met this yet; nothing is written of it."""
        self._answered(Placed(entry, ok=False, not_yet=True))

    def _answered(self, placed: Placed) -> None:
        self._answers.append(placed)
        self._belief.take(placed)

    def told(self) -> str:
        """Return what is known, and where to begin, in words."""
        has = mastery(self._workspace)
        skills = len(self._skills.topics)
        if not skills:
            return "No subject is loaded for a placement to ask about."
        left = minutes_to_go(self._workspace, has.known)
        titles = {key: topic.title for key, topic in self._workspace.catalogue.topics.items()}
        begin = ", ".join(titles.get(key, key[1]) for key in _edge(self._skills, self._belief, has))
        last = "; their exercises are put last" if has.known else ""
        return (
            f"{len(has.known)} of {skills} skills are known{last}. "
            f"The rest takes about {hours(left)}. Good places to begin: {begin}."
        )


def places_to_begin(workspace: Workspace, has: Mastered) -> Sequence[TopicKey]:
    """Return the topics that placements so far found good to begin with; none before the first."""
    verdicts, skills = placed_verdicts(workspace), skill_map(workspace)
    return _edge(skills, Belief(skills, verdicts), has) if verdicts else ()


def _edge(map_: SkillMap, belief: Belief, has: Mastered) -> Sequence[TopicKey]:
    """Return topics, not learned or known as a whole, with a mean belief nearest a half."""
    open_ = {
        topic: sum(map(belief.__getitem__, skills)) / len(skills)
        for topic, skills in map_.in_topic.items()
        if any(skill not in has for skill in skills)
    }
    return sorted(open_, key=lambda topic: abs(open_[topic] - 0.5))[:TOPICS_TOLD]


def subjects_to_choose(workspace: Workspace) -> Sequence[Bank]:
    """Return the subjects to ask which were used lately; none with a goal, or with one subject."""
    subjects = [bank for bank in workspace.catalogue.banks if bank.id in SUBJECTS]
    return subjects if len(subjects) > 1 and goal_bank(workspace) is None else ()


def _asked_about(workspace: Workspace, subjects: Sequence[str]) -> Iterable[Entry]:
    """Return the exercises of the goal's path; without a goal those of the subjects chosen."""
    entries = of_subjects(workspace)
    if (goal := goal_bank(workspace)) is not None:
        path = frozenset(path_skills(workspace, goal))
        return (entry for entry in entries if entry.trains in path)
    chosen = subjects or workspace.settings.subjects
    return (entry for entry in entries if entry.trains and (not chosen or entry.bank in chosen))
