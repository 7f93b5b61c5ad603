"""The path on Today and in Progress: what is finished next, begun, tried again; skills in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from drill.gyr.events import BankId, SkillId, TopicId
from drill.gyr.method import Choice
from drill.gyr.path import Mastered
from drill.gyr.skills import Skill
from drill.gyr.standing import Standing
from drill.gyr.state import CAP, NEVER_MET, ItemState, State
from drill.session.goals import GoalView
from drill.session.titles import skill_title, title_of
from drill.session.workspace import Workspace

# Skills learned in so many days are named on Today.
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


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step of one sort: a skill that is finished or begun, or an exercise that comes back."""

    what: Literal["finish", "begin", "back"]
    title: str
    # Of its skill, or the exercise's own state.
    parts: tuple[State, ...]
    told: str


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


def next_steps(
    workspace: Workspace,
    planned: Sequence[Choice],
    skills: Mapping[SkillId, Skill],
    standing: Standing,
    goal: GoalView | None,
) -> tuple[NextStep, ...]:
    """Return the first skill that the day finishes, the first that begins, and what comes back first."""
    steps: dict[str, NextStep] = {}
    for choice in planned:
        state = standing.others.get(choice.item, NEVER_MET)
        if choice.why != "unseen":
            title = title_of(workspace, choice.item) or choice.item
            steps.setdefault("back", NextStep("back", title, (choice.state,), tries_told(state)))
            continue
        skill = workspace.catalogue.entries[choice.item].trains
        if not skill:
            continue
        skill_parts, title = skills[skill], skill_title(workspace, skill)
        parts: tuple[State, ...] = tuple(part.state for part in skill_parts.parts)
        if skill_parts.begun_on is None:
            purpose = f"for {goal.short_title}" if goal is not None and skill in goal.path.left else ""
            steps.setdefault("begin", NextStep("begin", title, parts, purpose))
        elif not skill_parts.is_learned:
            steps.setdefault("finish", NextStep("finish", title, parts, "one more green"))
    return tuple(steps[step_kind] for step_kind in ("finish", "begin", "back") if step_kind in steps)


def tries_told(state: ItemState) -> str:
    """Return the rule of tries in words: an exercise is parked by the fifth pass after its first red."""
    if not state.red_pass:
        return "was yellow"
    left = CAP - state.red_pass
    return {1: "last try", 2: "last try but one"}.get(left, f"{left} more tries")


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
