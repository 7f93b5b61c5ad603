"""Skills by the states of their exercises, and those that were learned of late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from drill.gyr.events import BankId, SkillId, TopicId
from drill.gyr.path import Mastered
from drill.gyr.skills import Skill
from drill.gyr.state import State
from drill.session.titles import skill_title
from drill.session.workspace import Workspace

# So long skills count as learned of late.
MONTH = timedelta(30)


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill by the states of its exercises, rapid ones left out if there are others."""

    skill: SkillId
    title: str
    parts: tuple[State, ...]
    standing: Literal["new", "begun", "learned", "known"]

    @property
    def told(self) -> str:
        """``2 of 3 green``; of a learned skill with an exercise to be tried again ``learned, 1 to mend``."""
        green = sum(part == "green" for part in self.parts)
        to_mend = sum(part in ("yellow", "red") for part in self.parts)
        if self.standing == "learned":
            return f"learned, {to_mend} to mend" if to_mend else "learned"
        return self.standing if self.standing == "known" else f"{green} of {len(self.parts)} green"


def skill_row(workspace: Workspace, skill: SkillId, skill_parts: Skill, has: Mastered) -> SkillRow:
    """Return a skill by the states of its exercises."""
    begun = skill_parts.begun_on is not None
    standing: Literal["new", "begun", "learned", "known"] = "begun" if begun else "new"
    if skill in has:
        standing = "learned" if skill in has.learned else "known"
    return SkillRow(skill, skill_title(workspace, skill), tuple(p.state for p in skill_parts.parts), standing)


def skill_rows(
    workspace: Workspace, skills: Mapping[SkillId, Skill], has: Mastered
) -> Mapping[tuple[BankId, TopicId], tuple[SkillRow, ...]]:
    """Return the skills of every topic; one that several topics train is with the first."""
    of_topic: dict[tuple[BankId, TopicId], list[SkillRow]] = {}
    placed_skills = set[SkillId]()
    for entry in workspace.catalogue.entries.values():
        if (skill := entry.trains) and skill not in placed_skills:
            placed_skills.add(skill)
            row = skill_row(workspace, skill, skills[skill], has)
            of_topic.setdefault((entry.bank, entry.topic), []).append(row)
    return {topic: tuple(rows) for topic, rows in of_topic.items()}


def learned_since(
    workspace: Workspace, skills: Mapping[SkillId, Skill], today: date, days: timedelta = MONTH
) -> tuple[str, ...]:
    """Return the titles of the skills that were learned lately, the newest first."""
    dated = [
        (learned, skill)
        for skill, skill_parts in skills.items()
        if (learned := skill_parts.learned_on) is not None
    ]
    lately = sorted((dated_skill for dated_skill in dated if today - dated_skill[0] < days), reverse=True)
    return tuple(skill_title(workspace, skill) for _, skill in lately)
