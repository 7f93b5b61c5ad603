"""The screen when a goal is reached: then and now, what was done, and what to aim for next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from drill.session.today.today_page import fit_names, wrap_words
from drill.text import count
from drill.tui.bindings import bind_named_key
from drill.tui.styled_content import EMPTY, build_content, of_block, stack_lines
from drill.tui.widgets.text_widgets import Text
from drill.tui.window import AnswerRow, PageWindow
from drill.typeset import cell_width, typeset_formula

if TYPE_CHECKING:
    from drill.session.today.goal_summary import GoalReached, ThenAndNow

# Columns beside the text: margins and the scroll bar. So many lines name skills.
CELLS_BESIDE, LINES_OF_SKILLS = 5, 2


class GoalReachedScreen(PageWindow["str | None"]):
    """Closes with the bank of the next goal, or with nothing."""

    BINDINGS: ClassVar = [
        bind_named_key("go-on", "aim"), bind_named_key("aim"), bind_named_key("look", "show_all"),
        bind_named_key("back", "close"),
    ]  # fmt: skip
    DEFAULT_CSS = "GoalReachedScreen VerticalScroll {padding: 0 1 0 2;}"

    def __init__(self, reached: GoalReached) -> None:
        self._reached, self._names_all = reached, False
        self._text = Text(id="goal-reached")
        following = reached.next_goal
        rows = [] if following is None else [AnswerRow("aim", build_content((f"› {following[1]}", "bold")))]
        head, day = f"Goal reached: {reached.title}", f"{reached.on.day} {reached.on:%B %Y}"
        super().__init__(head, EMPTY, self._text, *rows, corner=day)

    def offer(self, action: str) -> str | bool:
        """Offer the next goal, which enter chooses, and the names of all skills."""
        has_next = self._reached.next_goal is not None
        match action:
            case "aim":
                return "make it your goal" if has_next else "go on"
            case "show_all":
                names_some = self._some_skills != " · ".join(self._reached.learned)
                return ("fewer skills" if self._names_all else "all skills") if names_some else False
            case "close":
                return "not now" if has_next else ""
            case _:
                return super().offer(action)

    def on_mount(self) -> None:
        """Show the page in its width."""
        self.query_one("#says").display = False
        self._draw()

    def on_resize(self) -> None:
        """Redraw the page in its new width."""
        self._draw()

    def action_aim(self) -> None:
        """Close with the next goal, if there is one."""
        self.dismiss(self._reached.next_goal[0] if self._reached.next_goal is not None else None)

    def action_show_all(self) -> None:
        """Name all skills that were learned, or the first ones again."""
        self._names_all = not self._names_all
        self._draw()
        self.refresh_bindings()

    @property
    def _width(self) -> int:
        return max(10, self.app.size.width - CELLS_BESIDE)

    @property
    def _some_skills(self) -> str:
        return fit_names(self._reached.learned, self._width - 2, LINES_OF_SKILLS)

    def _draw(self) -> None:
        """Show one fact per line, the first skills by name."""
        reached, width = self._reached, self._width
        lines: list[Content] = []
        if reached.then_and_now is not None:
            lines += self._draw_then_and_now(reached.then_and_now)
        known = f", {reached.known} known before" if reached.known else ""
        if reached.learned or reached.known:
            lines.append(build_content((f"Learned: {count(len(reached.learned), 'skill')}{known}", "bold")))
        names, style = (reached.learned, "") if self._names_all else ([self._some_skills], "$secondary")
        lines += [build_content((f"  {p}", style)) for name in names for p in wrap_words(name, width - 2)]
        if reached.parked:
            lines += map(build_content, wrap_words(f"Parked: {' · '.join(reached.parked)}", width))
        done = [f"{count(reached.days, 'day')} drilled", count(reached.marks, "mark")]
        read = f" and {reached.read} read" if reached.read else ""
        if reached.drilled:
            rests = reached.drilled_with_parked
            parked = f" ({rests} with a parked exercise)" if rests else ""
            done.append(f"{count(reached.drilled, 'formula')} drilled{parked}{read}")
        done += [f"{reached.held} of {count(reached.checks, 'check')} held"] if reached.checks else []
        lines += [*map(build_content, wrap_words(", ".join(done), width)), EMPTY]
        if reached.next_goal is not None:
            lines.append(build_content(("Next:", "bold")))
        else:
            lines += map(
                build_content,
                wrap_words("Papers (4) lists what to aim for; g there makes one your goal.", width),
            )
        self._text.show(stack_lines(lines))

    def _draw_then_and_now(self, pair: ThenAndNow) -> list[Content]:
        """Return a formula, the first wrong answer to its exercise, and the right one, with their dates."""
        tier, width = self.app.looks.tier, self._width
        lines = [build_content((part, "bold")) for part in wrap_words(f"Then and now: {pair.formula}", width)]
        if pair.latex:
            formula = typeset_formula(pair.latex, width=width - 4, tier=tier)
            lines += [*of_block(formula, indent=4).split("\n")]
        lines += [build_content((f"  {part}", "$secondary")) for part in wrap_words(pair.title, width - 2)]
        for when, day, answer, style in (
            ("then", pair.wrong_on, pair.wrong, "$error"), ("now", pair.right_on, pair.right, "$success"),
        ):  # fmt: skip
            head = f"  {when:5} {f'{day.day} {day:%B}':13}"
            first, *further = wrap_words(answer, max(8, width - cell_width(head))) or [""]
            lines.append(build_content((head, "$secondary"), (first, style)))
            lines += [build_content(" " * cell_width(head), (part, style)) for part in further]
        return [*lines, EMPTY]
