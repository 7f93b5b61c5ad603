"""What one file of a bank holds once it is read: exercises that know their places, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from drill.banks.graph import Skill
from drill.errors import BankError
from drill.gyr.events import SkillId

if TYPE_CHECKING:
    from drill.banks.building import Body
    from drill.banks.models import Card, Exercise

# Where a bank comes from: a text, or what an importer wrote by name.
Source = str | Mapping[str, str]
# A larger file is refused unread.
MOST_BYTES = 1_000_000
# The code of the fault of a file that was not read to its end: another time it may be.
UNREAD = "unread"

# Return line and column (from 1) of every field, by ``place_key`` of its path.
Places = Mapping[str, Sequence[int]]


def place_key(path: Sequence[str | int]) -> str:
    """Return a path as a key of ``Places``; sisters and slips are named by their ids."""
    return "\n".join(map(str, path))


@dataclass(frozen=True, slots=True)
class LoadedExercise:
    """One exercise without a known fault."""

    id: str
    line: int
    exercise: Exercise
    maths: str
    wording: str
    # Its text: scalars as written and trimmed, lists of texts always lists, every option with its id.
    written: Body
    places: Callable[[], Places]

    def place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return line and column of a field; of what is missing, of what stands above it.

        What a sister does not write herself is the exercise's own.
        """
        places = self.places()
        if len(path) > 2 and path[0] == "sisters" and place_key(path[:3]) not in places:
            path = path[2:]
        for length in range(len(path), -1, -1):
            found = places.get(place_key(path[:length]))
            if found is not None:
                return found[0], found[1]
        return 1, 1


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One topic's file: the exercises that can be drilled, and every fault found, in the order of lines."""

    path: str
    topic: str = ""
    title: str = ""
    theory: str = ""
    source: Source = ""
    licence: str = ""
    field_of_work: str = ""
    exercises: tuple[LoadedExercise, ...] = ()
    # The cards of its skills.
    cards: Mapping[str, Card] = field(default_factory=dict[str, "Card"])
    topics: tuple[tuple[str, str], ...] = ()
    # Id and title of each topic, where one file holds several: then every exercise names its own.
    problems: tuple[BankError, ...] = ()

    def as_met(self, exercise: Exercise) -> Exercise:
        """Return an exercise as a session gets it: with its topic, and the topic's theory where it has
        none."""
        return replace(exercise, topic=exercise.topic or self.topic).with_theory(self.theory)


ReadFile = Callable[[bytes, str, bool], LoadedFile]
# Reads the bytes of a topic's file, whatever they hold; the path is what errors name, and the last argument
# says whether expressions are read as well.


def too_large(size: int, path: str = "") -> BankError:
    """Return the error for a file of more than ``MOST_BYTES``."""
    message = f"the file is {size / 1e6:.1f} MB and is not read; a bank has at most {MOST_BYTES / 1e6:g} MB"
    return BankError(message, "split it into a folder of files", path=path, code="too-large")


@dataclass(frozen=True, slots=True)
class SubjectPart:
    """What ``_subject.yaml`` says; empty for a bank without one."""

    title: str = ""
    topics: tuple[tuple[str, str], ...] = ()
    skills: tuple[Skill, ...] = ()
    problems: tuple[BankError, ...] = ()
    licence: str = ""

    @classmethod
    def read(cls, head: Mapping[str, Any], problems: Iterable[BankError]) -> SubjectPart:
        """Read it from the cache's first line."""
        skills = (
            Skill(SkillId(id_), title, tuple(map(SkillId, needs)), tuple(synonyms))
            for id_, title, needs, synonyms in head["skills"]
        )
        topics = tuple((id_, title) for id_, title in head["topics"])
        return cls(head["title"], topics, tuple(skills), tuple(problems), head["licence"])
