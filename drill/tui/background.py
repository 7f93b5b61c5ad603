"""The thread for the app's slow work, sessions and store, so that no key waits for them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from textual.message import Message

from drill.errors import DrillError, StoreError
from drill.files import Locations, is_on_server
from drill.limits import pause_garbage_collection

if TYPE_CHECKING:
    from datetime import datetime

    from drill.banks.load import Progress
    from drill.session.workspace import Workspace

# Seconds after which the thread that takes keys gets its turn (usually 5 ms), because imports keep Python
# busy.
SWITCH_S = 0.0005

_P = ParamSpec("_P")
_T = TypeVar("_T")


@contextmanager
def making_what_stays() -> Generator[None]:
    """Pause the garbage collector while imports and banks make many objects that stay."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        with pause_garbage_collection(for_good=True):
            yield
    finally:
        sys.setswitchinterval(before)


class Done(Message, bubble=False):
    """The result of the session's thread, and what shows it."""

    def __init__(self, result: Any, show: Callable[[Any], object], *, is_beside: bool) -> None:
        super().__init__()
        self.result, self.show, self.is_beside = result, show, is_beside


class Refused(Message, bubble=False):
    """Why the session's thread could not do something."""

    def __init__(self, message: str, *, is_beside: bool) -> None:
        super().__init__()
        self.told, self.is_beside = message, is_beside


class Background:
    """One thread, used by one task at a time, because a session must not be used from several at once."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drill-session")

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run ``work`` in the thread and wait for it without blocking the app."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: work(*args, **kwargs))

    def turn(
        self,
        work: Callable[[], object],
        show: Callable[[Any], object],
        describe: Callable[[DrillError], str],
        *,
        is_beside: bool = False,
    ) -> Done | Refused:
        """Run ``work`` in the thread, block until it is done, and return a message with the outcome.

        ``describe`` gives the reason for a refusal; it does not end work that runs in parallel.
        """
        try:
            return Done(self._thread.submit(work).result(), show, is_beside=is_beside)
        except DrillError as error:
            return Refused(describe(error), is_beside=is_beside)

    def finish(self, last: Callable[[], None]) -> None:
        """Let running work finish, then run ``last`` and block until it ends; raises its errors."""
        done = self._thread.submit(last)
        self._thread.shutdown(wait=True)
        done.result()


# Open the workspace, or, if nothing can be written there, a temporary copy of it.


def open_somewhere(
    environ: Mapping[str, str],
    places: Locations,
    clock: Callable[[], datetime],
    is_stopped: Callable[[], bool],
    on_progress: Progress,
) -> tuple[Workspace, str]:
    """Return the workspace, and why its marks are lost at the end, if they are.

    If its folder cannot be written, drilling goes on with a copy of the current marks.

    Raises:
        TimedOutError: it was stopped before the banks were loaded.
        UsageError, StoreError: the store is locked, newer or damaged, or no other folder can be written.
    """
    from drill.session.workspace import open_workspace

    try:
        workspace = open_workspace(
            environ, clock=clock, starts_worker=True, is_stopped=is_stopped, on_progress=on_progress
        )
        return workspace, ""
    except StoreError as error:
        if type(error) is not StoreError or is_on_server(environ, places):
            raise
        from drill.session.read_only import open_aside

        try:
            workspace = open_aside(
                environ, places.database, clock=clock, starts_worker=True, on_progress=on_progress
            )
        except (OSError, StoreError):
            raise error from None
        return workspace, f"Marks are not kept: {error}"
