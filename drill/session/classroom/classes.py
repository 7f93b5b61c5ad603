"""A class, its members, and the progress of each of them."""

from __future__ import annotations

import hmac
import math
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import astuple, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from drill import files as locations
from drill.banks.catalogue import Catalogue, describe_slip, mistake_names
from drill.errors import DrillError, StoreError, UsageError
from drill.exchange import read_file
from drill.files import write_whole
from drill.gyr.state import Standing
from drill.session.database_location import shown_address
from drill.session.scope import find_named_exercises, resolve
from drill.settings import SCHEMA
from drill.text import one_line

if TYPE_CHECKING:
    from drill.store import ClassAssignment, Classroom

# A class and its members: how its owner opens it and invites, and how a learner joins.
#
# The marks of a class are its learners' own word: each one's program writes them, and the server ensures that
# nobody writes for another.

# Variables that would make a learner's app somebody else's.
_IDENTITY = ("DRILL_DATABASE_URL", "DRILL_LEARNER", "PGPASSWORD")


def open_owned_class(environ: Mapping[str, str], act: str) -> AbstractContextManager[Classroom]:
    """Open a class as its owner, who names its database; raises as `Classroom.opened`."""
    from drill.store import Classroom

    if (url := environ.get("DRILL_DATABASE_URL", "")).startswith("postgresql"):
        return Classroom.opened(url, act)
    hint = "put its owner's URL, postgresql://USER@HOST/NAME, into DRILL_DATABASE_URL"
    raise UsageError("a class is kept in a database on PostgreSQL", hint)


def join_class(environ: Mapping[str, str], token_text: str) -> tuple[str, str]:
    """Verify a token and store it; return the learner's name in the class, and the database's address.

    Raises:
        UsageError: it is not a token, or nobody's.
        StoreError: the server cannot be reached, or refuses it.
    """
    from drill.store import admit_learner

    learner, token = admit_learner(token_text)
    keep_token(locations.find(environ), token)
    return learner, shown_address(token)


def keep_token(places: locations.Locations, token: str) -> None:
    """Store a learner's token so that nobody else can read it."""
    places.data.mkdir(parents=True, exist_ok=True)
    # The file is theirs alone before anything is in it, and stays so when it is written anew.
    places.class_token.touch(mode=0o600)
    places.class_token.chmod(0o600)
    write_whole(places.class_token, f"{token}\n".encode())


@dataclass(frozen=True, slots=True)
class Home:
    """The home of a learner of a served class: their role in its database, token and environment."""

    role: str
    token: str
    environ: Mapping[str, str]


def home_of(database: str, token_text: str) -> Home | None:
    """Return the home of a learner whose token is admitted to a database; ``None`` for a wrong one.

    Only this machine's user can read in it, and the learner's token cannot name another server.
    """
    from drill.store import admit_learner

    try:
        _, token = admit_learner(token_text, database)
    except DrillError:
        return None
    role = token.partition("//")[2].partition(":")[0]
    places = _home_places(role)
    places.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep_token(places, token)
    environ = {name: value for name, value in os.environ.items() if name not in _IDENTITY}
    return Home(role, token, environ | {"DRILL_HOME": str(places.data)})


def is_kept(role: str, new_token: str) -> bool:
    """Return whether a learner used this token here before, whatever server it names."""
    try:
        saved_token = _home_places(role).class_token.read_text(encoding="utf-8")
    except OSError:
        return False
    secrets = [token.partition("//")[2].partition("@")[0].encode() for token in (saved_token, new_token)]
    return hmac.compare_digest(*secrets)


def is_admitted(token: str) -> bool:
    """Return whether a token still admits its learner; yes if the server does not answer."""
    from drill.store import is_refused

    return not is_refused(token)


def _home_places(role: str) -> locations.Locations:
    home = locations.find(os.environ).data / "class" / role
    return locations.find({**os.environ, "DRILL_HOME": str(home)})


