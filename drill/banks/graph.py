"""Skills and what comes before them: an order for exercises, never a lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from drill.gyr.events import SkillId


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill; ``needs`` are the skills directly before it."""

    id: SkillId
    title: str
    needs: tuple[SkillId, ...] = ()
    # Other names that the field has for it.
    synonyms: tuple[str, ...] = ()


class Skills(Mapping[SkillId, Skill]):
    """The graph of all skills loaded here, in the order of the subjects."""

    def __init__(self, skills: Iterable[Skill] = ()) -> None:
        self._skills: dict[SkillId, Skill] = {}
        for skill in skills:
            self._skills.setdefault(skill.id, skill)

    def __getitem__(self, id_: SkillId) -> Skill:
        return self._skills[id_]

    def __iter__(self) -> Iterator[SkillId]:
        return iter(self._skills)

    def __len__(self) -> int:
        return len(self._skills)

    def before(self, ids: Iterable[SkillId]) -> tuple[SkillId, ...]:
        """Return all prerequisites of these skills, themselves included, each after what it needs.

        Skills that nobody describes count as needing nothing; a circle is cut where it closes.
        """
        done: dict[SkillId, None] = {}
        entered: set[SkillId] = set()
        stack: list[tuple[SkillId, bool]] = [(id_, False) for id_ in reversed(tuple(ids))]
        while stack:
            id_, left = stack.pop()
            if left:
                done[id_] = None
            elif id_ not in entered:
                entered.add(id_)
                stack.append((id_, True))
                needs = self._skills[id_].needs if id_ in self._skills else ()
                stack.extend((need, False) for need in reversed(needs))
        return tuple(done)

    def unknown(self) -> tuple[tuple[SkillId, SkillId], ...]:
        """Return pairs of a skill and something it needs that nobody describes."""
        pairs = ((skill.id, need) for skill in self._skills.values() for need in skill.needs)
        return tuple((id_, need) for id_, need in pairs if need not in self._skills)

    def circle(self) -> tuple[SkillId, ...]:
        """Return some skills that need each other in a circle, the first again at the end; or none."""
        try:
            TopologicalSorter({skill.id: skill.needs for skill in self._skills.values()}).prepare()
        except CycleError as error:
            return tuple(error.args[1])
        return ()
