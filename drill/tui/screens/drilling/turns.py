"""One thing at a time: work for the session's thread, its refusals told in place."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from drill.errors import DrillError

if TYPE_CHECKING:
    from drill.tui.background import Background
    from drill.tui.screens.drilling.front import Front

Work = Coroutine[object, object, None]

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Turns:
    """Runs work one after the other; what comes while something runs is dropped, not queued."""

    def __init__(self, front: Front, background: Background, on_refusal: Callable[[], None]) -> None:
        """``on_refusal`` makes the screen right again after something could not be done."""
        self._front = front
        self._background = background
        self._on_refusal = on_refusal
        self.is_busy = False

    def take(self, work: Work, lead: str = "") -> bool:
        """Run ``work`` now, or not at all; which of both. ``lead`` stands before what a refusal says."""
        if self.is_busy:
            work.close()
            return False
        self.is_busy = True
        self._front.start(self._alone(work, lead))
        return True

    def beside(self, work: Work) -> None:
        """Run ``work`` beside whatever else runs (a draft, a clock)."""
        self._front.start(self._told(work, ""))

    async def _alone(self, work: Work, lead: str) -> None:
        try:
            await self._told(work, lead)
        finally:
            self.is_busy = False

    async def _told(self, work: Work, lead: str) -> None:
        try:
            await work
        except DrillError as error:
            self._on_refusal()
            self._front.tell(f"{lead}{error}")

    async def use(self, use: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """One use of the session, in its thread."""
        return await self._background.run(use, *args, **kwargs)
