"""The goal in the app: its choice with the cost, its replacement after a confirmation, its return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from drill.errors import DrillError

if TYPE_CHECKING:
    from drill.session.today.goal_choice import WayOn
    from drill.session.workspace import Workspace
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
        from drill.tui.screens.goal_list import OTHER, OWN, GoalQuestionScreen

        def take(answer: str | None) -> None:
            if answer == OTHER:
                self._list(then)
            elif answer == OWN:
                self._app.leave_for(partial(self._app.take_in, "paper"))
            elif answer is None:
                goal, key = self._app.settings.goal, self._app.key_for("aim")
                sentence = (
                    f"{self.name(goal)} stays the goal." if goal else f"No goal is set: {key} asks again."
                )
                self._app.notify(sentence, markup=False)
                then()
            else:
                self._take(answer, then)

        self._app.push_screen(GoalQuestionScreen(), take)

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
        if goal == self._app.settings.goal:  # an item chosen from a list is not dropped
            then()
            return
        self.aim_for(goal, self.name(goal), then, or_else=lambda: self.ask(then))

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

        ``asks`` asks the learner before another goal is replaced; ``or_else`` is called if that goal is kept.
        """
        app, title = self._app, title.partition(": ")[0]
        if app.settings.goal == goal:
            undo = f" {app.key_for('undo')} undoes that." if self._place is not None else ""
            self._say(self._keep("") or f"{title} is no longer your goal.{undo}")
            then()
            return
        from drill.session.standing.paper_names import is_import

        bank = app.workspace.catalogue.bank(goal) if app.workspace is not None else None
        replaces = partial(self._ask_to_replace, goal, title, then, or_else, asks)
        if bank is None or not is_import(bank):
            replaces()
        else:
            app.run_worker(self._link_first(goal, title, replaces, or_else))

    async def _link_first(
        self, paper: str, title: str, then: Callable[[], object], or_else: Callable[[], object]
    ) -> None:
        """Go on with a paper that leads to skills; else let the learner choose skills or the assistant."""
        from drill.session.standing.goals import is_unlinked
        from drill.session.standing.paper_names import find_paper_slug
        from drill.tui.screens.goal_list import SkillListScreen, UnlinkedPaperScreen

        app = self._app

        def find_unlinked(workspace: Workspace) -> bool:
            bank = workspace.catalogue.bank(paper)
            return bank is not None and is_unlinked(workspace, bank)

        if not await app.background.run(find_unlinked, await app.opened()):
            then()
            return

        def answer(way: str | None) -> None:
            if way == "skills":
                app.push_screen(SkillListScreen(), take)
            elif way == "ask":
                app.ask_for_exercises(paper, find_paper_slug(paper))
            else:
                or_else()

        def take(skills: str | None) -> None:
            if skills is None:
                or_else()
            else:
                app.run_worker(self._choose_skills(paper, skills.split(), then))

        ask = app.key_for("more") if app.allowed is None else ""
        app.push_screen(UnlinkedPaperScreen(title, app.key_for("go-on"), ask), answer)

    async def _choose_skills(self, paper: str, skills: Sequence[str], then: Callable[[], object]) -> None:
        from drill.session.today.goal_choice import choose_skills

        try:
            await self._app.background.run(choose_skills, await self._app.opened(), paper, skills)
        except DrillError as error:
            self._say(str(error))
        else:
            then()

    def _ask_to_replace(
        self, goal: str, title: str, then: Callable[[], object], or_else: Callable[[], object], asks: bool
    ) -> None:
        former = self.name(self._app.settings.goal)
        if not (asks and former):
            self._replace(goal, title, then)
            return
        from drill.tui.screens.goal_list import GoalSwapScreen

        def take(is_agreed: bool | None) -> None:
            if is_agreed:
                self._replace(goal, title, then)
            else:
                or_else()

        self._app.push_screen(GoalSwapScreen(former, title), take)

    def name(self, goal: str) -> str:
        """Return the short name of a goal; empty if it is not loaded."""
        from drill.session.standing.goals import find_loaded_goal

        workspace = self._app.workspace
        known = find_loaded_goal(workspace, goal) if workspace is not None and goal else None
        return known.title.partition(": ")[0] if known is not None else ""

    def _replace(self, goal: str, title: str, then: Callable[[], object]) -> None:
        former = self._app.settings.goal
        refused = self._keep(goal)
        self._app.run_worker(self._tell(goal, title, former, then, refused))

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
        return f" {self._app.key_for('undo')} brings {named} back." if named and self._place else ""

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

        def take(begins: bool | None) -> None:
            if begins:
                app.leave_for(app.place)
                return
            if undo := self._say_undo(former):
                self._say(f"{said}{undo}")
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
        former, now = workspace.former_goal, self.name(self._app.settings.goal)
        refused = self._keep(former)
        workspace.former_goal = None
        named = self.name(former)
        said = f"{named} is your goal again." if named else f"{now} is no longer your goal: there is none."
        self._say(refused or said)
        return True
