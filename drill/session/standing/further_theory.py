"""Theory beyond an exercise's own: that of its topic, and of its prerequisites."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.session.workspace import Workspace

# So many theories beyond an exercise's own, the nearest first.
_MOST = 3


def find_further_theory(workspace: Workspace, item: str, shown_text: str) -> tuple[str, ...]:
    """Return theories that are not in ``shown_text``: the topic's, then those of the skills it
    needs."""
    entry = workspace.catalogue.entries[ItemId(item)]
    topics = dict.fromkeys(
        map(workspace.catalogue.topic, (entry, *_find_prerequisite_exercises(workspace, entry)))
    )
    texts = (topic.theory.strip() for topic in topics)
    return tuple(text for text in texts if text and text not in shown_text)[:_MOST]


def of_skills(workspace: Workspace, skills: Collection[str]) -> Mapping[str, str]:
    """Return the theory of the topics that train skills, as Markdown; skills without one are missing."""
    theory_by_skill: dict[str, str] = {}
    for entry in workspace.catalogue.entries.values():
        if entry.skill in skills and entry.skill not in theory_by_skill:
            theory = workspace.catalogue.topic(entry).theory.strip()
            theory_by_skill |= {entry.skill: theory} if theory else {}
    return theory_by_skill


def _find_prerequisite_exercises(workspace: Workspace, entry: Entry) -> list[Entry]:
    """Return an exercise for each prerequisite skill, the nearest skills first."""
    catalogue = workspace.catalogue
    by_skill: dict[str, Entry] = {}
    for candidate in catalogue.entries.values():
        if candidate.skill:
            by_skill.setdefault(candidate.skill, candidate)
    needs = [need for need in (*entry.needs, entry.skill) if need]
    before = reversed(catalogue.skills.before(needs))
    return [by_skill[skill] for skill in before if skill in by_skill and skill != entry.skill]
