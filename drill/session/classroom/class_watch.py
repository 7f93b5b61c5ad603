"""Sessions of a class that hold others up: they are ended, look by look."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from drill.errors import StoreError
from drill.session.classroom.class_membership import open_owned_class

if TYPE_CHECKING:
    from drill.store import Classroom


# So often a class is looked at for sessions that hold others up.
WATCH_S = 2.0
# After sessions were ended, or could not be looked at, the next look comes sooner.
_RETRY_S = 0.02
# Who is ended again within so many seconds may not log in any more.
_AGAIN_S = 60.0


class Watch:
    """Ends sessions of a class that block others, look by look.

    Who is ended twice within a minute is let in no more until the next invitation: they would fill the memory
    of the server again at once. The connection stays open, since under attack a new one may find no memory;
    one that cannot be made, or is lost, is tried again.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._room: Classroom | None = None
        self._stack = ExitStack()
        self._fault = ""
        self._ended_at: dict[str, float] = {}

    def look(self) -> tuple[list[str], float]:
        """Look once; return what to say, and how many seconds to wait before the next look.

        Raises UsageError where there is no class.
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
    """End sessions that block others, again and again; yield what to say. Raises UsageError as `Watch`."""
    with closing(Watch(environ)) as watching:
        while True:
            lines, pause_s = watching.look()
            yield from lines
            time.sleep(pause_s)
