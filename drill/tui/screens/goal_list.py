"""All that one may work towards, a line each with what it costs and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from drill.session.today.goal_choice import MOST_CHOSEN, find_costs, list_goals, list_skills
from drill.text import NUMBERS, count
from drill.tui.bindings import bind_named_key
from drill.tui.screens.goal_question import QUESTION
from drill.tui.styled_content import build_content
from drill.tui.widgets.find_line import FindLine, NarrowedList
from drill.tui.widgets.screen_rows import KeyRow, QuietList, TopLine
from drill.tui.widgets.text_widgets import Text
from drill.tui.window import Window

if TYPE_CHECKING:
    from drill.session.today.goal_choice import GoalCost, GoalRow

COST_CELLS = len("100 skills") + 2
# Margins, the sign of the goal and the scroll bar.
CELLS_BESIDE = 6
RESTS_ON = "rests on "
# With fewer rows nothing is told of the chosen one below the list.
ROWS_WITH_ABOUT = 15


class GoalListScreen(NarrowedList, Window["str | None"], ModalScreen["str | None"]):
    """A list that words narrow; closes with the name of a goal, or with nothing."""

    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar = [
        bind_named_key("go-on", "submit"), bind_named_key("find", words="find"),
        Binding("down", "to_list", show=False),
        bind_named_key("back", "end_typing"), bind_named_key("back", "close", "back"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    GoalListScreen {background: $background;}
    GoalListScreen #nothing {padding: 0 2; height: auto; display: none;}
    GoalListScreen #about {padding: 0 3; height: 1; display: none;}
    GoalListScreen > TopLine {padding: 0 0 0 1;}
    GoalListScreen OptionList, GoalListScreen OptionList:focus {height: 1fr; border: none;
        background: $background; padding: 0 1; scrollbar-size-vertical: 1; text-wrap: nowrap;
        text-overflow: ellipsis;}
    GoalListScreen OptionList > .option-list--option-disabled {color: $foreground;}
    """

    title_text = QUESTION

    def __init__(self) -> None:
        super().__init__()
        self._goals: Sequence[GoalRow] | None = None
        self._costs: Mapping[str, GoalCost] = {}
        self._goes_to_list = False
        """Whether words were finished with ``enter`` before the goals were there."""
        self._shown: list[GoalRow | None] = []
        """The goals in their rows; None is a heading."""
        self.find_line = FindLine("find: words of titles and subjects")
        self._about = Text(id="about")
        self._nothing = Text(build_content("Nothing matches these words. esc shows all."), id="nothing")
        self.rows_list = QuietList(markup=False)

    def compose(self) -> ComposeResult:
        """Make a title, a line to find goals, the list, and its keys."""
        yield TopLine(build_content((self.title_text, "bold")))
        yield self.find_line
        yield self._nothing
        yield self.rows_list
        yield self._about
        yield KeyRow()

    def offer(self, action: str) -> str | bool:
        """Name what acts: in the line, or in the list."""
        is_finding = self.find_line.has_focus
        match action:
            case "submit":
                return "to the list" if is_finding else "aim for it" if self._shown else False
            case "end_typing":
                return "all of them" if is_finding or self.find_line.display else False
            case "to_list":
                return is_finding and bool(self._shown)
            case "find":
                return "" if is_finding else "find"
            case _:
                return super().offer(action)

    def on_mount(self) -> None:
        """Read the goals, then what they cost."""
        self.run_worker(self._read())

    async def _read(self) -> None:
        workspace, run = await self.app.opened(), self.app.background.run
        self._goals = await run(list_goals, workspace)
        self._show_first()
        self._costs = await run(find_costs, workspace, [goal.id for goal in self._goals])
        self.draw_rows()

    def _show_first(self) -> None:
        """Show what was read, with what was typed meanwhile."""
        self.draw_rows()
        if self._goes_to_list:
            self.action_to_list()

    def on_resize(self) -> None:
        """Fit the rows."""
        self.draw_rows()

    # --- drawing -------------------------------------------------------------------------------------------

    def draw_rows(self) -> None:
        """Show what has the words that are typed; the chosen row stays where it is still there."""
        if self._goals is None:
            return
        chosen, matches = self._chosen, self.find_line.matches
        found = [goal for goal in self._goals if matches(goal.title, goal.within, goal.kind, goal.id)]
        shown: list[GoalRow | None] = []
        head = ""
        options = list[Option]()
        for goal in found:
            here = self.name_group(goal)
            if here != head:
                head = here
                shown.append(None)
                options.append(Option(build_content((here, "bold")), disabled=True))
            shown.append(goal)
            options.append(Option(self._row(goal)))
        self._shown = shown
        self.rows_list.clear_options()
        self.rows_list.add_options(options)
        self._nothing.display = not found
        at = next((n for n, goal in enumerate(shown) if goal is not None and goal == chosen), None)
        self.rows_list.highlighted = at if at is not None else 1 if found else None
        self._tell_chosen()
        self.refresh_bindings()

    @staticmethod
    def name_group(goal: GoalRow) -> str:
        """Return the heading below which a goal stands."""
        return "Papers" if goal.kind == "paper" else "Subjects with their topics, and others"

    def _row(self, goal: GoalRow) -> Content:
        """Return a goal: its title, and what it costs."""
        room, looks = self.app.size.width - CELLS_BESIDE, self.app.looks
        is_goal = goal.id == self.app.settings.goal
        sign = (">" if looks.is_ascii else "▸") if is_goal else " "
        indent = "  " if goal.kind == "topic" else ""
        cost = self._costs.get(goal.id)
        longest = max((len(each.title) + 3 for each in self._goals or ()), default=0)  # indented ones, too
        cells = min(longest, room - COST_CELLS)
        title = f"{indent}{looks.shorten(goal.title, cells - len(indent) - 1)}"
        if cost is None:
            return build_content((f"{sign} ", "$success"), title)
        return build_content((f"{sign} ", "$success"), f"{title:{cells}}{cost}")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell what the chosen goal rests on."""
        event.stop()
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        room = self.app.size.width - CELLS_BESIDE
        cost = self._costs.get(self._chosen.id) if self._chosen is not None else None
        rests = cost.tell_rests_on(room - len(RESTS_ON)) if cost is not None else ""
        self._about.display = bool(self._costs) and self.app.size.height >= ROWS_WITH_ABOUT
        self._about.show(build_content((f"{RESTS_ON}{rests}" if rests else "", "$secondary")))

    @property
    def _chosen(self) -> GoalRow | None:
        index = self.rows_list.highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    # --- acts ----------------------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the chosen goal."""
        event.stop()
        if (goal := self._chosen) is not None:
            self.dismiss(goal.id)

    def action_to_list(self) -> None:
        """Go to the list, at once or when it is there."""
        self._goes_to_list = self._goals is None
        super().action_to_list()


