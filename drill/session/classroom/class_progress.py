"""The progress of everybody in a class, as their programs wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

from drill.banks.mistake_names import describe_slip, mistake_names
from drill.session.classroom.class_assignments import load_class_catalogue
from drill.session.scope import find_named_exercises

if TYPE_CHECKING:
    from drill.store import Classroom


# Topics and slips that are named; more would be no list that anybody reads.
_LISTED = 10


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """The progress of one learner."""

    learner: str
    attempts: int
    # Of their newest work, as a date; empty before any.
    last_day: str
    # The bank of their newest event.
    at: str
    green: int
    yellow: int
    red: int
    parked: int
    # Greens by what is assigned.
    assigned: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A topic that stays red, or a slip: its title and name, how often, and for how many learners."""

    name: str
    title: str
    times: int
    learners: int


@dataclass(frozen=True, slots=True)
class ClassProgress:
    """The progress of a class: its learners, what stays red (in exercises), and what goes wrong."""

    learners: tuple[LearnerLine, ...]
    red: tuple[Trouble, ...]
    slips: tuple[Trouble, ...]
    # Known mistakes of exercises, by name.
    mistakes: tuple[Trouble, ...] = ()

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the table of learners, its head first."""
        head = [*(field.name for field in fields(LearnerLine)[:-1])]
        head += self.learners[0].assigned if self.learners else ()
        return [head, *([*astuple(learner)[:-1], *learner.assigned.values()] for learner in self.learners)]


def read_class_progress(room: Classroom, environ: Mapping[str, str]) -> ClassProgress:
    """Return the progress of everybody in the class, as their programs wrote it."""
    catalogue = load_class_catalogue(environ)
    greens = {
        assignment.what: dict(
            map(
                tuple,
                room.ask(
                    "green", items=[entry.item for entry in find_named_exercises(catalogue, assignment.what)]
                ),
            )
        )
        for assignment in room.assignments()
    }
    banks = {str(bank.id) for bank in catalogue.banks}
    titles = {(str(topic.bank), str(topic.id)): topic.title for topic in catalogue.topics.values()}
    known = [*titles]
    reds = room.ask("red", banks=[bank for bank, _ in known], topics=[topic for _, topic in known])
    red = [
        Trouble(f"{bank}/{topic}", titles[bank, topic], exercises, learners)
        for bank, topic, learners, exercises in reds
    ]
    slips = [
        Trouble(code, describe_slip(code), *counts)
        for code, *counts in room.ask("slips")
        if describe_slip(code or "")
    ]
    known_names = mistake_names().names
    mistakes = [Trouble(name, name, *counts) for name, *counts in room.ask("mistakes") if name in known_names]
    learners = [
        LearnerLine(
            *(name, attempts, day, bank if (bank := item.rpartition("/")[0]) in banks else ""),
            *states,
            assigned={assigned_name: by_learner.get(name, 0) for assigned_name, by_learner in greens.items()},
        )
        for name, attempts, day, item, *states in room.ask("learners")
    ]
    return ClassProgress(
        tuple(learners), tuple(red[:_LISTED]), tuple(slips[:_LISTED]), tuple(mistakes[:_LISTED])
    )
