"""Skills and what comes before them: an order for exercises, never a lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from drill.gyr.curriculum import list_before
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

    @cached_property
    def needs(self) -> Mapping[SkillId, Sequence[SkillId]]:
        """What each skill rests on directly, in the order of the subjects."""
        return {skill.id: skill.needs for skill in self._skills.values()}

    def before(self, ids: Iterable[SkillId]) -> tuple[SkillId, ...]:
        """Return all prerequisites of these skills, themselves included, each after what it needs.

        Skills that nobody describes count as needing nothing; a circle is cut where it closes.
        """
        return tuple(list_before(ids, self.needs))

    def unknown(self) -> tuple[tuple[SkillId, SkillId], ...]:
        """Return pairs of a skill and something it needs that nobody describes."""
        pairs = ((skill.id, need) for skill in self._skills.values() for need in skill.needs)
        return tuple((id_, need) for id_, need in pairs if need not in self._skills)

    def circle(self) -> tuple[SkillId, ...]:
        """Return some skills that need each other in a circle, the first again at the end; or none."""
        try:
            TopologicalSorter(self.needs).prepare()
        except CycleError as error:
            return tuple(error.args[1])
        return ()
