"""The goal in the app: its choice with the cost, its replacement after a confirmation, its return."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from drill.errors import DrillError

if TYPE_CHECKING:
    from drill.session.today.goal_choice import WayOn
    from drill.tui.app import DrillApp
    from drill.tui.screens.places import PlaceScreen


# With fewer skills to go no placement is offered at once: to drill them takes no longer.
FEWEST_PLACED = 4


def _do_nothing() -> None:
    pass


class Aiming:
    """The learner's choice of a goal, on any screen; ``then`` is called once the choice is made."""

    def __init__(self, app: DrillApp) -> None:
        self._app = app

    # --- choosing ------------------------------------------------------------------------------------------

    def ask(self, then: Callable[[], object] = _do_nothing) -> None:
        """Ask for the learner's goal."""
        from drill.tui.screens.goal_list import GoalQuestionScreen

        def take(answer: str | None) -> None:
            self._app.run_worker(self._take(answer, then))

        self._app.push_screen(GoalQuestionScreen(), take)

    async def _take(self, answer: str | None, then: Callable[[], object]) -> None:
        """Act on an answer to the question, which comes again if nothing was chosen from a list."""
        from drill.tui.screens.goal_list import OTHER, OWN, GoalListScreen

        app, goal = self._app, self._app.settings.goal
        if answer is None:
            stays = f"{self.name(goal)} stays the goal."
            app.notify(stays if goal else f"No goal is set: {app.key_for('aim')} asks again.", markup=False)
            then()
            return
        if answer == OWN:
            app.leave_for(partial(app.take_in, "paper"))
            return
        chosen = await app.push_screen_wait(GoalListScreen()) if answer == OTHER else answer
        if chosen == goal:  # an item chosen from a list is not dropped
            then()
        elif chosen is None or not await self._aim(chosen, self.name(chosen), then):
            self.ask(then)

    def follow(self, way: WayOn | None) -> None:
        """Go the way that was chosen at the end of a goal: read its paper, or choose another goal."""
        if way is None:
            return
        if way.kind == "read":
            from drill.session.standing.paper_names import find_paper_slug
            from drill.tui.screens.papers.paper import PaperScreen

            self._app.replace_screen(PaperScreen(find_paper_slug(way.bank), back="Today"))
        elif way.kind == "aim":
            self.aim_for(way.bank, self.name(way.bank), asks=False)
        else:
            self.ask()

    def aim_for(
        self, goal: str, title: str, then: Callable[[], object] = _do_nothing, *, asks: bool = True
    ) -> None:
        """Make something the goal, or remove the goal if it is.

        ``asks`` asks the learner before another goal is replaced.
        """
        app, title = self._app, title.partition(": ")[0]
        if app.settings.goal == goal:
            undo = f" {app.key_for('undo')} undoes that." if self._place is not None else ""
            self._say(self._keep("") or f"{title} is no longer your goal.{undo}")
            then()
            return
        app.run_worker(self._aim(goal, title, then, asks=asks))

    async def _aim(self, goal: str, title: str, then: Callable[[], object], *, asks: bool = True) -> bool:
        """Make something the goal: a paper once it leads to skills, and only if a former goal may go.

        Return whether the learner went that way.
        """
        from drill.tui.screens.goal_list import GoalSwapScreen, SkillListScreen, UnlinkedPaperScreen

        app = self._app
        if await self._is_unlinked(goal):
            more = app.key_for("more") if app.allowed is None else ""
            way = await app.push_screen_wait(UnlinkedPaperScreen(title, app.key_for("go-on"), more))
            if way == "ask":
                from drill.session.standing.paper_names import find_paper_slug

                app.ask_for_exercises(goal, find_paper_slug(goal))
                return True
            skills = await app.push_screen_wait(SkillListScreen()) if way == "skills" else None
            if skills is None:
                return False
            from drill.session.today.goal_choice import choose_skills

            try:
                await app.background.run(choose_skills, await app.opened(), goal, skills.split())
            except DrillError as error:
                self._say(str(error))
                return True
        former = app.settings.goal
        former_title = self.name(former)
        if asks and former_title and not await app.push_screen_wait(GoalSwapScreen(former_title, title)):
            return False
        await self._tell(goal, title, former, then, self._keep(goal))
        return True

    async def _is_unlinked(self, goal: str) -> bool:
        """Return whether something is an import that leads to no skill."""
        from drill.session.standing.goals import is_unlinked
        from drill.session.standing.paper_names import is_import

        workspace = self._app.workspace
        if workspace is None or (bank := workspace.catalogue.bank(goal)) is None or not is_import(bank):
            return False
        return await self._app.background.run(is_unlinked, workspace, bank)

    def name(self, goal: str) -> str:
        """Return the short name of a goal; empty if it is not loaded."""
        from drill.session.standing.goals import find_loaded_goal

        workspace = self._app.workspace
        known = find_loaded_goal(workspace, goal) if workspace is not None and goal else None
        return known.title.partition(": ")[0] if known is not None else ""

    def _keep(self, goal: str) -> str:
        """Save a goal together with the former one; return a message if it cannot be saved."""
        app, former = self._app, self._app.settings.goal
        refused = app.keep_setting("goal", goal)
        if app.workspace is not None and app.settings.goal == goal:
            app.workspace.former_goal = former
        self._look_again()
        return refused

    @property
    def _place(self) -> PlaceScreen | None:
        """Return the screen below all windows, if it is one of the tab row."""
        from drill.tui.screens.places import PlaceScreen

        windows = self._app.screen_stack[::-1]
        below = next((screen for screen in windows if not isinstance(screen, ModalScreen)), None)
        return below if isinstance(below, PlaceScreen) else None

    def _look_again(self) -> None:
        """Let the screen below all windows show the current goal."""
        if self._place is not None:
            self._place.refill()

    def _say(self, message: str) -> None:
        """Show a message above the screen's content, or in its corner if it has no line for messages."""
        if self._place is not None:
            self._place.banner.say(message)
        else:
            self._app.notify(message, markup=False)

    def _say_undo(self, former: str) -> str:
        """Return the way to restore the former goal, if the current screen has the key for it."""
        named = self.name(former)
        if named and self._place:
            return f" {self._app.key_for('undo')} brings {named} back."
        return ""

    # --- after the choice ----------------------------------------------------------------------------------

    async def _tell(
        self, goal: str, title: str, former: str, then: Callable[[], object], refused: str
    ) -> None:
        """Show the cost of the goal, and offer a placement if most of that is new."""
        from drill.session.today.goal_choice import find_costs

        app = self._app
        costs = await app.background.run(find_costs, await app.opened(), (goal,))
        cost = costs.get(goal)
        if app.settings.goal != goal:  # it may not be changed here, or was meanwhile
            if refused:
                self._say(refused)
            then()
            return
        title = title or self.name(goal)  # it was chosen before the exercises were read
        to_go = f": {cost} to go" if cost is not None else ""
        said = f"{refused} {title} is your goal{to_go}.".lstrip()
        if cost is None or not cost.is_mostly_new or cost.skills < FEWEST_PLACED or not app.may("drill"):
            self._say(f"{said}{self._say_undo(former)}")
            then()
            return
        from drill.tui.screens.goal_list import PlacementOfferScreen

        if await app.push_screen_wait(PlacementOfferScreen(said, cost.skills)):
            app.leave_for(app.place)
            return
        if undo := self._say_undo(former):
            self._say(f"{said}{undo}")
        then()

    # --- back ----------------------------------------------------------------------------------------------

    @property
    def has_former(self) -> bool:
        """Whether the goal was changed, and nothing was done since."""
        return self._app.workspace is not None and self._app.workspace.former_goal is not None

    def bring_back(self) -> bool:
        """Restore the former goal; return whether there was a change to undo."""
        workspace = self._app.workspace
        if workspace is None or workspace.former_goal is None:
            return False
        former, now = workspace.former_goal, self.name(self._app.settings.goal)
        refused = self._keep(former)
        workspace.former_goal = None
        named = self.name(former)
        said = f"{named} is your goal again." if named else f"{now} is no longer your goal: there is none."
        self._say(refused or said)
        return True
