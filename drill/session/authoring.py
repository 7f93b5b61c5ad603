"""What an author looks at: exercises of the banks, or of a file that need not lie among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from drill.banks.content import LoadedFile
from drill.banks.load import find_at, load_catalogue, load_file
from drill.banks.nearest import did_you_mean
from drill.errors import BankError, UsageError
from drill.locations import Locations
from drill.session.scope import entry_of

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Exercises with their items, and what is wrong with those that were asked for and left out."""

    exercises: tuple[tuple[str, Body], ...]
    problems: tuple[BankError, ...] = ()


def exercises_at(name: str, places: Locations, subjects: Sequence[str]) -> Chosen:
    """The exercise of an item, of ``FILE#exercise``, or all of ``FILE``.

    Raises:
        UsageError: nothing is called so; the nearest names are told.
        BankError: the one exercise asked for is faulty.
    """
    file, mark, id_ = name.partition("#")
    if mark or Path(file).suffix in (".yaml", ".yml"):
        return _in_file(Path(file), id_)
    catalogue = load_catalogue(places, subjects=subjects)
    entry = entry_of(catalogue, name)
    return Chosen(((str(entry.item), catalogue.exercise(entry.item)),))


def body_of(file: LoadedFile, body: Body) -> Body:
    """An exercise as a session gets it: with its topic, and the topic's theory where it has none."""
    whole = {**body, "topic": file.topic}
    if file.theory and "theory" not in body:
        whole["theory"] = file.theory
    return whole


def _in_file(path: Path, id_: str) -> Chosen:
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    bank = find_at(path)[0].id
    loaded = load_file(path)
    bodies = {each.id: body_of(loaded, each.body) for each in loaded.exercises}
    if not id_:
        return Chosen(tuple((f"{bank}/{each}", body) for each, body in bodies.items()), loaded.problems)
    if id_ in bodies:
        return Chosen(((f"{bank}/{id_}", bodies[id_]),))
    for problem in loaded.problems:
        if problem.exercise == id_ or not bodies:
            raise problem
    raise UsageError(f"no exercise of {path} is called {id_}", did_you_mean(id_, bodies))
