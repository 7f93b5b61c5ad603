"""Where the app's slow work happens: one thread for sessions and store, so that no key waits for them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from drill.errors import DrillError
from drill.garbage import uncollected

if TYPE_CHECKING:
    from textual.screen import Screen

# While much is imported, the thread that takes keys gets its turn after so long (usually after 5 ms).
SWITCH_S = 0.0005

_P = ParamSpec("_P")
_T = TypeVar("_T")


@contextmanager
def making_what_stays() -> Iterator[None]:
    """Imports and banks make many objects that stay: no garbage is looked for, and keys get their turn."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        with uncollected(for_good=True):
            yield
    finally:
        sys.setswitchinterval(before)


class Turns:
    """What a screen has the session's thread do: one thing at a time, what comes meanwhile is dropped.

    Refusals are told by ``refused``.
    """

    def __init__(self, screen: Screen[None], background: Background, refused: Callable[[str], None]) -> None:
        self._screen = screen
        self._background = background
        self._refused = refused
        self.is_busy = False

    def take(self, work: Coroutine[object, object, None], lead: str = "") -> bool:
        """Run ``work`` now, or not at all; which of both. ``lead`` stands before what a refusal says."""
        if self.is_busy:
            work.close()
            return False
        self.is_busy = True
        self._screen.run_worker(self._alone(work, lead), exclusive=False)
        return True

    def beside(self, work: Coroutine[object, object, None]) -> None:
        """Run ``work`` beside whatever else runs (a draft, a clock)."""
        self._screen.run_worker(self._told(work, ""), exclusive=False)

    async def use(self, use: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Wait for something that is done in the session's thread."""
        return await self._background.run(use, *args, **kwargs)

    async def _alone(self, work: Coroutine[object, object, None], lead: str) -> None:
        try:
            await self._told(work, lead)
        finally:
            self.is_busy = False

    async def _told(self, work: Coroutine[object, object, None], lead: str) -> None:
        try:
            await work
        except DrillError as error:
            self._refused(f"{lead}{error}")


class Background:
    """One thread, used in turn: sessions are not made for more than one at a time."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drill-session")

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run ``work`` there and wait for it without blocking the app."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: work(*args, **kwargs))

    def finish(self, last: Callable[[], None]) -> None:
        """Let what runs finish, then run ``last``, and block until then; raises what ``last`` does."""
        done = self._thread.submit(last)
        self._thread.shutdown(wait=True)
        done.result()
