"""Ways round an exercise, and back: skip, park, other numbers, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.tui.screens.drilling.keys import Mode

if TYPE_CHECKING:
    from drill.tui.screens.drilling.desk import Desk
    from drill.tui.screens.drilling.front import Front
    from drill.tui.screens.drilling.turns import Turns


class Ways:
    """What leaves an exercise without a mark."""

    def __init__(self, desk: Desk, front: Front, turns: Turns) -> None:
        self._desk = desk
        self._front = front
        self._turns = turns

    def skip(self) -> None:
        """To the end of today; the third time it is asked what to do instead."""
        self._turns.take(self._skip())

    async def _skip(self) -> None:
        skipped = await self._turns.use(self._desk.sitting.skip)
        await self._desk.serve()
        if skipped.ask:
            self._front.ask_after_skips()
            self._desk.enter(Mode.ASKED)
        elif self._desk.sitting.exercise is not None:
            self._front.tell(f"Skipped, to the end of today. {self._front.how_to('u')} undoes it.")

    def park(self) -> None:
        """Away until it is reopened."""
        self._turns.take(self._park())

    async def _park(self) -> None:
        item = await self._turns.use(self._desk.sitting.park)
        await self._desk.serve()
        if self._desk.sitting.exercise is not None:
            self._front.tell(f"{item} is parked. {self._front.how_to('u')} undoes it.")

    def again(self) -> None:
        """The same with other numbers, as practice."""
        self._turns.take(self._again())

    async def _again(self) -> None:
        await self._turns.use(self._desk.sitting.again)
        await self._desk.present()

    def undo(self) -> None:
        """At a question the field with the draft; else the newest mark, its question first."""
        at_question = self._desk.sitting.verdict is not None
        self._turns.take(self._back_to_field() if at_question else self._undo())

    async def _back_to_field(self) -> None:
        view = await self._turns.use(self._desk.sitting.back_to_field)
        await self._front.show_new_field(view)
        self._desk.resume()
        self._front.tell("Change the answer if you like: its mark will say that the key was seen.")

    async def _undo(self) -> None:
        undone = await self._turns.use(self._desk.sitting.undo)
        if undone is None:
            self._front.tell("There is nothing to undo.")
            return
        self._front.forget(undone.item)
        if self._desk.sitting.exercise is None:
            await self._desk.serve()
        else:
            await self._desk.present()
        name = undone.title or undone.item.rpartition("/")[2]
        answer = f" {self._front.how_to('u')} again: back to the answer." if undone.is_open else ""
        self._front.tell(f"Undone: the {undone.what} of {name}.{answer}")
