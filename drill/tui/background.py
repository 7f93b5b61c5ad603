"""Where the app's slow work happens: one thread for sessions and store, so that no key waits for them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from textual.message import Message

from drill.errors import DrillError
from drill.garbage import uncollected

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


class Done(Message, bubble=False):
    """What the session's thread came to, and what shows it."""

    def __init__(self, result: Any, show: Callable[[Any], object], *, is_beside: bool) -> None:
        super().__init__()
        self.result, self.show, self.is_beside = result, show, is_beside


class Refused(Message, bubble=False):
    """Why the session's thread could not do something."""

    def __init__(self, message: str, *, is_beside: bool) -> None:
        super().__init__()
        self.told, self.is_beside = message, is_beside


class Background:
    """One thread, used in turn: sessions are not made for more than one at a time."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drill-session")

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run ``work`` there and wait for it without blocking the app."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: work(*args, **kwargs))

    def turn(
        self, work: Callable[[], object], show: Callable[[Any], object], lead: str, *, is_beside: bool = False
    ) -> Done | Refused:
        """Run ``work`` there, block until it is done, and return the message that tells what came of it.

        ``lead`` stands before what a refusal says; what is done beside something else does not end that.
        """
        try:
            return Done(self._thread.submit(work).result(), show, is_beside=is_beside)
        except DrillError as error:
            return Refused(f"{lead}{error}", is_beside=is_beside)

    def finish(self, last: Callable[[], None]) -> None:
        """Let what runs finish, then run ``last``, and block until then; raises what ``last`` does."""
        done = self._thread.submit(last)
        self._thread.shutdown(wait=True)
        done.result()
