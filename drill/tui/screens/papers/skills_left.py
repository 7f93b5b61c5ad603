"""The skills that are left on the way to a paper: what each is for, and drilling them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from drill.tui.declared_keys import key
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import EMPTY, build_content, stack_lines
from drill.tui.screens.papers.part import (
    ListPart,
    Row,
    draw_labelled_markdown,
    draw_paragraph,
    fit_to_cells,
    typeset_title_on_line,
)

if TYPE_CHECKING:
    from textual.containers import VerticalScroll

    from drill.session.papers.workbook_views import PathSkill
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

# Cells for "begun", and around a row: its margins, its sign and the scroll bar.
BEGUN_CELLS, CELLS_AROUND = 6, 9
# Min columns of a row that has the purpose of its skill.
PURPOSE_FROM = 60


class SkillsPart(ListPart):
    """The skills that are left, deepest first; ``space`` shows the card of one instead of the list."""

    called = "skills left"
    DEFAULT_CSS = """
    SkillsPart.-card OptionList {display: none;}
    SkillsPart.-card .detail {height: 1fr; max-height: 100%; border-top: none; margin-top: 1;}
    """

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._shows_known = False
        self._shows_card = False

    @property
    def words_of_turning(self) -> str:
        """Return that it has one part alone."""
        return ""

    @property
    def _skills(self) -> Sequence[PathSkill]:
        return self.view.skills if self.view is not None else ()

    @property
    def _chosen_skill(self) -> PathSkill | None:
        return next((skill for skill in self._skills if skill.skill == self.chosen), None)

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the chosen row."""
        if self._chosen_skill is not None:
            return "drill it"
        return "choose" if self.chosen else ""

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """Return how many skills are left."""
        if self.view is None or self._shows_card:
            return EMPTY
        if not self._skills:
            return build_content(("No exercise of this paper leads to a skill.", "bold"))
        path = self.view.row.path
        left = "" if path.left else "No skill is left to learn for this paper.   "
        return build_content((left, "bold"), (path.describe(), "$secondary" if left else "bold"))

    def rows(self) -> Sequence[Row]:
        """Return a row for all remaining skills, a row per skill, and the rows that show or add others."""
        left = [skill for skill in self._skills if skill.is_left]
        shown = self._skills if self._shows_known else left
        rows = [Row("all", build_content("  drill all of these, in this order"))] if left else []
        rows += [Row(skill.skill, self._draw_skill(skill)) for skill in shown]
        if others := len(self._skills) - len(left):
            verb = "is" if others == 1 else "are"
            words = "only those left" if self._shows_known else f"{others} {verb} learned, known or parked"
            rows.append(
                Row("known", build_content("  ", self.looks.sign("green"), (f" {words}", "$secondary")))
            )
        rows += [
            Row(way, build_content((f"  {words}", "$secondary"))) for way, words in self.paper.ways.items()
        ]
        return rows

    def _draw_skill(self, skill: PathSkill) -> Content:
        """Return the row of a skill: whether it is begun, its title, and its purpose."""
        looks, room = self.looks, self.app.size.width - CELLS_AROUND - BEGUN_CELLS
        title_cells = room if self.app.size.width < PURPOSE_FROM else room * 3 // 5
        needed = f"for {skill.needed_by[0]}" if skill.needed_by and title_cells < room else ""
        sign = looks.sign("unseen" if skill.is_left else "green")
        begun = "begun" if skill.is_left and skill.is_begun else ""
        name, *more = textwrap.wrap(typeset_title_on_line(skill.title, looks), title_cells) or [""]
        words = f"{begun:{BEGUN_CELLS}}{typeset_title_on_line(needed, looks, max(8, room - title_cells))}"
        first = build_content(
            "  ", sign, f" {fit_to_cells(name, title_cells)} ", (words.rstrip(), "$secondary")
        )
        return stack_lines([first, *(build_content(f"    {further}") for further in more)])

    def about(self, key: str) -> Content:
        """Return the whole title and what needs it, or the card."""
        skill = next((skill for skill in self._skills if skill.skill == key), None)
        if skill is None:
            return EMPTY
        width = max(20, self.app.size.width - 5)
        title = build_content((skill.title, "bold"))
        if self._shows_card:
            return stack_lines([title, EMPTY, draw_paragraph(skill.theory, width, self.looks)])
        needed_by = format_learner_words(" · ".join(skill.needed_by))
        return stack_lines([title, draw_labelled_markdown("for", needed_by, width, self.looks)])

    @property
    def scrolled(self) -> VerticalScroll:
        """The details of the chosen row."""
        return self.detail

    def _describe(self) -> None:
        super()._describe()
        self.detail.display = self.detail.display or self._shows_card

    def take_focus(self) -> None:
        """Focus the list, except while a card is read."""
        if self._shows_card:
            self.focus()
        else:
            super().take_focus()

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Drill the chosen skill or all remaining ones, deepest first, or do the row's action."""
        match self.chosen:
            case key if self._chosen_skill is not None:
                self.paper.drill([key], "")
            case "all":
                self.paper.drill_prerequisites()
            case "known":
                self._shows_known = not self._shows_known
                self.draw()
                self.take_focus()
                self.paper.refresh_bindings()
            case "deeper" | "near" as way:
                self._change_way(is_near=way == "near")
            case _:
                pass

    def _has_card(self) -> bool:
        """Whether the chosen skill has a card."""
        return self._chosen_skill is not None and bool(self._chosen_skill.theory)

    @key("back leave", when=lambda self: self._shows_card)
    @key("look theory", lambda self: "back to the list" if self._shows_card else "card", when=_has_card)
    def action_card(self) -> None:
        """Show the card of the chosen skill, or the list again."""
        self._shows_card = not self._shows_card
        self.set_class(self._shows_card, "-card")
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()

    def _change_way(self, *, is_near: bool) -> None:
        """Extend the paper's path by the prerequisites of its skills, or restore the first path."""

        def change(workspace: Workspace) -> str:
            from drill.session.papers.lesson import change_way

            bank = workspace.catalogue.bank(self.view.row.bank) if self.view is not None else None
            if bank is None:
                return ""
            return change_way(workspace, bank, is_near=is_near)

        self.paper.act(change)
