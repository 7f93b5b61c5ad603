"""Help with the exercise at hand, from little to much: hints, shape and motion, theory, worked steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from drill.gyr.events import ItemId
from drill.session.prerequisites import rests_on
from drill.session.theory import beyond
from drill.session.views import ExerciseView, SkillLine
from drill.tui.screens.drilling.keys import Mode

if TYPE_CHECKING:
    from drill.session.sitting import Sitting
    from drill.session.workspace import Workspace
    from drill.tui.screens.drilling.front import Front
    from drill.tui.screens.drilling.turns import Turns


class ShowTheory(Protocol):
    """Shows theory: instead of what stands there, or of the theory that does."""

    def __call__(self, view: ExerciseView, *, is_other: bool = False, sees_example: bool = False) -> None: ...


LOOKING = frozenset({"next_step", "all_steps"})
"""What only looks: it needs no turn, and the session hears nothing of it."""


class Aids:
    """What was shown of an exercise so far, and the next of it."""

    def __init__(
        self,
        front: Front,
        turns: Turns,
        workspace: Workspace,
        show_theory: ShowTheory,
    ) -> None:
        self._front = front
        self._turns = turns
        self._workspace = workspace
        self._show_theory = show_theory
        self._sitting: Sitting
        self._times_asked = 0
        self._has_looked_beside = False
        self.shape_shown = ("", "")

    def begin(self, sitting: Sitting) -> None:
        """Another exercise: nothing of it was shown yet."""
        self._sitting = sitting
        self._times_asked = 0
        self._has_looked_beside = False
        self.shape_shown = ("", "")

    def look_beside(self) -> None:
        """What the exercise rests on, in the pane beside it, once there is one."""
        if self._front.has_side() and not self._has_looked_beside:
            self._has_looked_beside = True
            self._turns.beside(self._look_beside(self._view.item))

    async def _look_beside(self, item: str) -> None:
        needs = await self._turns.use(_needs, self._workspace, item)
        view = self._sitting.exercise
        if view is not None and view.item == item:
            self._front.show_needs(view, needs)

    def next_step(self) -> None:
        """One worked step more."""
        self._front.reveal_steps(all_of_them=False)

    def all_steps(self) -> None:
        """All worked steps."""
        self._front.reveal_steps(all_of_them=True)

    def hint(self) -> None:
        """The next hint."""
        self._turns.take(self._hint())

    async def _hint(self) -> None:
        hint = await self._turns.use(self._sitting.hint)
        view = self._view
        self._front.show_hints(view, *self.shape_shown)
        self._front.set_mode(Mode.FIELD)  # one hint less is offered
        if hint is None:
            self._front.tell("There is no further hint." if view.hints else "This exercise has no hints.")

    def shape(self) -> None:
        """The author's shape, then the motion."""
        self._turns.take(self._shape())

    async def _shape(self) -> None:
        shape, motion = await self._turns.use(self._sitting.shape_and_motion)
        self._times_asked += 1
        if not shape and not motion:
            self._front.tell("Nothing is written on its shape and motion.")
            return
        is_motion_due = self._times_asked > 1 or not shape
        self.shape_shown = (
            shape,
            (motion if is_motion_due else f"{self._front.how_to('m')} shows it") if motion else "",
        )
        self._front.show_hints(self._view, *self.shape_shown)

    def show_theory(self) -> None:
        """What the exercise rests on."""
        self._turns.take(self._theory())

    async def _theory(self) -> None:
        theory = await self._turns.use(self._sitting.theory)
        if not theory.text.strip() and theory.example is None:
            self._front.tell("No theory is written for this exercise.")
        else:
            self._show_theory(replace(self._view, theory=theory))

    def longer_theory(self) -> None:
        """The theory of what the exercise rests on, below its own."""
        self._turns.take(self._longer())

    async def _longer(self) -> None:
        theory = await self._turns.use(self._sitting.theory)
        more = await self._turns.use(beyond, self._workspace, self._view.item, theory.text)
        if not more:
            self._front.tell("This is all the theory there is.")
            return
        longer = replace(theory, text="\n\n".join((theory.text, *more)))
        self._front.tell()
        self._show_theory(replace(self._view, theory=longer), is_other=True)

    def other_example(self) -> None:
        """The theory once more, its example with yet other numbers."""
        self._turns.take(self._other_example())

    async def _other_example(self) -> None:
        before = await self._turns.use(self._sitting.theory)
        theory = await self._turns.use(self._sitting.other_example)
        if theory.example is None or theory == before:
            self._front.tell("There is no other example.")
        else:
            self._front.tell()
            self._show_theory(replace(self._view, theory=theory), is_other=True, sees_example=True)

    @property
    def _view(self) -> ExerciseView:
        view = self._sitting.exercise
        assert view is not None
        return view


def _needs(workspace: Workspace, item: str) -> tuple[SkillLine, ...]:
    """In the session's thread: the skills that an exercise rests on, the nearest first."""
    entry = workspace.catalogue.entries.get(ItemId(item))
    return rests_on(workspace, entry, workspace.standing())[::-1] if entry is not None else ()
