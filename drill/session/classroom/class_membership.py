"""A class and who is in it: how its owner opens it and invites, and how a learner joins.

The marks of a class are its learners' own word: each one's program writes them, and the server sees to it
that nobody writes for another.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill import locations
from drill.errors import DrillError, UsageError
from drill.files import write_whole
from drill.session.backups import shown_address
from drill.settings import SCHEMA

if TYPE_CHECKING:
    from drill.store import Classroom

# What would make a learner's app somebody else's.
_IDENTITY = ("DRILL_DATABASE_URL", "DRILL_LEARNER", "PGPASSWORD")


def open_owned_class(environ: Mapping[str, str], act: str) -> AbstractContextManager[Classroom]:
    """Open a class as its owner, who names its database; `Classroom.opened` says what it raises."""
    from drill.store import Classroom

    if (url := environ.get("DRILL_DATABASE_URL", "")).startswith("postgresql"):
        return Classroom.opened(url, act)
    hint = "put its owner's URL, postgresql://USER@HOST/NAME, into DRILL_DATABASE_URL"
    raise UsageError("a class is kept in a database on PostgreSQL", hint)


def join_class(environ: Mapping[str, str], token_text: str) -> tuple[str, str]:
    """Verify a token and store it; return the learner's name in the class, and the database's address.

    Raises:
        UsageError: it is no token, or nobody's.
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

    Nobody but this machine's user reads in it; what they give names no other server.
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
    """Invite a learner; return their token. Raises UsageError for what cannot be a name."""
    try:
        return room.invite(SCHEMA["learner"].kind.read(learner))
    except ValueError as error:
        raise UsageError(str(error)) from None


def remove_learner(room: Classroom, learner: str) -> tuple[int, str]:
    """Remove a learner for good; return how many events they had, and what is left to do, if anything.

    Raises UsageError where nobody has the name.
    """
    forgotten = room.forget(learner)
    left = (
        f"Their role {forgotten.role_left} lets nobody in any more, but owns objects that only a superuser "
        "can remove: with DROP OWNED BY in each database, and then DROP ROLE."
    )
    return forgotten.events, left if forgotten.role_left else ""
