"""What is assigned to a class: banks, topics or papers, until a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from drill import locations
from drill.banks.catalogue import Catalogue
from drill.errors import UsageError
from drill.exchange import read_file
from drill.gyr.standing import Standing
from drill.session.scope import find_named_exercises, resolve
from drill.text import one_line

if TYPE_CHECKING:
    from drill.store import Assignment, Classroom


@dataclass(frozen=True, slots=True)
class Assigned:
    """One assignment of a class, and one learner's progress with it."""

    what: str
    title: str
    until: str | None
    items: int
    green: int

    @property
    def told(self) -> str:
        """The assignment in a line."""
        here = f"{self.green} of {self.items} green" if self.items else "which is not among your banks"
        return f"Assigned: {self.title}, {here}" + (f", until {self.until}" if self.until else "")


def assign_to_class(
    room: Classroom, environ: Mapping[str, str], named: Sequence[str], until: str | None, *, withdraws: bool
) -> None:
    """Assign banks, topics or papers until a day; or no more. Raises UsageError where there is none such."""
    try:
        date.fromisoformat(until or "2027-01-31")
    except ValueError:
        raise UsageError(f"{until!r} is not a date", "write it as 2027-01-31") from None
    if not withdraws:
        resolve(load_class_catalogue(environ), named)
    for assigned_name in named:
        room.assign(assigned_name, until, withdraws=withdraws)


def load_class_catalogue(environ: Mapping[str, str]) -> Catalogue:
    """Load the catalogue of the banks on this machine, which a class is assigned of."""
    from drill.banks.shelf import Shelf

    return Shelf(locations.find(environ), None, read_file).catalogue


def describe_assigned(
    catalogue: Catalogue, assignments: Sequence[Assignment], standing: Standing, day: date
) -> tuple[Assigned, ...]:
    """Return what is assigned on a day, and how far the learner is."""
    return tuple(
        Assigned(
            assignment.what,
            bank.title if (bank := catalogue.bank(assignment.what)) else one_line(assignment.what),
            assignment.until,
            len(entries := list(find_named_exercises(catalogue, assignment.what))),
            sum(entry.item in standing.greens for entry in entries),
        )
        for assignment in assignments
        if assignment.until is None or assignment.until >= day.isoformat()
    )