def invite_learner(room: Classroom, learner: str) -> str:
    """Invite a learner; return their token. Raises UsageError for an invalid name."""
    try:
        return room.invite(SCHEMA["learner"].kind.read(learner))
    except ValueError as error:
        raise UsageError(str(error)) from None


def remove_learner(room: Classroom, learner: str) -> tuple[int, str]:
    """Remove a learner for good; return how many events they had, and the work left to do, if any.

    Raises UsageError if nobody has the name.
    """
    forgotten = room.forget(learner)
    left = (
        f"Their role {forgotten.role_left} lets nobody in any more, but owns objects that only a superuser "
        "can remove: with DROP OWNED BY in each database, and then DROP ROLE."
    )
    return forgotten.events, left if forgotten.role_left else ""


# Sessions of a class that hold others up: they are ended, look by look.

# Seconds between two looks for sessions that hold others up.
WATCH_S = 2.0
# After sessions were ended, or could not be looked at, the next look comes sooner.
_RETRY_S = 0.02
# Seconds within which whoever is ended twice may not log in any more.
_AGAIN_S = 60.0


class Watch:
    """Ends sessions of a class that block others, look by look.

    Whoever is ended twice within a minute is shut out until the next invitation, because they would fill
    the memory of the server again at once. The connection stays open, since a new one may find no memory
    under attack; one that cannot be made, or is lost, is tried again.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._room: Classroom | None = None
        self._stack = ExitStack()
        self._fault = ""
        self._ended_at: dict[str, float] = {}

    def look(self) -> tuple[list[str], float]:
        """Look once; return the messages, and how many seconds to wait before the next look.

        Raises UsageError without a class.
        """
        lines: list[str] = []
        try:
            self._room = self._room or self._stack.enter_context(open_owned_class(self._environ, "watch"))
            ended = self._room.free()
            lines += [f"A session of {learner} was ended: {why}." for learner, why in ended]
            for learner in {learner for learner, _ in ended}:
                if time.monotonic() - self._ended_at.get(learner, -math.inf) < _AGAIN_S:
                    self._room.bar(learner)
                    del self._ended_at[learner]  # some may end only now
                    lines.append(
                        f"{learner} was ended twice within a minute and may not log in any more: "
                        f"drill class invite {learner} lets them in again."
                    )
                else:
                    self._ended_at[learner] = time.monotonic()
        except StoreError as error:
            if self._fault != (fault := str(error)):
                lines.append(f"{fault}; trying again.")
            self._fault = fault
            return lines, _RETRY_S
        self._fault = ""
        return lines, _RETRY_S if ended else WATCH_S

    def close(self) -> None:
        """Close the connection."""
        self._stack.close()


def end_blocking_sessions(environ: Mapping[str, str]) -> Iterator[str]:
    """End sessions that block others, again and again; yield the messages. Raises UsageError as `Watch`."""
    with closing(Watch(environ)) as watching:
        while True:
            lines, pause_s = watching.look()
            yield from lines
            time.sleep(pause_s)


# Assignments to a class: banks, topics or papers, until a day.


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
    """Assign banks, topics or papers until a day; or no more. Raises UsageError for an unknown one."""
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
    from drill.banks.load import Shelf

    return Shelf(locations.find(environ), None, read_file).catalogue


def describe_assigned(
    catalogue: Catalogue, assignments: Sequence[ClassAssignment], standing: Standing, day: date
) -> tuple[Assigned, ...]:
    """Return the assignments on a day, and the learner's progress in them."""
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


# The progress of everybody in a class, as their programs wrote it.

# Max named topics and slips, because nobody reads a longer list.
_LISTED = 10


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """The progress of one learner."""

    learner: str
    attempts: int
    # The date of their newest work; empty before any.
    last_day: str
    # The bank of their newest event.
    at: str
    green: int
    yellow: int
    red: int
    parked: int
    # Greens by assignment.
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
    """The progress of a class: its learners, their lasting reds (in exercises), and their mistakes."""

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
