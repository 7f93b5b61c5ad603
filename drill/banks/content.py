"""What one file of a bank holds once it is read: exercises that know their places, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from drill.errors import BankError

MOST_BYTES = 1_000_000
"""A larger file is refused unread."""

Body = Mapping[str, object]
"""An exercise as plain data: every scalar its text as written and trimmed, lists of texts always lists,
every option with its id."""


def place_key(path: Sequence[str | int]) -> str:
    """A path as a key of ``LoadedExercise.places``."""
    return "\n".join(map(str, path))


@dataclass(frozen=True, slots=True)
class LoadedExercise:
    """One exercise without a known fault.

    ``place`` gives line and column (from 1) of a field, by its path such as ``("wrong", 0, "answer")``; of
    what is missing, of what stands above it.
    """

    id: str
    line: int
    body: Body
    place: Callable[[Sequence[str | int]], tuple[int, int]]
    places: Callable[[], Mapping[str, Sequence[int]]]
    """The places of all fields, by ``place_key`` of their paths."""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One topic's file: the exercises that can be drilled, and every fault found, in the order of lines."""

    path: str
    topic: str = ""
    title: str = ""
    theory: str = ""
    source: object = ""
    licence: str = ""
    exercises: tuple[LoadedExercise, ...] = ()
    problems: tuple[BankError, ...] = ()


def too_large(size: int, path: str = "") -> BankError:
    """The error for a file of more than ``MOST_BYTES``."""
    return BankError(
        f"the file is {size / 1e6:.1f} MB and is not read; a bank has at most {MOST_BYTES / 1e6:g} MB",
        "split it into a folder of files",
        path=path,
        code="too-large",
    )


@dataclass(frozen=True, slots=True)
class LoadedSubject:
    """``_subject.yaml``: titles, topics in order and skills, as plain data."""

    path: str
    title: str = ""
    licence: str = ""
    prefix: str = ""
    topics: tuple[tuple[str, str], ...] = ()
    skills: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Id, title, and the ids of the skills before it."""
    problems: tuple[BankError, ...] = field(default=())
