"""Placement: at most fifteen exercises that find out the learner's skills, and where to begin.

A right answer is an ordinary verdict that carries ``placed``. A wrong one, and "not yet", is practice that
carries it: it colours nothing. The belief about the skills is computed from both on demand
(`drill.gyr.belief`), so a placement goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from drill.banks.catalogue import Bank, Catalogue
from drill.gyr.belief import MORE_PLACED, MOST_PLACED, Belief, PlacedSkills, SkillMap, choose_question
from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import FIRST_ROUND, Attempt, ItemId
from drill.gyr.path import Mastered, Path
from drill.gyr.state import Standing
from drill.session.standing.goals import current_goal, find_path_to_goal
from drill.session.standing.prerequisites import (
    GUESSABLE,
    UNASKED,
    find_learner_mastery,
    of_subjects,
    placed_answers,
    skill_map,
)
from drill.session.titles import skill_title
from drill.session.workspace import Workspace
from drill.settings import SUBJECTS
from drill.text import count, name_some

if TYPE_CHECKING:
    from drill.store import Learner

# Seconds after which a question counts as "not yet", whatever the answer; the mark stays.
MOST_SECONDS = 60.0
WITHOUT = "a placement only asks: answer, or say not yet"
TOO_LATE = "It took more than a minute: the placement takes it as not yet."
NOT_YET = "not-yet"
"""The code of a question that the learner did not try."""
# Without a goal a placement is offered while fewer exercises were met.
FEW_MET = 20
# Questions on the path from which on a placement counts as done; it may end as early.
_FEW_ASKED = 5
# Max named topics to begin with, and max named skills, known or left.
TOPICS_NAMED = SKILLS_NAMED = 3


def describe_length(skills: int) -> str:
    """Return the duration of a placement on ``skills`` skills, in words."""
    length = "ten minutes" if skills >= MOST_PLACED else "a few minutes"
    return f"{length} of questions: what you know is skipped"


@dataclass(frozen=True, slots=True)
class SkillsFound:
    """The result of a placement: the skills on the way by their progress, and the first exercises."""

    questions: int
    right: int
    # Skills on the way to the goal, or of all subjects; titles of those known, the farthest first, and of
    # those left, in their order.
    skills: int
    known: tuple[str, ...]
    left: tuple[str, ...]
    # The titles of the topics to begin with, without a goal.
    begin: tuple[str, ...] = ()
    # The title of the exercise that comes first now; empty if today brings none.
    first: str = ""

    @property
    def told(self) -> str:
        """The answers in a line."""
        return f"{count(self.questions, 'question')}, {self.right} right"

    def tell_rows(self) -> tuple[tuple[str, str], ...]:
        """Return a line for each fact: its subject, and its text."""
        names, left = (name_some(titles, SKILLS_NAMED, " · ") for titles in (self.known, self.left))
        known = f"{len(self.known)} of {count(self.skills, 'skill')}"
        some = ", such as" if len(self.known) > SKILLS_NAMED else ":"
        rows = (
            ("You know", f"{known}{some} {names}" if names else known),
            ("First exercise", self.first),
            ("Begin with", " · ".join(self.begin)),
            ("To learn", f"{count(len(self.left), 'skill')}, first {left}" if self.left else "nothing"),
        )
        return tuple(row for row in rows if row[1])


class Placement:
    """The questions of one placement, one after the other."""

    opening = (
        "Expect half of these to be too hard: “not yet” is an answer."
        " After a minute a question counts as not yet."
    )

    def __init__(self, workspace: Workspace, subjects: Sequence[str] = ()) -> None:
        """Without a goal it asks about ``subjects``, or those of the settings where none are named."""
        self._workspace = workspace
        self._skills = skill_map(workspace)
        standing = workspace.standing()
        self._askable = [
            entry
            for entry in _asked_about(workspace, subjects)
            if entry.item not in standing and entry.kind not in UNASKED | GUESSABLE
        ]
        self._late: list[PlacedSkills] = []
        self._read: Sequence[PlacedSkills] | None = None
        self._before = len(self._answers())
        self.most = MOST_PLACED
        """How many questions there are at most."""

    @property
    def number(self) -> int:
        """The number of the question at hand; one answered with "not yet" counts, too."""
        return len(self._answers()) - self._before + 1

    def next(self) -> ItemId | None:
        """Return the next question, ``None`` once it is over."""
        return self._next_question() if self.number <= self.most else None

    @property
    def could_ask_more(self) -> bool:
        """Return whether there would be further questions now."""
        return self._next_question() is not None

    def more(self) -> None:
        """Continue beyond the end."""
        self.most = self.number - 1 + MORE_PLACED

    def leave_out(self, item: ItemId) -> None:
        """Do not ask about an exercise: it is gone, or cannot be prepared."""
        self._askable = [entry for entry in self._askable if entry.item != item]

    def note_late(self, entry: Entry) -> None:
        """Record that a right answer took too long: its mark stays, and here it shows nothing."""
        self._late.append(PlacedSkills(entry, ok=False))

    def look_again(self) -> None:
        """Read the answers anew when they are needed next: something was marked, skipped or undone."""
        self._read = None

    def describe(self) -> str:
        """Return the message where nothing could be found."""
        if self._skills.topics:
            return ""
        return "No subject is loaded for a placement to ask about."

    def find_skills(self) -> SkillsFound | None:
        """Return the known skills of the path, or of all subjects, and those left; ``None`` without any."""
        workspace = self._workspace
        has = find_learner_mastery(self._workspace)
        goal = current_goal(workspace)
        skills = [*self._skills.topics] if goal is None else find_path_to_goal(workspace, goal).skills
        if not skills:
            return None
        answers = self._answers()
        titles = workspace.catalogue.topics
        edge = _find_edge_topics(self._skills, Belief(self._skills, answers), has) if goal is None else ()
        left = [skill for skill in skills if skill not in has]
        known = [skill for skill in reversed(skills) if skill in has]
        return SkillsFound(
            questions=len(answers) - self._before,
            right=sum(answer.ok for answer in answers[self._before :]),
            skills=len(skills),
            known=tuple(skill_title(workspace, skill) for skill in known),
            left=tuple(skill_title(workspace, skill) for skill in left),
            begin=tuple(titles[key].title if key in titles else key[1] for key in edge),
        )

    def _answers(self) -> Sequence[PlacedSkills]:
        self._read = placed_answers(self._workspace) if self._read is None else self._read
        return [*self._read, *self._late]

    def _next_question(self) -> ItemId | None:
        answers = self._answers()
        asked = {answer.entry.item for answer in answers}
        question = choose_question(self._skills, Belief(self._skills, answers), self._askable, asked)
        return None if question is None else question.item


def describe_not_yet() -> Attempt:
    """Return the event of a question that the learner has not met yet."""
    return Attempt(
        kind="extra",
        round=FIRST_ROUND,
        pass_=1,
        ok=False,
        why=False,
        code=NOT_YET,
        revealed=True,
        placed=True,
    )


def find_tried(catalogue: Catalogue, learner: Learner, today: date) -> frozenset[ItemId]:
    """Return the exercises of papers that were tried today before their time."""
    entries = catalogue.entries
    placed = (event.item for event in learner.placed if event.study_day == today)
    return frozenset(item for item in placed if item in entries and entries[item].in_file_order)


def places_to_begin(workspace: Workspace, has: Mastered) -> Sequence[TopicKey]:
    """Return the topics that past placements found good to begin with; none before the first."""
    verdicts = placed_answers(workspace)
    skills = skill_map(workspace)
    if not verdicts:
        return ()
    return _find_edge_topics(skills, Belief(skills, verdicts), has)


def _find_edge_topics(map_: SkillMap, belief: Belief, has: Mastered) -> Sequence[TopicKey]:
    """Return topics, not learned or known as a whole, with a mean belief nearest a half."""
    open_ = {
        topic: sum(map(belief.__getitem__, skills)) / len(skills)
        for topic, skills in map_.in_topic.items()
        if any(skill not in has for skill in skills)
    }
    return sorted(open_, key=lambda topic: abs(open_[topic] - 0.5))[:TOPICS_NAMED]


def may_place(workspace: Workspace, path: Path | None, standing: Standing) -> bool:
    """Return whether a placement is offered: most skills on the path to the goal are new, and few were asked
    about, because a placement was not done yet; without a goal, nearly everything is new.
    """
    if path is not None:
        if not path.is_mostly_new:
            return False
        on_path = {*path.known, *path.learned, *path.left}
        asked = (answer.entry for answer in placed_answers(workspace))
        return sum(entry.trains in on_path for entry in asked) < _FEW_ASKED
    has_subjects = any(bank.id in SUBJECTS for bank in workspace.catalogue.banks)
    few = len(standing.others) + len(standing.greens) < FEW_MET
    return has_subjects and few and not workspace.learner().placed


def subjects_to_choose(workspace: Workspace) -> Sequence[Bank]:
    """Return the subjects to ask which were used lately; none with a goal, or with one subject."""
    subjects = [bank for bank in workspace.catalogue.banks if bank.id in SUBJECTS]
    if len(subjects) > 1 and current_goal(workspace) is None:
        return subjects
    return ()


def _asked_about(workspace: Workspace, subjects: Sequence[str]) -> Iterable[Entry]:
    """Return the exercises of the goal's path; without a goal those of the subjects chosen."""
    entries = of_subjects(workspace)
    if (goal := current_goal(workspace)) is not None:
        path = frozenset(find_path_to_goal(workspace, goal).skills)
        return (entry for entry in entries if entry.trains in path)
    chosen = subjects or workspace.settings.subjects
    return (entry for entry in entries if entry.trains and (not chosen or entry.bank in chosen))