class SkillListScreen(GoalListScreen):
    """A list of skills to choose up to five from; closes with their names, blanks between them."""

    BINDINGS: ClassVar = [bind_named_key("look", "take")]
    title_text = f"Up to {NUMBERS[MOST_CHOSEN].lower()} skills for this paper"

    def __init__(self) -> None:
        super().__init__()
        self._taken: list[str] = []

    def offer(self, action: str) -> str | bool:
        """Name what acts: taking skills, and going on with them."""
        if self.find_line.has_focus or action not in ("take", "submit"):
            return super().offer(action) if action != "take" else False
        if action == "submit":
            taken = len(self._taken)
            words = f"go on with {count(taken, 'skill')}" if taken else "choose this one"
            return words if self._shown else False
        is_taken = self._chosen is not None and self._chosen.id in self._taken
        may_take = self._chosen is not None and len(self._taken) < MOST_CHOSEN
        return "leave it" if is_taken else may_take and "take it"

    async def _read(self) -> None:
        self._goals = await self.app.background.run(list_skills, await self.app.opened())
        self._show_first()

    @staticmethod
    def name_group(goal: GoalRow) -> str:
        """Return the topic of a skill."""
        return goal.within

    def _row(self, goal: GoalRow) -> Content:
        sign = self.app.looks.sign("green") if goal.id in self._taken else " "
        return build_content(sign, f" {self.app.looks.cut(goal.title, self.app.size.width - CELLS_BESIDE)}")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the skills that were taken, else with the chosen one."""
        event.stop()
        if (goal := self._chosen) is not None:
            self.dismiss(" ".join(self._taken or [goal.id]))

    def action_take(self) -> None:
        """Take the chosen skill, or leave it again."""
        if (goal := self._chosen) is None:
            return
        if goal.id in self._taken:
            self._taken.remove(goal.id)
        elif len(self._taken) < MOST_CHOSEN:
            self._taken.append(goal.id)
        self.draw_rows()
