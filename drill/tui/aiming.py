"""The goal in the app: asked for with its cost, replaced where that is agreed to, brought back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.session.goal_choice import GoalCost
    from drill.session.workspace import Workspace
    from drill.tui.app import DrillApp


def _do_nothing() -> None:
    pass


class Aiming:
    """What a learner does about the goal, on whatever screen; ``then`` is called once that is done."""

    def __init__(self, app: DrillApp) -> None:
        self._app = app

    # --- choosing ------------------------------------------------------------------------------------------

    def ask(self, then: Callable[[], object] = _do_nothing) -> None:
        """Ask what the learner would like to be able to read; nobody asks again once that is answered."""
        from drill.tui.screens.goal_question import OTHER, OWN, GoalQuestionScreen

        def take(answer: str | None) -> None:
            if answer == OTHER:
                self._list(then)
            elif answer == OWN:
                self._app.run_worker(
                    self._note_asked(lambda: self._app.leave_for(partial(self._app.take_in, "paper")))
                )
            elif answer is None:
                self._app.run_worker(self._note_asked(then))
            else:
                self._take(answer, then)

        self._app.push_screen(GoalQuestionScreen(), take)

    def _list(self, then: Callable[[], object]) -> None:
        """Show all goals; without a choice the question comes again."""
        from drill.tui.screens.goal_list import GoalListScreen

        def take(answer: str | None) -> None:
            if answer is None:
                self.ask(then)
            else:
                self._take(answer, then)

        self._app.push_screen(GoalListScreen(), take)

    def _take(self, goal: str, then: Callable[[], object]) -> None:
        def go_on() -> None:
            self._app.run_worker(self._note_asked(then))

        if goal == self._app.settings.goal:  # what is chosen from a list is not dropped
            go_on()
        else:
            self.aim_for(goal, self._name(goal), go_on, or_else=lambda: self.ask(then))

    async def _note_asked(self, then: Callable[[], object]) -> None:
        from drill.session.goals import note_goal_asked

        await self._app.background.run(note_goal_asked, await self._app.opened())
        then()

    def aim_for(
        self,
        goal: str,
        title: str,
        then: Callable[[], object] = _do_nothing,
        *,
        or_else: Callable[[], object] = _do_nothing,
        asks: bool = True,
    ) -> None:
        """Make something the goal, or remove the goal if it is.

        Before another goal is replaced the learner is asked (``asks``); ``or_else`` is called where it stays.
        """
        app, title = self._app, title.partition(": ")[0]
        if app.settings.goal == goal:
            former = app.settings.goal
            refused = self._keep("")
            app.notify(refused or f"{title} is no longer your goal.{self._say_undo(former)}", markup=False)
            then()
            return
        if app.workspace is not None and not self._name(goal):
            app.notify(f"{title} cannot be a goal: a paper, a subject or a topic can.", markup=False)
            return
        former = self._name(app.settings.goal)
        if not (asks and former):
            self._replace(goal, title, then)
            return
        from drill.tui.screens.goal_question import GoalSwapScreen

        def take(is_agreed: bool | None) -> None:
            if is_agreed:
                self._replace(goal, title, then)
            else:
                or_else()

        app.push_screen(GoalSwapScreen(former, title), take)

    def _name(self, goal: str) -> str:
        """Return what a goal is called in short; empty where it is not loaded."""
        from drill.session.goals import find_goal

        workspace = self._app.workspace
        known = find_goal(workspace, goal) if workspace is not None and goal else None
        return known.title.partition(": ")[0] if known is not None else ""

    def _replace(self, goal: str, title: str, then: Callable[[], object]) -> None:
        former = self._app.settings.goal
        if refused := self._keep(goal):
            self._app.notify(refused, markup=False)
        self._app.run_worker(self._tell(goal, title, former, then))

    def _keep(self, goal: str) -> str:
        """Keep a goal, with what was before; return what to say if it cannot be saved."""
        app, former = self._app, self._app.settings.goal
        refused = app.keep_setting("goal", goal)
        if app.workspace is not None and app.settings.goal == goal:
            app.workspace.former_goal = former
        self._look_again()
        return refused

    def _look_again(self) -> None:
        """Let the screen below windows show what the goal is now."""
        from drill.tui.screens.places import PlaceScreen

        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, PlaceScreen):
                screen.refill()
                return

    def _say_undo(self, former: str) -> str:
        """Return how the goal before comes back, where the screen at hand has the key for it."""
        from drill.tui.screens.places import PlaceScreen

        named = self._name(former)
        if not named or not any(isinstance(screen, PlaceScreen) for screen in self._app.screen_stack[-2:]):
            return ""
        return f" {self._app.key_for('undo')} brings {named} back."

    # --- after the choice ----------------------------------------------------------------------------------

    async def _tell(self, goal: str, title: str, former: str, then: Callable[[], object]) -> None:
        """Say what the goal costs, and offer a placement where most of that is new."""
        from drill.session.goal_choice import find_costs

        app = self._app

        def find_cost(workspace: Workspace) -> GoalCost | None:
            return find_costs(workspace, (goal,)).get(goal)

        cost = await app.background.run(find_cost, await app.opened())
        if app.settings.goal != goal:  # another one was chosen meanwhile
            then()
            return
        costs = f": {cost} to go" if cost is not None else ""
        said = f"{title} is your goal{costs}."
        if cost is None or not cost.is_mostly_new or not app.may("drill"):
            app.notify(f"{said}{self._say_undo(former)}", markup=False)
            then()
            return
        from drill.tui.screens.goal_question import PlacementOfferScreen

        def take(begins: bool | None) -> None:
            if begins:
                app.leave_for(app.place)
                return
            if undo := self._say_undo(former):
                app.notify(f"{said}{undo}", markup=False)
            then()

        app.push_screen(PlacementOfferScreen(said, cost.skills), take)

    # --- back ----------------------------------------------------------------------------------------------

    @property
    def has_former(self) -> bool:
        """Whether the goal was changed, and nothing was done since."""
        return self._app.workspace is not None and self._app.workspace.former_goal is not None

    def bring_back(self) -> bool:
        """Let the goal before hold again; return whether there was a change to take back."""
        workspace = self._app.workspace
        if workspace is None or workspace.former_goal is None:
            return False
        former, now = workspace.former_goal, self._name(self._app.settings.goal)
        refused = self._keep(former)
        workspace.former_goal = None
        named = self._name(former)
        said = f"{named} is your goal again." if named else f"{now} is no longer your goal: there is none."
        self._app.notify(refused or said, markup=False)
        return True
