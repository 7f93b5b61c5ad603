"""The prerequisites of a paper: skills that are not green yet, who needs them, and drilling them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content

from drill.text import count
from drill.tui.bindings import bind
from drill.tui.content import EMPTY, join, line
from drill.tui.forms import as_typed
from drill.tui.looks import WIDE
from drill.tui.screens.papers.labelled_text import filled, labelled, paragraph, plain
from drill.tui.screens.papers.part import ListPart, Row

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import Prerequisite
    from drill.tui.screens.papers.paper import PaperScreen

LEFT_CELLS = 15


class PrerequisitesPart(ListPart):
    """The view of prerequisites, deepest first; ``a`` adds the green ones, ``t`` shows theory."""

    called = "prerequisites"
    BINDINGS: ClassVar = [
        bind("go-on", "enter", "drill these first"), bind("drill"), bind("theory", words="theory"),
        bind("all", "green"), bind("back", "end_theory"), bind("leave", "end_theory"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    PrerequisitesPart.-theory OptionList {display: none;}
    PrerequisitesPart.-theory .detail {height: 1fr; max-height: 100%; border-top: none; margin-top: 1;}
    """

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._skills: dict[str, Prerequisite] = {}
        self._shows_green = False
        self._is_theory = False

    def offer(self, action: str) -> str | bool:
        """Name what acts on the list, or while theory is read."""
        is_open = self.view is not None and bool(self.view.open_skills)
        match action:
            case "enter":
                return is_open and not self._is_theory
            case "drill":
                return ("drill this one" if self._is_theory else "only the chosen one") if is_open else ""
            case "theory":
                return "all skills" if self._is_theory else is_open
            case "end_theory":
                return self._is_theory
            case "green":
                words = "open ones" if self._shows_green else "green ones, too"
                return words if self.view is not None and self.view.skills and not self._is_theory else False
            case _:
                return super().offer(action)

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """Return how ready one is."""
        if self.view is None or self._is_theory:
            return EMPTY
        row, open_ = self.view.row, self.view.open_skills
        if not any(row.states.values()):
            return line("Keep some of its exercises first (review): what they rest on appears here.")
        if not self.view.skills:
            return line("This paper's exercises name no skill that there are exercises for.")
        readiness_words = row.ready.told()
        if not open_:
            return line(
                ("All that this paper rests on is green or parked.   ", "bold"),
                (readiness_words, "$secondary"),
            )
        left = sum(prerequisite.line.left for prerequisite in open_)
        how_long = f"{count(left, 'exercise')}, about {self.paper.how_long(left)}"
        title = line(("To read this paper, drill these first, in this order", "bold"))
        return join([title, line((f"{readiness_words} · {how_long}", "$secondary"))])

    def rows(self) -> Sequence[Row]:
        """Return a row per skill."""
        if self.view is None:
            return ()
        prerequisites = self.view.skills if self._shows_green else self.view.open_skills
        self._skills = {prerequisite.line.skill: prerequisite for prerequisite in prerequisites}
        rows = [Row(prerequisite.line.skill, self._row(prerequisite)) for prerequisite in prerequisites]
        hidden = len(self.view.skills) - len(prerequisites)
        if hidden:
            more = f" {hidden} more {'is' if hidden == 1 else 'are'} green or parked"
            rows.append(Row("", line("  ", self.looks.sign("green"), (more, "$secondary"))))
        return rows

    def _row(self, prerequisite: Prerequisite) -> Content:
        """Return the row of a skill: sign, title, what is left, and who needs it."""
        skill, looks = prerequisite.line, self.looks
        room = self.app.size.width - 6 - LEFT_CELLS
        title_cells = room if self.app.size.width < WIDE else room * 3 // 5
        left = f"{skill.left} left of {skill.items}" if skill.left else "done"
        needed = (
            plain(" ".join(prerequisite.needed_by), looks, room - title_cells - 2)
            if title_cells < room
            else ""
        )
        name, *more = textwrap.wrap(plain(skill.title, looks), title_cells)
        left_and_needed = (f"{left:{LEFT_CELLS - 2}} {needed}".rstrip(), "$secondary")
        first = line("  ", looks.sign(skill.state), f" {filled(name, title_cells)} ", left_and_needed)
        return join([first, *(line(f"    {prerequisite}") for prerequisite in more)])

    def about(self, key: str) -> Content:
        """Return the whole title and who needs it, or the theory."""
        prerequisite = self._skills.get(key)
        if prerequisite is None:
            return EMPTY
        width = max(20, self.app.size.width - 5)
        title = line((prerequisite.line.title, "bold"), (f"  {prerequisite.line.skill}", "$secondary"))
        if self._is_theory:
            return join([title, EMPTY, paragraph(prerequisite.theory, width, self.looks)])
        return join(
            [title, labelled("needed by", as_typed(", ".join(prerequisite.needed_by)), width, self.looks)]
        )

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Drill everything open, deepest first."""
        if self.view is not None and self.view.open_skills:
            from drill.session.queueing import Request

            self.paper.app.drill(Request(prerequisites_of=self.view.row.bank))

    def action_drill(self) -> None:
        """Drill the chosen skill."""
        if (prerequisite := self._skills.get(self.chosen)) is not None:
            from drill.session.queueing import Request

            self.paper.app.drill(Request(scope=(prerequisite.line.skill,)))

    @property
    def scrolled(self) -> VerticalScroll:
        """The details of the chosen skill."""
        return self.detail

    def action_end_theory(self) -> None:
        """Show the list again."""
        self.action_theory()

    def action_theory(self) -> None:
        """Show the theory of the chosen skill, or the list again."""
        prerequisite = self._skills.get(self.chosen)
        if not self._is_theory and (prerequisite is None or not prerequisite.theory):
            self.paper.banner.say("No theory is written for this skill.")
            return
        self._is_theory = not self._is_theory
        self.set_class(self._is_theory, "-theory")
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()

    def take_focus(self) -> None:
        """Focus the list, except while theory is read."""
        if self._is_theory:
            self.focus()
        else:
            super().take_focus()

    def action_green(self) -> None:
        """Show or hide the green skills."""
        self._shows_green = not self._shows_green
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()
