"""The content of one file of a bank after reading: exercises with the places of their fields, and faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from drill.banks.graph import Skill
from drill.errors import BankError
from drill.gyr.entry import OF_FILE, Entry

if TYPE_CHECKING:
    from drill.banks.hashes import Body
    from drill.banks.models import Card, Exercise

# Where a bank comes from: a text, or what an importer wrote by name.
Source = str | Mapping[str, str]
# Max bytes of a file that is read.
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
    written: Body
    """Its text: scalars as written and trimmed, lists of texts always lists, every option with its id."""
    places: Callable[[], Places]

    @property
    def entry(self) -> Entry:
        """What choosing needs of the exercise; where it lies is left empty."""
        return Entry(*(getattr(self if name in _OWN else self.exercise, name) for name in OF_FILE))

    def place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return line and column of a field; for a missing field, those of the nearest field above it.

        What a sister does not write herself is the exercise's own.
        """
        places = self.places()
        if len(path) > 2 and path[0] == "sisters" and place_key(path[:3]) not in places:
            path = path[2:]
        for length in range(len(path), -1, -1):
            position = places.get(place_key(path[:length]))
            if position is not None:
                return position[0], position[1]
        return 1, 1


# The fields of an entry that an exercise itself does not know.
_OWN = frozenset(LoadedExercise.__slots__)


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One file of a bank: the exercises that can be drilled, and all faults in the order of lines.

    It is read from YAML, or from the compiled lines of `drill.banks.file_codec`, which read an exercise when
    it is asked for. ``_subject.yaml`` is one without exercises.
    """

    path: str
    topic: str = ""
    title: str = ""
    theory: str = ""
    source: Source = ""
    licence: str = ""
    field_of_work: str = ""
    exercises: Sequence[LoadedExercise] = ()
    cards: Mapping[str, Card] = field(default_factory=dict[str, "Card"])
    """The cards of its skills."""
    topics: tuple[tuple[str, str], ...] = ()
    """Id and title of each topic, where one file holds several: then every exercise names its own."""
    problems: tuple[BankError, ...] = ()
    skills: tuple[Skill, ...] = ()
    """Of a subject's file: what is trained."""
    entries: Sequence[Entry] = field(default=(), compare=False, repr=False)
    """Of a compiled file: what choosing needs of each exercise, so that none of them is read for it."""

    @property
    def topic_id(self) -> str:
        """The topic of its exercises; by default the file's name."""
        return self.topic or PurePath(self.path).stem

    def whole(self) -> LoadedFile:
        """Return the file with all its exercises and cards read, once and for all."""
        return replace(self, exercises=tuple(self.exercises), cards=dict(self.cards))

    def as_met(self, exercise: Exercise) -> Exercise:
        """Return an exercise as a session gets it: with its topic, and the topic's theory if it has none."""
        return replace(exercise, topic=exercise.topic or self.topic).with_theory(self.theory)


ReadFile = Callable[[bytes, str, bool], LoadedFile]
# Reads the bytes of a topic's file, whatever they hold; the path is what errors name, and the last argument
# says whether expressions are read as well.


def too_large(size: int, path: str = "") -> BankError:
    """Return the error for a file of more than ``MOST_BYTES``."""
    message = f"the file is {size / 1e6:.1f} MB and is not read; a bank has at most {MOST_BYTES / 1e6:g} MB"
    return BankError(message, "split it into a folder of files", path=path, code="too-large")
