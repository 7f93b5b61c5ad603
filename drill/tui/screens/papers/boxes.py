"""An algorithm box of a paper: a remark on each line, its exercises, and the box asked back in its order."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from drill.session.papers.box_lines import ORIGINS, BoxOrder, keep_remark
from drill.session.papers.workbook_views import AlgorithmView, BoxLine, OwnLine
from drill.text import count
from drill.tui.declared_keys import key
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import EMPTY, build_content
from drill.tui.screens.papers.formula import draw_exercise, name_part
from drill.tui.screens.papers.part import OpenedPart, Row, draw_labelled_markdown, draw_paragraph, on_one_line
from drill.typeset import cell_width

if TYPE_CHECKING:
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

REMARK_HINT = "in your own notation; where it is from, and what it is for"
TOO_EARLY = "Not yet: in the box another line comes first."
# Min columns for a remark next to its line instead of below it.
BESIDE_FROM = 100
# Cells before a line, for its number.
NUMBER_CELLS = 6
# More cells than any line takes.
MOST_CELLS = 400


class BoxPart(OpenedPart):
    """A box that a row of the map opened; in a recall, its lines are chosen in order."""

    called = "box"

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._lines: Mapping[str, BoxLine] = {}
        self._order: BoxOrder | None = None
        """The box while it is asked back."""
        self._says = ""

    @property
    def words_of_turning(self) -> str:
        """What ``tab`` is called here."""
        return super().words_of_turning if self._order is None else ""

    @property
    def box(self) -> AlgorithmView | None:
        """The box that is shown, while the paper has it."""
        boxes = self.view.algorithms if self.view is not None else ()
        return next((box for box in boxes if box.row.id == self.opened), None)

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the chosen row."""
        if self._order is not None:
            return "" if self._order.is_done else "comes next"
        if not self.chosen:
            return ""
        return "write" if self.chosen in self._lines else "choose"

    def _is_in_order(self) -> bool:
        """Whether the box is in a recall, and lines are left."""
        return self._order is not None and not self._order.is_done

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """Return the box's name; in a recall the task, and the result."""
        order, box = self._order, self.box
        if order is None:
            title = "" if box is None else on_one_line(self._as_markdown(box.called), self.looks, self._cells)
            return build_content((title, "bold"))
        if not order.is_done:
            said = f"   {self._says}" if self._says else ""
            return build_content(("Which line comes next?", "bold"), (said, "$secondary"))
        asides = [count(order.misses, "wrong try", "wrong tries")] if order.misses else []
        asides += [f"{count(len(order.shown), 'line')} shown"] if order.shown else []
        found = ", ".join(asides) or "every line was found at once"
        return build_content((f"The box is whole: {found}.", "bold"))

    def rows(self) -> Sequence[Row]:
        """Return the lines, the actions, the exercises; in a recall, the lines alone."""
        box = self.box
        if box is None:
            return ()
        self._lines = {line.key: line for line in box.lines}
        if self._order is not None:
            return self._draw_order(self._order)
        lines = [Row(line.key, self._draw_line(line, number)) for number, line in enumerate(box.lines, 1)]
        acts: list[Row] = []
        if self._may_ask_back:
            acts.append(Row("order", build_content(" put its lines in their order")))
        exercises = [Row(each.item, draw_exercise(each, self.looks)) for each in box.exercises]
        return [*name_part("", lines), *name_part("", acts), *name_part("exercises", exercises)]

    @property
    def _may_ask_back(self) -> bool:
        return self.box is not None and len({line.text for line in self.box.lines}) > 1

    def _draw_line(self, line: BoxLine, number: int) -> Content:
        remark = on_one_line(format_learner_words(line.remark), self.looks, self._cells)
        is_beside = self.app.size.width >= BESIDE_FROM
        cells = self._cells // 2 if is_beside and remark else self._cells - NUMBER_CELLS
        head = build_content((f"{number:>4}  ", "$secondary"), self._write_line(line, cells))
        if not remark:
            return head
        if is_beside:
            gap = max(2, self._cells // 2 + NUMBER_CELLS - head.cell_length)
            return head + build_content(" " * gap, (remark, "$foreground"))
        return head + build_content("\n" + " " * (NUMBER_CELLS + 2), (remark, "$foreground"))

    def _draw_order(self, order: BoxOrder) -> Sequence[Row]:
        """Return the lines that have their place, then those that are left."""
        rows: list[Row] = []
        for number, line in enumerate(order.lines[: order.placed]):
            is_shown = number in order.shown
            numeral = (f"{number + 1:>4}  ", "$mark-yellow" if is_shown else "$mark-green")
            text = self._write_line(line, self._cells - NUMBER_CELLS)
            rows.append(Row("", build_content(numeral, text, ("   shown" if is_shown else "", "$secondary"))))
        for line in order.left:
            text = self._write_line(line, self._cells - NUMBER_CELLS, is_flat=True)
            rows.append(Row(line.key, build_content("   ·  ", text)))
        return rows

    def _write_line(self, line: BoxLine, cells: int, *, is_flat: bool = False) -> str:
        indent = "" if is_flat else "  " * line.depth
        return indent + on_one_line(self._as_markdown(line.text), self.looks, cells - len(indent))

    def _as_markdown(self, text: str) -> str:
        if self.box is not None and self.box.is_own:
            return format_learner_words(text)
        return text

    @property
    def _cells(self) -> int:
        return max(20, self.app.size.width - 5)

    def about(self, key: str) -> Content:
        """Return a whole line and its remark if a row has no room for them."""
        line = self._lines.get(key)
        if line is None:
            return EMPTY
        width = max(20, self.app.size.width - 6)
        text = self._as_markdown(line.text)
        remark = format_learner_words(line.remark) if self._order is None else ""
        cells = [cell_width(on_one_line(each, self.looks, MOST_CELLS)) for each in (text, remark)]
        if max(cells) <= (self._cells // 2 if remark else self._cells) - NUMBER_CELLS:
            return EMPTY
        if not remark:
            return draw_paragraph(text, width, self.looks)
        whole = draw_labelled_markdown("line", text, width, self.looks)
        return whole + build_content("\n") + draw_labelled_markdown("remark", remark, width, self.looks)

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Put the chosen line in its place, write on it, or do the action of the chosen row."""
        if self._order is not None:
            self._put_in_place(self._order)
        elif (line := self._lines.get(self.chosen)) is not None:
            self._write_remark(line)
        elif self.chosen == "order":
            self.action_ask_back()
        elif self.chosen:
            self.paper.drill([self.chosen], "")

    def _write_remark(self, line: BoxLine) -> None:
        key, origin, words = line.key, line.origin, line.words
        title = self._write_line(line, self._cells - NUMBER_CELLS, is_flat=True)
        own_line = OwnLine("words", "remark", words, REMARK_HINT, kinds=ORIGINS, kind=origin)

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> None:
            kind, text = changed.get("kind", origin), changed.get("words", words)
            keep_remark(workspace, self.paper.slug, key, kind, text)

        self.paper.write(title, [own_line], keep)

    @key("drill", "in its order", when=lambda self: self._order is None)
    def action_ask_back(self) -> None:
        """Ask the box back: its lines in another order, to be chosen one after the other."""
        if self.box is not None and self._may_ask_back:
            self._order = BoxOrder.shuffle(self.box.lines, secrets.randbits(32))
            self._show_again("")

    def _put_in_place(self, order: BoxOrder) -> None:
        line = self._lines.get(self.chosen)
        if line is not None and not order.is_done:
            self._show_again("" if order.place(line) else TOO_EARLY)

    @key("reveal", "show it", when=_is_in_order)
    def action_show_next(self) -> None:
        """Give up on the next line: it is put in its place."""
        if self._order is not None:
            self._order.show_next()
            self._show_again("")

    @key("all", "show all", when=_is_in_order)
    def action_show_all(self) -> None:
        """Give up on the box: all lines are put in their places."""
        if self._order is not None:
            self._order.show_all()
            self._show_again("")

    @key("back", "stop", when=lambda self: self._order is not None)
    def action_end_order(self) -> None:
        """Show the lines with their remarks again."""
        self._order = None
        self._show_again("")

    def leave(self) -> None:
        """Ask nothing more."""
        self._order = None

    def _show_again(self, says: str) -> None:
        self._says = says
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()

    @key("copy", "copy", when=lambda self: self._order is None)
    def action_copy(self) -> None:
        """Copy the box."""
        if self.box is not None:
            lines = ("  " * line.depth + line.text for line in self.box.lines)
            self.app.copy_to_clipboard("\n".join((self.box.called, *lines)))
            self.app.notify("Copied.", markup=False)
